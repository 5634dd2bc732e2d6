"""The sheet of the raw rows: one for each product of each visit, and each figure.

Nothing in it is a key to a person in the system: visits are numbered in the workbook,
times are half-hours and durations, and sensitive products of a service are one.

Every total of the workbook is recounted from this sheet: by formulas in Excel, and
by :class:`RowCount` for whoever opens the file in a program that does not calculate.
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
        if row["first"] or row["figure"]:
            self.counts["contacts"] += row["contacts"]
            self.counts["contacts", row["channel"]] += row["contacts"]
        self.counts["product_contacts", row["product_no"]] += row["contacts"]
        if row["came"]:
            self.counts["asked"] += row["asked"] or 0
            self.counts["delivered"] += row["delivered"] or 0
            self.counts["product", row["product_no"]] += 1

    def _add_visit(self, row):
        counts = self.counts
        counts["visits"] += 1
        counts["state", row["state"]] += 1
        counts["channel_state", row["channel"], row["state"]] += 1
        if row["came"]:
            counts["came"] += 1
            counts["persons"] += row["persons"]
            counts["came", row["channel"]] += 1
            counts["half_year", row["half_year"]] += 1
        if row["waited"] is not None:
            self.waiting.append(row["waited"])
        if row["handled"] is not None:
            self.handling.append(row["handled"])


class VisitsSheet:
    """Writes the raw rows, and tells formulas where each column is."""

    def __init__(self, book, sheet, figures):
        self.book = book
        self.sheet = sheet
        self.report = figures.report
        self.domain = figures.domain
        self.row_count = RowCount()
        self.neutral = neutral_numbers(self.report, self.domain)
        self.number, self.last_visit = 0, None

    def fill(self):
        """Write all rows, month by month, so that memory stays bounded."""
        labels, names = self._labels(), self._names()
        self.sheet.header(
            [Column(labels[key], kind, width) for key, kind, width in LAYOUT]
        )
        for domain in self._months():
            query = self.report._search(domain)
            expressions = self._expressions(query)
            # an order of the ORM would follow that of the visits: to the minute
            query.order = SQL(", ").join(
                self.report._field_to_sql(self.report._table, name, query)
                for name in ("day", "half_hour", "visit_id", "id")
            )
            rows = self.report.env.execute_query(
                query.select(*(expressions[key] for key in KEYS))
            )
            self._write_rows(self._anonymous(rows), names)
        self.sheet.filter()

    def _anonymous(self, rows):
        """Number visits, write what belongs to a visit once, and merge products.

        :param rows: tuples of the database; those of a visit follow each other
        :return: dicts by column key
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

    def _write_rows(self, rows, names):
        """Write rows with as little as possible between the query and the file."""
        worksheet = self.sheet.worksheet
        cells = [
            (
                index,
                key,
                worksheet.write_string if kind == "text" else worksheet.write_number,
                self.book.cell_format(index, kind),
                names.get(key),
            )
            for index, (key, kind, _width) in enumerate(LAYOUT)
        ]
        for number, row in enumerate(rows, start=self.sheet.next_row):
            self.row_count.add(row)
            for index, key, write, style, known in cells:
                value = row[key] if known is None else known.get(row[key])
                if value is not None:
                    write(number, index, value, style)
            self.sheet.next_row = number + 1

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
        names["product"] |= neutral_names(self.report.env, self.neutral)
        return names

    def _labels(self):
        env = self.book.env
        return {
            "visit": env._("Visit"),
            "first": env._("First row"),
            "figure": env._("Digital figure"),
            "day": env._("Day"),
            "weekday": env._("Weekday"),
            "hour": env._("Hour"),
            "half_hour": env._("Half-hour"),
            "week": env._("Week"),
            "half_year": env._("Half-year"),
            "service": env._("Service"),
            "location": env._("Location"),
            "desk": env._("Desk"),
            "channel": env._("Channel"),
            "state": env._("State"),
            "came": env._("Came"),
            "contacts": env._("Contacts"),
            "persons": env._("Persons"),
            "product_no": env._("Product no."),
            "product": env._("Product"),
            "products": env._("Products in the visit"),
            "asked": env._("Pieces asked"),
            "delivered": env._("Pieces delivered"),
            "waited": env._("Waited (min)"),
            "handled": env._("At the desk (min)"),
            "inaccurate": env._("Times not reliable"),
        }
