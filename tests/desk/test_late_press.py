from datetime import timedelta
from uuid import uuid4

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ...models.common.refusal import Refusal
from ..desk_common import TUESDAY, DeskCase, at


def pressed(minutes=0, key=None):
    moment = TUESDAY + timedelta(minutes=minutes)
    return {"key": key or str(uuid4()), "moment": moment.strftime("%Y-%m-%d %H:%M:%S")}


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestLatePress(DeskCase):
    """What was pressed without connection counts once, when it was pressed."""

    def setUp(self):
        super().setUp()
        self.visit_ = self.visit(self.give())
        with at(5):
            self.desk.desk_call(self.visit_.id)

    def steps(self):
        events = self.visit_.event_ids.sorted("id")
        return [
            (event.step, (event.moment - TUESDAY).total_seconds() / 60)
            for event in events
        ]

    def test_its_time_is_that_of_the_press(self):
        with at(30):
            self.desk.desk_step(self.visit_.id, "started", pressed=pressed(7))
            self.desk.desk_finish(self.visit_.id, [], pressed=pressed(12))
        self.assertEqual(
            self.steps()[1:], [("called", 5), ("started", 7), ("finished", 12)]
        )
        self.assertEqual(self.visit_.handling_minutes, 5)

    def test_sent_twice_it_is_one_step(self):
        start, end = pressed(7), pressed(12)
        with at(30):
            for _time in range(2):
                self.desk.desk_step(self.visit_.id, "started", pressed=start)
            for _time in range(2):
                done = self.desk.desk_finish(self.visit_.id, [], pressed=end)
        self.assertEqual(done, self.visit_.id)
        self.assertEqual(len(self.steps()), 4)

    def test_who_checks_in_twice_has_one_number(self):
        wednesday = 24 * 60
        booking = self.book(start=TUESDAY + timedelta(days=1, hours=1))
        press = pressed(wednesday + 3)
        with at(wednesday + 10):
            first = self.desk.desk_check_in(booking.visit_id.id, pressed=press)
            second = self.desk.desk_check_in(booking.visit_id.id, pressed=press)
        self.assertEqual(first["ticket"], second["ticket"])
        arrival = TUESDAY + timedelta(days=1, minutes=3)
        self.assertEqual(booking.visit_id.arrival, arrival)

    def test_the_log_never_goes_back_in_time(self):
        with at(30):
            self.desk.desk_step(self.visit_.id, "started", pressed=pressed(1))
        self.assertEqual(self.steps()[-1], ("started", 5), "not before the call")

    def test_nothing_happens_in_the_future(self):
        with at(10):
            self.desk.desk_step(self.visit_.id, "started", pressed=pressed(90))
        self.assertEqual(self.steps()[-1], ("started", 10))

    def test_what_cannot_be_read_or_was_long_ago_is_refused(self):
        long_ago = -6 * 24 * 60
        for press in (
            {"key": "1"},
            {"key": ["a"] * 36},
            "now",
            {"key": str(uuid4()), "moment": "yesterday"},
            {"key": str(uuid4()), "moment": 12},
            pressed(long_ago),
        ):
            with self.assertRaises(Refusal), at(10):
                self.desk.desk_step(self.visit_.id, "started", pressed=press)
        self.assertEqual(self.visit_.state, "called")

    def test_a_step_that_makes_no_sense_any_more_is_refused(self):
        with at(10):
            self.desk.desk_step(self.visit_.id, "no_show")
            with self.assertRaises(UserError):
                self.desk.desk_finish(self.visit_.id, [], pressed=pressed(8))

    def test_a_contact_counts_on_the_day_of_its_touch(self):
        visits = self.env["municipal.visit"].with_user(self.clerk)
        key = str(uuid4())
        with freeze_time(TUESDAY + timedelta(days=1)):
            ids = {
                visits.count_contact(
                    self.passport.id,
                    "phone",
                    key=key,
                    moment=pressed(20)["moment"],
                )
                for _time in range(2)
            }
            with self.assertRaises(Refusal):
                visits.count_contact(self.passport.id, "phone", moment="tomorrow")
        [visit] = visits.browse(ids)
        self.assertEqual(visit.arrival, TUESDAY + timedelta(minutes=20))
        self.assertEqual(visit.day, TUESDAY.date())
        self.assertEqual(
            set(visit.event_ids.mapped("moment")), {TUESDAY + timedelta(minutes=20)}
        )
