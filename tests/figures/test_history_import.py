import base64
from datetime import date, datetime
from io import BytesIO
from unittest.mock import patch

from openpyxl import Workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ...models.common.refusal import Refusal
from ...models.figures import municipal_history_import
from ...wizards.figures import municipal_history_read
from ..figures_common import FiguresCase
from ..workbook_reader import Calculator

#: a report as people print it
REPORT = """Bezoekersrapport;;;;
Gemeente Testem, afgedrukt op 3 januari 2024;;;;

Datum;Uur;Product;Kanaal;Aantal bezoekers
2/01/2023;09:00 - 10:00;Test passport;Afspraak;3
di 3 januari 2023;9;Test passport;Loket;1.200
3/01/2023 10:45;;;Telefoon;4
Totaal januari;;;;1.207
"""


class HistoryCase(FiguresCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.figures = cls.env["municipal.history.figure"]
        cls.imports = cls.env["municipal.history.import"]
        cls.passport.name = "Test passport"

    def wizard(self, text=REPORT, **values):
        data = text if isinstance(text, bytes) else text.encode()
        values = {"service_id": self.service.id, "filename": "oud.csv"} | values
        wizards = self.env["municipal.history.read"].with_user(self.manager)
        return wizards.create({"file": base64.b64encode(data)} | values)

    def take_over(self, text=REPORT, **values):
        action = self.wizard(text, **values).action_import()
        return self.imports.browse(action["res_id"])

    def refused(self, text, *words, **values):
        """Check what is said of a file, and that nothing is written."""
        wizard = self.wizard(text, **values)
        self.assertFalse(wizard.ready)
        for some in words:
            self.assertIn(some, wizard.report)
        with self.assertRaises(Refusal):
            wizard.action_import()
        self.assertFalse(self.imports.search([]))
        return wizard.report

    def rows_of(self, history):
        return [
            (f.day, f.hour, f.half_hour, f.product_id, f.channel, f.count)
            for f in history.figure_ids.sorted(lambda f: (f.day, f.count))
        ]

    def read_report(self):
        self.env.flush_all()
        report = self.env["municipal.visit.report"].with_user(self.manager)
        return report.search([("day", "<", "2024-01-01"), ("visit_id", "=", False)])


@tagged("post_install", "-at_install")
class TestHistoryImport(HistoryCase):
    """A town takes over the report of the system that it had before."""

    def test_a_printed_report(self):
        wizard = self.wizard()
        self.assertTrue(wizard.ready, wizard.report)
        self.assertIn("1207", wizard.report)
        self.assertIn("left out: 1", wizard.report)
        self.assertFalse(self.figures.search([]), "looking writes nothing")
        history = self.take_over()
        self.assertEqual((history.state, history.contacts), ("done", 1207))
        first, second = date(2023, 1, 2), date(2023, 1, 3)
        nothing = self.env["municipal.product"]
        self.assertEqual(
            self.rows_of(history),
            [
                (first, "09", False, self.passport, "appointment", 3),
                (second, "10", "10:30", nothing, "phone", 4),
                (second, "09", False, self.passport, "walk_in", 1200),
            ],
        )

    def test_a_workbook(self):
        book, content = Workbook(), BytesIO()
        book.active.append(["Rapport"])
        book.active.append(["Dag", "Aantal"])
        book.active.append([datetime(2023, 1, 2, 9, 15), 7])
        book.active.append(["Totaal", "=SUM(B3:B3)"])
        book.save(content)
        history = self.take_over(content.getvalue())
        row = (date(2023, 1, 2), "09", "09:00", self.env["municipal.product"])
        self.assertEqual(self.rows_of(history), [(*row, "walk_in", 7)])

    def test_the_manager_says_what_is_in_the_columns(self):
        text = "Datum;Bezoekers;Klanten\n2/1/2023;9;2\n"
        wizards = self.env["municipal.history.read"].with_user(self.manager)
        with Form(wizards) as form:
            form.file = base64.b64encode(text.encode())
            form.service_id = self.service
            self.assertTrue(form.ready)
            self.assertIn("9 contacts", form.report)
            with form.column_ids.edit(1) as column:
                column.meaning = False
            self.assertFalse(form.ready)
            with form.column_ids.edit(2) as column:
                column.meaning = "count"
            self.assertIn("2 contacts", form.report)
        action = form.record.action_import()
        self.assertEqual(self.imports.browse(action["res_id"]).contacts, 2)

    def test_all_that_is_wrong_is_said_at_once(self):
        report = self.refused(
            "Datum;Uur;Product;Dienst;Kanaal;Aantal\n"
            "31/2/2023;;;;;1\n"
            "2/1/2999;;;;;1\n"
            "2/1/2023;;;;;1,5\n"
            "2/1/2023;25;;;;1\n"
            "2/1/2023;;=cmd();;;1\n"
            "2/1/2023;;;Nobody;;1\n"
            "2/1/2023;;;;Pigeon;1\n"
            "2/1/2023;;;;;1\n",
            "the number is not one",
            "the hour is none",
            "no product is called “=cmd()”",
            "no service is called “Nobody”",
            "no channel is called “Pigeon”",
        )
        self.assertEqual(report.count("the day is not one"), 2)
        for line in range(2, 9):
            self.assertIn(f">{line}</td>", report)
        self.assertNotIn(">9</td>", report)

    def test_the_first_hundred_problems(self):
        lines = "".join("x;1\n" for _line in range(130))
        report = self.refused(f"Datum;Aantal\n{lines}", "and 30 more")
        self.assertEqual(report.count("the day is not one"), 100)

    def test_products_that_we_do_not_have(self):
        text = "Datum;Product;Aantal\n2/1/2023;Hondenpenning;5\n"
        self.refused(text, "Hondenpenning")
        history = self.take_over(text, keep_unknown=True)
        self.assertFalse(history.figure_ids.product_id)
        self.assertEqual(history.contacts, 5)

    def test_hostile_and_broken_files(self):
        self.refused(" \n", "no figures")
        self.refused(b"PK\x03\x04 broken", "cannot be read")
        self.refused("geen;tabel\n1;2\n", "No table was found")
        self.refused(b"Datum\0;Aantal\n", "is no text")
        with patch.object(municipal_history_read, "LARGEST", 10):
            self.refused(REPORT, "too large")
        report = self.refused("Datum;Product;Aantal\n2/1/2023;<script>x</script>;1\n")
        self.assertNotIn("<script>", report)

    def test_twice_is_refused(self):
        self.take_over()
        wizard = self.wizard()
        self.assertIn("were taken over before", wizard.report)
        with self.assertRaises(Refusal):
            wizard.action_import()
        self.assertEqual(len(self.imports.search([])), 1)

    def test_it_is_undone_as_a_whole(self):
        history = self.take_over()
        note = history.note_id
        self.assertIn("oud.csv", note.name)
        history.with_user(self.manager).action_undo()
        self.assertFalse(self.figures.search([]))
        self.assertFalse(note.exists())
        self.assertEqual(history.state, "undone")
        self.assertFalse(self.read_report())
        with self.assertRaisesRegex(UserError, "nothing to undo"):
            history.action_undo()
        self.assertEqual(self.take_over().state, "done")

    def test_what_is_not_known_is_empty(self):
        self.take_over()
        rows = self.read_report()
        self.assertEqual(len(rows), 3)
        self.assertEqual(set(rows.mapped("inaccurate")), {True})
        groups = rows._read_group(
            [("id", "in", rows.ids)],
            ["channel"],
            ["visitors:sum", "contacts:sum", "visits:sum", "persons:sum"],
        )
        self.assertEqual(
            {channel: numbers for channel, *numbers in groups},
            {
                "appointment": [3, 3, 0, False],
                "walk_in": [1200, 1200, 0, False],
                "phone": [0, 4, 0, False],
            },
        )

    def test_the_workbook_reconciles(self):
        """Figures and visits of one period, with hours and without."""
        self.take_over(REPORT + "2/2/2023;;;;8\n")
        self.served(datetime(2023, 1, 2, 9), [(self.passport, 1, 1)])
        self.visit(datetime(2023, 1, 2, 10), state="no_show")
        book = self.export(
            date(2023, 1, 1), date(2023, 2, 28), service_ids=self.service.ids
        )
        totals = book.totals()
        self.assertEqual(totals["Visitors: visits that came"], [3 + 1200 + 8 + 1])
        self.assertEqual(totals["Visits registered"], [2])
        share = totals["No-shows, of appointments kept or not"]
        self.assertEqual(share, [0.5])
        calculator = Calculator(book)
        for sheet, cell, result in book.formula_cells():
            value = calculator.cell(sheet, cell.coordinate)
            self.assertEqual(value, result if result is not None else "", cell)
            self.assertNotEqual(value, "DIFFERS")
        [row] = [
            row
            for row in book.table("Per product", "Product")
            if row["Product"] == "Test passport"
        ]
        self.assertEqual((row["Visitors"], row["Agrees"]), (1204, "agrees"))
        texts = " ".join(book.texts())
        self.assertIn("Out of an earlier system: oud.csv", texts)
        hours = {
            row["Hour"]: row["Visitors"]
            for row in book.table("Per hour of the day", "Hour")
        }
        self.assertEqual(hours["Not known"], 8)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_clerks_do_not_take_over(self):
        with self.assertRaises(AccessError):
            self.wizard().with_user(self.clerk).action_import()
        with self.assertRaises(AccessError):
            self.take_over().with_user(self.clerk).action_undo()

    def test_nobody_writes_figures(self):
        history = self.take_over().with_user(self.manager)
        for write in (
            lambda: history.write({"state": "undone"}),
            lambda: history.figure_ids[0].write({"count": 9}),
            lambda: history.figure_ids.unlink(),
        ):
            with self.assertRaises(AccessError), mute_logger("odoo.models"):
                write()


@tagged("post_install", "-at_install")
class TestHistoryInTheBackground(HistoryCase):
    """The same report, written two figures at a time."""

    def setUp(self):
        super().setUp()
        self.seconds = [1e9] * 99
        for name in ("AT_ONCE", "BATCH"):
            self.startPatcher(
                patch.object(
                    municipal_history_import, name, 0 if name == "AT_ONCE" else 2
                )
            )
        cron = type(self.env["ir.cron"])
        self.startPatcher(patch.object(cron, "_commit_progress", self.progress))

    def progress(self, processed=0, *, remaining=None, deactivate=False):
        self.env.flush_all()
        return self.seconds.pop(0)

    def take_over(self, text=REPORT, **values):
        history = super().take_over(text, **values)
        self.assertEqual(history.state, "taking")
        self.assertFalse(self.read_report(), "nothing counts before all of it does")
        self.env["municipal.job.mixin"]._cron_jobs()
        return history

    def test_all_of_it_counts_in_the_end(self):
        history = self.take_over()
        self.assertEqual((history.state, history.job_state), ("done", "done"))
        self.assertEqual(len(self.read_report()), 3)
        self.assertIn("oud.csv", history.note_id.name)
        self.assertFalse(history.pending)

    def test_a_killed_server_goes_on_where_it_was(self):
        self.seconds = [1e9, 0]
        history = self.take_over()
        self.assertEqual(len(history.figure_ids), 2)
        self.seconds = [1e9] * 9
        self.env["municipal.job.mixin"]._cron_jobs()
        self.assertEqual(len(self.read_report()), 3)

    def test_stopped_halfway_it_leaves_nothing(self):
        self.seconds = [1e9, 0]
        history = self.take_over()
        self.assertEqual(len(history.figure_ids), 2)
        self.assertFalse(self.read_report())
        history.with_user(self.manager).action_stop_job()
        self.assertEqual((history.state, history.job_state), ("undone", "stopped"))
        self.assertFalse(self.figures.search([]))
