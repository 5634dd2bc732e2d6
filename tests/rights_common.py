from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import MunicipalCase
from .rights_models import EVERYTHING, HOUSE, LINES, LOGGED, PRODUCTS
from .rights_records import RightsRecords
from .rights_values import RightsValues

#: a moment of another day, for bookings that tests make besides
OTHER_MOMENT = datetime(2026, 10, 15, 7, 0)


class RightsCase(RightsRecords, RightsValues, MunicipalCase):
    """One record of every municipal model, and what it takes to make another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public = cls.env.ref("base.public_user")
        cls.portal = new_test_user(cls.env, "test_portal", groups="base.group_portal")
        cls.employee = new_test_user(cls.env, "test_employee", groups="base.group_user")
        for role in ("receptionist", "auditor"):
            groups = f"municipal_appointment.group_{role}"
            setattr(cls, role, new_test_user(cls.env, f"test_{role}", groups=groups))
        cls.booking = cls.book([(cls.kids_id, 2), (cls.passport, 1)])
        cls.visit = cls.booking.visit_id
        # its products change with those of its visit
        cls.other_booking = cls.book([(cls.passport, 1)], datetime(2026, 10, 14, 9, 0))
        cls.opening = cls.env["municipal.opening"].create(
            {
                "name": "Test opening",
                "type_id": cls.type.id,
                "calendar_id": cls.calendar.id,
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
            }
        )
        cls.release = cls.env["municipal.release"].create(
            {"type_id": cls.type.id, "days_before": 365}
        )
        cls.series_break = cls.env["municipal.series.break"].create(
            {"name": "Test break"}
        )
        cls.hours_change = cls.env["municipal.hours.change"].create(
            {
                "name": "Test change",
                "state": "open",
                "company_id": cls.company.id,
                "line_ids": [Command.create({"booking_id": cls.booking.id})],
            }
        )

        cls.trusted = cls.env["municipal.trusted.booker"].create(
            {"name": "Test centre", "email": "@centre.example.com"}
        )

    def assertOperation(self, user, allowed, operation):
        """Check for every model that a user can do something, or is refused.

        :param set allowed: models on which the operation must succeed
        :param operation: function of (model name) that does it as the user
        """
        # lines before what they belong to: that takes them along
        for model in sorted(EVERYTHING, reverse=True):
            with self.subTest(model=model, user=user.login):
                if model in allowed:
                    operation(model)
                    self.env.flush_all()
                    continue
                # They say why, also to those who have no rights at all.
                refusal = UserError if model in LOGGED else AccessError
                with (
                    mute_logger("odoo.addons.base.models.ir_model"),
                    self.assertRaises(refusal),
                ):
                    operation(model)

    def assertCreates(self, user, allowed):
        values = self._values(user)
        self.assertOperation(
            user,
            allowed,
            lambda model: self.env[model].with_user(user).create(values[model]),
        )

    def assertReads(self, user, allowed):
        records = self._records(user)
        self.assertOperation(
            user,
            allowed,
            lambda model: records[model].with_user(user).read(["display_name"]),
        )

    def assertWrites(self, user, allowed):
        records, changes = self._records(user), self._changes()
        self.assertOperation(
            user,
            allowed,
            lambda model: records[model].with_user(user).write(changes[model]),
        )

    def assertUnlinks(self, user, allowed):
        """Delete records that nothing else needs, so that only rights decide."""
        records, values = self._records(user), self._values(user)
        for model in PRODUCTS | HOUSE | LINES:
            records[model] = self.env[model].create(values[model])
        self.env.flush_all()
        self.assertOperation(
            user, allowed, lambda model: records[model].with_user(user).unlink()
        )
