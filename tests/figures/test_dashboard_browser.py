import json
from datetime import timedelta

from odoo.tests import tagged

from ..axe_common import AXE, LOOK
from ..backend_browser_common import BackendBrowserCase

ROOTS = 'const ROOTS = [[".o_action_manager main"]];'
#: looks at the dashboard, at a table, at another view, and at the visits of a number
CHECK = """
/** Press a number of a tile: the list behind it has so many rows. Come back. */
async function behind(name, selector, number) {
    const shown = await find(`[data-tile=${name}] ${selector}`);
    shown.dispatchEvent(new MouseEvent("click", {bubbles: true}));
    await find(".o_list_view .o_data_row");
    const rows = document.querySelectorAll(".o_data_row").length;
    if (number && rows !== number) {
        wrong.push(`${rows} rows in the list, ${number} in the tile ${name}`);
    }
    window.history.back();
    await find(".o_municipal_figure svg rect");
}

(async () => {
    await find(".o_municipal_figure svg rect");
    await check("open");
    for (const button of document.querySelectorAll(".o_municipal_as_table")) {
        button.click();
    }
    await find("[data-tile=visitors] table");
    (await find("[data-tile=heat] header button + button")).click();
    (await find("[data-tile=products] header button + button")).click();
    await check("tables");
    (await find("[data-tile=heat] header button")).click();
    for (const name of ["capacity", "access"]) {
        (await find(`[data-tile=${name}] header button + button`)).click();
    }
    await check("other views");
    await behind("visitors", ".o_municipal_totals button", ROWS);
    await behind("visitors", "svg rect:not([height='0'])");
    await behind("heat", "td button");
    await behind("products", "td button");
    await behind("capacity", "td button", 2);
    await behind("access", "td button", 1);
    await behind("demand", "td button", 1);
    end();
})();
"""


class DashboardBrowserCase(BackendBrowserCase):
    """A manager looks at a week with visits, one of them by two products."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number in range(6):
            cls.served(cls.now - timedelta(days=number), waited=3 * number)
        cls.env["municipal.series.break"].create(
            {
                "name": "Market",
                "kind": "event",
                "date": cls.now.date(),
                "service_id": cls.service.id,
            }
        )
        cls.counted(cls.now.date() - timedelta(days=3))
        cls.env.flush_all()

    @classmethod
    def counted(cls, day):
        """Count two desks, a product with a far slot, and what was asked in vain."""
        town = {
            "day": day,
            "company_id": cls.company.id,
            "service_id": cls.service.id,
            "location_id": cls.location.id,
        }
        cls.service.slot_weeks = 1
        for model in ("municipal.capacity", "municipal.access.time"):
            cls.env[model].search([]).unlink()
        cls.env["municipal.capacity"].create(
            [
                {
                    **town,
                    "start": f"{day} 07:00:00",
                    "half_hour": "09:00",
                    "weekday": str(day.isoweekday()),
                    "desk_id": desk.id,
                    "offered": 30,
                    "booked": 20,
                    "used": used,
                    "overtime": 0,
                }
                for desk, used in zip(cls.desks, (15, 0), strict=True)
            ]
        )
        cls.env["municipal.access.time"].create(
            {**town, "product_id": cls.passport.id, "first_days": 8, "third_days": 12}
        )
        cls.env["municipal.demand"].search([]).unlink()
        vain = {"kind": "slot", "reason": "full", "channel": "website", "times": 3}
        cls.env["municipal.demand"].create({**town, **vain})

    def check(self):
        came = [("came", "=", True), ("day", ">=", "2026-10-01")]
        rows = self.env["municipal.visit.report"].search_count(
            [*came, ("day", "<=", self.now.date())]
        )
        rows = f"const ROWS = {json.dumps(min(rows, 80))};"
        code = "\n".join([AXE, ROOTS, rows, LOOK, CHECK])
        ready = "Boolean(document.querySelector('.o_municipal_dashboard'))"
        self.browser_js("/odoo/figures", code, ready, login="test_manager", timeout=120)


@tagged("post_install", "-at_install")
class TestDashboardScreen(DashboardBrowserCase):
    """WCAG 2.2 AA by axe-core, on the screen of an office."""

    browser_size = "1366x768"

    def test_dashboard(self):
        self.check()


@tagged("post_install", "-at_install")
class TestDashboardPhone(DashboardBrowserCase):
    """The same on an old phone, where nothing may be wider than the screen."""

    browser_size = "390x844"

    def test_dashboard(self):
        self.check()
