from datetime import timedelta

from odoo.tests import freeze_time, tagged

from ...models.common.refusal import Refusal
from ..desk_common import TUESDAY, DeskCase, at


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestQueueRules(DeskCase):
    """What a building publishes about its line is what its desks do."""

    def ticket(self, *products):
        lines = [(product, 1) for product in products or [self.passport]]
        return self.env["municipal.visit"]._take_ticket(lines, self.location)

    def appointment(self, minute, arrival):
        """Return somebody who has an appointment and was let in."""
        booking = self.book(start=TUESDAY + timedelta(days=1))
        booking.visit_id.planned_start = TUESDAY + timedelta(minutes=minute)
        with at(arrival):
            booking.visit_id._take_step("checked_in", location_id=self.location.id)
        return booking.visit_id

    def order(self, minute, desk=None):
        """Return who is called when, at a desk."""
        with at(minute):
            waiting = self.env["municipal.visit"]._waiting_at(self.location)
            return list((desk or self.desk)._queue_order(waiting))

    def test_the_longest_wait_of_the_building(self):
        walk_in, booked = self.ticket(), self.appointment(25, 25)
        self.assertEqual(self.order(26), [booked, walk_in])
        self.location.queue_maximum = 20
        self.assertEqual(self.order(26), [walk_in, booked])

    def test_how_late_an_appointment_may_come(self):
        late = self.appointment(0, 5)
        with at(4):
            walk_in = self.ticket()
        self.assertEqual(self.order(6), [late, walk_in])
        self.location.queue_grace = 3
        self.assertEqual(self.order(6), [walk_in, late])

    def test_how_early_an_appointment_is_called(self):
        early = self.appointment(20, 0)
        self.assertEqual(self.order(10), [early])
        self.location.queue_early = 5
        self.assertEqual(self.order(10), [])
        self.assertEqual(self.order(15), [early])

    def test_short_matters_go_first_at_the_quick_counter(self):
        long = self.ticket(self.kids_id)
        self.passport.walk_in = "quick_counter"
        short = self.ticket(self.passport)
        self.assertEqual(self.order(1), [long, short])
        self.desks[1].quick_counter = True
        self.assertEqual(self.order(1, self.other_desk), [short, long])

    def test_a_closing_beats_the_opening(self):
        """It closes at ten for the staff: no ticket then, nor shortly before."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Staff",
                "calendar_id": self.calendar.id,
                "date_from": TUESDAY + timedelta(hours=1),
                "date_to": TUESDAY + timedelta(hours=3),
            }
        )
        self.ticket()
        with at(55), self.assertRaisesRegex(Refusal, "We close at"):
            self.ticket()
        with at(70), self.assertRaisesRegex(Refusal, "[Cc]losed"):
            self.ticket()
