"""What visitors type into forms about themselves, as it came."""

from odoo.http import request

from ...models.common.refusal import Refusal


def texts(params, names):
    """Return what was sent under these names; a file that was sent is nothing.

    :return: dict from name to text, empty where there is none
    """
    sent = {name: params.get(name) for name in names}
    return {name: text if isinstance(text, str) else "" for name, text in sent.items()}


def typed_contact(params, names):
    """Return what was typed about a person.

    The address that we proposed may have been taken instead of a slip.
    """
    meant = {"email": params["email_meant"]} if params.get("email_meant") else {}
    return texts({**params, **meant}, names)


def known_contact(names):
    """Return what we know of a citizen who is logged in; empty texts of others."""
    user = request.env.user
    if user._is_public():
        return dict.fromkeys(names, "")
    partner_sudo = user.partner_id.sudo()
    return {name: partner_sudo[name] or "" for name in names}


def stranger():
    """Return the refusal of a form of which nothing shows that it is from here."""
    return Refusal(
        request.env._(
            "We could not check that this form comes from you: perhaps it was open for "
            "very long. Everything that you filled in is still here: confirm once "
            "more. Does that not help? Then call us."
        ),
        "confirm",
    )


def once_more():
    """Return the same of a button, on a page where nobody filled in anything."""
    return Refusal(
        request.env._(
            "We could not check that this comes from you: perhaps the page was open "
            "for very long. Nothing has changed: try it once more."
        ),
        "again",
    )
