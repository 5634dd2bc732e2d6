from datetime import datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import MunicipalCase

PROMISED = datetime(2026, 10, 14, 7, 0)


@tagged("post_install", "-at_install")
class TestVisitLifecycle(MunicipalCase):
    """A visitor comes, waits, is helped and goes; the log tells it all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.booking = cls.book([(cls.kids_id, 2)])
        cls.visit = cls.booking.visit_id.with_user(cls.clerk)

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(0))
        self.desks[0].with_user(self.clerk).desk_sit_down()

    def steps(self):
        return self.visit.event_ids.mapped("step")

    def at(self, minutes):
        """Return the clock so many minutes after the appointment time."""
        return freeze_time(PROMISED + timedelta(minutes=minutes))

    def test_a_booking_begins_a_visit(self):
        self.assertRecordValues(
            self.visit,
            [
                {
                    "name": self.booking.reference,
                    "state": "booked",
                    "channel": "appointment",
                    "service_id": self.service.id,
                    "location_id": self.location.id,
                    "desk_id": self.desks[0].id,
                    "planned_start": PROMISED,
                    "expected": PROMISED,
                    "day": PROMISED.date(),
                    "visitor": "An Peeters",
                    "products": "Test Kids-ID × 2",
                    "clock": "09:00",
                    "since": False,
                }
            ],
        )
        self.assertEqual(self.steps(), ["booked"])

    def test_the_whole_way(self):
        with self.at(-5):
            self.visit.action_arrive()
            self.assertEqual(self.visit.since, "arrived 08:55")
        with self.at(3):
            self.visit.action_start()
            self.assertEqual(self.visit.since, "started 09:03")
        with self.at(15):
            self.visit._take_step("finished")
        self.assertEqual(self.steps(), ["booked", "checked_in", "started", "finished"])
        self.assertEqual(
            self.visit.event_ids.mapped("moment")[1:],
            [PROMISED + timedelta(minutes=minutes) for minutes in (-5, 3, 15)],
        )
        self.assertEqual(self.visit.user_id, self.clerk)
        self.assertEqual(self.visit.event_ids[1:].user_id, self.clerk)
        # Who comes early does not wait before the appointment time.
        self.assertEqual(self.visit.waiting_minutes, 3)
        self.assertEqual(self.visit.handling_minutes, 12)

    def test_who_comes_late_waits_from_their_arrival(self):
        with self.at(10):
            self.visit.action_arrive()
        with self.at(14):
            self.visit.action_start()
        self.assertEqual(self.visit.waiting_minutes, 4)

    def test_unreliable_times_are_not_measured(self):
        with self.at(0):
            self.visit.action_arrive()
        with self.at(90):
            self.visit.action_start()
            self.visit._take_step("finished", inaccurate=True)
        self.assertEqual(self.stored(), (None, None, None))

    def stored(self):
        """Return the minutes as they are in the database."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT waiting_minutes, walking_minutes, handling_minutes"
            " FROM municipal_visit WHERE id = %s",
            [self.visit.id],
        )
        return self.env.cr.fetchone()

    def test_what_was_not_measured_is_empty_everywhere(self):
        """In the database, on a screen, in an export, in a mean: never 0."""
        self.assertEqual(self.stored(), (None, None, None))
        [values] = self.visit.read(["waiting_minutes"])
        self.assertIs(values["waiting_minutes"], False)
        visit = self.visit.sudo()
        exported = visit.export_data(["waiting_minutes"])["datas"]
        self.assertEqual(exported, [[""]])
        domain = [("id", "=", self.visit.id)]
        visits = self.visit.search(domain + [("waiting_minutes", "=", False)])
        self.assertEqual(visits, self.visit)
        self.assertFalse(self.visit.search(domain + [("waiting_minutes", "=", 0)]))
        [(mean,)] = self.visit._read_group(domain, [], ["waiting_minutes:avg"])
        self.assertFalse(mean)

    def test_no_time_is_0(self):
        with self.at(0):
            self.visit.action_arrive()
            self.visit.action_start()
        self.assertEqual(self.stored(), (0, None, None))
        domain = [("id", "=", self.visit.id), ("waiting_minutes", "=", False)]
        self.assertFalse(self.visit.search(domain))

    def test_to_start_is_not_to_arrive(self):
        """Nobody knows when they came, so nobody knows how long they waited."""
        with self.at(6):
            self.visit.action_start()
        with self.at(16):
            self.visit._take_step("finished")
        self.assertEqual(self.steps(), ["booked", "started", "finished"])
        self.assertFalse(self.visit.arrival)
        self.assertEqual(self.stored(), (None, None, 10))
        report = self.env["municipal.visit.report"]
        row = report.search([("visit_id", "=", self.visit.id)])
        self.assertTrue(row.came)

    def test_an_urgent_visitor_waits_from_coming_in(self):
        """Not from the moment of the agenda on which they were squeezed in."""
        with self.at(-60):
            urgent = self.book(
                start=PROMISED + timedelta(minutes=30),
                by_staff=True,
                channel="urgent",
            ).visit_id.with_user(self.clerk)
            urgent.action_arrive()
        with self.at(32):
            self.assertEqual(urgent._minutes_waited(), 92)
            urgent.action_start()
        self.assertEqual(urgent.waiting_minutes, 92)

    def test_a_second_desk_adds_its_own_wait_and_time(self):
        for minute, step in (
            (0, "checked_in"),
            (10, "called"),
            (11, "started"),
            (31, "paused"),
            (33, "forwarded"),
            (53, "called"),
            (54, "started"),
            (55, "paused"),
            (58, "resumed"),
        ):
            with self.at(minute):
                self.visit._take_step(step)
        # the screen of the second desk counts its own pauses only
        self.assertEqual(self.visit._desk_row()["paused_minutes"], 3)
        with self.at(60):
            self.visit._take_step("finished")
        self.assertEqual(self.stored(), (10 + 20, 1 + 1, 20 + 1 + 2))
        self.assertEqual(self.visit.paused_minutes, 2 + 3)

    def test_who_was_given_up_may_still_come(self):
        self.visit.action_miss()
        self.assertEqual(self.visit.state, "no_show")
        self.visit.action_arrive()
        self.assertEqual(self.visit.state, "waiting")
        self.assertEqual(self.steps(), ["booked", "no_show", "checked_in"])

    def test_who_leaves_is_not_served_any_more(self):
        self.visit.action_arrive()
        self.visit.action_leave()
        self.assertEqual(self.visit.state, "left")
        with self.assertRaises(UserError):
            self.visit.action_start()

    def test_a_forbidden_step_says_why(self):
        with self.assertRaisesRegex(
            UserError, f"Visit {self.visit.name} is “Expected”: “Left” is not possible"
        ):
            self.visit.action_leave()
        self.assertEqual(self.steps(), ["booked"])

    def test_a_visit_ends_once(self):
        self.visit.action_start()
        self.visit._take_step("finished")
        for step in (
            self.visit.action_arrive,
            self.visit.action_start,
            self.visit.action_finish,
            self.visit.action_miss,
            self.visit.action_leave,
        ):
            with self.subTest(step=step.__name__), self.assertRaises(UserError):
                step()

    def test_one_refusal_in_a_queue_changes_nobody(self):
        other = self.book(start=PROMISED + timedelta(hours=1)).visit_id
        other._take_step("checked_in")
        other._take_step("started")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            (self.visit | other.with_user(self.clerk)).action_arrive()
        self.assertEqual(self.visit.state, "booked")
        self.assertEqual(self.steps(), ["booked"])

    def test_the_booking_no_longer_moves_the_visit(self):
        self.visit.action_arrive()
        self.visit._follow_booking()
        self.assertEqual(self.steps(), ["booked", "checked_in"])

    def board(self):
        """Return the columns that the kanban of the clerk shows."""
        groups = (
            self.env["municipal.visit"]
            .with_user(self.clerk)
            .with_context(read_group_expand=True)
            .web_read_group([("id", "=", self.visit.id)], ["state"], ["__count"])
        )
        return [group["state"] for group in groups["groups"]]

    def test_the_board_shows_the_way_through_the_building(self):
        self.assertEqual(self.board(), ["booked", "waiting", "serving", "finished"])

    def test_who_did_not_come_has_a_column_too(self):
        self.visit.action_miss()
        self.assertIn("no_show", self.board())
