from datetime import datetime, timedelta

from pytz import utc

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..rights_common import RightsCase


@tagged("post_install", "-at_install")
class TestCompanies(RightsCase):
    """Two municipalities in one database do not meet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.neighbour = cls.env["res.company"].create({"name": "Neighbouring town"})
        group = "municipal_appointment.group_administrator"
        cls.neighbour_admin = new_test_user(
            cls.env,
            "test_neighbour",
            groups=group,
            company_id=cls.neighbour.id,
            company_ids=[Command.set(cls.neighbour.ids)],
        )

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nothing_of_one_town_is_visible_in_the_other(self):
        records = self._records()
        for model in (
            "municipal.location",
            "municipal.service",
            "municipal.product",
            "municipal.opening",
            "municipal.series.break",
            "municipal.booking.line",
            "municipal.visit",
            "municipal.visit.line",
            "municipal.visit.event",
            "municipal.visit.period",
            "municipal.visit.report",
        ):
            record = records[model].with_user(self.neighbour_admin)
            with self.subTest(model=model):
                self.assertFalse(record.search([("id", "=", record.id)]))
                with self.assertRaises(AccessError):
                    record.read(["display_name"])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_bookings_of_one_town_are_invisible_in_the_other(self):
        booking = self.booking.with_user(self.neighbour_admin)
        self.assertFalse(booking.search([("id", "=", booking.id)]))
        with self.assertRaises(AccessError):
            booking.read(["contact_name"])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_writes_in_the_other_town(self):
        for record, values in (
            (self.kids_id, {"duration": 1}),
            (self.visit, {"note": "Ours now"}),
            (self.service, {"name": "Ours now"}),
            (self.booking, {"contact_name": "Ours now"}),
        ):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(self.neighbour_admin).write(values)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_adds_to_the_other_town(self):
        with self.assertRaises(UserError):
            self.env["municipal.product"].with_user(self.neighbour_admin).create(
                {"name": "Ours", "type_id": self.type.id}
            )

    def test_a_type_and_its_service_share_a_company(self):
        with self.assertRaises(UserError):
            self.type.company_id = self.neighbour

    def _slots(self):
        begin = utc.localize(datetime(2026, 10, 14))
        return self.type._free_slots(
            [(self.kids_id, 1)], begin, begin + timedelta(days=1)
        )

    def _close(self, company):
        closing = self.env["resource.calendar.leaves"].with_company(company)
        closing = closing.create(
            {
                "name": "Closed",
                "date_from": datetime(2026, 10, 13, 22),
                "date_to": datetime(2026, 10, 14, 21, 59),
            }
        )
        closing.flush_recordset()
        self.assertEqual(closing.company_id, company)

    def test_a_closing_of_the_neighbours_does_not_close_us(self):
        self._close(self.neighbour)
        self.assertTrue(self._slots())

    def test_our_own_closing_does(self):
        self._close(self.company)
        self.assertFalse(self._slots())

    def test_services_of_two_towns_may_share_a_letter(self):
        service = (
            self.env["municipal.service"]
            .with_company(self.neighbour)
            .create({"name": "Their service", "code": self.service.code})
        )
        self.assertEqual(service.company_id, self.neighbour)
