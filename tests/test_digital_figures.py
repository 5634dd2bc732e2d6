import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.municipal_appointment.models.refusal import Refusal

from .common import MunicipalCase, create_town


class DigitalCase(MunicipalCase):
    """A town whose digital counter delivers passports."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.passport.code = "test_passport"
        cls.visits = cls.env["municipal.visit"].with_user(cls.manager)

    def counted(self):
        return self.env["municipal.visit"].search_count(
            [
                ("channel", "=", "digital"),
                ("state", "=", "finished"),
                ("service_id", "=", self.service.id),
            ]
        )


@tagged("post_install", "-at_install")
class TestDigitalFigures(DigitalCase):
    """The digital counter's figures become visits, as many as it says."""

    def set(self, count, day="2026-10-09", product="test_passport"):
        figure = {"product": product, "day": day, "count": count}
        return self.visits.set_digital([figure])

    def test_a_figure_becomes_visits_of_that_day(self):
        self.assertEqual(self.set(3), {"added": 3, "removed": 0})
        visits = self.env["municipal.visit"].search(
            [("service_id", "=", self.service.id)]
        )
        self.assertEqual(len(visits), 3)
        self.assertEqual(str(visits[0].day), "2026-10-09")
        self.assertTrue(visits[0].inaccurate)
        self.assertEqual(visits.line_ids.mapped("delivered"), [1, 1, 1])
        self.assertEqual(
            visits[0].event_ids.mapped("step"), ["checked_in", "started", "finished"]
        )

    def test_sent_twice_it_counts_once(self):
        self.set(3)
        self.assertEqual(self.set(3), {"added": 0, "removed": 0})
        self.assertEqual(self.counted(), 3)

    def test_a_better_figure_replaces_the_former(self):
        self.set(3)
        self.assertEqual(self.set(1), {"added": 0, "removed": 2})
        self.assertEqual(self.counted(), 1)
        self.assertEqual(self.set(4), {"added": 3, "removed": 0})
        self.assertEqual(self.counted(), 4)

    def test_what_makes_no_sense_is_named_and_nothing_is_written(self):
        good = {"product": "test_passport", "day": "2026-10-09", "count": 1}
        for bad, words in (
            ({"product": "nothing"}, "Figure 2: no product"),
            ({"product": ""}, "Figure 2: no product"),
            ({"product": "\0"}, "Figure 2: no product"),
            ({"day": "2026-13-09"}, "Figure 2: the day"),
            ({"day": "2026-10-20"}, "Figure 2: the day"),
            ({"day": None}, "Figure 2: the day"),
            ({"count": -1}, "Figure 2: the count"),
            ({"count": "many"}, "Figure 2: the count"),
            ({"count": 10**9}, "Figure 2: the count"),
        ):
            with self.assertRaisesRegex(Refusal, words):
                self.visits.set_digital([good, {**good, **bad}])
        for nonsense in ({}, "text", 3, None):
            with self.assertRaises(Refusal):
                self.visits.set_digital(nonsense)
        with self.assertRaises(Refusal):
            self.visits.set_digital(["text"])
        self.assertEqual(self.counted(), 0)

    def test_only_managers(self):
        with self.assertRaises(AccessError):
            self.visits.with_user(self.clerk).set_digital([])


@tagged("post_install", "-at_install")
class TestDigitalDoor(HttpCase):
    """The route, with an API key."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        create_town(cls)
        cls.passport.code = "test_passport"

    def key(self, role):
        self.env["res.lang"]._activate_lang("en_US")
        group = f"municipal_appointment.group_{role}"
        user = new_test_user(self.env, f"test_{role}", groups=group, lang="en_US")
        keys = self.env["res.users.apikeys"].with_user(user)
        return keys._generate("rpc", "test", fields.Datetime.now() + timedelta(days=1))

    def send(self, body, key=None):
        headers = {"Content-Type": "application/json"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        return self.url_open("/municipal/digital", data=body, headers=headers)

    def test_with_the_key_of_a_manager(self):
        figure = {"product": "test_passport", "day": "2024-10-09", "count": 2}
        key = self.key("manager")
        answer = self.send(json.dumps([figure]), key)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.json(), {"added": 2, "removed": 0})
        wrong = self.send(json.dumps([{**figure, "count": "x"}]), key)
        self.assertEqual(wrong.status_code, 400)
        self.assertIn("Figure 1", wrong.json()["error"])
        self.assertEqual(self.send("{no json", key).status_code, 400)

    def test_without_key_or_role(self):
        self.assertEqual(self.send("[]").status_code, 401)
        self.assertEqual(self.send("[]", self.key("clerk")).status_code, 403)
