"""The manuals: what they name is on the screen, and each screen leads to its page."""

import re
from functools import lru_cache
from pathlib import Path

from docutils import nodes
from docutils.core import publish_doctree
from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools.translate import PoFileReader

from ...controllers.setup import manual_pages
from ..common import MunicipalCase

ROOT = Path(__file__).parents[2]
LANGUAGES = ("nl", "en")
PAGES = ("administrators", "clerks", "index", "keys", "managers", "poster")
#: the poster is for citizens: what is bold there is what they do
FOR_STAFF = set(PAGES) - {"poster"}
#: keys that are a rule of a widget and no shortcut of a button
OF_WIDGETS = {"Alt", "Shift", "Home", "End"}
#: dialogs have these two, and a few a third; the manual tells of the two
OF_DIALOGS = {"Alt Q", "Alt X"}
LEFT_OUT = {"Alt W"}


@lru_cache
def tree(lang, page):
    """Return a page as docutils understands it."""
    path = ROOT / "docs" / lang / f"{page}.rst"
    settings = {"report_level": 5, "language_code": lang}
    return publish_doctree(path.read_text(), settings_overrides=settings)


def texts(lang, page, kind):
    return {" ".join(node.astext().split()) for node in tree(lang, page).findall(kind)}


def keys(lang, page):
    found = tree(lang, page).findall(nodes.inline)
    return {node.astext() for node in found if "kbd" in node["classes"]}


@lru_cache
def ids_of(lang, page):
    """Return the places of a page that a link can lead to."""
    nodes_of_page = tree(lang, page).findall(nodes.Element)
    return {place for node in nodes_of_page for place in node.get("ids", ())}


def plain(text):
    """Return a text as it stands on the screen: without markup and line breaks."""
    return " ".join(re.sub(r"<[^>]+>", "", text).split())


@lru_cache
def words_on_screen(lang):
    """Return what our screens say: the sources, or their Dutch."""
    rows = list(PoFileReader(str(ROOT / "i18n" / "nl.po")))
    return {plain(row["value" if lang == "nl" else "src"] or "") for row in rows}


def places():
    """Yield (screen, page, place) of the question mark in the top bar."""
    text = (ROOT / "static/src/backend/manual/pages.js").read_text()
    yield from re.findall(r'^ +"?([\w.]+)"?: "(\w+)#([\w-]+)",$', text, re.M)


def shortcuts(*folders):
    """Return the shortcuts of buttons and screens, as the manual writes them."""
    found = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.*"):
            if path.suffix not in (".js", ".xml"):
                continue
            text = path.read_text()
            found |= {f"alt+{key}" for key in re.findall(r'data-hotkey="(\w)"', text)}
            found |= set(re.findall(r'useHotkey\(\s*"([\w+]+)"', text))
            found |= set(re.findall(r'SHORTCUT = "([\w+]+)"', text))
    written = (key.replace("control", "ctrl").split("+") for key in found)
    return {" ".join(part.capitalize() for part in key) for key in written}


@tagged("post_install", "-at_install")
class TestManualTexts(MunicipalCase):
    """What a manual says exists."""

    def test_every_page_is_there_in_both_languages(self):
        for lang in LANGUAGES:
            found = {path.stem for path in (ROOT / "docs" / lang).glob("*.rst")}
            self.assertEqual(found, set(PAGES), lang)

    def test_pages_are_well_formed(self):
        for lang in LANGUAGES:
            for page in PAGES:
                with self.subTest(lang=lang, page=page):
                    wrong = list(tree(lang, page).findall(nodes.system_message))
                    serious = [one.astext() for one in wrong if one["level"] > 1]
                    self.assertEqual(serious, [])

    def test_names_of_buttons_and_menus_are_on_the_screen(self):
        for lang in LANGUAGES:
            known = words_on_screen(lang)
            for page in FOR_STAFF:
                with self.subTest(lang=lang, page=page):
                    named = texts(lang, page, nodes.strong)
                    self.assertEqual(named - known, set())

    def test_manuals_name_much_and_the_catalogue_is_read(self):
        """The test above cannot pass because nothing was found."""
        self.assertGreater(len(texts("nl", "clerks", nodes.strong)), 60)
        self.assertIn("Volgende oproepen", words_on_screen("nl"))
        self.assertNotIn("Call next", words_on_screen("nl"))

    def test_both_languages_have_the_same_places_and_pictures(self):
        for page in PAGES:
            for kind, what in ((nodes.target, "names"), (nodes.image, "uri")):
                dutch, english = (
                    [node[what] for node in tree(lang, page).findall(kind)]
                    for lang in ("nl", "en")
                )
                self.assertEqual(dutch, english, page)

    def test_pictures_are_there_and_small(self):
        for lang in LANGUAGES:
            for page in PAGES:
                for image in tree(lang, page).findall(nodes.image):
                    path = ROOT / "docs" / lang / image["uri"]
                    self.assertTrue(path.is_file(), path)
                    self.assertLess(path.stat().st_size, 300_000, path)
                    self.assertTrue(image.get("alt"), path)

    def test_links_between_files_lead_somewhere(self):
        for lang in LANGUAGES:
            for page in PAGES:
                for link in tree(lang, page).findall(nodes.reference):
                    uri = link.get("refuri", "").partition("#")[0]
                    if uri.endswith(".rst"):
                        path = ROOT / "docs" / lang / uri
                        self.assertTrue(path.is_file(), f"{page}: {uri}")

    def test_the_sheet_of_keys_has_those_of_the_desk_and_no_others(self):
        """Who lays the sheet beside the screen can trust every line of it."""
        at_desk = shortcuts("static/src/backend/desk", "static/src/backend/alarm")
        everywhere = shortcuts("static/src/backend", "views", "wizards")
        for lang in LANGUAGES:
            written = keys(lang, "keys") - OF_WIDGETS
            self.assertEqual(at_desk - written, set(), "not on the sheet")
            self.assertEqual(written - everywhere, set(), "gone from the screens")
            self.assertEqual(everywhere - written, LEFT_OUT, "not on the sheet")
        self.assertGreater(len(at_desk), 10)
        self.assertTrue(OF_DIALOGS <= at_desk)


@tagged("post_install", "-at_install")
class TestManualPlaces(MunicipalCase):
    """The question mark of each screen leads to its page."""

    def test_every_screen_of_the_menus_has_a_page(self):
        known = {screen for screen, _page, _place in places()}
        module = "municipal_appointment"
        menus = self.env["ir.model.data"].search(
            [("module", "=", module), ("model", "=", "ir.ui.menu")]
        )
        menus = self.env["ir.ui.menu"].browse(menus.mapped("res_id"))
        actions = [menu.action for menu in menus if menu.action]
        self.assertGreater(len(actions), 40)
        for action in actions:
            if action._name == "ir.actions.server":
                # opens the screen of the same name
                xmlid = action.get_external_id()[action.id]
                action = self.env.ref(f"{xmlid.removesuffix('open')}action")
            if action.sudo().target != "new":
                name = action.get_external_id()[action.id].split(".")[1]
                self.assertIn(name, known, action.name)

    def test_every_place_is_in_both_manuals(self):
        found = list(places())
        self.assertGreater(len(found), 40)
        for lang in LANGUAGES:
            for screen, page, place in found:
                self.assertIn(place, ids_of(lang, page), f"{screen} ({lang})")

    def test_models_of_the_places_exist(self):
        models = [screen for screen, _page, _place in places() if "." in screen]
        self.assertTrue(models)
        for model in models:
            self.assertIn(model, self.env)


@tagged("post_install", "-at_install")
class TestManualPages(HttpCase):
    """The pages as staff open them, on the server of the town."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_BE")
        cls.env["res.lang"]._activate_lang("fr_BE")
        cls.clerk = new_test_user(
            cls.env,
            "manual_clerk",
            groups="municipal_appointment.group_clerk",
            lang="nl_BE",
        )

    def open(self, path, login="manual_clerk"):
        self.authenticate(login, login)
        return self.url_open(f"/municipal/help{path}", allow_redirects=False)

    def page(self, path):
        answer = self.open(path)
        self.assertEqual(answer.status_code, 200)
        return html.fromstring(answer.text)

    def test_language_of_the_user(self):
        page = self.page("/clerks")
        self.assertEqual(page.get("lang"), "nl")
        self.assertIn("Handleiding voor loketmedewerkers", page.text_content())
        self.clerk.lang = "en_US"
        page = self.page("/clerks")
        self.assertEqual(page.get("lang"), "en")
        self.assertIn("Manual for clerks", page.text_content())
        self.clerk.lang = "fr_BE"
        self.assertEqual(self.page("/clerks").get("lang"), "en")

    def test_other_language_by_a_link(self):
        page = self.page("/keys")
        (link,) = page.xpath("//nav//a[@hreflang='en']")
        other = self.page(link.get("href").removeprefix("/municipal/help"))
        self.assertEqual(other.get("lang"), "en")
        self.assertEqual(self.page("/keys?lang=xx").get("lang"), "nl")

    def test_unknown_page(self):
        for path in ("/nothing", "/..%2fnl%2fclerks", "/nl", "/clerks.rst", "/README"):
            with self.subTest(path=path):
                self.assertEqual(self.open(path).status_code, 404)

    def test_only_staff(self):
        new_test_user(self.env, "manual_portal", groups="base.group_portal")
        new_test_user(self.env, "manual_other", groups="base.group_user")
        for login in ("manual_portal", "manual_other"):
            self.assertEqual(self.open("/clerks", login).status_code, 404)
        self.authenticate(None, None)
        answer = self.url_open("/municipal/help/clerks", allow_redirects=False)
        self.assertIn("/web/login", answer.headers.get("Location", ""))

    def test_every_link_and_picture_of_every_page_works(self):
        """Also those to the technical pages, which are in English for everybody."""
        pages, seen = [""], set()
        while pages:
            path = pages.pop()
            page = self.page(path)
            for link in page.xpath("//a/@href"):
                other = link.partition("#")[0].removeprefix("/municipal/help")
                inside = link.startswith("/municipal/help")
                if inside and other not in seen:
                    seen.add(other)
                    pages.append(other)
            for picture in page.xpath("//img/@src | //link/@href"):
                if picture not in seen:
                    seen.add(picture)
                    self.assertEqual(self.url_open(picture).status_code, 200, picture)
        names = {path.partition("?")[0] for path in seen}
        self.assertLessEqual({"/clerks", "/screens", "/statistics"}, names)

    def test_technical_pages_say_that_they_are_in_english(self):
        self.assertEqual(self.page("/operations").get("lang"), "en")

    def test_places_are_where_the_question_mark_leads(self):
        for _screen, name, place in set(places()):
            self.assertTrue(self.page(f"/{name}").xpath(f"//*[@id='{place}']"), place)

    def test_nothing_of_another_site(self):
        answer = self.open("/clerks")
        self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])
        page = html.fromstring(answer.text)
        self.assertFalse(page.xpath("//script"))
        for address in page.xpath("//img/@src | //link/@href"):
            self.assertTrue(address.startswith("/"), address)

    def test_poster_has_the_address_of_the_town(self):
        self.env.company.website_id.domain = "https://www.elsterbeke.example"
        page = self.page("/poster")
        (code,) = page.xpath("//img[contains(@class, 'qr')]/@src")
        self.assertIn("elsterbeke.example%2Fafspraak", code)
        self.assertIn("www.elsterbeke.example/afspraak", page.text_content())
        self.assertEqual(self.url_open(code).headers["Content-Type"], "image/png")

    def test_pages_are_read_once(self):
        manual_pages.render.cache_clear()
        self.page("/clerks")
        self.page("/clerks")
        told = manual_pages.render.cache_info()
        self.assertEqual((told.misses, told.hits), (1, 1))
