"""Reference codes that an old hand can write and a clerk can hear."""

import secrets

#: no 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: pairs that are misread or misheard
ALPHABET = "ACDEFGHJKMNPQRTWXY34679"
LENGTH = 8


def new_reference():
    """Return a random code such as ``K7QF-3MPA`` (23^8, some 78 thousand million)."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{code[:4]}-{code[4:]}"


def normalize_reference(text):
    """Return what somebody typed in the form in which codes are stored.

    Spaces, dashes and small letters are forgiven.
    """
    code = "".join(char for char in text.upper() if char.isalnum())
    return f"{code[:4]}-{code[4:]}" if len(code) == LENGTH else code
