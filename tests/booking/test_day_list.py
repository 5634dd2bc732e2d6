from datetime import date, datetime, time
from unittest.mock import patch

from odoo import Command, http
from odoo.exceptions import AccessError
from odoo.models import MAGIC_COLUMNS
from odoo.tests import Form, HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ...models import plain_text_mixin
from ..clock_common import NOW
from ..common import MunicipalCase, create_staff, create_town, hours
from ..workbook_reader import Workbook, render

WEDNESDAY = date(2026, 10, 14)
TUESDAY = date(2026, 10, 13)
HEADER = ["Here", "Time", "Code", "Visitor", "Comes for", "Desk", "Remarks"]


@tagged("post_install", "-at_install")
class TestDayList(MunicipalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        (cls.manager + cls.clerk).lang = "en_US"

    def day_list(self, day=WEDNESDAY, user=None, **values):
        """Return the list as a clerk downloads it."""
        dialogs = self.env["municipal.day.list"].with_user(user or self.clerk)
        dialogs = dialogs.with_context(lang="en_US")
        values = {"service_id": self.service.id, "day": day} | values
        return render(dialogs.create(values), "day_list_xlsx")

    def lines(self, book, sheet=None):
        """Return the appointments on a sheet as dicts by heading."""
        rows = list(book.sheet(sheet or book.names[0]).iter_rows(values_only=True))
        top = next(i for i, row in enumerate(rows) if list(row) == HEADER)
        return [
            dict(zip(HEADER, row, strict=True))
            for row in rows[top + 1 :]
            if isinstance(row[1], time)
        ]

    def test_the_appointments_of_a_day_in_order(self):
        later = self.book([(self.passport, 1)], datetime(2026, 10, 14, 8, 0))
        first = self.book([(self.kids_id, 2), (self.passport, 1)])
        self.book(start=datetime(2026, 10, 15, 7, 0))
        cancelled = self.book(start=datetime(2026, 10, 14, 9, 0))
        cancelled._cancel()
        book = self.day_list()
        self.assertEqual(book.names, [self.location.name])
        found = self.lines(book)
        self.assertEqual(
            [(row["Time"], row["Code"]) for row in found],
            [(time(9), first.reference), (time(10), later.reference)],
        )
        self.assertEqual(found[0]["Visitor"], "An Peeters")
        self.assertEqual(found[0]["Comes for"], "Test Kids-ID × 2, Test passport")
        self.assertEqual(found[0]["Desk"], first.desk_id.name)
        self.assertEqual({row["Here"] for row in found}, {"☐"})
        texts = " ".join(book.texts())
        self.assertIn("Wednesday 14 October 2026", texts)
        self.assertIn("appointments: 2", texts)
        self.assertIn("destroy it", texts)

    def test_all_bookings_of_the_day_are_on_it(self):
        """Counted once more in SQL, over all services and buildings."""
        for hour in (7, 8, 9):
            self.book(start=datetime(2026, 10, 14, hour))
        book = self.day_list(service_id=False)
        self.env.cr.execute(
            """SELECT count(*) FROM resource_booking
               JOIN resource_booking_type AS type ON type.id = type_id
               WHERE resource_booking.active AND resource_booking.service_id IS NOT NULL
                 AND type.company_id = %s
                 AND (start AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Brussels')::date
                     = %s""",
            [self.company.id, WEDNESDAY],
        )
        [[count]] = self.env.cr.fetchall()
        self.assertGreaterEqual(count, 3)
        found = [row for name in book.names for row in self.lines(book, name)]
        self.assertEqual(len(found), count)

    def test_what_is_said_of_the_walk_in(self):
        book = self.day_list(TUESDAY)
        [said] = [text for text in book.texts() if "Free walk-in" in text]
        self.assertEqual(
            said,
            "Test service: Free walk-in: 9:00\u202fAM – 12:00\u202fPM. "
            "Then too by appointment only: Test foreigner's file.",
        )
        self.assertIn("There are no appointments on this day.", book.texts())
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Bridge day",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 10, 12, 22),
                "date_to": datetime(2026, 10, 13, 22),
            }
        )
        self.assertIn("Test service: Closed.", self.day_list(TUESDAY).texts())

    def test_types_of_a_service_that_receive_otherwise_are_told_apart(self):
        other = self.type.copy({"name": "Other type"})
        other.resource_calendar_id = self.calendar.copy(
            {"name": "Sundays", "attendance_ids": hours((6, 9, 12, "both"))}
        )
        other.location_ids = self.location
        texts = self.day_list().texts()
        self.assertIn("Test service, Other type: Closed.", texts)
        self.assertTrue(
            any(text.startswith("Test service, Test type: By app") for text in texts)
        )

    def test_remarks(self):
        booking = self.book(lang="en_US")
        visit = booking.visit_id
        visit.note = "Brings\nan interpreter"
        visit.persons = 3
        visit.priority = True
        [row] = self.lines(self.day_list())
        self.assertEqual(
            row["Remarks"], "3 persons; Cannot wait well; Brings an interpreter"
        )
        self.env["res.lang"]._activate_lang("fr_BE")
        booking.lang = "fr_BE"
        with freeze_time("2026-10-14 06:55:00"):
            booking.action_arrive()
            [row] = self.lines(self.day_list())
        self.assertTrue(row["Remarks"].startswith("Waiting; 3 persons"), row["Remarks"])
        self.assertIn("French", row["Remarks"])

    def test_sensitive_products_have_a_neutral_name(self):
        self.passport.write({"name": "Euthanasia", "sensitive": True})
        self.book([(self.passport, 1)])
        book = self.day_list()
        self.assertNotIn("Euthanasia", " ".join(book.texts()))
        self.assertEqual(self.lines(book)[0]["Comes for"], "Appointment")

    def test_a_day_that_is_over_has_no_names(self):
        booking = self.book()
        booking.visit_id.note = "An speaks softly"
        with freeze_time("2026-10-14 21:59:00"):
            self.assertEqual(self.lines(self.day_list())[0]["Visitor"], "An Peeters")
        with freeze_time("2026-10-14 22:01:00"):
            book = self.day_list()
        [row] = self.lines(book)
        self.assertEqual((row["Visitor"], row["Remarks"]), (None, None))
        texts = " ".join(book.texts())
        self.assertNotIn("Peeters", texts)
        self.assertNotIn("softly", texts)
        self.assertIn("names are left out", texts)

    def test_nothing_of_it_is_kept(self):
        """No file, no dialog with a name in it."""
        self.book()
        before = self.env["ir.attachment"].search_count([])
        self.day_list()
        self.assertEqual(self.env["ir.attachment"].search_count([]), before)
        stored = {
            name
            for name, field in self.env["municipal.day.list"]._fields.items()
            if field.store and name not in MAGIC_COLUMNS
        }
        self.assertEqual(stored, {"day", "location_id", "service_id"})

    def test_each_building_has_a_sheet_that_excel_takes(self):
        annex = self.env["municipal.location"].create(
            {"name": "Annex: [north/south]? of the *old* town hall"}
        )
        self.type.location_ids += annex
        self.desks[1].location_id = annex
        self.book(location=self.location)
        there = self.book(location=annex)
        book = self.day_list()
        self.assertEqual(len(book.names), 2)
        for name in book.names:
            self.assertLessEqual(len(name), 31)
            self.assertEqual(len(self.lines(book, name)), 1)
        only = self.day_list(location_id=annex.id)
        self.assertEqual([row["Code"] for row in self.lines(only)], [there.reference])

    @patch.object(plain_text_mixin, "FORMULA", "")
    def test_names_never_become_formulas(self):
        self.passport.name = "=cmd()"
        self.desks.write({"name": "@SUM(1)"})
        booking = self.book([(self.passport, 1)])
        name = '=HYPERLINK("https://example.com")'
        self.env.cr.execute(
            "UPDATE resource_booking SET contact_name = %s WHERE id = %s",
            [name, booking.id],
        )
        booking.invalidate_recordset()
        book = self.day_list()
        self.assertEqual(book.formula_cells(), [])
        [row] = self.lines(book)
        self.assertEqual(row["Comes for"], "=cmd()")
        self.assertEqual(row["Visitor"], name)

    def test_it_prints_on_paper(self):
        self.book()
        book = self.day_list()
        sheet = book.formulas[book.names[0]]
        self.assertEqual(sheet.page_setup.paperSize, 9)
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        self.assertEqual(sheet.page_setup.fitToHeight, 0)
        self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
        top = next(row[0].row for row in sheet.iter_rows() if row[0].value == HEADER[0])
        self.assertEqual(sheet.print_title_rows, f"${top}:${top}")

    def test_the_night_of_the_clock_change(self):
        """On the day with 25 hours the list has the times of the clock on the wall."""
        self.calendar.attendance_ids[0].copy(
            {"dayofweek": "6", "hour_from": 9, "hour_to": 12}
        )
        sunday = date(2026, 10, 25)
        booking = self.book(start=datetime(2026, 10, 25, 8, 0))
        [row] = self.lines(self.day_list(sunday))
        self.assertEqual((row["Time"], row["Code"]), (time(9), booking.reference))
        for day in (date(2026, 10, 24), date(2026, 10, 26)):
            self.assertEqual(self.lines(self.day_list(day)), [])

    def test_more_appointments_take_no_more_queries(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.day_list()
            return self.env.cr.sql_log_count - before

        self.book()
        count()
        one = count()
        for hour in (8, 9):
            for minute in (0, 15, 30, 45):
                self.book(start=datetime(2026, 10, 14, hour, minute))
        self.assertLessEqual(count(), one + 2)

    def test_who_may_make_it(self):
        dialog = self.env["municipal.day.list"].with_user(self.clerk).create({})
        self.assertEqual(dialog.day, date(2026, 10, 12))
        self.assertEqual(dialog.action_export()["report_type"], "xlsx")
        self.day_list(user=self.manager)
        with self.assertRaises(AccessError):
            render(dialog.with_user(self.env.ref("base.public_user")), "day_list_xlsx")
        with self.assertRaises(AccessError):
            render(dialog.with_user(self.manager), "day_list_xlsx")

    def test_another_town_is_not_on_it(self):
        self.book()
        town = self.env["res.company"].create({"name": "Other town"})
        other = new_test_user(
            self.env,
            "other_clerk",
            groups="municipal_appointment.group_clerk",
            company_id=town.id,
            company_ids=[Command.set(town.ids)],
        )
        dialogs = self.env["municipal.day.list"].with_user(other)
        book = render(
            dialogs.with_context(allowed_company_ids=town.ids).create(
                {"day": WEDNESDAY}
            ),
            "day_list_xlsx",
        )
        texts = " ".join(book.texts())
        for secret in ("Peeters", self.service.name, self.location.name):
            self.assertNotIn(secret, texts)

    def test_the_dialog(self):
        with (
            freeze_time(NOW),
            Form(self.env["municipal.day.list"].with_user(self.clerk)) as form,
        ):
            self.assertEqual(form.day, date(2026, 10, 12))
            form.location_id = self.location


@tagged("post_install", "-at_install")
class TestDayListDownload(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        create_town(cls)
        create_staff(cls)
        cls.location.name = "دار البلدية"
        cls.dialog = (
            cls.env["municipal.day.list"]
            .with_user(cls.clerk)
            .create({"day": WEDNESDAY, "location_id": cls.location.id})
        )
        cls.env.flush_all()

    def test_a_clerk_downloads_a_file_with_an_arabic_name(self):
        self.authenticate("test_clerk", "test_clerk")
        path = f"/report/xlsx/municipal_appointment.day_list_xlsx/{self.dialog.id}"
        response = self.url_open(
            "/report/download",
            data={
                "data": f'["{path}", "xlsx"]',
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertEqual(response.status_code, 200)
        name = response.headers["Content-Disposition"]
        self.assertIn("%D8%AF%D8%A7%D8%B1", name)
        self.assertIn("2026-10-14.xlsx", name)
        self.assertEqual(Workbook(response.content).names, ["دار البلدية"])

    def test_a_colleague_cannot_fetch_it(self):
        self.authenticate("test_manager", "test_manager")
        path = f"/report/xlsx/municipal_appointment.day_list_xlsx/{self.dialog.id}"
        with mute_logger("odoo.http"):
            response = self.url_open(path, allow_redirects=False)
        self.assertEqual(response.status_code, 403)
