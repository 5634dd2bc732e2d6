import json
from datetime import date, datetime
from io import BytesIO

from openpyxl import load_workbook

from odoo import Command, http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import create_staff, create_town

REPORT = "municipal_appointment.visitors_xlsx"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@tagged("post_install", "-at_install")
class TestExportDownload(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        create_town(cls)
        create_staff(cls)
        cls.env["res.lang"]._activate_lang("en_US")
        (cls.manager + cls.clerk).lang = "en_US"
        cls.visit = cls.env["municipal.visit"].create(
            {
                "name": "HTTP-0001",
                "channel": "appointment",
                "state": "finished",
                "service_id": cls.service.id,
                "location_id": cls.location.id,
                "planned_start": datetime(2025, 3, 3, 8),
                "arrival": datetime(2025, 3, 3, 8),
                "line_ids": [
                    Command.create({"product_id": cls.passport.id, "delivered": 1})
                ],
            }
        )
        exports = cls.env["municipal.visit.export"].with_user(cls.manager)
        cls.wizard = exports.create(
            {
                "period": "own",
                "date_from": date(2025, 3, 1),
                "date_to": date(2025, 3, 31),
                "service_ids": [Command.set(cls.service.ids)],
            }
        )
        cls.env.flush_all()

    def get(self, login=None, ids=None):
        if login:
            self.authenticate(login, login)
        ids = self.wizard.ids if ids is None else ids
        path = "/".join([REPORT, ",".join(map(str, ids))]).rstrip("/")
        return self.url_open(f"/report/xlsx/{path}", allow_redirects=False)

    def test_managers_download_a_workbook(self):
        response = self.get("test_manager")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], XLSX)
        book = load_workbook(BytesIO(response.content), data_only=True)
        raw = book.worksheets[-1].iter_rows(min_row=2, values_only=True)
        self.assertEqual([row[9] for row in raw], [self.service.name])

    def test_the_file_is_named_after_the_period(self):
        self.authenticate("test_manager", "test_manager")
        response = self.url_open(
            "/report/download",
            data={
                "data": json.dumps([f"/report/xlsx/{REPORT}/{self.wizard.id}", "xlsx"]),
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertEqual(response.status_code, 200)
        self.assertIn(
            "Visitors%202025-03-01%20-%202025-03-31.xlsx",
            response.headers["Content-Disposition"],
        )
        self.assertTrue(response.content.startswith(b"PK"))

    def test_clerks_are_refused(self):
        with mute_logger("odoo.http"):
            response = self.get("test_clerk")
        self.assertEqual(response.status_code, 403)
        self.assertNotIn(b"HTTP-0001", response.content)

    def test_visitors_of_the_website_must_log_in(self):
        response = self.get()
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])

    def test_forged_addresses_get_an_answer(self):
        second = self.wizard.copy()
        for ids, status in (
            ([self.wizard.id + 10_000], 404),
            ([], 422),
            ([self.wizard.id, second.id], 422),
        ):
            with self.subTest(ids=ids), mute_logger("odoo.http"):
                self.assertEqual(self.get("test_manager", ids).status_code, status)

    def test_a_period_that_ends_before_it_begins(self):
        self.authenticate("test_manager", "test_manager")
        values = {"period": "own", "date_from": "2025-03-02", "date_to": "2025-03-01"}
        with mute_logger("odoo.http", "odoo.sql_db"):
            response = self.url_open(
                "/web/dataset/call_kw/municipal.visit.export/create",
                json={
                    "params": {
                        "model": "municipal.visit.export",
                        "method": "create",
                        "args": [values],
                        "kwargs": {"context": {"lang": "en_US"}},
                    }
                },
            )
        error = response.json()["error"]["data"]
        self.assertEqual(error["name"], "odoo.exceptions.ValidationError")
        self.assertIn("The period ends before it begins.", error["message"])

    def test_manager_downloads_in_the_browser(self):
        """The manager opens Reporting, chooses a period and gets a workbook."""
        self.start_tour("/odoo", "municipal_manager_export", login="test_manager")
