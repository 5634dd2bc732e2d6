import re
from datetime import date, datetime
from io import BytesIO
from unittest.mock import patch
from zipfile import ZipFile

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ...models import plain_text_mixin
from ...wizards.figures import municipal_visit_export
from ..common import NOW
from ..figures_common import FiguresCase
from ..office import printed
from ..workbook_common import WorkbookCase

DAY = date(2026, 3, 2)
KINDS = ("capacity", "demand", "compare")


class KindsCase(FiguresCase):
    def export_kind(self, kind, first=DAY, last=DAY, **values):
        """Return a workbook; the period before is that of a year earlier."""
        values = {"service_ids": self.service.ids} | values
        return self.export(first, last, kind=kind, **self.before(kind), **values)

    def before(self, kind):
        if kind != "compare":
            return {}
        return {"before_from": date(2025, 3, 1), "before_to": date(2025, 3, 31)}

    def something(self):
        """Let there be figures of every kind on a day."""
        self.served(datetime(2026, 3, 2, 8), [(self.passport, 1, 1)])
        shared = {
            "day": DAY,
            "service_id": self.service.id,
            "location_id": self.location.id,
            "company_id": self.company.id,
        }
        self.env["municipal.capacity"].create(
            shared
            | {
                "start": datetime(2026, 3, 2, 8),
                "half_hour": "09:00",
                "weekday": "1",
                "desk_id": self.desks[0].id,
                "offered": 30,
                "booked": 15,
                "used": 40,
                "overtime": 10,
            }
        )
        product = {"product_id": self.passport.id}
        self.env["municipal.access.time"].create(shared | product | {"first_days": 2})
        self.env["municipal.demand"].create(
            shared
            | product
            | {"kind": "slot", "reason": "full", "channel": "website", "times": 2}
        )
        self.env["municipal.digital.use"].create(
            shared | product | {"channel": "kiosk", "uses": 2}
        )


@tagged("post_install", "-at_install")
class TestWorkbookKinds(KindsCase):
    """What holds for every workbook, whatever it is about."""

    def test_a_period_without_anything(self):
        for kind in KINDS:
            with self.subTest(kind=kind):
                book = (
                    self.export_kind(kind, date(1999, 1, 1), date(1999, 12, 31))
                    if (kind != "compare")
                    else self.export(
                        date(1999, 1, 1),
                        date(1999, 12, 31),
                        kind=kind,
                        before_from=date(1998, 1, 1),
                        before_to=date(1998, 12, 31),
                        service_ids=self.service.ids,
                    )
                )
                self.assertIn("Nothing was counted in this period.", book.texts())
                self.assertNotIn("DIFFERS", book.texts())

    def test_periods_in_order(self):
        for kind, first, last, before in (
            ("capacity", "2026-03-02", "2026-03-01", {}),
            ("demand", "2026-03-02", "2026-03-01", {}),
            ("compare", "2026-03-02", "2026-03-01", self.before("compare")),
            (
                "compare",
                "2026-03-02",
                "2026-03-09",
                {"before_from": "2026-02-20", "before_to": "2026-03-02"},
            ),
            (
                "compare",
                "2026-03-02",
                "2026-03-09",
                {"before_from": "2026-02-20", "before_to": "2026-02-19"},
            ),
            (
                "compare",
                "2026-03-02",
                "2026-03-09",
                {"before_from": False, "before_to": False},
            ),
        ):
            with (
                self.subTest(kind=kind, before=before),
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env["municipal.visit.export"].create(
                    {
                        "kind": kind,
                        "period": "own",
                        "date_from": first,
                        "date_to": last,
                        **before,
                    }
                )

    def test_an_office_program_opens_and_prints_each_on_few_pages(self):
        self.something()
        for kind in ("visitors", *KINDS):
            with self.subTest(kind=kind):
                book = self.export_kind(kind)
                pages = printed(book.content)
                self.assertLessEqual(len(pages), 3 * len(book.names))
                text = "\n".join(pages)
                self.assertIn(self.service.name, text)
                for broken in ("#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "Err:5", "###"):
                    self.assertNotIn(broken, text)

    def test_notes_are_on_every_sheet(self):
        self.something()
        self.env["municipal.series.break"].create({"name": "Counted anew", "date": DAY})
        self.env.flush_all()
        for kind in KINDS:
            book = self.export_kind(kind, date(2026, 3, 1), date(2026, 3, 31))
            self.assertGreater(len(book.names), 6)
            for name in book.names:
                with self.subTest(kind=kind, sheet=name):
                    texts = " ".join(
                        cell
                        for row in book.sheet(name).iter_rows(values_only=True)
                        for cell in row
                        if isinstance(cell, str)
                    )
                    self.assertIn("Counted anew", texts)

    def test_texts_are_shared(self):
        """Previews of iPhone and Mac, and Apple Numbers, show no others."""
        self.something()
        for kind in KINDS:
            book = self.export_kind(kind)
            with ZipFile(BytesIO(book.content)) as archive:
                sheets = [
                    archive.read(name).decode()
                    for name in archive.namelist()
                    if name.startswith("xl/worksheets/sheet")
                ]
                shared = archive.read("xl/sharedStrings.xml").decode()
            places = {int(n) for s in sheets for n in re.findall(r't="s"><v>(\d+)<', s)}
            with self.subTest(kind=kind):
                self.assertEqual(len(sheets), len(book.names))
                self.assertNotIn("inlineStr", "".join(sheets))
                self.assertEqual(places, set(range(shared.count("<si>"))))

    @patch.object(plain_text_mixin, "FORMULA", "")
    def test_texts_never_become_formulas(self):
        self.passport.name = "=cmd()"
        self.desks[0].name = "@SUM(1+9)*cmd|' /C calc'!A0"
        self.location.name = "+32 2 123"
        self.something()
        dangerous = {self.passport.name, self.desks[0].name, self.location.name}
        seen = set()
        for kind in KINDS:
            book = self.export_kind(kind)
            for sheet in book.formulas:
                for row in sheet.iter_rows():
                    for cell in row:
                        self.assertFalse(cell.hyperlink)
                        if cell.value in dangerous:
                            self.assertEqual(cell.data_type, "s", cell.coordinate)
                            seen.add(cell.value)
            for _sheet, cell, _result in book.formula_cells():
                self.assertTrue(cell.value.startswith(("=IF(ROUND(", "=SUM(")))
        self.assertEqual(seen, dangerous)

    def test_only_the_own_town_and_the_chosen_building(self):
        self.something()
        annex = self.env["municipal.location"].create({"name": "Annex"})
        town = self.env["res.company"].create({"name": "Other town"})
        theirs = self.env["municipal.service"].create(
            {"name": "Theirs", "code": "QQ", "company_id": town.id}
        )
        self.served(
            datetime(2026, 3, 2, 9), [], service_id=theirs.id, location_id=False
        )
        self.env.flush_all()
        for kind in KINDS:
            with self.subTest(kind=kind):
                texts = " ".join(self.export_kind(kind, service_ids=False).texts())
                self.assertNotIn("Theirs", texts)
                book = self.export_kind(kind, location_ids=annex.ids)
                self.assertIn("Nothing was counted in this period.", book.texts())

    def test_clerks_get_none(self):
        wizard = self.env["municipal.visit.export"].with_user(self.manager)
        for kind in KINDS:
            values = {"kind": kind, "period": "own", "date_from": DAY, "date_to": DAY}
            dialog = wizard.create(values | self.before(kind))
            with self.subTest(kind=kind), self.assertRaises(AccessError):
                self.read_book(dialog.with_user(self.clerk))

    def test_names_of_sheets_fit_in_every_language(self):
        """At most 31 characters, each once: in Dutch too."""
        self.env["res.lang"]._activate_lang("nl_BE")
        self.something()
        for kind in KINDS:
            env = self.env(
                user=self.manager, context=dict(self.env.context, lang="nl_BE")
            )
            wizard = env["municipal.visit.export"].create(
                {
                    "kind": kind,
                    "period": "own",
                    "date_from": DAY,
                    "date_to": DAY,
                    **self.before(kind),
                }
            )
            for name in self.read_book(wizard).names:
                self.assertLessEqual(len(name), 31)
                self.assertFalse(re.search(r" \(\d\)$", name), name)


@tagged("post_install", "-at_install")
class TestKindsDialog(KindsCase):
    def test_the_dialog_offers_each_kind(self):
        wizards = self.env["municipal.visit.export"].with_user(self.manager)
        with freeze_time(NOW), Form(wizards) as form:
            self.assertEqual(form.kind, "visitors")
            form.kind = "capacity"
            self.assertEqual(form.date_to, date(2026, 9, 30))
            form.kind = "compare"
            form.change_day = date(2025, 4, 1)
            self.assertEqual(form.before_from, date(2024, 10, 1))
            self.assertEqual(form.before_to, date(2025, 3, 31))
            self.assertEqual(form.date_from, date(2025, 4, 1))
            self.assertEqual(form.date_to, date(2025, 9, 29))
            form.change_day = date(2026, 9, 18)
            self.assertEqual(form.before_from, date(2026, 8, 28))
            self.assertEqual(form.date_to, date(2026, 10, 8))
            wizard = form.save()
        self.assertEqual(
            wizard._file_name(), "Before and after 2026-09-18 - 2026-10-08"
        )
        action = wizard.action_export()
        self.assertEqual(action["report_name"], "municipal_appointment.compare_xlsx")

    def test_it_proposes_the_last_change(self):
        breaks = self.env["municipal.series.break"]
        breaks.search([]).unlink()
        self.env["municipal.opening"].search([]).unlink()
        wizards = self.env["municipal.visit.export"].with_user(self.manager)
        with freeze_time(NOW):
            self.assertEqual(wizards._last_change(), date(2026, 9, 14))
            first, second = self.env["municipal.opening"].create(
                [
                    {
                        "name": f"Hours of {year}",
                        "type_id": self.type.id,
                        "calendar_id": self.calendar.id,
                        "date_from": date(year, 4, 1),
                        "date_to": date(year + 1, 3, 31),
                    }
                    for year in (2024, 2025)
                ]
            )
            self.assertEqual(wizards._last_change(), second.date_from)
            second.write({"date_to": False, "date_from": date(2026, 10, 10)})
            self.assertEqual(
                wizards._last_change(), date(2026, 9, 14), "two days tell nothing"
            )
            breaks.create({"name": "x", "date": date(2026, 1, 1)})
            self.assertEqual(wizards._last_change(), date(2026, 1, 1))
        self.assertTrue(first)

    def test_own_periods_stay(self):
        wizards = self.env["municipal.visit.export"].with_user(self.manager)
        with freeze_time(NOW), Form(wizards) as form:
            form.kind = "compare"
            form.change_day = date(2026, 9, 18)
            form.before_from = date(2025, 9, 18)
            form.before_to = date(2025, 10, 8)
            wizard = form.save()
        self.assertEqual(wizard.before_from, date(2025, 9, 18))
        self.assertEqual(wizard.date_to, date(2026, 10, 8))


@tagged("post_install", "-at_install")
class TestKindsBackground(WorkbookCase):
    def test_what_takes_long_is_made_in_the_background(self):
        """More figures than somebody waits for, of whatever kind."""
        for month in (1, 2, 3):
            self.env["municipal.access.time"].create(
                {
                    "day": date(2026, 2, month),
                    "product_id": self.passport.id,
                    "service_id": self.service.id,
                    "company_id": self.company.id,
                    "first_days": month,
                }
            )
        workbook = self.begin(kind="demand")
        self.assertEqual(workbook._name, "municipal.workbook")
        self.assertEqual((workbook.kind, workbook.rows), ("demand", 8))
        self.run_cron()
        self.assertEqual(workbook.job_state, "done")
        book = self.book(workbook)
        self.assertIn("Access time", book.names)
        [row] = book.table("Access time", "Product")[:-2]
        self.assertEqual(row["Recorded"], 3)

    def test_two_periods_in_the_background(self):
        before = {"before_from": date(2026, 1, 1), "before_to": date(2026, 1, 31)}
        workbook = self.begin(kind="compare", **before)
        self.assertEqual(workbook.before_to, date(2026, 1, 31))
        self.run_cron()
        self.assertEqual(workbook.job_state, "done")
        rows = self.book(workbook).table("Overview", "Figure")
        visitors = next(row for row in rows if row["Figure"] == "Visitors")
        self.assertEqual((visitors["Before"], visitors["After"]), (0, 5))

    def test_only_raw_rows_can_be_too_many_for_a_sheet(self):
        wizard = self.env["municipal.visit.export"].with_user(self.manager)
        before = {"before_from": date(2026, 1, 1), "before_to": date(2026, 1, 31)}
        values = {"period": "own", "date_from": "2026-02-01", "date_to": "2026-02-28"}
        with patch.object(municipal_visit_export, "MOST_ROWS", 1):
            self.assertTrue(wizard.create(values).too_many)
            compared = wizard.create(values | {"kind": "compare"} | before)
            self.assertTrue(compared.many)
            self.assertFalse(compared.too_many)
