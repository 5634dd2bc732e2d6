from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import hours
from ..review_common import LINES, ReviewCase


@tagged("post_install", "-at_install")
class TestReviewAlternatives(ReviewCase):
    def test_today_is_read_from_the_plan(self):
        today = self.frozen().alternative_ids
        self.assertTrue(today.is_today)
        self.assertEqual(
            today.week["lines"],
            [
                [day, 540, 720, "walk_in" if day == 1 else "appointment"]
                for day in range(5)
            ],
        )
        self.assertEqual(
            (today.desk_count, today.open_hours, today.desk_hours), (2, 15, 30)
        )
        self.assertIn("Tuesday: 09:00-12:00 Free walk-in", today.summary)
        self.assertIn("Sunday: closed", today.summary)

    def test_two_types_of_a_service(self):
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Afternoon",
                "tz": "Europe/Brussels",
                "attendance_ids": hours((0, 11, 14, "walk_in")),
            }
        )
        self.type.copy({"resource_calendar_id": calendar.id, "name": "Other type"})
        lines = self.frozen().alternative_ids.week["lines"]
        self.assertEqual(
            [line[1:] for line in lines if line[0] == 0],
            [
                [540, 660, "appointment"],
                [660, 720, "both"],
                [720, 840, "walk_in"],
            ],
        )

    def test_the_opening_in_force_counts(self):
        calendar = self.calendar.copy()
        calendar.attendance_ids = hours((0, 13, 16, "both"))
        self.env["municipal.opening"].create(
            {
                "name": "Afternoons",
                "type_id": self.type.id,
                "calendar_id": calendar.id,
                "date_from": "2026-10-01",
            }
        )
        today = self.frozen().alternative_ids
        self.assertEqual(today.week["lines"], [[0, 780, 960, "both"]])

    def test_today_is_not_changed(self):
        review = self.frozen()
        today = review.alternative_ids
        for change in (
            lambda: today.write({"week": {"lines": LINES, "desks": {}}}),
            lambda: today.write({"desk_count": 5}),
            lambda: today.write({"is_today": False}),
            today.unlink,
        ):
            with self.assertRaises(UserError):
                change()

    def test_another_one_begins_as_today(self):
        review = self.frozen()
        action = review.alternative_ids.action_duplicate()
        other = self.env["municipal.review.alternative"].browse(action["res_id"])
        self.assertFalse(other.is_today)
        self.assertEqual(other.week, review.alternative_ids[0].week)
        with Form(other.with_user(self.manager)) as form:
            form.name = "Three desks"
            form.desk_count = 3
        self.assertEqual(other.desk_hours, 45)

    def test_lines_that_touch_are_one(self):
        halves = [
            [0, 540, 570, "both"],
            [0, 570, 600, "both"],
            [0, 600, 630, "walk_in"],
        ]
        other = self.draw(self.frozen(), halves)
        self.assertEqual(
            other.week["lines"], [[0, 540, 600, "both"], [0, 600, 630, "walk_in"]]
        )

    def test_desks_of_a_half_hour(self):
        other = self.draw(self.frozen(), [[0, 540, 660, "both"]], desk_count=2)
        other.week = {
            "lines": other.week["lines"],
            "desks": {"0": {"540": 0, "570": 4}},
        }
        self.assertEqual(other.desk_hours, 0 + 2 + 2)

    def test_what_is_no_week(self):
        review = self.frozen()
        overlap = [[0, 540, 720, "both"], [0, 700, 800, "walk_in"]]
        with self.assertRaisesRegex(ValidationError, "at the same time"):
            self.draw(review, overlap)
        for lines in (
            [[7, 540, 720, "both"]],
            [[0, 720, 540, "both"]],
            [[0, 540, 1500, "both"]],
            [[0, 540, 720, "night"]],
            [[0, "540", 720, "both"]],
            "monday",
        ):
            with self.subTest(lines=lines), self.assertRaises(ValidationError):
                self.draw(review, lines)
        other = self.draw(review)
        for desks in ({"9": {"540": 1}}, {"0": {"541": 1}}, {"0": {"540": -1}}):
            with self.subTest(desks=desks), self.assertRaises(ValidationError):
                other.week = {"lines": LINES, "desks": desks}

    def test_drawn_between_evidence_and_decision(self):
        review = self.review()
        with self.assertRaisesRegex(UserError, "after the evidence was frozen"):
            self.draw(review)
        review.action_freeze()
        other = self.draw(review)
        self.decide(review, other)
        for change in (
            lambda: other.write({"week": {"lines": [], "desks": {}}}),
            lambda: other.write({"name": "Other"}),
            other.unlink,
            lambda: self.draw(review),
            lambda: review.write({"alternative_ids": [Command.clear()]}),
        ):
            with self.assertRaises(UserError):
                change()

    def test_a_closed_week_is_not_decided_on(self):
        review = self.frozen()
        closed = self.draw(review, [])
        with self.assertRaisesRegex(UserError, "closed the whole week"):
            self.decide(review, closed)
        self.assertEqual(review.state, "drawing")

    def test_the_alternative_of_another_review(self):
        other = self.draw(self.frozen())
        review = self.frozen()
        with self.assertRaisesRegex(ValidationError, "of this review"):
            review.accepted_id = other

    def test_a_decision_is_whole(self):
        review = self.frozen()
        with self.assertRaisesRegex(UserError, "Accepted alternative, Decided by"):
            review.action_decide()
        self.decide(review, self.draw(review))
        self.assertEqual((review.state, review.signed_by_id), ("decided", self.manager))
        for values in ({"reasons": "Other"}, {"votes_for": 9}, {"accepted_id": False}):
            with self.assertRaises(UserError):
                review.write(values)
        with self.assertRaises(UserError):
            review.unlink()
