import tempfile

import xlsxwriter

from odoo import api, models
from odoo.exceptions import UserError

from .sheets.sheet import Book


class MunicipalBook(models.AbstractModel):
    """What all our workbooks have in common: safe texts, and one dialog for each.

    A workbook overrides :meth:`_write_sheets`. What takes long is made in the
    background by ``municipal.workbook``, which calls the same methods.
    """

    _name = "report.municipal_appointment.book"
    _inherit = "report.report_xlsx.abstract"
    _description = "Workbook"
    #: columns (key, kind, width) of raw rows, in a workbook that has them
    _layout = ()

    @api.private
    def get_workbook_options(self):
        """Never read a text as a formula or a link; write to disk row by row."""
        return {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }

    @api.private
    def generate_xlsx_report(self, workbook, data, objs):
        """Write the workbook of one dialog."""
        if len(objs) != 1:
            raise UserError(
                self.env._("Choose what you want in the dialog, and download it.")
            )
        objs._check_size()
        self._write_book(workbook, objs)

    def _write_book(self, workbook, choice, parts=None, texts=()):
        """Write the workbook of a choice.

        :param parts: the raw rows, when they were written before
        :param texts: the texts in these parts
        :return: whether all figures agree with what they were counted from
        """
        for text in texts:
            workbook.str_table._get_shared_string_index(text)
        book = Book(self.env, workbook, choice, self._layout)
        workbook.set_properties({"title": choice._title(), "author": choice._owner()})
        return self._write_sheets(book, choice, parts)

    def _write_sheets(self, book, choice, parts):
        """Write the sheets, and return whether their figures agree."""
        raise NotImplementedError

    def _count(self, choice):
        """Return of how many rows of figures the workbook is made."""
        raise NotImplementedError

    # In the background ---------------------------------------------------------

    def _split(self, choice, rows):
        """Split the period in runs of days with so many rows: (first, last, rows).

        Without raw rows there is nothing to write beforehand.
        """
        return []

    def _make(self, choice, parts, texts):
        """Make the workbook out of its parts.

        :param parts: attachments
        :return: the file, and whether its figures agree with its rows
        """
        with tempfile.TemporaryFile() as file:
            workbook = xlsxwriter.Workbook(file, self.get_workbook_options())
            agree = self._write_book(workbook, choice, self._unpacked(parts), texts)
            workbook.close()
            file.seek(0)
            return file.read(), agree

    def _unpacked(self, parts):
        """Return what was written beforehand as the sheets take it."""
        return None
