"""Reference codes that an old hand can write and a clerk can hear."""

import secrets

#: no 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: pairs that are misread or misheard
ALPHABET = "ACDEFGHJKMNPQRTWXY34679"
LENGTH = 8


def new_reference():
    """Return a random code such as ``K7QF-3MPA`` (23^8, some 78 thousand million)."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{code[:4]}-{code[4:]}"


#: what may stand between the signs of a code, however somebody writes it
BETWEEN = " \t\u00a0\u200b\ufeff-\u2010\u2011\u2012\u2013\u2014_."
#: what a computer with a Belgian or French keyboard makes of a scanner that types as if
#: it were American: the key that was meant. With M it makes a sign, and with another
#: key an M.
AZERTY = str.maketrans(
    "AQZW&É\"'(\u00a7-È!_ÇÀ)\u00b0?,M",
    "QAWZ123456678890--MM;",
)


def normalize_reference(text):
    """Return what somebody typed in the form in which codes are stored.

    Spaces, dashes and small letters are forgiven. Other signs stand in no code: they
    come from a scanner that is set to another keyboard, of which also the letters are
    not those of the code. It is never read as it stands, for that could be the code of
    somebody else.
    """
    text = text.strip().upper()
    if is_from_other_keyboard(text):
        text = text.translate(AZERTY)
    code = "".join(char for char in text if char not in BETWEEN)
    if not code.isascii() or not code.isalnum():
        return ""
    return f"{code[:4]}-{code[4:]}" if len(code) == LENGTH else code


def is_from_other_keyboard(text):
    """Tell whether a text holds signs that no code has."""
    rest = "".join(char for char in text.strip() if char not in BETWEEN)
    return bool(rest) and not (rest.isascii() and rest.isalnum())
