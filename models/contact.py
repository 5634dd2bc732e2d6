"""What a visitor types about himself, checked once for every way of booking."""

import re

from stdnum.be import nn

from odoo.tools import email_normalize

from .refusal import Refusal

MAX_LENGTH = 100
MARKUP = re.compile(r"[<>{}\x00-\x1f\x7f]|https?://|www\.", re.IGNORECASE)
# stricter than the stock, which takes what looks like an address out of a text
EMAIL = re.compile(
    r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,63}"
)
PHONE = re.compile(r"^\+?[\d /().-]{8,24}$")
# eleven digits, with anything people write between them
ELEVEN_DIGITS = re.compile(r"(?<!\d)(?:\d[ .\-/]?){10}\d(?!\d)")


def clean_contact(env, contact, phone_enough=True):
    """Return a checked copy of what a visitor typed: ``name, email, phone``.

    :param dict contact: strings; missing keys count as empty
    :param bool phone_enough: whether a phone number will do without an address
    :raise Refusal: for the first thing that is missing or malformed
    """
    values = {
        key: " ".join((contact.get(key) or "").split())
        for key in ("name", "email", "phone")
    }
    for key, value in values.items():
        _refuse_national_number(env, value, key)
    values["name"] = _clean_name(env, values["name"])
    values["email"] = _clean_email(env, values["email"])
    values["phone"] = _clean_phone(env, values["phone"])
    if not values["email"] and not (phone_enough and values["phone"]):
        raise Refusal(
            env._("Fill in your e-mail address or your phone number.")
            if phone_enough
            else env._("Fill in your e-mail address, for instance jan@voorbeeld.be."),
            "email",
        )
    return values


def check_contact(env, values):
    """Refuse what must never be stored, in whatever parts are filled in.

    :param dict values: ``name, email, phone``; empty parts are left alone
    :raise Refusal: for the first part that is malformed
    """
    cleaners = {"name": _clean_name, "email": _clean_email, "phone": _clean_phone}
    for key, clean in cleaners.items():
        if values[key]:
            _refuse_national_number(env, values[key], key)
            clean(env, values[key])


def _refuse_national_number(env, text, about):
    """Refuse a national register number: the law forbids us to keep one.

    Act of 8 August 1983 on the National Register, article 8. Ten-digit phone
    numbers cannot be mistaken for one: the check digits of eleven must fit.
    """
    for match in ELEVEN_DIGITS.finditer(text):
        if nn.is_valid(re.sub(r"\D", "", match.group())):
            raise Refusal(
                env._(
                    "Do not fill in your national register number: we do not need it."
                ),
                about,
            )


def _clean_name(env, name):
    if not name:
        raise Refusal(env._("Fill in your name."), "name")
    if len(name) > MAX_LENGTH:
        raise Refusal(
            env._(
                "Your name is too long: at most %(most)s characters.", most=MAX_LENGTH
            ),
            "name",
        )
    if MARKUP.search(name) or not any(char.isalpha() for char in name):
        raise Refusal(
            env._("Fill in only your name, without special characters."), "name"
        )
    return name


def _clean_email(env, email):
    if not email:
        return ""
    right = len(email) <= 254 and ".." not in email and EMAIL.fullmatch(email)
    normalized = right and email_normalize(email)
    if not normalized:
        raise Refusal(
            env._("This e-mail address is not right. Example: jan@voorbeeld.be."),
            "email",
        )
    return normalized


def _clean_phone(env, phone):
    if phone and not PHONE.match(phone):
        raise Refusal(
            env._("This phone number is not right. Example: 0470 12 34 56."), "phone"
        )
    return phone
