from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..evaluation_common import EvaluationCase
from ..privacy_common import EMAIL, NAME, PHONE, SIGNS, WHO, EveryColumn

REMARK = f"I am {NAME}: call {PHONE}"


@tagged("post_install", "-at_install")
class TestEvaluationPrivacy(EveryColumn, EvaluationCase):
    """Remarks go with the contact data; what was chosen is counted."""

    def asks(self, visit):
        answer = self.reply(
            self.path(visit),
            "2",
            remark=REMARK,
            wants_answer="1",
            email=EMAIL,
            phone=PHONE,
        )
        self.assertEqual(answer.status_code, 303)
        return self.answers(res_id=visit.id)

    def with_booking(self):
        booking = self.booked_today(contact=WHO)
        visit = self.env["municipal.visit"]._check_in(booking.reference, self.location)
        return self.ended(visit)

    def vacuum(self, days):
        self.env.flush_all()
        with freeze_time(fields.Datetime.now() + timedelta(days=days)):
            self.env["resource.booking"]._gc_contacts()
        self.env.flush_all()

    def test_everything_is_forgotten_in_time(self):
        for visit in (self.helped(), self.with_booking()):
            self.asks(visit)
        kept = self.company.municipal_retention_days
        self.assertTrue(self.places_of(*SIGNS))
        self.vacuum(kept - 1)
        self.assertIn("rating_rating.feedback", self.places_of(*SIGNS))
        self.vacuum(kept + 2)
        self.assertEqual(self.places_of(*SIGNS), set())
        self.assertEqual(self.answers().mapped("rating"), [2, 2])
        self.assertFalse(self.replies.search([]))

    def test_wiping_on_request(self):
        visit = self.with_booking()
        rating = self.asks(visit)
        on = rating.rated_on
        visit.booking_id._wipe_contact()
        self.env.flush_all()
        self.assertEqual(self.places_of(*SIGNS), set())
        self.assertEqual((rating.rating, rating.rated_on), (2, on))

    def test_a_person_is_told_what_they_answered(self):
        visit = self.with_booking()
        self.asks(visit)
        told = self.env["municipal.privacy"]._told(visit.booking_id)
        texts = str(told)
        self.assertIn(REMARK, texts)
        self.assertIn("asks for an answer", texts)

    def test_a_question_without_answer_is_no_answer(self):
        visit = self.with_booking()
        self.ratings.create(self.ratings._prepare_for_visit(visit, "mail"))
        told = self.env["municipal.privacy"]._told(visit.booking_id)
        self.assertNotIn("Rating", [title for title, _labels, _rows in told])

    # Who may read it.

    def test_managers_read_remarks_and_no_scores_alone(self):
        with_remark = self.asks(self.helped())
        without = self.helped()
        self.reply(self.path(without), "1")
        both = with_remark | self.answers(res_id=without.id)
        found = self.ratings.with_user(self.manager).search([("id", "in", both.ids)])
        self.assertEqual(found, with_remark)
        self.assertEqual(found.feedback, REMARK)
        for user in (self.clerk, self.env.ref("base.public_user")):
            readable = self.ratings.with_user(user)
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
                readable.browse(with_remark.id).read(["feedback"])
        self.assertFalse(
            self.ratings.with_user(self.clerk).search([("id", "in", both.ids)])
        )

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nobody_writes_answers_by_hand(self):
        rating = self.asks(self.helped())
        visit = self.helped()
        values = {**self.ratings._prepare_for_visit(visit, "page"), "rating": 5}
        for user in (self.clerk, self.manager, self.administrator):
            mine = self.ratings.with_user(user)
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                mine.browse(rating.id).rating = 5
                self.env.flush_all()
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                mine.create(dict(values))
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                mine.browse(rating.id).unlink()
        self.assertEqual(rating.rating, 2)

    def test_ratings_of_others_stay_what_they_are(self):
        own = self.ratings.with_user(self.clerk).create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.clerk.partner_id.id,
                "rating": 3,
            }
        )
        own.rating = 4
        self.assertIn(own, self.ratings.with_user(self.clerk).search([]))
