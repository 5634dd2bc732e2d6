from datetime import datetime

from odoo import Command
from odoo.tests import tagged

from ..booking_common import BookingCase
from ..common import hours


@tagged("post_install", "-at_install")
class TestNothingFree(BookingCase):
    """Who finds no free slot reads what else there is, and only what there is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # it is Monday: Wednesday alone can be booked
        cls.calendar.attendance_ids = hours(
            (1, 9, 12, "walk_in"), (2, 9, 10, "appointment"), (3, 9, 12, "walk_in")
        )
        cls.type.horizon_days = 3
        cls.other = cls.env["municipal.location"].create(
            {"name": "Other hall", "street": "Kerkstraat 2", "tz": "Europe/Brussels"}
        )

    def fill(self):
        """Let others book everything on Wednesday."""
        for hour, minute in ((7, 0), (7, 15), (7, 30), (7, 45)):
            for _desk in self.desks:
                self.book(start=datetime(2026, 10, 14, hour, minute))

    def nothing(self, lines=None, **params):
        lines = lines or [(self.kids_id, 1)]
        asked = {f"q_{product.id}": pieces for product, pieces in lines}
        return self.page("/afspraak/moment", **asked, **params)

    def test_the_heading_says_it(self):
        self.fill()
        page = self.nothing()
        self.assertEqual(
            self.text(page.find(".//h1")), "There is no free slot at present"
        )
        self.assertIn("No free slot at present", page.findtext(".//title"))
        self.assertIn("09 444 55 66", self.text(page.get_element_by_id("moment")))

    def test_free_slots_are_shown_instead(self):
        page = self.nothing()
        self.assertEqual(self.text(page.find(".//h1")), "When do you want to come?")
        self.assertFalse(page.cssselect(".o_municipal_unmet"))

    def test_hours_without_appointment(self):
        self.fill()
        self.service.guidance_enabled = False
        page = self.nothing()
        lines = page.cssselect(".o_municipal_hours li")
        self.assertEqual(
            [self.text(line).replace("\u202f", " ") for line in lines],
            [
                "Tuesday 13 October: 9:00 AM to 12:00 PM",
                "Thursday 15 October: 9:00 AM to 12:00 PM",
            ],
        )
        # who always needs an appointment reads of no such hours
        self.kids_id.walk_in = "never"
        self.assertFalse(self.nothing().cssselect(".o_municipal_hours"))

    def test_hours_of_each_product(self):
        self.fill()
        self.passport.walk_in = "never"
        page = self.nothing([(self.kids_id, 1), (self.passport, 1)])
        headings = page.cssselect(".o_municipal_card h3")
        self.assertEqual([self.text(each) for each in headings], ["Test Kids-ID"])

    def test_online(self):
        self.fill()
        self.assertFalse(self.nothing().cssselect(".o_municipal_digital"))
        self.kids_id.digital_url = "https://digital.example.com"
        [link] = self.nothing().cssselect(".o_municipal_digital a")
        self.assertEqual(link.get("href"), "https://digital.example.com")

    def test_another_building_with_its_first_slot(self):
        self.type.location_ids |= self.other
        self.fill()
        here = {"location": self.location.id}
        # nobody receives visitors there
        self.assertFalse(self.nothing(**here).cssselect("#elsewhere"))
        self.env["resource.resource"].create(
            {
                "name": "Desk elsewhere",
                "is_desk": True,
                "location_id": self.other.id,
                "tz": "Europe/Brussels",
                "desk_type_ids": [Command.set(self.type.ids)],
            }
        )
        page = self.nothing(**here)
        [link] = page.cssselect(".o_municipal_products a")
        self.assertEqual(
            self.text(link).replace("\u202f", " "),
            "Other hall Kerkstraat 2 First free slot: Wednesday 14 October at 9:00 AM",
        )
        chosen = self.page(link.get("href"))
        self.assertTrue(chosen.cssselect(".o_municipal_times button"))
