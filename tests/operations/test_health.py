from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import SQL, config

from ..common import NOW, MunicipalCase
from ..towns_common import TwoTownsCase

DAY = timedelta(days=1)


def all_is_well(env):
    """Let every job have run, every mail have left and no check have found anything."""
    env["ir.cron"].search([]).write(
        {"nextcall": NOW + DAY, "lastcall": NOW, "failure_count": 0}
    )
    env["municipal.notice"].search([]).unlink()
    env["mail.mail"].search([]).unlink()
    env["municipal.screen"].search([]).last_seen = NOW
    for model in ("municipal.reservation.difference", "municipal.visit.difference"):
        env[model].search([]).unlink()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestHealth(MunicipalCase):
    """What a monitoring program is told, and when it says that something is wrong."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        all_is_well(cls.env)
        cls.health = cls.env["municipal.health"]

    def state(self):
        self.env.flush_all()
        return self.health._state()

    def reasons(self):
        return self.state()["reasons"]

    def test_all_is_well(self):
        state = self.state()
        self.assertEqual((state["status"], state["reasons"]), ("ok", []))
        self.assertEqual(
            state["mails"],
            {"waiting": 0, "failed": 0, "oldest_seconds": 0, "overdue": 0},
        )
        self.assertEqual(state["jobs"], {"late": [], "off": [], "failing": []})
        self.assertEqual(
            state["checks"],
            {"differences": 0, "last_run": "2026-10-12T07:00:00Z", "age_seconds": 0},
        )
        self.assertGreater(state["database"]["bytes"], 1_000_000)
        self.assertIsNone(state["replica"])
        self.assertRegex(state["versions"]["postgresql"], r"^\d+\.\d+$")
        self.assertRegex(state["versions"]["odoo"], r"^19\.0")
        self.assertRegex(state["versions"]["municipal_appointment"], r"^19\.0\.\d")

    def test_jobs_by_the_rule_of_the_managers_sign(self):
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        night = self.env.ref("municipal_appointment.ir_cron_night_run")
        queue.nextcall = NOW - timedelta(minutes=31)
        night.active = False
        self.env.ref("municipal_appointment.ir_cron_jobs").failure_count = 1
        state = self.state()
        self.assertEqual(
            state["jobs"],
            {
                "late": ["mail.ir_cron_mail_scheduler_action"],
                "off": ["municipal_appointment.ir_cron_night_run"],
                "failing": ["municipal_appointment.ir_cron_jobs"],
            },
        )
        self.assertEqual(state["reasons"], ["jobs_late", "jobs_off", "jobs_failing"])
        self.assertEqual(state["status"], "warn")
        problems = self.env["municipal.problem"].with_user(self.manager)
        self.assertEqual(len(list(problems._find_jobs())), 3)

    def written(self, table, minutes):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = %s",
                SQL.identifier(table),
                NOW - timedelta(minutes=minutes),
            )
        )
        self.env.invalidate_all()

    def test_mails_that_wait(self):
        self.book()
        mails = self.state()["mails"]
        self.assertEqual((mails["waiting"], mails["overdue"]), (1, 0))
        self.written("mail_mail", 9)
        self.written("municipal_notice", 9)
        state = self.state()
        self.assertEqual(state["mails"]["oldest_seconds"], 540)
        self.assertEqual(state["reasons"], [])
        self.written("municipal_notice", 11)
        state = self.state()
        self.assertEqual(state["mails"]["overdue"], 1)
        self.assertEqual(state["reasons"], ["mails_waiting"])

    def test_a_promise_counts_before_it_is_a_mail(self):
        self.env["resource.booking"]._book(
            [(self.kids_id, 1)], NOW + DAY * 2, self.contact, lang="en_US"
        )
        self.written("municipal_notice", 3)
        mails = self.state()["mails"]
        self.assertEqual((mails["waiting"], mails["oldest_seconds"]), (1, 180))

    def test_mails_of_others_wait_too(self):
        mail = self.env["mail.mail"].create({"subject": "Other", "body_html": "-"})
        self.written("mail_mail", 11)
        self.assertEqual(self.reasons(), ["mails_waiting"])
        mail.scheduled_date = NOW + DAY
        self.assertEqual(self.reasons(), [], "it leaves tomorrow")
        mail.state = "exception"
        mails = self.state()["mails"]
        self.assertEqual((mails["waiting"], mails["failed"]), (0, 1))

    def test_a_screen_is_missed_where_somebody_works(self):
        display = self.env["municipal.screen"].create(
            {"name": "Display", "location_id": self.location.id}
        )
        used = self.state()["screens"]["used"]
        self.assertEqual(self.state()["screens"]["silent"], 0, "never opened")
        display.last_seen = NOW - timedelta(minutes=6)
        state = self.state()
        self.assertEqual(
            state["screens"], {"used": used, "silent": 1, "silent_open": 0}
        )
        self.assertEqual(state["reasons"], [], "at night all of them are dark")
        self.desks[0].write({"desk_user_id": self.clerk.id, "desk_since": NOW})
        self.assertEqual(self.reasons(), ["screens_silent"])
        display.last_seen = NOW - timedelta(minutes=4)
        self.assertEqual(self.reasons(), [])

    def test_what_the_nights_found(self):
        booking = self.book()
        self.env["municipal.visit.difference"].create(
            {"visit_id": booking.visit_id.id, "field": "state"}
        )
        check = self.env.ref("municipal_appointment.ir_cron_check_visits")
        check.lastcall = NOW - DAY
        state = self.state()
        self.assertEqual(
            state["checks"],
            {
                "differences": 1,
                "last_run": "2026-10-11T07:00:00Z",
                "age_seconds": 86400,
            },
        )
        self.assertEqual(state["reasons"], ["differences"])
        check.lastcall = False
        self.assertIsNone(self.state()["checks"]["last_run"], "one never ran")

    def test_the_files_are_newer_than_the_tables(self):
        addon = self.env.ref("base.module_municipal_appointment")
        addon.latest_version = "19.0.1.0.0"
        self.assertEqual(self.reasons(), ["not_updated"])

    def test_a_replica_that_is_not_there(self):
        """Odoo reads from the primary then, without telling anybody."""
        self.addCleanup(config.__setitem__, "db_replica_host", None)
        config["db_replica_host"] = "10.0.0.21"
        state = self.state()
        self.assertEqual(
            state["replica"], {"up": False, "lag_bytes": None, "lag_seconds": None}
        )
        self.assertEqual(state["reasons"], ["replica_away"])

    def test_a_replica_that_is_behind(self):
        health = self.registry["municipal.health"]
        for lag_bytes, seconds, reasons in (
            (0, 0, []),
            (10**9, 299, []),
            (1, 301, ["replica_behind"]),
            # the primary had nothing to tell
            (0, 301, []),
        ):
            told = {"up": True, "lag_bytes": lag_bytes, "lag_seconds": seconds}
            self.patch(health, "_replica", lambda _self, told=told: told)
            self.assertEqual(self.reasons(), reasons, told)

    def test_nothing_about_a_person(self):
        booking = self.book()
        self.env["municipal.visit.difference"].create(
            {"visit_id": booking.visit_id.id, "field": "state"}
        )
        told = repr(self.state()) + self.health._metrics(self.state())
        for secret in (
            "Peeters",
            "an@example.com",
            booking.reference,
            self.clerk.login,
            self.location.name,
            self.service.name,
        ):
            self.assertNotIn(secret, told)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestHealthOfManyTowns(TwoTownsCase):
    """The server is one, however many towns it serves."""

    def statements(self):
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        self.health._state()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.health._state()
        return self.env.cr.sql_log_count - before

    def test_the_number_of_statements_is_always_the_same(self):
        self.health = self.env["municipal.health"]
        all_is_well(self.env)
        few = self.statements()
        for town in range(5):
            self.add_town(town)
        self.assertEqual(self.statements(), few)
        self.assertLess(few, 25)

    def add_town(self, number):
        """Add a town in which everything is at fault."""
        company = self.env["res.company"].create({"name": f"Town {number}"})
        location = self.env["municipal.location"].create(
            {"name": "Hall", "tz": "Europe/Brussels", "company_id": company.id}
        )
        self.env["municipal.screen"].create(
            [
                {
                    "name": f"Kiosk {screen}",
                    "kind": "kiosk",
                    "location_id": location.id,
                    "last_seen": NOW - DAY,
                }
                for screen in range(10)
            ]
        )
        self.env["mail.mail"].create([{"subject": "x"} for _number in range(20)])
        jobs = self.env["ir.cron"].search([], limit=5, offset=number * 2)
        jobs.nextcall = NOW - DAY

    def test_both_towns_are_counted(self):
        all_is_well(self.env)
        health = self.env["municipal.health"]
        used = health._state()["screens"]["used"]
        for location in (self.location, self.b.location):
            self.env["municipal.screen"].sudo().create(
                {"name": "S", "location_id": location.id}
            )
        self.assertEqual(health._state()["screens"]["used"], used + 2)


@tagged("post_install", "-at_install")
class TestHealthToken(MunicipalCase):
    """Who gives the token away, and who reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.system = new_test_user(
            cls.env,
            "test_system",
            groups="base.group_system,municipal_appointment.group_administrator",
        )
        cls.health = cls.env["municipal.health"]

    def settings(self, user):
        return self.env["res.config.settings"].with_user(user).create({})

    def test_a_new_one_shuts_out_who_has_the_old_one(self):
        self.assertIsNone(self.health._is_token(""), "nobody may ask")
        self.settings(self.system).action_new_health_token()
        first = self.settings(self.system).municipal_health_token
        self.assertGreater(len(first), 40)
        self.assertTrue(self.health._is_token(first))
        self.settings(self.system).action_new_health_token()
        self.assertFalse(self.health._is_token(first))
        for wrong in ("", "x", first[:-1], "\u00e9", first + "x"):
            self.assertIs(self.health._is_token(wrong), False)
        self.settings(self.system).action_no_health_token()
        self.assertIsNone(self.health._is_token(first))
        self.assertFalse(self.settings(self.system).municipal_health_token)

    def test_only_administrators_of_the_server_read_it(self):
        self.settings(self.system).action_new_health_token()
        key = "municipal_appointment.health_token"
        found = self.env["ir.config_parameter"].search([("key", "=", key)])
        self.assertEqual(found.with_user(self.system).value, self.health._token())
        for user in (self.clerk, self.manager, self.administrator):
            with self.assertRaises(AccessError):
                found.with_user(user).read(["value"])
            with self.assertRaises(AccessError):
                self.health.with_user(user)._new_token()
            with self.assertRaises(AccessError):
                self.health.with_user(user)._no_token()
