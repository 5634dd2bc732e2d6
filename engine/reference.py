"""Reference codes that an old hand can write and a clerk can hear.

>>> normalize_reference("k7qf 3mpa")
'K7QF-3MPA'
"""

import re
import secrets

from .keyboard import us_readings

#: no 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: pairs that are misread or misheard
ALPHABET = "ACDEFGHJKMNPQRTWXY34679"
LENGTH = 8
#: spaces, dashes of any length, and what nobody sees and phones paste along
FORGIVEN = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff\u2010-\u2015\u2212-]+")
REFERENCE = re.compile(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")


def new_reference():
    """Return a random code such as ``K7QF-3MPA`` (23^8, some 78 thousand million)."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{code[:4]}-{code[4:]}"


def normalize_reference(text):
    """Return what somebody typed in the form in which codes are stored.

    Spaces, dashes and small letters are forgiven. Any other sign stays: what is left
    without it may be the code of somebody else (``QCAQ)DEFQ`` is what a US scanner
    makes of ``ACQA-DEFA``, and not ``QCAQ-DEFQ``).
    """
    code = FORGIVEN.sub("", text).upper()
    return f"{code[:4]}-{code[4:]}" if len(code) == LENGTH else code


def is_plain(text):
    """Tell whether a text holds nothing but what codes have, or what is forgiven."""
    code = FORGIVEN.sub("", text)
    return code.isascii() and (code.isalnum() or not code)


def without_signs(text):
    """Return the code that is left when every sign is dropped that codes never have."""
    return normalize_reference("".join(char for char in text if char.isalnum()))


def scanned_references(text):
    """Return the codes that a scanner with US keys may have meant.

    :return: list of codes as they are stored; empty for whatever was not scanned so
    """
    codes = [normalize_reference(reading) for reading in us_readings(text)]
    return [code for code in dict.fromkeys(codes) if REFERENCE.fullmatch(code)]
