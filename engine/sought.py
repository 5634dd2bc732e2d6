"""The text by which an appointment is found, and what callers say of it.

Accents, capitals and signs count for nothing, and a phone number is found in any
writing. All stands in one text, so that one index finds it:

>>> text = sought_text("Zoë D'Haese", "zoe@x.be", "+32470123456", "K7QF-3MPA")
>>> [is_in(said, text, "BE") for said in ("zoe", "DHAESE", "0470/12.34.56", "k7qf")]
[True, True, True, True]
>>> is_in("zoe 0471", text, "BE")
False
"""

import re

from .phone import phone_digits
from .plain_text import clean_line
from .reference import FORGIVEN
from .spelling import known_words, plain_words

#: fewer digits are in nearly every number
FEWEST_DIGITS = 3
#: words of a search beyond these are left out: nobody types them
MOST_WORDS = 8
#: digits with spaces between them are one number
SPACED_DIGITS = re.compile(r"(?<=\d)[ ./-]+(?=\d)")


def sought_text(name, email, phone, reference):
    """Return all by which an appointment is found; empty parts count for nothing.

    :param phone: as it is kept, in the form of E.164
    """
    words = known_words(name or "")
    together = "".join(plain_words(name or ""))
    parts = [
        *words,
        # Van den Berg is found as vandenberg
        *([together] if len(words) > 1 else []),
        (email or "").casefold(),
        re.sub(r"\D", "", phone or ""),
        _joined(reference or ""),
    ]
    return " ".join(filter(None, parts))


def said_words(said):
    """Return the words of what somebody says: all of them must be found."""
    plain = SPACED_DIGITS.sub("", clean_line(said))
    return plain.split()[:MOST_WORDS]


def ways_to_find(word, region):
    """Return the texts of which one must be in the sought text, for one word.

    :param str region: country in which numbers are written without country code
    """
    ways = [word.casefold(), "".join(plain_words(word)), _joined(word)]
    digits = phone_digits(word, region)
    if not any(map(str.isalpha, word)) and len(digits) >= FEWEST_DIGITS:
        ways.append(digits)
    return [way for way in dict.fromkeys(ways) if way]


def is_in(said, text, region):
    """Tell whether what somebody says is all in a sought text."""
    words = said_words(said)
    return bool(words) and all(
        any(way in text for way in ways_to_find(word, region)) for word in words
    )


def _joined(code):
    """Return a code without what is forgiven in it: spaces and dashes."""
    return FORGIVEN.sub("", code).casefold()
