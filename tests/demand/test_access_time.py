from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_cron import IrCron

from ..clock_common import NOW
from ..common import MunicipalCase, hours
from ..towns_common import TwoTownsCase

LOGGER = "odoo.addons.municipal_appointment.models.demand.municipal_access_time"


def run(env):
    """Let the scheduled action run until it has nothing left to do."""
    with patch.object(IrCron, "_commit_progress", return_value=60):
        env["municipal.access.time"]._cron_record()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccessTime(MunicipalCase):
    """On a Monday at 9: how far away the first free slots are."""

    def setUp(self):
        super().setUp()
        self.type.lead_hours = 0
        self.env["resource.calendar.leaves"].search([]).unlink()

    def recorded(self, product=None, **values):
        domain = [("product_id", "=", (product or self.passport).id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["municipal.access.time"].search(domain)

    def days(self, product=None):
        run(self.env)
        row = self.recorded(product)
        return row.first_days, row.third_days, row.nothing_free

    def test_as_citizens_find_them(self):
        for hour in (9, 10, 11):
            with freeze_time(NOW.replace(hour=hour - 2) + timedelta(days=hour)):
                run(self.env)
                row = self.recorded(day=fields.Date.today())
                slots = self.website_days(self.passport)
                self.assertEqual(row.first_days, slots[0])
                self.assertEqual(row.third_days, slots[2])

    def website_days(self, product):
        now = fields.Datetime.context_timestamp(self.type, fields.Datetime.now())
        end = now + timedelta(days=self.type.horizon_days)
        slots = self.type._free_slots([(product, 1)], now, end, location=self.location)
        return [
            (
                fields.Datetime.context_timestamp(self.type, slot).date() - now.date()
            ).days
            for slot in slots
        ]

    def test_one_free_slot_is_a_first_and_no_third(self):
        self.calendar.attendance_ids = hours((2, 9, 9.25, "appointment"))
        self.type.horizon_days = 2
        self.desks[1].active = False
        self.assertEqual(self.days(), (2, False, 0))

    def test_no_free_slot_is_empty_and_not_0(self):
        self.desks.active = False
        self.assertEqual(self.days(), (False, False, 1))
        self.env.cr.execute(
            "SELECT first_days, third_days FROM municipal_access_time WHERE id = %s",
            (self.recorded().id,),
        )
        self.assertEqual(self.env.cr.fetchall(), [(None, None)])
        [(mean,)] = self.recorded()._read_group(
            [("id", "in", self.recorded().ids)], [], ["third_days:avg"]
        )
        self.assertFalse(mean, "the mean of nothing is nothing")

    def test_a_day_is_recorded_once(self):
        run(self.env)
        before = self.recorded().read()
        self.desks.active = False
        run(self.env)
        self.assertEqual(self.recorded().read(), before)
        with freeze_time(NOW + timedelta(days=1)):
            run(self.env)
        self.assertEqual(self.recorded().mapped("nothing_free"), [1, 0])

    def test_only_what_citizens_book(self):
        self.passport.booking = "staff"
        self.kids_id.active = False
        run(self.env)
        self.assertFalse(self.recorded() | self.recorded(self.kids_id))
        self.assertTrue(self.recorded(self.foreigner))
        self.service.appointment_enabled = False
        with freeze_time(NOW + timedelta(days=1)):
            run(self.env)
        self.assertEqual(len(self.recorded(self.foreigner)), 1)

    def test_each_building_has_its_own(self):
        other = self.location.copy({"name": "Other hall", "tz": "Asia/Tokyo"})
        self.type.location_ids |= other
        run(self.env)
        self.assertTrue(
            self.recorded(location_id=self.location.id).third_days is not False
        )
        self.assertEqual(self.recorded(location_id=other.id).nothing_free, 1)

    def test_both_nights_of_the_clock_change(self):
        for day in (date(2026, 10, 24), date(2027, 3, 27)):
            begin = fields.Datetime.to_datetime(day) + timedelta(hours=23)
            for hour in range(3):
                with self.subTest(day=day, hour=hour):
                    with freeze_time(begin + timedelta(hours=hour)):
                        run(self.env)
                        today = self.company._today()
                        row = self.recorded(day=today)
                        slots = self.website_days(self.passport)
                        self.assertEqual(row.first_days, slots[0])

    def test_more_products_need_no_more_queries(self):
        run(self.env)  # what is remembered
        counts = []
        for number in (1, 20):
            self.env["municipal.access.time"].search([]).unlink()
            self.env["municipal.product"].create(
                [
                    {
                        "name": f"More {number} {n}",
                        "type_id": self.type.id,
                        "duration": 15,
                    }
                    for n in range(number)
                ]
            )
            self.env.flush_all()
            types = self.env["municipal.access.time"]._types_to_record() & self.type
            self.env["municipal.access.time"]._record(types)  # warm
            self.env["municipal.access.time"].search([]).unlink()
            self.env.invalidate_all()
            begin = self.env.cr.sql_log_count
            self.env["municipal.access.time"]._record(types)
            counts.append(self.env.cr.sql_log_count - begin)
        self.assertLess(counts[1] - counts[0], 20)

    @mute_logger(LOGGER)
    def test_one_broken_type_keeps_no_other_waiting(self):
        other = self.type.copy({"location_ids": [Command.set(self.location.ids)]})
        self.env["municipal.product"].create({"name": "Other", "type_id": other.id})
        real = type(self.type)._access_days

        def broken(types, *args):
            if types == self.type:
                raise ZeroDivisionError
            return real(types, *args)

        with patch.object(type(self.type), "_access_days", broken):
            run(self.env)
        self.assertFalse(self.recorded())
        self.assertTrue(self.recorded(other.product_ids))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccessTimeOfTwoTowns(TwoTownsCase):
    def test_each_town_reads_its_own(self):
        run(self.env)
        times = self.env["municipal.access.time"]
        for manager, company in (
            (self.manager, self.company),
            (self.manager_b, self.company_b),
        ):
            found = times.with_user(manager).search([])
            self.assertTrue(found)
            self.assertEqual(found.sudo().company_id, company)
