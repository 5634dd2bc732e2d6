import io
import unittest
import zipfile
from datetime import date, datetime, time

from openpyxl import Workbook

from ...engine import history_file as history
from ...engine import table_file
from ..properties import given, st


def workbook(*rows):
    """Return the bytes of a workbook with these rows."""
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


class TestHistoryFile(unittest.TestCase):
    def test_days(self):
        day = date(2025, 10, 4)
        for text in (
            "4/10/2025",
            "04-10-2025",
            "4.10.2025",
            "2025-10-04",
            "4 oktober 2025",
            "04 okt. 2025",
            "4-okt-2025",
            "za 4/10/2025",
            "zaterdag 4 oktober 2025",
            "4 octobre 2025",
        ):
            self.assertEqual(history.parse_moment(text), history.Moment(day), text)

    def test_days_with_a_clock(self):
        for text, hour, half in (
            ("4/10/2025 09:15", 9, 0),
            ("4/10/2025 09:45:10", 9, 30),
            ("2025-10-04 14:00", 14, 0),
            ("2025-10-04T14:30:00", 14, 30),
            ("4 oktober 2025 9u40", 9, 30),
        ):
            wanted = history.Moment(date(2025, 10, 4), hour, half)
            self.assertEqual(history.parse_moment(text), wanted, text)

    def test_what_is_no_day(self):
        texts = ["", "4/10", "4/10/25", "31/2/2025", "4 foo 2025", "2025"]
        for text in [*texts, "4/10/2025 99:00"]:
            self.assertIsNone(history.parse_moment(text), text)

    def test_months_of_all_languages(self):
        names = "januari februari maart april mei juni juli augustus september oktober"
        names = [*names.split(), "november", "december"]
        self.assertEqual([history.month_of(n) for n in names], list(range(1, 13)))
        french = "janvier février mars avril mai juin juillet août".split()
        self.assertEqual([history.month_of(n) for n in french], list(range(1, 9)))

    def test_hours(self):
        for text, found in (
            ("9", (9, None)),
            ("09u", (9, None)),
            ("9-10", (9, None)),
            ("09:00 – 10:00", (9, None)),
            ("09:30 - 10:00", (9, 30)),
            ("09:00-09:30", (9, 0)),
            ("14h05", (14, 0)),
            ("24", None),
            ("9:75", None),
            ("morgen", None),
        ):
            self.assertEqual(history.parse_hour(text), found, text)

    def test_numbers(self):
        for text, number in (
            ("12", 12),
            ("1.234", 1234),
            ("1 234", 1234),
            ("1\u00a0234.567", 1234567),
            ("12,0", 12),
            ("12.0", 12),
            ("1,234", None),
            ("-3", None),
            ("", None),
            ("=1+1", None),
            ("²", None),
        ):
            self.assertEqual(history.parse_number(text), number, text)

    @given(st.integers(0, 999_999_999))
    def test_every_number_is_read_as_it_is_written(self, number):
        self.assertEqual(history.parse_number(str(number)), number)
        dotted = f"{number:,}".replace(",", ".")
        self.assertEqual(history.parse_number(dotted), number)

    @given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.times())
    def test_every_moment_is_read_as_it_is_written(self, day, clock):
        text = f"{day.day}/{day.month}/{day.year} {clock:%H:%M}"
        half = 30 if clock.minute >= 30 else 0
        wanted = history.Moment(day, clock.hour, half)
        self.assertEqual(history.parse_moment(text), wanted)

    @given(st.text(max_size=30))
    def test_nothing_that_is_typed_breaks_it(self, text):
        history.parse_moment(text)
        history.parse_hour(text)
        history.parse_number(text)
        history.guess(text)

    def test_headings_are_found_under_titles(self):
        lines = [
            (1, ["Bezoekers 2024", "", ""]),
            (2, ["Afgedrukt op", "1/2/2025", ""]),
            (4, ["Datum", "Product", "Aantal bezoekers"]),
            (5, ["2/1/2024", "eID", "3"]),
        ]
        self.assertEqual(history.find_headings(lines), 2)
        self.assertIsNone(history.find_headings(lines[:2]))

    def test_totals(self):
        self.assertTrue(history.is_total(["", "Totaal januari", "12"]))
        self.assertFalse(history.is_total(["2/1/2024", "eID", "12"]))


class TestTableFile(unittest.TestCase):
    def why(self, data):
        with self.assertRaises(table_file.UnreadableFile) as caught:
            table_file.read(data)
        return caught.exception.why

    def test_cells_of_a_workbook_are_texts(self):
        data = workbook(
            ["Rapport"],
            [],
            ["Datum", "Uur", "Aantal"],
            [datetime(2024, 1, 2), time(9, 30), 3.0],
            [datetime(2024, 1, 2, 9, 15), "=1+1", 1.5],
        )
        self.assertEqual(
            [(number, cells[:3]) for number, cells in table_file.read(data)],
            [
                (1, ["Rapport", "", ""]),
                (3, ["Datum", "Uur", "Aantal"]),
                (4, ["2024-01-02", "09:30", "3"]),
                (5, ["2024-01-02 09:15", "", "1.5"]),
            ],
        )

    def test_a_bomb_is_refused_before_it_is_unpacked(self):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
            for number in range(20):
                packed.writestr(f"xl/{number}.xml", bytes(10_000_000))
        self.assertLess(len(content.getvalue()), 1_000_000)
        self.assertEqual(self.why(content.getvalue()), "large")

    def test_a_workbook_that_swells_by_itself(self):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as packed:
            packed.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "aaa">]><x/>')
        self.assertEqual(self.why(content.getvalue()), "workbook")

    def test_broken_files(self):
        good = workbook(["Datum", "Aantal"], ["2/1/2024", 3])
        self.assertEqual(self.why(good[:200]), "workbook")
        self.assertEqual(self.why(b"PK\x03\x04 and so on"), "workbook")
        self.assertEqual(self.why(b"\xd0\xcf\x11\xe0 old Excel"), "workbook")
        self.assertEqual(self.why(b"a\0b;c"), "encoding")
        self.assertEqual(self.why(b""), "empty")

    @given(st.binary(max_size=300))
    def test_no_bytes_break_it(self, data):
        for start in (b"", b"PK\x03\x04"):
            try:
                table_file.read(start + data)
            except table_file.UnreadableFile:
                continue
