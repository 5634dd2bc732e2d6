from datetime import datetime

from odoo.tests import tagged

from ..booking_common import BookingCase
from ..clock_common import NOW

MONDAY = datetime(2026, 10, 12, 6, 0)  # 8:00 in Brussels


@tagged("post_install", "-at_install")
class TestWays(BookingCase):
    """How a product is had is the first thing that one sees of it."""

    def ways(self, name, path="/afspraak"):
        page = self.page(path)
        for item in page.cssselect(".o_municipal_product"):
            if self.text(item.cssselect(".o_name")[0]) == name:
                return self.notes(item)
        return None

    def notes(self, node):
        """Return the lines, with the plain spaces that nobody tells from others."""
        return [
            self.text(note).replace("\u202f", " ") for note in node.cssselect(".o_note")
        ]

    def at(self, moment):
        """Let it be another time, for the server too."""
        self.clock.move_to(moment)
        self.addCleanup(self.clock.move_to, NOW)

    def test_first_free_slot_and_free_walk_in(self):
        self.at(MONDAY)
        self.assertEqual(
            self.ways("Test Kids-ID"),
            ["By appointment · first free: today 9:00 AM", "Free walk-in: Tuesday"],
        )
        self.assertEqual(
            self.ways("Test foreigner's file"),
            ["By appointment · first free: today 9:00 AM"],
        )

    def test_what_is_taken_is_not_the_first_any_more(self):
        self.at(MONDAY)
        for _desk in self.desks:
            self.book(start=datetime(2026, 10, 12, 7, 0))
        self.assertIn("today 9:15 AM", self.ways("Test Kids-ID")[0])

    def test_tomorrow_and_a_day(self):
        self.at(datetime(2026, 10, 14, 12, 0))  # Wednesday, after the hours
        self.assertIn("first free: tomorrow 9:00 AM", self.ways("Test Kids-ID")[0])
        self.at(datetime(2026, 10, 16, 12, 0))  # Friday
        self.assertIn(
            "first free: Monday 19 October 9:00 AM", self.ways("Test Kids-ID")[0]
        )

    def test_nothing_free(self):
        self.at(MONDAY)
        self.desks.active = False
        self.assertEqual(
            self.ways("Test foreigner's file"),
            ["By appointment · nothing free at the moment"],
        )

    def test_digital_and_quick_counter(self):
        self.kids_id.digital_url = "https://digital.example.com"
        self.passport.walk_in = "quick_counter"
        self.assertEqual(self.ways("Test Kids-ID")[0], "Online, without a visit")
        self.assertIn(
            "At the quick counter, without appointment", self.ways("Test passport")
        )

    def test_during_free_walk_in_the_queue_is_told(self):
        self.at(datetime(2026, 10, 13, 7, 30))  # Tuesday, 9:30
        self.assertIn(
            "Free walk-in today: now, until 12:00 PM",
            " ".join(self.ways("Test passport")),
        )
        self.assertNotIn("waiting", " ".join(self.ways("Test passport")))
        self.service.guidance_enabled = True
        self.desks[0].write({"desk_user_id": self.env.uid, "desk_since": self.clock()})
        ways = self.ways("Test passport")
        self.assertRegex(ways[-1], r"^Now: 0 waiting, about \d+–\d+ minutes$")
        self.env["municipal.visit"]._take_ticket([(self.passport, 1)], self.location)
        self.assertRegex(self.ways("Test passport")[-1], r"^Now: [01] waiting")

    def test_the_page_of_a_product_says_the_same_at_its_head(self):
        self.at(MONDAY)
        page = self.page(self.kids_id._page_path())
        [ways] = page.cssselect(".o_municipal_ways")
        self.assertEqual(
            self.notes(ways),
            self.ways("Test Kids-ID"),
        )

    def test_products_alike_are_worked_out_once(self):
        """The catalogue does not cost more with each product."""
        products = self.kids_id | self.passport | self.foreigner
        for number in range(5):
            products |= self.kids_id.copy({"name": f"Alike {number}"})
        keys = {product._access_key() for product in products}
        self.assertEqual(len(keys), 3)

    def test_dutch(self):
        self.at(MONDAY)
        words = self.ways("Test Kids-ID", "/nl_BE/afspraak")
        self.assertEqual(len(words), 2)
