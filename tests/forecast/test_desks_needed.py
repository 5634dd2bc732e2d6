from datetime import datetime, time, timedelta

from odoo import Command
from odoo.tests import Form, freeze_time, tagged

from ..clock_common import NOW
from ..common import hours
from ..forecast_common import TODAY, ForecastCase

DAY = timedelta(days=1)
MONDAY = TODAY + 7 * DAY


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDesksNeeded(ForecastCase):
    """A busy hour every morning, and two desks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.busy(cls.days[-40:])

    @classmethod
    def busy(cls, days):
        """Let three come from nine to ten, and one after eleven, 12 minutes each."""
        for day in days:
            for minutes in (5, 20, 35, 130):
                moment = datetime.combine(day, time(7)) + timedelta(minutes=minutes)
                cls.served(
                    None,
                    at=moment,
                    channel="walk_in",
                    called_at=1,
                    started_at=1,
                    finished_at=13,
                )
        cls.env.flush_all()

    def need(self, **values):
        wizard = self.env["municipal.desk.need"].with_user(self.manager)
        return wizard.create(
            {"day": MONDAY, "service_ids": [Command.set(self.service.ids)], **values}
        )

    def hours(self, day):
        """Return the desk hours of a day as a number, in whatever language."""
        return float(day["hours"].replace(",", "."))

    def group(self, **values):
        [group] = self.need(**values)._page_values()["groups"]
        return group

    def test_a_week_beside_its_plan(self):
        group = self.group()
        self.assertEqual(len(group["days"]), 5)
        self.assertEqual(
            [row["half_hour"] for row in group["rows"]],
            ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"],
        )
        for row in group["rows"]:
            self.assertEqual({cell["planned"] for cell in row["cells"]}, {2})
        self.assertTrue(all(day["met"] for day in group["days"]))
        planned = {day["planned_hours"].replace(",", ".") for day in group["days"]}
        self.assertEqual(planned, {"6.0"})

    def test_more_visitors_need_more_desks(self):
        calm = self.group(minutes=5)
        before = sum(self.hours(day) for day in calm["days"])
        self.busy(self.days[-40:])
        self.busy(self.days[-40:])
        crowded = self.group(minutes=5)
        after = sum(self.hours(day) for day in crowded["days"])
        self.assertGreater(after, before)

    def test_what_cannot_be_met_is_said(self):
        for _time in range(5):
            self.busy(self.days[-40:])
        need = self.need(minutes=2, share=99)
        [group] = need._page_values()["groups"]
        self.assertFalse(any(day["met"] for day in group["days"]))
        self.assertIn("cannot be met with these desks", need.page)
        self.assertIn("too few on this day", need.page)

    def test_a_desk_that_is_away_is_lacking(self):
        """One desk on leave until ten, when both are needed."""
        self.busy(self.days[-40:])
        self.busy(self.days[-40:])
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "resource_id": self.desks[0].id,
                "calendar_id": self.desks[0].calendar_id.id,
                "date_from": datetime.combine(MONDAY, time(7)),
                "date_to": datetime.combine(MONDAY, time(8)),
            }
        )
        group = self.group(minutes=5)
        first = group["rows"][0]["cells"][0]
        self.assertEqual((first["planned"], first["need"]), (1, 2))
        self.assertEqual(first["kind"], "lack")
        self.assertTrue(any("09:00" in text for text in group["days"][0]["moves"]))

    def test_the_forecast_of_the_week_counts(self):
        self.make()
        group = self.group()
        self.assertIn("visitors expected", group["days"][0]["expected"])
        rows = self.coming().filtered(lambda row: MONDAY <= row.day < MONDAY + 7 * DAY)
        rows.expected = 120
        crowded = self.group()
        self.assertIn("120", crowded["days"][0]["expected"])
        after, before = (self.hours(g["days"][0]) for g in (crowded, group))
        self.assertGreater(after, before)

    def test_without_a_forecast_it_is_a_usual_week(self):
        self.assertIn("4 visitors, as usual", self.group()["days"][0]["expected"])

    def test_too_little_gives_a_reason_and_no_table(self):
        values = {"type_id": self.type.id}
        self.env["municipal.opening"].create(
            [
                {
                    **values,
                    "name": "Old",
                    "calendar_id": self.calendar.id,
                    "date_from": "2020-01-01",
                    "date_to": TODAY - 4 * DAY,
                },
                {
                    **values,
                    "name": "New",
                    "calendar_id": self.calendar.copy(
                        {"attendance_ids": hours((0, 9, 13, "both"))}
                    ).id,
                    "date_from": TODAY - 3 * DAY,
                },
            ]
        )
        need = self.need()
        self.assertIn("Too little is known", need.page)
        self.assertNotIn("<table", need.page)

    def test_a_closed_week_and_a_service_without_desks(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "calendar_id": self.calendar.id,
                "date_from": datetime.combine(MONDAY, time.min),
                "date_to": datetime.combine(MONDAY + 6 * DAY, time.max),
            }
        )
        self.assertIn("closed all week", self.need().page)
        other = self.env["municipal.service"].create({"name": "Other", "code": "Q"})
        self.assertIn("No desk serves", self.need(service_ids=other.ids).page)

    def test_services_that_share_desks_stand_in_one_line(self):
        service = self.env["municipal.service"].create({"name": "Other", "code": "Q"})
        type_ = self.type.copy({"name": "Other type", "service_id": service.id})
        type_.combination_rel_ids.unlink()
        self.env["resource.resource"].create(
            {
                "name": "Other desk",
                "is_desk": True,
                "desk_number": "7",
                "location_id": self.location.id,
                "tz": "Europe/Brussels",
                "desk_type_ids": [Command.set(type_.ids)],
            }
        )
        both = [Command.set((self.service | service).ids)]
        names = [
            g["name"] for g in self.need(service_ids=both)._page_values()["groups"]
        ]
        self.assertEqual(sorted(names), ["Other", "Test service"])
        self.desks[0].desk_type_ids = [Command.link(type_.id)]
        [group] = self.need(service_ids=both)._page_values()["groups"]
        self.assertIn("Other", group["name"])
        self.assertIn("Test service", group["name"])

    @freeze_time(datetime(2026, 10, 11, 20, 30))
    def test_next_week_is_that_of_the_town(self):
        """Sunday evening here, Monday morning where the manager is."""
        need = self.env["municipal.desk.need"].with_context(tz="Pacific/Auckland")
        self.assertEqual(need.default_get(["day"])["day"], TODAY)

    def test_a_manager_fills_it_in(self):
        """The target is that of the services; the page follows every answer."""
        self.service.wait_target_minutes = 15
        with Form(self.env["municipal.desk.need"].with_user(self.manager)) as form:
            self.assertEqual(form.day, MONDAY)
            self.assertIn("Choose a week", form.page)
            form.service_ids.add(self.service)
            self.assertEqual(form.minutes, 15)
            self.assertIn("<table", form.page)
            form.share = 0
            self.assertIn("Choose a week", form.page)
            form.share = 80
            self.assertIn("80", form.page)
