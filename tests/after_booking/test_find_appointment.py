from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from ...models.after_booking import municipal_find_try as tries
from ..booking_common import BookingCase
from ..mail_queue_common import mail_server

PATH = "/afspraak/vinden"
#: statements of a try: as many whether there is such an appointment or not
QUERIES_MAX = 20


@tagged("post_install", "-at_install")
class TestFindAppointment(BookingCase):
    """Who lost the link comes back with the code; who guesses learns nothing."""

    def setUp(self):
        super().setUp()
        self.booking = self.book()
        self.by_phone = self.book(
            start=self.free_starts(hour=10)[0],
            contact={"name": "Bert Claes", "email": "", "phone": "0470 12 34 56"},
        )
        self.env["mail.mail"].search([]).unlink()
        self.env["municipal.notice"].search([]).write({"state": "sent"})

    def look(self, code=None, contact="an@example.com"):
        data = {"code": code or self.booking.reference, "contact": contact}
        return self.url_open(PATH, data=data, allow_redirects=False)

    def assert_told_nothing(self, answer):
        self.assertEqual(answer.status_code, 303, answer.text[:500])
        self.assertTrue(answer.headers["Location"].endswith(f"{PATH}/verstuurd"))

    def links(self):
        """Return the mails with a link, which the queue writes first of all."""
        with mail_server() as server:
            self.env["mail.mail"].sudo().process_email_queue()
        return [mail for mail in server.taken if "The link" in mail["Subject"]]

    def wrong(self, number, code="AAAA-AAAA"):
        """Note wrong tries from the address of the tests."""
        Try = self.env["municipal.find.try"]
        hidden = {"address": Try._hide_address("127.0.0.1"), "code": Try._hide(code)}
        for _number in range(number):
            Try._note(None, False, hidden)

    # who gave an e-mail address

    def test_the_link_comes_by_mail(self):
        self.assert_told_nothing(self.look())
        [mail] = self.links()
        self.assertIn("an@example.com", mail["To"])
        text = mail.get_body(("html",)).get_content()
        self.assertIn(self.booking.access_token, text)
        self.assertIn(self.booking.reference, mail["Subject"])
        self.assertEqual(
            self.booking.notice_ids.sorted("id")[-1:].kind, "link", "staff see it"
        )
        self.assertFalse(self.links(), "once")

    def test_the_phone_number_does_as_well(self):
        self.booking.contact_phone = "0471 11 22 33"
        self.assert_told_nothing(self.look(contact="+32 471/11.22.33"))
        self.assertEqual(len(self.links()), 1)

    def test_any_way_of_writing(self):
        code = self.booking.reference
        for typed in (code.lower(), code.replace("-", " "), f" {code} "):
            self.assert_told_nothing(self.look(typed, " AN@Example.com "))
        self.assertEqual(len(self.links()), 1)

    def test_the_page_says_the_same_whether_it_exists_or_not(self):
        known, told = self.booking.reference, set()
        for code, contact in (
            (known, "an@example.com"),
            (known, "somebody@example.com"),
            (known, "0470 12 34 56"),
            ("AAAA-AAAA", "an@example.com"),
            (self.by_phone.reference, "an@example.com"),
            (self.by_phone.reference, "0470 12 34 57"),
        ):
            answer = self.look(code, contact)
            self.assert_told_nothing(answer)
            told.add((answer.headers["Location"], answer.text))
        self.assertEqual(len(told), 1)
        self.assertIn("Look in your mailbox", self.text(self.page(f"{PATH}/verstuurd")))
        self.assertEqual(len(self.links()), 1)

    def test_the_same_statements_whether_it_exists_or_not(self):
        """What is done for who guesses takes as long as for who knows."""
        Try = self.env["municipal.find.try"]
        counts = []
        # what every process remembers
        Try._look_for(self.company, "CCCC-CCCC", "an@example.com", "192.0.2.1")
        for code, contact in (
            (self.booking.reference, "an@example.com"),
            (self.booking.reference, "x@example.com"),
            ("AAAA-AAAA", "an@example.com"),
        ):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            Try._look_for(self.company, code, contact, "192.0.2.1")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(set(counts)), 1, counts)
        self.assertLessEqual(counts[0], QUERIES_MAX)

    def test_no_mailbox_is_flooded(self):
        for _time in range(tries.LINKS + 2):
            self.look()
            self.links()
        sent = self.booking.notice_ids.filtered(lambda notice: notice.kind == "link")
        self.assertEqual(len(sent), tries.LINKS)
        with freeze_time(fields.Datetime.now() + timedelta(hours=2)):
            self.look()
            self.assertEqual(len(self.links()), 1, "an hour later it is sent again")

    def test_who_is_late_gets_the_link_too(self):
        with freeze_time(self.booking.start + timedelta(minutes=20)):
            self.look()
            self.assertEqual(len(self.links()), 1)
        with freeze_time(self.booking.start + timedelta(days=1)):
            self.assert_told_nothing(self.look())
            self.assertFalse(self.links(), "it is over")

    def test_a_cancelled_appointment_says_so(self):
        self.booking.with_context(using_portal=True)._cancel()
        self.env["municipal.notice"].search([]).write({"state": "sent"})
        self.look()
        [mail] = self.links()
        text = " ".join(mail.get_body(("plain",)).get_content().split())
        self.assertIn("This appointment was cancelled", text)
        self.assertNotIn("We expect you on", text)

    # who gave a phone number alone

    def test_by_phone_the_page_opens_at_once(self):
        for contact in ("0470 12 34 56", "+32470123456", "0470/12.34.56"):
            answer = self.look(self.by_phone.reference, contact)
            self.assertEqual(answer.status_code, 303)
            page = self.page(answer.headers["Location"])
            self.assertIn(self.by_phone.reference, self.text(page))
        self.assertFalse(self.links())

    def test_somebody_elses_code_opens_nothing(self):
        other = self.book(
            start=self.free_starts(hour=11)[0],
            contact={"name": "Cis", "email": "", "phone": "0470 99 88 77"},
        )
        self.assert_told_nothing(self.look(other.reference, "0470 12 34 56"))

    # what is typed wrong

    def test_what_can_be_no_code_is_said_at_once(self):
        for code, contact, about in (
            ("K7QF", "an@example.com", ["code"]),
            ("", "", ["code", "contact"]),
            ("K7QF-3MPA", "an@", ["contact"]),
            ("K7QF-3MPA", "12", ["contact"]),
            ("x" * 10000, "y" * 10000, ["code", "contact"]),
            ("K7QF-3MPA", "85.07.30-033.28", ["contact"]),
        ):
            data = {"code": code, "contact": contact}
            page = self.parsed(self.url_open(PATH, data=data))
            links = page.xpath("//*[@id='error']//a/@href")
            parts = [link.rpartition("#")[2] for link in links]
            self.assertEqual(parts, about, (code, contact))
            if contact and len(contact) < 300:
                [field] = page.cssselect("#contact")
                self.assertEqual(field.get("value"), contact, "nothing is lost")

    def test_files_and_nonsense_are_answered_in_words(self):
        answer = self.url_open(
            PATH, files={"code": ("a.txt", b"x")}, data={"contact": "é\x00”"}
        )
        self.assertEqual(answer.status_code, 422)
        self.assertNotIn("Traceback", answer.text)

    # who tries too often

    def test_guessing_whose_code_it_is_ends(self):
        code = self.by_phone.reference
        for number in range(tries.PER_CODE):
            self.assert_told_nothing(self.look(code, f"0470 12 30 {number:02}"))
        answer = self.look(code, "0470 12 34 56")
        self.assertEqual(answer.status_code, 429)
        self.assertIn("too often", answer.text)
        self.assert_told_nothing(self.look("AAAA-AAAA"))
        with freeze_time(fields.Datetime.now() + timedelta(hours=2)):
            opened = self.look(code, "0470 12 34 56")
            self.assertIn("access_token", opened.headers["Location"])

    def test_guessing_codes_ends(self):
        self.wrong(tries.PER_ADDRESS)
        self.assertEqual(self.look("CCCC-CCCC").status_code, 429)
        self.assertFalse(self.links())

    def test_a_library_is_not_locked_out(self):
        """However many people find their appointment from one address."""
        self.wrong(tries.PER_ADDRESS // 2)
        for _person in range(tries.PER_ADDRESS):
            answer = self.look(self.by_phone.reference, "0470 12 34 56")
            self.assertIn("access_token", answer.headers["Location"])

    def test_a_home_has_one_address(self):
        hide = self.env["municipal.find.try"]._hide_address
        self.assertEqual(hide("2001:db8::1"), hide("2001:db8::2"))
        self.assertNotEqual(hide("2001:db8::1"), hide("2001:db8:0:1::1"))
        self.assertNotEqual(hide("192.0.2.1"), hide("192.0.2.2"))

    def test_what_is_kept_names_nobody(self):
        self.look()
        row = self.env["municipal.find.try"].search([], limit=1).read()[0]
        for secret in (self.booking.reference, "an@example.com", "127.0.0.1"):
            self.assertNotIn(secret, str(row["code"]) + str(row["address"]))
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            self.env["municipal.find.try"]._gc_tries()
        self.assertFalse(self.env["municipal.find.try"].search([]))

    def test_another_town_finds_nothing(self):
        other = self.env["res.company"].create({"name": "Other town"})
        found = self.env["municipal.find.try"]._look_for(
            other, self.by_phone.reference, "0470 12 34 56", "192.0.2.1"
        )
        self.assertFalse(found)

    # the page

    def test_reading_changes_nothing(self):
        before = self.traces()
        self.page(PATH, code=self.booking.reference, contact="an@example.com")
        self.assertEqual(self.traces(), before)
        self.assertFalse(self.env["municipal.find.try"].search([]))

    def test_the_page_is_found(self):
        """From the list of products, the home page, and what was lost."""
        wrong = f"/my/appointments/{self.booking.id}"
        product = self.kids_id._page_path()
        for path, status in (
            ("/", 200),
            ("/afspraak", 200),
            (product, 200),
            (wrong, 404),
            ("/appointment/vinden", 200),
        ):
            page = self.page(path, status)
            links = page.xpath("//a/@href")
            self.assertTrue(any(link.endswith(PATH) for link in links), path)
        kept = self.page(self.by_phone.get_portal_url(), message="booked")
        [keep] = kept.cssselect(".o_municipal_keep")
        self.assertTrue([a for a in keep.xpath(".//a/@href") if a.endswith(PATH)])
        [printed] = kept.cssselect(".o_municipal_printed")
        self.assertIn(PATH, self.text(printed))

    def test_nobody_keeps_a_copy(self):
        headers = self.url_open(PATH).headers
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
