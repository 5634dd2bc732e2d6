import threading
from datetime import datetime, timedelta

from odoo import http
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from ..race_common import PATIENCE, RaceCase
from ..screens_common import ScreenCase

URL = "https://digital.example.com/passport?x=1"


@tagged("post_install", "-at_install")
class TestDigitalLink(ScreenCase):
    """The links to the digital counter, on website and kiosk, and their use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.passport.digital_url = URL
        cls.slug = cls.env["ir.http"]._slug(cls.passport)
        cls.path = f"/afspraak/digitaal/{cls.slug}"

    def uses(self, **values):
        domain = [("product_id", "=", self.passport.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return sum(self.env["municipal.digital.use"].search(domain).mapped("uses"))

    def follow(self, path=None, status=204, headers=None, **values):
        """Send what the script sends when somebody follows the link."""
        values = {"csrf_token": http.Request.csrf_token(self), **values}
        answer = self.url_open(
            path or self.path, data=values, headers=headers, allow_redirects=False
        )
        self.assertEqual(answer.status_code, status)

    def link(self, path):
        [link] = self.page(path).cssselect(".o_municipal_digital_link")
        return link

    def test_the_link_on_the_website_leads_there_itself(self):
        link = self.link(f"/afspraak/product/{self.slug}")
        self.assertEqual(link.get("href"), URL)
        self.follow(link.get("data-count"))
        [use] = self.env["municipal.digital.use"].search(
            [("product_id", "=", self.passport.id)]
        )
        self.assertRecordValues(
            use,
            [
                {
                    "uses": 1,
                    "channel": "website",
                    "service_id": self.service.id,
                    "company_id": self.company.id,
                    "location_id": False,
                }
            ],
        )

    def test_the_code_at_the_kiosk_opens_our_page_with_the_link(self):
        links = self.kiosk._kiosk_links(self.passport)
        [address] = [link[0] for link in links if "digitaal" in link[0]]
        link = self.link(address.removeprefix(self.kiosk._website().get_base_url()))
        self.assertEqual(link.get("href"), URL)
        self.assertEqual(self.uses(), 0, "opening the page counts nothing")
        self.follow(kiosk=link.get("data-kiosk"))
        self.assertEqual(self.uses(channel="kiosk", location_id=self.location.id), 1)

    def test_looking_counts_nothing(self):
        for headers in ({}, {"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}):
            self.url_open(f"/afspraak/product/{self.slug}", headers=headers)
            self.url_open(f"{self.path}?kiosk={self.location.id}", headers=headers)
        self.opener.head(self.base_url() + self.path)
        self.assertEqual(self.uses(), 0)

    def test_a_browser_counts_once_a_day(self):
        self.follow(), self.follow()
        self.assertEqual(self.uses(), 1)
        self.authenticate(None, None)
        self.follow()
        self.assertEqual(self.uses(), 2, "another browser")
        uses, own = (
            self.env["municipal.digital.use"],
            [("product_id", "=", self.passport.id)],
        )
        uses._gc_single_uses()
        self.assertEqual(uses.search_count(own), 2, "the day is not over")
        rows = uses.search(own)
        rows.day = rows[0].day - timedelta(days=3)
        uses.flush_model()
        uses._gc_single_uses()
        self.assertEqual((uses.search_count(own), self.uses()), (1, 2))

    def test_robots_and_strangers_are_not_counted(self):
        self.follow(headers={"User-Agent": "Googlebot/2.1"})
        self.follow(csrf_token="")
        self.follow(csrf_token="x" * 40)
        self.assertEqual(self.uses(), 0)

    def test_buildings_that_are_none_count_for_the_website(self):
        other = self.env["res.company"].create({"name": "Other town"})
        elsewhere = self.location.copy({"company_id": other.id})
        for text in ("x", "-1", "9" * 30, str(elsewhere.id), "\x00", "999999999"):
            self.authenticate(None, None)
            self.follow(kiosk=text)
            self.page(f"{self.path}?kiosk=x")
        self.assertEqual((self.uses(), self.uses(channel="website")), (6, 6))

    def test_there_is_no_page_without_a_digital_counter(self):
        for slug in (
            "x",
            "x-999999999",
            "x-" + "9" * 30,
            self.env["ir.http"]._slug(self.kids_id),
        ):
            self.page(f"/afspraak/digitaal/{slug}", 404)
            self.follow(f"/afspraak/digitaal/{slug}", 404)
        self.passport.active = False
        self.page(self.path, 404)

    def test_the_page_leads_nowhere_else(self):
        page = self.page(f"{self.path}?kiosk=1&url=https://evil.example.com&next=//x")
        outside = {
            link.get("href")
            for link in page.cssselect("#wrap a")
            if not link.get("href").startswith(self.base_url())
        }
        self.assertEqual(outside - {"tel:+3294445566"}, {URL})

    def test_only_addresses_that_a_browser_opens_safely(self):
        for bad in ("javascript:alert(1)", "//evil", "data:text/html,x", "town.be"):
            with self.assertRaises(ValidationError):
                self.passport.digital_url = bad

    def test_the_day_is_that_of_the_building(self):
        late = datetime(2026, 10, 12, 22, 30)
        with freeze_time(late):
            self.env["municipal.digital.use"]._count(self.passport, self.location)
        self.assertEqual(self.uses(day="2026-10-13"), 1)


@tagged("post_install", "-at_install")
class TestDigitalLinkRace(RaceCase):
    """Many browsers follow the same link at the same moment."""

    def test_none_is_lost(self):
        gate, mistakes = threading.Barrier(4), []

        def count():
            try:
                gate.wait(PATIENCE)
                for _click in range(5):
                    self._once()
            except Exception as error:
                mistakes.append(error)

        threads = [threading.Thread(target=count) for _browser in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        self.assertFalse(mistakes)
        with self._transaction() as env:
            rows = env["municipal.digital.use"].search(
                [("product_id", "=", self.product_id)]
            )
            self.assertEqual(sum(rows.mapped("uses")), 20)

    def _once(self):
        """Count without a second try: nobody is in the way of anybody."""
        with self._transaction() as env:
            product = env["municipal.product"].browse(self.product_id)
            env["municipal.digital.use"]._count(product)
