import schemathesis

from odoo.tests import tagged

from ..api_common import ApiCase


@tagged("post_install", "-at_install")
class TestApiHours(ApiCase):
    """When services receive, as any website may read it."""

    def hours(self, status=200, **params):
        return self.fetch("/hours", status, **params).json()

    def mine(self, **params):
        """Return the hours of the small town hall."""
        [mine] = [
            one
            for one in self.hours(**params)["hours"]
            if (one["service"], one["location"]) == ("ZZ", self.place)
        ]
        return mine

    @property
    def place(self):
        return self.location._api_code()

    def test_the_same_as_on_the_page(self):
        mine = self.mine()
        page = self.url_open(f"{mine['page_url']}/json").json()
        for key in ("from", "until", "usual", "other", "tickets_a_day"):
            self.assertEqual(mine[key], page[key], key)
        self.assertEqual(mine["zone"], "Europe/Brussels")
        self.assertTrue(mine["usual"][0]["days"])
        names = {
            product._api_code(): product.name
            for product in self.env["municipal.product"].search([])
        }
        for rule, codes in mine["products"].items():
            self.assertEqual([names[c] for c in codes], page["products"][rule], rule)
        self.assertTrue(mine["products"]["appointment_only"])

    def test_as_the_document_says(self):
        document = schemathesis.openapi.from_dict(self.fetch("/openapi.json").json())
        self.assertTrue(self.hours()["hours"])
        document["/hours"]["GET"].validate_response(self.fetch("/hours"))

    def test_of_one_service_or_building(self):
        asked = {"service": "ZZ", "location": self.place}
        for names in (["service"], ["location"], ["service", "location"]):
            self.mine(**{name: asked[name] for name in names})
        told = self.hours(service="ZZ")["hours"]
        self.assertEqual({one["service"] for one in told}, {"ZZ"})
        self.assertIn("no service", self.hours(404, service="nothing")["error"])
        self.assertIn("no building", self.hours(404, location="nothing")["error"])

    def test_another_town_is_not_told(self):
        other = self.env["res.company"].create({"name": "Other town"})
        self.location.copy({"name": "There", "company_id": other.id})
        self.env["municipal.service"].create(
            {"name": "There", "code": "THERE", "company_id": other.id}
        )
        self.assertNotIn("THERE", {one["service"] for one in self.hours()["hours"]})
        self.hours(404, service="THERE")

    def test_kept_and_asked_again_like_the_others(self):
        first = self.fetch("/hours")
        self.assertEqual(first.headers["Access-Control-Allow-Origin"], "*")
        self.assertIn("max-age", first.headers["Cache-Control"])
        self.assertNotIn("Set-Cookie", first.headers)
        same = {"If-None-Match": first.headers["ETag"]}
        self.assertFalse(self.fetch("/hours", 304, headers=same).content)
        self.calendar.attendance_ids[0].unlink()
        self.assertTrue(self.fetch("/hours", headers=same).content)

    def test_in_a_language_of_the_website(self):
        self.assertIn("/nl/", self.mine(language="nl")["page_url"])
        self.hours(422, language="xx")


@tagged("post_install", "-at_install")
class TestApiErrors(ApiCase):
    """A program reads JSON, whoever refuses it."""

    def error(self, path, status, method="GET", **headers):
        answer = self.call(path, status=status, method=method, **headers)
        self.assertEqual(set(answer), {"error"}, path)
        return answer["error"]

    def test_without_a_key_that_is_known(self):
        before = self.traces()
        for sent in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "x"}):
            words = self.error("/bookings", 401, "POST", **sent)
            self.assertIn("Send an API key", words)
        self.assertEqual(self.traces(), before)

    def test_where_to_send_it_is_told(self):
        answer = self.url_open(
            f"{self.base_url()}/afspraak/api/v1/bookings", data={"a": "b"}
        )
        self.assertEqual(answer.status_code, 401)
        self.assertIn("bearer", answer.headers["WWW-Authenticate"].lower())
        self.assertIn("json", answer.headers["Content-Type"])

    def test_an_address_that_there_is_not(self):
        self.assertIn("no such address", self.error("/nothing/here", 404))

    def test_pages_for_people_stay_pages(self):
        answer = self.url_open("/afspraak", data={"a": "b"})
        self.assertEqual(answer.status_code, 405)
        self.assertIn("html", answer.headers["Content-Type"])
