from odoo import api, models

from ...engine.catalogue_table import write_cell

#: lists that Excel shows to choose from hold so many characters together
LONGEST_LIST = 255
#: how wide a column is, by what stands in it
WIDTHS = {
    "line": 28,
    "text": 45,
    "address": 30,
    "number": 12,
    "choice": 24,
    "codes": 24,
}


class CatalogueXlsx(models.AbstractModel):
    """The catalogue as a workbook: to change in Excel, and to take over again."""

    _name = "report.municipal_appointment.catalogue_xlsx"
    _inherit = "report.report_xlsx.abstract"
    _description = "Catalogue of products"

    @api.private
    def get_workbook_options(self):
        """Never read a text as a formula or a link."""
        return {
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }

    @api.private
    def generate_xlsx_report(self, workbook, data, objs):
        """Write the products that are not in the archive, each on a line."""
        model = objs.env["municipal.product"]
        columns = model._table_columns()
        products = objs._exported()
        values = products._table_values()
        sheet = workbook.add_worksheet(self.env._("Products")[:31])
        cell = workbook.add_format({"text_wrap": True, "valign": "top"})
        for place, column in enumerate(columns):
            sheet.set_column(place, place, WIDTHS[column.kind], cell)
            self._write_heading(workbook, sheet, place, column)
            self._offer_choices(sheet, place, column, len(products))
            for row, product in enumerate(products, start=1):
                shown = write_cell(column, values[product.id][column.key])
                write = sheet.write_number if column.kind == "number" else None
                (write or sheet.write_string)(row, place, shown, cell)
        # the code and the first name stay in sight
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(1, len(products)), len(columns) - 1)

    def _write_heading(self, workbook, sheet, place, column):
        head = workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#e9ecef"}
        )
        sheet.write_string(0, place, column.headings[0], head)

    def _offer_choices(self, sheet, place, column, lines):
        """Let Excel show what can stand in a column, also on the lines below."""
        names = [names[0] for _value, names in column.choices if names[0]]
        fits = len(",".join(names)) <= LONGEST_LIST
        if names and fits and not any("," in name for name in names):
            offered = {"validate": "list", "source": names, "ignore_blank": True}
            sheet.data_validation(1, place, lines + 200, place, offered)
