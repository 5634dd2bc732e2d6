from prometheus_client.parser import text_string_to_metric_families

from odoo.http import RegistryError, Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

PATHS = ("/municipal/health", "/municipal/metrics")


@tagged("post_install", "-at_install")
class TestHealthDoor(HttpCase):
    """The two addresses, as a monitoring program asks them."""

    def setUp(self):
        super().setUp()
        self.env["ir.cron"].search([]).write({"failure_count": 0})
        self.token = self.env["municipal.health"].sudo()._new_token()

    def ask(self, path, authorization=None):
        headers = {"Authorization": authorization} if authorization else {}
        return self.url_open(path, headers=headers)

    def ask_with_token(self, path):
        return self.ask(path, f"Bearer {self.token}")

    def test_without_a_token_there_is_nothing(self):
        self.env["municipal.health"].sudo()._no_token()
        for path in PATHS:
            self.assertEqual(self.ask(path).status_code, 404)
            self.assertEqual(self.ask(path, "Bearer ").status_code, 404)
            self.assertEqual(self.ask(path, "Bearer False").status_code, 404)

    def test_a_wrong_token(self):
        for path in PATHS:
            for wrong in (
                None,
                "Bearer",
                "Bearer ",
                "Bearer x",
                f"Bearer {self.token}x",
                f"Basic {self.token}",
                self.token,
            ):
                answer = self.ask(path, wrong)
                self.assertEqual(answer.status_code, 401, wrong)
                self.assertIn("Bearer", answer.headers["WWW-Authenticate"])
                self.assertNotIn("status", answer.text)
            in_address = self.url_open(f"{path}?token={self.token}")
            self.assertEqual(in_address.status_code, 401, "it would stand in logs")

    def test_nothing_is_changed_and_nothing_is_kept(self):
        for path in PATHS:
            answer = self.ask_with_token(path)
            self.assertEqual(answer.headers["Cache-Control"], "no-store")
            self.assertNotIn("Set-Cookie", answer.headers)
            self.assertEqual(self.url_open(path, data={"a": 1}).status_code, 405)

    def test_health(self):
        answer = self.ask_with_token("/municipal/health")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("application/json", answer.headers["Content-Type"])
        state = answer.json()
        self.assertIn(state["status"], ("ok", "warn"))
        self.assertEqual(state["status"] == "warn", bool(state["reasons"]))
        self.assertEqual(
            set(state),
            {
                "status",
                "reasons",
                "versions",
                "mails",
                "jobs",
                "screens",
                "checks",
                "database",
                "replica",
            },
        )

    def test_metrics_say_the_same(self):
        night = self.env.ref("municipal_appointment.ir_cron_night_run")
        night.active = False
        self.env.flush_all()
        answer = self.ask_with_token("/municipal/metrics")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("text/plain; version", answer.headers["Content-Type"])
        read = text_string_to_metric_families(answer.text)
        families = {family.name: family for family in read}
        values = {name: family.samples[0].value for name, family in families.items()}
        state = self.ask_with_token("/municipal/health").json()
        self.assertEqual(values["municipal_up"], 1)
        self.assertEqual(values["municipal_attention"], 1)
        self.assertEqual(values["municipal_jobs_off"], 1)
        self.assertEqual(values["municipal_mails_waiting"], state["mails"]["waiting"])
        self.assertEqual(values["municipal_screens"], state["screens"]["used"])
        self.assertNotIn("municipal_replica_up", values, "there is none")
        [info] = families["municipal_info"].samples
        self.assertEqual(info.labels, state["versions"])
        self.assertTrue(all(f.type == "gauge" for f in families.values()))
        self.assertTrue(all(f.documentation for f in families.values()))

    def test_the_database_is_away(self):
        def away(request):
            raise RegistryError("Cannot get registry")

        self.patch(Request, "_serve_db", away)
        for path in PATHS:
            with mute_logger("odoo.http"):
                answer = self.ask_with_token(path)
            self.assertEqual(answer.status_code, 503)
            self.assertEqual(
                answer.json(), {"status": "away", "reasons": ["database_away"]}
            )
            self.assertEqual(answer.headers["Cache-Control"], "no-store")
