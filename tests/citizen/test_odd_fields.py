from email import message_from_bytes
from urllib.parse import urlencode

from icalendar import Calendar
from lxml.html import HtmlElement

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..booking_common import iso
from ..evaluation_common import EvaluationCase
from ..mail_queue_common import mail_server

LONG, LONGEST_IN_ADDRESS = 10_000, 3000
#: what a finger, a keyboard of another country or a robot puts into a field
ODD = (
    "x" * LONG,
    "א" * LONG,
    "😀" * LONG,
    "e\u0301" * (LONG // 2),
    "An " * (LONG // 3),
    "\u202e" + "nA" * 20 + "\u202c",
    "👩‍👩‍👧‍👦",
    "١٢٣",
    "\u200b" * 200,
    "<b>" * 1000,
)
#: names that begin at the right, and what people put behind theirs
NAMES = {
    "محمد عبد الله": True,
    "שרה כהן": True,
    "An محمد": True,
    "Zoë 🌸": None,
    "👻": False,
    "\u202eneeteeP nA": None,
}
#: what a form says of its own accord, and nobody types
UNTYPED = {"csrf_token", "access_token", "signed_sender"}


@tagged("post_install", "-at_install")
class TestOddFields(EvaluationCase):
    """Whatever stands in whichever field of whichever form: words, and no harm.

    The forms are not listed but looked for on the pages, so that a new one is tried.
    """

    def forms(self):
        """Yield pairs of a page and a form of it that somebody can fill in."""
        self.type.waiting_list = True
        product = f"q_{self.kids_id.id}=1"
        start = iso(self.free_starts(hour=9)[0])
        booking, waits = self.book(), self.ticket()
        waits._waiting_url()
        for path in (
            "/afspraak",
            self.kids_id._page_path(),
            f"/afspraak/moment?{product}",
            f"/afspraak/gegevens?{product}&start={start}",
            f"/afspraak/wachtlijst?{product}",
            "/afspraak/vinden",
            booking.get_portal_url(),
            booking.get_portal_url("/move"),
            booking.get_portal_url("/earlier"),
            booking.get_portal_url("/cancel"),
            f"/wachten/{waits.access_token}/leave",
            self.path(self.helped()),
            self.address("/code"),
            self.address("/choice?" + urlencode({f"q_{self.passport.id}": 1})),
            self.address(screen=self.feedback),
        ):
            page = self.page(path)
            body = page.find(".//body")
            for form in page.forms:
                if isinstance(form, HtmlElement) and self.is_ours(form, body):
                    yield path, form

    @staticmethod
    def is_ours(form, body):
        """Tell whether a form is no part of the header or footer of the website."""
        return not any(
            parent.tag in ("header", "footer") for parent in form.iterancestors()
        )

    def fill_in(self, form, field, text):
        values = dict(form.form_values())
        values[field] = text
        if form.method == "GET":
            # a server reads no longer addresses, whatever stands in them
            values[field] = text[:LONGEST_IN_ADDRESS]
            return self.url_open(form.action, params=values, allow_redirects=False)
        return self.url_open(form.action, data=values, allow_redirects=False)

    @mute_logger("odoo.http")
    def test_every_field_of_every_form(self):
        tried = set()
        for path, form in list(self.forms()):
            for field in sorted(set(form.fields) - UNTYPED - {""}):
                if (form.action.partition("?")[0], field) in tried:
                    continue
                tried.add((form.action.partition("?")[0], field))
                for text in ODD:
                    answer = self.fill_in(form, field, text)
                    what = (path, field, text[:10], answer.status_code)
                    # an address longer than what Odoo's server reads is refused by it
                    self.assertLess(answer.status_code, 500, what)
                    self.assertNotIn("Traceback", answer.text, what)
                    if answer.status_code in (400, 422):
                        self.assertTrue(self.says_why(answer), what)
        self.assertGreater(len(tried), 20, tried)

    def says_why(self, answer):
        page = self.parsed(answer)
        return page.xpath("//*[@id='error']|//*[contains(@class,'o_error')]")

    def test_names_from_right_to_left_and_with_pictures(self):
        """They come through page, mail and calendar file, or are refused in words."""
        for name, taken in NAMES.items():
            start = self.free_starts(hour=9)[0]
            answer = self.send(name=name, start=iso(start))
            self.assertIn(answer.status_code, (303, 422), ascii(name))
            if taken is not None:
                self.assertEqual(answer.status_code == 303, taken, ascii(name))
            if answer.status_code == 422:
                self.assertTrue(self.says_why(answer), ascii(name))
                continue
            booking = self.env["resource.booking"].search([], order="id desc", limit=1)
            page = self.text(self.page(answer.headers["Location"]))
            self.assertIn(booking.reference, page)
            # nothing turns the letters around it
            self.assertNotIn("\u202e", booking.contact_name)
            file = Calendar.from_ical(booking._ics_file())
            self.assertTrue(file.walk("VEVENT"))
        with mail_server() as server:
            self.env["mail.mail"].sudo().process_email_queue()
        bodies = [
            message_from_bytes(bytes(mail)).get_payload() for mail in server.taken
        ]
        self.assertGreaterEqual(len(bodies), 3)
