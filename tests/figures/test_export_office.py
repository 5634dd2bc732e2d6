from datetime import date, datetime, timedelta

from odoo.tests import tagged

from ..figures_common import FiguresCase
from ..office import printed


@tagged("post_install", "-at_install")
class TestExportOffice(FiguresCase):
    """The workbook in the hands of somebody who opens it, and prints it."""

    def test_a_month_opens_and_prints_on_few_pages(self):
        first = datetime(2026, 10, 5, 7, 0)
        for day in range(5):
            self.served(first + timedelta(days=day), [(self.kids_id, 2, 2)])
        self.served(first, [(self.passport, 1, 1)])
        book = self.export(
            date(2026, 10, 1), date(2026, 10, 31), service_ids=self.service.ids
        )
        pages = printed(book.content)
        self.assertLessEqual(len(pages), len(book.names) + 2)
        text = "\n".join(pages)
        self.assertIn(self.kids_id.name, text)
        self.assertIn(self.service.name, text)
        for broken in ("#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "Err:5", "###"):
            self.assertNotIn(broken, text)
