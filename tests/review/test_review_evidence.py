from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ...engine.satisfaction import wilson
from ..review_common import FIRST, ReviewCase


@tagged("post_install", "-at_install")
class TestReviewEvidence(ReviewCase):
    def gathered(self, **values):
        review = self.review(**values)
        review.action_gather()
        return review.evidence

    def test_a_manager_begins_one_in_the_form(self):
        with Form(self.env["municipal.review"].with_user(self.manager)) as form:
            form.name = "Hours"
            form.service_ids.add(self.service)
            form.date_from, form.date_to = date(2026, 8, 31), date(2026, 10, 9)
        review = form.record
        review.action_gather()
        self.assertEqual(review.state, "draft")
        self.assertIn("180", review.evidence_html)

    def test_visitors_are_those_of_the_figures(self):
        evidence = self.gathered()
        report = self.env["municipal.visit.report"].with_user(self.manager)
        [(count, mean, p90)] = report._read_group(
            [("service_id", "=", self.service.id), ("came", "=", True)],
            [],
            ["visitors:sum", "waiting_minutes:avg", "waiting_p90:avg"],
        )
        self.assertEqual(evidence["visitors"]["total"], count)
        self.assertEqual(evidence["visitors"]["days"], 30)
        self.assertEqual(evidence["waits"]["mean"], mean)
        self.assertEqual(evidence["waits"]["p90"], p90)
        tuesday = evidence["visitors"]["weekdays"][1]
        self.assertEqual(tuesday, ["2", 6, 36])

    def test_half_hours_are_per_day_that_was_open(self):
        half_hours = self.gathered()["half_hours"]
        self.assertEqual(half_hours["09:00"], dict.fromkeys("12345", 2.0))
        self.assertEqual(half_hours["11:30"], dict.fromkeys("12345", 0.0))

    def test_who_did_not_come(self):
        self.visit(FIRST, [(self.kids_id, 1, 0)], state="no_show")
        missed = self.gathered()["no_shows"]
        self.assertEqual((missed["missed"], missed["promised"]), (1, 145))

    def test_how_satisfied_visitors_are(self):
        self.answered(5, 4, 4, 1, 5, 5)
        said = self.gathered()["satisfaction"]
        low, high = wilson(5, 6)
        self.assertEqual(said["answers"], 6)
        self.assertAlmostEqual(said["share"], 5 / 6)
        self.assertAlmostEqual(said["low"], low)
        self.assertAlmostEqual(said["high"], high)
        [[weekday, monday]] = said["weekdays"]
        self.assertEqual((weekday, monday["answers"]), ("1", 6))

    def test_too_few_answers_are_a_number(self):
        self.answered(5, 4, 4)
        review = self.review()
        review.action_gather()
        said = review.evidence["satisfaction"]
        self.assertEqual((said["answers"], said["share"]), (3, None))
        self.assertEqual(said["weekdays"][0][1]["share"], None)
        self.assertIn("Too few answers", review.evidence_html)

    def test_a_review_from_before_satisfaction_was_kept(self):
        review = self.review()
        review.action_gather()
        self.assertIn("Nobody answered", review.evidence_html)
        older = {k: v for k, v in review.evidence.items() if k != "satisfaction"}
        review.sudo().evidence = older
        self.assertNotIn("satisfied", review.evidence_html)
        self.assertIn("Visitors", review.evidence_html)

    def test_asked_in_vain(self):
        demand = self.env["municipal.demand"]
        demand._count_slot([(self.kids_id, 1)], "staff", "full")
        demand.search([]).sudo().write({"day": date(2026, 9, 1)})
        self.assertEqual(self.gathered()["unmet"], [["slot", "full", 1]])

    def test_what_could_be_digital(self):
        self.passport.digital_url = "https://example.com"
        digital = self.gathered()["digital"]
        self.assertEqual(digital["visitors"], 36)
        self.assertEqual(digital["products"], [["Test passport", 36]])

    def test_one_building_of_two(self):
        other = self.env["municipal.location"].create({"name": "Other hall"})
        self.assertEqual(self.gathered(location_id=other.id)["visitors"]["total"], 0)
        here = self.gathered(location_id=self.location.id)
        self.assertEqual(here["visitors"]["total"], 180)

    def test_nothing_was_counted(self):
        evidence = self.gathered(date_from="2020-01-01", date_to="2020-03-31")
        self.assertEqual(evidence["visitors"]["total"], 0)
        self.assertEqual(evidence["waits"]["known"], 0)
        review = self.review(date_from="2020-01-01", date_to="2020-03-31")
        review.action_gather()
        self.assertIn("No wait is known", review.evidence_html)

    def test_frozen_figures_stay(self):
        review = self.frozen()
        before = review.evidence
        self.visitor(FIRST)
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "already frozen"):
            review.action_gather()
        for values in (
            {"evidence": {}},
            {"date_from": "2026-01-01"},
            {"service_ids": []},
            {"state": "draft"},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                review.write(values)
        self.assertEqual(review.evidence, before)
        self.assertEqual(review.frozen_by_id, self.manager)

    def test_no_figure_is_written_by_hand(self):
        review = self.review()
        for values in (
            {"evidence": {"visitors": {"total": 1}}},
            {"state": "in_force"},
            {"signed_by_id": self.clerk.id},
            {"job_state": "done"},
        ):
            with self.subTest(values=values):
                with self.assertRaisesRegex(UserError, "write this themselves"):
                    review.write(values)
                with self.assertRaisesRegex(UserError, "write this themselves"):
                    self.review(**values)
        self.assertFalse(review.evidence)

    def test_a_period_the_wrong_way_round(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.review(date_to="2026-01-01")

    def test_a_review_is_about_a_service(self):
        with self.assertRaisesRegex(ValidationError, "at least one service"):
            self.review(service_ids=[])

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_clerks_do_not_see_it(self):
        review = self.review()
        with self.assertRaises(AccessError):
            review.with_user(self.clerk).read(["name"])

    def test_several_services(self):
        other = self.env["municipal.service"].create({"name": "Other", "code": "ZX"})
        self.visit(
            FIRST,
            [(self.kids_id, 1, 1)],
            service_id=other.id,
            arrival=0,
            called_at=2,
            started_at=3,
            finished_at=9,
        )
        both = self.gathered(service_ids=(self.service | other).ids)
        self.assertEqual(both["visitors"]["total"], 181)
