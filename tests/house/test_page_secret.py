import re
from urllib.parse import quote, urlparse

from odoo import fields, http
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..booking_common import BookingCase, iso

#: what mail programs, word processors and fingers add to a link
HANGING = (".", ")", "”", "…", "»", "\u200b", " ", ">", '"')
NO_TOKENS = ("é", "”", "\u0661\u0662", "日本", "ÿ" * 36, "\x00", "'", "%", "../..")


@tagged("post_install", "-at_install")
class TestPageSecret(BookingCase):
    """Who knows the address of an appointment has it: nobody else learns it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kiosk = cls.env["municipal.screen"].create(
            {"name": "Kiosk", "kind": "kiosk", "location_id": cls.location.id}
        )

    def setUp(self):
        super().setUp()
        self.booking = self.book()
        self.token = self.booking.access_token
        self.url = f"/my/appointments/{self.booking.id}"
        self.visit = self.env["municipal.visit"].create(
            {
                "name": "ZZ 001",
                "ticket": "ZZ 001",
                "channel": "walk_in",
                "state": "waiting",
                "service_id": self.service.id,
                "location_id": self.location.id,
                "access_token": "waiting-page-of-somebody",
                "arrival": fields.Datetime.now(),
            }
        )

    def secret_paths(self):
        token = f"?access_token={self.token}"
        start = iso(self.free_starts(hour=10)[0])
        yield from (self.url + path + token for path in ("", "/cancel", "/move"))
        yield f"{self.url}/move{token}&start={start}"
        yield f"{self.url}{token}x"
        yield f"/wachten/{self.visit.access_token}"
        yield f"/wachten/{self.visit.access_token}/leave"
        yield f"/municipal/screen/{self.kiosk.token}"

    def measure(self):
        """Let the website measure its readers in every way that Odoo knows."""
        self.env["website"].search([]).write(
            {
                "google_analytics_key": "G-ABCDEF",
                "plausible_shared_key": "shared",
                "plausible_site": "town.example.com",
                "custom_code_head": '<script src="https://head.example.com/a.js"/>',
                "custom_code_footer": '<img src="https://foot.example.com/b.gif"/>',
                "cdn_activated": True,
                "cdn_url": "https://cdn.example.com",
            }
        )

    def fetched(self, page):
        """Return everything that a browser fetches or connects to for a page."""
        hosts = page.xpath(
            "//*[not(self::a)]/@src|//link[not(@rel='canonical')"
            " and not(@rel='alternate')]/@href|//*/@data-src|//*/@srcset"
        )
        return [urlparse(url).netloc for url in hosts if urlparse(url).netloc]

    def test_no_copy_is_kept_and_nobody_is_told(self):
        for path in self.secret_paths():
            headers = self.url_open(path).headers
            self.assertEqual(headers["Cache-Control"], "no-store", path)
            self.assertEqual(headers["Referrer-Policy"], "no-referrer", path)
            self.assertIn("noindex", headers["X-Robots-Tag"], path)
        ours = [path for path in self.secret_paths() if path.startswith(self.url)]
        for path in [*ours, f"{self.url}/ics?access_token={self.token}"]:
            headers = self.url_open(path).headers
            policy = headers["Content-Security-Policy"]
            self.assertTrue(policy.startswith("default-src 'self';"), policy)
            self.assertTrue(policy.endswith("; frame-ancestors 'self'"), policy)
            self.assertEqual(headers["X-Frame-Options"], "SAMEORIGIN")

    def test_steps_are_discreet_too(self):
        data = {
            "access_token": self.token,
            "csrf_token": http.Request.csrf_token(self),
        }
        for suffix in ("/moment", "/other", "/cancel"):
            answer = self.url_open(self.url + suffix, data=data, allow_redirects=False)
            self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer", suffix)

    def test_nothing_comes_from_elsewhere(self):
        """Whatever the website has set; other pages of it keep what they have."""
        self.measure()
        home = urlparse(self.base_url()).netloc
        for path in self.secret_paths():
            answer = self.url_open(path)
            page = self.parsed(answer)
            self.assertLessEqual(set(self.fetched(page)), {home}, path)
            for word in ("gtag", "plausible.io", "example.com/a.js", "b.gif"):
                self.assertNotIn(word, answer.text, path)
        other = self.url_open("/contactus").text
        for word in ("gtag", "plausible", "example.com/a.js", "cdn.example.com"):
            self.assertIn(word, other)

    def test_no_page_asks_google_for_fonts(self):
        for path in ("/", self.url):
            page = self.page(path, access_token=self.token)
            self.assertNotIn("fonts.g", page.text_content())
            self.assertFalse(page.xpath("//link[contains(@href, 'fonts.g')]"))
            sheets = page.xpath("//link[@rel='stylesheet']/@href")
            self.assertTrue(sheets)
            for sheet in sheets:
                css = self.url_open(sheet).text
                self.assertFalse(re.findall(r"url\([\"']?https?://[^)]*", css), sheet)
                self.assertFalse(re.findall(r"@import[^;]*//[^;]*", css), sheet)

    def test_whichever_font_the_website_chooses(self):
        Assets = self.env["website.assets"]
        values = "/website/static/src/scss/options/user_values.scss"
        Assets.make_scss_customization(
            values, {"google-fonts": "('Lobster')", "headings-font": "'Lobster'"}
        )
        page = self.page("/")
        [sheet] = page.xpath("//link[contains(@href, 'assets_frontend')]/@href")
        css = self.url_open(sheet).text
        self.assertIn("Lobster", css, "the font shows where it is installed")
        self.assertNotIn("googleapis", css)

    # tokens that cannot be right

    @mute_logger("odoo.http")
    def test_a_token_tells_nothing(self):
        """Existing or not: whatever stands behind the link, the answer is the same."""
        last = self.env["resource.booking"].search([], order="id desc", limit=1).id
        for token in NO_TOKENS:
            for number in (self.booking.id, last + 1000):
                for suffix in ("", "/ics", "/cancel", "/move"):
                    path = f"/my/appointments/{number}{suffix}"
                    answer = self.url_open(path, params={"access_token": token})
                    self.assertEqual(answer.status_code, 404, (path, token))
                    self.assertIn("We do not find this appointment", answer.text)
                for suffix in ("/cancel", "/move", "/moment", "/other"):
                    answer = self.url_open(
                        f"/my/appointments/{number}{suffix}",
                        data={
                            "access_token": token.replace("\x00", "\x01"),
                            "csrf_token": http.Request.csrf_token(self),
                        },
                        allow_redirects=False,
                    )
                    self.assertEqual(answer.status_code, 404, (suffix, token))
        self.assertTrue(self.booking.active)

    @mute_logger("odoo.http")
    def test_every_door_with_a_token(self):
        """No sign behind an address makes any of them fail."""
        doors = (
            "/my/bookings/{number}?access_token={token}",
            "/my/bookings/{number}/schedule?access_token={token}",
            "/my/bookings/{number}/schedule/2026/99?access_token={token}",
            "/my/bookings/{number}/cancel?access_token={token}",
            "/my/bookings/{number}/confirm?access_token={token}",
            "/my/bookings/{number}/confirm?access_token={token}&when=x",
            "/wachten/{token}",
            "/wachten/{token}/leave",
            "/municipal/screen/{token}",
            "/municipal/screen/{token}/state",
            "/afspraak/product/{token}",
            "/afspraak/digitaal/{token}",
            "/afspraak/{token}",
            "/my/appointments/{token}",
            "/my/appointments/{number}/{token}",
        )
        for door in doors:
            for token in NO_TOKENS:
                for number in (self.booking.id, 999999999):
                    path = door.format(number=number, token=quote(token, safe=""))
                    answer = self.url_open(path, allow_redirects=False)
                    self.assertLess(answer.status_code, 500, path)
                    self.assertNotIn("Traceback", answer.text)

    def test_what_hangs_on_to_a_link_is_forgiven(self):
        for sign in HANGING:
            page = self.page(self.url, access_token=self.token + sign)
            self.assertIn(self.booking.reference, self.text(page), repr(sign))
            links = page.xpath("//a[contains(@href, '/cancel')]/@href")
            self.assertIn(f"access_token={self.token}", links[0])
            waiting = f"/wachten/{self.visit.access_token}{quote(sign)}"
            self.assertEqual(self.url_open(waiting).status_code, 200, repr(sign))
        self.page(self.url, status=404, access_token=self.token + "x")
        self.page(self.url, status=404, access_token=self.token + "é")

    def test_upstream_links_do_not_tell_which_bookings_are_ours(self):
        last = self.env["resource.booking"].search([], order="id desc", limit=1).id
        for suffix in ("", "/schedule", "/cancel", "/confirm"):
            ours, none = (
                self.url_open(
                    f"/my/bookings/{number}{suffix}",
                    params={"access_token": "wrong"},
                    allow_redirects=False,
                )
                for number in (self.booking.id, last + 1000)
            )
            self.assertEqual(ours.status_code, none.status_code, suffix)
            self.assertEqual(
                ours.headers.get("Location"), none.headers.get("Location"), suffix
            )
