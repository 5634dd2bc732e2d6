from datetime import date, datetime, timedelta

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from ...reports.college.facts import Facts
from ...reports.college.sentences import Sentences
from ..common import create_staff, create_town
from ..figures_common import FiguresCase, one_page

#: Monday 3 August 2026, nine o'clock in Brussels
AUGUST = datetime(2026, 8, 3, 7, 0)
SEPTEMBER = datetime(2026, 8, 31, 7, 0)
REPORT = "municipal_appointment.college_page"


class CollegeCase(FiguresCase):
    """Four weeks of August with four visitors a day, beside four of September."""

    def month(self, first, weekdays, missed=0, **values):
        """Make visits on the days of four weeks: a number for each weekday."""
        for day in range(28):
            moment = first + timedelta(days=day)
            for number in range(weekdays.get(moment.isoweekday(), 0)):
                at = moment + timedelta(minutes=15 * number)
                if number < missed:
                    self.visit(at, [(self.kids_id, 1, 0)], state="no_show")
                else:
                    self.served(at, **values)
        self.env.flush_all()

    def page(self, **values):
        return (
            self.env["municipal.college.page"]
            .with_user(self.manager)
            .create(
                {
                    "period": "own",
                    "date_from": date(2026, 8, 31),
                    "date_to": date(2026, 9, 27),
                    "service_id": self.service.id,
                    **values,
                }
            )
        )

    def texts(self, **values):
        self.env.invalidate_all()
        dashboard = self.env["municipal.dashboard"].with_user(self.manager)
        dashboard = dashboard.with_context(lang="en_US")
        figures = dashboard._figures(self.page(**values)._choice())
        return Sentences(Facts(figures)).texts()


@tagged("post_install", "-at_install")
class TestCollegePage(CollegeCase):
    def test_what_is_alike_is_not_compared(self):
        alike = {1: 4, 2: 3, 3: 4, 4: 4, 5: 4}
        self.month(AUGUST, alike)
        self.month(SEPTEMBER, alike)
        self.assertEqual(
            self.texts(),
            [
                "On an open day 3.8 visitors came.",
                "Monday was the busiest day: 4.0 visitors when we were open.",
                "100% of the visitors were helped within 10 minutes; nine in ten "
                "waited no longer than 2.0 minutes.",
                "For 0.0% of the appointments nobody came.",
                "Most asked was “Test Kids-ID”: by 76 visitors.",
            ],
        )

    def test_what_differs_by_more_than_chance_is_told(self):
        self.month(AUGUST, dict.fromkeys(range(1, 6), 6), missed=3)
        self.month(
            SEPTEMBER,
            dict.fromkeys(range(1, 6), 12),
            called_at=15,
            started_at=15,
            finished_at=20,
        )
        visitors, _weekday, waits, no_shows, products = self.texts()
        self.assertEqual(
            visitors,
            "On an open day 12.0 visitors came, 300% more than before (3.0).",
        )
        self.assertEqual(
            waits,
            "0.0% of the visitors were helped within 10 minutes, fewer than before "
            "(100%).",
        )
        self.assertEqual(
            no_shows,
            "For 0.0% of the appointments nobody came, fewer than before (50.0%).",
        )
        self.assertIn("“Test Kids-ID” was asked 12.0 times on an open day", products)

    def test_other_way_round(self):
        self.month(AUGUST, dict.fromkeys(range(1, 6), 12))
        self.month(SEPTEMBER, dict.fromkeys(range(1, 6), 6), missed=3)
        texts = self.texts()
        self.assertIn("75% fewer than before (12.0)", texts[0])
        self.assertIn("50.0% of the appointments nobody came, more than", texts[3])
        self.assertIn("75% less than before (12.0)", texts[4])

    def test_a_weekday_that_changed_is_named(self):
        """Eight Tuesdays each: three visitors before, twelve now."""
        self.month(AUGUST - timedelta(days=28), {1: 4, 2: 3})
        self.month(AUGUST, {1: 4, 2: 3})
        self.month(SEPTEMBER, {1: 4, 2: 12})
        self.month(SEPTEMBER + timedelta(days=28), {1: 4, 2: 12})
        texts = self.texts(date_to=date(2026, 10, 25))
        self.assertEqual(
            texts[1],
            "Tuesday changed most: 12.0 visitors on an open day, 300% more than before "
            "(3.0).",
        )

    def test_a_period_without_visits(self):
        self.assertEqual(self.texts(), ["Nobody came in this period."])

    def test_periods_that_are_none(self):
        for values in (
            {"date_from": False},
            {"date_to": date(2026, 8, 1)},
            {"date_from": date(2020, 1, 1)},
        ):
            page = self.page(**values)
            for action in (page.action_show, page.action_print):
                with self.subTest(values=values), self.assertRaises(UserError):
                    action()

    def test_both_ways_out(self):
        shown = self.page().action_show()
        printed = self.page().action_print()
        self.assertEqual(shown["report_type"], "qweb-html")
        self.assertEqual(printed["report_type"], "qweb-pdf")
        self.assertEqual(shown["report_name"], REPORT)
        self.assertEqual(printed["report_name"], REPORT)

    def test_clerks_and_others_get_no_page(self):
        page = self.page()
        employee = new_test_user(self.env, "no_figures", groups="base.group_user")
        for user in (self.clerk, employee):
            values = self.env[f"report.{REPORT}"].with_user(user)
            with self.assertRaises(AccessError):
                values._get_report_values(page.ids)


@tagged("post_install", "-at_install")
class TestCollegePageOnScreen(HttpCase):
    """The page as a manager gets it in the browser, and on paper."""

    def setUp(self):
        super().setUp()
        create_town(self)
        create_staff(self)
        self.manager.password = "test_manager"
        self.authenticate("test_manager", "test_manager")

    def page(self):
        values = {
            "period": "own",
            "date_from": "2024-01-01",
            "date_to": "2024-06-30",
            "service_id": self.service.id,
        }
        return self.env["municipal.college.page"].with_user(self.manager).create(values)

    def test_the_paper_is_one_page(self):
        self.env["res.lang"]._activate_lang("nl_BE")
        self.manager.lang = "nl_BE"
        paper, text = one_page(self, REPORT, self.page())
        self.assertIn("Niemand kwam in deze periode.", text)
        self.assertIn("één keer op twintig", text)
        width = float(paper.mediabox[2])
        left = []
        paper.extract_text(
            visitor_text=lambda text, _cm, matrix, *_font: (
                text.strip() and left.append(matrix[4])
            )
        )
        self.assertLess(min(left), width / 8, "margins of 14 mm")

    def test_the_page_is_complete(self):
        page = self.page()
        self.env["municipal.series.break"].create(
            {
                "name": "Strike",
                "kind": "event",
                "date": "2024-02-01",
                "service_id": self.service.id,
            }
        )
        answer = self.url_open(f"/report/html/{REPORT}/{page.id}")
        self.assertEqual(answer.status_code, 200)
        tree = html.fromstring(answer.text)
        [shown] = tree.xpath("//div[contains(@class, 'o_municipal_college')]")
        self.assertEqual(len(shown.xpath(".//*[local-name() = 'svg']")), 4)
        self.assertEqual(len(shown.xpath(".//ol/li")), 1)
        self.assertIn("Strike", shown.text_content())
        self.assertIn("Test service", shown.text_content())
        self.assertFalse(shown.xpath(".//script"))
