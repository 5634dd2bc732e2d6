from odoo.tests import tagged

from ..common import hours
from ..screens_common import ScreenCase

#: waits until the page has told what it showed, and whether it does so once
TOLD = """
const told = () =>
    performance
        .getEntriesByType("resource")
        .filter(({name}) => name.includes("%s")).length;
const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
(async () => {
    for (let round = 0; round < 200 && !told(); round++) {
        await wait(100);
    }
    await wait(500);
    if (told() === 1) {
        console.log("test successful");
    } else {
        console.error(`told ${told()} times`);
    }
})();
"""


@tagged("post_install", "-at_install")
class TestDemandBrowser(ScreenCase):
    """What found nothing is told by the page itself, in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what the demo tells of its own years
        cls.env["municipal.demand"].search([]).unlink()

    def counted(self, path, told, ready="document.readyState === 'complete'"):
        """Open a page, and return what it counted."""
        self.browser_js(path, TOLD % told, ready, timeout=60)
        return self.env["municipal.demand"].search(
            [("company_id", "=", self.company.id)]
        )

    def test_a_word_that_nothing_has(self):
        found = self.counted("/afspraak?q=zwembad", "niets-gevonden")
        self.assertEqual((found.kind, found.times), ("word", 1))

    def test_no_free_slot(self):
        self.desks.active = False
        path = f"/afspraak/moment?q_{self.passport.id}=1"
        found = self.counted(path, "niets-vrij")
        self.assertEqual((found.reason, found.times), ("full", 1))

    def test_no_ticket_at_the_kiosk(self):
        self.calendar.attendance_ids = hours((1, 8, 12, "both"))
        path = f"/product/{self.passport.id}"
        found = self.counted(self.address(path), path)
        self.assertEqual((found.reason, found.times), ("closed", 1))
        self.assertEqual((found.channel, found.location_id), ("kiosk", self.location))
