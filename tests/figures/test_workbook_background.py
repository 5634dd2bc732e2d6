from datetime import date, datetime, time, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from ...models.figures import municipal_workbook
from ...wizards.figures import municipal_visit_export
from ..workbook_common import WorkbookCase
from ..workbook_reader import Calculator


@tagged("post_install", "-at_install")
class TestWorkbookBackground(WorkbookCase):
    def test_a_small_one_is_made_at_once(self):
        wizard = self.env["municipal.visit.export"].with_user(self.manager)
        values = {"period": "own", "date_from": "2026-02-02", "date_to": "2026-02-02"}
        values["service_ids"] = self.service.ids
        action = wizard.create(values).action_export()
        self.assertEqual(action["report_type"], "xlsx")

    def test_it_is_the_workbook_that_is_made_at_once(self):
        workbook = self.begin()
        self.run_cron()
        self.assertEqual((workbook.job_state, workbook.rows), ("done", 5))
        book = self.book(workbook)
        with patch.object(municipal_visit_export, "MAX_ROWS", 99):
            at_once = self.export(
                date(2026, 2, 1), date(2026, 2, 28), service_ids=self.service.ids
            )
        self.assertEqual(book.raw(), at_once.raw())
        self.assertEqual(book.totals(), at_once.totals())
        calculator = Calculator(book)
        for sheet, cell, result in book.formula_cells():
            value = calculator.cell(sheet, cell.coordinate)
            self.assertEqual(value, result if result is not None else "")

    def test_how_far_it_is(self):
        workbook = self.begin()
        self.assertEqual((workbook.job_state, workbook.job_total), ("waiting", 6))
        self.seconds = [1e9, 0]
        self.run_cron()
        workbook.invalidate_recordset()
        self.assertEqual((workbook.job_state, workbook.job_done), ("running", 1))
        self.assertTrue(self.parts(workbook))
        with self.assertRaisesRegex(UserError, "not ready"):
            workbook.action_download()

    def test_a_killed_server_goes_on_where_it_was(self):
        workbook = self.begin()
        for _run in range(12):
            self.seconds = [1e9, 0]
            self.env.invalidate_all()
            self.run_cron()
        self.assertEqual(workbook.job_state, "done")
        self.assertEqual([row["Visit"] for row in self.book(workbook).raw()][-1], 5)

    def test_a_server_that_always_ends_halfway_is_not_tried_for_ever(self):
        workbook = self.begin()
        pids = iter(range(1000))
        with (
            patch.object(municipal_workbook.os, "getpid", lambda: next(pids)),
            self.assertLogs("odoo.addons.municipal_appointment", "ERROR"),
        ):
            self.run_cron()
        self.assertEqual(workbook.job_state, "failed")
        self.assertIn("limit_time_real", workbook.job_failure)
        self.assertFalse(self.parts(workbook))

    def test_it_is_stopped(self):
        workbook = self.begin()
        self.seconds = [1e9, 0]
        self.run_cron()
        workbook.action_stop_job()
        self.seconds = [1e9] * 9
        self.run_cron()
        self.assertEqual(workbook.job_state, "stopped")
        self.assertFalse(self.parts(workbook))
        self.assertFalse(workbook.made_at)

    def test_visits_that_change_meanwhile(self):
        """The figures are of one moment: it begins again."""
        workbook = self.begin()
        self.seconds = [1e9, 1e9, 0]
        self.run_cron()
        self.served(datetime(2026, 2, 2, 10))
        self.seconds = [1e9] * 20
        self.run_cron()
        self.assertEqual((workbook.job_state, workbook.rows), ("done", 6))
        self.assertEqual(len(self.book(workbook).raw()), 6)
        self.assertEqual(self.book(workbook).totals()["Visits registered"], [6])

    def test_nobody_deletes_it_while_it_is_made(self):
        workbook = self.begin()
        with self.assertRaisesRegex(UserError, "Stop it first"):
            workbook.unlink()
        workbook.action_stop_job()
        workbook.unlink()
        self.assertFalse(workbook.exists())

    def test_more_rows_than_a_sheet(self):
        for module in (municipal_workbook, municipal_visit_export):
            self.startPatcher(patch.object(module, "MOST_ROWS", 4))
        with self.assertRaisesRegex(UserError, "5 rows.*at most 4"):
            self.begin()
        self.assertFalse(self.env["municipal.workbook"].search([]))

    def test_who_asked_is_told(self):
        bus = type(self.env["bus.bus"])
        with patch.object(bus, "_sendone", autospec=True) as send:
            workbook = self.begin()
            self.run_cron()
        sent = [call.args[1:] for call in send.call_args_list]
        told = [args for args in sent if args[1] == "simple_notification"]
        [(target, _kind, message)] = told
        self.assertEqual(target, self.manager.partner_id)
        self.assertIn("ready in Excel", message["message"])
        [mail] = self.env["mail.mail"].search([("email_to", "ilike", "manager@exa")])
        self.assertIn(f"/{workbook.id}", mail.body_html)
        self.assertFalse(mail.attachment_ids)
        self.assertNotIn(self.kids_id.name, mail.body_html)

    def test_who_may_not_see_figures_any_more_gets_none(self):
        workbook = self.begin()
        self.manager.group_ids = [
            Command.set(self.env.ref("base.group_user").ids),
        ]
        with self.assertLogs("odoo.addons.municipal_appointment", "ERROR"):
            self.run_cron()
        self.assertEqual(workbook.sudo().job_state, "failed")
        self.assertFalse(workbook.sudo().made_at)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_another_town_sees_nothing_of_it(self):
        workbook = self.begin()
        self.run_cron()
        other = self.env["res.company"].create({"name": "Other town"})
        stranger = self.administrator.copy(
            {
                "login": "stranger",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
            }
        )
        theirs = workbook.with_user(stranger)
        self.assertFalse(theirs.search([("id", "=", workbook.id)]))
        for call in (theirs.action_download, lambda: theirs.read(["file"])):
            with self.assertRaises(AccessError):
                call()

    def test_nobody_writes_one(self):
        workbook = self.begin()
        with self.assertRaises(AccessError):
            workbook.job_user_id = self.administrator

    def test_it_is_deleted_after_a_month(self):
        workbook = self.begin()
        self.run_cron()
        last = datetime.combine(workbook.kept_until, time(23, 59))
        with freeze_time(last):
            self.env["municipal.workbook"]._gc_workbooks()
        self.assertTrue(workbook.exists(), "the day that stands on it is not over")
        with freeze_time(last + timedelta(minutes=1)):
            self.env["municipal.workbook"]._gc_workbooks()
        self.assertFalse(workbook.exists())

    def test_a_part_costs_as_many_statements_however_large_it_is(self):
        workbook = self.begin()
        making = workbook.sudo().making
        reader = workbook.sudo()._as_reader()
        builder = reader._builder()
        counts = []
        for _time in range(3):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            days = [date(2026, 2, 1), date(2026, 2, 28)]
            builder._part(reader, days, making)
            counts.append(self.env.cr.sql_log_count - before)
            for minute in range(0, 50, 5):
                self.served(datetime(2026, 2, 9, 8, minute))
        self.assertEqual(counts[1], counts[2])


@tagged("post_install", "-at_install")
class TestMonthlyWorkbook(WorkbookCase):
    def setUp(self):
        super().setUp()
        self.company.write(
            {
                "municipal_monthly": True,
                "municipal_monthly_user_ids": (self.clerk + self.manager).ids,
                "municipal_monthly_service_ids": self.service.ids,
            }
        )
        self.workbooks = self.env["municipal.workbook"]

    def run_on(self, day):
        with freeze_time(f"{day} 08:00:00"):
            self.workbooks._cron_monthly()
            self.run_cron()
        return self.workbooks.search([])

    def test_the_past_month_once(self):
        workbook = self.run_on("2026-03-02")
        self.assertEqual(workbook.job_state, "done")
        self.assertEqual(
            (workbook.date_from, workbook.date_to),
            (date(2026, 2, 1), date(2026, 2, 28)),
        )
        self.assertEqual(len(self.book(workbook).raw()), 5)
        self.assertEqual(self.run_on("2026-03-03"), workbook)
        workbook.unlink()
        self.assertFalse(self.run_on("2026-03-04"))
        self.assertEqual(self.run_on("2026-04-01").date_from, date(2026, 3, 1))

    def test_only_managers_get_it(self):
        self.clerk.email = "clerk@example.com"
        workbook = self.run_on("2026-03-02")
        self.assertEqual(workbook.recipient_ids, self.manager)
        mails = self.env["mail.mail"].search([("subject", "ilike", "ready in Excel")])
        self.assertEqual(mails.mapped("email_to"), [self.manager.email_formatted])

    def test_late_in_the_month_it_is_too_late(self):
        self.assertFalse(self.run_on("2026-03-20"))

    def test_a_town_that_wants_none_gets_none(self):
        self.company.municipal_monthly = False
        self.assertFalse(self.run_on("2026-03-02"))

    def test_one_that_cannot_be_begun_keeps_no_other_town_waiting(self):
        other = self.env["res.company"].create({"name": "A first town"})
        other.municipal_monthly = True
        begin = type(self.workbooks)._begin_monthly

        def fail(workbooks, town):
            if town == other:
                raise UserError("more rows than a sheet has")
            return begin(workbooks, town)

        with (
            patch.object(type(self.workbooks), "_begin_monthly", fail),
            self.assertLogs("odoo.addons.municipal_appointment", "ERROR"),
        ):
            self.assertEqual(self.run_on("2026-03-02").job_state, "done")

    def test_nobody_who_may_see_it(self):
        self.company.municipal_monthly_user_ids = self.clerk
        self.assertFalse(self.run_on("2026-03-02"))


@tagged("post_install", "-at_install")
class TestWorkbookDoor(HttpCase, WorkbookCase):
    def test_only_managers_of_the_town_download_it(self):
        workbook = self.begin()
        self.run_cron()
        path = workbook.action_download()["url"]
        for login, status in (("test_manager", 200), ("test_clerk", 404)):
            self.authenticate(login, login)
            with mute_logger("odoo.http"):
                response = self.url_open(path)
            self.assertEqual(response.status_code, status, login)
        self.authenticate(None, None)
        self.assertEqual(self.url_open(path).status_code, 404)
