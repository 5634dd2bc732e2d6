from datetime import timedelta
from unittest.mock import patch

from pytz import utc

from odoo import fields
from odoo.tests import freeze_time, tagged

from ..booking_common import BRUSSELS, BookingCase, iso


@tagged("post_install", "-at_install")
class TestFreeSlotsRoute(BookingCase):
    """The free slots for other websites of the municipality."""

    def ask(self, status=200, path="/afspraak/vrij", headers=None, **params):
        response = self.url_open(path, params=params, headers=headers)
        self.assertEqual(response.status_code, status, response.text[:300])
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertIn("application/json", response.headers["Content-Type"])
        return response.json()

    def kids(self, pieces=1):
        return {f"q_{self.kids_id.id}": pieces}

    def test_the_same_moments_as_on_the_page(self):
        page = self.page("/afspraak/moment", **self.kids(), all=1)
        buttons = page.cssselect(".o_municipal_times button")
        answer = self.ask(**self.kids())
        self.assertEqual(
            answer["days"][0]["moments"], [button.get("value") for button in buttons]
        )
        self.assertEqual((answer["minutes"], answer["zone"]), (10, "Europe/Brussels"))
        self.assertEqual(answer, self.ask(path="/appointment/free", **self.kids()))
        self.assertEqual(set(answer), {"minutes", "zone", "days"})

    def test_how_many_desks_are_free_is_nobodys_business(self):
        before = self.ask(**self.kids())
        self.book(start=self.free_starts(hour=9)[0])
        self.assertEqual(self.ask(**self.kids()), before)

    def test_what_is_taken_is_not_free(self):
        start = self.free_starts(hour=9)[0]
        for _desk in self.desks:
            self.book(start=start)
        answer = self.ask(**self.kids())
        moments = [moment for day in answer["days"] for moment in day["moments"]]
        self.assertNotIn(iso(start), moments)

    def test_days(self):
        start = self.free_starts(hour=9)[0]
        day = utc.localize(start).astimezone(BRUSSELS).date()
        answer = self.ask(**self.kids(), **{"from": day, "to": day})
        self.assertEqual([one["day"] for one in answer["days"]], [str(day)])
        self.assertIn(iso(start), answer["days"][0]["moments"])
        later = day + timedelta(days=1)
        answer = self.ask(**self.kids(), **{"from": later})
        self.assertTrue(all(one["day"] >= str(later) for one in answer["days"]))
        self.assertEqual(self.ask(**self.kids(), **{"to": "2020-01-01"})["days"], [])
        self.assertEqual(self.ask(**self.kids(), **{"from": "2150-01-01"})["days"], [])

    def test_bad_input(self):
        for params in (
            {},
            self.kids(0),
            self.kids(9),
            self.kids("x"),
            {**self.kids(), f"q_{self.foreigner.id}": 1},
            {**self.kids(), "from": "2026-99-99"},
            {**self.kids(), "to": "tomorrow"},
            {**self.kids(), "from": "2027-01-02", "to": "2027-01-01"},
            {**self.kids(), "from": "9999-12-31"},
        ):
            self.assertTrue(self.ask(400, **params)["error"], params)
        self.assertTrue(self.ask(404, q_999999999=1)["error"])
        self.type.location_ids |= self.location.copy({"name": "Other hall"})
        self.assertIn("where", self.ask(400, **self.kids())["error"])
        here = {"location": self.location.id}
        self.assertTrue(self.ask(**self.kids(), **here)["days"])

    def test_messages_speak_the_language_of_the_visitor(self):
        english = self.ask(400, **self.kids(9))["error"]
        dutch = self.ask(400, path="/nl_BE/afspraak/vrij", **self.kids(9))["error"]
        self.assertNotEqual(english, dutch)

    def test_other_websites_may_ask(self):
        response = self.url_open("/afspraak/vrij", params=self.kids())
        self.assertEqual(response.headers["Access-Control-Allow-Origin"], "*")

    def test_read_from_a_replica(self):
        Type = self.env.registry["resource.booking.type"]
        free_slots, readonly = Type._free_slots, []

        def watched(type_, *args, **kwargs):
            readonly.append(type_.env.cr.readonly)
            return free_slots(type_, *args, **kwargs)

        with patch.object(Type, "_free_slots", watched):
            self.ask(**self.kids())
            self.page("/afspraak/moment", **self.kids())
            self.assertEqual(readonly, [True, True])
            self.choose(self.free_starts(hour=9)[0])
            readonly.clear()
            self.page("/afspraak/moment", **self.kids())
            self.assertEqual(readonly, [False], "a replica may lag behind their choice")
            readonly.clear()
            with freeze_time(fields.Datetime.now() + timedelta(minutes=2)):
                self.page("/afspraak/moment", **self.kids())
        self.assertEqual(readonly, [True])
