import json
from datetime import timedelta

from odoo.http import root
from odoo.tests import tagged

from ..clock_common import NOW, OwnClock
from ..common import share_nothing
from ..setup_common import create_new_town, logo
from ..stage_common import StageCase

DAY = timedelta(days=1)
STEP = ".o_municipal_setup_step"
#: clicks, and fields that somebody fills in, from nothing to the first workbook
MOST = 60
SETUP = "/odoo/action-municipal_appointment.municipal_setup_open"
EXPORT = "/odoo/action-municipal_appointment.municipal_visit_export_action"
#: what a person types: the field has the focus, and loses it afterwards
FILL_IN = """((node) => {
    if (!node) {
        return false;
    }
    node.focus();
    node.select?.();
    document.execCommand("insertText", false, %s);
    node.dispatchEvent(new Event("change", {bubbles: true}));
    node.blur();
    return true;
})(document.querySelector(%s))"""
#: the file that a person chooses for a picture
UPLOAD = """((input) => {
    if (!input) {
        return false;
    }
    const bytes = Uint8Array.from(atob(%s), (sign) => sign.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], "logo.png", {type: "image/png"}));
    input.files = files.files;
    input.dispatchEvent(new Event("change", {bubbles: true}));
    return true;
})(document.querySelector(%s))"""
#: of a step, its key
KEY = "node && node.dataset.step"
#: remembers how a file that is downloaded begins
DOWNLOADS = """
const make = URL.createObjectURL;
URL.createObjectURL = (blob) => {
    blob.slice(0, 2).text().then((begins) => (window.municipalFile = begins));
    return make.call(URL, blob);
};
"""


class Hand:
    """Somebody at a screen, of whom is counted what they press and fill in.

    :param test: the test, which counts for all of them
    """

    def __init__(self, test, actor):
        self.test = test
        self.actor = actor

    def press(self, selector, words=""):
        self.test.count += 1
        self.actor.press(selector, words)

    def fill_in(self, selector, text):
        self._do(FILL_IN, text, selector)

    def upload(self, selector, data):
        self._do(UPLOAD, data, selector)

    def _do(self, script, value, selector):
        self.test.count += 1
        code = script % (json.dumps(value), json.dumps(selector))
        self.actor.until(f"{selector} to fill in", lambda: self.actor.run(code))

    # The set-up

    def field(self, name, text):
        self.fill_in(f"{STEP} [name='{name}'] input", text)

    def go_on(self, to):
        """Save this step; the next one opens, and this one has its sign."""
        current = self.actor.ask(".o_municipal_setup_steps .o_current", then=KEY)
        self.press(f"{STEP} button[name='action_next']")
        self.actor.sees(f".o_municipal_setup_steps .o_current[data-step='{to}']")
        if current != to:
            self.complete(current)

    def complete(self, step):
        self.actor.sees(f"[data-step='{step}'] .fa-check-circle", quiet=True)


class FirstDayCase(OwnClock, StageCase):
    """From a company that somebody just made to its first workbook, by hand.

    A Tuesday at ten, in a company of its own: of the town nothing is there.
    """

    now = NOW + DAY + timedelta(hours=1)
    lang = "nl_BE"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        share_nothing(cls)
        cls.env = cls.env(context=dict(cls.env.context, lang="en_US"))
        create_new_town(cls, cls.lang)
        of_town = [("company_id", "=", cls.town.id)]
        cls.has_catalogue = bool(cls.env["municipal.service"].search(of_town))
        cls.env["ir.cron"].search([]).write(
            {"nextcall": cls.now + DAY, "failure_count": 0, "active": True}
        )

    def setUp(self):
        super().setUp()
        self.count = 0

    def own(self, model, **values):
        domain = [("company_id", "=", self.town.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env[model].search(domain)

    def hand(self, path, login=None):
        return Hand(self, self.enter(path, login=login))

    def play(self):
        """Do all of it; each part is one that somebody does with a screen."""
        with self.stage():
            admin = self.hand(SETUP, login="test_it")
            self.count += 2  # the menu, and its first entry
            self.say_who_we_are(admin)
            self.say_where_and_what(admin)
            self.say_when(admin)
            self.say_who(admin)
            self.publish(admin)
            kiosk = self.turn_on_the_screens()
            self.all_is_green(admin)
            self.first_booking()
            self.first_ticket(kiosk)
            self.first_workbook(admin)
            admin.actor.no_fault()
        self.assertLess(self.count, MOST)

    def say_who_we_are(self, admin):
        admin.actor.sees("h2", self.words["town"])
        admin.field("name", "Kleindorp")
        admin.upload(f"{STEP} [name='logo'] input[type='file']", logo().decode())
        admin.field("phone", "09 000 55 00")
        admin.field("email", "info@kleindorp.example.com")
        admin.field("website_domain", "afspraken.kleindorp.example.com")
        admin.go_on("places")

    def say_where_and_what(self, admin):
        admin.field("place_name", self.words["hall"])
        admin.field("place_street", "Dorp 1")
        admin.field("place_zip", "9899")
        admin.field("place_city", "Kleindorp")
        admin.go_on("services")
        if not self.has_catalogue:
            admin.press("button[name='action_take_catalogue']")
            for name in ("appointment_service_ids", "guidance_service_ids"):
                admin.press(f"[name='{name}'] input")
        admin.go_on("desks")
        admin.field("desk_numbers", "1-3")
        admin.go_on("hours")

    def say_when(self, admin):
        admin.press("[name='hours_walk_in'] input")
        admin.press(".o_select_menu_item", self.words["tuesday"])
        admin.press("button[name='action_follow_hours']")
        admin.complete("hours")
        admin.go_on("holidays")
        admin.press("button[name='action_add_holidays']")
        admin.complete("holidays")
        admin.go_on("screens")

    def say_who(self, admin):
        admin.press("button[name='action_add_kiosk']")
        admin.actor.sees("[name='screen_ids'] td[name='kind']", "iosk")
        admin.press("button[name='action_add_display']")
        admin.go_on("people")
        admin.field("person_name", "An Maes")
        admin.field("person_email", "an.maes@kleindorp.example.com")
        admin.go_on("check")

    def publish(self, admin):
        admin.press("button[name='action_publish_ready']")
        admin.actor.misses("button[name='action_publish_ready']")
        admin.press("[name='privacy_confirmed'] input")
        admin.press("[name='accessibility_status'] input")
        admin.press(".o_select_menu_item", self.words["partly"])

    def turn_on_the_screens(self):
        """Open their addresses on the devices."""
        with self.looking():
            screens = {one.kind: one.token for one in self.own("municipal.screen")}
        self.count += len(screens)
        hands = {
            kind: self.hand(f"/municipal/screen/{token}")
            for kind, token in screens.items()
        }
        for kind in screens:
            hands[kind].actor.until(f"{kind} alive", lambda k=kind: self.is_alive(k))
        return hands["kiosk"]

    def is_alive(self, kind):
        with self.looking():
            self.env.invalidate_all()
            return bool(self.own("municipal.screen", kind=kind).last_seen)

    def all_is_green(self, admin):
        admin.press(f"{STEP} button[name='action_next']")
        admin.actor.sees(".alert-success", self.words["green"])
        admin.complete("check")

    def first_booking(self):
        """Book on the website of the town, as a citizen."""
        citizen = self.hand("/afspraak")
        with self.looking():
            website = self.own("website").id
        session = citizen.actor.session
        session["force_website_id"] = website
        root.session_store.save(session)
        citizen.actor.open("/afspraak")
        title = "document.title.includes('Kleindorp')"
        citizen.actor.until("its website", lambda: citizen.actor.run(title))
        self.book(citizen)
        with self.looking():
            self.env.invalidate_all()
            booking = self.env["resource.booking"].search(
                [("type_id.company_id", "=", self.town.id)]
            )
            self.assertEqual(booking.line_ids.product_id.code, "eid_request")
            self.assertEqual(booking.start.date(), (self.now + DAY).date())

    def book(self, citizen):
        citizen.press("#wrap a[href*='/afspraak/product/']", self.words["eid"])
        citizen.press("#wrap form button.btn-primary.btn-lg.w-100")
        citizen.press("[name='start']")
        citizen.fill_in("#name", "Jan Peeters")
        citizen.fill_in("#email", "jan@example.com")
        citizen.press("#confirm")
        page = "location.pathname.includes('/my/appointments/')"
        citizen.actor.until("its page", lambda: citizen.actor.run(page))

    def first_ticket(self, kiosk):
        kiosk.press(".o_choice:not(.o_first)")
        if self.has_catalogue:
            # an installation opens all services, a new company began with one
            kiosk.press(".o_item", self.words["service"])
        kiosk.press(".o_item", self.words["eid"])
        kiosk.press(".o_chosen .o_go")
        ticket = kiosk.actor.sees(".o_ticket .o_number")
        self.assertEqual(ticket, "B 001")

    def first_workbook(self, admin):
        self.count += 2  # the menu, and its entry
        admin.actor.open(EXPORT)
        admin.actor.sees("button[name='action_export']")
        admin.actor.run(DOWNLOADS)
        admin.press("button[name='action_export']")
        admin.actor.until(
            "a workbook", lambda: admin.actor.run("window.municipalFile === 'PK'")
        )


@tagged("post_install", "-at_install")
class TestFirstDayInDutch(FirstDayCase):
    words = {
        "town": "Gemeente",
        "hall": "Gemeentehuis",
        "tuesday": "Dinsdag",
        "partly": "gedeeltelijk",
        "green": "Niets vraagt aandacht",
        "service": "Burgerzaken",
        "eid": "Elektronische identiteitskaart (eID) aanvragen",
    }

    def test_from_nothing_to_the_first_workbook(self):
        self.play()


@tagged("post_install", "-at_install")
class TestFirstDayInFrench(FirstDayCase):
    lang = "fr_BE"
    words = {
        "town": "Commune",
        "hall": "Maison communale",
        "tuesday": "Mardi",
        "partly": "partiellement",
        "green": "Rien ne demande votre attention",
        "service": "Population et état civil",
        "eid": "Carte d'identité électronique (eID) : demander",
    }

    def test_from_nothing_to_the_first_workbook(self):
        self.play()
