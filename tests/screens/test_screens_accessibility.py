import json

from odoo.tests import tagged

from ..axe_common import AXE
from ..screens_common import ScreenCase

#: looks at one page after the other, each in a frame of its own
CHECK = """
const wrong = [];

/** Wait until what is fetched at once, and moves in, is there. */
async function settled(page) {
    const moves = () =>
        page.getAnimations().some((move) => {
            const {iterations} = move.effect.getTiming();
            return iterations !== Infinity && move.playState === "running";
        });
    let before = null;
    let same = 0;
    while (same < 3 || moves()) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        const now = page.body.innerHTML;
        same = now === before ? same + 1 : 0;
        before = now;
    }
}

async function open(path) {
    const frame = document.createElement("iframe");
    frame.style = "position: fixed; inset: 0; width: 100vw; height: 100vh; border: 0";
    frame.src = path;
    document.body.replaceChildren(frame);
    await new Promise((resolve) => (frame.onload = resolve));
    const page = frame.contentWindow;
    await settled(page.document);
    page.eval(AXE);
    return page;
}

async function check(path) {
    const page = await open(path);
    const results = await page.axe.run(page.document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    });
    for (const violation of results.violations) {
        for (const node of violation.nodes) {
            wrong.push(`${path}: ${violation.id} ${node.html} ${node.failureSummary}`);
        }
    }
    const root = page.document.documentElement;
    if (root.scrollWidth > page.innerWidth) {
        wrong.push(`${path}: wider than the screen`);
    }
    const pressed = ":is(a, button, input):not([aria-hidden])";
    for (const target of page.document.querySelectorAll(pressed)) {
        const {width, height} = target.getBoundingClientRect();
        if (height && (height < LEAST || width < LEAST)) {
            wrong.push(`${path}: too small ${target.outerHTML} ${width}x${height}`);
        }
    }
    if (!page.document.querySelector("h1")) {
        wrong.push(`${path}: no heading`);
    }
}

(async () => {
    for (const path of PATHS) {
        await check(path);
    }
    if (wrong.length) {
        console.error(wrong.join(" | "));
    } else {
        console.log("test successful");
    }
})();
"""


class AccessibilityCase(ScreenCase):
    def check(self, *paths, least=60):
        code = (
            f"const AXE = {json.dumps(AXE)};\nconst PATHS = {json.dumps(paths)};\n"
            f"const LEAST = {least};\n{CHECK}"
        )
        self.browser_js("/web/health", code, timeout=120)


@tagged("post_install", "-at_install")
class TestAccessibilityKiosk(AccessibilityCase):
    """WCAG 2.1 AA by axe-core, and targets of at least 60 pixels."""

    browser_size = "1080x1920"

    def test_kiosk(self):
        visit = self.ticket(screen_id=self.kiosk.id)
        self.env["municipal.service"].create({"name": "Other", "code": "YY"})
        self.check(
            *[
                self.address(path)
                for path in (
                    "",
                    "?lang=nl_BE",
                    "/code",
                    "/services",
                    f"/services/{self.service.id}",
                    f"/product/{self.foreigner.id}",
                    f"/choice?q_{self.kids_id.id}=2&q_{self.passport.id}=1",
                    f"/ticket/{visit.access_token}",
                )
            ],
            "/municipal/screen/revoked-address",
        )


@tagged("post_install", "-at_install")
class TestAccessibilityTablet(TestAccessibilityKiosk):
    browser_size = "768x1024"


@tagged("post_install", "-at_install")
class TestAccessibilityDisplay(AccessibilityCase):
    browser_size = "1920x1080"

    def test_display(self):
        path = self.address(screen=self.display)
        self.display.news = "We are closed on Friday."
        self.check(path, least=40)
        visit = self.ticket()
        self.ticket()
        self.clerk_desk.desk_sit_down()
        self.clerk_desk.desk_call(visit.id)
        self.check(path, least=40)


@tagged("post_install", "-at_install")
class TestAccessibilityDisplayPortrait(TestAccessibilityDisplay):
    browser_size = "1080x1920"


@tagged("post_install", "-at_install")
class TestAccessibilityWaiting(AccessibilityCase):
    browser_size = "390x844"

    def test_waiting_page(self):
        self.ticket()
        visit = self.ticket()
        path = f"/wachten/{visit.access_token}"
        self.check(path, f"{path}?lang=nl_BE", f"{path}/leave", least=44)
        self.clerk_desk.desk_sit_down()
        self.clerk_desk.desk_call(visit.id)
        self.check(path, "/wachten/unknown-page", least=44)
