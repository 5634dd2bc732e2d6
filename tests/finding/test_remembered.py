from datetime import datetime, timedelta
from urllib.parse import parse_qs, quote, urlsplit

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import tagged

from ...models.finding import municipal_product_access
from ..booking_common import BookingCase, iso
from ..race_common import RaceCase

SECONDS = municipal_product_access.REMEMBERED_SECONDS
#: what a search engine is told about a page that it must not keep
NO = "noindex"


@tagged("post_install", "-at_install")
class TestRememberedByTransactions(RaceCase):
    """What is remembered is right for whoever sees the same rows, and for nobody else.

    The second process is a second connection here: no message goes from one to the
    other, and nothing is forgotten when something changes.
    """

    KEY = ("test", "product")

    def setUp(self):
        super().setUp()
        self.addCleanup(self.rename, "Test Kids-ID")
        self.made = []

    def rename(self, name):
        with self._transaction() as env:
            env["municipal.product"].browse(self.product_id).name = name

    def shown(self, env, facts=()):
        """Return the name of the product, as a page that is remembered shows it."""
        product = env["municipal.product"].browse(self.product_id)

        def make(told):
            self.made.append(told)
            return product.name

        return env["municipal.catalogue"]._remembered(
            self.KEY, lambda: facts, make, lambda value: True
        )

    def fresh(self, **facts):
        with self._transaction() as env:
            return self.shown(env, **facts)

    def test_made_once_for_all_who_see_the_same(self):
        self.rename("Before")
        self.assertEqual([self.fresh(), self.fresh()], ["Before", "Before"])
        self.assertEqual(len(self.made), 1)

    def test_a_change_is_seen_at_once_and_by_nobody_too_early(self):
        self.rename("Before")
        with self.connection.cursor() as cr:
            old = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
            self.assertEqual(self.shown(old), "Before")
            self.rename("After")
            self.assertEqual(self.fresh(), "After")
            # who began before sees the old name, and leaves it to nobody else
            self.assertEqual(self.shown(old), "Before")
        self.assertEqual(self.fresh(), "After")

    def test_what_is_not_committed_is_nobodys(self):
        self.rename("Before")
        with self.connection.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
            env["municipal.product"].browse(self.product_id).name = "Mine"
            self.assertEqual(self.shown(env), "Mine")
            env["municipal.product"].browse(self.product_id).name = "Mine again"
            self.assertEqual(self.shown(env), "Mine again")
            self.assertEqual(self.fresh(), "Before")
            cr.rollback()
        self.assertEqual(self.fresh(), "Before")

    def test_of_two_changes_the_first_is_committed_last(self):
        self.rename("Before")
        with self._transaction() as first:
            first["municipal.product"].browse(self.product_id).name = "First"
            first.flush_all()
            with self._transaction() as second:
                second["municipal.location"].browse(self.location_id).phone = "1"
            self.assertEqual(self.fresh(), "Before")
        self.assertEqual(self.fresh(), "First")

    def test_hours_and_facts_make_it_anew(self):
        self.fresh()
        with self._transaction() as env:
            env["municipal.plan.version"]._new_version()
        self.fresh()
        self.assertEqual(len(self.made), 2)
        self.patch(municipal_product_access, "REMEMBERED_SECONDS", 0)
        self.fresh()
        self.assertEqual(len(self.made), 2)
        self.fresh(facts=("another",))
        self.assertEqual(len(self.made), 3)


@tagged("post_install", "-at_install")
class TestRememberedPages(BookingCase):
    """Who reads a page that was put together for somebody else misses nothing."""

    def setUp(self):
        super().setUp()
        self.patch(municipal_product_access, "REMEMBERED_SECONDS", SECONDS)
        self.product_path = self.kids_id._page_path()
        self.registry.clear_cache("templates")

    def at(self, moment):
        """Let it be another time, for the server too."""
        self.addCleanup(self.clock.move_to, fields.Datetime.now())
        self.clock.move_to(moment)

    def main(self, path, **options):
        return self.text(self.page(path, **options).cssselect("main")[0])

    def renders(self, path):
        """Tell how often a page of ours is put together while an address is opened."""
        qweb = self.registry["ir.qweb"]
        render, found = qweb._render, []

        def rendering(this, template, *args, **kwargs):
            found.append(template)
            return render(this, template, *args, **kwargs)

        self.patch(qweb, "_render", rendering)
        self.page(path)
        self.patch(qweb, "_render", render)
        return len(found)

    def test_the_second_reader_gets_what_the_first_did(self):
        for path in ("/afspraak", self.product_path):
            self.assertTrue(self.renders(path))
            self.assertFalse(self.renders(path))
            self.assertIn("Test Kids-ID", self.main(path))

    def test_every_change_is_seen_at_once(self):
        for path in ("/afspraak", self.product_path):
            self.main(path)
        self.kids_id.name = "Test children"
        self.service.phone = "09 777 88 99"
        self.assertIn("Test children", self.main("/afspraak"))
        self.assertIn("09 777 88 99", self.main("/afspraak"))
        path = self.kids_id._page_path()
        self.kids_id.bring_list = "A smile"
        self.assertIn("A smile", self.main(path))
        self.passport.name = "Test travel"
        self.assertIn("Test travel", self.main(path))
        self.kids_id.booking = "none"
        self.assertNotIn("Choose a slot", self.main(path))

    def test_hours_are_seen_at_once(self):
        self.assertIn("Tuesday", self.main(self.product_path))
        self.calendar.attendance_ids.access = "appointment"
        self.assertNotIn("Tuesday", self.main(self.product_path))

    def test_the_clock_is_seen(self):
        self.at(datetime(2026, 10, 13, 7, 30))
        self.assertIn("Free walk-in today", self.main(self.product_path))
        self.at(datetime(2026, 10, 13, 11, 0))
        self.assertNotIn("Free walk-in today", self.main(self.product_path))

    def test_a_product_that_is_withdrawn_or_renamed(self):
        self.main(self.product_path)
        self.kids_id.name = "Test children"
        answer = self.url_open(self.product_path, allow_redirects=False)
        self.assertEqual(answer.status_code, 301)
        self.assertTrue(answer.headers["Location"].endswith(self.kids_id._page_path()))
        self.kids_id.active = False
        self.page(self.product_path, status=404)

    def test_each_language_has_its_own(self):
        dutch = self.kids_id.with_context(lang="nl_BE")
        dutch.name = "Proefkaart"
        self.assertIn("Test Kids-ID", self.main("/afspraak"))
        self.assertIn("Proefkaart", self.main("/nl/afspraak"))
        # the browser remembers its language
        self.opener.cookies.clear()
        self.assertIn("Test Kids-ID", self.main("/afspraak"))

    def test_nobody_gets_the_token_of_another(self):
        tokens = []
        for _visitor in range(2):
            self.authenticate(None, None)
            html = self.url_open("/afspraak").text
            tokens.append(html.partition("csrf_token: ")[2].split(",")[0])
        self.assertTrue(all(tokens))
        self.assertEqual(len(set(tokens)), 2)

    def test_who_is_logged_in_has_a_page_of_their_own(self):
        self.authenticate("admin", "admin")
        self.assertTrue(self.renders("/afspraak"))
        self.assertTrue(self.renders("/afspraak"))
        named = self.env.ref("base.user_admin").name
        self.assertIn(named, self.url_open("/afspraak").text)
        self.authenticate(None, None)
        self.assertNotIn(named, self.url_open("/afspraak").text)

    def test_a_page_in_a_frame_is_another_one(self):
        self.main("/afspraak")
        framed = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}
        answer = self.url_open("/afspraak", headers=framed)
        self.assertNotEqual(answer.text, self.url_open("/afspraak").text)

    def test_a_layout_that_changed_is_seen_at_once(self):
        self.main("/afspraak")
        menus = self.env["website"].search([]).menu_id
        self.env["website.menu"].create(
            [
                {"name": "Test menu", "url": "/test", "parent_id": menu.id}
                for menu in menus
            ]
        )
        self.assertIn("Test menu", self.url_open("/afspraak").text)

    def test_slots_are_put_together_once_and_seen_at_once(self):
        path = f"/afspraak/moment?q_{self.kids_id.id}=1"
        self.assertTrue(self.renders(path))
        self.assertFalse(self.renders(path))
        first = self.type._first_free([(self.kids_id, 1)])
        for _desk in self.desks[1:]:
            self.book(start=first)
        self.assertIn(iso(first), self.slots(path))
        self.book(start=first)
        self.assertNotIn(iso(first), self.slots(path))

    def slots(self, path):
        """Return the slots that a page offers."""
        return [button.get("value") for button in self.page(path).cssselect("button")]

    def test_a_form_that_was_remembered_is_the_readers_own(self):
        path = f"/afspraak/moment?q_{self.kids_id.id}=1"
        senders = []
        for _visitor in range(2):
            self.authenticate(None, None)
            page = self.page(path)
            form = page.cssselect("form.o_municipal_slots")[0]
            values = dict(form.form_values())
            senders.append((values["sender"].split(".")[0], values["csrf_token"]))
            values["start"] = form.cssselect("button")[0].get("value")
            answer = self.url_open(form.get("action"), data=values)
            self.assertIn("Your details", answer.text)
        self.assertEqual(len({secret for secret, _token in senders}), 2)
        self.assertEqual(len({token for _secret, token in senders}), 2)

    def test_a_layout_is_put_together_once_for_an_address(self):
        """A page with what was searched for is new each time, header and footer not."""
        path = "/afspraak?q=kids"
        self.assertEqual(self.renders(path), 2)
        self.assertEqual(self.renders(path), 1)
        page = self.page(path)
        self.assertEqual(len(page.cssselect("#wrap")), 1)
        self.assertEqual(page.cssselect("#q")[0].get("value"), "kids")
        self.assertEqual(page.cssselect("meta[name=robots]")[0].get("content"), NO)
        [title] = page.cssselect("title")
        self.assertIn(self.text(page.cssselect("h1")[0]), self.text(title))
        menu = self.env["website"].search([], limit=1).menu_id
        values = {"name": "Test menu", "url": "/test", "parent_id": menu.id}
        self.env["website.menu"].create(values)
        self.assertIn("Test menu", self.url_open(path).text)

    def test_a_layout_is_the_same_for_all_days_and_names_the_one_asked(self):
        """Its links to other languages go on with what this reader chose."""
        chosen = f"q_{self.kids_id.id}=1"
        paths = [
            f"/afspraak/gegevens?{chosen}&start={iso(start)}&from=x%26y"
            for start in self.free_starts(hour=9)[:2]
        ]
        self.assertEqual(self.renders(paths[0]), 2)
        self.assertEqual(self.renders(paths[1]), 1)
        for path in paths:
            links = self.page(path).cssselect("header a.js_change_lang")
            self.assertTrue(links)
            asked = parse_qs(urlsplit(path).query)
            for link in links:
                self.assertEqual(parse_qs(urlsplit(link.get("href")).query), asked)
        # nobody knows what a layout does with a parameter that is not ours
        self.assertEqual(self.renders(f"{paths[1]}&theme=dark"), 2)

    def test_the_layout_of_a_secret_page_holds_no_secret(self):
        mine, other = (self.book(start=s) for s in self.free_starts(hour=9)[:2])
        self.assertEqual(self.renders(mine.get_portal_url()), 2)
        self.assertEqual(self.renders(other.get_portal_url()), 1)
        html = self.url_open(other.get_portal_url()).text
        self.assertIn(other.access_token, html)
        self.assertNotIn(mine.access_token, html)
        self.assertNotIn(f"/my/appointments/{mine.id}", html)

    def test_a_layout_that_many_share_knows_nobody(self):
        """Whatever an add-on writes into header and footer."""
        self.extend_footer("booking")
        url = self.book(start=self.free_starts(hour=9)[0]).get_portal_url()
        for _reader in range(2):
            self.assertNotIn("resource.booking", self.url_open(url).text)

    def extend_footer(self, expression):
        """Let the layout of the website show something."""
        self.env["ir.ui.view"].create(
            {
                "name": "Footer of a test",
                "type": "qweb",
                "mode": "extension",
                "inherit_id": self.env.ref("website.layout").id,
                "arch": f"""<xpath expr="//footer" position="inside">
                    <i t-out="{expression}" />
                </xpath>""",
            }
        )

    def test_an_address_with_html_in_it_is_written_as_a_link(self):
        """Nobody else's layout is a way to put something into a page."""
        tag = '"><b id="x">'
        known = "/my/appointments/123456"
        for path in (known, f"{known}{tag}", f"{known}?day={quote(tag)}"):
            page = self.page(path, status=404)
            self.assertTrue(page.cssselect("header a.js_change_lang"))
            self.assertFalse(page.cssselect("#x"))

    def test_a_layout_that_names_the_address_in_its_own_way_is_not_remembered(self):
        self.extend_footer("request.params.get('access_token')")
        for booking in [self.book(start=s) for s in self.free_starts(hour=9)[:2]]:
            self.assertEqual(self.renders(booking.get_portal_url()), 2)
            footer = self.page(booking.get_portal_url()).cssselect("footer")[0]
            self.assertIn(booking.access_token, self.text(footer))

    def test_a_page_with_an_error_has_a_title_of_its_own(self):
        path = f"/afspraak/moment?q_{self.kids_id.id}=1"
        self.page(path)
        [title] = self.page(f"{path}&q_{self.passport.id}=99", status=422).cssselect(
            "title"
        )
        self.assertIn("Error", self.text(title))

    def test_what_is_free_now_is_told_after_some_seconds(self):
        first = self.type._first_free([(self.kids_id, 1)])
        before = self.main(self.product_path)
        for _desk in self.desks:
            self.book(start=first)
        self.at(fields.Datetime.now() + timedelta(seconds=SECONDS + 1))
        self.assertNotEqual(self.main(self.product_path), before)
