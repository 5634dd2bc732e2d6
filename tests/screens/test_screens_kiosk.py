from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.tests import freeze_time, tagged

from ...models.queue import municipal_location
from ..screens_common import ScreenCase


@tagged("post_install", "-at_install")
class TestScreenAddress(ScreenCase):
    """Whoever has the address has the screen, and nobody else."""

    def test_an_unknown_address(self):
        for token in ("nothing", "%00", "a" * 300, "é"):
            self.page(f"/municipal/screen/{token}", 404)

    def test_a_revoked_screen_says_so(self):
        old = self.address()
        self.kiosk.action_renew_address()
        self.assertIn("not in use", self.text(self.page(old, 404)))
        self.look()
        self.kiosk.active = False
        for path in ("", "/code", "/services", "/choice"):
            self.assertIn("not in use", self.text(self.look(path, 404)))
        for path in ("/check-in", "/ticket", "/alive"):
            self.assertEqual(self.press(path).status_code, 404)
        self.assertFalse(self.kiosk.last_seen)

    def test_a_display_gives_no_tickets(self):
        before = self.counted()
        answer = self.press("/ticket", self.display, **{f"q_{self.passport.id}": "1"})
        self.assertEqual(answer.status_code, 404)
        self.look("/services", 404, self.display)
        self.assertEqual(self.counted(), before)

    def test_looking_changes_nothing(self):
        visit = self.ticket(screen_id=self.kiosk.id)
        before = self.counted()
        for path in (
            "",
            "/code",
            "/services",
            f"/services/{self.service.id}",
            f"/choice?q_{self.passport.id}=1",
            f"/product/{self.foreigner.id}",
            f"/ticket/{visit.access_token}",
        ):
            self.look(path)
        self.look(screen=self.display)
        self.url_open(self.address("/state", self.display))
        for path in ("/check-in", "/ticket", "/alive"):
            answer = self.url_open(self.address(path) + f"?q_{self.passport.id}=1")
            self.assertIn(answer.status_code, (404, 405))
        self.assertEqual(self.counted(), before)
        self.assertFalse((self.kiosk | self.display).filtered("last_seen"))

    def test_a_device_tells_that_it_lives(self):
        self.assertEqual(self.press("/alive").status_code, 200)
        self.assertTrue(self.kiosk.last_seen)
        self.assertFalse(self.kiosk.silent)

    def test_no_copy_is_kept(self):
        headers = self.url_open(self.address()).headers
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")


@tagged("post_install", "-at_install")
class TestKioskTicket(ScreenCase):
    """Who comes without appointment."""

    def test_a_ticket(self):
        page = self.look("/services")
        self.assertIn("Test passport", self.text(page))
        page = self.look(f"/choice?q_{self.kids_id.id}=1")
        self.assertIn("A photo", self.text(page))
        form = page.forms[0]
        values = {**dict(form.form_values()), f"q_{self.kids_id.id}": "2"}
        answer = self.url_open(form.action, data=values)
        visit = self.latest()
        self.assertRecordValues(
            visit,
            [{"state": "waiting", "channel": "walk_in", "screen_id": self.kiosk.id}],
        )
        self.assertEqual(visit.line_ids.quantity, 2)
        page = self.parsed(answer)
        self.assertEqual(page.cssselect(".o_number")[0].text, visit.ticket)
        self.assertTrue(page.cssselect("img.o_qr[src^='data:image/png']"))
        self.assertIn("You are next", self.text(page))

    def test_how_many_wait_before(self):
        self.ticket(), self.ticket(), self.ticket()
        page = self.parsed(self.url_open(self.take_ticket().headers["Location"]))
        self.assertIn("3 visitors before you", self.text(page))

    def test_a_double_press_gives_one_ticket(self):
        before = self.counted()["municipal.visit"]
        key = str(uuid4())
        first = self.take_ticket(request_key=key)
        second = self.take_ticket(request_key=key)
        self.assertEqual(first.headers["Location"], second.headers["Location"])
        self.assertEqual(self.counted()["municipal.visit"], before + 1)

    def test_a_key_that_is_not_ours_gives_a_ticket_all_the_same(self):
        for key in ("", "x", "\x00", "a" * 400):
            self.assertEqual(self.take_ticket(request_key=key).status_code, 303)

    def test_several_products(self):
        query = f"q_{self.passport.id}=1"
        page = self.look(f"/services/{self.service.id}?{query}")
        self.assertIn("Test Kids-ID", self.text(page))
        self.assertNotIn("foreigner", self.text(page))
        self.take_ticket(**{f"q_{self.kids_id.id}": "1"})
        products = self.latest().line_ids.product_id
        self.assertEqual(products, self.passport | self.kids_id)

    def test_what_gives_no_ticket_says_what_to_do(self):
        self.foreigner.digital_url = "https://digital.example.com"
        page = self.look(f"/services/{self.service.id}")
        [link] = page.cssselect(".o_not_now")
        self.assertIn("foreigner", self.text(link))
        page = self.page(link.get("href"))
        self.assertIn("by appointment only", self.text(page))
        words = [self.text(caption) for caption in page.cssselect("figcaption")]
        self.assertEqual(words, ["Make an appointment", "Digital counter"])
        self.assertIn("09 444 55 66", self.text(page))

    def test_refused_in_words_and_nothing_written(self):
        before = self.counted()
        name = f"q_{self.kids_id.id}"
        for product, values, words in (
            (self.foreigner, {}, "by appointment only"),
            (self.kids_id, {name: "9"}, "1 to 4 pieces"),
            (self.kids_id, {name: "999999"}, "1 to 4 pieces"),
        ):
            answer = self.take_ticket(product, **values)
            self.assertEqual(answer.status_code, 422)
            [error] = self.parsed(answer).cssselect(".o_error")
            self.assertIn(words, self.text(error))
        for pieces in ("0", "-1", "many", "1.5", ""):
            answer = self.take_ticket(self.kids_id, **{name: pieces})
            self.assertEqual(answer.status_code, 422)
        self.assertEqual(self.counted(), before)

    def test_all_tickets_have_been_given(self):
        self.service.daily_tickets = 1
        self.assertEqual(self.take_ticket().status_code, 303)
        answer = self.take_ticket()
        self.assertIn("have been given", self.text(self.parsed(answer)))

    def test_only_what_is_received_in_this_building(self):
        elsewhere = self.location.copy({"name": "Elsewhere"})
        self.type.location_ids = elsewhere
        self.assertIn("No tickets are given here", self.text(self.look("/services")))
        self.assertEqual(self.take_ticket().status_code, 422)

    def test_a_ticket_of_another_building_is_not_shown(self):
        visit = self.ticket()
        path = f"/ticket/{visit.access_token}"
        self.assertIn(visit.ticket, self.text(self.look(path)))
        visit.location_id = self.location.copy({"name": "Elsewhere"})
        self.assertNotIn(visit.ticket, self.text(self.look(path)))

    def test_a_sensitive_product_is_not_named_on_the_ticket(self):
        self.passport.sensitive = True
        answer = self.url_open(self.take_ticket().headers["Location"])
        self.assertNotIn(self.passport.name, answer.text)

    def test_tickets_in_every_second_of_a_minute(self):
        """Hours are minutes: in the second half of one they are rounded the same."""
        start = fields.Datetime.now().replace(second=0, microsecond=0)
        for second in (0, 29, 30, 59):
            with freeze_time(start + timedelta(seconds=second)):
                self.assertTrue(self.passport._may_walk_in(self.location), second)
                offer = self.passport._offer(fields.Datetime.now(), self.location)
                self.assertEqual(offer.visit, "walk_in", second)

    def test_the_language_is_chosen(self):
        page = self.look("?lang=nl_BE")
        self.assertEqual(page.get("lang"), "nl-BE")
        for link in page.cssselect(".o_choice"):
            self.assertIn("lang=nl_BE", link.get("href"))
        for wrong in ("fr_FR", "xx", "%00", ""):
            self.assertEqual(self.look(f"?lang={wrong}").get("lang"), "en-US")

    def test_the_list_does_not_ask_the_database_for_each_product(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            products = self.kiosk._kiosk_products(self.service)
            now, _later = self.kiosk._kiosk_offer(products)
            return len(now), self.env.cr.sql_log_count - before

        self.patch(municipal_location, "SHARED_SECONDS", 1000)
        queries()
        few, asked = queries()
        for number in range(10):
            self.passport.copy({"name": f"Passport {number}"})
        # new products make the process forget what it knew, also of Odoo
        queries()
        many, asked_more = queries()
        self.assertEqual(many, few + 10)
        self.assertEqual(asked_more, asked)


@tagged("post_install", "-at_install")
class TestKioskCheckIn(ScreenCase):
    """Who has an appointment, with the code of it."""

    def check_in(self, code):
        return self.press("/check-in", code=code)

    def refused(self, code, words):
        before = self.counted()
        answer = self.check_in(code)
        self.assertEqual(answer.status_code, 422)
        page = self.parsed(answer)
        self.assertIn(words, self.text(page.cssselect(".o_error")[0]))
        self.assertEqual(self.counted(), before)

    def test_typed_or_scanned(self):
        booking = self.booked_today()
        answer = self.check_in(booking.reference.lower().replace("-", " "))
        visit = booking.visit_id
        self.assertEqual(answer.status_code, 303)
        self.assertRecordValues(
            visit, [{"state": "waiting", "screen_id": self.kiosk.id}]
        )
        page = self.page(answer.headers["Location"])
        self.assertIn(visit.ticket, self.text(page))
        self.assertNotIn("An Peeters", self.text(page))

    def test_used_already_shows_the_same_ticket(self):
        booking = self.booked_today()
        first = self.check_in(booking.reference).headers["Location"]
        events = len(booking.visit_id.event_ids)
        self.assertEqual(self.check_in(booking.reference).headers["Location"], first)
        self.assertEqual(len(booking.visit_id.event_ids), events)

    def test_unknown_codes(self):
        for code in ("XXXX-XXXX", "", "\x00", "%", "x" * 5000, "<b>", "é", "'--"):
            self.refused(code, "do not know this code")

    def test_another_day(self):
        self.refused(self.book().reference, "This appointment is on")

    def test_another_building(self):
        booking = self.booked_today()
        elsewhere = self.location.copy({"name": "Elsewhere"})
        booking.visit_id.sudo().location_id = elsewhere
        self.refused(booking.reference, "another building")

    def test_cancelled(self):
        booking = self.booked_today()
        booking._cancel()
        self.refused(booking.reference, "was cancelled")

    def test_helped_already(self):
        booking = self.booked_today()
        visit = booking.visit_id
        visit.sudo()._take_step("checked_in")
        visit.sudo()._take_step("started")
        visit.sudo()._take_step("finished")
        self.refused(booking.reference, "you were helped")
