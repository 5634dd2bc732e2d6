from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from pytz import utc

from odoo import fields
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .booking_common import BookingCase

#: naive UTC; 09:00 in Brussels of a Wednesday and of the Friday after it
WEDNESDAY = datetime(2026, 10, 14, 7, 0)
FRIDAY = datetime(2026, 10, 16, 7, 0)
QUARTER = timedelta(minutes=15)
#: finds the bookings of the demo too, which were made at another time
CHECK = (
    "odoo.addons.municipal_appointment.models.capacity.municipal_reservation_difference"
)


class WaitingCase(BookingCase):
    """One desk, on a Monday morning, with a waiting list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type.write(
            {
                "waiting_list": True,
                "offer_minutes": 60,
                "waiting_offers": 2,
                "offers_from": 8,
                "offers_until": 20,
            }
        )
        cls.desks[1].active = False

    @contextmanager
    def later(self, **delta):
        with freeze_time(fields.Datetime.now() + timedelta(**delta)):
            yield

    def join(self, name="An Peeters", lines=None, **wish):
        """Put somebody on the list; their address follows from their first name."""
        contact = {"name": name, "email": f"{name.split()[0].lower()}@example.com"}
        waiting = self.env["municipal.waiting"]._join(
            lines or [(self.kids_id, 1)], contact, lang="en_US", **wish
        )
        return self.env["municipal.waiting"].browse(waiting.id)

    def cancel(self, booking):
        booking.with_context(using_portal=True)._cancel()
        self.end_transaction()

    def free(self, start=WEDNESDAY, lines=None):
        """Book a slot and cancel it again."""
        contact = {"name": "Bert Maes", "email": "bert@example.com", "phone": ""}
        lines = lines or [(self.kids_id, 1)]
        self.cancel(self.book(start=start, contact=contact, lines=lines))

    def end_transaction(self):
        """Do what is done before a commit."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def run_job(self):
        def _commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
            cron.env.cr.precommit.run()
            return float("inf")

        crons = type(self.env["ir.cron"])
        with patch.object(crons, "_commit_progress", _commit_progress):
            self.env["municipal.waiting"]._cron_offer()
        self.end_transaction()

    def rows(self, *kinds):
        return self.env["municipal.reservation"].search(
            [
                ("kind", "in", kinds),
                ("resource_id", "in", self.desks.ids),
                ("hold_until", ">", fields.Datetime.now()),
            ]
        )

    def differences(self):
        """Return what the nightly check finds in this town hall."""
        with mute_logger(CHECK):
            found = self.env["municipal.reservation.difference"]._check()
        return found.filtered(lambda one: one.resource_id in self.desks)

    def is_free(self, start=WEDNESDAY):
        now = utc.localize(fields.Datetime.now())
        lines = [(self.kids_id, 1)]
        return start in self.type._free_slots(lines, now, now + timedelta(days=21))

    def book(self, **values):
        """Book, after the queue of mails has dropped what was answered meanwhile."""
        self.env["municipal.notice"]._drop_moot()
        return super().book(**values)

    def offered_to(self):
        """Return the names of people who have an offer."""
        return self.everybody("offered").mapped("contact_name")

    def everybody(self, state):
        return self.env["municipal.waiting"].search(
            [("type_id", "=", self.type.id), ("state", "=", state)]
        )
