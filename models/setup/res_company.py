from pytz import timezone

from odoo import fields, models

from ...engine.phone import dial_phone
from ...engine.ticks import local
from ..common.contact import phone_region


class ResCompany(models.Model):
    _inherit = "res.company"

    municipal_retention_days = fields.Integer(
        string="Keep contact data",
        default=90,
        help="Days after the day of a visit on which the name, e-mail address and "
        "phone number of its booking are wiped, with all messages, mails, files and "
        "notes about it. The visit and its steps stay and are counted; so does the "
        "account of a citizen who has one.",
    )

    municipal_hold_minutes = fields.Integer(
        string="Keep a chosen slot",
        default=10,
        help="Minutes for which nobody else can take the slot that a citizen has "
        "chosen, while they fill in the form.",
    )
    municipal_holds_per_visitor = fields.Integer(
        string="Slots kept per visitor",
        default=2,
        help="Choosing one more gives the oldest one back. Two, so that a family can "
        "choose in two windows.",
    )
    municipal_holds_per_address = fields.Integer(
        string="Slots kept per internet address",
        default=20,
        help="Beyond it visitors can still book, but nothing is kept for them while "
        "they fill in the form. A library shares one address among all its visitors.",
    )

    _municipal_hold_limits = models.Constraint(
        "CHECK (municipal_hold_minutes BETWEEN 1 AND 60 "
        "AND municipal_holds_per_visitor >= 1 AND municipal_holds_per_address >= 0)",
        "A slot is kept for 1 to 60 minutes, and at least one for each visitor.",
    )
    _municipal_retention_positive = models.Constraint(
        "CHECK (municipal_retention_days >= 1)",
        "Contact data is kept for at least one day.",
    )

    def _zone(self):
        """Return the zone in which the days of a municipality are counted."""
        return timezone(self.sudo().resource_calendar_id.tz or "UTC")

    def _today(self):
        """Return the day that it is in a municipality, wherever somebody is."""
        return local(fields.Datetime.now(), self._zone()).date()

    def _dial(self, phone):
        """Return the link that dials a number of this town, however it is written."""
        return dial_phone(phone, phone_region(self.sudo()))
