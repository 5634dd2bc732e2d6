import re
from urllib.parse import quote, urlencode, urlparse

from odoo import http
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..evaluation_common import EvaluationCase
from ..fuzz_common import PART, endpoints

#: parts of an address that only some people know
KEYS = {"token", "access_token"}
#: addresses that are opened with a key behind them, or show what somebody typed
OPENED = ("/my/appointments/", "/my/bookings/", "/afspraak/vinden", "/appointment/vind")
#: what a browser fetches for a page
FETCHED = (
    "//*[not(self::a)]/@src|//*/@srcset|//*/@poster|//*/@data-src|//link[not("
    "@rel='canonical' or @rel='alternate')]/@href|//form/@action|//*/@formaction"
)
#: addresses in a style sheet: of pictures, fonts, other sheets
IN_CSS = re.compile(r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^)"'\s;]+)""")


def is_secret(rule):
    names = {name for _converter, name in PART.findall(rule)}
    return bool(names & KEYS) or rule.startswith(OPENED)


@tagged("post_install", "-at_install")
class TestSecretRoutes(EvaluationCase):
    """Every page with a key in its address keeps it, on whatever website.

    The pages are not listed here but asked for: a new one is looked at without anybody
    adding it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type.waiting_list = True
        cls.env["website"].search([]).write(
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
        cls.home = urlparse(cls.base_url()).netloc
        # a booking that only upstream knows has a page with a key as well
        cls.upstream = cls.env["resource.booking"].create(
            {
                "partner_ids": cls.env.user.partner_id.ids,
                "type_id": cls.env["resource.booking.type"]
                .create({"name": "Plain type"})
                .id,
            }
        )

    def setUp(self):
        super().setUp()
        self.waits = self.ticket()
        self.waits._waiting_url()
        self.was_here = self.helped()
        self.was_here._waiting_url()
        self.listed = self.env["municipal.waiting"]._join(
            [(self.kids_id, 1)], {"name": "Bob Claes", "email": "bob@example.com"}
        )

    def secret_routes(self):
        """Yield (rule, method) of every page and step with a key in its address."""
        for rule, methods, _kind in endpoints(self.env):
            if is_secret(rule):
                yield from ((rule, method) for method in methods)

    def token(self, rule):
        """Return the key with which an address opens."""
        if rule.startswith("/municipal/screen/"):
            if rule.endswith(("/feedback", "/thanks")):
                return self.feedback.token
            return (self.display if rule.endswith("/state") else self.kiosk).token
        if "/wachtlijst/" in rule:
            return self.listed.access_token
        if rule.startswith(("/mening/", "/opinion/")):
            return self.was_here.access_token
        return self.waits.access_token

    def address(self, rule, right=True):
        """Return an address that a route answers to, with its key or a wrong one."""
        booking = self.upstream if rule.startswith("/my/bookings/") else self.book()
        booking._portal_ensure_token()
        key = self.token(rule) if right else "wrong"
        values = {
            "token": key,
            "access_token": self.waits.access_token if "/screen/" in rule else key,
            "booking_id": booking.id,
            "service_id": self.service.id,
            "product_id": self.passport.id,
            "year": 2026,
            "month": 11,
            "unknown": "nowhere",
        }
        path = PART.sub(lambda part: quote(str(values[part[2]]), safe=""), rule)
        if rule.startswith("/my/"):
            secret = booking.access_token if right else "wrong"
            path += "?" + urlencode({"access_token": secret})
        return path

    def open(self, rule, method, right=True):
        data = None
        if method == "POST":
            data = {"csrf_token": http.Request.csrf_token(self), "score": "5"}
        path = self.address(rule, right)
        answer = self.url_open(path, data=data, method=method, allow_redirects=False)
        self.assertLess(answer.status_code, 500, (method, path))
        return answer

    def assert_kept(self, answer, what):
        headers = answer.headers
        self.assertEqual(headers.get("Cache-Control"), "no-store", what)
        self.assertEqual(headers.get("Referrer-Policy"), "no-referrer", what)
        self.assertIn("noindex", headers.get("X-Robots-Tag", ""), what)
        if not headers.get("Content-Type", "").startswith("text/html"):
            return
        for word in ("gtag", "plausible", "a.js", "b.gif", "cdn.example.com"):
            self.assertNotIn(word, answer.text, what)
        if answer.text.strip():
            hosts = {
                urlparse(address).netloc
                for address in self.parsed(answer).xpath(FETCHED)
            }
            self.assertLessEqual(hosts, {self.home, ""}, what)

    def test_the_list_is_whole(self):
        rules = {rule for rule, _method in self.secret_routes()}
        for known in (
            "/my/appointments/<int(max=2147483647):booking_id>",
            "/afspraak/wachtlijst/<string:token>",
            "/mening/<string:token>",
            "/wachten/<string:access_token>",
            "/municipal/screen/<string:token>",
            "/my/bookings/<int:booking_id>",
        ):
            self.assertIn(known, rules)

    @mute_logger("odoo.http")
    def test_with_the_key(self):
        shown = 0
        for rule, method in self.secret_routes():
            answer = self.open(rule, method)
            self.assert_kept(answer, (method, rule))
            shown += answer.status_code == 200
        self.assertGreater(shown, 20, "the pages themselves were looked at")

    @mute_logger("odoo.http")
    def test_with_a_wrong_key(self):
        """The address may be right but for a letter; it is nobody's business either."""
        for rule, method in self.secret_routes():
            self.assert_kept(self.open(rule, method, right=False), (method, rule))

    def test_no_page_of_ours_asks_another_host(self):
        """Whatever fonts and pictures the default theme of Odoo has."""
        self.env["website"].search([]).cdn_activated = False
        sheets = set()
        for rule, methods, kind in endpoints(self.env):
            if "GET" not in methods or kind != "http" or is_secret(rule):
                continue
            if PART.search(rule):
                continue
            sheets |= self.look_at(rule)
        sheets |= self.look_at(self.address("/wachten/<string:access_token>"))
        self.assertGreater(len(sheets), 1, "the website's, and that of the screens")
        for sheet in sheets:
            self.assertFalse(IN_CSS.findall(self.url_open(sheet).text), sheet)

    def look_at(self, path):
        """Look what a page that anybody may open fetches; return its style sheets."""
        answer = self.url_open(path)
        if not answer.headers["Content-Type"].startswith("text/html"):
            return set()
        page = self.parsed(answer)
        # what the town itself put there, and the tools of its choice
        theirs = ("example.com", "googletagmanager.com", "plausible.io")
        hosts = {urlparse(address).netloc for address in page.xpath(FETCHED)}
        foreign = {host for host in hosts if not host.endswith(theirs)}
        self.assertLessEqual(foreign, {self.home, ""}, path)
        return set(page.xpath("//link[@rel='stylesheet']/@href"))
