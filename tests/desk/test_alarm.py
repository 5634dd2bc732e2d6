from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tests.common import ChromeBrowser

from ...models.common.refusal import Refusal
from ..desk_common import TUESDAY, DeskCase, at
from .test_desk_browser import DeskBrowserCase

#: a page of the backend in which tones can be counted
COUNTED = """
window.tones = 0;
window.AudioContext = class {
    constructor() { this.state = "running"; this.currentTime = 0; }
    createOscillator() {
        return {
            frequency: {}, stop() {}, start() { window.tones += 1; },
            connect: (volume) => volume,
        };
    }
    createGain() { return {gain: {}, connect() {}}; }
};
"""
UNTIL = """
async function until(what, condition) {
    for (let round = 0; round < 150; round++) {
        const result = condition();
        if (result) {
            return result;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`never: ${what}`);
}
const one = (selector) => document.querySelector(selector);
function play(story) {
    story().then(
        () => console.log("test successful"),
        (error) => console.error(error.message)
    );
}
"""
SOMEBODY_COMES = """
play(async () => {
    const banner = await until("banner", () => one(".o_municipal_alarm"));
    await until("title", () => document.title.startsWith("\u26a0"));
    await until("tones", () => tones >= 4);
    banner.querySelector(".btn-light").click();
    await until("a title in peace", () => !document.title.startsWith("\u26a0"));
    await until("who comes", () => banner.innerText.includes("On the way"));
    const before = tones;
    await new Promise((resolve) => setTimeout(resolve, 2500));
    if (tones !== before) {
        throw new Error("it sounds for ever");
    }
    banner.querySelector(".btn-outline-light").click();
    await until("over", () => !one(".o_municipal_alarm"));
});
"""
WITH_KEYS = """
play(async () => {
    await until("page", () => one(".o_action_manager > *"));
    document.body.dispatchEvent(new KeyboardEvent("keydown", {
        key: "H", code: "KeyH", altKey: true, shiftKey: true, bubbles: true,
        cancelable: true,
    }));
    const mine = await until("said", () => one(".o_municipal_alarm_mine"));
    if (tones || one(".o_municipal_alarm") || /help/i.test(mine.innerText)) {
        throw new Error("who stands at the desk would notice");
    }
});
"""


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestAlarmLog(DeskCase):
    """Who called, from where, who came, and when it was over."""

    def alarms(self):
        return self.env["municipal.alarm"].search([])

    def test_what_is_kept(self):
        self.desk.desk_alarm()
        self.desk.desk_alarm()
        with at(1):
            self.desk.with_user(self.manager).desk_alarm_answer()
        with at(2):
            self.desk.desk_alarm_end()
        self.assertRecordValues(
            self.alarms(),
            [
                {
                    "desk_id": self.desk.id,
                    "location_id": self.location.id,
                    "user_id": self.clerk.id,
                    "coming_ids": self.manager.ids,
                    "start": TUESDAY,
                    "answered": TUESDAY + timedelta(minutes=1),
                    "end": TUESDAY + timedelta(minutes=2),
                    "end_user_id": self.clerk.id,
                }
            ],
        )
        with at(3):
            self.desk.desk_alarm()
        self.assertEqual(len(self.alarms()), 2)

    def test_a_page_that_opens_is_told_of_its_building_only(self):
        far = self.desks[1].copy(
            {"location_id": self.location.copy({"name": "Far"}).id}
        )
        self.desk.desk_alarm()
        desks = self.env["resource.resource"].with_user(self.manager)
        [alarm] = desks.desk_alarms()
        self.assertEqual((alarm["desk_id"], alarm["coming"]), (self.desk.id, []))
        far.with_user(self.manager).desk_sit_down()
        self.assertEqual(desks.desk_alarms(), [])
        stranger = self.env["res.company"].create({"name": "Other town"})
        clerk = new_test_user(
            self.env,
            "test_stranger",
            groups="municipal_appointment.group_clerk",
            company_id=stranger.id,
            company_ids=stranger.ids,
        )
        self.assertEqual(desks.with_user(clerk).desk_alarms(), [])
        self.assertFalse(
            self.alarms().with_user(self.manager).filtered("end"), "it goes on"
        )

    def test_from_where_nobody_sits(self):
        desks = self.env["resource.resource"].with_user(self.clerk)
        self.desks.sudo().desk_user_id = False
        with self.assertRaisesRegex(Refusal, "no desk"):
            desks.desk_alarm_here()
        self.desk.desk_sit_down()
        desks.desk_alarm_here()
        self.assertEqual(self.alarms().desk_id, self.desk)

    def test_managers_read_it_and_nobody_changes_it(self):
        self.desk.desk_alarm()
        alarm = self.alarms()
        self.assertEqual(alarm.with_user(self.manager).user_id, self.clerk)
        with self.assertRaises(AccessError):
            alarm.with_user(self.clerk).read(["start"])
        admin = new_test_user(
            self.env, "test_admin", groups="municipal_appointment.group_administrator"
        )
        for user in (self.manager, admin):
            with self.assertRaises(AccessError):
                alarm.with_user(user).write({"end": TUESDAY})
            with self.assertRaises(AccessError):
                alarm.with_user(user).unlink()
        employee = new_test_user(self.env, "test_none", groups="base.group_user")
        desks = self.env["resource.resource"].with_user(employee)
        for door in (desks.desk_alarms, desks.desk_alarm_here):
            with self.assertRaises(AccessError):
                door()


@tagged("post_install", "-at_install")
class TestAlarmBrowser(DeskBrowserCase):
    """On the screens of colleagues, and on that of who called."""

    def play(self, story, login):
        navigate = ChromeBrowser.navigate_to

        def prepared(browser, url, wait_stop=False):
            browser._websocket_request(
                "Page.addScriptToEvaluateOnNewDocument", params={"source": COUNTED}
            )
            return navigate(browser, url, wait_stop)

        self.patch(ChromeBrowser, "navigate_to", prepared)
        path = "/odoo/action-municipal_appointment.municipal_visit_action"
        self.browser_js(path, UNTIL + story, login=login)

    def test_a_page_that_opens_later_sounds_until_somebody_comes(self):
        clerk = self.env["res.users"].search([("login", "=", "test_clerk")])
        self.desks[0].with_user(clerk).desk_alarm()
        self.play(SOMEBODY_COMES, "test_manager")
        alarm = self.env["municipal.alarm"].search([])
        self.assertEqual(alarm.coming_ids.login, "test_manager")
        self.assertTrue(alarm.end)

    def test_keys_call_and_the_own_screen_stays_quiet(self):
        clerk = self.env["res.users"].search([("login", "=", "test_clerk")])
        self.desks[0].with_user(clerk).desk_sit_down()
        self.play(WITH_KEYS, "test_clerk")
        alarm = self.env["municipal.alarm"].search([])
        self.assertEqual((alarm.user_id, alarm.desk_id), (clerk, self.desks[0]))
