import csv
import io
import unittest
from datetime import date, datetime

from openpyxl import Workbook

from ...engine.figures_file import (
    Row,
    UnreadableFile,
    parse_count,
    parse_day,
    read,
)
from ..properties import given, st

DUTCH = "Code;Product;Dag;Aantal\r\nEID;Identiteitskaart geëist;14/10/2026;3\r\n"
ROW = Row(2, "EID", "Identiteitskaart geëist", "14/10/2026", "3")
cells = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8)


class TestFiguresFile(unittest.TestCase):
    """What the spreadsheets of an office make of a table."""

    def test_encodings(self):
        for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
            self.assertEqual(read(DUTCH.encode(encoding)), [ROW], encoding)

    def test_separators(self):
        for sign in ";,\t":
            self.assertEqual(read(DUTCH.replace(";", sign).encode()), [ROW])

    def test_headings(self):
        for heads, row in (
            ("count;day;code", Row(2, code="3", day="2", count="1")),
            ("Product ; DATUM;aantal", Row(2, product="1", day="2", count="3")),
            ("x;naam;dag;;number", Row(2, product="2", day="3", count="5")),
            ("Day,Name,Count,Remark", Row(2, product="2", day="1", count="3")),
        ):
            sign = "," if "," in heads else ";"
            line = sign.join("12345"[: heads.count(sign) + 1])
            self.assertEqual(read(f"{heads}\n{line}\n".encode()), [row], heads)

    def test_lines_keep_their_numbers(self):
        text = '\nproduct;day;count\n\n"two\nlines";1;2\n;;\nlast\n'
        self.assertEqual(
            [(row.number, row.product, row.count) for row in read(text.encode())],
            [(5, "two\nlines", "2"), (7, "last", "")],
        )

    def test_what_cannot_be_read_says_why(self):
        for data, why in (
            (b"", "empty"),
            (b" \r\n", "empty"),
            (b";;\n", "empty"),
            (b"PK\x03\x04 and so on", "workbook"),
            (b"product\x00;day;count\n", "encoding"),
            (b"\x81\x8d;day;count\n", "encoding"),
            (b"product;day\nEID;14/10/2026\n", "headings"),
            (b"EID;14/10/2026;3\n", "headings"),
            (b"day;count\n14/10/2026;3\n", "headings"),
            (b'product;day;count\n"open;14/10/2026;3\n', "lines"),
        ):
            with self.assertRaises(UnreadableFile) as caught:
                read(data)
            self.assertEqual(caught.exception.why, why, data[:20])

    def test_days(self):
        for text, day in (
            ("14/10/2026", date(2026, 10, 14)),
            ("4-1-2026", date(2026, 1, 4)),
            ("04.01.2026", date(2026, 1, 4)),
            ("2026-10-14", date(2026, 10, 14)),
            ("14/10/26", None),
            ("14/10-2026", None),
            ("29/02/2026", None),
            ("10/14/2026", None),
            ("20261014", None),
            ("2026-W42-3", None),
            ("", None),
            ("None", None),
        ):
            self.assertEqual(parse_day(text), day, text)

    def test_counts(self):
        for text in ("-1", "1.5", "1.234", "1 2", "", "many", "²", "٣", "9" * 40):
            self.assertIsNone(parse_count(text), text)
        self.assertEqual([parse_count("0"), parse_count("007")], [0, 7])

    @given(
        st.lists(st.tuples(cells, cells, cells), max_size=8),
        st.sampled_from(";,\t"),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    )
    def test_whatever_was_written_is_read(self, rows, sign, encoding):
        file = io.StringIO()
        writer = csv.writer(file, delimiter=sign)
        writer.writerows([("product", "day", "count"), *rows])
        found = read(file.getvalue().encode(encoding))
        self.assertEqual([(r.product, r.day, r.count) for r in found], rows)


class TestFiguresWorkbook(unittest.TestCase):
    """The same table, saved as a workbook, with a title above."""

    def test_a_workbook_is_read_as_its_text_would_be(self):
        book, content = Workbook(), io.BytesIO()
        book.active.append(["Digitaal loket"])
        book.active.append(["Code", "Product", "Dag", "Aantal"])
        day = datetime(2026, 10, 14)
        book.active.append(["EID", "Identiteitskaart geëist", day, 3])
        book.save(content)
        [row] = read(content.getvalue())
        self.assertEqual((row.number, row.code, row.count), (3, "EID", "3"))
        self.assertEqual(parse_day(row.day), date(2026, 10, 14))
