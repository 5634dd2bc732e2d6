from odoo import Command
from odoo.http import root
from odoo.tests import HttpCase, freeze_time, tagged

from ..clock_common import NOW
from ..common import MunicipalCase, hours
from .test_setup import SetupCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCheck(SetupCase):
    """The page that says what is missing until nothing is."""

    def found(self):
        self.env.invalidate_all()
        problems = self.env["municipal.problem"].with_user(self.it)
        return "\n".join(problem.name for problem in problems._find())

    def test_from_nothing_to_nothing_wrong(self):
        self.assertIn("Citizens read “My Company”", self.found())
        self.assertIn("has no logo", self.found())
        self.fill_in_town()
        self.assertNotIn("My Company", self.found())
        self.begin_with_civil_affairs()
        self.assertIn("has no building", self.found())
        self.assertIn("No desk receives its visitors", self.found())
        self.assertIn("Citizens see nothing of Civil Affairs yet", self.found())
        self.add_place()
        self.add_desks()
        self.assertNotIn("No desk", self.found())
        self.assertIn("is not closed on", self.found())
        self.setup.action_add_holidays()
        self.assertNotIn("is not closed on", self.found())
        self.setup.step = "check"
        self.env.invalidate_all()
        self.assertGreater(self.setup.ready_count, 10)
        self.setup.action_publish_ready()
        self.setup.write({"privacy_confirmed": True, "accessibility_status": "partly"})
        self.setup.action_next()
        self.env.invalidate_all()
        self.assertEqual(self.found(), "")
        self.assertFalse(self.setup.problem_ids)
        self.assertFalse(self.lacking("check"))
        self.setup.step = "town"
        self.assertTrue(self.lacking("check"), "nobody looked there")
        self.setup.step = "check"
        self.assertFalse(self.setup.ready_count)

    def test_no_mail_server(self):
        self.assertNotIn("mail server", self.found())
        self.env["ir.mail_server"].search([]).unlink()
        self.env["municipal.notice"].search([]).unlink()
        self.assertIn("No mail server is set up", self.found())

    def test_a_building_in_utc(self):
        location = self.add_place()
        location.tz = "UTC"
        self.assertIn("counts its hours and days in UTC", self.found())

    def test_services_without_phone(self):
        civil = self.begin_with_civil_affairs()
        self.town.phone = "09 000 55 00"
        self.assertNotIn("has no phone number", self.found())
        self.town.phone = False
        civil.phone = "09 000 55 01"
        self.assertNotIn("has no phone number", self.found())
        civil.phone = False
        self.assertIn("Civil Affairs has no phone number", self.found())
        civil.write({"appointment_enabled": False, "guidance_enabled": False})
        self.assertNotIn("Civil Affairs", self.found(), "has not begun")

    def test_screens(self):
        self.add_place()
        self.setup.action_add_kiosk()
        self.assertIn("Was never opened", self.found())
        screen = self.own("municipal.screen")
        screen._touch()
        self.assertNotIn(screen.name, self.found())
        with freeze_time("2026-10-12 08:00"):
            self.assertNotIn(screen.name, self.found(), "nobody is at work")
            self.begin_with_civil_affairs()
            self.add_desks("1")
            desk = screen.location_id.desk_ids
            desk.sudo().desk_user_id = self.it
            self.assertIn("Not heard of since", self.found())
        screen.active = False
        self.assertNotIn(screen.name, self.found())

    def test_each_line_leads_to_where_it_is_mended(self):
        self.begin_with_civil_affairs()
        self.setup.step = "check"
        self.env.invalidate_all()
        lines = self.setup.problem_ids
        self.assertTrue(lines)
        opened = [line.action_mend() for line in lines if line.target_action]
        self.assertEqual(len(opened), len(lines))
        models = {action["res_model"] for action in opened}
        self.assertLessEqual(
            {"municipal.setup", "municipal.service", "resource.booking.type"}, models
        )
        for action in opened:
            self.assertTrue(action["res_model"] in self.env)
            if action.get("res_id"):
                self.env[action["res_model"]].browse(action["res_id"]).exists()

    def test_who_cannot_mend_it_gets_no_button(self):
        self.begin_with_civil_affairs()
        manager = self.env["res.users"].create(
            {
                "name": "Manager",
                "login": "test_manager_check",
                "company_id": self.town.id,
                "company_ids": [Command.set(self.town.ids)],
                "group_ids": [
                    Command.set(self.env.ref("municipal_appointment.group_manager").ids)
                ],
            }
        )
        problems = self.env["municipal.problem"].with_user(manager)
        lines = problems.search(problems.action_open()["domain"])
        by_action = set(lines.mapped("target_action"))
        self.assertFalse({a for a in by_action if a and a.startswith("setup:")})
        self.assertIn("municipal_appointment.municipal_booking_type_action", by_action)


@tagged("post_install", "-at_install")
class TestNeverBooked(MunicipalCase):
    """What can never be booked says so before a citizen finds out."""

    def keys(self, record):
        self.env.invalidate_all()
        return {missing.key for missing in record._missing() if missing.needed}

    def test_a_product_longer_than_its_hours(self):
        self.assertFalse(self.keys(self.passport))
        self.passport.duration = 181
        self.assertEqual(self.keys(self.passport), {"too_long"})
        self.assertIn("at most 180 minutes on end", self.passport.missing)
        self.passport.duration = 180
        self.assertFalse(self.keys(self.passport))
        own = self.calendar.copy({"name": "Own"})
        own.attendance_ids = hours((0, 9, 10, "appointment"))
        self.passport.write({"calendar_id": own.id, "duration": 61})
        self.assertEqual(self.keys(self.passport), {"too_long"})

    def test_a_lead_time_beyond_the_horizon(self):
        self.type.write({"horizon_days": 2, "lead_hours": 48})
        self.assertEqual(self.keys(self.type), {"lead"})
        self.type.lead_hours = 47
        self.assertFalse(self.keys(self.type))

    def test_nothing_offered_online(self):
        self.type.online_percent = 0
        self.assertEqual(self.keys(self.type), {"quota"})
        self.type.product_ids.booking = "staff"
        self.assertFalse(self.keys(self.type), "nobody expects it")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestEmptyTown(SetupCase, HttpCase):
    """What a citizen reads of a town that has not begun."""

    def test_no_dead_products(self):
        website = self.env["website"].create(
            {"name": "Empty", "company_id": self.town.id}
        )
        self.setup.action_take_catalogue()
        session = self.authenticate(None, None)
        session["force_website_id"] = website.id
        root.session_store.save(session)
        text = self.url_open("/afspraak").text
        self.assertIn("You cannot make an appointment here yet.", text)
        self.assertNotIn("/afspraak/product/", text)
        self.assertNotIn("Call us", text, "whom?")
        self.assertNotIn('id="q"', text, "nothing to search")
