"""Words that look like other words: for people who spell otherwise than we do.

>>> nearest("pasport", {1: ["Reispas"], 2: ["Passport"]})
[2]
"""

import unicodedata
from collections import defaultdict
from difflib import get_close_matches

#: how alike two words must be, from 0 to 1
ALIKE = 0.75
MAX_WORDS = 8
#: letters that are no letter with an accent to Unicode, and are to people
OTHER_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


def plain_words(text):
    """Return the words of a text in small letters, without accents or signs."""
    plain = text.casefold().translate(OTHER_LETTERS)
    letters = unicodedata.normalize("NFKD", plain)
    kept = (char for char in letters if not unicodedata.combining(char))
    return "".join(char if char.isalnum() else " " for char in kept).split()


def known_words(text):
    """Return the words by which a text is found: Kids-ID by kids, id and kidsid."""
    found = {}
    for written in text.split():
        words = plain_words(written)
        found.update(dict.fromkeys([*words, "".join(words)]))
    found.pop("", None)
    return list(found)


def nearest(typed, texts, most=6):
    """Return the keys of the texts that come nearest to what was typed, best first.

    A text that has a typed word, or begins like it, comes before a text that only
    has a similar word.

    :param str typed: what somebody looks for
    :param dict texts: key -> list of names of one thing
    :param int most: how many keys to return at most
    """
    vocabulary = _vocabulary(texts)
    wanted = plain_words(typed)[:MAX_WORDS]
    scores = defaultdict(int)
    for word in {*wanted, "".join(wanted)}:
        for match, score in _alike(word, vocabulary):
            for key in vocabulary[match]:
                scores[key] += score
    order = list(texts)
    return sorted(scores, key=lambda key: (-scores[key], order.index(key)))[:most]


def _vocabulary(texts):
    """Return the words of the texts, each with the keys of its texts."""
    vocabulary = defaultdict(set)
    for key, names in texts.items():
        for word in known_words(" ".join(names)):
            vocabulary[word].add(key)
    return vocabulary


def _alike(word, vocabulary):
    """Return pairs (known word, how well it fits)."""
    if len(word) < 3:
        return [(word, 2)] if word in vocabulary else []
    begun = [known for known in vocabulary if known.startswith(word)]
    close = get_close_matches(word, vocabulary, n=10, cutoff=ALIKE)
    return [(known, 2) for known in begun] + [
        (known, 1) for known in close if known not in begun
    ]
