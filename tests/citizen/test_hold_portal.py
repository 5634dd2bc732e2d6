from odoo import http
from odoo.tests import tagged

from ..booking_common import iso
from ..hold_common import HoldCase


@tagged("post_install", "-at_install")
class TestHoldPortal(HoldCase):
    """Moving keeps the new moment too, and an appointment never blocks itself."""

    def setUp(self):
        super().setUp()
        self.lines = [(self.foreigner, 1)]
        self.begin = self.free_starts(self.lines, hour=9)[0]
        self.booking = self.book(lines=self.lines, start=self.begin)
        starts = self.booking._free_slots_to_move()
        #: overlaps the second half of the present time
        self.overlapping = next(one for one in starts if one > self.begin)
        self.elsewhere = self.free_starts(self.lines, hour=11)[0]

    def post(self, suffix, **data):
        data["access_token"] = self.booking.access_token
        data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(
            f"/my/appointments/{self.booking.id}{suffix}",
            data=data,
            allow_redirects=False,
        )

    def choose_to_move(self, start):
        answer = self.post("/moment", start=iso(start))
        self.assertEqual(answer.status_code, 303, answer.text[:300])
        return self.page(answer.headers["Location"])

    def confirm_move(self, page):
        [form] = page.cssselect("form.o_municipal_actions")
        return self.url_open(
            form.action, data=dict(form.form_values()), allow_redirects=False
        )

    def free_for_others(self, start):
        return start in self.free_starts([(self.kids_id, 1)])

    def test_the_new_moment_is_kept(self):
        page = self.choose_to_move(self.elsewhere)
        self.assertEqual(self.state(page), "kept")
        self.assertEqual(self.held_starts(), [self.elsewhere])
        with self.another_visitor():
            self.assertEqual(self.choose(self.elsewhere).status_code, 422)
        self.env.invalidate_all()
        self.assertEqual(self.booking.start, self.begin)

    def test_confirming_takes_the_hold_over(self):
        page = self.choose_to_move(self.elsewhere)
        self.assertEqual(self.confirm_move(page).status_code, 303)
        self.assertFalse(self.holds())
        self.assertEqual(self.booking.start, self.elsewhere)
        self.assertEqual(self.booking.reservation_ids.mapped("start"), [self.elsewhere])
        self.assertTrue(self.free_for_others(self.begin))

    def test_it_does_not_block_itself(self):
        self.assertLess(self.overlapping, self.booking.stop)
        page = self.choose_to_move(self.overlapping)
        self.assertEqual(self.state(page), "kept")
        [row] = self.holds()
        self.assertEqual(row.start, self.booking.stop, "its own time it has already")
        more = self.choose_to_move(self.overlapping)
        self.assertEqual(self.state(more), "kept")
        self.assertEqual(self.confirm_move(more).status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(self.booking.start, self.overlapping)
        [row] = self.booking.reservation_ids
        self.assertEqual((row.start, row.stop), (self.booking.start, self.booking.stop))
        self.assertFalse(self.holds())

    def test_a_hold_does_not_hide_the_moment_from_himself(self):
        self.choose_to_move(self.elsewhere)
        page = self.page(
            self.booking.get_portal_url(
                "/move", query_string=f"&all=1&day={self.elsewhere:%Y-%m-%d}"
            )
        )
        buttons = page.cssselect(".o_municipal_times button")
        self.assertIn(iso(self.elsewhere), [one.get("value") for one in buttons])

    def test_expired_it_still_moves(self):
        page = self.choose_to_move(self.elsewhere)
        with self.later(minutes=11):
            self.assertEqual(self.state(self.page(self.url(page))), "lost")
            self.assertEqual(self.confirm_move(page).status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(self.booking.start, self.elsewhere)
        self.assertFalse(self.holds())

    def url(self, page):
        return page.cssselect(".o_municipal_hold")[0].get("data-url")

    def test_expired_and_taken_offers_others(self):
        page = self.choose_to_move(self.elsewhere)
        with self.later(minutes=11):
            with self.another_visitor():
                self.assertEqual(self.choose(self.elsewhere).status_code, 303)
            answer = self.confirm_move(page)
            self.assertEqual(answer.status_code, 422)
            buttons = self.parsed(answer).cssselect(".o_municipal_times button")
            self.assertTrue(buttons)
            self.assertNotIn(
                iso(self.elsewhere), [button.get("value") for button in buttons]
            )
        self.env.invalidate_all()
        self.assertEqual(self.booking.start, self.begin)

    def test_choosing_another_frees_the_former(self):
        self.choose_to_move(self.elsewhere)
        self.choose_to_move(self.overlapping)
        self.assertEqual(self.held_starts(), [self.booking.stop])

    def test_going_back_frees_it(self):
        page = self.choose_to_move(self.elsewhere)
        [form] = page.cssselect("form.o_municipal_actions")
        [button] = form.xpath(".//button[@formaction]")
        self.assertTrue(button.get("formaction").endswith("/other"))
        answer = self.post("/other", request_key=form.fields["request_key"])
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/move?", answer.headers["Location"])
        self.assertFalse(self.holds())

    def test_moments_that_cannot_be_had(self):
        with self.another_visitor():
            self.choose(self.elsewhere)
        wrong = ("", "2026-99-99", "9999-12-31T23:59:00Z", iso(self.elsewhere))
        for start in wrong:
            answer = self.post("/moment", start=start)
            self.assertEqual(answer.status_code, 422, start)
            self.assertTrue(self.parsed(answer).cssselect("#error a"))
        self.assertEqual(len(self.holds()), 1)

    def test_nothing_is_kept_for_what_cannot_be_moved(self):
        self.booking.visit_id._take_step("checked_in")
        answer = self.post("/moment", start=iso(self.elsewhere))
        self.assertEqual(answer.status_code, 422)
        self.assertFalse(self.holds())

    def test_reading_the_question_keeps_nothing(self):
        self.page(
            self.booking.get_portal_url(
                "/move", query_string=f"&start={iso(self.elsewhere)}"
            )
        )
        self.assertFalse(self.holds())
        self.assertEqual(self.booking.start, self.begin)
