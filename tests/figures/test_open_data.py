import csv
import io
import json
from datetime import date, datetime
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..figures_common import FiguresCase

PATH = "/open-data/bezoekers"


@tagged("post_install", "-at_install")
class TestOpenData(HttpCase, FiguresCase):
    """What a town gives away, to anybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["website"].search([]).company_id = cls.company
        cls.company.write({"municipal_open_data": True, "email": "hall@example.com"})
        cls.service.name = "Testdienst"
        cls.kids_id.sensitive = True
        for minute in range(6):
            cls.served(datetime(2026, 2, 2, 9, minute), [(cls.passport, 1, 1)])
        for minute in range(3):
            cls.served(datetime(2026, 2, 3, 9, minute), [(cls.foreigner, 1, 1)])
        for minute in range(5):
            cls.served(datetime(2026, 2, 4, 9, minute), [(cls.kids_id, 1, 1)])
        cls.served(datetime(2026, 3, 2, 9), [(cls.passport, 1, 1)])
        cls.env["municipal.digital.figure"]._take_over(
            {(cls.passport, date(2026, 2, 9)): 40}
        )

    def publish(self):
        self.env.flush_all()
        with freeze_time("2026-03-05 01:00:00"):
            self.env["municipal.open.data"]._cron_publish()
        self.env.flush_all()

    def rows(self):
        response = self.url_open(f"{PATH}.csv")
        self.assertEqual(response.status_code, 200)
        self.assertIn("text/csv", response.headers["Content-Type"])
        rows = csv.DictReader(io.StringIO(response.content.decode()))
        return [row for row in rows if row["maand"] >= "2026-02"]

    def test_numbers_by_month_and_small_ones_empty(self):
        self.publish()
        rows = [row for row in self.rows() if row["dienst"] == "Testdienst"]
        found = {(row["product"], row["kanaal"]): row["contacten"] for row in rows}
        self.assertEqual({row["maand"] for row in rows}, {"2026-02"})
        numbers = {product: number for (product, _channel), number in found.items()}
        self.assertEqual(numbers[self.foreigner.name], "")
        self.assertNotIn(self.kids_id.name, numbers)
        self.assertEqual(
            sorted(n for (p, _c), n in found.items() if p == self.passport.name),
            ["40", "6"],
        )
        self.assertEqual(sorted(found.values()), ["", "40", "5", "6"])

    def test_another_least_number(self):
        self.company.municipal_open_data_least = 6
        self.publish()
        rows = [row for row in self.rows() if row["dienst"] == "Testdienst"]
        self.assertEqual(sorted(row["contacten"] for row in rows), ["", "", "40", "6"])

    @mute_logger("odoo.sql_db")
    def test_a_number_that_tells_who_came(self):
        with self.assertRaises(CheckViolation):
            self.company.municipal_open_data_least = 2
            self.company.flush_recordset()

    def test_the_description_for_catalogues(self):
        self.publish()
        response = self.url_open(f"{PATH}.jsonld")
        self.assertIn("ld+json", response.headers["Content-Type"])
        data = json.loads(response.content)
        self.assertEqual(data["@type"], "dcat:Dataset")
        for key in ("dct:title", "dct:description", "dct:publisher", "dct:language"):
            self.assertIn(key, data)
        self.assertIn("kleiner dan 5", data["dct:description"]["@value"])
        self.assertEqual(data["dct:temporal"]["dcat:endDate"]["@value"], "2026-02-28")
        distribution = data["dcat:distribution"]
        self.assertTrue(distribution["dcat:downloadURL"]["@id"].endswith(f"{PATH}.csv"))
        self.assertIn("licentie", distribution["dct:license"]["@id"])

    def test_nothing_by_itself(self):
        """Off by default; off again, it is gone at once and not only by night."""
        other = self.env["res.company"].create({"name": "Other town"})
        self.assertFalse(other.municipal_open_data)
        self.publish()
        self.company.municipal_open_data = False
        self.env.flush_all()
        for ending in ("csv", "jsonld"):
            self.assertEqual(self.url_open(f"{PATH}.{ending}").status_code, 404)
        self.publish()
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "municipal.open.data")]
        )
        self.assertFalse(files)

    def test_nobody_makes_the_database_count(self):
        self.publish()
        report = type(self.env["municipal.visit.report"])
        with patch.object(report, "_read_group", side_effect=AssertionError):
            first = self.url_open(f"{PATH}.csv")
            self.assertEqual(first.status_code, 200)
            self.assertIn("public", first.headers["Cache-Control"])
            again = self.url_open(
                f"{PATH}.csv", headers={"If-None-Match": first.headers["ETag"]}
            )
            self.assertEqual(again.status_code, 304)

    def test_no_cell_is_a_formula(self):
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE municipal_service
                  SET name = jsonb_build_object('en_US', '=cmd()') WHERE id = %s""",
            [self.service.id],
        )
        self.env.invalidate_all()
        self.publish()
        self.assertIn("'=cmd()", {row["dienst"] for row in self.rows()})

    def test_the_file_has_no_other_door(self):
        self.publish()
        files = self.env["municipal.open.data"]._files_sudo(self.company)
        self.assertEqual(len(files), 2)
        self.assertEqual(self.url_open(f"/web/content/{files[0].id}").status_code, 404)
