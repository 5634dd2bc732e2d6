"""What visitors type about themselves, checked once for every way of booking."""

import re

from stdnum.be import nn

from odoo.tools import email_normalize

from ...engine.mail_slip import suggest_address
from ...engine.person_name import why_no_name
from ...engine.phone import PhoneError, read_phone, show_phone
from ...engine.plain_text import clean_line, clean_text
from .refusal import Refusal

PARTS = ("name", "email", "phone")
MAX_LENGTH = 100
MAX_REMARK = 500
#: the most that a mail server takes (RFC 5321, with its angle brackets)
MAX_EMAIL = 254
# stricter than Odoo, which takes what looks like an address out of a text
EMAIL = re.compile(
    r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,63}"
)
# eleven digits, with anything people write between them
ELEVEN_DIGITS = re.compile(r"(?<!\d)(?:\d[ .\-/]?){10}\d(?!\d)")
#: where the country of a company is not known
HOME = "BE"


def clean_contact(env, contact, phone_enough=True, company=None, asked=None):
    """Return a checked copy of what a visitor typed: ``name, email, phone``.

    Phone numbers come back as they are kept: in the form of E.164.

    :param dict contact: strings; missing keys count as empty. Where there is a key
        ``email_asked``, a slip in the domain of the address is asked about, unless
        that key holds the same address: then the visitor insists
    :param bool phone_enough: whether a phone number will do without an address
    :param company: whose country phone numbers without country code are of
    :param dict asked: ``email, phone`` to whether it is ``required``, ``optional`` or
        ``hidden``: then it comes back empty, whatever was sent
    :raise Refusal: for all that is missing or malformed at once, see ``Refusal.all``
    """
    asked = asked or {}
    hidden = {part: "" for part, how in asked.items() if how == "hidden"}
    values, refusals = _clean_parts(env, {**contact, **hidden}, PARTS, company)
    refusals += _missing(env, values, asked)
    failed = {refusal.about for refusal in refusals}
    if not failed & {"email", "phone"}:
        refusals += _unreachable(env, values, phone_enough, hidden)
    if refusals:
        raise Refusal.together(refusals)
    return values


def contact_refusals(env, contact, phone_enough=True, company=None):
    """Return all that is wrong with what a visitor typed, one refusal a part."""
    try:
        clean_contact(env, contact, phone_enough, company)
    except Refusal as refusal:
        return refusal.all
    return []


def check_contact(env, values, company=None):
    """Return what may be stored of a contact, in whatever parts are filled in.

    :param dict values: ``name, email, phone``; empty parts are left alone
    :raise Refusal: for all parts that are malformed
    """
    filled = [key for key in PARTS if values.get(key)]
    cleaned, refusals = _clean_parts(env, values, filled, company)
    if refusals:
        raise Refusal.together(refusals)
    return cleaned


def phone_region(company):
    """Return the country in which people type a number without its country code."""
    return company.country_id.code or HOME


def shown_phone(text, company):
    """Return a kept phone number as people in the country of a company write it."""
    return show_phone(text, phone_region(company)) if text else ""


def _clean_parts(env, contact, parts, company):
    """Return what is right of a contact, and the refusals of what is not."""
    company = company or env.company
    cleaners = {
        "name": _clean_name,
        "email": _clean_email,
        # who left none needs no country: it takes three statements to know
        "phone": lambda env, text: _clean_phone(
            env, text, phone_region(company) if text else HOME
        ),
    }
    values, refusals = {}, []
    for key in parts:
        typed = contact.get(key) or ""
        try:
            refuse_national_number(env, clean_line(typed), key)
            values[key] = cleaners[key](env, typed)
            if key == "email" and "email_asked" in contact:
                _ask_about_slip(env, values[key], contact["email_asked"])
        except Refusal as refusal:
            refusals.append(refusal)
    return values, refusals


def _missing(env, values, asked, hidden=()):
    """Return the refusals of what the products ask and nobody filled in."""
    words = {
        "email": env._("Fill in your e-mail address, for instance jan@voorbeeld.be."),
        "phone": env._("Fill in your phone number, for instance 0470 12 34 56."),
    }
    return [
        Refusal(words[part], part)
        for part in words
        if asked.get(part) == "required"
        and values.get(part) == ""
        and part not in hidden
    ]


def clean_client(env, typed):
    """Return the name of somebody for whom others make an appointment.

    :raise Refusal: when it is missing, or no name
    """
    name = clean_line(typed or "")
    if not name:
        raise Refusal(
            env._(
                "With this e-mail address appointments are made for others. Fill in "
                "the name of the person who comes."
            ),
            "client_name",
        )
    try:
        refuse_national_number(env, name, "client_name")
        return _clean_name(env, typed)
    except Refusal as refusal:
        raise Refusal(str(refusal), "client_name") from refusal


def clean_remark(env, typed, required=False):
    """Return a remark as it is kept.

    :raise Refusal: when it is too long, holds a national register number, or is
        missing where it must be there
    """
    remark = clean_text(typed or "").strip()
    if required and not remark:
        raise Refusal(env._("Fill in the remark."), "remark")
    if len(remark) > MAX_REMARK:
        raise Refusal(
            env._(
                "Your remark is too long: at most %(most)s characters.", most=MAX_REMARK
            ),
            "remark",
        )
    refuse_national_number(env, remark, "remark")
    return remark


def _unreachable(env, values, phone_enough, hidden=()):
    """Return the refusal of a visitor who left no way to be reached.

    :param hidden: parts that are not asked
    """
    if values["email"] or (phone_enough and values["phone"]):
        return []
    if hidden and phone_enough:
        return _missing(env, values, {"email": "required", "phone": "required"}, hidden)
    words = (
        env._("Fill in your e-mail address or your phone number.")
        if phone_enough
        else env._("Fill in your e-mail address, for instance jan@voorbeeld.be.")
    )
    return [Refusal(words, "email")]


def refuse_national_number(env, text, about):
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


def _clean_name(env, typed):
    name = clean_line(typed)
    if not name:
        raise Refusal(env._("Fill in your name."), "name")
    if len(name) > MAX_LENGTH:
        raise Refusal(
            env._(
                "Your name is too long: at most %(most)s characters.", most=MAX_LENGTH
            ),
            "name",
        )
    reason = why_no_name(typed)
    if reason:
        raise Refusal(_name_words(env)[reason], "name")
    return name


def _name_words(env):
    """Return in words why something is not taken as a name."""
    return {
        "formula": env._(
            "Begin your name with a letter: a name cannot begin with =, +, - or @."
        ),
        "link": env._(
            "Fill in only your name, without an internet or e-mail address. After a "
            "full stop comes a space: J. Peeters."
        ),
        "lines": env._("Fill in your name on one line, and nothing else."),
        "digits": env._("Fill in only your name, without a number."),
        "scripts": env._("Fill in your name with letters of one alphabet."),
        "sentence": env._("Fill in only your name, and no sentence."),
        "signs": env._("Fill in only your name, without special characters."),
    }


def _clean_email(env, typed):
    email = re.sub(r"^mailto:\s*", "", clean_line(typed), flags=re.IGNORECASE)
    email = email.rstrip(".,;")
    if not email:
        return ""
    suggestion = suggest_address(email.lower())
    if not _is_address(email):
        example = suggestion if _is_address(suggestion) else "jan@voorbeeld.be"
        raise Refusal(
            env._(
                "This e-mail address is not right. Example: %(example)s.",
                example=example,
            ),
            "email",
            suggestion,
        )
    if not email.rpartition("@")[0].isascii():
        # Few mail servers take them (RFC 6531), and those that do not tell nobody.
        raise Refusal(
            env._("This e-mail address has letters that cannot be mailed to."), "email"
        )
    return email_normalize(email)


def _is_address(email):
    """Tell whether mail can be sent to an address."""
    right = len(email) <= MAX_EMAIL and ".." not in email and EMAIL.fullmatch(email)
    if not (right and email_normalize(email)):
        return False
    try:
        email.rpartition("@")[2].encode("idna")
    except UnicodeError:
        return False
    return True


def _ask_about_slip(env, email, asked):
    """Ask whether another address was meant, but not twice.

    :param str asked: the address about which the visitor was asked before
    :raise Refusal: with the other address as its suggestion
    """
    meant = suggest_address(email)
    if meant and clean_line(asked or "").lower() != email:
        raise Refusal(
            env._(
                "Did you mean %(meant)s? If %(typed)s is right, confirm once more.",
                meant=meant,
                typed=email,
            ),
            "email",
            meant,
        )


def _clean_phone(env, typed, region):
    phone = clean_line(typed)
    if not phone:
        return ""
    try:
        return read_phone(phone, region)
    except PhoneError as error:
        words = _phone_words(env, error.part)[error.kind]
        raise Refusal(words, "phone") from error


def _phone_words(env, part):
    """Return in words why something is not taken as a phone number."""
    return {
        "extension": env._(
            "Fill in the phone number without “%(part)s”: we cannot keep an "
            "extension. Example: 0470 12 34 56.",
            part=part,
        ),
        "sign": env._(
            "“%(part)s” does not belong to a phone number. Example: 0470 12 34 56.",
            part=part,
        ),
        "short": env._("This phone number has too few digits. Example: 0470 12 34 56."),
        "long": env._(
            "This phone number has too many digits. Fill in one number. A foreign one "
            "begins with + and the country code. Example: 0470 12 34 56."
        ),
        "unknown": env._(
            "This phone number is not right. Example: 0470 12 34 56. A foreign one "
            "begins with + and the country code."
        ),
    }
