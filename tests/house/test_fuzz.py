from collections import Counter

from psycopg2 import DataError, ProgrammingError

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..fuzz_common import ROLES, Fuzz, repeated
from ..screens_common import ScreenCase

#: how many requests and calls
PAGES, CALLS = 1500, 1500
#: what Odoo logs about requests that make no sense
QUIET = ("odoo.http", "odoo.sql_db", "odoo.addons.base.models.ir_http")
#: what tells a program that its arguments have the wrong shape
SHAPE = (TypeError, ValueError, KeyError, AttributeError, DataError, ProgrammingError)


@tagged("post_install", "-at_install")
class TestFuzz(ScreenCase):
    """No request is answered with a fault of the server, and none leaves a mess."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "test_portal", groups="base.group_portal")
        cls.employee = new_test_user(cls.env, "test_employee", groups="base.group_user")
        cls.public = cls.env.ref("base.public_user")

    def good(self):
        """Return what exists in the town: with it, requests come far."""
        self.booking = self.book()
        waiting = self.ticket()
        waiting._waiting_url()
        slug = self.env["ir.http"]._slug
        starts = self.free_starts()[:4]
        times = [f"{start:%Y-%m-%dT%H:%M:%SZ}" for start in starts]
        fields = {
            "access_token": [self.booking.access_token],
            "start": times,
            "day": [f"{start:%Y-%m-%d}" for start in starts],
            "location": self.location.ids,
            "code": [self.booking.reference, waiting.ticket],
            "message": ["booked", "moved", "cancelled"],
            "name": ["An Peeters"],
            "email": ["an@example.com"],
            "phone": ["0470 12 34 56"],
            "lang": ["nl_BE", "en_US"],
        }
        return {
            "path": {
                "token": [self.kiosk.token, self.display.token, waiting.access_token],
                "booking_id": self.booking.ids,
                "slug": [slug(self.kids_id)],
                "product": [slug(self.kids_id)],
                "service_id": self.service.ids,
            },
            "fields": fields,
            "usual": {
                f"q_{self.kids_id.id}": [1, 2, 3],
                "access_token": fields["access_token"],
            },
            "ids": [
                *self.booking.ids,
                *waiting.ids,
                *self.kids_id.ids,
                *self.desks.ids,
                *self.location.ids,
                [{"product_id": self.kids_id.id, "quantity": 1}],
                self.booking.reference,
            ],
            "records": {
                name: self.env[name].with_context(active_test=False).search([]).ids[-3:]
                for name in (
                    "resource.booking",
                    "municipal.visit",
                    "municipal.screen",
                    "municipal.product",
                )
            }
            | {"resource.resource": self.desks.ids},
        }

    def user(self, role):
        return getattr(self, role)

    def log_in(self, role):
        login = self.user(role).login if role else None
        self.authenticate(login, login)

    def check_integrity(self):
        """Check that bookings, reservations, visits and log still agree."""
        self.env.invalidate_all()
        self.env["municipal.reservation.difference"].sudo()._check()
        mine = [("booking_id.type_id", "=", self.type.id)]
        found = self.env["municipal.reservation.difference"].search(mine)
        self.assertFalse(found.mapped("kind"))
        for visit in self.env["municipal.visit"].search(
            [("service_id", "=", self.service.id)]
        ):
            self.assertTrue(visit.event_ids, visit.name)

    @mute_logger(*QUIET)
    def test_pages(self):
        fuzz, answers = Fuzz(self.env, self.good()), Counter()
        self.assertGreater(len(fuzz.routes), 20)

        @repeated(PAGES // len(ROLES))
        def open_one(dice):
            fuzz.random = dice
            request = fuzz.request()
            status = fuzz.send(self, request).status_code
            answers[status] += 1
            self.assertLess(status, 500, request)

        for role in ROLES:
            self.log_in(role)
            open_one()
        self.assertGreater(answers[200], PAGES // 10, answers)
        self.check_integrity()

    @mute_logger(*QUIET, "odoo.addons.base.models.ir_model")
    def test_calls(self):
        fuzz, outcomes = Fuzz(self.env, self.good()), Counter()
        self.assertGreater(len(fuzz.methods), 50)

        @repeated(CALLS // len(ROLES[1:]))
        def call_one(dice):
            fuzz.random = dice
            call = fuzz.call()
            outcome = self.attempt(*call)
            outcomes[outcome] += 1
            self.assertIn(outcome, ("done", "refused", "shape"), (self.role, call))

        for self.role in ROLES[1:]:
            call_one()
        self.assertGreater(outcomes["done"], 0)
        self.check_integrity()

    def attempt(self, model, method, ids, arguments):
        """Call a method as a program does, and say how it ended."""
        records = self.env[model].with_user(self.user(self.role))
        try:
            with self.env.cr.savepoint():
                args = (
                    arguments if is_model_method(records, method) else [ids, *arguments]
                )
                call_kw(records, method, args, {})
                records.env.flush_all()
        except UserError:
            return "refused"
        except SHAPE:
            return "shape"
        except Exception as error:
            return repr(error)
        return "done"


def is_model_method(records, method):
    return getattr(getattr(type(records), method), "_api_model", False)
