"""The sheet of the raw rows: one for each product of each visit, without any names.

Every total of the workbook is recounted from this sheet: by formulas in Excel, and
by :class:`Tally` for whoever opens the file in a program that does not calculate.
"""

from array import array
from collections import Counter
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Domain
from odoo.tools import SQL

from .sheet import Column

#: (key, kind, width) of each column
LAYOUT = (
    ("visit", "text", 12),
    ("first", "id", 7),
    ("day", "date", 11),
    ("weekday", "text", 11),
    ("moment", "time", 7),
    ("hour", "id", 6),
    ("half_hour", "text", 9),
    ("half_year", "text", 9),
    ("service", "text", 22),
    ("location", "text", 18),
    ("desk", "text", 24),
    ("channel", "text", 20),
    ("state", "text", 14),
    ("came", "id", 7),
    ("persons", "int", 8),
    ("product_no", "id", 9),
    ("product", "text", 36),
    ("products", "id", 9),
    ("asked", "int", 8),
    ("delivered", "int", 9),
    ("arrival", "time", 8),
    ("called", "time", 8),
    ("finished", "time", 8),
    ("waited", "dec", 9),
    ("handled", "dec", 9),
    ("inaccurate", "id", 9),
)
KEYS = [key for key, _kind, _width in LAYOUT]


class Tally:
    """Counts the rows that are written, independently of the database's groups."""

    def __init__(self):
        self.counts = Counter()
        self.waiting = array("d")
        self.handling = array("d")

    def add(self, row):
        """Count one row: a dict by column key, with codes instead of names."""
        if row["first"]:
            self._add_visit(row)
        if row["came"]:
            self.counts["asked"] += row["asked"] or 0
            self.counts["delivered"] += row["delivered"] or 0
            self.counts["product", row["product_no"]] += 1
        if row["waited"] is not None:
            self.waiting.append(row["waited"])
        if row["handled"] is not None:
            self.handling.append(row["handled"])

    def _add_visit(self, row):
        counts = self.counts
        counts["visits"] += 1
        counts["state", row["state"]] += 1
        counts["channel_state", row["channel"], row["state"]] += 1
        if row["came"]:
            counts["came"] += 1
            counts["persons"] += row["persons"]
            counts["channel", row["channel"]] += 1
            counts["half_year", row["half_year"]] += 1


class VisitsSheet:
    """Writes the raw rows, and tells formulas where each column is."""

    def __init__(self, book, sheet, figures):
        self.book = book
        self.sheet = sheet
        self.report = figures.report
        self.domain = figures.domain
        self.tally = Tally()

    def fill(self):
        """Write all rows, month by month, so that memory stays bounded."""
        labels, names = self._labels(), self._names()
        self.sheet.header(
            [Column(labels[key], kind, width) for key, kind, width in LAYOUT]
        )
        for domain in self._months():
            query = self.report._search(domain, order="day, expected, name, id")
            expressions = self._expressions(query)
            rows = self.report.env.execute_query(
                query.select(*(expressions[key] for key in KEYS))
            )
            self._write_rows(rows, names)
        self.sheet.filter()

    def _write_rows(self, rows, names):
        """Write rows with as little as possible between the query and the file."""
        worksheet, top = self.sheet.worksheet, self.sheet.next_row
        cells = [
            (
                index,
                worksheet.write_string if kind == "text" else worksheet.write_number,
                self.book.cell_format(index, kind),
                names.get(key),
            )
            for index, (key, kind, _width) in enumerate(LAYOUT)
        ]
        for number, row in enumerate(rows, start=top):
            self.tally.add(dict(zip(KEYS, row, strict=True)))
            for index, write, style, known in cells:
                value = row[index] if known is None else known.get(row[index])
                if value is not None:
                    write(number, index, value, style)
        self.sheet.next_row = top + len(rows)

    def _months(self):
        """Split the period in months, from the first visit to the last."""
        [(first, last)] = self.report._read_group(
            self.domain, [], ["day:min", "day:max"]
        )
        while first and first <= last:
            end = min(last, first + relativedelta(day=31))
            yield self.domain & Domain("day", ">=", first) & Domain("day", "<=", end)
            first = end + timedelta(days=1)

    def area(self, key):
        """Return the address of a column without its header."""
        return self.sheet.area(KEYS.index(key), 1, max(1, self.sheet.next_row - 1))

    def _expressions(self, query):
        """Return in SQL what each column holds, read from a query on the report."""

        def field(name):
            return self.report._field_to_sql(self.report._table, name, query)

        def local(name):
            """Return a moment as Excel counts: in days, on the clock of the place."""
            return SQL(
                "(EXTRACT(EPOCH FROM %s AT TIME ZONE 'UTC' AT TIME ZONE %s) / 86400 "
                "+ 25569)::float8",
                field(name),
                field("tz"),
            )

        names = {
            "visit": "name",
            "service": "service_id",
            "location": "location_id",
            "desk": "desk_id",
            "product": "product_id",
            "products": "product_count",
            "asked": "quantity",
        }
        special = {
            "first": SQL("(%s IS NOT NULL)::int", field("persons")),
            "day": SQL("%s - DATE '1899-12-30'", field("day")),
            "moment": local("expected"),
            "hour": SQL("%s::int", field("hour")),
            "came": SQL("%s::int", field("came")),
            "product_no": SQL("COALESCE(%s, 0)", field("product_id")),
            "arrival": local("arrival"),
            "called": local("called_at"),
            "finished": local("finished_at"),
            "waited": SQL("%s::float8", field("waiting_minutes")),
            "handled": SQL("%s::float8", field("handling_minutes")),
            "inaccurate": SQL("%s::int", field("inaccurate")),
        }
        return {
            key: special[key] if key in special else field(names.get(key, key))
            for key in KEYS
        }

    def _names(self):
        """Return the texts of the columns that hold codes and records in SQL."""
        names = {
            key: dict(self.report._fields[key]._description_selection(self.report.env))
            for key in ("weekday", "channel", "state")
        }
        for key in ("service", "location", "desk", "product"):
            groups = self.report._read_group(self.domain, [f"{key}_id"])
            shown = "display_name" if key == "desk" else "name"
            names[key] = {record.id: record[shown] for (record,) in groups if record}
        return names

    def _labels(self):
        env = self.book.env
        return {
            "visit": env._("Visit"),
            "first": env._("First row"),
            "day": env._("Day"),
            "weekday": env._("Weekday"),
            "moment": env._("Time"),
            "hour": env._("Hour"),
            "half_hour": env._("Half-hour"),
            "half_year": env._("Half-year"),
            "service": env._("Service"),
            "location": env._("Location"),
            "desk": env._("Desk"),
            "channel": env._("Channel"),
            "state": env._("State"),
            "came": env._("Came"),
            "persons": env._("Persons"),
            "product_no": env._("Product no."),
            "product": env._("Product"),
            "products": env._("Products in the visit"),
            "asked": env._("Pieces asked"),
            "delivered": env._("Pieces delivered"),
            "arrival": env._("Arrived"),
            "called": env._("At the desk"),
            "finished": env._("Finished"),
            "waited": env._("Waited (min)"),
            "handled": env._("At the desk (min)"),
            "inaccurate": env._("Times not reliable"),
        }
