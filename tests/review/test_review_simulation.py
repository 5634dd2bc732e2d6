from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.review import town
from ..common import hours
from ..review_common import LINES, OPEN, ReviewCase


@tagged("post_install", "-at_install")
class TestReviewSimulation(ReviewCase):
    def simulated(self, *alternatives, **values):
        review = self.frozen(**values)
        for lines in alternatives:
            self.draw(review, lines, name=f"Alternative {len(review.alternative_ids)}")
        review.action_simulate()
        return review

    def figure(self, review, place, name):
        return review.answers["plans"][place]["figures"][name]

    def test_the_town_is_what_was_measured(self):
        learnt, since, waits = town.known(self.frozen())
        self.assertEqual(since.isoformat(), "2026-08-31")
        self.assertEqual(learnt.days, 30)
        self.assertAlmostEqual(learnt.town.visitors(0), 6)
        card, passport = learnt.town.products
        self.assertEqual((card.appointments, passport.appointments), (1, 0))
        self.assertEqual(card.minutes[0], 11 + 1)
        self.assertEqual(learnt.few_times, frozenset())
        self.assertEqual(len(waits), 180)

    def test_a_rough_answer_at_once(self):
        review = self.simulated(LINES)
        self.assertTrue(review.answers["rough"])
        self.assertEqual(review.job_state, "waiting")
        self.assertAlmostEqual(self.figure(review, 0, "served")["middle"], 30, delta=6)
        self.assertIn("first, rough answer", review.answers_html)
        self.assertNotIn("better</span>", review.answers_html)

    def test_a_better_one_year_by_year(self):
        review = self.simulated(LINES)
        self.run_jobs([1e9, 0])
        self.assertEqual((review.job_state, review.job_done), ("running", 2))
        self.run_jobs()
        self.assertEqual((review.job_state, review.job_done), ("done", 4))
        self.assertFalse(review.answers["rough"])
        today, other = (self.figure(review, place, "desk_hours") for place in (0, 1))
        self.assertEqual((today["middle"], other["middle"]), (30, 15))
        self.assertNotIn("more", today)
        self.assertEqual((other["more"], other["certain"]), (-15, True))
        self.assertIn("Simulated years", review.answers_html)

    def test_a_killed_server_finds_the_same(self):
        review = self.simulated(LINES)
        self.run_jobs()
        at_once = review.answers
        review.action_simulate()
        for _batch in range(3):
            self.run_jobs([1e9, 0])
        self.assertEqual(review.job_state, "done")
        self.assertEqual(review.answers["plans"], at_once["plans"])

    def test_fewer_hours_serve_fewer(self):
        review = self.simulated([[0, 540, 600, "walk_in"]])
        self.run_jobs()
        refused = self.figure(review, 1, "refused")
        self.assertGreater(refused["more"], 0)
        self.assertTrue(refused["certain"])
        self.assertIn("worse</span>", review.answers_html)

    def test_it_is_stopped(self):
        review = self.simulated(LINES)
        review.action_stop_job()
        self.run_jobs()
        self.assertTrue(review.answers["rough"])
        review.action_simulate()
        self.assertEqual(review.job_state, "waiting")

    def test_once_at_a_time(self):
        review = self.simulated(LINES)
        with self.assertRaisesRegex(UserError, "already"):
            review.action_simulate()

    def test_what_is_drawn_anew_is_simulated_anew(self):
        review = self.simulated(LINES)
        review.alternative_ids[1].with_user(self.manager).desk_count = 3
        self.assertFalse(review.answers)
        self.assertEqual(review.job_state, "stopped")
        review.action_simulate()
        review.kept_percent = 50
        self.assertFalse(review.answers)

    def test_nobody_writes_answers(self):
        review = self.frozen()
        with self.assertRaises(UserError):
            review.answers = {"rough": False}

    def test_a_closed_week(self):
        review = self.simulated([])
        self.assertFalse(review.answers)
        self.assertIn("closed the whole week", review.too_little)

    def test_no_history(self):
        review = self.simulated(LINES, date_from="2020-01-01", date_to="2020-01-09")
        self.assertFalse(review.answers)
        self.assertIn("Too little to say", review.too_little)

    def test_three_days_of_history(self):
        review = self.simulated(LINES, date_from=OPEN[-3].date())
        self.assertIn("on 3 days only", review.too_little)
        self.assertFalse(review.answers_html)

    def test_hours_that_changed_in_the_middle(self):
        """Only what was measured under the last hours counts, and it is said."""
        calendar = self.calendar.copy()
        openings = self.env["municipal.opening"]
        change = OPEN[25].date()
        for held, first, last in (
            (self.calendar, "2026-01-01", change - timedelta(days=1)),
            (calendar, change, False),
        ):
            openings.create(
                {
                    "name": "Regime",
                    "type_id": self.type.id,
                    "calendar_id": held.id,
                    "date_from": first,
                    "date_to": last,
                }
            )
        review = self.simulated(LINES)
        self.assertIn("on 5 days only", review.too_little)
        self.assertIn("Hours changed on", review.too_little)

    def test_a_service_with_one_product(self):
        (self.passport | self.foreigner).active = False
        review = self.simulated(LINES)
        self.run_jobs()
        self.assertEqual(review.job_state, "done")
        self.assertTrue(self.figure(review, 0, "served")["middle"])

    def test_desks_that_serve_few_products(self):
        self.desks.served_product_ids = self.foreigner
        review = self.simulated(LINES)
        self.assertIn("no desk deals with", review.too_little)

    def test_who_never_walks_in_keeps_appointments(self):
        """On a walk-in day too, as it is told to citizens."""
        self.passport.walk_in = "never"
        review = self.frozen()
        learnt = town.known(review).learnt
        plan = town.Plans(review, learnt.town).plan(review.alternative_ids)
        self.assertIn(1, plan.slots[-self.service.id])
        self.assertNotIn(1, plan.slots[self.service.id])

    def test_desks_by_half_hour_and_appointments_beside_walk_in(self):
        review = self.frozen()
        other = self.draw(review, [[0, 540, 600, "both"]], desk_count=3)
        learnt = town.known(review).learnt
        plan = town.Plans(review, learnt.town).plan(other)
        self.assertEqual(len(plan.desks), 3)
        self.assertEqual(plan.walks(0), ((540, 600),))
        # eight of ten visitors come by appointment: so do all three desks
        starts = plan.slots[self.service.id][0]
        self.assertEqual(starts[:3], (540, 540, 540))

    def test_hours_outside_half_hours_are_kept(self):
        self.calendar.attendance_ids = hours((0, 8.75, 12.25, "both"))
        today = self.frozen().alternative_ids
        self.assertEqual(today.week["lines"], [[0, 525, 735, "both"]])

    def test_queries_do_not_grow_with_visits(self):
        review = self.frozen()
        town.known(review)
        self.env.flush_all()
        with self.assertQueryCount(40):
            self.env.invalidate_all()
            town.known(review)
