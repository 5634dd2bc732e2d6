r"""Texts without what nobody sees: signs that come along when people paste.

Phones, Word and PDF files put marks around numbers and names: of the direction of
writing, of places to break a line, of byte order. They look like nothing, and make
that a number cannot be dialled, a name is not found, and a web page shows two lines.

    >>> clean_line("\u200e0470 12\u00ad34 56\n")
    '0470 1234 56'
"""

import re
import unicodedata

#: ends of a line, of which only the first is one everywhere
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
#: sign of Word's own fonts for a point of a list, which other fonts do not have
BULLETS = str.maketrans({"\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "•"})
#: join or keep apart letters of Persian and Indian scripts: they are spelling there
JOINERS = "\u200c\u200d"
FIRST_JOINED_SCRIPT = "\u0600"


def clean_line(text):
    """Return a text of one line, without signs that nobody sees.

    All white space counts as one space; letters and accents are composed.
    """
    return " ".join(_visible(text, "").split())


def clean_text(text):
    """Return a text of one or more lines, without signs that nobody sees.

    The spaces and line ends that somebody typed stay; those of other systems become
    ordinary ones.
    """
    lines = LINE_ENDS.sub("\n", text).translate(BULLETS)
    return _visible(lines, "\n\t")


def has_lines(text):
    """Tell whether a text has more than one line, in whatever way it says so."""
    return "\n" in LINE_ENDS.sub("\n", text).strip()


def _visible(text, kept):
    """Drop what is not seen, but for some signs; other control signs are spaces."""
    # Lone halves of a pair, which come out of broken JSON, cannot be stored at all.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    composed = unicodedata.normalize("NFC", whole)
    return "".join(
        _shown(char, composed[index - 1 : index], composed[index + 1 : index + 2], kept)
        for index, char in enumerate(composed)
    )


def _shown(char, before, after, kept):
    """Return what is left of one sign between its neighbours."""
    if char.isascii() and (char.isprintable() or char in kept):
        return char
    category = unicodedata.category(char)
    if category in ("Zs", "Zl", "Zp", "Cc"):
        return " "
    if char in JOINERS and all(_joins(near) for near in (before, after)):
        return char
    hidden = category == "Cf" or "\ufe00" <= char <= "\ufe0d"
    return "" if hidden else char


def _joins(char):
    return char.isalpha() and char >= FIRST_JOINED_SCRIPT
