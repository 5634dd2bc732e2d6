from odoo import models

from ...engine import table_file
from ...engine.catalogue_table import CellError, find_columns, read_cell
from ...engine.table_file import UnreadableFile
from ...models.catalogue.municipal_product_plan import Line

#: lines above the headings that may hold a title
MOST_TITLES = 20
#: how much of a cell is repeated where it is wrong
LONGEST_CELL = 60


class MunicipalCatalogueImport(models.TransientModel):
    """Products out of a table, as Excel saves it."""

    _inherit = "municipal.catalogue.import"

    def _table_lines(self, data):
        """Return what a table says of products: see ``_lines``."""
        columns = self.env["municipal.product"]._table_columns()
        lines = table_file.read(data)
        place, found = self._find_headings(lines, columns)
        problems = [
            (lines[place][0], heading, "", why)
            for headings, why in (
                (found.unknown, self.env._("no column is called so")),
                (found.twice, self.env._("this column stands there twice")),
            )
            for heading in headings
        ]
        if not lines[place + 1 :]:
            raise UnreadableFile("empty")
        by_key = {column.key: column for column in columns}
        told = {number: by_key[key] for number, key in found.places.items()}
        return [self._table_line(line, told) for line in lines[place + 1 :]], problems

    def _find_headings(self, lines, columns):
        """Return the place of the line of headings, and its columns.

        :raise UnreadableFile: when no line names the code and something else
        """
        for place, (_number, cells) in enumerate(lines[:MOST_TITLES]):
            found = find_columns(cells, columns)
            if "code" in found.places.values() and len(found.places) > 1:
                return place, found
        raise UnreadableFile("headings")

    def _table_line(self, line, told):
        number, cells = line
        values, wrong = {}, []
        for place, column in told.items():
            cell = cells[place] if place < len(cells) else ""
            try:
                value = read_cell(column, cell)
            except CellError as error:
                wrong.append((column.key, cell[:LONGEST_CELL], error.why))
                continue
            if value is not None:
                values[column.key] = value
        return Line(number, values, wrong)
