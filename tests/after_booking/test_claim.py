from datetime import timedelta

from odoo.tests import freeze_time, new_test_user, tagged

from ..after_common import AppointmentCase


@tagged("post_install", "-at_install")
class TestClaim(AppointmentCase):
    """An appointment made without account is put with one, by who has the link."""

    def log_in(self, login="claiming", groups="base.group_portal"):
        user = new_test_user(self.env, login, groups=groups, name="Bert Claes")
        self.authenticate(login, login)
        return user

    def test_one_button_puts_it_with_my_appointments(self):
        former = self.booking.partner_ids
        user = self.log_in()
        page = self.open()
        self.assertIn("You are logged in as Bert Claes", self.main(page))
        self.assertEqual(self.booking.partner_ids, former, "reading claims nothing")
        page = self.follow(self.submit(page, "/claim"))
        self.assertIn("is with your account now", self.main(page))
        self.assertNotIn("/claim", "".join(self.forms(page)))
        self.assertEqual(self.booking.partner_ids, user.partner_id)
        self.assertEqual(self.booking.contact_email, "an@example.com")
        listed = self.page("/my/bookings")
        self.assertIn(self.booking.reference, self.text(listed))
        self.page(self.url)
        self.assertEqual(self.booking.meeting_id.partner_ids, user.partner_id)
        attendees = self.booking.meeting_id.attendee_ids
        self.assertEqual(attendees.mapped("state"), ["accepted"])

    def test_the_contact_that_is_left_is_wiped(self):
        former = self.booking.partner_ids
        self.log_in()
        self.post("/claim")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s",
            [self.start - timedelta(days=9), former.id],
        )
        self.env.invalidate_all()
        self.env["res.partner"]._gc_municipal_contacts()
        self.assertTrue(former.municipal_wiped)

    def test_what_is_somebody_elses_stays_theirs(self):
        self.log_in("first")
        self.post("/claim")
        mine = self.booking.partner_ids
        self.log_in("second")
        self.assertNotIn("/claim", "".join(self.forms(self.open())))
        answer = self.post("/claim")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("with another account", answer.text)
        self.assertEqual(self.booking.partner_ids, mine)

    def test_pressed_twice(self):
        user = self.log_in()
        self.follow(self.post("/claim"))
        self.follow(self.post("/claim"))
        self.assertEqual(self.booking.partner_ids, user.partner_id)

    def test_who_is_not_logged_in_and_staff_claim_nothing(self):
        former = self.booking.partner_ids
        self.assertNotIn("/claim", "".join(self.forms(self.open())))
        self.assertEqual(self.post("/claim").status_code, 422)
        self.log_in("claiming_clerk", "municipal_appointment.group_clerk")
        self.assertEqual(self.post("/claim").status_code, 422)
        self.assertEqual(self.booking.partner_ids, former)

    def test_without_the_link_nothing_is_claimed(self):
        former = self.booking.partner_ids
        self.log_in()
        self.assertEqual(self.post("/claim", access_token="wrong").status_code, 404)
        self.assertEqual(self.booking.partner_ids, former)

    def test_moving_and_reminding_go_on(self):
        self.log_in()
        self.post("/claim")
        new = self.free_starts(hour=10)[0]
        self.follow(self.post("/move", start=f"{new:%Y-%m-%dT%H:%M:%SZ}"))
        self.assertEqual(self.booking.start, new)
        with freeze_time(new - timedelta(days=1)):
            self.booking._remind()
        kinds = self.booking.notice_ids.sorted("id").mapped("kind")
        self.assertEqual(kinds[-2:], ["moved", "reminder"])
        self.assertNotIn("failed", self.booking.notice_ids.mapped("state"))

    def test_coming_first_and_past_apart(self):
        """Who left before being helped is no longer expected."""
        user = self.log_in()
        left = self.book(start=self.free_starts(hour=11)[0])
        (self.booking | left).partner_ids = user.partner_id
        with freeze_time(left.start):
            left.visit_id._take_step("checked_in")
            left.visit_id._take_step("left")
        page = self.page("/my/bookings")
        lists = page.cssselect(".o_municipal_products")
        self.assertEqual([len(one.cssselect("li")) for one in lists], [1, 1])
        self.assertIn(self.booking.reference, self.text(lists[0]))
        self.assertIn(left.reference, self.text(lists[1]))
