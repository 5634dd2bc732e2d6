import json
from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from ...models.common.refusal import Refusal
from ..common import MunicipalCase, create_town


class DigitalCase(MunicipalCase):
    """A town whose digital counter delivers passports."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.passport.code = "test_passport"
        cls.figures = cls.env["municipal.digital.figure"].with_user(cls.manager)

    def counted(self):
        """Return the contacts of the digital counter that the report shows."""
        self.env.flush_all()
        [(count,)] = self.env["municipal.visit.report"]._read_group(
            [("channel", "=", "digital"), ("service_id", "=", self.service.id)],
            [],
            ["contacts:sum"],
        )
        return count


@tagged("post_install", "-at_install")
class TestDigitalFigures(DigitalCase):
    """The digital counter says how many there were of a product on a day."""

    def set(self, count, day="2026-10-09", product="test_passport"):
        figure = {"product": product, "day": day, "count": count}
        return self.figures.take_over([figure])

    def figure(self):
        return self.figures.search([("product_id", "=", self.passport.id)])

    def test_a_figure_is_one_row_and_no_visit(self):
        self.assertEqual(self.set(3), {"added": 3, "removed": 0})
        self.assertRecordValues(
            self.figure(),
            [
                {
                    "day": date(2026, 10, 9),
                    "count": 3,
                    "service_id": self.service.id,
                    "company_id": self.company.id,
                    "create_uid": self.manager.id,
                }
            ],
        )
        self.assertEqual(self.counted(), 3)
        domain = [("service_id", "=", self.service.id)]
        self.assertFalse(self.env["municipal.visit"].search(domain))

    def test_sent_twice_it_counts_once(self):
        self.set(3)
        self.assertEqual(self.set(3), {"added": 0, "removed": 0})
        self.assertEqual(self.counted(), 3)
        self.assertFalse(self.figure().change_ids, "nothing changed")

    def test_a_better_figure_replaces_the_former(self):
        self.set(3)
        self.assertEqual(self.set(1), {"added": 0, "removed": 2})
        self.assertEqual(self.counted(), 1)
        self.assertEqual(self.set(4), {"added": 3, "removed": 0})
        self.assertEqual(self.counted(), 4)
        self.assertEqual(self.set(0), {"added": 0, "removed": 4})
        self.assertEqual(self.counted(), 0)

    def test_what_a_figure_was_stays_in_the_log(self):
        self.set(3)
        self.set(1)
        self.figure().sudo().count = 2
        self.figure().sudo().count = 2
        changes = self.figure().change_ids.sorted("id")
        self.assertRecordValues(
            changes,
            [
                {"before": 3, "after": 1, "create_uid": self.manager.id},
                {"before": 1, "after": 2, "create_uid": self.manager.id},
            ],
        )
        for act in (
            lambda: changes.sudo().write({"before": 9}),
            lambda: changes.sudo().unlink(),
            lambda: self.figure().sudo().unlink(),
        ):
            with self.assertRaises(AccessError):
                act()

    def test_nobody_writes_a_figure_past_the_log(self):
        """Not even the administrator has another door than a file or a program."""
        self.set(3)
        administrator = new_test_user(
            self.env,
            "test_figures_administrator",
            groups="municipal_appointment.group_administrator,base.group_system",
        )
        for user in (self.manager, administrator):
            figure = self.figure().with_user(user)
            values = {"product_id": self.kids_id.id, "day": "2026-10-09", "count": 1}
            for act in (
                lambda figure=figure: figure.write({"count": 9}),
                lambda figure=figure, values=values: figure.create(values),
                lambda figure=figure: figure.unlink(),
                lambda figure=figure: figure.change_ids.create(
                    {"figure_id": figure.id, "before": 1, "after": 2}
                ),
            ):
                with self.assertRaises(AccessError):
                    act()

    def test_contacts_are_no_visitors(self):
        """No hour, no person, no wait: the peak at noon was never there."""
        self.set(500)
        self.env.flush_all()
        [row] = self.env["municipal.visit.report"]._read_group(
            [("service_id", "=", self.service.id)],
            ["came", "hour", "half_hour", "location_id", "weekday", "week"],
            [
                "visits:sum",
                "visitors:sum",
                "contacts:sum",
                "persons:sum",
                "waiting_minutes:avg",
                "waiting_minutes:count",
            ],
        )
        came, hour, half_hour, location, weekday, week, *figures = row
        self.assertFalse(came or hour or half_hour or location)
        self.assertEqual((weekday, week), ("5", "2026 W41"))
        self.assertEqual(figures, [0, 0, 500, False, False, 0])

    def test_the_service_is_the_one_of_that_day(self):
        self.set(3)
        other = self.env["municipal.service"].create({"name": "Other", "code": "YY"})
        self.type.service_id = other
        self.set(4)
        self.assertEqual(self.figure().service_id, self.service)

    def test_what_makes_no_sense_is_named_and_nothing_is_written(self):
        good = {"product": "test_passport", "day": "2026-10-09", "count": 1}
        for bad, words in (
            ({"product": "nothing"}, "Figure 2: no product"),
            ({"product": ""}, "Figure 2: no product"),
            ({"product": "\0"}, "Figure 2: no product"),
            ({"day": "2026-13-09"}, "Figure 2: the day"),
            ({"day": "2026-10-20"}, "Figure 2: the day"),
            ({"day": None}, "Figure 2: the day"),
            ({"day": "1999-12-31"}, "Figure 2: the year 1999"),
            ({"day": "1900-01-01"}, "Figure 2: the year 1900"),
            ({"count": -1}, "Figure 2: the count"),
            ({"count": "many"}, "Figure 2: the count"),
            ({"count": 10**9}, "Figure 2: the count"),
        ):
            with self.assertRaisesRegex(Refusal, words):
                self.figures.take_over([good, {**good, **bad}])
        for nonsense in ({}, "text", 3, None):
            with self.assertRaises(Refusal):
                self.figures.take_over(nonsense)
        with self.assertRaises(Refusal):
            self.figures.take_over(["text"])
        self.assertFalse(self.figure())

    def test_only_managers(self):
        with self.assertRaises(AccessError):
            self.figures.with_user(self.clerk).take_over([])

    def test_another_municipality_sees_nothing(self):
        self.set(3)
        self.set(4)
        company = self.env["res.company"].create({"name": "Other town"})
        other = new_test_user(
            self.env,
            "test_other_manager",
            groups="municipal_appointment.group_manager",
            company_id=company.id,
            company_ids=company.ids,
        )
        for model in ("municipal.digital.figure", "municipal.digital.figure.change"):
            self.assertTrue(self.env[model].with_user(self.manager).search_count([]))
            self.assertFalse(self.env[model].with_user(other).search_count([]))
        with self.assertRaisesRegex(Refusal, "no product has the code"):
            self.figures.with_user(other).take_over(
                [{"product": "test_passport", "day": "2026-10-09", "count": 1}]
            )


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
        long = self.send(json.dumps([" " * 5_000_000]), key)
        self.assertEqual(long.status_code, 413)
        self.assertIn("shorter period", long.json()["error"])

    def test_without_key_or_role(self):
        self.assertEqual(self.send("[]").status_code, 401)
        self.assertEqual(self.send("[]", self.key("clerk")).status_code, 403)
