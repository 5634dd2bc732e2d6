import json
import time

from odoo.tests import tagged
from odoo.tests.common import ChromeBrowser, ChromeBrowserException

from ..axe_common import AXE
from ..hold_common import HoldCase

#: the website of the town at another supplier: for a browser another site than ours
TOWN = "http://localhost:8765"
LINK = """<a data-appointment data-title="Afspraken" {more} href="{href}">Afspraak</a>
<script async src="{base}/afspraak/embed.js"></script>"""
#: browsers keep pages of other sites in processes of their own, where a test cannot
#: look; and they ask people before a page may reach a server on their own computer
SWITCHES = [
    "--disable-site-isolation-trials",
    "--disable-features=IsolateOrigins,site-per-process,LocalNetworkAccessChecks",
]
ROUNDS = 300


class Browser(ChromeBrowser):
    """A browser without cookies of other sites than the one in its address bar."""

    def __init__(self, case):
        super().__init__(case)
        self._websocket_request("Network.enable")
        self._websocket_request(
            "Network.setCookieControls",
            params={
                "enableThirdPartyCookieRestriction": True,
                "disableThirdPartyCookieMetadata": True,
                "disableThirdPartyCookieHeuristics": True,
            },
        )

    def _spawn_chrome(self, cmd):
        return super()._spawn_chrome([cmd[0], *SWITCHES, *cmd[1:]])

    def evaluate(self, code, context=None):
        params = {"expression": code, "awaitPromise": True, "returnByValue": True}
        if context:
            params["contextId"] = context
        answer = self._websocket_request("Runtime.evaluate", params=params)
        if "exceptionDetails" in answer:
            raise ChromeBrowserException(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def in_frame(self, code):
        """Let the page in the frame do something, and return what it says."""
        tree = self._websocket_request("Page.getFrameTree")["frameTree"]
        [child] = tree["childFrames"]
        world = self._websocket_request(
            "Page.createIsolatedWorld", params={"frameId": child["frame"]["id"]}
        )
        return self.evaluate(code, world["executionContextId"])


@tagged("post_install", "-at_install")
class TestEmbeddedBrowser(HoldCase):
    """Citizens make an appointment on the town's own page, in a frame of ours."""

    browser_size = "390x844"

    def setUp(self):
        super().setUp()
        self.company.municipal_frame_sites = TOWN
        self.kids_id.code = "kids-id"
        self.href = f"{self.base_url()}/afspraak/naar/kids-id"
        self.html, self.cookies = "", []

    def fetch_proxy(self, url):
        """Be the server of the town."""
        if url.startswith(TOWN):
            return self.make_fetch_proxy_response(self.html)
        return super().fetch_proxy(url)

    def town_page(self, more="", around=""):
        link = LINK.format(href=self.href, base=self.base_url(), more=more)
        return (
            "<!DOCTYPE html><html lang='nl'><head><title>Elsterbeke</title>"
            "<meta name='viewport' content='width=device-width'></head>"
            f"<body><main><h1>Elsterbeke</h1>{link}{around}</main></body></html>"
        )

    def open(self, html):
        """Open the page of the town, and hand over its browser."""
        self.html = html
        self.session, self.browser = None, Browser(self)
        self.addCleanup(self.browser.stop)
        self.enterContext(self.allow_requests(all_requests=True))
        self.addCleanup(self._wait_remaining_requests)
        self.cr.flush()
        self.cr.clear()
        self.browser.navigate_to(f"{TOWN}/afspraak")
        return self.browser

    def until(self, condition, what):
        for _round in range(ROUNDS):
            try:
                found = condition()
            except (ChromeBrowserException, TimeoutError, ValueError, KeyError):
                found = None
            if found:
                return found
            time.sleep(0.1)
        self.browser.take_screenshot().result(10)
        self.fail(f"never {what}")
        return None

    def sees(self, selector):
        code = f"document.querySelector({json.dumps(selector)})?.textContent.trim()"
        return self.until(lambda: self.browser.in_frame(code), selector)

    def press(self, selector):
        self.sees(selector)
        # scripts of the page come a little later than what they handle
        self.until(
            lambda: self.browser.in_frame("document.readyState === 'complete'"),
            "complete",
        )
        self.browser.in_frame(f"document.querySelector({json.dumps(selector)}).click()")

    def height(self):
        return self.browser.evaluate("document.querySelector('iframe').offsetHeight")

    def fits(self):
        """Tell whether the frame is as high as its page."""
        page = "document.querySelector('.o_municipal_page')"
        wanted = self.browser.in_frame(f"{page}.getBoundingClientRect().height")
        return abs(self.height() - wanted) <= 1

    def test_to_the_last_step_without_cookies(self):
        browser = self.open(self.town_page())
        self.sees("form#products button[type='submit']")
        # nothing that a page of ours says about cookies is kept
        browser.in_frame("document.cookie = 'probe=1; SameSite=None; Secure'")
        self.assertNotIn("probe", browser.in_frame("document.cookie"))
        self.assertEqual(
            browser.evaluate("document.querySelector('iframe').title"), "Afspraken"
        )
        self.press("form#products button[type='submit']")
        self.press(".o_municipal_times button")
        self.sees(".o_municipal_hold[data-state='kept']")
        self.assertTrue(browser.in_frame("!document.querySelector('header#top')"))
        browser.in_frame("window.dispatchEvent(new Event('focus'))")
        time.sleep(1)
        self.sees(".o_municipal_hold[data-state='kept']")
        browser.in_frame("document.querySelector('#name').value = 'An Peeters'")
        browser.in_frame("document.querySelector('#phone').value = '0470 12 34 56'")
        self.press(".o_municipal_form button.btn-primary:not([name='hold'])")
        reference = self.sees(".o_municipal_ticket")
        self.env.invalidate_all()
        booking = self.latest_booking()
        self.assertIn(booking.reference, reference)
        self.assertEqual(booking.contact_phone, "+32470123456")
        self.assertFalse(browser.in_frame("document.cookie"))

    def test_as_high_as_its_page(self):
        """No second bar to scroll with: on whatever page."""
        self.open(self.town_page())
        for selector in (
            "form#products button[type='submit']",
            ".o_municipal_times button",
        ):
            self.press(selector)
            self.until(self.fits, "as high as its page")
        self.assertNotEqual(self.height(), 720)

    def test_what_others_say_is_not_heard(self):
        """Another page, or another window, does not move our frame."""
        browser = self.open(self.town_page())
        self.sees("h1")
        self.until(lambda: self.height() != 720, "another height")
        before = self.height()
        browser.evaluate("window.postMessage({municipal: 'height', height: 5}, '*')")
        browser.evaluate(
            "document.querySelector('iframe').contentWindow.postMessage("
            "{municipal: 'height', height: 5}, '*')"
        )
        for wrong in ("1e9", "-1", "'5px; position: fixed'", "NaN"):
            said = f"{{municipal: 'height', height: {wrong}}}"
            browser.in_frame(f"parent.postMessage({said}, '*')")
        time.sleep(0.5)
        self.assertEqual(self.height(), before)

    def test_a_site_that_may_not(self):
        """The browser shows nothing of ours, and the link is there again."""
        self.company.municipal_frame_sites = False
        # as long as a person waits, but not a test
        html = self.town_page().replace(
            "<main>",
            "<main><script>const real = setTimeout;"
            "window.setTimeout = (todo, ms) => real(todo, ms / 10);</script>",
        )
        browser = self.open(html)
        link = "document.querySelector('a[data-appointment]')?.target"
        self.until(lambda: browser.evaluate(link) == "_blank", "a link")
        shown = "document.documentElement.innerHTML.includes('o_municipal')"
        self.assertFalse(browser.in_frame(shown))

    def test_only_our_own_pages_become_frames(self):
        self.href = "https://evil.example.com/afspraak"
        browser = self.open(self.town_page())
        self.until(
            lambda: browser.evaluate("document.readyState === 'complete'"), "loaded"
        )
        time.sleep(0.5)
        self.assertFalse(browser.evaluate("document.querySelectorAll('iframe').length"))
        self.assertTrue(
            browser.evaluate("!!document.querySelector('a[data-appointment]')")
        )

    def test_nothing_for_axe_in_a_frame(self):
        browser = self.open(self.town_page())
        look = """.then(() => axe.run(
            {include: [".o_municipal"]},
            {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
        )).then(({violations}) => violations.map((one) => one.id + one.nodes[0].html))
        """
        for selector in (
            "form#products button[type='submit']",
            ".o_municipal_times button",
        ):
            self.sees(selector)
            found = browser.in_frame(f"{AXE};\nPromise.resolve(){look}")
            self.assertEqual(found, [])
            wide = "document.documentElement.scrollWidth - window.innerWidth"
            self.assertLessEqual(browser.in_frame(wide), 0)
            self.press(selector)
