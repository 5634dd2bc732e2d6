"""The sheet of visitors per product."""

from .sheet import Column, Formula


class ProductsSheet:
    def __init__(self, content, sheet):
        self.content = content
        self.env = content.book.env
        self.sheet = sheet

    def fill(self):
        rows = self._groups()
        self.sheet.header(self._columns())
        for product, group in rows:
            self._write_row(product, group)
        self.sheet.filter()
        if not rows:
            self.sheet.empty()
            return
        self._write_sums([group for _product, group in rows])

    def _groups(self):
        """Return pairs (product, figures), the most wanted product first."""
        groups = self.content.figures.came["product"]
        products = self.env["municipal.product"].browse([key for key in groups if key])
        rows = sorted(
            ((product, groups[product.id]) for product in products),
            key=lambda row: (-row[1].visits, row[0].name),
        )
        if False in groups:
            rows.append((products.browse(), groups[False]))
        return rows

    def _columns(self):
        env = self.env
        return [
            Column(env._("Product"), "text", 38),
            Column(env._("Product no."), "id", 11),
            Column(env._("Code"), "text", 26),
            Column(env._("Service"), "text", 24),
            Column(env._("Visits"), "int", 10),
            Column(env._("Share of visitors"), "share", 11),
            Column(env._("Pieces asked"), "int", 11),
            Column(env._("Pieces delivered"), "int", 12),
            Column(env._("Delivered of asked"), "share", 12),
            Column(env._("Minutes at the desk, this product alone"), "dec", 15),
            Column(env._("Visits measured"), "int", 10),
            Column(env._("Recounted"), "int", 11),
            Column(env._("Agrees"), "word", 12),
        ]

    def _write_row(self, product, group):
        line = self.sheet.next_row + 1
        recount = self.content.visits.tally.counts["product", product.id or 0]
        self.sheet.row(
            (
                product.name or self.env._("No product registered"),
                product.id or 0,
                product.code or None,
                product.service_id.name or None,
                group.visits,
                group.visits / self.content.figures.visits,
                group.asked,
                group.delivered,
                group.delivered / group.asked if group.asked else None,
                group.alone,
                group.measured,
                Formula(self._recount(f"B{line}"), recount),
                self.content.book.agreement(
                    f"E{line}=L{line}", recount == group.visits
                ),
            )
        )

    def _recount(self, number):
        """Count rows by the number of the product: names may look like a criterion."""
        visits = self.content.visits
        return (
            f"=COUNTIFS({visits.area('product_no')},{number},{visits.area('came')},1)"
        )

    def _write_sums(self, groups):
        visits = sum(group.visits for group in groups)
        asked = sum(group.asked for group in groups)
        delivered = sum(group.delivered for group in groups)
        measured = sum(group.measured for group in groups)
        sums = [None, None, None, visits, None, asked, delivered, None, None, measured]
        self.sheet.sums(self.env._("Sum"), [*sums, visits, None])
        keys = [None] * 5 + ["asked", "delivered"] + [None] * 5
        self.content.totals.check(self.sheet, [*sums, visits, None], keys)
        self.sheet.line()
        self.sheet.paragraph(
            self.env._(
                "%(visits)s visits came for one or more products: a visit for two "
                "products stands in the rows of both, so that the sum is higher.",
                visits=self.content.figures.visits,
            )
        )
