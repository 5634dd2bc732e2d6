from odoo.addons.web.controllers.export import (
    ExcelExport,
    ExportXlsxWriter,
    GroupExportXlsxWriter,
)


class TextCells:
    """Writes a text as a text, whatever it looks like.

    Citizens type names, and a manager opens the export: ``=cmd()`` must not be a
    formula there, nor an address a link to follow.
    """

    def write(self, row, column, cell_value, style=None):
        if cell_value and isinstance(cell_value, str):
            self.worksheet.write_string(row, column, cell_value, style)
        else:
            super().write(row, column, cell_value, style)


class ListWriter(TextCells, ExportXlsxWriter):
    """Writes the rows of a list."""


class GroupWriter(TextCells, GroupExportXlsxWriter):
    """Writes the rows of a list in groups."""


class ListExport(ExcelExport):
    """Odoo's own export of a list to Excel, with the cells above."""

    def from_data(self, fields, columns_headers, rows):
        with ListWriter(fields, columns_headers, len(rows)) as writer:
            for number, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    writer.write_cell(number, column, value)
        return writer.value

    def from_group_data(self, fields, columns_headers, groups):
        with GroupWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value
