import re

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.person_name import may_greet
from ...engine.phone import phone_digits
from ...engine.plain_text import clean_line
from ...engine.reference import LENGTH, normalize_reference
from ..common.contact import PARTS, check_contact, phone_region, shown_phone

CONTACT_FIELDS = tuple(f"contact_{part}" for part in PARTS)
#: fewer digits are in nearly every number
FEWEST_DIGITS = 3
#: words of a search beyond these are left out: nobody types them
MOST_WORDS = 8
#: digits with spaces between them are one number
SPACED_DIGITS = re.compile(r"(?<=\d)[ ./-]+(?=\d)")


class ResourceBooking(models.Model):
    """Who comes: how it is kept, shown, and found."""

    _inherit = "resource.booking"

    contact_phone_local = fields.Char(
        string="Phone",
        compute="_compute_contact_phone_local",
        inverse="_inverse_contact_phone_local",
        help="As it is written here; a number of another country begins with +.",
    )
    find = fields.Char(
        string="Visitor, phone or code",
        compute="_compute_find",
        search="_search_find",
        help="Words of the name, the code, or the phone number in any writing.",
    )

    @api.depends("contact_phone", "type_id.company_id.country_id")
    def _compute_contact_phone_local(self):
        for booking in self:
            company = booking.type_id.company_id
            booking.contact_phone_local = shown_phone(booking.contact_phone, company)

    def _inverse_contact_phone_local(self):
        for booking in self:
            booking.contact_phone = booking.contact_phone_local
        # what was typed is shown again as people write it
        self.invalidate_recordset(["contact_phone_local"], flush=False)

    def _compute_find(self):
        self.find = False

    @api.model
    def _search_find(self, operator, value):
        """Find bookings by words of the name, code and phone number together."""
        if operator not in ("ilike", "like", "=", "in"):
            return NotImplemented
        typed = [value] if isinstance(value, str) else list(value or ())
        return Domain.OR(self._find_domain(text) for text in typed if text)

    @api.model
    def _find_domain(self, text):
        """Return a domain of bookings in which every word of a text is found."""
        plain = SPACED_DIGITS.sub("", clean_line(text))
        words = plain.split()[:MOST_WORDS]
        whole = normalize_reference(plain)
        together = Domain.AND(self._word_domain(word) for word in words)
        if len(whole) == LENGTH + 1:
            # somebody reads the code in two halves: K7QF 3MPA
            together |= Domain("reference", "=", whole)
        return together if words else Domain.FALSE

    @api.model
    def _word_domain(self, word):
        """Return a domain of bookings in which one word is found."""
        domain = Domain.OR(
            Domain(field, "ilike", word) for field in ("reference", *CONTACT_FIELDS)
        )
        code = normalize_reference(word)
        if LENGTH // 2 < len(code) <= LENGTH + 1:
            parts = code.replace("-", "")
            half = LENGTH // 2
            domain |= Domain("reference", "ilike", f"{parts[:half]}-{parts[half:]}")
        digits = phone_digits(word, phone_region(self.env.company))
        only_digits = not any(map(str.isalpha, word))
        if only_digits and len(digits) >= FEWEST_DIGITS:
            domain |= Domain("contact_phone", "like", digits)
        return domain

    @api.model
    def _clean_contact_values(self, vals, company):
        """Return the contact in these values as it may be kept.

        The one guard for every door: website, dialogs, forms, RPC and import.

        :raise Refusal: for what can be no name, address or number
        """
        typed = {key: vals[key] for key in CONTACT_FIELDS if vals.get(key)}
        if not typed:
            return {}
        parts = {key.removeprefix("contact_"): text for key, text in typed.items()}
        cleaned = check_contact(self.env, parts, company)
        kept = {f"contact_{part}": text for part, text in cleaned.items()}
        return {**kept, "contact_wiped": False}

    def _greeting_name(self):
        """Return the name with which a mail may begin, or nothing.

        Anybody can have a mail sent to any address: what does not look like a name
        is not said in our name.
        """
        self.ensure_one()
        name = self.contact_name or ""
        return name if may_greet(name) else ""
