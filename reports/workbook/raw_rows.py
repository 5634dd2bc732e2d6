"""The raw rows of the workbook: read a few days at a time, and written as text.

Every row is counted while it is written, and a part of the rows can be kept and be put
in the workbook later: the same code writes a small workbook at once and a large one in
the background, part by part.
"""

import io
import zipfile
from array import array
from ast import literal_eval
from collections import Counter
from datetime import timedelta

from xlsxwriter.utility import xl_col_to_name

from odoo.fields import Domain
from odoo.tools import SQL

#: (key, kind, width) of each column
LAYOUT = (
    ("visit", "id", 9),
    ("first", "id", 7),
    ("figure", "id", 8),
    ("day", "date", 11),
    ("weekday", "text", 11),
    ("hour", "id", 6),
    ("half_hour", "text", 9),
    ("week", "text", 10),
    ("half_year", "text", 9),
    ("service", "text", 22),
    ("location", "text", 18),
    ("desk", "text", 24),
    ("channel", "text", 20),
    ("state", "text", 14),
    ("came", "id", 7),
    ("contacts", "int", 9),
    ("persons", "int", 8),
    ("product_no", "id", 9),
    ("product", "text", 36),
    ("products", "id", 9),
    ("asked", "int", 8),
    ("delivered", "int", 9),
    ("waited", "dec", 9),
    ("handled", "dec", 9),
    ("inaccurate", "id", 9),
)
KEYS = [key for key, _kind, _width in LAYOUT]
#: what belongs to a visit, in the rows of its further products
NOT_AGAIN = {"persons": None, "waited": None, "handled": None}
#: columns of which a value hardly ever comes back
UNIQUE = {"visit", "waited", "handled"}
#: rows in memory at once; the rows of one day are never torn apart
AT_ONCE = 10_000
#: characters of a part that are copied at once
CHUNK = 1 << 16
#: characters that fit in a cell
LONGEST_TEXT = 32767


def neutral_numbers(report, domain):
    """Return what stands for sensitive products: a number for each service.

    A day and a half-hour may tell who a visitor was; the workbook must not tell what
    such a visitor came for.

    :return: dict: id of a sensitive product -> minus the id of its service
    """
    products = report.env["municipal.product"].union(
        *(product for (product,) in report._read_group(domain, ["product_id"]))
    )
    return {
        product.id: -product.service_id.id for product in products if product.sensitive
    }


def neutral_names(env, neutral):
    """Return the names of these numbers: Sensitive products of Social affairs."""
    services = env["municipal.service"].browse({-number for number in neutral.values()})
    return {
        -service.id: env._("Sensitive products of %(service)s", service=service.name)
        for service in services
    }


def split_days(report, domain, rows):
    """Split the period of a domain in runs of days that hold about so many rows.

    :return: list of (first day, last day, number of rows), without gaps
    """
    groups = report._read_group(domain, ["day:day"], ["__count"], order="day:day")
    found = []
    for day, count in groups:
        if found and found[-1][2] + count <= rows:
            found[-1] = (found[-1][0], day, found[-1][2] + count)
        else:
            first = found[-1][1] + timedelta(days=1) if found else day
            found.append((first, day, count))
    return found


class RowCount:
    """Counts the rows that are written, independently of the database's groups."""

    def __init__(self):
        self.counts = Counter()
        self.waiting = array("d")
        self.handling = array("d")

    def add(self, row):
        """Count one row: a dict by column key, with codes instead of names."""
        if row["first"]:
            self._add_visit(row)
        elif row["figure"] and row["came"]:
            self._add_came(row, row["contacts"])
        if row["first"] or row["figure"]:
            self.counts["contacts"] += row["contacts"]
            self.counts["contacts", row["channel"]] += row["contacts"]
        self.counts["product_contacts", row["product_no"]] += row["contacts"]
        if row["came"]:
            self.counts["asked"] += row["asked"] or 0
            self.counts["delivered"] += row["delivered"] or 0
            number = row["contacts"] if row["figure"] else 1
            self.counts["product", row["product_no"]] += number

    def _add_visit(self, row):
        counts = self.counts
        counts["visits"] += 1
        counts["state", row["state"]] += 1
        counts["channel_state", row["channel"], row["state"]] += 1
        if row["came"]:
            counts["persons"] += row["persons"]
            self._add_came(row, 1)
        if row["waited"] is not None:
            self.waiting.append(row["waited"])
        if row["handled"] is not None:
            self.handling.append(row["handled"])

    def _add_came(self, row, number):
        """Count visitors: one, or as many as a figure of an earlier system says."""
        self.counts["came"] += number
        self.counts["came", row["channel"]] += number
        self.counts["half_year", row["half_year"]] += number

    def merge(self, other):
        """Add what was counted of other rows."""
        self.counts.update(other.counts)
        self.waiting.extend(other.waiting)
        self.handling.extend(other.handling)


class RowReader:
    """Reads rows of the report as those of the workbook, without any key to a person.

    :param int number: of the last visit in the rows before these
    """

    def __init__(self, report, domain, number=0):
        self.report = report
        self.domain = Domain(domain)
        self.neutral = neutral_numbers(report, self.domain)
        self.number, self.last_visit = number, None

    def rows(self):
        """Yield the rows as dicts by column key, in the order of the sheet."""
        for first, last, _rows in split_days(self.report, self.domain, AT_ONCE):
            days = Domain("day", ">=", first) & Domain("day", "<=", last)
            yield from self._anonymous(self._read(self.domain & days))

    def _read(self, domain):
        query = self.report._search(domain)
        expressions = self._expressions(query)
        # an order of the ORM would follow that of the visits: to the minute
        query.order = SQL(", ").join(
            self.report._field_to_sql(self.report._table, name, query)
            for name in ("day", "half_hour", "visit_id", "id")
        )
        return self.report.env.execute_query(
            query.select(*(expressions[key] for key in KEYS))
        )

    def _anonymous(self, rows):
        """Number visits, write what belongs to a visit once, and merge products.

        :param rows: tuples of the database; those of a visit follow each other
        """
        for values in rows:
            row = dict(zip(KEYS, values, strict=True))
            visit = row["visit"]
            row["first"] = int(visit is not None and visit != self.last_visit)
            if visit is not None:
                self.number += row["first"]
                self.last_visit, row["visit"] = visit, self.number
            if not row["first"]:
                row |= NOT_AGAIN
            neutral = self.neutral.get(row["product_no"])
            row["product_no"] = row["product"] = neutral or row["product_no"]
            yield row

    def _expressions(self, query):
        """Return in SQL what each column holds, read from a query on the report."""

        def field(name):
            return self.report._field_to_sql(self.report._table, name, query)

        names = {
            "visit": "visit_id",
            "service": "service_id",
            "location": "location_id",
            "desk": "desk_id",
            "product": "product_id",
            "products": "product_count",
            "asked": "quantity",
        }
        special = {
            "first": SQL("0"),
            "figure": SQL("(%s IS NULL)::int", field("visit_id")),
            "day": SQL("%s - DATE '1899-12-30'", field("day")),
            "hour": SQL("%s::int", field("hour")),
            "came": SQL("%s::int", field("came")),
            "contacts": SQL("COALESCE(%s, 0)", field("contacts")),
            "product_no": SQL("COALESCE(%s, 0)", field("product_id")),
            "waited": SQL("%s::float8", field("waiting_minutes")),
            "handled": SQL("%s::float8", field("handling_minutes")),
            "inaccurate": SQL("%s::int", field("inaccurate")),
        }
        return {
            key: special[key] if key in special else field(names.get(key, key))
            for key in KEYS
        }

    def names(self):
        """Return the texts of the columns that hold codes and records in SQL."""
        names = {
            key: dict(self.report._fields[key]._description_selection(self.report.env))
            for key in ("weekday", "channel", "state")
        }
        for key in ("service", "location", "desk", "product"):
            groups = self.report._read_group(self.domain, [f"{key}_id"])
            shown = "display_name" if key == "desk" else "name"
            names[key] = {record.id: record[shown] for (record,) in groups if record}
        names["product"] |= neutral_names(self.report.env, self.neutral)
        return names


class Texts(dict):
    """The texts of the sheet, each with its place in the table of the workbook.

    A dict with the methods that are asked of the table of the writer, so that parts
    of the rows can be written before there is a workbook.
    """

    def __init__(self, texts=()):
        super().__init__((text, place) for place, text in enumerate(texts))

    def _get_shared_string_index(self, text):
        return self.setdefault(text, len(self))


def plain(text):
    """Return a text as a cell can hold it, and that the writer does not read as XML."""
    text = text[:LONGEST_TEXT]
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


class Tails(dict):
    """What of a cell stands behind the number of its row, by value."""

    def __init__(self, style, place=None, known=None):
        super().__init__({None: None})
        self.style, self.place, self.known = style, place, known

    def __missing__(self, value):
        tail = self[value] = self.make(value)
        return tail

    def make(self, value):
        if not self.place:
            return f'" s="{self.style}"><v>{value}</v></c>'
        text = value if self.known is None else self.known.get(value)
        if text is None:
            return None
        place = self.place(plain(text))
        return f'" s="{self.style}" t="s"><v>{place}</v></c>'


class RowText:
    """Writes rows as a sheet holds them.

    The writer checks every cell of every row for what it might be. Here each column
    has one kind: what a value looks like is worked out once.

    :param styles: the number of the format of each column
    :param texts: the table of texts
    :param names: by column key, what stands for a code or a record
    """

    def __init__(self, styles, texts, names):
        self.cells = []
        place = texts._get_shared_string_index
        for index, (key, kind, _width) in enumerate(LAYOUT):
            is_text = kind == "text"
            tails = Tails(styles[index], is_text and place, names.get(key))
            tail = self._once(tails) if key in UNIQUE else tails.__getitem__
            self.cells.append((key, f'<c r="{xl_col_to_name(index)}', tail))

    @staticmethod
    def _once(tails):
        """Return what makes the end of a cell, and does not remember it."""
        return lambda value: None if value is None else tails.make(value)

    def text(self, row, number):
        """Return a row; it stands in the line of that number, counted from 1."""
        parts = [f'<row r="{number}">']
        for key, head, tail in self.cells:
            end = tail(row[key])
            if end is not None:
                parts.append(f"{head}{number}{end}")
        parts.append("</row>")
        return "".join(parts)


class Part:
    """Some of the rows as they stand in the sheet, and what was counted of them."""

    def __init__(self):
        self.count = RowCount()
        self.rows = 0
        self.file = io.BytesIO()

    def fill(self, reader, writer, first):
        """Write rows; the first of them in that line, counted from 1."""
        fast = {"compression": zipfile.ZIP_DEFLATED, "compresslevel": 1}
        with zipfile.ZipFile(self.file, "w", **fast) as kept:
            with kept.open("rows", "w") as file:
                for number, row in enumerate(reader.rows(), start=first):
                    self.count.add(row)
                    file.write(writer.text(row, number).encode())
                    self.rows += 1
            kept.writestr("number", str(self.rows))
            kept.writestr("counts", repr(dict(self.count.counts)))
            kept.writestr("waiting", self.count.waiting.tobytes())
            kept.writestr("handling", self.count.handling.tobytes())
        return self

    @classmethod
    def unpacked(cls, data):
        """Return the part that was kept."""
        part = cls()
        part.file = io.BytesIO(data)
        with zipfile.ZipFile(part.file) as kept:
            part.rows = int(kept.read("number"))
            part.count.counts = Counter(literal_eval(kept.read("counts").decode()))
            part.count.waiting.frombytes(kept.read("waiting"))
            part.count.handling.frombytes(kept.read("handling"))
        return part

    def chunks(self):
        """Yield the text of the rows, a piece at a time."""
        with zipfile.ZipFile(self.file) as kept, kept.open("rows") as file:
            text = io.TextIOWrapper(file, encoding="utf-8", newline="")
            yield from iter(lambda: text.read(CHUNK), "")
