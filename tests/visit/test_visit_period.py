"""Each period of a visit is a row, written with the log and by nobody else."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..desk_common import TUESDAY, DeskCase, at

DIFFERENCES = (
    "odoo.addons.municipal_appointment.models.visit.municipal_visit_difference"
)


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestPeriod(DeskCase):
    def periods(self, visit):
        """Return the periods of a visit as (kind, from, to, minutes), in minutes."""
        self.env.flush_all()
        self.env.invalidate_all()

        def after(moment):
            return moment and (moment - TUESDAY).total_seconds() / 60

        return [
            (p.kind, after(p.start), after(p.stop), p.minutes)
            for p in visit.period_ids.sorted("number")
        ]

    def forwarded(self):
        """Return a visitor who was helped at two desks, with a pause at the first."""
        visit = self.visit(self.give())
        for minute, step in ((5, "called"), (6, "started"), (8, "paused")):
            with at(minute):
                if step == "called":
                    self.desk.desk_call(visit.id)
                else:
                    self.desk.desk_step(visit.id, step)
        with at(11):
            self.desk.desk_step(visit.id, "resumed")
        with at(12):
            self.desk.desk_forward(visit.id, desk_id=self.other_desk.id)
        with at(20):
            self.other_desk.desk_call(visit.id)
            self.other_desk.desk_step(visit.id, "started")
        with at(31):
            self.other_desk.desk_finish(visit.id, [])
        return visit

    def test_each_part_of_a_visit_is_a_row(self):
        visit = self.forwarded()
        self.assertEqual(
            self.periods(visit),
            [
                ("waiting", 0, 5, 5),
                ("walking", 5, 6, 1),
                ("serving", 6, 8, 2),
                ("paused", 8, 11, 3),
                ("serving", 11, 12, 1),
                ("waiting", 12, 20, 8),
                ("walking", 20, 20, 0),
                ("serving", 20, 31, 11),
            ],
        )
        waiting = visit.period_ids.filtered(lambda p: p.kind == "waiting")
        self.assertFalse(waiting.desk_id or waiting.user_id)
        serving = visit.period_ids.filtered(lambda p: p.kind == "serving")
        self.assertEqual(
            serving.mapped("desk_id"), (self.desk | self.other_desk).sudo()
        )
        self.assertEqual(visit.period_ids.service_id, self.service)
        self.assertEqual(visit.period_ids.company_id, self.company)

    def test_periods_add_up_to_what_the_visit_says(self):
        visit = self.forwarded()
        self.periods(visit)
        for kind, field in (
            ("waiting", "waiting_minutes"),
            ("walking", "walking_minutes"),
            ("serving", "handling_minutes"),
            ("paused", "paused_minutes"),
        ):
            found = visit.period_ids.filtered(lambda p, kind=kind: p.kind == kind)
            self.assertEqual(sum(found.mapped("minutes")), visit[field], kind)

    def test_a_period_that_lasts_has_no_end_and_no_minutes(self):
        visit = self.visit(self.give())
        self.assertEqual(self.periods(visit), [("waiting", 0, False, False)])
        with at(4):
            self.desk.desk_call(visit.id)
        self.assertEqual(
            self.periods(visit),
            # on the way to the desk, and the wait is over: it is known
            [("waiting", 0, 4, 4), ("walking", 4, False, False)],
        )

    def test_an_unknown_wait_is_no_zero(self):
        """Who leaves was not called: the visit has no wait, its period no minutes."""
        left = self.visit(self.give())
        with at(9):
            left.with_user(self.clerk).action_leave()
        self.assertEqual(self.periods(left), [("waiting", 0, 9, False)])
        self.assertEqual(left.left_stage, "waiting")
        day = 24 * 60
        unseen = self.book(start=TUESDAY + timedelta(minutes=day)).visit_id
        with at(day + 5):
            unseen._take_step("started")
        self.assertEqual(self.periods(unseen), [("serving", day + 5, False, False)])

    def test_unreliable_times_have_no_minutes(self):
        visit = self.forwarded()
        with at(40):
            visit.with_user(self.manager)._correct("clock", inaccurate=True)
        kept = [minutes for *_period, minutes in self.periods(visit)]
        self.assertEqual(kept, [False, False, False, 3, False, False, False, False])

    def test_what_is_undone_and_corrected_is_written_anew(self):
        visit = self.visit(self.give())
        with at(5):
            self.desk.desk_call(visit.id)
            self.desk.desk_step(visit.id, "undone")
        self.assertEqual(self.periods(visit), [("waiting", 0, False, False)])
        with at(6):
            self.desk.desk_call(visit.id)
            self.desk.desk_step(visit.id, "started")
        with at(20):
            self.desk.desk_finish(visit.id, [])
            visit.with_user(self.manager)._correct(
                "forgot", finished_at=TUESDAY + timedelta(minutes=16)
            )
        self.assertEqual(
            self.periods(visit),
            [("waiting", 0, 6, 6), ("walking", 6, 6, 0), ("serving", 6, 16, 10)],
        )
        with at(21):
            visit.with_user(self.manager)._correct(
                "nobody came to the desk",
                state="left",
                called_at=False,
                started_at=False,
            )
        self.assertEqual(self.periods(visit), [("waiting", 0, 16, False)])

    def test_who_is_forwarded_waits_for_the_next_service(self):
        visit = self.visit(self.give())
        other = self.service.sudo().copy({"name": "Next service", "code": "ZX"})
        with at(5):
            self.desk.desk_call(visit.id)
            visit._take_step("forwarded", service_id=other.id)
        with at(9):
            visit.with_user(self.manager)._correct("party", persons=3)
        self.periods(visit)
        self.assertEqual(
            [p.service_id for p in visit.period_ids.sorted("number")],
            [self.service, self.service, other],
        )

    def test_a_step_costs_one_statement_more(self):
        """All periods of all visits of a step are written at once, and nothing read."""
        visits = self.env["municipal.visit"].browse()
        for _visitor in range(3):
            visits |= self.visit(self.give())
        self.env.flush_all()
        found = []
        execute = type(self.env.cr).execute

        def noted(cursor, query, *args, **kwargs):
            code = getattr(query, "code", query)
            found.append(code if isinstance(code, str) else code.decode())
            return execute(cursor, query, *args, **kwargs)

        self.patch(type(self.env.cr), "execute", noted)
        with at(5):
            visits.with_user(self.clerk).action_leave()
            self.env.flush_all()
        about = [code for code in found if "municipal_visit_period" in code]
        self.assertEqual(len(about), 1, about)

    def test_a_booking_has_no_period_and_costs_nothing_for_it(self):
        execute = type(self.env.cr).execute
        found = []

        def noted(cursor, query, *args, **kwargs):
            found.append(str(getattr(query, "code", query)))
            return execute(cursor, query, *args, **kwargs)

        self.patch(type(self.env.cr), "execute", noted)
        visit = self.book(start=TUESDAY + timedelta(days=1)).visit_id
        self.env.flush_all()
        told = [code for code in found if code.lstrip().startswith("UPDATE")]
        self.assertFalse([code for code in found if "municipal_visit_period" in code])
        self.assertFalse([c for c in told if '"municipal_visit"' in c], told)
        self.assertFalse([c for c in told if "municipal_visit_line" in c], told)
        self.assertFalse(visit.period_ids)

    def test_nobody_writes_them_by_hand(self):
        visit = self.visit(self.give())
        period = visit.period_ids
        for user in (self.clerk, self.manager):
            mine = period.with_user(user)
            self.assertEqual(mine.kind, "waiting")
            with self.assertRaises(UserError):
                mine.write({"minutes": 1})
            with self.assertRaises(UserError):
                mine.unlink()
        with self.assertRaises(UserError):
            period.sudo().write({"minutes": 1})
        with self.assertRaises(UserError):
            period.sudo().create({"visit_id": visit.id, "kind": "waiting"})
        with self.assertRaises(UserError):
            period.sudo().unlink()

    @mute_logger(DIFFERENCES)
    def test_the_night_compares_them_and_they_are_put_back(self):
        visit = self.forwarded()
        right = self.periods(visit)
        differences = self.env["municipal.visit.difference"]
        differences._compare(visit)
        self.assertFalse(differences.search([("visit_id", "=", visit.id)]))
        for change in (
            "UPDATE municipal_visit_period SET minutes = 99 WHERE visit_id = %s",
            "UPDATE municipal_visit_period SET stop = NULL WHERE visit_id = %s",
            "DELETE FROM municipal_visit_period WHERE visit_id = %s",
            "UPDATE municipal_visit_period SET kind = 'paused' WHERE visit_id = %s",
        ):
            with self.subTest(change):
                self.env.cr.execute(change, [visit.id])
                self.env.invalidate_all()
                differences._compare(visit)
                found = differences.search([("visit_id", "=", visit.id)])
                self.assertEqual(found.mapped("field"), ["period_ids"])
                self.assertIn("09:00:00", found.logged)
                found.with_user(self.manager).action_repair()
                self.assertEqual(self.periods(visit), right)
                self.assertFalse(found.exists())


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestFirstLine(DeskCase):
    """One line of each visit counts it, whatever becomes of its lines."""

    def check(self, visit):
        self.env.flush_all()
        self.env.invalidate_all()
        lines = visit.line_ids.sorted("id")
        self.assertEqual(visit.product_count, len(lines))
        self.assertEqual(lines.filtered("first_of_id"), lines[:1])
        self.assertEqual(lines[:1].first_of_id, visit if lines else visit.browse())

    def test_lines_that_come_and_go(self):
        visit = self.book([(self.kids_id, 1), (self.passport, 1)]).visit_id.sudo()
        self.check(visit)
        visit.line_ids.sorted("id")[0].unlink()
        self.check(visit)
        visit.line_ids.create({"visit_id": visit.id, "product_id": self.kids_id.id})
        self.check(visit)
        visit.line_ids.unlink()
        self.check(visit)
        visit.line_ids = [(0, 0, {"product_id": self.passport.id})]
        self.check(visit)
        visit.line_ids = [
            (5, 0, 0),
            (0, 0, {"product_id": self.kids_id.id}),
            (0, 0, {"product_id": self.passport.id}),
        ]
        self.check(visit)

    def test_every_door(self):
        booking = self.book([(self.kids_id, 1), (self.passport, 1)])
        booking.line_ids[0].unlink()
        self.check(booking.visit_id)
        visit = self.visit(self.give())
        self.check(visit)
        with at(3):
            self.desk.desk_call(visit.id)
            self.desk.desk_forward(visit.id, product_id=self.kids_id.id)
        self.check(visit)
        with at(9):
            self.desk.desk_call(visit.id)
            self.desk.desk_finish(
                visit.id,
                [
                    {"product_id": self.kids_id.id, "delivered": 1},
                    {"product_id": self.foreigner.id, "delivered": 1},
                ],
            )
        self.check(visit)
        with at(12):
            visit.with_user(self.manager)._correct(
                "both",
                lines=[
                    {
                        "product_id": self.passport.id,
                        "quantity": 1,
                        "delivered": 1,
                        "reason": False,
                    }
                ],
            )
        self.check(visit)

    def test_who_booked_and_when(self):
        visit = self.book(start=TUESDAY + timedelta(days=1)).visit_id
        self.assertEqual(visit.booked_at, TUESDAY)
        self.assertEqual(visit.booked_by, "clerk")
        walk_in = self.visit(self.give())
        self.assertFalse(walk_in.booked_at or walk_in.booked_by)
