"""The sheet of visitors per product."""

from collections import defaultdict
from typing import NamedTuple

from ..sheets.sheet import Column, Formula
from .figures import Group
from .raw_rows import neutral_names


class Row(NamedTuple):
    """The figures of a product, or of the sensitive products of a service."""

    group: Group
    contacts: int
    number: int = 0
    name: str = ""
    product: object = None


def merged(number, name, product, rows):
    """Return rows as one; a visit for two of these products is counted for both."""
    groups = [row.group for row in rows]
    measured = sum(group.measured for group in groups)
    minutes = sum(group.alone * group.measured for group in groups if group.measured)
    group = Group(
        *(sum(group[index] for group in groups) for index in range(4)),
        waited=None,
        alone=minutes / measured if measured else None,
        measured=measured,
    )
    return Row(group, sum(row.contacts for row in rows), number, name, product)


class ProductsSheet:
    def __init__(self, content, sheet):
        self.content = content
        self.env = content.book.env
        self.sheet = sheet

    def fill(self):
        rows = self._rows()
        self.content.notes.write_warning(self.sheet)
        self.sheet.header(self._columns())
        for row in rows:
            self._write_row(row)
        self.sheet.filter()
        if not rows:
            self.sheet.empty()
            return
        self._write_sums(rows)
        self.content.notes.write_texts(self.sheet)

    def _rows(self):
        """Return the figures of each product, the most wanted one first.

        Sensitive products of a service are one row, as on the sheet of raw rows. What
        no product was registered for comes last.
        """
        groups = defaultdict(list)
        neutral = self.content.visits.neutral
        came = self.content.figures.came["product"]
        contacts = self.content.figures.contacts["product"]
        for key in came.keys() | contacts.keys():
            row = Row(came[key], contacts[key])
            groups[neutral.get(key, key or 0)].append(row)
        names = neutral_names(self.env, neutral)
        products = self.env["municipal.product"].browse(
            number for number in groups if number > 0
        )
        found = {number: (name, None) for number, name in names.items()}
        found |= {product.id: (product.name, product) for product in products}
        found[0] = (self.env._("No product registered"), None)
        rows = [merged(number, *found[number], some) for number, some in groups.items()]
        return sorted(
            rows, key=lambda row: (not row.number, -row.group.visitors, row.name)
        )

    def _columns(self):
        env = self.env
        return [
            Column(env._("Product"), "text", 38),
            Column(env._("Product no."), "id", 11),
            Column(env._("Code"), "text", 26),
            Column(env._("Service"), "text", 24),
            Column(env._("Visitors"), "int", 10),
            Column(env._("Share of visitors"), "share", 11),
            Column(env._("Contacts"), "int", 10),
            Column(env._("Pieces asked"), "int", 11),
            Column(env._("Pieces delivered"), "int", 12),
            Column(env._("Delivered of asked"), "share", 12),
            Column(env._("Minutes at the desk, this product alone"), "dec", 15),
            Column(env._("Visits measured"), "int", 10),
            Column(env._("Visitors recounted"), "int", 11),
            Column(env._("Contacts recounted"), "int", 11),
            Column(env._("Agrees"), "word", 12),
        ]

    def _write_row(self, row):
        line = self.sheet.next_row + 1
        counts = self.content.visits.row_count.counts
        visitors = counts["product", row.number]
        contacts = counts["product_contacts", row.number]
        group, total = row.group, self.content.figures.visitors
        agrees = (visitors, contacts) == (group.visitors, row.contacts)
        self.sheet.row(
            (
                row.name,
                row.number,
                row.product and row.product.code or None,
                row.product and row.product.service_id.name or None,
                group.visitors,
                group.visitors / total if total else None,
                row.contacts,
                group.asked,
                group.delivered,
                group.delivered / group.asked if group.asked else None,
                group.alone,
                group.measured,
                Formula(self._visitors_formula(f"B{line}"), visitors),
                Formula(self._contacts_formula(f"B{line}"), contacts),
                self.content.book.agreement(
                    f"AND(E{line}=M{line},G{line}=N{line})", agrees
                ),
            )
        )

    def _visitors_formula(self, number):
        """Recount rows by number of product: names may look like a criterion."""
        visits = self.content.visits
        these = f"{visits.area('product_no')},{number},{visits.area('came')},1"
        figure = visits.area("figure")
        return (
            f"=COUNTIFS({these},{figure},0)"
            f"+SUMIFS({visits.area('contacts')},{these},{figure},1)"
        )

    def _contacts_formula(self, number):
        visits = self.content.visits
        return (
            f"=SUMIFS({visits.area('contacts')},{visits.area('product_no')},{number})"
        )

    def _write_sums(self, rows):
        visitors = sum(row.group.visitors for row in rows)
        contacts = sum(row.contacts for row in rows)
        asked = sum(row.group.asked for row in rows)
        delivered = sum(row.group.delivered for row in rows)
        measured = sum(row.group.measured for row in rows)
        sums = [None, None, None, visitors, None, contacts, asked, delivered]
        sums += [None, None, measured, visitors, contacts, None]
        self.sheet.sums(self.env._("Sum"), sums)
        keys = [None] * 6 + ["asked", "delivered"] + [None] * 6
        self.content.totals.check(self.sheet, sums, keys)
        self.sheet.line()
        self.sheet.paragraph(
            self.env._(
                "%(visits)s visits came for one or more products: a visit for two "
                "products stands in the rows of both, so that the sum is higher.",
                visits=self.content.figures.visitors,
            )
        )
