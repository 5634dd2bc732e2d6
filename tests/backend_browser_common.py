from datetime import timedelta

from odoo import Command
from odoo.tests import HttpCase, new_test_user

from .clock_common import NOW, OwnClock
from .common import create_town, hours


class BackendBrowserCase(OwnClock, HttpCase):
    """A Monday morning in a town hall with two desks, in a browser."""

    #: ten o'clock in Brussels
    now = NOW + timedelta(hours=1)

    #: how visitors are received, every day from nine to eight
    access = "appointment"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tz="Europe/Brussels"))
        cls.env["resource.calendar.leaves"].search([]).unlink()
        cls.env["res.lang"]._activate_lang("en_US")
        create_town(cls)
        cls.calendar.attendance_ids = hours(
            *[(day, 9, 20, cls.access) for day in range(7)]
        )
        for login in ("clerk", "manager"):
            new_test_user(
                cls.env,
                f"test_{login}",
                groups=f"municipal_appointment.group_{login}",
                tz="Europe/Brussels",
                lang="en_US",
            ).odoobot_state = "disabled"

    @classmethod
    def served(cls, moment, waited):
        """Let a visitor without appointment wait so many minutes, and be helped."""
        visit = cls.env["municipal.visit"].create(
            {
                "name": f"TEST-{moment:%d%H%M}",
                "channel": "walk_in",
                "state": "finished",
                "service_id": cls.service.id,
                "location_id": cls.location.id,
                "arrival": moment,
                "line_ids": [Command.create({"product_id": cls.passport.id})],
            }
        )
        steps = {"checked_in": 0, "called": waited, "started": waited}
        cls.env["municipal.visit.event"].create(
            [
                {
                    "visit_id": visit.id,
                    "step": step,
                    "moment": moment + timedelta(minutes=minutes),
                }
                for step, minutes in (steps | {"finished": waited + 10}).items()
            ]
        )
