from datetime import timedelta

from odoo.tests import tagged

from ...engine.satisfaction import wilson
from .test_dashboard import MONDAY, DashboardCase

WEEK = timedelta(days=7)


@tagged("post_install", "-at_install")
class TestSatisfactionTile(DashboardCase):
    """Six answers in a week, two in the next, and five a month before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["rating.rating"].search([("municipal_door", "!=", False)]).unlink()
        for moment, scores in (
            (MONDAY, (5, 5, 4, 4, 3, 1)),
            (MONDAY + WEEK, (5, 2)),
            (MONDAY - 3 * WEEK, (1, 1, 1, 1, 5)),
        ):
            for score in scores:
                cls.answer(moment, score)
        cls.env.flush_all()

    @classmethod
    def answer(cls, moment, score, door="page"):
        """Let somebody who was helped say how it was, or say nothing."""
        ratings = cls.env["rating.rating"]
        visit = cls.served(None, at=moment, channel="walk_in")
        values = ratings._prepare_for_visit(visit, door)
        answer = {"rating": score or 0, "consumed": bool(score)}
        return ratings.create({**values, **answer})

    def satisfaction(self, **choice):
        return self.tile("satisfaction", **choice)

    def nobody(self):
        self.env["rating.rating"].search([("municipal_door", "!=", False)]).unlink()

    def test_the_share_of_the_period_with_its_uncertainty(self):
        satisfied, answers = self.satisfaction()["totals"]
        self.assertEqual((answers["values"], answers["before"]), ([8], 5))
        self.assertEqual((satisfied["values"], satisfied["count"]), ([5 / 8], 8))
        self.assertEqual(satisfied["before"], 1 / 5)
        low, high = wilson(5, 8)
        self.assertIn(f"{100 * low:.0f} to {100 * high:.0f} %", satisfied["hint"])

    def test_weeks_with_too_few_answers_are_a_gap(self):
        rows = {row["key"]: row for row in self.satisfaction()["rows"]}
        told = [cell["values"][0] for cell in rows["2026 W41"]["cells"]]
        for value, right in zip(told, (4 / 6, *wilson(4, 6)), strict=True):
            self.assertAlmostEqual(value, right)
        self.assertIn("6", rows["2026 W41"]["label"].rpartition(":")[2])
        silent = rows["2026 W42"]["cells"]
        self.assertEqual([cell["values"] for cell in silent], [[None]] * 3)
        self.assertEqual({cell["count"] for cell in silent}, {2})

    def test_no_week_tells_what_the_whole_period_does(self):
        self.company.municipal_open_data_least = 8
        tile = self.satisfaction()
        self.assertFalse(tile["rows"])
        self.assertEqual(tile["totals"][0]["values"], [5 / 8])
        self.assertIn("No week has 8 answers", tile["empty"])

    def test_too_few_is_said_without_a_share(self):
        self.company.municipal_open_data_least = 9
        tile = self.satisfaction()
        satisfied, answers = tile["totals"]
        self.assertEqual((satisfied["values"], answers["values"]), ([None], [8]))
        self.assertIn("fewer than 9", satisfied["hint"])
        self.assertIn("Too few answers: 8", tile["empty"])

    def test_who_was_not_asked(self):
        self.nobody()
        self.company.municipal_evaluation = False
        tile = self.satisfaction()
        self.assertFalse(tile["rows"] or tile["totals"])
        self.assertIn("not asked", tile["empty"])
        self.company.municipal_evaluation = True
        self.assertIn("Nobody answered", self.satisfaction()["empty"])
        self.answer(MONDAY, None, "mail")
        self.assertIn("asked by mail", self.satisfaction()["empty"])

    def test_an_answer_is_told_of_its_own_service(self):
        other = self.env["municipal.service"].create({"name": "Other", "code": "ZO"})
        self.assertFalse(self.satisfaction(service_id=other.id)["totals"])
