import json
from unittest.mock import patch

from odoo import http
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...engine.proof import solve, write_answer
from ..booking_common import BookingCase, iso
from ..fair_use_common import FakeNumbers

ROBOT = "Your browser first has to show that no robot is at work."


class ProofCase(FakeNumbers, BookingCase):
    """A town that asks browsers to do a small sum."""

    def latest(self):
        self.env.invalidate_all()
        return self.env["resource.booking"].search([], order="id desc", limit=1)

    def details(self, number=0):
        start = self.free_starts(hour=10)[number]
        query = {f"q_{self.kids_id.id}": 1, "start": iso(start)}
        return self.page("/afspraak/gegevens", **query)

    def task(self, page):
        [block] = page.cssselect(".o_municipal_proof")
        return json.loads(block.get("data-task"))

    def answer(self, page):
        """Return what a browser sends that did the sum of a page."""
        task = self.task(page)
        return write_answer(task, solve(task))

    def make(self, number=0, status=303, **changes):
        changes.setdefault("start", iso(self.free_starts(hour=10)[number]))
        answer = self.send(**changes)
        self.assertEqual(answer.status_code, status, answer.text[:300])
        return answer


@tagged("post_install", "-at_install")
class TestProofAlways(ProofCase):
    """Every appointment needs the sum."""

    def setUp(self):
        super().setUp()
        self.company.municipal_proof = "always"

    def test_with_the_sum_of_the_page(self):
        self.make(altcha=self.answer(self.details()))

    def test_the_challenge_is_that_of_altcha(self):
        task = self.task(self.details())
        self.assertEqual(
            set(task), {"algorithm", "challenge", "maxnumber", "salt", "signature"}
        )
        self.assertEqual(task["algorithm"], "SHA-256")
        self.assertRegex(task["salt"], r"^[0-9a-f]{24}\?expires=\d+&$")
        self.assertNotEqual(task["challenge"], self.task(self.details())["challenge"])

    def test_without_it_nothing_typed_is_lost(self):
        before = self.traces()
        page = self.parsed(self.make(status=422, name="Bo Visitor"))
        self.assertEqual(self.traces(), before)
        self.assertIn(ROBOT, self.text(page.cssselect("#error")[0]))
        [form] = page.cssselect("form.o_municipal_form")
        values = dict(form.form_values())
        self.assertEqual(values["name"], "Bo Visitor")
        values["altcha"] = self.answer(page)
        answer = self.url_open(form.action, data=values, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)

    def test_each_solution_once(self):
        answer = self.answer(self.details())
        self.make(altcha=answer)
        page = self.parsed(self.make(1, status=422, altcha=answer))
        self.assertIn(ROBOT, self.text(page))
        # and the page gives another one
        self.make(1, altcha=self.answer(page))

    def test_the_same_form_twice_is_one_appointment(self):
        answer, start = self.answer(self.details()), iso(self.free_starts(hour=10)[0])
        key = "11111111-1111-4111-8111-111111111111"
        first = self.make(start=start, altcha=answer, request_key=key)
        second = self.make(start=start, altcha=answer, request_key=key)
        self.assertEqual(first.headers["Location"], second.headers["Location"])

    def test_what_was_refused_for_something_else_is_kept(self):
        answer = self.answer(self.details())
        page = self.parsed(self.make(status=422, altcha=answer, name=""))
        self.assertNotIn(ROBOT, self.text(page))
        [form] = page.cssselect("form.o_municipal_form")
        values = {**dict(form.form_values()), "name": "An"}
        self.assertEqual(values["altcha"], answer)
        sent = self.url_open(form.action, data=values, allow_redirects=False)
        self.assertEqual(sent.status_code, 303)

    def test_too_late(self):
        answer = self.answer(self.details())
        self.clock.tick(3601)
        self.addCleanup(self.clock.move_to, self.now)
        self.make(status=422, altcha=answer)

    def test_of_another_database(self):
        proofs = self.env.registry["municipal.proof"]
        with patch.object(proofs, "_secret", lambda self: b"other"):
            answer = self.answer(self.details())
        self.make(status=422, altcha=answer)

    def test_nonsense(self):
        for text in ("x", "é", "e30=", "A" * 100_000, "bnVsbA=="):
            with self.subTest(text=text[:20]):
                self.make(status=422, altcha=text)

    def test_without_javascript_a_link_in_a_mail(self):
        page = self.details()
        [button] = page.cssselect("button[name='by_link']")
        self.assertIn("Confirm by a link in a mail", self.text(button))
        visible = [
            block.get("data-proof")
            for block in page.cssselect("[data-proof]")
            if "d-none" not in (block.get("class") or "")
        ]
        self.assertEqual(visible, ["without"])
        self.make(by_link="1")
        booking = self.latest()
        self.assertEqual(booking.confirm_state, "asked")

    def test_the_link_needs_an_address(self):
        page = self.make(status=422, by_link="1", email="", phone="0470123456")
        self.assertIn("we mail you the link", page.text)

    def test_links_have_an_end_for_robots(self):
        for _time in range(10):
            self.company._is_crowded("link", "127.0.0.1", 10)
        page = self.make(status=422, by_link="1")
        self.assertIn("Try again in an hour", page.text)

    def test_used_ones_are_forgotten(self):
        self.make(altcha=self.answer(self.details()))
        proofs = self.env["municipal.proof"]
        self.assertTrue(proofs.search([]))
        proofs._gc_proofs()
        self.assertTrue(proofs.search([]))
        self.clock.tick(3601)
        self.addCleanup(self.clock.move_to, self.now)
        proofs._gc_proofs()
        self.assertFalse(proofs.search([]))


@tagged("post_install", "-at_install")
class TestCrowded(ProofCase):
    """The sum is asked when many come from one internet address."""

    def setUp(self):
        super().setUp()
        self.company.write(
            {"municipal_proof": "crowded", "municipal_bookings_per_address": 2}
        )

    def test_nobody_is_asked_at_first_and_nobody_is_kept_out(self):
        self.assertFalse(self.details().cssselect(".o_municipal_proof"))
        self.make(0)
        self.make(1)
        page = self.parsed(self.make(2, status=422))
        self.assertIn(ROBOT, self.text(page))
        self.make(2, altcha=self.answer(page))

    def test_an_hour_later_nobody_is_asked_any_more(self):
        self.make(0)
        self.make(1)
        self.clock.tick(3601)
        self.addCleanup(self.clock.move_to, self.now)
        self.make(2)

    def test_refused_forms_do_not_count(self):
        for _time in range(4):
            self.make(0, status=422, name="")
        self.make(0)

    def test_no_address_is_kept(self):
        self.make(0)
        [row] = self.env["municipal.rate"].search([("purpose", "like", "book")])
        self.assertRegex(row.address, "^[0-9a-f]{64}$")
        rates = self.env["municipal.rate"]
        day, next_day = self.now, self.now.replace(day=self.now.day + 1)
        self.assertNotEqual(
            rates._hide("10.0.0.1", day), rates._hide("10.0.0.1", next_day)
        )
        # of IPv6 the network of a home
        self.assertEqual(
            rates._hide("2001:db8::1", day), rates._hide("2001:db8::2", day)
        )
        self.clock.tick(25 * 3600)
        self.addCleanup(self.clock.move_to, self.now)
        rates._gc_rates()
        self.assertFalse(rates.search([]))

    def test_holds_end_too(self):
        """Nothing more is kept for a robot; people can still book."""
        for _time in range(20):
            self.company._is_crowded("hold", "127.0.0.1", 20)
        answer = self.choose()
        self.assertEqual(answer.status_code, 303)
        page = self.page(answer.headers["Location"])
        self.assertEqual(
            page.cssselect(".o_municipal_hold")[0].get("data-state"), "never"
        )

    def test_off_nothing_is_counted(self):
        self.company.municipal_proof = "off"
        for number in range(3):
            self.make(number)
        self.assertFalse(self.env["municipal.rate"].search([]))

    def test_one_statement(self):
        rates = self.env["municipal.rate"]
        rates._is_crowded("book", "10.0.0.1", 2)
        with self.assertQueryCount(1):
            rates._is_crowded("book", "10.0.0.1", 2)


@tagged("post_install", "-at_install")
class TestCaptcha(ProofCase):
    """The captcha that is set up for the website, where the town wants it."""

    def setUp(self):
        super().setUp()
        self.company.municipal_captcha = True
        self.asked = []

        def verify(_self, action):
            self.asked.append(action)
            if http.request.params.pop("turnstile_captcha", "") != "human":
                raise UserError("The human validation failed.")

        self.patch(
            self.env.registry["ir.http"], "_verify_request_recaptcha_token", verify
        )

    def test_the_form_asks_for_it(self):
        [form] = self.details().cssselect("form.o_municipal_form")
        self.assertEqual(form.get("data-captcha"), "municipal_booking")

    def test_people(self):
        self.make(turnstile_captcha="human")
        self.assertEqual(self.asked, ["municipal_booking"])

    def test_robots(self):
        before = self.traces()
        page = self.parsed(self.make(status=422))
        self.assertIn("The human validation failed.", self.text(page))
        self.assertEqual(self.traces(), before)

    def test_by_mail_instead(self):
        self.make(by_link="1")
        self.assertEqual(self.latest().confirm_state, "asked")

    def test_not_where_it_is_off(self):
        self.company.municipal_captcha = False
        self.make()
        self.assertFalse(self.asked)
        [form] = self.details(1).cssselect("form.o_municipal_form")
        self.assertIsNone(form.get("data-captcha"))
