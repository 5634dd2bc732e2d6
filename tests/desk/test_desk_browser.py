import json
from datetime import timedelta

from odoo.tests import freeze_time, tagged

from ..axe_common import AXE
from ..backend_browser_common import BackendBrowserCase

#: presses one button after the other, and tells what is below WCAG 2.1 AA
CHECK = """
const wrong = [];

async function find(selector) {
    for (let tries = 0; tries < 100; tries++) {
        const found = document.querySelector(selector);
        if (found) {
            return found;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${selector} does not appear`);
}

async function check(name) {
    await new Promise((resolve) => setTimeout(resolve, 800));
    const results = await axe.run(
        {include: [[".o_action_manager main"]]},
        {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    );
    for (const violation of results.violations) {
        for (const node of violation.nodes) {
            wrong.push(`${name}: ${violation.id} ${node.html} ${node.failureSummary}`);
        }
    }
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide > 0) {
        wrong.push(`${name}: ${wide} pixels wider than the screen`);
    }
    const box = document.querySelector(".o_municipal_primary")?.getBoundingClientRect();
    if (box && window.innerWidth > 1000 && box.bottom > window.innerHeight) {
        wrong.push(`${name}: the main button is not on the screen`);
    }
}

(async () => {
    await find("main");
    await check("open");
    for (const [press, appears] of STEPS) {
        (await find(press)).click();
        await find(appears);
        await check(appears);
    }
    if (wrong.length) {
        console.error(wrong.join(" | "));
    } else {
        console.log("test successful");
    }
})();
"""
AT_THE_COUNTER = [
    (".o_municipal_desk", ".o_municipal_desk_screen_bar"),
    (".o_municipal_primary", ".o_municipal_called"),
    (".o_municipal_primary", ".o_municipal_serving"),
    (".o_municipal_primary", ".o_municipal_finish"),
    (".o_municipal_line .text-nowrap.btn", ".o_municipal_line select"),
    (".o_municipal_confirm", ".o_municipal_finish [role=alert]"),
]


class DeskBrowserCase(BackendBrowserCase):
    """Its desks are the only ones that a clerk can choose."""

    access = "both"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        desks = cls.env["resource.resource"].search([("is_desk", "=", True)])
        (desks - cls.desks).location_id = False

    def ticket(self, *products):
        lines = [(product, 1) for product in products]
        return self.env["municipal.visit"]._take_ticket(
            lines, self.location, by_staff=True
        )


@tagged("post_install", "-at_install")
class TestDeskTours(DeskBrowserCase):
    """What a clerk does all day at the desk screen."""

    def test_from_ticket_to_finish(self):
        self.start_tour("/odoo/desk", "municipal_clerk_desk", login="test_clerk")
        visit = self.env["municipal.visit"].search(
            [("service_id", "=", self.service.id)]
        )
        self.assertEqual(
            visit.event_ids.mapped("step"),
            ["checked_in", "called", "started", "undone", "started", "finished"],
        )
        self.assertEqual(visit.desk_id, self.desks[0])
        self.assertEqual(visit.line_ids.reason, "papers")
        self.assertFalse(self.desks.desk_user_id)

    def test_dialogs_tell_what_the_visitor_has_to_know(self):
        tour = "municipal_clerk_dialogs"
        self.start_tour("/odoo/desk", tour, login="test_clerk")
        bookings = self.env["resource.booking"].search(
            [("type_id", "=", self.type.id)], order="id"
        )
        self.assertEqual(bookings[0].channel, "urgent")
        self.assertEqual(bookings[1:].contact_name, "Jan Janssens")

    def test_codes_are_scanned_and_typed(self):
        first, second = self.ticket(self.passport), self.ticket(self.kids_id)
        first.ticket, second.ticket = "ZZ 101", "ZZ 102"
        self.start_tour("/odoo/desk", "municipal_clerk_scans", login="test_clerk")
        self.assertEqual((first.state, second.state), ("waiting", "called"))

    def test_contacts_are_counted_with_one_touch(self):
        self.start_tour(
            "/odoo/quick-counter", "municipal_clerk_tally", login="test_clerk"
        )
        visits = self.env["municipal.visit"].search(
            [("service_id", "=", self.service.id)], order="id"
        )
        self.assertEqual(visits.mapped("state"), ["withdrawn", "finished"])
        self.assertEqual(set(visits.mapped("channel")), {"phone"})


class DeskAccessibilityCase(DeskBrowserCase):
    def check(self, path, steps, login):
        code = f"{AXE}\nconst STEPS = {json.dumps(steps)};\n{CHECK}"
        ready = "Boolean(document.querySelector('.o_action_manager main'))"
        self.browser_js(path, code, ready, login=login, timeout=120)

    def check_counter(self):
        self.ticket(self.kids_id, self.passport)
        self.env["municipal.visit"].search(
            [("service_id", "=", self.service.id)]
        ).priority = True
        with freeze_time(self.now - timedelta(minutes=50)):
            self.ticket(self.passport)
        with freeze_time(self.now - timedelta(minutes=35)):
            self.ticket(self.passport)
        self.check("/odoo/desk", AT_THE_COUNTER, "test_clerk")

    def check_tally(self):
        self.check(
            "/odoo/quick-counter",
            [
                (
                    ".o_municipal_quick_counter_channels button + button",
                    "[type=search]",
                ),
                (
                    ".o_municipal_quick_counter_button",
                    ".o_municipal_quick_counter_undo",
                ),
            ],
            "test_clerk",
        )

    def check_board(self):
        with freeze_time(self.now - timedelta(minutes=50)):
            self.ticket(self.passport)
        self.check("/odoo/board", [], "test_manager")


@tagged("post_install", "-at_install")
class TestDeskAccessibilityScreen(DeskAccessibilityCase):
    """WCAG 2.1 AA by axe-core, on the screen of an office."""

    browser_size = "1366x768"

    def test_desk(self):
        self.check_counter()

    def test_tally(self):
        self.check_tally()

    def test_board(self):
        self.check_board()


@tagged("post_install", "-at_install")
class TestDeskAccessibilityPhone(DeskAccessibilityCase):
    """The same on an old phone, where nothing may be wider than the screen."""

    browser_size = "390x844"

    def test_desk(self):
        self.check_counter()

    def test_tally(self):
        self.check_tally()

    def test_board(self):
        self.check_board()
