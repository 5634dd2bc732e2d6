from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from ...models.common.refusal import Refusal
from ..waiting_list_common import FRIDAY, QUARTER, WEDNESDAY, WaitingCase


@tagged("post_install", "-at_install")
class TestOffer(WaitingCase):
    """A slot that comes free goes to who waits, one after the other."""

    def notices(self, waiting):
        return waiting.notice_ids.sorted("id").mapped("kind")

    def test_the_first_gets_it(self):
        ann, bob = self.join(), self.join("Bob Claes")
        self.free()
        self.assertFalse(self.is_free(), "nobody may be faster than the list")
        self.assertEqual(self.rows("next").mapped("start"), [WEDNESDAY])
        self.run_job()
        self.assertEqual(self.offered_to(), [ann.contact_name])
        self.assertEqual((ann.offer_start, ann.offers), (WEDNESDAY, 1))
        self.assertEqual(ann.offer_until, fields.Datetime.now() + timedelta(hours=1))
        self.assertEqual(self.notices(ann), ["waiting_joined", "waiting_offer"])
        self.assertEqual(self.notices(bob), ["waiting_joined"])
        [row] = self.rows("offer")
        self.assertEqual((row.waiting_id, row.type_id), (ann, self.type))
        self.assertFalse(self.is_free())
        self.run_job()
        self.assertEqual(self.offered_to(), [ann.contact_name])
        self.assertFalse(self.differences())

    def test_nobody_waits(self):
        self.free()
        self.assertFalse(self.rows("next", "rest", "offer"))
        self.assertTrue(self.is_free())

    def test_it_rests_first(self):
        self.join()
        self.type.rest_minutes = 60
        self.free()
        self.run_job()
        self.assertFalse(self.offered_to())
        with self.later(minutes=76):
            self.run_job()
            self.assertEqual(self.offered_to(), ["An Peeters"])

    def test_the_next_one_gets_it_after_the_hour(self):
        ann, bob = self.join(), self.join("Bob Claes")
        self.free()
        self.run_job()
        with self.later(minutes=59):
            self.run_job()
            self.assertEqual(self.offered_to(), ["An Peeters"])
        with self.later(minutes=61):
            self.assertFalse(self.is_free(), "kept until the job has come by")
            self.run_job()
            self.assertEqual(self.offered_to(), ["Bob Claes"])
            self.assertEqual((ann.state, bob.offer_start), ("waiting", WEDNESDAY))
        with self.later(minutes=123):
            self.run_job()
            # nobody is offered the same slot twice
            self.assertFalse(self.offered_to())
            self.assertTrue(self.is_free())

    def test_the_next_one_gets_it_when_refused(self):
        ann = self.join()
        self.join("Bob Claes")
        self.free()
        self.run_job()
        ann._refuse_offer(ann.sudo().offer_key)
        self.run_job()
        self.assertEqual(self.offered_to(), ["Bob Claes"])
        self.assertEqual(ann.state, "waiting")

    def test_no_more_offers_than_the_cap(self):
        ann = self.join()
        for start in (WEDNESDAY, FRIDAY):
            self.free(start=start)
            self.run_job()
            self.assertEqual(ann.offer_start, start)
            ann._refuse_offer(ann.sudo().offer_key)
        self.run_job()
        self.assertEqual((ann.state, ann.end_reason), ("ended", "offers"))
        self.assertEqual(self.notices(ann)[-1], "waiting_ended")
        self.free(start=FRIDAY + QUARTER)
        self.run_job()
        self.assertEqual(ann.offers, 2)
        self.assertTrue(self.is_free(FRIDAY + QUARTER))

    def test_who_had_fewer_offers_goes_first(self):
        ann = self.join()
        self.free()
        self.run_job()
        ann._refuse_offer(ann.sudo().offer_key)
        self.run_job()
        bob = self.join("Bob Claes")
        self.free(start=FRIDAY)
        self.run_job()
        self.assertEqual(self.everybody("offered"), bob)

    def test_one_mail_at_a_time_for_a_person(self):
        self.join()
        self.join(lines=[(self.passport, 1)])
        self.free()
        self.free(start=FRIDAY)
        self.run_job()
        self.assertEqual(self.offered_to(), ["An Peeters"])
        self.assertTrue(self.is_free(FRIDAY))

    def test_two_people_share_what_was_long(self):
        self.join()
        self.join("Bob Claes")
        self.free(lines=[(self.foreigner, 1)])
        self.run_job()
        offered = self.everybody("offered")
        self.assertEqual(
            offered.mapped("offer_start"), [WEDNESDAY, WEDNESDAY + QUARTER]
        )

    def test_only_what_suits(self):
        self.calendar.attendance_ids = [
            Command.create(
                {
                    "name": "Afternoon",
                    "dayofweek": "2",
                    "hour_from": 13,
                    "hour_to": 17,
                    "access": "appointment",
                }
            )
        ]
        day = WEDNESDAY.date()
        self.join("An Peeters", part="afternoon")
        self.join("Bob Claes", date_from=day + timedelta(days=1))
        self.join("Cem Yilmaz", date_to=day - timedelta(days=1))
        self.join("Dirk Aerts", lines=[(self.foreigner, 1)])
        self.free()
        # half an hour fits nowhere: the next slot is taken
        self.book(start=WEDNESDAY + QUARTER)
        self.run_job()
        self.assertFalse(self.offered_to())
        self.assertTrue(self.is_free())
        self.free(start=WEDNESDAY + timedelta(hours=4))
        self.run_job()
        self.assertIn("An Peeters", self.offered_to())

    def test_the_share_of_everybody_else(self):
        self.join()
        self.type.waiting_percent = 0
        self.free()
        self.run_job()
        self.assertFalse(self.offered_to())
        self.assertTrue(self.is_free())

    def test_another_building_is_none_of_their_business(self):
        other = self.location.copy({"name": "Other hall"})
        self.type.location_ids |= other
        self.join(location=other)
        self.free()
        self.run_job()
        self.assertFalse(self.offered_to())

    # by day, and in time

    def test_no_mail_at_night(self):
        self.join()
        with self.later(hours=12, minutes=30):  # 21:30 in Brussels
            self.free()
            self.run_job()
            self.assertFalse(self.offered_to())
            self.assertFalse(self.is_free())
        with self.later(hours=23, minutes=1):  # 08:01 the next day
            self.run_job()
            self.assertEqual(self.offered_to(), ["An Peeters"])

    def test_an_offer_does_not_end_at_night(self):
        ann = self.join()
        with self.later(hours=10, minutes=30):  # 19:30
            self.free()
            self.run_job()
            # half an hour in the evening, and half an hour in the morning
            night = timedelta(hours=12)
            now = fields.Datetime.now()
            self.assertEqual(ann.offer_until, now + timedelta(hours=1) + night)
        with self.later(hours=20):
            self.run_job()
            self.assertEqual(ann.state, "offered")

    def test_what_begins_too_soon_is_for_everybody(self):
        self.join()
        soon = fields.Datetime.now() + timedelta(hours=1, minutes=30)
        self.free(start=soon)
        self.run_job()
        self.assertFalse(self.offered_to())

    # the answer

    def offered(self, **wish):
        ann = self.join(**wish)
        self.free()
        self.run_job()
        self.assertEqual(ann.state, "offered")
        return ann

    def accept(self, waiting):
        """Answer in the way of the website."""
        public = self.env.ref("base.public_user")
        booking = waiting.with_user(public).sudo()._accept(waiting.sudo().offer_key)
        self.end_transaction()
        return self.env["resource.booking"].browse(booking.id)

    def test_accepting_books(self):
        ann = self.offered()
        booking = self.accept(ann)
        self.assertEqual((booking.start, ann.state), (WEDNESDAY, "booked"))
        self.assertEqual(booking.contact_name, "An Peeters")
        self.assertEqual(booking.visit_id.booked_by, "waiting_list")
        self.assertEqual(booking.notice_ids.mapped("kind"), ["confirmation"])
        self.assertFalse(self.rows("offer", "next", "hold"))
        self.assertFalse(self.differences())
        self.assertEqual(self.accept(ann), booking, "pressed twice")

    def test_a_live_offer_is_honoured(self):
        """Whatever lead time, quota and release plan say meanwhile."""
        ann = self.offered()
        self.type.write({"lead_hours": 24 * 30, "online_percent": 0})
        self.assertEqual(self.accept(ann).start, WEDNESDAY)

    def test_too_late(self):
        ann = self.offered()
        self.join("Bob Claes")
        key = ann.sudo().offer_key
        with self.later(minutes=61):
            self.run_job()
            with self.assertRaises(Refusal) as refused:
                ann._accept(key)
        self.assertIn("no longer kept for you", str(refused.exception))

    def test_somebody_else_s_offer(self):
        ann = self.offered()
        bob = self.join("Bob Claes")
        for key in (ann.sudo().offer_key, "", None, "nonsense"):
            with self.assertRaises(Refusal):
                bob._accept(key)

    def test_the_town_closes_that_day(self):
        ann = self.offered()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Strike",
                "calendar_id": self.calendar.id,
                "date_from": WEDNESDAY - timedelta(hours=2),
                "date_to": WEDNESDAY + timedelta(hours=9),
            }
        )
        with self.assertRaises(Refusal) as refused:
            self.accept(ann)
        self.assertIn("We are closed then", str(refused.exception))

    def test_the_product_is_withdrawn_meanwhile(self):
        ann = self.offered()
        self.kids_id.booking = "staff"
        with self.assertRaises(Refusal):
            self.accept(ann)
        with self.later(minutes=61):
            self.run_job()
            self.run_job()
        self.assertEqual((ann.state, ann.end_reason), ("ended", "withdrawn"))
        self.assertEqual(self.notices(ann)[-1], "waiting_ended")

    def test_the_list_or_the_type_is_switched_off(self):
        for change in ({"waiting_list": False}, {"active": False}):
            ann = self.join()
            self.type.write(change)
            self.run_job()
            self.assertEqual((ann.state, ann.end_reason), ("ended", "withdrawn"))
            self.type.write({"waiting_list": True, "active": True})

    def test_it_ends_by_itself(self):
        self.type.waiting_days = 10
        ann, bob = self.join(), self.join("Bob Claes", date_to=WEDNESDAY.date())
        with self.later(days=3):
            self.run_job()
            self.assertEqual((ann.state, bob.state), ("waiting", "ended"))
        with self.later(days=11):
            self.run_job()
            self.assertEqual((ann.state, ann.end_reason), ("ended", "expired"))

    def test_a_mail_that_is_lost_passes_the_slot_on(self):
        ann = self.offered()
        self.join("Bob Claes")
        ann.sudo().notice_ids.sorted("id")[-1:]._failed("bounced")
        self.run_job()
        self.assertEqual((ann.state, ann.end_reason), ("ended", "unreachable"))
        self.assertEqual(self.offered_to(), ["Bob Claes"])
        self.assertFalse(ann.notice_ids.filtered("to_call"))

    def test_leaving_passes_the_slot_on(self):
        ann = self.offered()
        self.join("Bob Claes")
        ann._leave()
        ann._leave()
        self.run_job()
        self.assertEqual((ann.state, ann.end_reason), ("ended", "left"))
        self.assertEqual(self.offered_to(), ["Bob Claes"])

    def test_staff_take_somebody_off(self):
        ann = self.join()
        ann.action_end()
        self.assertEqual((ann.state, ann.end_reason), ("ended", "staff"))
        self.assertEqual(self.notices(ann), ["waiting_joined"])

    # the nightly check

    def test_an_offer_to_nobody_is_found_and_repaired(self):
        ann = self.offered()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE municipal_waiting SET state = 'waiting' WHERE id = %s", [ann.id]
        )
        self.env.invalidate_all()
        [found] = self.differences()
        self.assertEqual((found.kind, found.waiting_id), ("offer", ann))
        ann.sudo().offer_key = False
        found.action_repair()
        self.assertFalse(self.differences())
        self.assertTrue(self.is_free())
