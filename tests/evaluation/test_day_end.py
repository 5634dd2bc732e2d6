from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..desk_common import DeskCase

#: in Brussels: an hour before the doors close at noon, and ten minutes before
ELEVEN, TEN_TO_NOON = datetime(2026, 10, 12, 9, 0), datetime(2026, 10, 12, 9, 50)


@tagged("post_install", "-at_install")
class TestDayEnd(DeskCase):
    """How was today at the desks? Twenty seconds, and nobody knows who said it."""

    def answers(self):
        return self.env["municipal.day.end"].search(
            [("location_id", "=", self.location.id)]
        )

    def test_asked_at_closing_time_only(self):
        with freeze_time(ELEVEN):
            self.assertEqual(self.desk.desk_day_end_asked(), {})
        with freeze_time(TEN_TO_NOON):
            asked = self.desk.desk_day_end_asked()
        self.assertEqual(asked["day"], "2026-10-12")
        self.assertIn(("nothing", "Nothing"), asked["blocked"])
        self.assertEqual(asked["least"], self.company.municipal_open_data_least)
        sunday = datetime(2026, 10, 11, 20, 0)
        with freeze_time(sunday):
            self.assertEqual(self.desk.desk_day_end_asked(), {})

    def test_no_column_says_who_or_when(self):
        self.desk.desk_day_end(2, "system", "The card reader\u200b stood still")
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT * FROM municipal_day_end WHERE location_id = %s", [self.location.id]
        )
        [row] = self.env.cr.dictfetchall()
        del row["id"]
        filled = {name: value for name, value in row.items() if value is not None}
        self.assertEqual(
            filled,
            {
                "day": self.location._today(),
                "weekday": str(self.location._today().isoweekday()),
                "company_id": self.company.id,
                "location_id": self.location.id,
                "service_id": self.service.id,
                "score": 2,
                "blocked": "system",
                "remark": "The card reader stood still",
                "answers": 1,
            },
        )

    def test_nonsense_is_refused(self):
        for values in (
            (0,),
            (6,),
            ("5",),
            (True,),
            (None,),
            ({},),
            (3, "nobody"),
            (3, {"a": 1}),
            (3, None, "x" * 1001),
            (3, None, "85.07.30-033.28"),
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self.desk.desk_day_end(*values)
        self.assertFalse(self.answers())

    def test_no_more_answers_than_clerks(self):
        clerks = self.env.ref("municipal_appointment.group_clerk").all_user_ids
        clerks = clerks.filtered(lambda user: self.company in user.company_ids)
        for _clerk in clerks:
            self.desk.desk_day_end(5)
        with self.assertRaises(UserError):
            self.desk.desk_day_end(1)
        self.assertEqual(len(self.answers()), len(clerks))

    def test_figures_of_groups_only(self):
        values = {
            "day": "2026-10-12",
            "company_id": self.company.id,
            "location_id": self.location.id,
        }
        days = self.env["municipal.day.end"]
        days.create([{**values, "score": score} for score in (5, 4, 4, 1)])
        self.env.flush_all()
        mine = days.with_user(self.manager)
        specs = ["answers:sum", "mean:avg", "satisfied_percent:avg", "low_percent:avg"]
        [told] = mine._read_group([("location_id", "=", self.location.id)], [], specs)
        self.assertEqual(told, (4, False, False, False))
        days.create({**values, "score": 1})
        self.env.flush_all()
        [told] = mine._read_group([("location_id", "=", self.location.id)], [], specs)
        self.assertEqual(told[:2], (5, 3.0))
        self.assertAlmostEqual(told[2], 60)
        self.assertAlmostEqual(told[3], 23.1, delta=0.1)

    def test_managers_read_remarks_and_no_single_score(self):
        self.desk.desk_day_end(1, "other", "Too hot")
        answer = self.answers()
        self.assertEqual(answer.with_user(self.manager).remark, "Too hot")
        with self.assertRaises(AccessError):
            answer.with_user(self.manager).read(["score"])
        with self.assertRaises(AccessError):
            answer.with_user(self.manager).search([("score", "=", 1)])
        with self.assertRaises(AccessError):
            answer.with_user(self.clerk).read(["remark"])
        with self.assertRaises(AccessError):
            answer.with_user(self.administrator).remark = "Fine"

    def test_remarks_are_wiped(self):
        self.desk.desk_day_end(3, None, "A. was late")
        answer = self.answers()
        days = self.env["municipal.day.end"]
        days._gc_all_remarks()
        self.assertTrue(answer.remark)
        with freeze_time("2027-03-01"):
            days._gc_all_remarks()
        self.assertFalse(answer.remark)
        self.assertEqual(answer.score, 3)
