from datetime import datetime, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_cron import IrCron

from ..desk_common import TUESDAY, DeskCase
from ..mail_queue_common import mail_server
from ..towns_common import TwoTownsCase

WAIT, SLOT = "wait", "slot"


def nights(env):
    """Let the scheduled actions of one night run."""
    with patch.object(IrCron, "_commit_progress", return_value=60):
        env["municipal.access.time"]._cron_record()
        env["municipal.limit"]._cron_watch()


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestLimits(DeskCase):
    """Managers are told of broken promises: once, and again when it was well."""

    desks_open = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service.write(
            {"wait_maximum": 10, "wait_days": 3, "email": "desk@town.example.com"}
        )
        cls.manager.email = "manager@town.example.com"
        # the language in which the town gets its mails, whatever the demo speaks
        cls.company.partner_id.lang = "en_US"
        cls.env["municipal.service"].search(
            [("id", "!=", cls.service.id)]
        ).slot_alarm = False

    def wait(self, days_ago, *minutes):
        """Let visitors of an earlier day have waited so many minutes."""
        day = fields.Date.today() - timedelta(days=days_ago)
        nine = datetime.combine(day, datetime.min.time()) + timedelta(hours=7)
        visits = self.env["municipal.visit"].create(
            [
                {
                    "name": "x",
                    "channel": "walk_in",
                    "state": "finished",
                    "service_id": self.service.id,
                    "location_id": self.location.id,
                    "arrival": nine,
                    "started_at": nine + timedelta(minutes=each),
                    "finished_at": nine + timedelta(minutes=each + 5),
                    "line_ids": [Command.create({"product_id": self.passport.id})],
                }
                for each in minutes
            ]
        )
        for visit in visits:
            self.env["municipal.visit.event"].create(
                [
                    {
                        "visit_id": visit.id,
                        "step": step,
                        "moment": visit[name],
                        "desk_id": self.desks[0].id,
                        "after": visit._facts(step),
                    }
                    for step, name in (
                        ("checked_in", "arrival"),
                        ("started", "started_at"),
                        ("finished", "finished_at"),
                    )
                ]
            )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE municipal_visit SET waiting_minutes = "
            "EXTRACT(EPOCH FROM started_at - arrival) / 60 WHERE id = ANY(%s)",
            (visits.ids,),
        )
        self.env.invalidate_all()

    def night(self, days=0):
        """Let a night come, and return the mails that it sends to managers."""
        with freeze_time(TUESDAY + timedelta(days=days)), mail_server() as server:
            nights(self.env)
            self.env["mail.mail"].process_email_queue()
        return [
            mail
            for mail in server.taken
            if "manager@town.example.com" in str(mail["To"])
        ]

    def limits(self, kind, **values):
        domain = [("kind", "=", kind), ("company_id", "=", self.company.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["municipal.limit"].search(domain)

    def problems(self):
        problems = self.env["municipal.problem"].with_user(self.manager)
        return "\n".join(name for name, *_more in problems._find_limits())

    # waits

    def test_long_waits_several_days_running(self):
        for days_ago in (1, 2):
            self.wait(days_ago, 30, 40)
        self.assertFalse(self.night(), "two days are no three")
        self.wait(3, 30)
        [mail] = self.night()
        self.assertIn("Visitors wait longer than you promise", mail["Subject"])
        text = mail.get_body(("plain", "html")).get_content()
        self.assertIn("Test service", text)
        self.assertIn("10 minutes", text)
        self.assertIn("Test service", self.problems())

    def test_a_good_day_in_between_is_no_alarm(self):
        for days_ago, minutes in ((1, 30), (2, 5), (3, 30), (4, 30)):
            self.wait(days_ago, minutes)
        self.assertFalse(self.night())

    def test_closed_days_in_between_count_neither_way(self):
        for days_ago in (1, 4, 5):
            self.wait(days_ago, 30)
        self.assertTrue(self.night())

    def test_what_is_long_ago_is_no_alarm(self):
        for days_ago in (70, 71, 72):
            self.wait(days_ago, 30)
        self.assertFalse(self.night())

    def test_nine_in_ten_or_the_mean(self):
        for days_ago in (1, 2, 3):
            self.wait(days_ago, *[1] * 8, 50, 50)
        self.service.wait_measure = "mean"
        for days_ago in (1, 2, 3):
            self.assertLess(self.means()[days_ago - 1], 11)
        self.service.wait_maximum = 12
        self.assertFalse(self.night())
        self.service.wait_measure = "p90"
        self.assertTrue(self.night())

    def means(self):
        today = fields.Date.today()
        return self.service._waits_by_day(today)[self.service.id]

    def test_today_is_not_over(self):
        for days_ago in (0, 1, 2):
            self.wait(days_ago, 30)
        self.assertFalse(self.night())

    def test_no_promise_no_alarm(self):
        self.service.wait_maximum = 0
        for days_ago in (1, 2, 3):
            self.wait(days_ago, 300)
        self.assertFalse(self.night())
        self.assertFalse(self.limits(WAIT))

    def test_once_until_it_has_been_well_again(self):
        for days_ago in (1, 2, 3):
            self.wait(days_ago, 30)
        self.assertEqual(len(self.night()), 1)
        self.assertFalse(self.night(), "the same night again")
        self.wait(0, 30)
        self.assertFalse(self.night(1), "it is known")
        with freeze_time(TUESDAY + timedelta(days=1)):
            self.wait(0, 2)
        self.assertFalse(self.night(2))
        self.assertEqual(self.limits(WAIT).until, TUESDAY.date() + timedelta(days=2))
        self.assertFalse(self.problems())
        for days in (2, 3, 4):
            with freeze_time(TUESDAY + timedelta(days=days)):
                self.wait(0, 60)
        self.assertEqual(len(self.night(5)), 1)
        self.assertEqual(len(self.limits(WAIT)), 2)

    # slots

    def test_a_product_without_a_slot(self):
        self.desks.active = False
        [mail] = self.night()
        self.assertIn("no free slot", mail["Subject"])
        text = mail.get_body(("plain", "html")).get_content()
        for product in (self.passport, self.kids_id):
            self.assertIn(product.name.replace("'", ""), text.replace("'", ""))
        self.assertIn("Test passport", self.problems())

    def test_new_products_of_the_same_day_wait_for_the_next_mail(self):
        self.desks[1].active = False
        self.desks[0].served_product_ids = self.kids_id
        self.assertEqual(len(self.night()), 1)
        self.env["municipal.access.time"].search([]).unlink()
        self.desks[0].active = False
        self.assertFalse(self.night(), "at most one mail a day")
        self.assertFalse(self.limits(SLOT, product_id=self.kids_id.id).mailed)
        self.assertEqual(len(self.night(1)), 1)
        self.assertTrue(self.limits(SLOT, product_id=self.kids_id.id).mailed)

    def test_the_first_slot_is_too_far_away(self):
        leaves = self.env["resource.calendar.leaves"]
        leaves.create(
            {
                "name": "x",
                "calendar_id": self.calendar.id,
                "date_from": TUESDAY - timedelta(days=1),
                "date_to": TUESDAY + timedelta(days=20),
            }
        )
        self.assertFalse(self.night(), "it only tells when there is none")
        self.service.slot_weeks = 2
        self.assertEqual(len(self.night(1)), 1)
        limit = self.limits(SLOT, product_id=self.passport.id)
        self.assertGreater(limit.measured, 14)
        self.assertIn(str(round(limit.measured)), self.problems())
        self.service.slot_weeks = 4
        self.assertFalse(self.night(2))
        self.assertFalse(self.limits(SLOT, until=False))

    def test_a_night_in_which_nobody_looked_tells_nothing(self):
        self.desks.active = False
        self.night()
        with freeze_time(TUESDAY + timedelta(days=1)):
            with patch.object(IrCron, "_commit_progress", return_value=60):
                self.env["municipal.limit"]._cron_watch()
        self.assertTrue(self.limits(SLOT, until=False))

    def test_an_archived_service_promises_nothing(self):
        for days_ago in (1, 2, 3):
            self.wait(days_ago, 30)
        self.desks.active = False
        self.night()
        self.assertTrue(self.limits(WAIT, until=False) & self.limits(WAIT))
        self.env["municipal.service"].search(
            [("company_id", "=", self.company.id)]
        ).active = False
        self.night(1)
        self.assertFalse(
            self.limits(WAIT, until=False) | self.limits(SLOT, until=False)
        )

    def test_an_archived_product_is_no_problem_any_more(self):
        self.desks.active = False
        self.night()
        self.passport.active = False
        self.night(1)
        self.assertTrue(self.limits(SLOT, product_id=self.passport.id).until)

    def test_without_managers_nobody_is_mailed_and_the_list_tells(self):
        self.desks.active = False
        group = self.env.ref("municipal_appointment.group_manager")
        group.all_user_ids.filtered("email").email = False
        self.assertFalse(self.night())
        self.assertTrue(self.limits(SLOT))
        self.assertFalse(self.limits(SLOT).filtered("mailed"))
        self.manager.email = "manager@town.example.com"
        self.assertTrue(self.night(1), "told once there is somebody")

    def test_who_left_and_who_is_of_another_town_gets_no_mail(self):
        other = self.env["res.company"].create({"name": "Other town"})
        new_test_user(
            self.env,
            "other_manager",
            groups="municipal_appointment.group_manager",
            email="other@example.com",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.administrator.write({"email": "gone@example.com", "active": False})
        self.desks.active = False
        managers = self.env["municipal.limit"]._managers(self.company)
        self.assertIn(self.manager, managers)
        self.assertFalse(
            {"other@example.com", "gone@example.com"} & set(managers.mapped("email"))
        )

    @mute_logger("odoo.sql_db")
    def test_what_a_service_promises_makes_sense(self):
        for values in ({"wait_maximum": -1}, {"wait_days": 0}, {"slot_weeks": -1}):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.service.write(values)
                self.env.flush_all()


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestLimitsOfTwoTowns(TwoTownsCase):
    def test_each_town_is_told_its_own(self):
        self.manager.email, self.manager_b.email = "a@example.com", "b@example.com"
        self.desks.active = False
        with mail_server() as server:
            nights(self.env)
            self.env["mail.mail"].process_email_queue()
        told = {str(mail["To"]) for mail in server.taken}
        self.assertTrue(any("a@example.com" in to for to in told))
        self.assertFalse(any("b@example.com" in to for to in told))
        limits = self.env["municipal.limit"]
        self.assertTrue(limits.with_user(self.manager).search([]))
        self.assertFalse(limits.with_user(self.manager_b).search([]))
