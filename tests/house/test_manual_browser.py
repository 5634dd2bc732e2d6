"""The question mark in the top bar, on each screen of staff."""

from odoo.tests import HttpCase, new_test_user, tagged

from .test_manual import places

#: goes to screen after screen as the menu does, and looks where the question mark leads
WALK = """
(async () => {
    const {services} = odoo.__WOWL_DEBUG__.root.env;
    const pause = () => new Promise((done) => setTimeout(done, 50));
    const shown = {};
    async function leadsTo(page) {
        const link = () => document.querySelector("a.o_municipal_manual");
        for (let left = 400; left && link()?.getAttribute("href") !== page; left--) {
            await pause();
        }
        return link()?.getAttribute("href");
    }
    async function hasPlace(page) {
        const [path, place] = page.split("#");
        shown[path] ??= fetch(path).then((answer) => answer.text());
        const manual = new DOMParser().parseFromString(await shown[path], "text/html");
        return Boolean(manual.getElementById(place));
    }
    for (const [screen, page] of %s) {
        await services.action.doAction(`municipal_appointment.${screen}`, {
            clearBreadcrumbs: true,
        });
        const found = await leadsTo(page);
        if (found !== page || !(await hasPlace(page))) {
            console.error(`${screen}: the question mark leads to ${found}`);
            return;
        }
    }
    console.log("test successful");
})();
"""


@tagged("post_install", "-at_install")
class TestManualBrowser(HttpCase):
    """Who does not know what to do presses the question mark."""

    def test_each_screen_leads_to_its_chapter(self):
        user = new_test_user(
            self.env,
            "manual_reader",
            groups="municipal_appointment.group_administrator,base.group_system",
            lang="en_US",
        )
        user.odoobot_state = "disabled"
        pages = [
            [screen, f"/municipal/help/{page}#{place}"]
            for screen, page, place in places()
            if "." not in screen and self.opens(screen)
        ]
        self.assertGreater(len(pages), 40)
        self.browser_js(
            "/odoo/agenda",
            WALK % pages,
            ready="Boolean(document.querySelector('a.o_municipal_manual'))",
            login=user.login,
            timeout=300,
        )

    def opens(self, screen):
        """Tell whether an action opens a screen, and no dialog on another one."""
        module = "municipal_appointment"
        found = self.env.ref(f"{module}.{screen}", raise_if_not_found=False)
        return bool(found) and found.sudo().target != "new"
