from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from ..evaluation_common import EvaluationCase

RIGHT_NUMBER = "85.07.30-033.28"


@tagged("post_install", "-at_install")
class TestEvaluationPage(EvaluationCase):
    """One question on the phone, after the visit."""

    def setUp(self):
        super().setUp()
        self.visit = self.helped()
        self.address_of_page = self.path(self.visit)

    def rows(self):
        return self.ratings.search([("municipal_location_id", "=", self.location.id)])

    def test_the_waiting_page_leads_to_the_question(self):
        waiting = self.page(f"/wachten/{self.visit.access_token}")
        [link] = waiting.cssselect("#told a")
        page = self.page(link.get("href"))
        self.assertIn("How was your visit?", self.text(page))
        self.assertEqual(len(page.cssselect("input[type=radio]")), 5)

    def test_who_still_waits_is_not_asked(self):
        visit = self.ticket()
        waiting = self.page(f"/wachten/{visit.access_token}")
        self.assertFalse(waiting.cssselect("a[href*='mening']"))
        self.page(self.path(visit), 404)
        self.assertEqual(self.reply(self.path(visit)).status_code, 404)

    def test_looking_stores_nothing(self):
        for query in ("", "?score=1", "?score=5&wants_answer=1", "/thanks"):
            self.page(self.address_of_page + query)
        self.assertFalse(self.rows())
        page = self.page(self.address_of_page + "?score=2")
        [chosen] = page.cssselect("input[checked][type=radio]")
        self.assertEqual(chosen.get("value"), "2")

    def test_one_answer_that_can_be_changed(self):
        answer = self.reply(self.address_of_page, "2", remark="A long\nwait")
        self.assertEqual(answer.status_code, 303)
        page = self.page(answer.headers["Location"])
        self.assertIn("Thank you", self.text(page))
        rating = self.rows()
        self.assertEqual((rating.rating, rating.feedback), (2, "A long\nwait"))
        self.assertEqual(rating.municipal_door, "page")
        self.assertEqual(rating.municipal_service_id, self.service)
        self.assertEqual(rating.municipal_day, self.visit.day)
        self.assertFalse(rating.partner_id)
        again = self.page(self.address_of_page)
        self.assertIn("answered already", self.text(again))
        self.assertEqual(again.cssselect("textarea")[0].text, "A long\nwait")
        self.reply(self.address_of_page, "5")
        self.assertEqual(self.rows(), rating)
        self.assertEqual((rating.rating, rating.feedback), (5, False))

    def test_nonsense_is_refused_in_words(self):
        for score in ("", "0", "6", "3.5", "-1", "٣", "5 ", "great", "5" * 400):
            answer = self.reply(self.address_of_page, score)
            self.assertEqual(answer.status_code, 422, score)
            self.assertIn("Choose one of the five answers", answer.text)
        wrong = {
            "too long": {"remark": "x" * 1001},
            "national register number": {"remark": f"I am {RIGHT_NUMBER}"},
            "what you want to have an answer to": {
                "wants_answer": "1",
                "email": "a@b.be",
            },
            "or your phone number": {"wants_answer": "1", "remark": "Call me"},
            "e-mail address is not right": {
                "wants_answer": "1",
                "remark": "Mail me",
                "email": "nobody",
            },
            "too few digits": {"wants_answer": "1", "remark": "Call", "phone": "12"},
        }
        for words, values in wrong.items():
            with self.subTest(words):
                answer = self.reply(self.address_of_page, "3", **values)
                self.assertEqual(answer.status_code, 422)
                self.assertIn(words, answer.text)
        self.assertFalse(self.rows())
        self.assertFalse(self.replies.search([]))

    def test_what_was_typed_stays_when_something_is_wrong(self):
        answer = self.reply(
            self.address_of_page,
            "",
            remark="The <b>lift</b>",
            wants_answer="1",
            email="an@example.com",
        )
        page = self.parsed(answer)
        self.assertEqual(page.cssselect("textarea")[0].text, "The <b>lift</b>")
        self.assertEqual(page.cssselect("#email")[0].get("value"), "an@example.com")
        self.assertTrue(page.cssselect("#wants_answer[checked]"))

    def test_pages_that_are_not_there(self):
        for token in ("nothing", "%00", "a" * 300, "é", "False"):
            for name in ("mening", "opinion"):
                self.page(f"/{name}/{token}", 404)
                self.assertEqual(self.reply(f"/{name}/{token}").status_code, 404)
        self.page("/mening/a/b", 404)
        self.company.municipal_evaluation = False
        self.page(self.address_of_page, 404)
        self.assertEqual(self.reply(self.address_of_page).status_code, 404)
        self.assertFalse(self.rows())

    def test_it_ends_after_some_days(self):
        days = timedelta(days=self.company.municipal_evaluation_days)
        now = fields.Datetime.now()
        with freeze_time(now + days - timedelta(minutes=1)):
            self.assertEqual(self.reply(self.address_of_page).status_code, 303)
        with freeze_time(now + days + timedelta(minutes=1)):
            self.page(self.address_of_page, 404)
            self.assertEqual(self.reply(self.address_of_page, "1").status_code, 404)
        self.assertEqual(self.rows().rating, 4)

    def test_an_undone_end_takes_the_question_back(self):
        self.clerk_desk.desk_sit_down()
        visit = self.ticket()
        self.clerk_desk.desk_call(visit.id)
        line = {"product_id": self.passport.id, "delivered": 1}
        self.clerk_desk.desk_finish(visit.id, [line])
        self.page(self.path(visit))
        self.clerk_desk.desk_step(visit.id, "undone")
        self.page(self.path(visit), 404)

    def test_nobody_who_is_logged_in_is_written_down(self):
        self.authenticate("test_clerk", "test_clerk")
        self.reply(self.address_of_page, "3", remark="The clerk was kind")
        public = self.env.ref("base.public_user")
        rating = self.rows()
        self.assertEqual(rating.create_uid | rating.write_uid, public)

    def test_languages(self):
        page = self.page(f"{self.address_of_page}?lang=nl_BE")
        self.assertEqual(page.get("lang"), "nl-BE")
        form = page.cssselect("form")[0]
        self.assertIn("lang=nl_BE", form.get("action"))
        english = self.address_of_page.replace("mening", "opinion")
        self.assertIn("How was your visit?", self.url_open(english).text)

    def test_the_page_names_nobody_and_keeps_its_address(self):
        booking = self.booked_today()
        visit = self.env["municipal.visit"]._check_in(booking.reference, self.location)
        answer = self.url_open(self.path(self.ended(visit)))
        self.assertNotIn("An Peeters", answer.text)
        self.assertNotIn(booking.reference, answer.text)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")

    def test_pages_of_odoo_do_not_open_ours(self):
        self.reply(self.address_of_page, "4")
        token = self.rows().access_token
        for path in (f"/rate/{token}/1", f"/rate/{token}/submit_feedback"):
            self.assertEqual(self.url_open(path).status_code, 404)
        self.assertEqual(self.rows().rating, 4)

    # A remark that asks for an answer.

    def ask_for_answer(self, **values):
        typed = {"remark": "Where is my card?", "wants_answer": "1", **values}
        return self.reply(self.address_of_page, "3", **typed)

    def test_who_wants_an_answer_is_a_task_of_the_managers(self):
        self.ask_for_answer(phone="0470 12 34 56")
        reply = self.replies.search([])
        self.assertEqual(reply.remark, "Where is my card?")
        self.assertEqual((reply.email, reply.phone), (False, "+32470123456"))
        self.assertIn(self.manager, reply.activity_ids.user_id)
        self.assertNotIn(self.clerk, reply.activity_ids.user_id)
        tasks = len(reply.activity_ids)
        self.ask_for_answer(email="AN@example.com")
        self.assertEqual(self.replies.search([]), reply)
        self.assertEqual((reply.email, reply.phone), ("an@example.com", False))
        self.assertEqual(len(reply.activity_ids), tasks)
        reply.with_user(self.manager).action_answered()
        self.assertEqual(reply.state, "done")
        self.assertFalse(reply.activity_ids)

    def test_what_is_no_longer_wanted_is_no_task(self):
        self.ask_for_answer(email="an@example.com")
        self.reply(self.address_of_page, "4", remark="Found it")
        self.assertFalse(self.replies.search([]))
        activities = self.env["mail.activity"].search(
            [("res_model", "=", "municipal.reply")]
        )
        self.assertFalse(activities)

    def test_the_same_once_more_is_no_new_task(self):
        self.ask_for_answer(email="an@example.com")
        reply = self.replies.search([])
        reply.with_user(self.manager).action_answered()
        self.ask_for_answer(email="an@example.com")
        self.assertEqual((reply.state, len(reply.activity_ids)), ("done", 0))
        self.ask_for_answer(email="an@example.com", remark="And my other card?")
        self.assertEqual(reply.state, "open")
        self.assertTrue(reply.activity_ids)
