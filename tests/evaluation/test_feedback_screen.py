from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

from odoo import fields
from odoo.tests import freeze_time, tagged

from ...models.evaluation import municipal_location
from ..evaluation_common import EvaluationCase


@tagged("post_install", "-at_install")
class TestFeedbackScreen(EvaluationCase):
    """Five faces at the exit: one touch, of nobody."""

    def screens_answers(self):
        return self.answers(municipal_door="screen")

    def test_a_touch_and_thanks(self):
        page = self.look(screen=self.feedback)
        faces = page.cssselect("button[name=score]")
        self.assertEqual([face.get("value") for face in faces], list("54321"))
        key = page.cssselect("input[name=key]")[0].get("value")
        answer = self.touch("2", key)
        self.assertEqual(answer.status_code, 303)
        thanks = self.page(answer.headers["Location"])
        self.assertIn("Thank you", self.text(thanks))
        [refresh] = thanks.cssselect("meta[http-equiv=refresh]")
        self.assertIn(self.address(screen=self.feedback), refresh.get("content"))
        rating = self.screens_answers()
        self.assertEqual(rating.rating, 2)
        self.assertEqual(rating.municipal_location_id, self.location)
        self.assertFalse(rating.municipal_service_id)

    def test_it_says_that_it_is_anonymous_and_it_is(self):
        page = self.text(self.look(screen=self.feedback))
        self.assertIn("Anonymous: we keep your answer with this place", page)
        self.authenticate("test_clerk", "test_clerk")
        with freeze_time(fields.Datetime.now().replace(minute=47, second=13)):
            self.touch()
        rating = self.screens_answers()
        self.env.cr.execute("SELECT * FROM rating_rating WHERE id = %s", [rating.id])
        [row] = self.env.cr.dictfetchall()
        who = ("create_uid", "write_uid", "partner_id", "rated_partner_id")
        self.assertEqual({row[name] for name in who}, {None})
        self.assertEqual(row["res_model"], "municipal.location")
        self.assertFalse(row["message_id"] or row["feedback"])
        for name in ("create_date", "write_date", "rated_on"):
            moment = row[name]
            self.assertEqual((moment.minute, moment.second), (30, 0), name)
            self.assertEqual(moment.microsecond, 0)

    def test_a_screen_of_one_service_tells_it(self):
        self.feedback.service_ids = self.service
        self.touch()
        self.assertEqual(self.screens_answers().municipal_service_id, self.service)

    def test_looking_stores_nothing(self):
        self.look("?score=1", screen=self.feedback)
        self.look("/thanks", screen=self.feedback)
        self.page(self.address("/feedback?score=5", self.feedback), 405)
        self.assertFalse(self.screens_answers())

    def test_sent_twice_is_one_answer(self):
        key = str(uuid4())
        for score in "45":
            self.assertEqual(self.touch(score, key).status_code, 303)
        self.assertEqual(self.screens_answers().rating, 4)

    def test_nonsense_is_refused_in_words(self):
        for score in ("", "0", "6", "x", "5" * 300):
            answer = self.touch(score)
            self.assertEqual(answer.status_code, 422, score)
            self.assertIn("Choose one of the five answers", answer.text)
        for key in ("", "x", "g" * 36, "0" * 500):
            answer = self.press("/feedback", self.feedback, score="5", key=key)
            self.assertEqual(answer.status_code, 422, key)
        for seconds in ("x", "-1", "9" * 40, "1e5"):
            self.assertEqual(self.touch(seconds=seconds).status_code, 303, seconds)
        self.assertEqual(len(self.screens_answers()), 4)
        today = self.location._today()
        self.assertEqual(set(self.screens_answers().mapped("municipal_day")), {today})

    def test_answers_of_a_screen_that_had_no_network(self):
        now = fields.Datetime.now().replace(hour=12, minute=10, second=0)
        with freeze_time(now):
            self.touch("1", seconds=str(2 * 3600))
            self.touch("2", seconds=str(900000))
        late, later = self.screens_answers().sorted("rating")
        self.assertEqual(late.rated_on, now.replace(hour=10, minute=0, microsecond=0))
        self.assertGreaterEqual(later.rated_on, now - timedelta(hours=24, minutes=30))

    def test_more_than_people_can_touch(self):
        with patch.object(municipal_location, "MOST_IN_HALF_HOUR", 2):
            answers = [self.touch().status_code for _touch in range(3)]
        self.assertEqual(answers, [303, 303, 422])
        self.assertEqual(len(self.screens_answers()), 2)

    def test_only_a_screen_of_this_kind_asks(self):
        for screen in (self.kiosk, self.display):
            self.assertEqual(self.touch(screen=screen).status_code, 404)
            self.look("/thanks", 404, screen)
        self.feedback.action_renew_address()
        old = "/municipal/screen/revoked-address/feedback"
        self.assertEqual(self.reply(old).status_code, 404)
        self.feedback.active = False
        self.assertEqual(self.touch().status_code, 404)
        self.assertFalse(self.screens_answers())

    def test_it_tells_that_it_lives(self):
        answer = self.press("/alive", self.feedback)
        self.assertEqual(answer.json(), {})
        self.assertTrue(self.feedback.last_seen)

    def test_languages(self):
        page = self.look("?lang=nl_BE", screen=self.feedback)
        self.assertEqual(page.get("lang"), "nl-BE")
        self.assertIn("lang=nl_BE", page.cssselect("form")[0].get("action"))


@tagged("post_install", "-at_install")
class TestFeedbackScreenBrowser(EvaluationCase):
    """What only a browser shows: the question comes back, the network goes."""

    browser_size = "1080x1920"

    def test_touch_resets_and_survives_the_network(self):
        code = """
(async () => {
    const until = async (what, test) => {
        for (let i = 0; i < 100; i++) {
            if (test()) { return; }
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error("never: " + what);
    };
    const kept = () => JSON.parse(
        localStorage.getItem("municipal_feedback_BASE") || "[]"
    );
    const question = document.querySelector("#question");
    const press = (score) => {
        const face = document.querySelector(`button[value="${score}"]`);
        face.click();
        face.click();
    };
    const real = window.fetch;
    window.fetch = () => Promise.reject(new TypeError("no network"));
    press(2);
    await until("thanks", () => question.hidden);
    if (document.querySelector("#thanked").hidden) { throw new Error("no thanks"); }
    await until("question", () => !question.hidden);
    if (kept().length !== 1) { throw new Error("not kept once"); }
    window.fetch = real;
    press(5);
    await until("sent", () => kept().length === 0);
    console.log("test successful");
})().catch((error) => console.error(error.message));
""".replace("BASE", self.address(screen=self.feedback))
        self.browser_js(self.address(screen=self.feedback), code, timeout=60)
        self.assertEqual(
            sorted(self.answers(municipal_door="screen").mapped("rating")), [2, 5]
        )
