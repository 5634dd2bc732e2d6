"""What can be the name of a person, and what is advertising, a link or a formula.

Our mails begin with the name that somebody typed, and go to the address that they
typed: without a look at the name, anybody can have a town mail any text to anybody.
Names are what people say they are: one letter, a digit, ten words and any script
pass. Only what is surely something else is refused.

    >>> why_no_name("Jean-Pierre D'Haese")
    ''
    >>> why_no_name("WIN NOW www.example.com")
    'link'
"""

import re
import unicodedata

from .plain_text import clean_line, has_lines

MOST_WORDS = 12
#: the longest names of one word have 35 letters
MOST_LETTERS = 40
#: a name may have a digit (X Æ A-12), but no year, phone or house number
MOST_DIGITS = 3
#: spreadsheets take what begins so for a formula
FORMULA = "=+-@\u2010\u2011\u2012\u2013\u2212"
#: what is written close before a full stop, and needs no space behind it
TITLES = frozenset(
    "dr drs mr mrs ms mw mevr mej dhr prof ir ing lic st sint sta ste jr sr me mlle "
    "mme fam echtg wed wwe zr br past eh em ph de van der den".split()
)
#: domains of one letter, with those that advertisers use
SHORT_DOMAINS = frozenset("co com me net org ly gg io be link info".split())
SCHEME = re.compile(
    r"://|\bwww\.|\b(?:https?|hxxps?|ftps?|mailto|tel|sms|javascript|data|file):",
    re.IGNORECASE,
)
DOMAIN = re.compile(r"([^\W_](?:[\w-]*[^\W_])?)\.([^\W\d_]{2,})(/?)")
#: a full stop after a word that is too long for an abbreviation, and more behind it
SENTENCE = re.compile(r"[^\W\d_]{6,}\. +\S|[^\W\d_]{2,}[!?]+(?:\s|$)")
REPEATED = re.compile(r"([^\W\d_])\1{4}", re.IGNORECASE)
SPECIAL = re.compile(r"[<>{}=|\\^~*#$%_@\[\]]")
#: scripts with letters that look like those of another one
ALIKE = frozenset("LATIN GREEK CYRILLIC ARMENIAN CHEROKEE COPTIC".split())
#: dots that programs take for the one of a web address
DOTS = str.maketrans("\u3002\uff0e\uff61", "...")


def why_no_name(text):
    """Return why a text is not taken as the name of a person.

    :return: ``""`` for a name, else ``formula``, ``link``, ``lines``, ``digits``,
        ``scripts``, ``sentence`` or ``signs``
    """
    if has_lines(text):
        return "lines"
    # Letters of mathematics and full-width ones are read as the plain ones.
    plain = unicodedata.normalize("NFKC", clean_line(text)).translate(DOTS)
    checks = {
        "formula": plain[:1] in tuple(FORMULA),
        "link": _has_link(plain),
        "digits": sum(map(str.isdigit, plain)) > MOST_DIGITS,
        "signs": _has_signs(plain),
        "scripts": any(_mixes_scripts(word) for word in plain.split()),
        "sentence": _is_sentence(plain),
    }
    return next((reason for reason, found in checks.items() if found), "")


def may_greet(text):
    """Tell whether a mail may begin with a name: whether it surely looks like one.

    Narrower than what is taken as a name, which some unusual names are not worth
    being refused for: a greeting without the name hurts nobody.
    """
    words = [word for word in clean_line(text).split() if len(word) > 3]
    digits = any(map(str.isdigit, text))
    return bool(text) and not why_no_name(text) and not digits and len(words) <= 5


def _has_link(text):
    if SCHEME.search(text):
        return True
    return any(_is_domain(*match.groups()) for match in DOMAIN.finditer(text))


def _is_domain(label, ending, slash):
    """Tell a web address from initials and titles: bit.ly, but J.Peeters, Dr.Maes."""
    if slash:
        return True
    if len(label) == 1:
        return ending in SHORT_DOMAINS and label.islower()
    return label.casefold() not in TITLES


def _has_signs(text):
    """Tell whether there are signs of no name, or no letter at all."""
    if SPECIAL.search(text) or not any(map(str.isalpha, text)):
        return True
    return any(unicodedata.category(char) in ("So", "Sc", "Co", "Cn") for char in text)


def _mixes_scripts(word):
    """Tell whether a word has letters of two scripts that look alike: ΡΑΥΡΑL."""
    scripts = {
        unicodedata.name(char, "").partition(" ")[0] for char in word if char.isalpha()
    }
    return len(scripts & ALIKE) > 1


def _is_sentence(text):
    words = text.split()
    return bool(
        len(words) > MOST_WORDS
        or SENTENCE.search(text)
        or REPEATED.search(text)
        or any(len(word) > MOST_LETTERS for word in re.split(r"[\s'’-]", text))
    )
