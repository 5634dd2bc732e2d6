import json
from datetime import datetime
from io import BytesIO

from openpyxl import load_workbook

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from ..figures_common import FiguresCase

NAMES = ("=cmd()", "+32 9 000", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x")', "{=1}")


@tagged("post_install", "-at_install")
class TestListExport(HttpCase, FiguresCase):
    """What Odoo's own export makes of names that people typed."""

    def export(self, kind, model, ids, fields, **more):
        self.authenticate("test_manager", "test_manager")
        data = {
            "model": model,
            "fields": [
                {"name": name, "label": name, "type": "char", "store": True}
                for name in fields
            ],
            "ids": ids,
            "domain": [],
            "groupby": [],
            "import_compat": False,
            "context": {"lang": "en_US"},
        } | more
        response = self.url_open(
            f"/web/export/{kind}",
            data={
                "data": json.dumps(data),
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertEqual(response.status_code, 200)
        return response.content

    def setUp(self):
        super().setUp()
        self.manager.group_ids |= self.env.ref("base.group_allow_export")
        self.products = self.env["municipal.product"].create(
            [{"name": f"Name {n}", "type_id": self.type.id} for n in range(len(NAMES))]
        )
        self.env.flush_all()
        for product, name in zip(self.products, NAMES, strict=True):
            # as names were written before they were refused
            self.env.cr.execute(
                SQL(
                    "UPDATE municipal_product SET name = "
                    "jsonb_build_object('en_US', %s::text) WHERE id = %s",
                    name,
                    product.id,
                )
            )
        self.env.invalidate_all()
        for number, product in enumerate(self.products):
            self.served(datetime(2026, 2, 2, 9, number), [(product, 1, 1)])
        self.env.flush_all()

    def cells(self, content):
        return [
            cell
            for row in load_workbook(BytesIO(content)).active.iter_rows()
            for cell in row
            if cell.value is not None
        ]

    def test_names_are_texts_in_a_workbook(self):
        report = self.env["municipal.visit.report"].search(
            [("product_id", "in", self.products.ids)]
        )
        for model, records, field in (
            ("municipal.product", self.products, "name"),
            ("municipal.visit.report", report, "product_id"),
        ):
            content = self.export("xlsx", model, records.ids, [field])
            cells = self.cells(content)
            self.assertEqual({cell.data_type for cell in cells}, {"s"}, model)
            values = {cell.value for cell in cells}
            self.assertLessEqual(set(NAMES), values, model)
            self.assertFalse([cell for cell in cells if cell.hyperlink])

    def test_names_are_texts_in_groups_too(self):
        content = self.export(
            "xlsx",
            "municipal.visit.report",
            False,
            ["name", "quantity"],
            groupby=["product_id"],
            domain=[["product_id", "in", self.products.ids]],
        )
        kinds = {cell.data_type for cell in self.cells(content)}
        self.assertLessEqual(kinds, {"s", "n"})

    def test_names_are_no_formulas_in_a_text_file(self):
        content = self.export(
            "csv", "municipal.product", self.products.ids, ["name"]
        ).decode()
        for line in content.splitlines():
            self.assertNotRegex(line, r'^"?[=+-]')
