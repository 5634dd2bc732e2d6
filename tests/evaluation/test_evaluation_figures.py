from collections import Counter
from datetime import date, datetime

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ...engine.satisfaction import satisfaction
from ..common import MunicipalCase
from ..towns_common import TwoTownsCase

MEASURES = ("answers", "mean", "satisfied_percent", "low_percent", "high_percent")
SPECS = [f"{name}:{'sum' if name == 'answers' else 'avg'}" for name in MEASURES]


class FiguresCase(MunicipalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env["municipal.evaluation.report"].with_user(cls.manager)
        cls.ratings = cls.env["rating.rating"]

    def answered(self, score, *products, hour=8, door="page", **values):
        """Let a visitor of some products answer; nobody did when there is no score."""
        visit = self.env["municipal.visit"].create(
            {
                "name": "A 1",
                "channel": "walk_in",
                "state": "finished",
                "service_id": self.service.id,
                "location_id": self.location.id,
                "arrival": datetime(2026, 10, 5, hour),
                "finished_at": datetime(2026, 10, 5, hour, 30),
                "line_ids": [
                    Command.create({"product_id": product.id})
                    for product in products or [self.passport]
                ],
                **values,
            }
        )
        answer = {"rating": score or 0, "consumed": bool(score)}
        self.ratings.create({**self.ratings._prepare_for_visit(visit, door), **answer})
        return visit

    def told(self, domain=(), groupby=()):
        """Return what the report says: a dict from group to its measures."""
        self.env.flush_all()
        here = [("location_id", "=", self.location.id), *domain]
        rows = self.report._read_group(here, list(groupby), SPECS)
        depth = len(groupby)
        return {row[:depth]: row[depth:] for row in rows}


@tagged("post_install", "-at_install")
class TestEvaluationFigures(FiguresCase):
    """Shares of groups with their uncertainty; of small groups the number alone."""

    def assert_engine_agrees(self, told, scores):
        expected = satisfaction(Counter(scores), self.company.municipal_open_data_least)
        self.assertEqual(told[0], expected.answers)
        for value, right in zip(told[1:], expected[1:], strict=True):
            if right is None:
                self.assertFalse(value)
                self.assertIsNot(value, 0.0)
            else:
                self.assertAlmostEqual(value, right, delta=0.06)

    def test_as_the_engine_says(self):
        scores = [5, 5, 4, 3, 1, 2, 5, 4]
        for score in scores:
            self.answered(score)
        [told] = self.told().values()
        self.assert_engine_agrees(told, scores)
        for scores in ([5] * 6, [1] * 6):
            here = [("municipal_location_id", "=", self.location.id)]
            self.ratings.search(here).unlink()
            for score in scores:
                self.answered(score)
            [told] = self.told().values()
            self.assert_engine_agrees(told, scores)

    def test_small_groups_tell_their_number_only(self):
        for score in (5, 5, 5, 5):
            self.answered(score)
        [told] = self.told().values()
        self.assertEqual(told[0], 4)
        self.assertEqual(set(told[1:]), {False})
        self.company.municipal_open_data_least = 3
        [told] = self.told().values()
        self.assertEqual(told[1], 5)

    def test_no_row_and_no_filter_tells_one_score(self):
        self.answered(1)
        self.env.flush_all()
        [row] = self.report.search([("location_id", "=", self.location.id)]).read()
        self.assertFalse(any(row[name] for name in MEASURES[1:]))
        self.assertNotIn("score", self.report._fields)
        [told] = self.told(groupby=["id"]).values()
        self.assertEqual(set(told[1:]), {False})
        with self.assertRaises(ValueError):
            self.report.search([("score", "=", 1)])

    def test_a_visit_for_two_products_counts_once(self):
        for score in (5, 5, 1, 1, 1):
            self.answered(score, self.passport, self.kids_id)
        self.answered(5, self.passport)
        [total] = self.told().values()
        self.assert_engine_agrees(total, [5, 5, 1, 1, 1, 5])
        told = self.told(groupby=["product_id"])
        self.assert_engine_agrees(told[self.passport,], [5, 5, 1, 1, 1, 5])
        self.assert_engine_agrees(told[self.kids_id,], [5, 5, 1, 1, 1])

    def test_by_product_hour_channel_and_opening(self):
        opening = self.env["municipal.opening"].create(
            {
                "name": "Autumn",
                "type_id": self.type.id,
                "calendar_id": self.calendar.id,
                "date_from": "2026-09-01",
            }
        )
        for score in (4, 4, 4, 2, 1):
            self.answered(score, hour=8)
            self.answered(5, hour=12, channel="quick_counter")
        told = self.told(groupby=["product_id", "hour", "channel", "opening_id"])
        opened = opening.with_user(self.manager)
        product = self.passport.with_user(self.manager)
        early = told[product, "10", "walk_in", opened]
        late = told[product, "14", "quick_counter", opened]
        self.assert_engine_agrees(early, [4, 4, 4, 2, 1])
        self.assert_engine_agrees(late, [5] * 5)

    def test_who_was_asked_and_did_not_answer(self):
        self.answered(None, door="mail")
        self.answered(4, door="mail")
        self.answered(4, door="page")
        self.env.flush_all()
        here = [("location_id", "=", self.location.id)]
        [row] = self.report._read_group(here, [], ["asked:sum", "answers:sum"])
        self.assertEqual(row, (2, 2))

    def test_screens_have_place_and_half_hour_only(self):
        for minute in range(5):
            key = f"00000000-0000-0000-0000-00000000000{minute}"
            self.location._evaluate("5", key, self.service)
        told = self.told(groupby=["door", "half_hour", "product_id", "service_id"])
        nothing = self.env["municipal.product"]
        service = self.service.with_user(self.manager)
        group = told["screen", "09:00", nothing.with_user(self.manager), service]
        self.assert_engine_agrees(group, [5] * 5)

    def test_only_managers(self):
        for user in (self.clerk, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self.report.with_user(user).search([])

    def test_favourites_work(self):
        self.answered(5)
        self.env.flush_all()
        models = ("municipal.evaluation.report", "municipal.day.end")
        favourites = self.env["ir.filters"].search([("model_id", "in", models)])
        self.assertGreaterEqual(len(favourites), 6)
        for favourite in favourites:
            context = safe_eval(favourite.context)
            report = self.env[favourite.model_id].with_user(self.manager)
            measures = [
                name if ":" in name else f"{name}:{report._fields[name].aggregator}"
                for name in context["pivot_measures"]
            ]
            groups = context["group_by"]
            domain = favourite._get_eval_domain()
            with self.subTest(favourite.name):
                found = report._read_group(domain, groups, measures)
                self.assertEqual(bool(found), bool(report.search_count(domain)))


@tagged("post_install", "-at_install")
class TestEvaluationTowns(TwoTownsCase):
    """Two towns know nothing of each other's visitors."""

    def test_figures_remarks_and_tasks(self):
        self.company_b.municipal_evaluation = True
        self.company.municipal_evaluation = True
        for visit in (self.visit, self.b.visit):
            typed = {
                "score": "2",
                "remark": "Slow",
                "wants_answer": "1",
                "email": "an@example.com",
            }
            visit._evaluate(typed, "page")
        self.env.flush_all()
        for manager, town in (
            (self.manager, self.company),
            (self.manager_b, self.company_b),
        ):
            for model, field, domain in (
                ("municipal.evaluation.report", "company_id", []),
                ("rating.rating", "municipal_company_id", [("feedback", "=", "Slow")]),
                ("municipal.reply", "company_id", []),
            ):
                records = self.env[model].with_user(manager).search(domain)
                self.assertEqual(records[field], town.with_user(manager), model)
        replies = self.env["municipal.reply"].search([])
        theirs = replies.filtered(lambda reply: reply.company_id == self.company_b)
        self.assertNotIn(self.manager, theirs.activity_ids.user_id)
        self.assertIn(self.manager_b, theirs.activity_ids.user_id)
        with self.assertRaises(AccessError):
            theirs.with_user(self.manager).action_answered()

    def test_each_town_asks_its_own_visitors(self):
        asks = self.env["municipal.evaluation.ask"]
        self.company_b.municipal_evaluation = True
        self.company_b.municipal_evaluation_share = 100
        for visit in (self.visit, self.b.visit):
            visit.sudo().write(
                {
                    "state": "finished",
                    "day": date(2026, 10, 12),
                    "finished_at": datetime(2026, 10, 12, 1, 0),
                }
            )
        self.b.service.email = "their@example.com"
        self.env.flush_all()
        self.assertEqual(asks._to_ask(self.company_b), self.b.visit)
