from io import BytesIO

from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader

from odoo.tests import HttpCase, tagged

from ..booking_common import install_languages
from ..review_common import LINES, ReviewCase

PAGE = "municipal_appointment.review_page"
XLSX = "municipal_appointment.review_xlsx"


@tagged("post_install", "-at_install")
class TestReviewPaper(ReviewCase, HttpCase):
    """The page and the workbook of a review, from evidence to decision."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        install_languages(cls.env)
        cls.done = cls.frozen(name="=Hours & desks")
        longer = cls.draw(cls.done, LINES, name="An hour more")
        cls.done.action_simulate()
        cls.decide(cls.done, longer, votes_for=7, votes_against=2)
        cls.env.flush_all()

    def test_the_page_tells_it_all(self):
        self.authenticate("test_manager", "test_manager")
        page = self.url_open(f"/report/html/{PAGE}/{self.done.id}")
        text = " ".join(html.fromstring(page.content).text_content().split())
        for words in (
            "=Hours & desks",
            "Decision",
            "An hour more",
            "Fewer people wait.",
            "7 in favour, 2 against, 0 abstained",
            "Today: hours in force on",
            # the language of the page is that of the website
            ": 09:00-12:00",
            "Wait, mean (min)",
            "180 visitors on",
            "Frozen by",
        ):
            self.assertIn(words, text)

    def test_clerks_do_not_read_it(self):
        self.authenticate("test_clerk", "test_clerk")
        page = self.url_open(f"/report/html/{PAGE}/{self.done.id}")
        self.assertNotIn("Fewer people wait", page.text)

    def test_it_is_printed(self):
        reports = self.env["ir.actions.report"].with_user(self.manager)
        reports = reports.with_context(force_report_rendering=True)
        content, extension = reports._render_qweb_pdf(PAGE, self.done.ids)
        self.assertEqual(extension, "pdf")
        text = "".join(
            page.extract_text() for page in PdfReader(BytesIO(content)).pages
        )
        text = " ".join(text.split())
        self.assertIn("Fewer people wait.", text)
        self.assertIn("An hour more", text)

    def test_the_buttons_lead_there(self):
        for action, kind in (
            (self.done.action_show(), "qweb-html"),
            (self.done.action_print(), "qweb-pdf"),
            (self.done.action_workbook(), "xlsx"),
        ):
            self.assertEqual(action["report_type"], kind)

    def book(self, review):
        reports = self.env["ir.actions.report"].with_user(self.manager)
        content, extension = reports._render_xlsx(XLSX, review.ids, {})
        self.assertEqual(extension, "xlsx")
        return load_workbook(BytesIO(content))

    def rows(self, book, name):
        return [[cell.value for cell in row] for row in book[name].iter_rows()]

    def test_the_workbook(self):
        book = self.book(self.done)
        names = ["Decision", "Alternatives", "Side by side", "Evidence", "Half-hours"]
        self.assertEqual(book.sheetnames, names)
        self.assertIn(["Reasons", "Fewer people wait."], self.rows(book, "Decision"))
        self.assertIn(["Visitors", 180], self.rows(book, "Evidence"))
        self.assertIn(
            ["An hour more", "Monday", "09:00", "12:00", "Appointment and walk-in", 1],
            self.rows(book, "Alternatives"),
        )
        self.assertEqual(self.rows(book, "Half-hours")[4][:3], ["09:00", 2, 2])
        title = book["Decision"]["A1"]
        self.assertEqual((title.value, title.data_type), ("=Hours & desks", "s"))

    def test_what_visitors_answered(self):
        self.answered(5, 5, 5, 5, 1)
        review = self.frozen()
        rows = self.rows(self.book(review), "Evidence")
        self.assertIn(["Answers", 5], rows)
        self.assertIn(["Satisfied (%)", 0.8], rows)

    def test_a_workbook_of_a_beginning(self):
        self.assertEqual(
            self.book(self.review()).sheetnames, ["Decision", "Alternatives"]
        )
