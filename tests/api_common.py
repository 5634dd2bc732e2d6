"""The API as programs meet it, with the small town hall behind it."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user
from odoo.tools import SQL

from .booking_common import BookingCase, iso

ROOT = "/afspraak/api/v1"
PROGRAM = "base.group_user,municipal_appointment.group_program"


class ApiCase(BookingCase):
    """The small town hall, whose products have codes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kids_id.code = "test-kids-id"
        cls.passport.code = "test-passport"

    def fetch(self, path, status=200, headers=None, **params):
        """Ask the API; return its answer as it is."""
        answer = self.url_open(f"{ROOT}{path}", params=params, headers=headers)
        self.assertEqual(answer.status_code, status, answer.text[:500])
        return answer

    def key(self, groups=PROGRAM, **values):
        """Return the API key of a new user."""
        user = new_test_user(self.env, f"test_{len(groups)}", groups=groups, **values)
        keys = self.env["res.users.apikeys"].with_user(user)
        key = keys._generate("rpc", "test", fields.Datetime.now() + timedelta(days=1))
        # the database has its own clock, by which keys expire
        self.env.cr.execute(
            SQL(
                "UPDATE res_users_apikeys SET expiration_date = NULL "
                "WHERE user_id = %s",
                user.id,
            )
        )
        return key

    def call(self, path, body=None, key=None, status=200, method=None, **headers):
        """Send JSON with a key; return the parsed answer."""
        sent = {"Content-Type": "application/json", **headers}
        if key:
            sent["Authorization"] = f"Bearer {key}"
        data = body if isinstance(body, str) else json.dumps(body or {})
        answer = self.url_open(
            f"{ROOT}{path}", data=data, headers=sent, method=method or "POST"
        )
        self.assertEqual(answer.status_code, status, answer.text[:500])
        return answer.json() if answer.text.startswith("{") else answer

    def wish(self, **changes):
        """Return what a program sends to make an appointment."""
        return {
            "products": [{"code": "test-kids-id", "pieces": 2}],
            "start": iso(self.free_starts(hour=9)[0]),
            "contact": {"name": "An Peeters", "email": "an@example.com"},
            **changes,
        }
