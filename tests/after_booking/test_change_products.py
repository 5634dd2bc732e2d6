from datetime import timedelta

from lxml import html

from odoo.tests import tagged

from ..after_common import AppointmentCase
from ..booking_common import iso


@tagged("post_install", "-at_install")
class TestChangeProducts(AppointmentCase):
    """Who moves an appointment sees what is near, and may come for other products."""

    def wish(self, **pieces):
        """Return the parameters that ask for other products."""
        products = {"kids_id": self.kids_id, "passport": self.passport}
        products["foreigner"] = self.foreigner
        return {f"q_{products[name].id}": str(n) for name, n in pieces.items()}

    def chosen_day(self, page):
        [link] = page.cssselect("[aria-current='date']")
        return link.get("href")

    def test_it_opens_near_the_present_slot(self):
        self.booking._move(self.booking.start + timedelta(days=8))
        day = self.booking._local(self.booking.start).date()
        self.assertIn(f"day={day}", self.chosen_day(self.open("/move")))
        wanted = day + timedelta(days=7)
        page = self.open("/move", day=str(wanted))
        self.assertIn(
            f"day={wanted}", self.chosen_day(page), "what is asked goes first"
        )

    def test_what_they_come_for_is_there_to_change(self):
        page = self.open("/move")
        [select] = page.cssselect(f"#q_{self.kids_id.id}")
        self.assertEqual(select.value, "1")
        [other] = page.cssselect(f"#q_{self.passport.id}")
        self.assertEqual(other.value, "0")
        self.assertFalse(page.cssselect(f"#q_{self.foreigner.id}"), "not combinable")

    def test_the_whole_way(self):
        """Two passports and a card on another day: same code, longer visit."""
        self.passport.max_quantity = 2
        reference = self.booking.reference
        wish = self.wish(kids_id=2, passport=1)
        both = [(self.kids_id, 2), (self.passport, 1)]
        new = self.free_starts(both, hour=10)[0] + timedelta(days=1)
        page = self.open("/move", **wish, day=f"{new:%Y-%m-%d}")
        asked = self.parsed(self.press(page, 0))
        text = self.main(asked)
        self.assertIn("Test Kids-ID × 2", text)
        self.assertIn("Test passport", text)
        self.assertEqual(self.booking.start, self.start, "reading changes nothing")
        page = self.follow(self.submit(asked, "/move"))
        self.assertEqual(self.heading(page), "Your appointment was moved")
        self.assertEqual(self.booking.reference, reference)
        lines = {line.product_id: line.quantity for line in self.booking.line_ids}
        self.assertEqual(lines, {self.kids_id: 2, self.passport: 1})
        minutes = (self.booking.stop - self.booking.start).total_seconds() / 60
        self.assertEqual(minutes, 30)
        visit = self.booking.visit_id
        self.assertEqual(visit.planned_start, self.booking.start)
        self.assertEqual(visit.line_ids.product_id, self.kids_id | self.passport)
        [row] = self.booking.reservation_ids
        self.assertEqual((row.start, row.stop), (self.booking.start, self.booking.stop))
        self.assertEqual(self.booking.meeting_id.stop, self.booking.stop)

    def test_for_more_at_the_same_slot(self):
        start = iso(self.start)
        page = self.follow(self.post("/move", start=start, **self.wish(kids_id=3)))
        self.assertEqual(self.heading(page), "Your appointment was changed")
        self.assertEqual(self.booking.start, self.start)
        self.assertEqual(self.booking.line_ids.quantity, 3)
        minutes = (self.booking.stop - self.booking.start).total_seconds() / 60
        self.assertEqual(minutes, 20)
        [row] = self.booking.reservation_ids
        self.assertEqual(row.stop, self.booking.stop)
        self.assertEqual(self.booking.notice_ids.sorted("id")[-1:].kind, "confirmation")

    def test_more_than_fits_before_the_next_visitor(self):
        """The slot stays, and nothing of the wish is written."""
        next_start = self.start + timedelta(minutes=15)
        for _desk in self.desks:
            self.book(start=next_start)
        answer = self.post("/move", start=iso(self.start), **self.wish(kids_id=4))
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(self.booking.line_ids.quantity, 1)
        self.assertLessEqual(self.booking.stop, next_start)

    def test_what_cannot_be_had_is_said(self):
        for wish in (
            self.wish(kids_id=0),
            self.wish(kids_id=9),
            self.wish(kids_id=1, foreigner=1),
            {f"q_{self.kids_id.id}": "x" * 5000},
        ):
            page = self.open("/move", 422, **wish)
            answer = self.post("/move", start=iso(self.start), **wish)
            self.assertEqual(answer.status_code, 422, wish)
            for shown in (page, self.parsed(answer)):
                self.assertNotIn("no free slot", self.main(shown), "that is not why")
        self.assertEqual(self.booking.line_ids.quantity, 1)

    def test_of_another_service(self):
        other = self.type.copy({"name": "Other type"})
        elsewhere = self.passport.copy({"type_id": other.id, "name": "Elsewhere"})
        answer = self.post("/move", start=iso(self.start), **{f"q_{elsewhere.id}": "1"})
        self.assertEqual(answer.status_code, 422)
        self.assertIn("another appointment for it", answer.text)

    def test_the_products_come_along_with_every_step(self):
        wish = self.wish(kids_id=2)
        page = self.open("/move", **wish)
        for link in page.cssselect(".o_municipal_days a"):
            self.assertIn(f"q_{self.kids_id.id}=2", link.get("href"))
        asked = self.parsed(self.press(page, 0))
        back = self.parsed(self.submit_other(asked))
        [select] = back.cssselect(f"#q_{self.kids_id.id}")
        self.assertEqual(select.value, "2")

    def submit_other(self, page):
        [button] = page.xpath("//button[contains(@formaction, '/other')]")
        [form] = button.iterancestors("form")
        return self.url_open(button.get("formaction"), data=dict(form.form_values()))

    # which slot fell away

    def test_the_mail_and_the_page_say_which_slot_fell_away(self):
        english = self.booking.with_context(lang="en_US")
        former = english._day_in_words(), english._time_in_words()
        new = self.free_starts(hour=11)[0] + timedelta(days=7)
        page = self.follow(self.post("/move", start=iso(new)))
        [mail] = self.env["mail.mail"].search(
            [("subject", "ilike", f"moved%{self.booking.reference}")]
        )
        text = self.text(html.fromstring(str(mail.body_html)))
        for words in (self.main(page), text):
            self.assertIn("We do not expect you any more on", words)
            for word in former:
                self.assertIn(word.replace("\u202f", " "), words.replace("\u202f", " "))
