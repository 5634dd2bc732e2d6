from ast import literal_eval
from datetime import timedelta

from odoo.tests import Form, freeze_time, tagged

from ...engine.queue import Rules
from ...models.common.refusal import Refusal
from ..desk_common import TUESDAY, DeskCase
from ..night_common import night
from ..screens_common import ScreenCase

WEDNESDAY = TUESDAY + timedelta(days=1)
LATER = TUESDAY + timedelta(days=2)


@tagged("post_install", "-at_install")
class TestRolloutPages(ScreenCase):
    """What visitors see of a service that is not switched on yet, or no more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        slug = cls.env["ir.http"]._slug(cls.passport)
        cls.product_page = f"/afspraak/product/{slug}"
        cls.choice = f"q_{cls.passport.id}=1"

    def without_appointments(self):
        self.service.appointment_enabled = False

    def without_guidance(self):
        self.service.guidance_enabled = False

    # Without appointments

    def test_the_website_says_how_to_come_instead(self):
        page = self.page(self.product_page)
        self.assertTrue(page.cssselect("form#products"))
        self.without_appointments()
        page = self.page(self.product_page)
        self.assertFalse(page.cssselect("form#products"))
        self.assertIn("You can reach us like this", self.text(page))
        self.assertIn("09 444 55 66", self.text(page))
        self.assertIn("You can also come without appointment", self.text(page))
        page = self.page("/afspraak?q=passport")
        self.assertIn("cannot make an appointment with this service", self.text(page))

    def test_no_moment_is_shown_kept_or_booked(self):
        start = self.free_starts([(self.passport, 1)])[0]
        self.without_appointments()
        before = self.traces()
        for path in ("/afspraak/moment", "/afspraak/gegevens"):
            page = self.page(
                f"{path}?{self.choice}&start={start:%Y-%m-%dT%H:%M:%SZ}", 422
            )
            self.assertIn("cannot be booked here", self.text(page))
        answer = self.choose(start, **{f"q_{self.passport.id}": "1"})
        self.assertEqual(answer.status_code, 422)
        answer = self.send(**{f"q_{self.passport.id}": "1"})
        self.assertEqual(answer.status_code, 422)
        answer = self.url_open(f"/afspraak/vrij?{self.choice}")
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.traces(), before)

    def test_an_appointment_that_was_made_can_be_cancelled(self):
        booking = self.book()
        self.without_appointments()
        page = self.page(booking.get_portal_url())
        self.assertIn("Test Kids-ID", self.text(page))
        other = next(s for s in self.free_starts() if s != booking.start)
        booking.with_context(using_portal=True)._move(other)
        self.assertEqual(booking.start, other)
        booking._cancel()
        self.assertFalse(booking.active)

    def test_the_kiosk_sends_nobody_to_the_booking_page(self):
        self.foreigner.digital_url = "https://digital.example.com"
        path = f"/product/{self.foreigner.id}"
        self.assertIn("Make an appointment", self.text(self.look(path)))
        self.without_appointments()
        page = self.text(self.look(path))
        self.assertNotIn("Make an appointment", page)
        self.assertNotIn("with your phone", page)
        self.assertIn("ask a colleague", page)
        self.assertIn("Digital counter", page)
        self.assertEqual(self.take_ticket().status_code, 303, "tickets go on")

    def test_the_kiosk_in_hours_by_appointment(self):
        self.calendar.attendance_ids.access = "appointment"
        path = f"/product/{self.passport.id}"
        self.assertIn("Make one with your phone", self.text(self.look(path)))
        self.without_appointments()
        self.assertIn("hours of free walk-in", self.text(self.look(path)))
        self.assertNotIn("Make one", self.text(self.look(path)))

    # Without visitor guidance

    def test_the_kiosk_does_not_offer_it(self):
        self.assertIn("Test passport", self.text(self.look("/services")))
        self.without_guidance()
        for screen_services in (self.service.browse(), self.service):
            self.kiosk.service_ids = screen_services
            self.assertIn("No tickets are given", self.text(self.look("/services")))
            page = self.look(f"/services/{self.service.id}")
            self.assertNotIn("Test passport", self.text(page))
            self.assertFalse(self.kiosk._services() & self.service)
        before = self.counted()
        self.assertEqual(self.take_ticket().status_code, 422)
        self.assertEqual(self.counted(), before)

    def test_the_kiosk_checks_nobody_in(self):
        booking = self.booked_today()
        self.without_guidance()
        answer = self.press("/check-in", code=booking.reference)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("do not have to check in", answer.text)
        self.assertEqual(booking.visit_state, "booked")

    def test_appointments_go_on(self):
        self.without_guidance()
        self.assertTrue(self.page(self.product_page).cssselect("form#products"))
        self.assertTrue(self.book())


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestRolloutStaff(DeskCase):
    """The same for clerks and managers, and at night."""

    def without_guidance(self):
        self.service.guidance_enabled = False

    def test_clerks_cannot_book_without_appointments(self):
        visit = self.give()
        self.service.appointment_enabled = False
        for model in ("municipal.booking.request", "municipal.urgent.booking"):
            wizards = self.env[model].with_user(self.clerk)
            domain = literal_eval(wizards._fields["product_id"].domain)
            self.assertNotIn(self.passport, self.passport.search(domain))
            wizard = wizards.create({"product_id": self.passport.id})
            with self.assertRaisesRegex(Refusal, "cannot be booked"):
                wizard.action_book()
        with self.assertRaisesRegex(Refusal, "cannot be booked"):
            self.book([(self.passport, 1)], by_staff=True)
        self.assertEqual(self.desk.desk_call_next(), visit["id"])

    def test_the_counter_without_guidance(self):
        self.without_guidance()
        self.assertFalse(self.desk.desk_products())
        self.assertFalse(self.desk.desk_targets()["services"])
        with self.assertRaisesRegex(Refusal, "No tickets are given"):
            self.give()

    def test_nobody_is_forwarded_to_a_service_without_line(self):
        visit = self.served()
        other = self.service.copy({"code": "ZX", "guidance_enabled": False})
        with self.assertRaisesRegex(Refusal, "has no queue"):
            self.desk.desk_forward(visit.id, service_id=other.id)
        self.assertEqual(visit.service_id, self.service)

    def test_the_counter_expects_nobody_of_it(self):
        booking = self.book(start=WEDNESDAY)
        with freeze_time(WEDNESDAY):
            self.assertTrue(self.desk.desk_state()["agenda"])
            self.without_guidance()
            self.assertFalse(self.desk.desk_state()["agenda"])
            with self.assertRaisesRegex(Refusal, "has no queue"):
                self.desk.desk_check_in(booking.visit_id.id)

    def test_an_arrival_is_registered_and_stands_in_no_line(self):
        visit = self.book(start=WEDNESDAY).visit_id
        self.without_guidance()
        with freeze_time(WEDNESDAY):
            visit.with_user(self.clerk).action_arrive()
            self.assertEqual((visit.state, visit.ticket), ("waiting", False))
            self.assertFalse(self.desk.desk_state()["queue"])
            self.desk.desk_sit_down()
            with self.assertRaisesRegex(Refusal, "Nobody waits"):
                self.desk.desk_call_next()
            self.assertFalse(self.location._queue().visits)
            visit.with_user(self.clerk).action_start()
            self.assertEqual(visit.state, "serving")

    def test_who_waits_when_it_is_switched_off_is_still_called(self):
        visit = self.visit(self.give())
        self.without_guidance()
        self.assertEqual(self.desk.desk_call_next(), visit.id)

    def test_the_live_board_leaves_it_out(self):
        self.book(start=WEDNESDAY)

        def rows():
            boards = self.env["municipal.location"].with_user(self.manager)
            [board] = [
                row for row in boards.board_state() if row["id"] == self.location.id
            ]
            return [row["id"] for row in board["services"]]

        with freeze_time(WEDNESDAY):
            self.assertEqual(rows(), self.service.ids)
            self.without_guidance()
            self.assertEqual(rows(), [])

    def test_an_estimate_does_not_count_who_is_not_called(self):
        self.book(start=WEDNESDAY)
        with freeze_time(WEDNESDAY):
            self.assertTrue(self.location._queue().booked)
            self.without_guidance()
            self.assertFalse(self.location._queue().booked)

    def night(self):
        with freeze_time(LATER):
            night(self.env)

    def test_the_night_calls_nobody_missed_where_nobody_registers(self):
        visit = self.book(start=WEDNESDAY).visit_id
        self.without_guidance()
        self.night()
        self.assertEqual((visit.state, visit.unregistered), ("booked", True))
        self.service.guidance_enabled = True
        self.night()
        self.assertEqual(visit.state, "booked", "each visit is looked at once")

    def test_the_night_calls_them_missed_where_arrivals_are_registered(self):
        visit = self.book(start=WEDNESDAY).visit_id
        other = self.book(start=WEDNESDAY + timedelta(minutes=30)).visit_id
        self.without_guidance()
        with freeze_time(WEDNESDAY):
            other.with_user(self.clerk).action_arrive()
        self.night()
        self.assertEqual((visit.state, other.state), ("no_show", "left"))

    def test_the_form_explains_and_sets_all_of_it(self):
        services = self.service.with_user(self.administrator)
        with Form(services) as form:
            form.daily_tickets = 40
            form.last_ticket_minutes = 20
            form.guidance_enabled = False
            form.appointment_enabled = False
        self.assertRecordValues(
            self.service,
            [
                {
                    "daily_tickets": 40,
                    "last_ticket_minutes": 20,
                    "guidance_enabled": False,
                    "appointment_enabled": False,
                }
            ],
        )
        with Form(self.location.with_user(self.administrator)) as form:
            form.queue_maximum = 50
        self.assertEqual(self.location._queue_rules().maximum, 50)


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestLastTicket(DeskCase):
    """Tickets stop in time before the doors close at noon."""

    def minutes_before_noon(self, minutes):
        return freeze_time(TUESDAY + timedelta(hours=3, minutes=-minutes))

    def offered(self):
        return self.passport._may_walk_in(self.location)

    def test_a_time_before_closing_that_can_be_set(self):
        for last in (0, 15, 45):
            self.service.last_ticket_minutes = last
            with self.minutes_before_noon(last + 1):
                self.assertTrue(self.offered(), last)
            with self.minutes_before_noon(last - 1 if last else 0):
                self.assertFalse(self.offered(), last)

    def test_a_queue_that_is_too_long(self):
        self.service.last_ticket_minutes = 0
        self.other_desk.desk_get_up()
        with self.minutes_before_noon(60):
            self.assertTrue(self.offered())
            for _visitor in range(8):
                self.give()
            low = self.location._wait_of_newcomer([(self.passport, 1)]).low
            self.assertGreater(low, 60)
            self.assertFalse(self.offered())
            self.assertTrue(self.give(), "a clerk decides themselves")

    def test_rules_of_the_queue_have_one_truth(self):
        location = self.env["municipal.location"].create({"name": "New hall"})
        self.assertEqual(location._queue_rules(), Rules())
