from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ...wizards.figures import municipal_visit_export
from ..common import NOW
from ..figures_common import FiguresCase


@tagged("post_install", "-at_install")
class TestExportDialog(FiguresCase):
    def test_periods(self):
        expected = {
            "this_month": (date(2026, 10, 1), date(2026, 10, 31)),
            "previous_month": (date(2026, 9, 1), date(2026, 9, 30)),
            "this_half_year": (date(2026, 7, 1), date(2026, 12, 31)),
            "previous_half_year": (date(2026, 1, 1), date(2026, 6, 30)),
            "this_year": (date(2026, 1, 1), date(2026, 12, 31)),
            "previous_year": (date(2025, 1, 1), date(2025, 12, 31)),
        }
        with freeze_time(NOW), Form(self.env["municipal.visit.export"]) as form:
            self.assertEqual(form.period, "previous_month")
            for period, days in expected.items():
                form.period = period
                self.assertEqual((form.date_from, form.date_to), days, period)

    def test_periods_at_the_turn_of_the_year(self):
        wizard = self.env["municipal.visit.export"]
        with freeze_time("2027-01-31 12:00:00"):
            self.assertEqual(
                wizard._dates_of("previous_month"),
                (date(2026, 12, 1), date(2026, 12, 31)),
            )
            self.assertEqual(
                wizard._dates_of("previous_half_year"),
                (date(2026, 7, 1), date(2026, 12, 31)),
            )
        with freeze_time("2028-02-29 12:00:00"):
            self.assertEqual(
                wizard._dates_of("previous_year"),
                (date(2027, 1, 1), date(2027, 12, 31)),
            )
            self.assertEqual(
                wizard._dates_of("this_month"), (date(2028, 2, 1), date(2028, 2, 29))
            )

    def test_own_days_lose_the_name_of_the_period(self):
        with freeze_time(NOW), Form(self.env["municipal.visit.export"]) as form:
            form.date_from = date(2026, 9, 15)
            self.assertEqual(form.period, "own")
            self.assertEqual(form.date_to, date(2026, 9, 30))

    def create_wizard(self, first, last, user=None):
        return self.env(user=user or self.manager)["municipal.visit.export"].create(
            {"period": "own", "date_from": first, "date_to": last}
        )

    def test_more_rows_than_a_manager_waits_for(self):
        """It is said in the dialog, and they are written in the background."""
        for minutes in range(3):
            self.served(datetime(2026, 2, 2, 9, minutes))
        self.env.flush_all()
        wizards = self.env["municipal.visit.export"].with_user(self.manager)
        with patch.object(municipal_visit_export, "MAX_ROWS", 2), Form(wizards) as form:
            form.service_ids.add(self.service)
            form.date_from = form.date_to = date(2026, 2, 1)
            self.assertFalse(form.many)
            form.date_to = date(2026, 2, 2)
            self.assertEqual(form.rows, 3)
            self.assertTrue(form.many)
            self.assertFalse(form.too_many)
            wizard = form.save()
            with self.assertRaisesRegex(UserError, "in the background"):
                self.read_book(wizard)
        with patch.object(municipal_visit_export, "MAX_ROWS", 3):
            wizard.invalidate_recordset()
            self.assertEqual(wizard.action_export()["report_type"], "xlsx")

    def test_more_rows_than_a_sheet(self):
        self.served(datetime(2026, 2, 2, 9))
        self.env.flush_all()
        wizard = self.create_wizard(date(2026, 2, 2), date(2026, 2, 2))
        wizard.service_ids = self.service
        with (
            patch.object(municipal_visit_export, "MAX_ROWS", 0),
            patch.object(municipal_visit_export, "MOST_ROWS", 0),
        ):
            self.assertIn("1 rows", wizard.too_many)
            self.assertIn("for each service", wizard.too_many)
            with self.assertRaisesRegex(UserError, "1 rows"):
                wizard.action_export()

    def test_large_numbers_are_written_as_people_read_them(self):
        self.env["res.lang"]._activate_lang("nl_BE")
        self.manager.lang = "nl_BE"
        wizard = self.create_wizard(date(2026, 2, 2), date(2026, 2, 2))
        self.assertIn("1.048.575", wizard._why_too_many())

    def test_action_downloads_the_report_of_the_dialog(self):
        wizard = self.create_wizard(date(2026, 2, 1), date(2026, 2, 28))
        action = wizard.action_export()
        self.assertEqual(action["report_type"], "xlsx")
        self.assertEqual(action["context"]["active_ids"], wizard.ids)
        self.assertEqual(wizard._file_name(), "Visitors 2026-02-01 - 2026-02-28")

    def test_clerks_cannot_export(self):
        wizard = self.create_wizard(date(2026, 2, 1), date(2026, 2, 28))
        with self.assertRaises(AccessError):
            self.create_wizard(date(2026, 2, 1), date(2026, 2, 28), self.clerk)
        with self.assertRaises(AccessError):
            wizard.with_user(self.clerk).action_export()
        with self.assertRaises(AccessError):
            self.read_book(wizard.with_user(self.clerk))

    def test_other_companies_are_never_exported(self):
        company = self.env["res.company"].create({"name": "Other town"})
        service = self.env["municipal.service"].create(
            {"name": "Theirs", "code": "ZZ", "company_id": company.id}
        )
        moment = datetime(2026, 2, 2, 9)
        self.served(moment)
        self.served(moment, [], service_id=service.id, location_id=False)
        self.env["municipal.series.break"].create(
            {"name": "Their break", "date": moment.date(), "company_id": company.id}
        )
        book = self.export(moment.date(), moment.date())
        texts = " ".join(book.texts())
        self.assertIn(self.service.name, texts)
        for secret in ("Theirs", "Their break", "Other town"):
            self.assertNotIn(secret, texts)
