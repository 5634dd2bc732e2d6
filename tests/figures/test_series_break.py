from psycopg2 import IntegrityError

from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..figures_common import FiguresCase


@tagged("post_install", "-at_install")
class TestSeriesBreak(FiguresCase):
    """What managers note beside the figures."""

    def note(self, **values):
        values = {"name": "Market", "kind": "event", "date": "2026-10-05"} | values
        return self.env["municipal.series.break"].create(values)

    def test_what_happened_lasts_a_day_unless_told_otherwise(self):
        self.assertEqual(str(self.note().date_to), "2026-10-05")
        strike = self.note(date_to="2026-10-07")
        self.assertEqual(str(strike.date_to), "2026-10-07")
        strike.date = "2026-10-06"
        self.assertEqual(str(strike.date_to), "2026-10-07")
        strike.date = "2026-10-09"
        self.assertEqual(str(strike.date_to), "2026-10-09")

    def test_an_estimate_still_needs_its_end(self):
        for values in (
            {"kind": "estimate"},
            {"kind": "break", "date_to": "2026-10-06"},
            {"date_to": "2026-10-04"},
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.note(**values)

    def test_on_the_form(self):
        with Form(self.env["municipal.series.break"].with_user(self.manager)) as form:
            form.name = "Computers failed"
            form.kind = "event"
            form.date = "2026-10-05"
            self.assertEqual(str(form.date_to), "2026-10-05")
            form.kind = "break"
            self.assertFalse(form.date_to)
            form.kind = "event"

    def test_it_stands_under_every_figure_that_crosses_it(self):
        note = self.note(service_id=self.service.id)
        self.served_on("2026-10-05 07:00:00")
        report = self.env["municipal.visit.report"].with_user(self.manager)
        domain = [("service_id", "=", self.service.id)]
        self.assertEqual(report.series_notes(domain), [note._sentence()])
        self.assertIn("Test service: Market", note._sentence())
        self.assertNotIn("From", note._sentence())
        note.date_to = "2026-10-06"
        self.assertIn("From", note._sentence())
        note.write({"date": "2026-10-06"})
        self.assertEqual(report.series_notes(domain), [])

    def served_on(self, moment):
        self.served(self.env["municipal.visit"]._fields["arrival"].to_datetime(moment))
        self.env.flush_all()

    def test_it_stands_in_the_workbook(self):
        note = self.note(service_id=self.service.id)
        self.served_on("2026-10-05 07:00:00")
        book = self.export("2026-10-01", "2026-10-31", service_ids=self.service.ids)
        texts = [
            str(cell.value)
            for sheet in book.values.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.value
        ]
        self.assertTrue(any(note._sentence() in text for text in texts))
        self.assertTrue(any("What happened in this period" in text for text in texts))
        self.assertFalse(any("Read with care" in text for text in texts))
