from odoo import http
from odoo.tests import tagged

from ..mail_queue_common import mail_server
from ..waiting_list_common import FRIDAY, WEDNESDAY, WaitingCase

KEEPS = ("municipal.waiting", "municipal.reservation", "resource.booking")


@tagged("post_install", "-at_install")
class TestWaitingPage(WaitingCase):
    """The list as citizens meet it: by pages and mails, without scripts."""

    def form(self, **changes):
        values = {
            "name": "An Peeters",
            "email": "an@example.com",
            "csrf_token": http.Request.csrf_token(self),
        }
        values.update(changes)
        return self.url_open(
            f"/afspraak/wachtlijst?q_{self.kids_id.id}=1",
            data=values,
            allow_redirects=False,
        )

    def errors(self, answer):
        self.assertEqual(answer.status_code, 422, answer.text[:300])
        [box] = self.parsed(answer).cssselect("#error")
        return self.text(box)

    def press(self, page, selector):
        """Press a button of a page; return the answer."""
        [button] = page.cssselect(selector)
        [form] = button.iterancestors("form")
        action = button.get("formaction") or form.action
        return self.url_open(action, data=dict(form.form_values()))

    def offered(self):
        ann = self.join()
        self.free()
        self.run_job()
        return ann

    def run_queue(self):
        with mail_server() as server:
            self.env["mail.mail"].process_email_queue()
        return [mail for mail in server.taken if "an@example.com" in mail["To"]]

    # joining

    def test_from_the_page_without_a_slot_to_the_list(self):
        self.type.lead_hours = 24 * 91
        page = self.page("/afspraak/moment", **{f"q_{self.kids_id.id}": 1})
        [link] = page.cssselect("section[aria-labelledby='waiting_list'] a")
        page = self.page(link.get("href"))
        self.assertIn("Test Kids-ID", self.text(page))
        [form] = page.cssselect("form.o_municipal_form")
        values = {**dict(form.form_values()), "name": "An Peeters"}
        values.update(email="an@example.com", part="morning", date_to="2026-10-30")
        answer = self.url_open(form.action, data=values)
        self.assertEqual(answer.status_code, 200)
        page = self.parsed(answer)
        self.assertEqual(self.text(page.find(".//h1")), "You are on the waiting list")
        self.assertIn("We are sending a mail to an@example.com", self.text(page))
        self.assertIn("not after October 30, 2026", self.text(page))
        [waiting] = self.everybody("waiting")
        self.assertEqual((waiting.part, waiting.lang), ("morning", "en_US"))
        self.assertEqual(waiting.line_ids.product_id, self.kids_id)

    def test_without_a_list_nothing_leads_there(self):
        self.type.lead_hours = 24 * 91
        for change in ({"waiting_list": False}, {}):
            self.type.write({"waiting_list": True, **change})
            if not change:
                # no mail could be sent
                self.service.email = self.company.email = False
                self.env["ir.config_parameter"].set_param("mail.default.from", False)
            page = self.page("/afspraak/moment", **{f"q_{self.kids_id.id}": 1})
            links = page.cssselect("section[aria-labelledby='waiting_list'] a")
            if self.type._takes_waiting():
                continue
            self.assertFalse(links)
            self.assertEqual(self.form().status_code, 303)
            self.assertFalse(self.everybody("waiting"))

    def test_what_is_wrong_is_said_at_its_field(self):
        for changes, said in (
            ({"name": ""}, "Fill in your name"),
            ({"email": ""}, "Fill in your e-mail address"),
            ({"email": "an@"}, "This e-mail address is not right"),
            ({"date_to": "2026-10-01"}, "The last day has passed"),
            (
                {"date_from": "2026-10-20", "date_to": "2026-10-19"},
                "The first day comes after the last one",
            ),
            ({"date_from": "2028-01-01"}, "You can wait for 60 days at most"),
            ({"date_from": "soon"}, "This is no day"),
        ):
            with self.subTest(changes):
                self.assertIn(said, self.errors(self.form(**changes)))
        self.assertFalse(self.everybody("waiting"))

    def test_a_form_from_elsewhere(self):
        answer = self.form(csrf_token="wrong")
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.everybody("waiting"))

    def test_twice_the_same(self):
        self.assertEqual(self.form().status_code, 303)
        said = self.errors(self.form(email="AN@example.com", name="Ann"))
        self.assertIn("You are on the waiting list for this already", said)
        self.assertEqual(len(self.everybody("waiting")), 1)

    def test_nonsense_in_addresses(self):
        for query in ("", "?q_999999=1", "?q_x=1", f"?q_{self.kids_id.id}=99"):
            answer = self.url_open(f"/afspraak/wachtlijst{query}")
            self.assertIn(answer.status_code, (200, 404, 422), query)

    # the page of a person

    def test_a_foreign_or_wiped_link(self):
        ann = self.join()
        path = ann._page_path()
        for wrong in ("nonsense", "0" * 36, f"{path[-36:-1]}x", "%E2%80%9D"):
            for suffix in ("", "/aannemen", "/verlaten", "/weigeren"):
                url = f"/afspraak/wachtlijst/{wrong}{suffix}"
                data = {"csrf_token": http.Request.csrf_token(self)} if suffix else None
                self.assertEqual(self.url_open(url, data=data).status_code, 404, url)
        ann._leave()
        self.page(path)
        with self.later(days=2):
            ann.sudo()._gc_waiting()
            self.page(path, status=404)

    def test_reading_changes_nothing(self):
        ann = self.offered()
        path = ann._page_path()

        def kept():
            self.env.flush_all()
            return [
                self.env[model].with_context(active_test=False).search([]).read()
                for model in KEEPS
            ]

        before = kept()
        for suffix in ("", "?message=joined", "?offer=x"):
            self.page(path + suffix)
        for suffix in ("/aannemen", "/weigeren", "/verlaten"):
            self.assertIn(self.url_open(path + suffix).status_code, (404, 405))
        self.env.invalidate_all()
        self.assertEqual(kept(), before)

    def test_accepting(self):
        ann = self.offered()
        page = self.page(ann._page_path())
        self.assertIn("A slot is free for you", self.text(page.find(".//h1")))
        said = self.text(page)
        for words in (
            "Wednesday 14 October 2026",
            "Test Kids-ID",
            "A photo",
            "Markt 1",
        ):
            self.assertIn(words, said)
        answer = self.press(page, "#accept")
        self.assertIn("Your appointment is booked", answer.text)
        self.env.invalidate_all()
        self.assertEqual((ann.state, ann.booking_id.start), ("booked", WEDNESDAY))
        # pressed in another tab: the same appointment
        answer = self.press(page, "#accept")
        self.assertIn(f"/my/appointments/{ann.booking_id.id}", answer.url)
        after = self.page(ann._page_path())
        self.assertEqual(self.text(after.find(".//h1")), "You have a slot")

    def test_refusing(self):
        ann = self.offered()
        answer = self.press(self.page(ann._page_path()), "#refuse")
        self.assertIn("Somebody else gets that slot", answer.text)
        self.env.invalidate_all()
        self.assertEqual(ann.state, "waiting")

    def test_leaving(self):
        ann = self.join()
        answer = self.press(self.page(ann._page_path()), "#leave button")
        self.assertIn("You are not on the waiting list any more", answer.text)
        self.env.invalidate_all()
        self.assertEqual((ann.state, ann.end_reason), ("ended", "left"))

    def test_too_late(self):
        ann = self.offered()
        page = self.page(ann._page_path())
        with self.later(minutes=61):
            lapsed = self.page(ann._page_path())
            self.assertEqual(
                self.text(lapsed.find(".//h1")), "The time to answer is over"
            )
            self.run_job()
            [button] = page.cssselect("#accept")
            [form] = button.iterancestors("form")
            answer = self.url_open(form.action, data=dict(form.form_values()))
        self.assertEqual(answer.status_code, 422)
        self.assertIn("This slot is no longer kept for you", answer.text)
        self.assertIn("You are on the waiting list", answer.text)
        self.env.invalidate_all()
        self.assertFalse(ann.booking_id)

    def test_free_slots_elsewhere_respect_an_offer(self):
        self.offered()
        answer = self.url_open(f"/afspraak/vrij?q_{self.kids_id.id}=1").json()
        starts = [start for day in answer["days"] for start in day["moments"]]
        self.assertNotIn("2026-10-14T07:00:00Z", starts)
        self.assertIn("2026-10-14T07:15:00Z", starts)

    # mails

    def test_mails(self):
        ann = self.join()
        [mail] = self.run_queue()
        self.assertEqual(mail["Subject"], "You are on the waiting list")
        [link] = {ann._page_url()}
        text = mail.get_body(("plain",)).get_content()
        self.assertIn(link, text)
        self.assertIn("60 minutes to accept", " ".join(text.split()))
        self.free()
        self.run_job()
        [mail] = self.run_queue()
        self.assertIn("A slot is free on Wednesday 14 October 2026", mail["Subject"])
        text = " ".join(mail.get_body(("plain",)).get_content().split())
        self.assertIn(link, text)
        self.assertIn("We keep it for you until", text)
        self.assertEqual(set(ann.notice_ids.mapped("state")), {"sent"})
        ann._end("expired")
        [mail] = self.run_queue()
        self.assertEqual(mail["Subject"], "You are no longer on the waiting list")

    def test_an_offer_that_is_over_is_not_mailed(self):
        self.join()
        self.run_queue()
        self.free(start=FRIDAY)
        self.run_job()
        with self.later(minutes=61):
            self.assertFalse(self.run_queue())

    def test_sensitive_products_stay_so(self):
        self.kids_id.sensitive = True
        self.offered()
        for mail in self.run_queue():
            self.assertNotIn("Test Kids-ID", mail.get_body(("html",)).get_content())
