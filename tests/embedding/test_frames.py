from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import file_open

from ..booking_common import BookingCase, iso
from ..frame_common import FRAME

SITE = "https://www.elsterbeke.be"


@tagged("post_install", "-at_install")
class TestFrames(BookingCase):
    """Who may show our pages in a frame, and how they look there."""

    def setUp(self):
        super().setUp()
        self.kids = {f"q_{self.kids_id.id}": 1}
        self.booking = self.book()
        self.secret = (
            f"/my/appointments/{self.booking.id}"
            f"?access_token={self.booking.access_token}"
        )

    def paths(self):
        slug = self.env["ir.http"]._slug(self.kids_id)
        kids, start = f"q_{self.kids_id.id}=1", iso(self.free_starts(hour=10)[0])
        return (
            "/afspraak",
            f"/appointment/product/{slug}",
            f"/afspraak/moment?{kids}",
            f"/afspraak/gegevens?{kids}&start={start}",
            f"/afspraak/wachtlijst?{kids}",
            "/afspraak/uren",
            "/afspraak/vinden",
            "/afspraak/nothing/here",
            self.secret,
            self.secret.replace("?", "/cancel?"),
            "/my/appointments/1/nothing",
        )

    def policy(self, path, **more):
        headers = self.url_open(path, **more).headers
        whole = headers["Content-Security-Policy"]
        [rule] = [part for part in whole.split("; ") if "frame-ancestors" in part]
        return rule, headers.get("X-Frame-Options")

    # who may

    def test_at_first_nobody_else(self):
        for path in self.paths():
            own = ("frame-ancestors 'self'", "SAMEORIGIN")
            self.assertEqual(self.policy(path), own, path)

    def test_the_sites_that_the_town_names(self):
        self.company.municipal_frame_sites = f"{SITE}/\n*.other.be"
        rule = f"frame-ancestors 'self' {SITE} https://*.other.be"
        for path in self.paths():
            self.assertEqual(self.policy(path), (rule, None), path)
        refused = {"allow_redirects": False, "data": self.form_values(name="")}
        self.assertEqual(self.policy("/afspraak/gegevens", **refused), (rule, None))

    def test_the_page_of_somebody_who_waits(self):
        visit = self.env["municipal.visit"].create(
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
        self.company.municipal_frame_sites = SITE
        for suffix in ("", "/leave"):
            policy = self.policy(f"/wachten/{visit.access_token}{suffix}")
            self.assertEqual(policy, (f"frame-ancestors 'self' {SITE}", None))

    def test_a_town_names_them_for_itself(self):
        other = self.env["res.company"].create({"name": "Other town"})
        other.municipal_frame_sites = SITE
        self.assertEqual(self.policy("/afspraak")[0], "frame-ancestors 'self'")

    def test_what_cannot_be_right_is_refused_in_words(self):
        for typed, words in (
            ("*", "would let everybody"),
            ("http://www.town.be", "does not begin with https://"),
            (f"{SITE}/page", "is the address of a page"),
            ("intranet", "is no address of a site"),
            (" ".join(f"s{n}.town.be" for n in range(50)), "More than 40 sites"),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                self.company.municipal_frame_sites = typed
        self.company.municipal_frame_sites = "  \n"
        self.assertEqual(self.policy("/afspraak")[0], "frame-ancestors 'self'")

    def test_in_the_settings(self):
        settings = self.env["res.config.settings"].with_company(self.company)
        with Form(settings) as form:
            form.municipal_frame_sites = SITE
        form.record.execute()
        self.assertEqual(self.company.municipal_frame_sites, SITE)

    # how they look

    def framed(self, path, **headers):
        return self.parsed(self.url_open(path, headers={**FRAME, **headers}))

    def test_without_what_the_page_around_has(self):
        for path in self.paths():
            page = self.framed(path)
            self.assertTrue(page.cssselect("#wrap.o_municipal_framed"), path)
            self.assertFalse(page.cssselect("header#top, footer#bottom"), path)
            self.assertFalse(
                self.parsed(self.url_open(path)).cssselect(".o_municipal_framed")
            )
            self.assertTrue(page.cssselect("h1"), path)

    def test_a_way_out_of_the_frame(self):
        for path in self.paths():
            [way] = self.framed(path).cssselect(".o_municipal_own_window")
            self.assertEqual(self.text(way), "Open in a new window")
            if way.tag == "form":
                self.assertEqual(way.get("target"), "_blank")
                continue
            [link] = way
            self.assertEqual(link.get("target"), "_blank")
            shown = self.url_open(path.replace("/cancel", ""))
            self.assertEqual(self.url_open(link.get("href")).url, shown.url)
            self.assertFalse(
                self.parsed(self.url_open(path)).cssselect(".o_municipal_own_window")
            )

    def test_a_slot_that_is_kept_goes_along(self):
        moment = self.framed(f"/afspraak/moment?q_{self.kids_id.id}=1")
        button = moment.cssselect(".o_municipal_times button")[0]
        [form] = button.iterancestors("form")
        values = {**dict(form.form_values()), "start": button.get("value")}
        self.opener.cookies.clear()
        kept = self.parsed(self.url_open(form.action, data=values, headers=FRAME))
        [way] = kept.cssselect("form.o_municipal_own_window")
        look = {
            **dict(way.form_values()),
            "look": way.cssselect("button")[0].get("value"),
        }
        page = self.parsed(self.url_open(way.action, data=look))
        [block] = page.cssselect(".o_municipal_hold")
        self.assertEqual(block.get("data-state"), "kept")

    def test_who_edits_the_website_sees_all_of_it(self):
        groups = "base.group_user,website.group_website_designer"
        new_test_user(self.env, "editor", groups=groups)
        self.authenticate("editor", "editor")
        same = {"Sec-Fetch-Site": "same-origin"}
        page = self.framed("/afspraak", **same)
        self.assertTrue(page.cssselect("header#top"))
        self.assertFalse(page.cssselect(".o_municipal_own_window"))

    def test_the_address_says_the_language(self):
        """In a frame no cookie does, and the page around has a language already."""
        dutch = {"Accept-Language": "nl-BE"}
        self.opener.cookies.clear()
        elsewhere = self.url_open("/afspraak", headers=dutch)
        self.assertIn("/nl", elsewhere.url)
        for path, lang in (("/afspraak", "en-US"), ("/nl/afspraak", "nl-BE")):
            self.opener.cookies.clear()
            page = self.framed(path, **dutch)
            self.assertEqual(page.get("lang"), lang)
        self.opener.cookies.set("frontend_lang", "nl_BE", domain="127.0.0.1")
        chosen = self.framed("/afspraak", **dutch)
        self.assertEqual(chosen.get("lang"), "nl-BE", "who has a cookie has chosen")

    # addresses that other sites write down

    def test_the_script(self):
        for path in ("/afspraak/embed.js", "/appointment/embed.js"):
            answer = self.url_open(path)
            self.assertEqual(answer.status_code, 200)
            self.assertTrue(
                answer.headers["Content-Type"].startswith("text/javascript")
            )
            self.assertIn("public", answer.headers["Cache-Control"])
            self.assertNotIn("Set-Cookie", answer.headers)
            known = {"If-None-Match": answer.headers["ETag"]}
            self.assertEqual(self.url_open(path, headers=known).status_code, 304)
        self.assertLess(len(answer.content), 4000)
        with file_open("municipal_appointment/static/src/embed/embed.js") as file:
            self.assertEqual(answer.text, file.read())

    def test_a_product_by_its_code(self):
        self.kids_id.code = "kids-id"
        page = self.page("/afspraak/naar/kids-id")
        self.assertIn("Test Kids-ID", self.text(page.cssselect("h1")[0]))
        self.kids_id.name = "Another name"
        self.assertIn("another-name", self.url_open("/nl/appointment/naar/kids-id").url)
        for code in ("nothing", "é", "kids-id/x"):
            unknown = self.page(f"/afspraak/naar/{code}", status=404)
            self.assertTrue(unknown.cssselect("#wrap.o_municipal"), code)
        self.assertEqual(self.url_open("/afspraak/naar/%00").status_code, 404)
        self.kids_id.active = False
        self.page("/afspraak/naar/kids-id", status=404)
