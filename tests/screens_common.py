from uuid import uuid4

from odoo import fields
from odoo.tests import HttpCase

from .booking_common import BookingCase
from .common import create_staff, hours

#: what somebody leaves behind who waits
TRACES = ("municipal.visit", "municipal.visit.event", "municipal.visit.line")


class ScreenCase(BookingCase, HttpCase):
    """The small town hall, open day and night, with a kiosk and a display."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        create_staff(cls)
        cls.env["resource.calendar.leaves"].search([]).unlink()
        lines = [(day, 0, 24, "both") for day in range(7)]
        cls.calendar.attendance_ids = hours(*lines)
        cls.kiosk, cls.display = cls.env["municipal.screen"].create(
            [
                {"name": kind, "kind": kind, "location_id": cls.location.id}
                for kind in ("kiosk", "display")
            ]
        )
        cls.clerk_desk = cls.desks[0].with_user(cls.clerk)

    def address(self, path="", screen=None):
        return f"/municipal/screen/{(screen or self.kiosk).token}{path}"

    def look(self, path="", status=200, screen=None):
        return self.page(self.address(path, screen), status)

    def press(self, path, screen=None, **values):
        """Press a button, without following the answer."""
        return self.url_open(
            self.address(path, screen),
            data=values or {"none": ""},
            allow_redirects=False,
        )

    def take_ticket(self, product=None, **values):
        """Take a ticket at the kiosk; return the answer."""
        product = product or self.passport
        values = {f"q_{product.id}": "1", "request_key": str(uuid4()), **values}
        return self.press("/ticket", **values)

    def ticket(self, *products, **values):
        """Let somebody wait, and return the visit."""
        lines = [(product, 1) for product in products or [self.passport]]
        return self.env["municipal.visit"]._take_ticket(lines, self.location, **values)

    def booked_today(self, **values):
        """Return a booking whose appointment time is now."""
        start = fields.Datetime.now().replace(second=0, microsecond=0)
        booking = self.book(**values)
        booking.visit_id.sudo().planned_start = start
        return booking

    def latest(self):
        return self.env["municipal.visit"].search([], order="id desc", limit=1)

    def counted(self):
        return {model: self.env[model].search_count([]) for model in TRACES}
