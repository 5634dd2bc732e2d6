from collections import Counter
from datetime import date, datetime, timedelta
from statistics import fmean

from odoo.tests import tagged

from ..figures_common import FiguresCase
from ..workbook_reader import Calculator

#: a week with a number that most years do not have, and the one after it
FIRST, LAST = date(2026, 12, 28), date(2027, 1, 8)


@tagged("post_install", "-at_install")
class TestCapacityWorkbook(FiguresCase):
    """Two desks on ten working days; on the second day nobody measured anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
        cls.days = [day for day in days if day.isoweekday() < 6]
        cls.env["municipal.capacity"].create(
            [
                cls.half_hour(number, day, desk, minute)
                for number, day in enumerate(cls.days)
                for desk in cls.desks
                for minute in range(540, 750, 30)
            ]
        )
        cls.env.flush_all()
        cls.book = cls.export_capacity()

    @classmethod
    def export_capacity(cls, first=FIRST, last=LAST, **values):
        values = {"service_ids": cls.service.ids} | values
        return cls.export(first, last, kind="capacity", **values)

    @classmethod
    def half_hour(cls, number, day, desk, minute):
        """Return a half-hour; the one from 12:00 on is after closing time."""
        late = minute == 720
        used = None if number == 1 else (minute + number + desk.id) % 31
        start = datetime.combine(day, datetime.min.time()) + timedelta(
            minutes=minute - 60
        )
        return {
            "day": day,
            "start": start,
            "half_hour": f"{minute // 60:02}:{minute % 60:02}",
            "weekday": str(day.isoweekday()),
            "desk_id": desk.id,
            "service_id": cls.service.id,
            "location_id": cls.location.id,
            "company_id": cls.company.id,
            "offered": 0 if late else 30,
            "booked": 0 if late else (minute + number) % 26,
            "used": used,
            "overtime": None if used is None else used * late,
        }

    def sql(self, group, book_filter="TRUE"):
        """Return sums of the raw rows by an expression, counted by PostgreSQL."""
        self.env.cr.execute(
            f"""SELECT {group}, sum(offered), sum(booked), sum(used), sum(overtime)
                FROM municipal_capacity
                WHERE service_id = %s AND day BETWEEN %s AND %s AND {book_filter}
                GROUP BY 1 ORDER BY 1""",
            [self.service.id, FIRST, LAST],
        )
        return {row[0]: tuple(row[1:]) for row in self.env.cr.fetchall()}

    def numbers(self, row):
        names = ("Offered (min)", "Booked (min)", "Used (min)", "Overtime (min)")
        return tuple(row[name] for name in names)

    def rows(self, sheet, lead, *keys):
        """Return the numbers of a table by its leading columns, without the sums."""
        return {
            tuple(row[key] for key in (lead, *keys)): self.numbers(row)
            for row in self.book.table(sheet, lead)
            if row[lead] not in ("Sum", "Agrees with the totals")
        }

    def test_each_sheet_says_what_sql_counts(self):
        for sheet, lead, group in (
            ("Per week", "Week", """to_char(day, 'IYYY "W"IW')"""),
            (
                "Per desk",
                "Desk",
                "(SELECT name FROM resource_resource WHERE id=desk_id)",
            ),
        ):
            with self.subTest(sheet=sheet):
                found = {key: row for (key,), row in self.rows(sheet, lead).items()}
                self.assertEqual(found, self.sql(group))
        days = self.rows("Per day", "Day")
        self.assertEqual(
            {day.date(): row for (day,), row in days.items()}, self.sql("day")
        )
        slots = self.rows("Per weekday and half-hour", "Weekday", "Half-hour")
        found = {f"{day} {half[:5]}": row for (day, half), row in slots.items()}
        self.assertEqual(found, self.sql("to_char(day, 'FMDay') || ' ' || half_hour"))

    def test_the_week_with_number_53(self):
        weeks = [key for (key,) in self.rows("Per week", "Week")]
        self.assertEqual(weeks, ["2026 W53", "2027 W01"])

    def test_shares_are_sums_over_sums_of_what_was_measured(self):
        [percent] = self.env["municipal.capacity"]._read_group(
            [("service_id", "=", self.service.id)],
            [],
            ["used_percent:avg", "booked_percent:avg"],
        )
        totals = {row["Figure"]: row["Value"] for row in self.totals()}
        self.assertAlmostEqual(
            totals["Used, of what was offered and measured"], percent[0] / 100
        )
        self.assertAlmostEqual(totals["Booked, of offered"], percent[1] / 100)
        self.assertAlmostEqual(
            totals["Used per open hour of a desk (min)"], 0.6 * percent[0]
        )
        self.assertEqual(totals["Open days: something was offered"], 10)
        self.assertEqual(totals["Open days on which the use was measured"], 9)
        by_day = Counter()
        for row in self.env["municipal.capacity"].search(
            [("service_id", "=", self.service.id), ("used", "!=", False)]
        ):
            by_day[row.day] += row.used
        self.assertAlmostEqual(
            totals["Used per open day, all desks together (min)"],
            fmean(by_day.values()),
        )

    def totals(self):
        return self.book.table("Totals", "Figure")

    def test_all_sums_agree_and_recalculate(self):
        calculator = Calculator(self.book)
        words = Counter()
        for sheet, cell, result in self.book.formula_cells():
            value = calculator.cell(sheet, cell.coordinate)
            self.assertEqual(value, result, f"{sheet} {cell.coordinate}")
            words[result] += isinstance(result, str)
        self.assertEqual(words["DIFFERS"], 0)
        self.assertEqual(words["agrees"], 4 * 4 + 1)

    def test_what_was_not_measured_is_empty(self):
        [row] = [
            row
            for row in self.book.table("Per day", "Day")
            if row["Day"] == datetime(2026, 12, 29)
        ]
        self.assertEqual(row["Offered (min)"], 2 * 6 * 30)
        for name in ("Used (min)", "Overtime (min)", "Used, of offered"):
            self.assertIsNone(row[name], name)

    def test_the_picture_of_the_week(self):
        [row] = [
            row
            for row in self.book.table("Use of the week", "Half-hour")
            if row["Half-hour"].startswith("09:30")
        ]
        slots = {
            (row["Weekday"], row["Half-hour"][:5]): row["Used, of offered"]
            for row in self.book.table("Per weekday and half-hour", "Weekday")[:-2]
        }
        for weekday in ("Monday", "Tuesday", "Friday"):
            self.assertEqual(row[weekday], slots[weekday, "09:30"])

    def test_overtime_by_desk(self):
        found = {
            row["Desk"]: row["Overtime (min)"]
            for row in self.book.table("Overtime", "Desk")[:-2]
        }
        desks = self.sql("desk_id")
        self.assertEqual(
            found, {desk.name: desks[desk.id][3] for desk in self.desks if desk}
        )

    def test_what_the_figures_mean_is_the_help_of_the_fields(self):
        told = {
            row[0]: row[1]
            for row in self.book.sheet("About").iter_rows(values_only=True)
        }
        for name in ("offered", "booked", "used", "overtime", "used_percent"):
            field = self.env["municipal.capacity"]._fields[name]
            self.assertEqual(told[field.string], field.help, name)

    def test_the_days_of_the_clock_changes(self):
        """Two half-hours of one night have the same name and are two rows."""
        night = date(2026, 10, 25)
        values = self.half_hour(0, night, self.desks[0], 540) | {"half_hour": "02:00"}
        for hour in (0, 1):
            self.env["municipal.capacity"].create(
                values | {"start": datetime(2026, 10, 25, hour)}
            )
        self.env.flush_all()
        book = self.export_capacity(night, night)
        [row] = book.table("Per weekday and half-hour", "Weekday")[:-2]
        self.assertEqual((row["Weekday"], row["Offered (min)"]), ("Sunday", 60))

    def test_an_archived_desk_is_still_there(self):
        self.desks[1].active = False
        self.env.flush_all()
        table = self.export_capacity().table("Per desk", "Desk")
        self.assertIn(self.desks[1].name, [row["Desk"] for row in table])
