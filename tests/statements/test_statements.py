from datetime import date, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged

from ...models.statements.res_company import PATHS
from ..booking_common import iso
from ..evaluation_common import EvaluationCase

PRIVACY, ACCESSIBILITY = PATHS["privacy"], PATHS["accessibility"]
#: what a test adds to tell its requests apart
OF_TESTS = {"test_request_key"}


@tagged("post_install", "-at_install")
class TestStatements(EvaluationCase):
    """A link to both on every page, and nothing in them that is not so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.website = cls.env["website"].search([("company_id", "=", cls.company.id)])
        cls.company.write(
            {
                "email": "town@example.com",
                "municipal_evaluation": False,
                "municipal_retention_days": 45,
                # the town of the demo has done it all
                "municipal_privacy_contact": False,
                "municipal_privacy_confirmed": False,
                "municipal_accessibility_status": False,
                "municipal_accessibility_confirmed": False,
            }
        )
        cls.env["municipal.screen"].search([]).active = False
        cls.env["resource.booking.type"].search([]).waiting_list = False

    def said(self, path, **params):
        return self.text(self.page(path, **params).get_element_by_id("wrap"))

    # where citizens find them

    def every_page(self):
        """Yield addresses of all kinds of pages that citizens meet."""
        self.company.municipal_evaluation = True
        product = f"q_{self.kids_id.id}=1"
        start = self.free_starts()[0]
        booking, waits = self.book(), self.ticket()
        waits._waiting_url()
        yield from ("/afspraak", "/afspraak?q=xyzzy", "/afspraak/unknown")
        yield from (self.kids_id._page_path(), "/afspraak/uren", "/afspraak/vinden")
        yield from (f"/afspraak/moment?{product}", f"/afspraak/moment?{product}&all=1")
        yield f"/afspraak/gegevens?{product}&start={iso(start)}"
        yield from (booking.get_portal_url(), booking.get_portal_url("/move"))
        yield from (booking.get_portal_url("/cancel"), "/my/appointments/nowhere")
        yield from (f"/wachten/{waits.access_token}", self.path(self.helped()))
        yield from (PRIVACY, ACCESSIBILITY, "/afspraak/wachtlijst/unknown")

    def links(self, page):
        return {
            self.text(link): link.get("href").removeprefix(self.base_url())
            for link in page.iter("a")
            if link.get("href")
        }

    def test_every_page_leads_there(self):
        for path in self.every_page():
            links = self.links(self.parsed(self.url_open(path)))
            self.assertEqual(links.get("Privacy"), PRIVACY, path)
            self.assertEqual(links.get("Accessibility"), ACCESSIBILITY, path)

    def test_the_list_of_who_is_logged_in_leads_there(self):
        new_test_user(self.env, "citizen_my", groups="base.group_portal")
        self.authenticate("citizen_my", "citizen_my")
        links = self.links(self.page("/my/bookings"))
        self.assertEqual(links["Privacy"], PRIVACY)

    def test_where_details_are_typed_it_says_what_becomes_of_them(self):
        start = iso(self.free_starts()[0])
        path = f"/afspraak/gegevens?q_{self.kids_id.id}=1&start={start}"
        form = self.page(path).cssselect(".o_municipal_form")[0]
        self.assertEqual(self.links(form)["What we do with your details"], PRIVACY)

    def test_in_the_language_of_the_waiting_page(self):
        waits = self.ticket()
        waits._waiting_url()
        page = self.page(f"/wachten/{waits.access_token}", lang="nl_BE")
        dutch = self.env["res.lang"]._lang_get("nl_BE").url_code
        [link] = [a for a in page.iter("a") if a.get("href").endswith(PRIVACY)]
        self.assertTrue(link.get("href").endswith(f"/{dutch}{PRIVACY}"))
        self.assertEqual(self.url_open(link.get("href")).status_code, 200)

    def test_the_kiosk_names_it(self):
        self.kiosk.active = True
        address = self.base_url().split("//")[1] + PRIVACY
        self.assertIn(address, self.text(self.look()))

    def test_english_names_of_the_pages(self):
        self.assertIn("details", self.said(PRIVACY.replace("afspraak", "appointment")))

    # what they say is so

    def test_days_and_offers_follow_the_settings(self):
        said = self.said(PRIVACY)
        self.assertIn("45 days after the day of your visit", said)
        for absent in ("waiting list", "opinion", "screen near the exit"):
            self.assertNotIn(absent, said)
        self.type.waiting_list = True
        self.feedback.active = True
        self.company.write(
            {
                "municipal_evaluation": True,
                "municipal_evaluation_months": 9,
                "municipal_open_data_least": 7,
                "municipal_retention_days": 30,
            }
        )
        said = self.said(PRIVACY)
        for present in (
            "30 days after",
            "Of a place on the waiting list",
            "of at least 7",
            "at most once in 9 months",
            "It is anonymous.",
        ):
            self.assertIn(present, said)

    def test_what_others_learn(self):
        said = self.said(PRIVACY)
        self.assertIn("these pages load no fonts", said)
        self.assertNotIn("SMS", said)
        alarm = {"name": "SMS", "alarm_type": "sms", "duration": 1, "interval": "days"}
        self.type.alarm_ids = self.env["calendar.alarm"].create(alarm)
        self.assertIn("The company that delivers our SMS", self.said(PRIVACY))
        for setting in (
            {"google_analytics_key": "G-ABCDEF"},
            {"custom_code_head": "<script>1</script>"},
            {"cdn_activated": True},
        ):
            self.website.write(setting)
            said = self.said(PRIVACY)
            self.assertIn("also load what others made", said, setting)
            self.assertNotIn("load no fonts", said)
            self.website.write(dict.fromkeys(setting, False))

    def test_a_captcha_is_made_by_others_too(self):
        self.website.company_id.municipal_captcha = True
        said = self.said(PRIVACY)
        self.assertIn("also load what others made", said)
        self.assertNotIn("load no fonts", said)

    def test_two_cookies_and_no_more(self):
        start = self.free_starts()[0]
        self.page("/afspraak")
        self.choose(start)
        answer = self.send(start=iso(start))
        self.page(answer.headers["Location"])
        self.page("/nl_BE/afspraak")
        names = set(self.opener.cookies.keys()) - OF_TESTS
        said = self.page(PRIVACY)
        told = {self.text(code) for code in said.cssselect("#wrap code")}
        self.assertEqual(names, told)

    def test_the_address_of_a_browser_is_gone_in_time(self):
        start = self.free_starts()[0]
        self.choose(start)
        holds = self.env["municipal.reservation"].search(
            [("hold_address", "!=", False)]
        )
        self.assertTrue(holds, "it is kept with the slot")
        self.clock.move_to(holds[0].hold_until + timedelta(minutes=1))
        self.env["municipal.reservation"]._gc_reservations()
        self.env["municipal.reservation"].invalidate_model()
        self.assertFalse(holds.exists())

    def test_known_limits_name_the_screens_that_there_are(self):
        self.assertNotIn("kiosk", self.said(ACCESSIBILITY))
        self.kiosk.active = True
        self.assertIn("The kiosk in the hall does not speak", self.said(ACCESSIBILITY))

    # what only the town knows

    def test_until_the_town_confirms_they_say_so(self):
        waits = "has not confirmed it yet"
        for path in PATHS.values():
            page = self.page(path)
            self.assertIn(waits, self.text(page))
            self.assertTrue(page.xpath("//meta[@name='robots'][@content='noindex']"))
        self.assertIn("has not looked yet whether", self.said(ACCESSIBILITY))
        self.company.write(
            {
                "municipal_privacy_confirmed": date(2026, 3, 2),
                "municipal_privacy_contact": "dpo@town.example.com",
                "municipal_accessibility_confirmed": date(2026, 3, 2),
                "municipal_accessibility_status": "partly",
            }
        )
        for path in PATHS.values():
            self.assertNotIn(waits, self.said(path))
        self.assertIn("dpo@town.example.com", self.said(PRIVACY))
        said = self.said(ACCESSIBILITY)
        self.assertIn("drawn up on 2 March 2026", said)
        self.assertIn("(WCAG) in part", said)
        self.company.municipal_accessibility_status = "full"
        self.assertIn("(WCAG), fully", self.said(ACCESSIBILITY))
        self.company.municipal_accessibility_status = "none"
        self.assertIn("do not meet", self.said(ACCESSIBILITY))

    def test_managers_are_told_until_it_is_done(self):
        def found():
            problems = self.env["municipal.problem"].with_user(self.manager)
            return " ".join(problem.name for problem in problems._find())

        self.assertIn("not confirmed its privacy statement", found())
        self.assertIn("not drawn up its accessibility statement", found())
        self.company.municipal_privacy_url = "https://www.town.example/privacy"
        self.company.municipal_accessibility_confirmed = date(2026, 3, 2)
        self.assertNotIn("privacy statement", found())
        self.assertIn("accessibility statement", found(), "what it found is missing")
        self.company.municipal_accessibility_status = "partly"
        self.assertNotIn("statement", found())

    def test_a_statement_that_the_town_has_already(self):
        self.company.municipal_privacy_url = "https://www.town.example/privacy"
        links = self.links(self.page("/afspraak"))
        self.assertEqual(links["Privacy"], "https://www.town.example/privacy")
        answer = self.url_open(PRIVACY, allow_redirects=False)
        self.assertEqual(answer.headers["Location"], "https://www.town.example/privacy")
        self.assertNotIn(PRIVACY, self.url_open("/sitemap.xml").text)

    def test_a_link_that_is_no_link_is_refused(self):
        for nonsense in (
            "javascript:alert(1)",
            "data:text/html,x",
            "//elsewhere.example.com",
            "www.town.be/privacy",
            "https://",
            "https://town.be/a b",
        ):
            with self.assertRaises(ValidationError, msg=nonsense):
                self.company.municipal_privacy_url = nonsense
        self.company.municipal_privacy_url = "/privacy-policy"

    def test_each_town_speaks_for_itself(self):
        company = self.env["res.company"].create({"name": "Neighbouring town"})
        company.municipal_privacy_url = "https://neighbours.example/privacy"
        said = self.said(PRIVACY)
        self.assertNotIn("Neighbouring", said)
        self.website.company_id = company
        self.assertEqual(
            self.links(self.page("/afspraak/vinden"))["Privacy"],
            "https://neighbours.example/privacy",
        )
        company.municipal_privacy_url = False
        said = self.said(PRIVACY)
        self.assertIn("Neighbouring town is responsible", said)
        self.assertIn("90 days after", said)

    def test_what_an_editor_adds_stays_and_the_rest_follows(self):
        view = self.env.ref("municipal_appointment.statement_privacy")
        place, words = "oe_structure_privacy_before", "<p>Our own word</p>"
        own = f'<div id="{place}" class="oe_structure">{words}</div>'
        edited = view.with_context(website_id=self.website[0].id)
        edited.save(own, xpath=f"//div[@id='{place}']")
        self.assertIn("Our own word", self.said(PRIVACY))
        self.assertNotIn("Our own word", view.arch_db, "other websites have theirs")
        self.company.municipal_retention_days = 60
        said = self.said(PRIVACY)
        self.assertIn("Our own word", said)
        self.assertIn("60 days after", said)
