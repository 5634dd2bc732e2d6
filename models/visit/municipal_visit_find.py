from odoo import api, fields, models
from odoo.fields import Domain


class MunicipalVisit(models.Model):
    """How a visit is found: as its booking, or by its ticket."""

    _inherit = "municipal.visit"

    find = fields.Char(
        string="Visitor, phone or code",
        compute="_compute_find",
        search="_search_find",
        help="Words of the name, the code, the ticket, or the phone number in any "
        "writing.",
    )

    def _compute_find(self):
        self.find = False

    @api.model
    def _search_find(self, operator, value):
        """Find visits by their ticket, or by what finds their booking."""
        if operator not in ("ilike", "like", "=", "in"):
            return NotImplemented
        typed = [value] if isinstance(value, str) else list(value or ())
        return Domain.OR(self._find_domain(text) for text in typed if text)

    @api.model
    def _find_domain(self, text):
        """Return a domain of visits; those of cancelled bookings are among them."""
        bookings = self.env["resource.booking"].with_context(active_test=False)
        found = bookings._search(bookings._find_domain(text))
        return (
            Domain("name", "ilike", text)
            | Domain("ticket", "ilike", text)
            | Domain("booking_id", "in", found)
        )
