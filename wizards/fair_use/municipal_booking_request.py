from odoo import api, fields, models

from ...engine.phone import PhoneError, read_phone
from ...models.common.contact import phone_region


class MunicipalBookingRequest(models.TransientModel):
    """Tell a clerk that somebody has as many appointments as citizens can make."""

    _inherit = "municipal.booking.request"

    person_note = fields.Char(compute="_compute_person_note")

    @api.depends(
        "email",
        "phone",
        "start",
        "product_id",
        "line_ids.product_id",
        "line_ids.quantity",
    )
    def _compute_person_note(self):
        for request in self:
            over = request._is_person_over()
            request.person_note = over and self.env._(
                "This person has as many coming appointments as citizens can make "
                "online. You can make one more."
            )

    def _is_person_over(self):
        """Tell whether the website would refuse this appointment to this person."""
        lines = self._lines()
        if not (lines and self.start and (self.email or self.phone)):
            return False
        bookings_sudo = self.env["resource.booking"].sudo()
        if self.booking_id or not bookings_sudo._limits(lines):
            return False
        company = lines[0][0].company_id
        who = {"email": self.email, "phone": self._read_phone(company)}
        coming = bookings_sudo._coming_of(company, who, locked=False)
        return bookings_sudo._is_over(lines, self.start, coming)

    def _read_phone(self, company):
        """Return the number in the form in which it is kept, as far as it is one."""
        try:
            return read_phone(self.phone or "", phone_region(company))
        except PhoneError:
            return ""
