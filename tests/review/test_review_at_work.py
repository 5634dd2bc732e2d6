from random import Random

from odoo.tests import tagged

from ...models.review import town
from ..common import hours
from ..review_common import LINES, ReviewCase

#: minutes that a visitor takes at least and at most
TAKES = (8, 20)


@tagged("post_install", "-at_install")
class TestReviewAtWork(ReviewCase):
    """Six weeks of mornings in which one of two desks was really at work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls.desks
        cls.open_for("both")

    @classmethod
    def open_for(cls, access):
        lines = [(day, 9, 12, access) for day in range(5)]
        cls.calendar.attendance_ids = hours(*lines)

    @classmethod
    def visitor(cls, moment):
        """Let a whole morning come with the first of its visitors: one desk helps."""
        if (moment.hour, moment.minute) != (7, 0):
            return
        rng, free = Random(f"{moment}"), 0
        for arrival in sorted(rng.randint(0, 165) for _n in range(rng.randint(5, 11))):
            called = max(arrival, free)
            free = called + rng.randint(*TAKES) + 1
            cls.visit(
                None,
                [(cls.passport, 1, 1)],
                at=moment,
                channel="walk_in",
                desk_id=cls.desks[0].id,
                arrival=arrival,
                called_at=called,
                started_at=called + 1,
                finished_at=free - 1,
            )

    @classmethod
    def log(cls, visit):
        """Say at which desk it was, as a desk does."""
        moments = {
            "checked_in": (visit.arrival, False),
            "called": (visit.called_at, visit.desk_id.id),
            "started": (visit.started_at, visit.desk_id.id),
            "finished": (visit.finished_at, visit.desk_id.id),
        }
        cls.env["municipal.visit.event"].create(
            [
                {"visit_id": visit.id, "step": step, "moment": moment, "desk_id": desk}
                for step, (moment, desk) in moments.items()
            ]
        )

    def simulated(self):
        review = self.frozen()
        self.draw(review, LINES, name="Two desks", desk_count=2)
        review.action_simulate()
        self.run_jobs()
        return review

    def wait(self, review, place):
        return review.answers["plans"][place]["figures"]["wait_mean"]["middle"]

    def test_today_has_the_desks_that_were_at_work(self):
        today = self.frozen().alternative_ids
        self.assertEqual(today.desk_count, 1)
        self.assertEqual(today.desk_hours, 15)

    def test_the_wait_of_today_is_near_the_measured_one(self):
        review = self.simulated()
        measured = review.answers["about"]["measured"]["wait_mean"]
        self.assertGreater(measured, 5)
        self.assertLess(abs(self.wait(review, 0) / measured - 1), 0.35)
        self.assertLess(self.wait(review, 1), measured / 3)
        text = " ".join(str(review.answers_html).split())
        whole, part = f"{measured:.1f}".split(".")
        self.assertRegex(text, f"measured: {whole}[.,]{part}")
        self.assertIn("were really at work", text)

    def test_the_desk_that_was_at_work_comes_first(self):
        review = self.frozen()
        plan = town.Plans(review, town.known(review).learnt.town).plan(
            review.alternative_ids
        )
        places = {desk.id: place for place, desk in enumerate(plan.desks)}
        monday = plan.staffed[0]
        self.assertEqual(monday[places[self.first.id]], ((540, 720),))
        self.assertEqual(monday[places[self.second.id]], ())

    def test_a_desk_that_stayed_empty_gave_appointments(self):
        """The agenda of today is that of the plan."""
        self.open_for("appointment")
        review = self.frozen()
        plan = town.Plans(review, town.known(review).learnt.town).plan(
            review.alternative_ids
        )
        starts = plan.slots[self.service.id][0]
        self.assertEqual(starts.count(540), 2)

    def test_without_a_desk_in_the_log_all_are_taken_as_staffed(self):
        self.env.cr.execute(
            "UPDATE municipal_visit_period SET desk_id = NULL WHERE desk_id = %s",
            [self.first.id],
        )
        review = self.simulated()
        self.assertEqual(review.alternative_ids[0].desk_count, 2)
        self.assertIn(
            "all desks are simulated as staffed", " ".join(review.answers_html.split())
        )
