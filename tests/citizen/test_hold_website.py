from unittest.mock import patch
from urllib.parse import urlparse

from odoo import http
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..booking_common import iso
from ..hold_common import HoldCase


@tagged("post_install", "-at_install")
class TestHoldWebsite(HoldCase):
    """A moment that was chosen is kept for who chose it, and for nobody else."""

    def test_a_chosen_moment_is_kept(self):
        answer = self.choose(self.start)
        self.assertEqual(answer.status_code, 303)
        self.assertNotIn("request_key", answer.headers["Location"])
        page = self.page(answer.headers["Location"])
        self.assertEqual(self.state(page), "kept")
        [block] = page.cssselect(".o_municipal_hold")
        self.assertAlmostEqual(int(block.get("data-seconds")), 600, delta=10)
        [hold] = self.holds()
        self.assertEqual(hold.start, self.start)
        self.assertTrue(hold.online)
        until = block.cssselect(".o_until")[0].text_content()
        self.assertRegex(until.strip(), r"^\d{1,2}:\d\d")
        self.assertNotIn(hold.hold_visitor, page.text_content())
        self.assertNotIn("127.0.0.1", hold.hold_address)

    def test_the_municipality_chooses_how_long(self):
        self.company.municipal_hold_minutes = 3
        page = self.choose_and_open()
        [block] = page.cssselect(".o_municipal_hold")
        self.assertAlmostEqual(int(block.get("data-seconds")), 180, delta=10)

    def test_it_blocks_another_visitor(self):
        self.choose(self.start)
        with self.another_visitor():
            self.assertNotIn(iso(self.start), self.offered())
            self.details(status=422)
            answer = self.choose(self.start)
            self.assertEqual(answer.status_code, 422)
            page = self.parsed(answer)
            self.assertTrue(page.cssselect("#error a"))
            offered = page.cssselect(".o_municipal_times button")
            self.assertTrue(offered)
            self.assertNotIn(iso(self.start), [one.get("value") for one in offered])
            answer = self.send(start=iso(self.start))
            self.assertEqual(answer.status_code, 422)
        self.assertEqual(len(self.holds()), 1)

    def test_it_does_not_block_who_chose_it(self):
        page = self.choose_and_open()
        self.assertIn(iso(self.start), self.offered())
        again = self.choose_and_open()
        self.assertEqual(
            self.form(again).fields["request_key"],
            self.form(page).fields["request_key"],
        )
        self.assertEqual(self.held_starts(), [self.start])

    def test_the_hold_of_somebody_else_cannot_be_taken_over(self):
        """The address of a page is all that somebody could guess or be sent."""
        answer = self.choose(self.start)
        with self.another_visitor():
            self.page(answer.headers["Location"], status=422)
            for key in ("", "1", "0d4b9c5e-8a0f-4c4e-9d55-2f0f3a1b7c11"):
                answer = self.send(start=iso(self.start), request_key=key)
                self.assertEqual(answer.status_code, 422)
        self.assertEqual(self.state(self.details()), "kept")

    def test_it_expires_by_itself(self):
        page = self.choose_and_open()
        with self.later(minutes=11):
            self.assertEqual(self.state(self.details()), "lost")
            with self.another_visitor():
                self.assertIn(iso(self.start), self.offered())
                self.assertEqual(self.choose(self.start).status_code, 303)
            self.details(status=422)
            answer = self.confirm(page)
            self.assertEqual(answer.status_code, 422)
            self.assertNotIn(iso(self.start), self.nearest(self.parsed(answer)))

    def test_expired_it_can_still_be_booked(self):
        page = self.choose_and_open()
        with self.later(minutes=11):
            self.assertEqual(self.confirm(page).status_code, 303)
        self.assertEqual(self.latest_booking().start, self.start)
        self.assertFalse(self.holds())

    def test_somebody_else_books_what_expired(self):
        self.choose(self.start)
        with self.later(minutes=11), self.another_visitor():
            self.assertEqual(self.send(start=iso(self.start)).status_code, 303)
        self.assertFalse(self.holds())

    def test_choosing_another_moment_frees_the_former(self):
        self.choose(self.start)
        other = self.free_starts(hour=10)[0]
        self.choose(other)
        self.assertEqual(self.held_starts(), [other])
        with self.another_visitor():
            self.assertIn(iso(self.start), self.offered())

    def test_choosing_another_moment_frees_it_whatever_the_cap(self):
        self.company.municipal_holds_per_visitor = 3
        self.choose(self.start)
        other = self.free_starts(hour=10)[0]
        self.choose(other)
        self.assertEqual(self.held_starts(), [other])

    def test_who_is_too_late_keeps_what_they_had(self):
        other = self.free_starts(hour=10)[0]
        self.choose(self.start)
        with self.another_visitor():
            self.choose(other)
        self.assertEqual(self.choose(other).status_code, 422)
        self.assertEqual(self.state(self.details()), "kept")
        self.assertEqual(len(self.holds()), 2)

    def test_going_back_frees_it(self):
        page = self.choose_and_open()
        [form] = page.cssselect("form.o_municipal_change")
        answer = self.url_open(
            form.action, data=dict(form.form_values()), allow_redirects=False
        )
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/afspraak/moment?", answer.headers["Location"])
        self.assertFalse(self.holds())
        back = self.page(answer.headers["Location"])
        [day] = back.cssselect(".o_municipal_days a[aria-current='date']")
        self.assertIn(f"{self.start.day} ", self.text(day))
        self.assertEqual(self.state(self.details()), "lost")

    @mute_logger("odoo.http")
    def test_giving_back_needs_key_and_secret(self):
        page = self.choose_and_open()
        key = self.form(page).fields["request_key"]
        for values in (
            {"request_key": key},
            {"request_key": key, "csrf_token": "forged"},
            {"csrf_token": http.Request.csrf_token(self)},
            {"csrf_token": http.Request.csrf_token(self), "request_key": "x"},
        ):
            answer = self.url_open(
                "/afspraak/vrijgeven", data=values, allow_redirects=False
            )
            self.assertEqual(answer.status_code, 303)
            self.assertEqual(len(self.holds()), 1)

    def test_more_time_keeps_what_was_typed(self):
        page = self.choose_and_open()
        with self.later(minutes=8):
            answer = self.confirm(page, hold="1")
            self.assertEqual(answer.status_code, 200)
            more = self.parsed(answer)
            self.assertEqual(self.state(more), "kept")
            self.assertEqual(self.form(more).fields["name"], "An")
            self.assertEqual(self.form(more).fields["phone"], "0470123456")
        with self.later(minutes=15), self.another_visitor():
            self.assertEqual(self.choose(self.start).status_code, 422)
        self.assertEqual(len(self.holds()), 1)

    def test_more_time_after_it_expired(self):
        page = self.choose_and_open()
        with self.later(minutes=11):
            more = self.parsed(self.confirm(page, hold="1"))
            self.assertEqual(self.state(more), "kept")
            with self.another_visitor():
                self.assertEqual(self.choose(self.start).status_code, 422)

    def test_a_mistake_does_not_cost_the_moment(self):
        page = self.choose_and_open()
        answer = self.confirm(page, name="")
        self.assertEqual(answer.status_code, 422)
        again = self.parsed(answer)
        self.assertEqual(self.state(again), "kept")
        self.assertEqual(self.confirm(again).status_code, 303)
        self.assertEqual(self.latest_booking().start, self.start)

    def test_the_hold_becomes_the_booking(self):
        page = self.choose_and_open()
        before = self.traces()
        answer = self.confirm(page)
        self.assertEqual(answer.status_code, 303)
        self.assertFalse(self.holds())
        after = self.traces()
        self.assertEqual(
            after["municipal.reservation"], before["municipal.reservation"]
        )
        booking = self.latest_booking()
        [row] = booking.reservation_ids
        self.assertEqual((row.start, row.stop), (booking.start, booking.stop))

    def test_sending_twice_books_once(self):
        page = self.choose_and_open()
        first = self.confirm(page)
        after = self.traces()
        second = self.confirm(page)
        self.assertEqual(first.headers["Location"], second.headers["Location"])
        self.assertEqual(self.traces(), after)

    def test_the_next_appointment_is_another_one(self):
        """The same moment again, after the first one was cancelled."""
        self.confirm(self.choose_and_open())
        first = self.latest_booking()
        first.with_context(using_portal=True)._cancel()
        answer = self.confirm(self.choose_and_open())
        self.assertEqual(answer.status_code, 303)
        second = self.latest_booking()
        self.assertNotEqual(second, first)
        self.assertEqual(second.start, self.start)
        self.assertEqual(second.contact_name, "An")

    def test_going_back_and_confirming_again_books_once(self):
        """The browser asks for a new form; the same visitor means the same."""
        first = self.confirm(self.choose_and_open())
        booking = self.latest_booking()
        after = self.traces()
        own = self.page("/afspraak/gegevens", **self.query())
        self.assertIn(booking.reference, self.text(own))
        with self.another_visitor():
            self.details(status=422)
        self.desks[1].active = True
        for page in (self.details(), self.choose_and_open()):
            again = self.confirm(page)
            self.assertEqual(again.headers["Location"], first.headers["Location"])
            self.assertEqual(self.traces(), after)
        other = self.confirm(self.details(), name="Bert")
        self.assertEqual(other.status_code, 303)
        self.assertNotEqual(self.latest_booking(), booking)
        self.assertEqual(self.latest_booking().start, booking.start)

    def test_two_windows(self):
        """The second window takes the hold over; the first can still book."""
        first = self.choose_and_open()
        other = self.free_starts(hour=10)[0]
        second = self.choose_and_open(other)
        self.assertEqual(self.confirm(first).status_code, 303)
        self.assertEqual(self.latest_booking().start, self.start)
        self.assertEqual(self.confirm(second).status_code, 303)
        self.assertEqual(self.latest_booking().start, other)
        self.assertFalse(self.holds())

    def test_two_windows_with_the_same_moment_are_one_appointment(self):
        first, second = self.choose_and_open(), self.choose_and_open()
        one = self.confirm(first)
        other = self.confirm(second)
        self.assertEqual(one.headers["Location"], other.headers["Location"])

    def test_log_in_on_the_way(self):
        self.choose(self.start)
        visitor = self.holds().hold_visitor
        stored = http.root.session_store.get(self.session.sid)
        self.assertEqual(stored["municipal_visitor"], visitor)
        stored.should_rotate = True
        http.root.session_store.rotate(stored, self.env)
        self.session = stored
        self.opener.cookies.clear()
        self.opener.cookies.set("session_id", stored.sid, domain="127.0.0.1")
        self.assertEqual(self.state(self.details()), "kept")

    # without a hold

    def test_a_direct_link_says_that_nothing_is_kept(self):
        page = self.details()
        self.assertEqual(self.state(page), "never")
        self.assertFalse(self.holds())
        self.assertEqual(self.confirm(page).status_code, 303)

    def test_who_follows_a_direct_link_can_have_it_kept(self):
        page = self.parsed(self.confirm(self.details(), hold="1"))
        self.assertEqual(self.state(page), "kept")
        self.assertEqual(self.held_starts(), [self.start])

    def test_cap_of_a_visitor(self):
        """With one hold, another appointment takes it over."""
        self.company.municipal_holds_per_visitor = 1
        self.choose(self.start)
        other = self.free_starts([(self.passport, 1)], hour=10)[0]
        passport = {f"q_{self.passport.id}": "1", f"q_{self.kids_id.id}": "0"}
        self.choose(other, **passport)
        self.assertEqual(self.held_starts(), [other])
        self.company.municipal_holds_per_visitor = 2
        self.choose(self.start)
        self.assertEqual(sorted(self.held_starts()), sorted([other, self.start]))

    def test_cap_of_an_address(self):
        self.company.municipal_holds_per_address = 1
        other = self.free_starts(hour=10)[0]
        self.choose(other)
        with self.another_visitor():
            page = self.choose_and_open()
            self.assertEqual(self.state(page), "never")
            self.assertEqual(self.held_starts(), [other])
            self.assertEqual(self.confirm(page).status_code, 303)
        renewed = self.choose_and_open(other)
        self.assertEqual(self.state(renewed), "kept")

    def test_nobody_is_kept_when_the_cap_is_nought(self):
        self.company.municipal_holds_per_address = 0
        self.assertEqual(self.state(self.choose_and_open()), "never")
        self.assertFalse(self.holds())

    # reading

    def test_reading_writes_nothing(self):
        key = self.form(self.choose_and_open()).fields["request_key"]
        self.env.cr.execute("SELECT * FROM municipal_reservation ORDER BY id")
        rows = self.env.cr.fetchall()
        before = self.traces()
        stored = dict(http.root.session_store.get(self.session.sid))
        query = f"q_{self.kids_id.id}=1&start={iso(self.start)}"
        with self.assertNoLogs("odoo.http", "WARNING"):
            for path in (
                f"/afspraak/moment?{query}&request_key={key}",
                f"/afspraak/gegevens?{query}&hold=1&request_key={key}",
                f"/afspraak/gegevens?{query}&name=An&phone=0470123456",
                f"/afspraak/vrij?{query}",
                f"/nl_BE/afspraak/gegevens?{query}",
            ):
                self.assertEqual(self.url_open(path).status_code, 200, path)
        self.assertEqual(self.url_open("/afspraak/vrijgeven").status_code, 404)
        self.env.cr.execute("SELECT * FROM municipal_reservation ORDER BY id")
        self.assertEqual(self.env.cr.fetchall(), rows)
        self.assertEqual(self.traces(), before)
        now = dict(http.root.session_store.get(self.session.sid))
        for name in ("municipal_visitor", "municipal_holds"):
            self.assertEqual(now[name], stored[name])

    def test_a_change_of_language_keeps_the_moment(self):
        address = urlparse(self.choose(self.start).headers["Location"])
        dutch = self.page(f"/nl_BE{address.path}?{address.query}")
        self.assertEqual(self.state(dutch), "kept")
        self.assertRegex(self.form(dutch).action, "/nl(_BE)?/afspraak/gegevens")
        self.assertEqual(self.confirm(dutch).status_code, 303)
        self.assertEqual(self.latest_booking().lang, "nl_BE")

    def test_queries(self):
        """Few, and the same number however many moments are held and taken."""

        def queries(ask):
            ask()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            ask()
            return self.env.cr.sql_log_count - before

        self.desks[1].active = True
        asks = (self.offered, self.details, lambda: self.choose(self.start))
        few = [queries(ask) for ask in asks]
        for start in self.free_starts(hour=10)[:4]:
            self.book(start=start)
            with self.another_visitor():
                self.choose(start)
        self.assertEqual([queries(ask) for ask in asks], few)
        self.assertLess(max(few[:2]), 32)
        self.assertLess(few[2], 30)

    # somebody was faster

    def test_the_lost_moment_is_not_offered(self):
        """Even when the winner cannot be seen, or has gone again."""
        Type = self.env.registry["resource.booking.type"]
        lost = self.start
        free = Type._free_desks
        page = self.details()

        def nothing_free(type_, lines, start, *args, **kwargs):
            if start == lost:
                return type_.env["resource.booking.combination"]
            return free(type_, lines, start, *args, **kwargs)

        with patch.object(Type, "_free_desks", nothing_free):
            answer = self.confirm(page)
            chosen = self.choose(lost)
        self.assertEqual((answer.status_code, chosen.status_code), (422, 422))
        nearest = self.nearest(self.parsed(answer))
        self.assertEqual(len(nearest), 3)
        self.assertNotIn(iso(lost), nearest)
        buttons = self.parsed(chosen).cssselect(".o_municipal_times button")
        self.assertTrue(buttons)
        self.assertNotIn(iso(lost), [button.get("value") for button in buttons])

    def test_a_nearest_moment_is_kept_at_once_with_what_was_typed(self):
        page = self.details()
        with self.another_visitor():
            self.choose(self.start)
        lost = self.parsed(self.confirm(page, email="an@example.com"))
        self.assertIn("What you filled in is kept", self.text(lost))
        form = lost.cssselect(".o_municipal_nearest form")[0]
        self.assertNotIn("an@example.com", form.action)
        values = dict(form.form_values(), hold="1")
        answer = self.url_open(form.action, data=values, allow_redirects=False)
        self.assertEqual(answer.status_code, 200)
        kept = self.parsed(answer)
        self.assertEqual(self.state(kept), "kept")
        self.assertEqual(self.form(kept).fields["email"], "an@example.com")
        self.assertEqual(self.confirm(kept).status_code, 303)
        self.assertEqual(iso(self.latest_booking().start), self.nearest(lost)[0])

    def test_files_instead_of_texts(self):
        values = self.form_values()
        token = values.pop("csrf_token")
        for name in (f"q_{self.kids_id.id}", "start", "name", "request_key", "hold"):
            texts = {k: v for k, v in values.items() if k != name}
            response = self.url_open(
                "/afspraak/gegevens",
                data={**texts, "csrf_token": token},
                files={name: ("x.txt", b"x")},
                allow_redirects=False,
            )
            self.assertLess(response.status_code, 500, name)
