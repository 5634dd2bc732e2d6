"""Phone numbers as they are typed, kept (E.164) and shown.

>>> read_phone("0470/12.34.56", "BE")
'+32470123456'
>>> show_phone("+32470123456", "BE")
'0470 12 34 56'
"""

import re
import unicodedata

import phonenumbers
from phonenumbers import PhoneNumberFormat

from .plain_text import clean_line

#: what may stand between digits, and what opens a link to a number
LINK = re.compile(r"^tel:\s*", re.IGNORECASE)
DASHES = re.compile("[\u2010-\u2015\u2212\u00ad\uff0d]")
EXTENSION = re.compile(
    r"(?:;\s*ext=|\b(?:extension|ext|toestel|tst|poste|post|app|x)\b\.?|#|(?<=\d)x)"
    r"\s*:?\s*\d*\s*$",
    re.IGNORECASE,
)
SIGNS = re.compile(r"\+?[\d ()./,\-]*")
#: ITU-T E.164 allows fifteen digits; people add a few zeros in front
MOST_DIGITS = 20
#: kinds of numbers on which nobody reads anything
NO_SMS = (
    phonenumbers.PhoneNumberType.FIXED_LINE,
    phonenumbers.PhoneNumberType.TOLL_FREE,
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
    phonenumbers.PhoneNumberType.SHARED_COST,
    phonenumbers.PhoneNumberType.VOIP,
    phonenumbers.PhoneNumberType.UAN,
)


class PhoneError(ValueError):
    """A text that is no phone number.

    :param str kind: ``extension``, ``sign``, ``short``, ``long`` or ``unknown``
    :param str part: the part of the text that is too much, if it is one
    """

    def __init__(self, kind, part=""):
        super().__init__(kind)
        self.kind = kind
        self.part = part


def read_phone(text, region):
    """Return a number that somebody typed in the form of ITU-T E.164: +32470123456.

    Not only numbers of which the library knows the range are taken: ranges are
    added every year. But a number has to have the length of its kind.

    :param str text: as typed or pasted
    :param str region: country of who types no country code, as two letters
    :raise PhoneError:
    """
    typed = _plain_digits(text)
    if not typed:
        raise PhoneError("short")
    number = _parse(typed, region)
    if not (phonenumbers.is_valid_number(number) or _has_known_shape(number)):
        raise PhoneError(_what_is_wrong(number))
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def show_phone(text, region):
    """Return a kept number as people in a country write it; other texts as they are."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_possible_number(number):
        return text
    at_home = number.country_code == phonenumbers.country_code_for_region(region)
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def dial_phone(text, region):
    """Return the address that dials a number, however it is written."""
    try:
        return f"tel:{read_phone(text, region)}"
    except PhoneError:
        return "tel:" + re.sub(r"[^\d+*#]", "", _plain_digits(text))


def takes_sms(kept):
    """Tell whether a kept number may be that of a mobile phone.

    >>> takes_sms("+32470123456"), takes_sms("+3292101010"), takes_sms("")
    (True, False, False)
    """
    try:
        number = phonenumbers.parse(kept)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(number) not in NO_SMS


def phone_digits(text, region):
    """Return the digits by which a number is searched, without what differs.

    ``0470 00 25``, ``+32 470 00 25`` and ``0032470 00 25`` are all found by 4700025.
    """
    digits = re.sub(r"\D", "", _plain_digits(text).replace("(0)", ""))
    own = str(phonenumbers.country_code_for_region(region))
    plus = _plain_digits(text).startswith("+")
    if digits.startswith("00"):
        digits, plus = digits[2:], True
    if plus:
        return digits.removeprefix(own)
    return digits.removeprefix("0")


def _plain_digits(text):
    """Return a text with the digits and dashes that every phone knows."""
    line = DASHES.sub("-", LINK.sub("", clean_line(text)))
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char for char in line
    )


def _parse(typed, region):
    extension = EXTENSION.search(typed)
    if extension:
        raise PhoneError("extension", extension.group().strip(" ,;"))
    taken = SIGNS.match(typed).group()
    if taken != typed:
        raise PhoneError("sign", typed[len(taken.rstrip(" (./,-")) :].strip())
    if sum(map(str.isdigit, typed)) > MOST_DIGITS:
        raise PhoneError("long")
    try:
        # the library takes what stands behind a comma for an extension
        return phonenumbers.parse(typed.replace(",", " "), region)
    except phonenumbers.NumberParseException as error:
        kinds = {error.TOO_SHORT_NSN: "short", error.TOO_SHORT_AFTER_IDD: "short"}
        kinds[error.TOO_LONG] = "long"
        raise PhoneError(kinds.get(error.error_type, "unknown")) from error


def _has_known_shape(number):
    """Tell whether numbers that begin so are written so: others are left ungrouped."""
    if not phonenumbers.is_possible_number(number):
        return False
    written = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return written != phonenumbers.national_significant_number(number)


def _what_is_wrong(number):
    """Tell whether a digit less or more would make a number of it."""
    digits = phonenumbers.national_significant_number(number)
    if _fits(number, digits[:-1]):
        return "long"
    if any(_fits(number, digits + more) for more in ("0", "00")):
        return "short"
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == phonenumbers.ValidationResult.TOO_SHORT:
        return "short"
    if reason == phonenumbers.ValidationResult.TOO_LONG:
        return "long"
    return "unknown"


def _fits(number, digits):
    if not digits:
        return False
    other = phonenumbers.PhoneNumber(
        country_code=number.country_code, national_number=int(digits)
    )
    return phonenumbers.is_valid_number(other) or _has_known_shape(other)
