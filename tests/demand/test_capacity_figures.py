from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import freeze_time, tagged

from odoo.addons.base.models.ir_cron import IrCron

from ..common import hours
from ..desk_common import TUESDAY, DeskCase, at
from ..towns_common import TwoTownsCase

#: a Tuesday; the desks are open from 9 to 12, free walk-in
DAY = TUESDAY.date()


def run(env, time_left=60):
    """Let the scheduled action run until it has nothing left to do."""
    with patch.object(IrCron, "_commit_progress", return_value=time_left):
        env["municipal.capacity"]._cron_count()


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestCapacityFigures(DeskCase):
    """What two desks offered on a Tuesday morning, and what became of it."""

    def setUp(self):
        super().setUp()
        # what the demo counted on this day is that of other desks
        self.env["municipal.capacity"].search([("day", ">=", DAY)]).unlink()
        self.company.municipal_capacity_day = DAY - timedelta(days=1)

    def count(self, day=DAY):
        self.env.flush_all()
        with freeze_time(datetime.combine(day, datetime.min.time()) + timedelta(1.2)):
            run(self.env)
        return self.rows(day)

    def rows(self, day=DAY, desk=None):
        return self.env["municipal.capacity"].search(
            [("day", "=", day), ("desk_id", "in", (desk or self.desks).ids)]
        )

    def total(self, name, rows):
        return sum(rows.mapped(name))

    def serve(self, start, stop):
        """Let the clerk help somebody from one minute of the morning to another."""
        with at(start):
            visit = self.served()
        with at(stop):
            self.finish(visit)
        return visit

    def finish(self, visit):
        self.desk.desk_finish(visit.id, [])

    def test_offered_is_what_the_plan_says(self):
        rows = self.count()
        self.assertEqual(self.total("offered", rows), 2 * 180)
        self.assertEqual(
            sorted(set(rows.mapped("half_hour"))),
            ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"],
        )
        self.assertEqual(set(rows.mapped("weekday")), {"2"})
        self.assertEqual(rows.service_id, self.service)
        self.assertEqual(rows.location_id, self.location)

    def test_a_closing_and_a_leave_take_it_off(self):
        leaves = self.env["resource.calendar.leaves"]
        whole = {"date_from": TUESDAY, "date_to": TUESDAY + timedelta(hours=1)}
        leaves.create({"name": "x", "calendar_id": self.calendar.id, **whole})
        later = {
            "date_from": TUESDAY + timedelta(hours=1),
            "date_to": TUESDAY + timedelta(hours=2),
        }
        leaves.create(
            {
                "name": "y",
                "resource_id": self.desks[0].id,
                "calendar_id": self.desks[0].calendar_id.id,
                **later,
            }
        )
        rows = self.count()
        self.assertEqual(self.total("offered", rows), 120 + 60)
        self.assertEqual(self.total("offered", self.rows(desk=self.desks[0])), 60)

    def test_used_is_what_the_log_says(self):
        self.serve(10, 45)
        rows = self.count()
        used = {row.half_hour: row.used for row in self.rows(desk=self.desks[0])}
        self.assertEqual((used["09:00"], used["09:30"], used["10:00"]), (20, 15, 0))
        self.assertEqual(self.total("used", rows), 35)
        self.assertEqual(self.total("used", self.rows(desk=self.desks[1])), 0)
        self.assertEqual(self.total("overtime", rows), 0)

    def test_overtime_is_after_the_end_of_the_opening(self):
        self.serve(170, 195)
        rows = self.count()
        late = rows.filtered("overtime")
        self.assertEqual(late.mapped("half_hour"), ["12:00"])
        self.assertEqual((late.used, late.overtime, late.offered), (15, 15, 0))
        self.assertIs(late.used_percent, False, "no share of nothing")
        self.assertEqual(self.total("used", rows), 25)

    def test_a_pause_is_not_used(self):
        with at(0):
            visit = self.served()
        for minute, step in ((10, "paused"), (30, "resumed")):
            with at(minute):
                self.desk.desk_step(visit.id, step)
        with at(40):
            self.finish(visit)
        self.assertEqual(self.total("used", self.count()), 20)

    def test_booked_is_what_was_not_cancelled(self):
        wednesday = DAY + timedelta(days=1)
        start = datetime(2026, 10, 14, 7, 0)
        kept = self.env["resource.booking"]._book(
            [(self.kids_id, 3)], start, self.contact, by_staff=True
        )
        gone = self.env["resource.booking"]._book(
            [(self.passport, 1)], start, self.contact, by_staff=True
        )
        gone.action_cancel()
        self.company.municipal_capacity_day = DAY
        rows = self.count(wednesday)
        self.assertEqual(self.total("booked", rows), 20)
        desk = kept.combination_id.resource_ids
        self.assertEqual(self.total("booked", self.rows(wednesday, desk)), 20)

    def test_what_nobody_measured_is_empty_and_not_0(self):
        rows = self.count()
        self.assertEqual(set(rows.mapped("used")), {False})
        self.env.cr.execute(
            "SELECT DISTINCT used, overtime, used_percent FROM municipal_capacity "
            "WHERE id = ANY(%s)",
            (rows.ids,),
        )
        self.assertEqual(self.env.cr.fetchall(), [(None, None, None)])

    def test_a_share_of_a_group_is_a_sum_over_a_sum(self):
        self.serve(0, 30)
        self.serve(150, 180)
        self.count()
        # another day of which nothing was measured must not thin it out
        self.count(DAY + timedelta(days=1))
        domain = [("desk_id", "in", self.desks.ids)]
        capacity = self.env["municipal.capacity"]
        specs = ["used_percent:avg", "offered:sum", "used:sum"]
        [(percent, offered, used)] = capacity._read_group(domain, [], specs)
        self.assertEqual((offered, used), (720, 60))
        self.assertAlmostEqual(percent, 100 * 60 / 360)
        by_desk = dict(capacity._read_group(domain, ["desk_id"], ["used_percent:avg"]))
        self.assertAlmostEqual(by_desk[self.desks[0]], 100 * 60 / 180)
        self.assertAlmostEqual(by_desk[self.desks[1]], 0)
        domain += [("offered", "=", 0)]
        self.assertFalse(capacity._read_group(domain, [], specs)[0][0])

    def test_a_corrected_day_is_counted_again(self):
        self.serve(0, 30)
        self.assertEqual(self.total("used", self.count()), 30)
        visit = self.served()
        visit._take_step("finished", inaccurate=True)
        with at(60):
            visit = self.served()
        with at(80):
            self.finish(visit)
        self.assertEqual(self.total("used", self.count()), 50)

    def test_hours_that_change_later_change_no_past_day(self):
        self.serve(170, 195)
        before = self.count().mapped("offered")
        self.calendar.attendance_ids = hours((1, 14, 15, "both"))
        self.served()._take_step("finished", inaccurate=True)
        rows = self.count()
        self.assertEqual(rows.mapped("offered"), before)
        self.assertEqual(self.total("overtime", rows), 15)

    def test_counted_twice_it_is_the_same(self):
        self.serve(10, 45)
        names = ["day", "start", "desk_id", "offered", "booked", "used", "overtime"]
        first = self.count().read(names)
        second = self.count().read(names)
        for row in first + second:
            row.pop("id")
        self.assertEqual(first, second)

    def test_a_day_without_visits_and_a_closed_day(self):
        sunday = date(2026, 10, 18)
        self.company.municipal_capacity_day = sunday - timedelta(days=1)
        self.assertFalse(self.count(sunday))
        self.assertEqual(self.company.municipal_capacity_day, sunday)

    def test_archived_products_and_desks(self):
        self.serve(0, 30)
        self.passport.active = False
        self.desks[0]._release_visitors()
        self.desks[0].active = False
        rows = self.count()
        archived = self.rows(desk=self.desks[0])
        self.assertEqual(self.total("used", archived), 30)
        self.assertEqual(self.total("offered", archived), 0, "nobody knows any more")
        self.assertEqual(self.total("offered", rows), 180)

    def test_bookings_of_an_archived_desk_were_booked(self):
        start = datetime(2026, 10, 14, 7, 0)
        booking = self.env["resource.booking"]._book(
            [(self.kids_id, 3)], start, self.contact, by_staff=True
        )
        desk = booking.combination_id.resource_ids
        desk.active = False
        self.company.municipal_capacity_day = DAY
        self.count(start.date())
        self.assertEqual(self.total("booked", self.rows(start.date(), desk)), 20)

    def test_a_correction_of_long_ago_counts_too(self):
        self.serve(0, 30)
        self.count()
        self.served()._take_step("finished", inaccurate=True)
        with at(60):
            visit = self.served()
        with at(80):
            self.finish(visit)
        self.env.flush_all()
        with freeze_time(TUESDAY + timedelta(days=400)):
            self.company.municipal_capacity_day = DAY + timedelta(days=399)
            days = self.env["municipal.capacity"]._corrected_days(self.company)
            self.assertIn(DAY, days)
            self.company.municipal_capacity_at += timedelta(days=400)
            days = self.env["municipal.capacity"]._corrected_days(self.company)
            self.assertNotIn(DAY, days)

    def test_a_desk_of_several_services_is_counted_once(self):
        other = self.service.copy({"code": "ZY"})
        type_ = self.type.copy({"service_id": other.id})
        type_.combination_rel_ids.unlink()
        self.desks[0].desk_type_ids |= type_
        rows = self.count()
        self.assertEqual(self.total("offered", rows), 2 * 180)
        self.assertFalse(self.rows(desk=self.desks[0]).service_id)
        self.assertEqual(self.rows(desk=self.desks[1]).service_id, self.service)

    def test_two_zones(self):
        hall = self.location.copy({"name": "Tokyo", "tz": "Asia/Tokyo"})
        calendar = self.calendar.copy({"tz": "Asia/Tokyo"})
        type_ = self.type.copy(
            {
                "location_ids": [Command.set(hall.ids)],
                "resource_calendar_id": calendar.id,
            }
        )
        type_.combination_rel_ids.unlink()
        desk = self.env["resource.resource"].create(
            {
                "name": "Tokyo",
                "is_desk": True,
                "desk_number": "9",
                "tz": "Asia/Tokyo",
                "location_id": hall.id,
                "desk_type_ids": [Command.set(type_.ids)],
            }
        )
        self.count()
        rows = self.rows(desk=desk)
        self.assertEqual(self.total("offered", rows), 180)
        self.assertEqual(min(rows.mapped("half_hour")), "09:00")
        self.assertEqual(min(rows.mapped("start")), datetime(2026, 10, 13, 0, 0))

    def test_both_nights_of_the_clock_change(self):
        self.calendar.attendance_ids = hours((6, 0, 24, "both"))
        for day, half_hours in ((date(2026, 10, 25), 50), (date(2027, 3, 28), 46)):
            self.company.municipal_capacity_day = day - timedelta(days=1)
            self.count(day)
            rows = self.rows(day, self.desks[0])
            self.assertEqual(len(rows), half_hours)
            self.assertEqual(self.total("offered", rows), 30 * half_hours)

    def test_a_killed_run_goes_on_where_it_was(self):
        self.env.flush_all()
        with freeze_time(TUESDAY + timedelta(days=3)):
            with patch.object(IrCron, "_commit_progress", side_effect=[60, 0]):
                self.env["municipal.capacity"]._cron_count()
            self.assertEqual(self.company.municipal_capacity_day, DAY)
            run(self.env)
        self.assertEqual(self.company.municipal_capacity_day, DAY + timedelta(days=2))

    def test_today_is_not_over(self):
        run(self.env)
        self.assertFalse(self.rows())

    def test_a_new_town_has_no_past(self):
        self.company.municipal_capacity_day = False
        oldest = self.env["municipal.visit"].search(
            [("company_id", "=", self.company.id), ("day", "!=", False)],
            order="day",
            limit=1,
        )
        first = max(oldest.day or DAY, DAY - timedelta(days=90))
        with freeze_time(TUESDAY + timedelta(days=2)):
            days = self.env["municipal.capacity"]._new_days(self.company)
        self.assertEqual(days[0], max(first, DAY + timedelta(2) - timedelta(90)))
        self.assertEqual(days[-1], DAY + timedelta(days=1))

    def test_more_visits_need_few_more_queries(self):
        counts = []
        for number in (2, 20):
            for _visit in range(number):
                visit = self.served()
                with at(5):
                    self.finish(visit)
            capacity = self.env["municipal.capacity"]
            capacity._count_day(self.company, DAY)  # what is remembered
            counts.append(self.queries(capacity._count_day, self.company, DAY))
        self.assertLess(counts[1] - counts[0], 5)

    def test_the_field_knows_when_it_is_local(self):
        rows = self.count()
        for row in rows:
            shown = fields.Datetime.context_timestamp(row, row.start)
            self.assertEqual(f"{shown:%H:%M}", row.half_hour)


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestCapacityOfTwoTowns(TwoTownsCase):
    def test_each_town_reads_its_own(self):
        capacity = self.env["municipal.capacity"]
        (self.company | self.company_b).municipal_capacity_day = DAY
        with freeze_time(TUESDAY + timedelta(days=2)):
            run(self.env)
        for manager, company in (
            (self.manager, self.company),
            (self.manager_b, self.company_b),
        ):
            found = capacity.with_user(manager).search([])
            self.assertTrue(found)
            self.assertEqual(found.sudo().company_id, company)
