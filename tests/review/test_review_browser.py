import json
from datetime import date, timedelta

from odoo.tests import tagged

from ..axe_common import AXE, LOOK
from ..backend_browser_common import BackendBrowserCase

ACTION = "/odoo/action-municipal_appointment.municipal_review"
#: the form of a review is saved
HELPERS = """
async function save() {
    (await find(".o_form_button_save")).click();
    await find(".o_form_saved");
    await sleep(300);
}
"""
#: paints Thursday evening with the mouse, Saturday morning by keyboard
GRID = """
function pointer(kind, cell) {
    const box = cell.getBoundingClientRect();
    cell.dispatchEvent(new PointerEvent(kind, {
        bubbles: true, cancelable: true, button: 0, pointerType: "mouse",
        clientX: box.left + box.width / 2, clientY: box.top + box.height / 2,
    }));
}

function cell(weekday, half) {
    return document.querySelector(
        `[data-weekday="${weekday}"][data-half="${half}"]`
    );
}

async function press(key, options = {}) {
    document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true, ...options})
    );
    await sleep(60);
}

(async () => {
    await find(".o_municipal_week_grid");
    await check("grid");
    const brushes = [...document.querySelectorAll(".o_municipal_brushes button")];
    brushes[1].click();
    await sleep(100);
    cell(3, 1020).scrollIntoView({block: "center"});
    pointer("pointerdown", cell(3, 1020));
    await sleep(60);
    pointer("pointermove", cell(3, 1050));
    await sleep(60);
    pointer("pointermove", cell(4, 1080));
    await sleep(60);
    pointer("pointerup", cell(4, 1080));
    await sleep(400);
    brushes[0].click();
    await sleep(100);
    const stops = document.querySelectorAll(".o_municipal_week_grid [tabindex='0']");
    if (stops.length !== 1) {
        wrong.push("the grid is more than one stop of the Tab key");
    }
    cell(4, 1080).focus();
    await press("End");
    await press("ArrowLeft");
    await press("PageUp");
    for (let step = 0; step < 4; step++) {
        await press("ArrowDown");
    }
    if (document.activeElement !== cell(5, 540)) {
        wrong.push(`focus on ${document.activeElement.ariaLabel}`);
    }
    await press("ArrowDown", {shiftKey: true});
    await press("ArrowDown", {shiftKey: true});
    await press("Enter");
    await sleep(400);
    if (!cell(5, 600).ariaLabel.endsWith("By appointment")) {
        wrong.push(`named ${cell(5, 600).ariaLabel}`);
    }
    brushes[3].click();
    await sleep(100);
    cell(0, 540).focus();
    await press("Home");
    document.activeElement === cell(0, 600) || wrong.push("Home");
    await press("PageUp");
    await press(" ", {shiftKey: true});
    const number = document.querySelector(".o_municipal_desks");
    number.value = 3;
    number.dispatchEvent(new Event("change", {bubbles: true}));
    await sleep(100);
    cell(5, 540).focus();
    pointer("pointerdown", cell(5, 540));
    await sleep(60);
    pointer("pointerup", cell(5, 540));
    await sleep(400);
    await check("painted");
    await save();
    end();
})();
"""
#: the same on a phone, where a list takes the place of the grid
LIST = """
(async () => {
    await find(".o_municipal_week_form");
    if (document.querySelector(".o_municipal_week_grid").checkVisibility()) {
        wrong.push("the grid is shown");
    }
    await check("list");
    const set = async (name, value) => {
        const field = await find(`.o_municipal_week_form [name=${name}]`);
        field.value = value;
        field.dispatchEvent(new Event("change", {bubbles: true}));
        await sleep(100);
    };
    await set("weekday", 5);
    await set("start", 540);
    await set("stop", 660);
    document.querySelector(".o_municipal_week_form button").click();
    await sleep(500);
    await save();
    end();
})();
"""
#: what of a page is ours: tags, tabs and bars of progress are Odoo's own
OURS = {
    "_alternative_action": [[".o_municipal_week"]],
    "_action": [[".o_municipal_review_part"]],
}
#: the record with its evidence, answers and decision
RECORD = """
(async () => {
    await find(".o_municipal_review_part table");
    await check("evidence");
    (await find(".nav-link[name=alternatives]")).click();
    await find(".o_municipal_review_answers");
    await check("alternatives");
    end();
})();
"""


class ReviewBrowserCase(BackendBrowserCase):
    """A manager reviews four weeks of every day from nine to eight."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for day in range(1, 29):
            for number in range(3):
                moment = cls.now - timedelta(days=day, minutes=20 * number)
                cls.served(moment, waited=4 * number)
        cls.env.flush_all()

    def review(self):
        """Return a review with simulated alternatives, as a manager made it."""
        manager = self.env["res.users"].search([("login", "=", "test_manager")])
        review = (
            self.env["municipal.review"]
            .with_user(manager)
            .create(
                {
                    "name": "Hours",
                    "service_ids": self.service.ids,
                    "date_from": self.now.date() - timedelta(days=28),
                    "date_to": self.now.date() - timedelta(days=1),
                    "weeks": 4,
                    "repetitions": 2,
                }
            )
        )
        review.action_freeze()
        action = review.alternative_ids.action_duplicate()
        other = self.env["municipal.review.alternative"].browse(action["res_id"])
        other.with_user(manager).write(
            {"week": {"lines": [[0, 540, 720, "both"]], "desks": {}}, "name": "Other"}
        )
        review.action_simulate()
        self.env.flush_all()
        return review, other

    def play(self, record, code, action="_action"):
        """Let a browser play on the form of a record."""
        ready = "Boolean(document.querySelector('.o_form_view'))"
        path = f"{ACTION}{action}/{record.id}"
        roots = f"const ROOTS = {json.dumps(OURS[action])};"
        code = "\n".join([AXE, roots, LOOK, HELPERS, code])
        self.browser_js(path, code, ready, login="test_manager", timeout=120)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestReviewScreen(ReviewBrowserCase):
    """Mouse, keyboard and WCAG 2.2 AA on the screen of an office."""

    browser_size = "1366x768"

    def test_grid(self):
        _review, other = self.review()
        self.play(other, GRID, "_alternative_action")
        self.assertEqual(
            other.week["lines"],
            [
                [0, 540, 720, "both"],
                [3, 1020, 1110, "walk_in"],
                [4, 1020, 1110, "walk_in"],
                [5, 540, 630, "appointment"],
            ],
        )
        self.assertEqual(other.week["desks"], {"5": {"540": 3}})

    def test_record(self):
        review, _other = self.review()
        self.play(review, RECORD)

    def test_from_evidence_to_hours_in_force(self):
        self.start_tour("/odoo", "municipal_manager_reviews", login="test_manager")
        review = self.env["municipal.review"].search([("name", "=", "Played review")])
        self.assertEqual(review.state, "in_force")
        self.assertEqual(review.votes_for, 5)
        opening = review.opening_ids
        self.assertEqual(opening.type_id, self.type)
        self.assertEqual(opening.date_from, date(2026, 11, 2))
        saturday = opening.calendar_id.attendance_ids.filtered(
            lambda line: line.dayofweek == "5"
        )
        self.assertEqual(
            sorted((line.hour_from, line.access) for line in saturday),
            [(9.0, "walk_in"), (9.5, "appointment")],
        )


@tagged("post_install", "-at_install")
class TestReviewPhone(ReviewBrowserCase):
    """The same on an old phone, where nothing may be wider than the screen."""

    browser_size = "390x844"

    def test_list(self):
        _review, other = self.review()
        self.play(other, LIST, "_alternative_action")
        self.assertIn([5, 540, 660, "appointment"], other.week["lines"])

    def test_record(self):
        review, _other = self.review()
        self.play(review, RECORD)
