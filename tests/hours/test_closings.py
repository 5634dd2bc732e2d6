from datetime import date, datetime, time, timedelta

from pytz import timezone

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from ..common import NOW, MunicipalCase, hours

BRUSSELS = timezone("Europe/Brussels")


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestClosings(MunicipalCase):
    """Public holidays and half days: a closing beats an opening."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.closings = cls.env["resource.calendar.leaves"]
        cls.closings.search([]).unlink()
        cls.env["res.lang"]._activate_lang("nl_BE")
        cls.company.partner_id.lang = "nl_BE"
        cls.calendar.attendance_ids = hours(
            *[
                (day, start, start + 3, "appointment")
                for day in range(7)
                for start in (9, 13)
            ]
        )

    def slots(self, day):
        """Return the local hours at which a visitor can come on a day."""
        begin = BRUSSELS.localize(datetime.combine(day, time.min))
        end = BRUSSELS.localize(datetime.combine(day + timedelta(days=1), time.min))
        free = self.type._free_slots([(self.kids_id, 1)], begin, end, by_staff=True)
        return {
            timezone("UTC").localize(start).astimezone(BRUSSELS).hour for start in free
        }

    def test_holidays_of_a_flemish_town_hall(self):
        days = self.closings._public_holidays(2027)
        for day in [
            (1, 1),
            (3, 29),
            (5, 1),
            (5, 6),
            (5, 17),
            (7, 11),
            (7, 21),
            (8, 15),
            (11, 1),
            (11, 11),
            (12, 25),
        ]:
            self.assertIn(date(2027, *day), days)
        self.assertNotIn(date(2027, 12, 26), days)

    def test_names_are_in_the_language_of_the_company(self):
        self.env["ir.module.module"]._load_module_terms(
            ["municipal_appointment"], ["nl_BE"]
        )
        added = self.closings.with_context(lang="en_US")._add_public_holidays([2027])
        self.assertIn("Feest van de Vlaamse Gemeenschap", added.mapped("name"))
        self.assertIn("Paasmaandag", added.mapped("name"))
        self.company.partner_id.lang = "en_US"
        added = self.closings._add_public_holidays([2028])
        self.assertIn("Feast of the Flemish Community", added.mapped("name"))
        self.assertIn("Easter Monday", added.mapped("name"))

    def test_closed_on_holidays_and_open_the_day_after(self):
        easter_monday, flemish_feast = date(2027, 3, 29), date(2028, 7, 11)
        for day in (easter_monday, flemish_feast):
            self.assertTrue(self.slots(day))
        self.closings._add_public_holidays([2027, 2028])
        for day in (easter_monday, flemish_feast):
            self.assertFalse(self.slots(day))
            self.assertTrue(self.slots(day + timedelta(days=1)))

    def test_half_day(self):
        christmas_eve = date(2026, 12, 24)
        self.closings._close(christmas_eve, "Half day", self.company, start=time(12))
        self.assertEqual(self.slots(christmas_eve), {9, 10, 11})

    def test_adding_twice_adds_once(self):
        first = self.closings._add_public_holidays([2026, 2027])
        self.assertTrue(first)
        first[0].name = "Renamed by the manager"
        self.assertFalse(self.closings._add_public_holidays([2026, 2027]))

    def test_a_longer_closing_is_enough(self):
        self.closings.create(
            {
                "name": "Between Christmas and New Year",
                "date_from": datetime(2026, 12, 23, 11, 0),
                "date_to": datetime(2027, 1, 3, 22, 59, 59),
                "calendar_id": False,
            }
        )
        added = self.closings._add_public_holidays([2026])
        self.assertNotIn(datetime(2026, 12, 24, 23, 0), added.mapped("date_from"))

    def test_a_half_day_does_not_stand_for_the_holiday(self):
        self.closings._close(date(2026, 12, 25), "Half", self.company, start=time(12))
        self.closings._add_public_holidays([2026])
        self.assertFalse(self.slots(date(2026, 12, 25)))

    def test_days_begin_and_end_at_local_midnight(self):
        self.company.resource_calendar_id.tz = "UTC"
        added = self.closings._add_public_holidays([2026]).grouped("date_from")
        summer = added[datetime(2026, 7, 10, 22, 0)]
        self.assertEqual(summer.date_to, datetime(2026, 7, 11, 21, 59, 59))
        winter = added[datetime(2026, 12, 24, 23, 0)]
        self.assertEqual(winter.date_to, datetime(2026, 12, 25, 22, 59, 59))

    def test_another_municipality_is_not_closed(self):
        neighbour = self.env["res.company"].create({"name": "Neighbour"})
        added = self.closings._add_public_holidays([2027], neighbour)
        self.assertEqual(added.company_id, neighbour)
        self.assertTrue(self.slots(date(2027, 3, 29)))
        self.assertEqual(
            len(self.closings._add_public_holidays([2027], self.company)), len(added)
        )
        self.assertFalse(self.slots(date(2027, 3, 29)))

    def press_button(self, user):
        """Press the button above the list, with no closing selected."""
        closings = self.closings.with_user(user)
        return call_kw(closings, "action_add_public_holidays", [[]], {})

    def test_manager_adds_two_years_with_one_click(self):
        result = self.press_button(self.manager)
        self.assertEqual(result["params"]["type"], "success")
        years = {closing.date_to.year for closing in self.closings.search([])}
        self.assertEqual(years, {2026, 2027})
        count = self.closings.search_count([])
        self.assertIn(str(count), result["params"]["message"])
        again = self.press_button(self.manager)
        self.assertEqual(again["params"]["type"], "info")
        self.assertEqual(self.closings.search_count([]), count)

    def test_clerk_cannot_close_the_town_hall(self):
        with self.assertRaises(AccessError):
            self.press_button(self.clerk)
        self.assertFalse(self.closings.search_count([]))
