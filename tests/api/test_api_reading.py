from odoo.http import _generate_routing_rules
from odoo.tests import tagged

from ...controllers.api import endpoint
from ...engine.rate import RateLimit
from ..api_common import ROOT, ApiCase
from ..booking_common import iso


@tagged("post_install", "-at_install")
class TestApiReading(ApiCase):
    """What any website may read of a town, without a key."""

    def test_products(self):
        answer = self.fetch("/products")
        self.assertEqual(answer.headers["Access-Control-Allow-Origin"], "*")
        self.assertIn("max-age", answer.headers["Cache-Control"])
        self.assertNotIn("Set-Cookie", answer.headers)
        found = {each["code"]: each for each in answer.json()["products"]}
        kids = found["test-kids-id"]
        self.assertEqual(kids["name"], "Test Kids-ID")
        self.assertEqual(kids["service"], "ZZ")
        self.assertEqual((kids["minutes"], kids["minutes_per_extra_piece"]), (10, 5))
        self.assertEqual(kids["bring"], ["The child", "A photo"])
        self.assertEqual(kids["combines_with"], ["test-passport"])
        self.assertTrue(kids["bookable"])
        self.assertEqual(
            self.url_open(kids["page_url"]).status_code, 200, kids["page_url"]
        )
        # one without a code has the name of its page, and combines with none
        [other] = [c for c in found if c.endswith(f"-{self.foreigner.id}")]
        self.assertEqual(found[other]["combines_with"], [])
        self.assertEqual(found[other]["without_appointment"], "never")

    def test_what_citizens_do_not_see_is_not_told(self):
        self.passport.active = False
        codes = [p["code"] for p in self.fetch("/products").json()["products"]]
        self.assertNotIn("test-passport", codes)
        self.fetch("/slots", 404, product="test-passport")

    def test_another_town_is_not_told(self):
        other = self.env["res.company"].create({"name": "Other town"})
        self.env["municipal.location"].create({"name": "There", "company_id": other.id})
        names = [p["name"] for p in self.fetch("/locations").json()["locations"]]
        self.assertIn("Test hall", names)
        self.assertNotIn("There", names)

    def test_services_and_locations(self):
        services = self.fetch("/services").json()["services"]
        self.assertIn(
            {
                "code": "ZZ",
                "name": "Test service",
                "phone": "09 444 55 66",
                "appointments": True,
            },
            services,
        )
        [hall] = [
            each
            for each in self.fetch("/locations").json()["locations"]
            if each["name"] == "Test hall"
        ]
        self.assertEqual((hall["street"], hall["zone"]), ("Markt 1", "Europe/Brussels"))

    def test_slots_are_those_of_the_page(self):
        free = self.free_starts([(self.kids_id, 2)])
        answer = self.fetch("/slots", product="test-kids-id:2").json()
        told = [slot for day in answer["days"] for slot in day["slots"]]
        self.assertEqual(answer["minutes"], 15)
        within = [slot for slot in told if iso(free[0]) <= slot <= iso(free[-1])]
        self.assertEqual(within, [iso(start) for start in free])
        day = answer["days"][2]["day"]
        one = self.fetch("/slots", product="test-kids-id:2", **{"from": day, "to": day})
        self.assertEqual([each["day"] for each in one.json()["days"]], [day])

    def test_nothing_twice_when_nothing_changed(self):
        first = self.fetch("/slots", product="test-kids-id")
        mark = first.headers["ETag"]
        again = self.fetch(
            "/slots", 304, headers={"If-None-Match": mark}, product="test-kids-id"
        )
        self.assertEqual(again.content, b"")
        self.book(start=self.free_starts()[0])
        self.book(start=self.free_starts()[0])
        self.fetch(
            "/slots", 200, headers={"If-None-Match": mark}, product="test-kids-id"
        )

    def test_nonsense_is_told_so(self):
        for params, status, words in (
            ({}, 422, "at least one product"),
            ({"product": "no-such"}, 404, "no product “no-such”"),
            ({"product": ["test-kids-id", "test-kids-id"]}, 422, "once"),
            ({"product": "test-kids-id:99"}, 422, "1 to 4"),
            ({"product": "test-kids-id:x"}, 422, "1 to 4"),
            ({"product": "test-kids-id", "from": "yesterday"}, 422, "no day"),
            ({"product": "test-kids-id", "location": "there"}, 404, "no building"),
            ({"product": "test-kids-id", "language": "xx"}, 422, "language"),
            (
                {"product": "test-kids-id", "from": "2026-12-02", "to": "2026-12-01"},
                422,
                "after the last",
            ),
        ):
            with self.subTest(params=params):
                self.assertIn(
                    words, self.fetch("/slots", status, **params).json()["error"]
                )

    def test_in_the_language_that_is_asked(self):
        self.kids_id.with_context(lang="nl_BE").name = "Test Kids-ID voor kinderen"
        codes = {
            lang.url_code
            for lang in self.env["website"].search([], limit=1).language_ids
        }
        [dutch] = [code for code in codes if code.startswith("nl")]
        found = self.fetch("/products", language=dutch).json()["products"]
        names = {each["code"]: each["name"] for each in found}
        self.assertEqual(names["test-kids-id"], "Test Kids-ID voor kinderen")

    def test_who_asks_without_end_waits(self):
        self.patch(endpoint, "LIMIT", RateLimit(times=2, seconds=60))
        self.fetch("/services")
        self.fetch("/services")
        answer = self.fetch("/services", 429)
        self.assertTrue(1 <= int(answer.headers["Retry-After"]) <= 60)

    def test_the_document_names_every_address(self):
        document = self.fetch("/openapi.json").json()
        self.assertEqual(document["openapi"], "3.1.0")
        rules = _generate_routing_rules(["municipal_appointment"], nodb_only=False)
        paths = {
            url.removeprefix(ROOT).replace("<string:code>", "{code}")
            for url, _endpoint in rules
            if url.startswith(ROOT)
        }
        besides = {"/openapi.json", "/<path:unknown>"}
        self.assertEqual(set(document["paths"]) | besides, paths)

    def test_statements_do_not_grow_with_products(self):
        self.fetch("/products")
        with self.assertQueryCount(25):
            self.fetch("/products")
