import json
from datetime import date, timedelta

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, freeze_time, new_test_user, tagged

from ..clock_common import NOW
from ..figures_common import one_page
from ..pilot_common import APPOINTMENTS, GUIDANCE, PERIODS, REPORT, PilotCase
from ..towns_common import TwoTownsCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestPilotDialog(PilotCase):
    """Which days stand beside each other, and which are none."""

    def refused(self, **values):
        wizard = self.wizard(**values)
        for action in (wizard.action_show, wizard.action_print):
            with self.assertRaises(UserError) as caught:
                action()
        return str(caught.exception)

    def test_days_of_the_service_fill_the_dialog(self):
        others = self.env["municipal.service"].search([("id", "!=", self.service.id)])
        others.write({"guidance_from": False, "appointment_from": False})
        dialog = Form(self.env["municipal.pilot.page"].with_user(self.manager))
        self.assertEqual(dialog.service_id, self.service)
        self.assertEqual(dialog.guidance_from, GUIDANCE.date())
        self.assertEqual(dialog.appointment_from, APPOINTMENTS.date())
        # four whole weeks since, and as many before
        self.assertEqual(dialog.date_from, PERIODS[0][0])
        self.assertEqual(dialog.date_to, PERIODS[-1][1])
        self.assertEqual(dialog.save()._periods()[1][1], PERIODS[1])

    def test_a_service_without_days(self):
        self.service.write({"guidance_from": False, "appointment_from": False})
        self.assertIn("Nobody noted when", self.refused())

    def test_no_service(self):
        self.assertIn("Choose the service", self.refused(service_id=False))

    def test_days_in_the_wrong_order(self):
        for values, words in (
            ({"date_from": GUIDANCE.date()}, "before that day"),
            ({"date_to": APPOINTMENTS.date() - timedelta(1)}, "on that day or later"),
            ({"date_to": date(2026, 1, 1)}, "ends before it begins"),
            ({"date_from": False}, "first and the last day"),
            ({"date_from": date(2020, 1, 1)}, "three years"),
        ):
            with self.subTest(values=values):
                self.assertIn(words, self.refused(**values))

    def test_nothing_was_counted(self):
        self.assertIn("No visits of “Test service” were counted", self.refused())

    def test_a_pilot_that_is_to_come(self):
        self.service.write(
            {"guidance_from": "2026-11-02", "appointment_from": "2027-01-04"}
        )
        self.assertIn("only begins on 11/02/2026", self.refused())

    def test_a_step_that_is_to_come(self):
        self.usual()
        self.service.appointment_from = date(2027, 1, 4)
        page = self.page()
        self.assertEqual(
            [column["name"] for column in page["columns"]], ["Before", "With guidance"]
        )
        self.assertEqual(page["sentences"][0], "Appointments only begin on 01/04/2027.")

    def test_appointments_first_or_both_at_once(self):
        self.usual()
        names = []
        for first, second in ((GUIDANCE, APPOINTMENTS), (GUIDANCE, GUIDANCE)):
            self.service.write(
                {"appointment_from": first.date(), "guidance_from": second.date()}
            )
            names.append([column["name"] for column in self.page()["columns"]])
        both = "With guidance and appointments"
        self.assertEqual(
            names, [["Before", "With appointments", both], ["Before", both]]
        )

    def test_switching_on_notes_the_day_once(self):
        service = self.env["municipal.service"].create(
            {"name": "Next", "code": "NX", "guidance_enabled": False}
        )
        self.assertFalse(service.guidance_from)
        service.guidance_enabled = True
        self.assertEqual(service.guidance_from, NOW.date())
        self.assertFalse(service.appointment_from)
        service.guidance_enabled = False
        with freeze_time(NOW + timedelta(days=30)):
            service.guidance_enabled = True
        self.assertEqual(service.guidance_from, NOW.date())

    def test_clerks_and_others_get_no_page(self):
        wizard = self.wizard()
        employee = new_test_user(self.env, "no_pilot", groups="base.group_user")
        for user in (self.clerk, employee):
            values = self.env[f"report.{REPORT}"].with_user(user)
            with self.assertRaises(AccessError):
                values._get_report_values(wizard.ids)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestPilotOfTwoTowns(TwoTownsCase):
    def test_the_other_town_is_not_in_it(self):
        self.b.service.guidance_from = date(2026, 9, 1)
        values = {"guidance_from": date(2026, 9, 1), "date_to": date(2026, 10, 11)}
        pages = self.env["municipal.pilot.page"]
        mine = pages.with_user(self.manager_b).create(
            {"service_id": self.b.service.id, **values}
        )
        with self.assertRaises(UserError):
            mine.action_show()
        theirs = pages.with_user(self.manager_b).create(
            {"service_id": self.service.id, **values}
        )
        with self.assertRaises(AccessError):
            theirs.action_show()
        self.assertEqual(
            pages.with_user(self.manager_b).create({}).service_id, self.b.service
        )


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestPilotPageOnScreen(HttpCase, PilotCase):
    """The page as a manager gets it in the browser, and on paper."""

    def setUp(self):
        super().setUp()
        self.usual()
        self.env["municipal.series.break"].create(
            {
                "name": "Strike",
                "kind": "event",
                "date": "2026-08-10",
                "service_id": self.service.id,
            }
        )
        self.manager.write({"password": "test_manager", "lang": "en_US"})
        self.authenticate("test_manager", "test_manager")

    def test_the_page_is_complete(self):
        wizard = self.wizard()
        self.assertEqual(wizard.action_show()["report_name"], REPORT)
        context = json.dumps({"lang": "en_US"})
        answer = self.url_open(f"/report/html/{REPORT}/{wizard.id}?context={context}")
        self.assertEqual(answer.status_code, 200)
        tree = html.fromstring(answer.text)
        [shown] = tree.xpath("//div[contains(@class, 'o_municipal_pilot')]")
        self.assertEqual(len(shown.xpath(".//*[local-name() = 'svg']")), 2)
        self.assertEqual(len(shown.xpath(".//thead//th")), 3)
        text = shown.text_content()
        for words in ("Pilot of Test service", "Strike", "not measured", "08/03/2026"):
            self.assertIn(words, text)
        self.assertFalse(shown.xpath(".//script"))

    def test_the_paper_is_one_page(self):
        self.env["res.lang"]._activate_lang("nl_BE")
        self.manager.lang = "nl_BE"
        wizard = self.wizard()
        self.assertEqual(wizard.action_print()["report_type"], "qweb-pdf")
        _paper, text = one_page(self, REPORT, wizard)
        self.assertIn("Test service", text)
        self.assertIn("Strike", text)
