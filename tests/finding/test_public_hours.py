import json
from datetime import datetime

from odoo import Command
from odoo.tests import tagged

from ..booking_common import BookingCase
from ..common import hours

#: two answers of a page, after the first one that fills what is remembered
MOST_QUERIES = 15


class HoursCase(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["resource.calendar.leaves"].search([]).unlink()
        cls.path = cls.service._hours_path(cls.location)

    def rows(self, page, number=0):
        """Return what a list of the page says: day -> texts."""
        lists = page.xpath("//dl[contains(@class, 'o_municipal_hours_list')]")
        return {
            row.xpath("./dt")[0].text_content(): [
                # the narrow space of American clock times
                one.text_content().replace("\u202f", " ")
                for one in row.xpath("./dd/div")
            ]
            for row in lists[number].xpath("./div")
        }

    def data(self):
        response = self.url_open(f"{self.path}/json")
        self.assertIn("application/json", response.headers["Content-Type"])
        return response.json()

    def json_ld(self):
        [script] = self.page(self.path).xpath(
            "//script[@type='application/ld+json']/text()"
        )
        return json.loads(script)

    def close(self, start, stop, name="Closing"):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": name,
                "company_id": self.company.id,
                "date_from": start,
                "date_to": stop,
            }
        )


@tagged("post_install", "-at_install")
class TestPublicHours(HoursCase):
    """When a service receives, in words, as data and for search engines."""

    def test_the_week_in_words(self):
        page = self.page(self.path)
        self.assertEqual(
            self.rows(page),
            {
                "Monday": ["9:00 AM to 12:00 PM, by appointment"],
                "Tuesday": [
                    "9:00 AM to 12:00 PM, free walk-in, without appointment (last "
                    "ticket 11:45 AM)"
                ],
                "Wednesday": ["9:00 AM to 12:00 PM, by appointment"],
                "Thursday": ["9:00 AM to 12:00 PM, by appointment"],
                "Friday": ["9:00 AM to 12:00 PM, by appointment"],
                "Saturday": ["closed"],
                "Sunday": ["closed"],
            },
        )
        text = page.text_content()
        self.assertIn(
            "Always by appointment: Test foreigner's file", " ".join(text.split())
        )
        self.assertIn("Markt 1", text)
        self.assertIn("09 444 55 66", text)

    def test_never_cut_at_the_present_minute(self):
        """At eleven, and after closing time, the day is told whole."""
        whole = self.data()
        for moment in (datetime(2026, 10, 12, 9, 0), datetime(2026, 10, 12, 20, 0)):
            self.clock.move_to(moment)
            self.assertEqual(self.data(), whole)

    def test_an_evening_is_called_so(self):
        self.calendar.attendance_ids = hours(
            (3, 16, 19, "both"), (0, 9, 12, "appointment")
        )
        thursday = self.rows(self.page(self.path))["Thursday"]
        self.assertEqual(
            thursday,
            [
                "4:00 PM to 7:00 PM, by appointment or without (last ticket 6:45 PM) · "
                "in the evening"
            ],
        )

    def test_a_holiday_by_its_name_and_half_a_day_with_its_hours(self):
        self.close("2026-11-10 23:00:00", "2026-11-11 22:59:59", "Anything internal")
        self.close("2026-10-16 09:00:00", "2026-10-16 22:00:00")
        page = self.page(self.path)
        others = self.rows(page, 1)
        self.assertEqual(
            others["Friday 16 October"], ["9:00 AM to 11:00 AM, by appointment"]
        )
        [text] = others["Wednesday 11 November"]
        self.assertRegex(text, r"^closed \(.*Armistice.*\)$")
        self.assertNotIn("Anything internal", page.text_content())
        self.assertEqual(len(others), 2)

    def test_a_closing_of_weeks_is_one_line(self):
        self.close("2026-11-15 23:00:00", "2026-11-27 22:59:59")
        self.assertEqual(
            self.rows(self.page(self.path), 1),
            {"Monday 16 November to Friday 27 November": ["closed"]},
        )

    def test_a_new_regime_is_told_beforehand(self):
        other = self.calendar.copy({"name": "Winter"})
        other.attendance_ids = hours((0, 13, 16, "walk_in"))
        openings = self.env["municipal.opening"]
        for calendar, first, last in (
            (self.calendar, "2026-01-01", "2026-11-01"),
            (other, "2026-11-02", False),
        ):
            openings.create(
                {
                    "name": calendar.name,
                    "type_id": self.type.id,
                    "calendar_id": calendar.id,
                    "date_from": first,
                    "date_to": last,
                }
            )
        page = self.page(self.path)
        headings = [one.text_content() for one in page.xpath("//h2")]
        self.assertIn("Until Sunday 1 November 2026", headings)
        self.assertIn("From Monday 2 November 2026 on", headings)
        self.assertEqual(
            self.rows(page, 1)["Monday"],
            [
                "1:00 PM to 4:00 PM, free walk-in, without appointment (last ticket "
                "3:45 PM)"
            ],
        )
        self.assertEqual(self.data()["usual"][0]["until"], "2026-11-01")

    def test_while_appointments_are_off_nobody_is_sent_for_one(self):
        self.service.appointment_enabled = False
        monday = self.rows(self.page(self.path))["Monday"]
        self.assertEqual(monday, ["9:00 AM to 12:00 PM, call us first"])

    def test_a_service_without_guidance_gives_no_tickets(self):
        self.service.guidance_enabled = False
        [tuesday] = self.rows(self.page(self.path))["Tuesday"]
        self.assertNotIn("ticket", tuesday)

    def test_two_types_stand_together(self):
        other = self.type.copy({"name": "Evening type"})
        calendar = self.calendar.copy({"name": "Evening"})
        calendar.attendance_ids = hours((0, 12, 19, "appointment"))
        other.resource_calendar_id = calendar
        self.desks.write({"desk_type_ids": [Command.link(other.id)]})
        self.env["municipal.product"].create(
            {"name": "Evening product", "type_id": other.id, "duration": 15}
        )
        monday = self.rows(self.page(self.path))["Monday"]
        self.assertEqual(
            monday, ["9:00 AM to 7:00 PM, by appointment · in the evening"]
        )

    def test_the_same_as_data(self):
        self.close("2026-11-10 23:00:00", "2026-11-11 22:59:59")
        data = self.data()
        self.assertEqual((data["from"], data["until"]), ("2026-10-12", "2026-12-06"))
        self.assertEqual(data["time_zone"], "Europe/Brussels")
        [usual] = data["usual"]
        self.assertEqual(
            usual["days"][1],
            {
                "weekday": 2,
                "hours": [
                    {
                        "start": "09:00",
                        "stop": "12:00",
                        "access": "walk_in",
                        "evening": False,
                        "last_ticket": "11:45",
                    }
                ],
            },
        )
        [other] = data["other"]
        self.assertEqual((other["from"], other["hours"]), ("2026-11-11", []))

    def test_the_same_for_search_engines(self):
        self.close("2026-11-10 23:00:00", "2026-11-11 22:59:59")
        told = self.json_ld()
        self.assertEqual(told["@type"], "GovernmentOffice")
        self.assertTrue(told["url"].endswith(self.path))
        self.assertEqual(told["address"]["streetAddress"], "Markt 1")
        self.assertEqual(
            [
                (one["dayOfWeek"], one["opens"], one["closes"])
                for one in told["openingHoursSpecification"]
            ],
            [
                ([f"https://schema.org/{day}"], "09:00", "12:00")
                for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
            ],
        )
        [closed] = told["specialOpeningHoursSpecification"]
        self.assertEqual((closed["opens"], closed["closes"]), ("00:00", "00:00"))
        self.assertEqual(closed["validFrom"], "2026-11-11")
        self.assertEqual(closed["validThrough"], "2026-11-11")

    def test_every_hour_of_the_page_is_that_of_the_rule_of_access(self):
        """What the page says of each day, the gate for visitors says too."""
        rule = {"appointment": (True, False), "walk_in": (False, True)}
        [usual] = self.data()["usual"]
        for day in usual["days"]:
            for span in day["hours"]:
                hour, minute = map(int, span["start"].split(":"))
                local = datetime(2026, 10, 18 + day["weekday"], hour - 2, minute)
                offer = self.kids_id._offer(local)
                self.assertEqual(
                    (offer.book == "online", offer.visit == "walk_in"),
                    rule[span["access"]],
                )


@tagged("post_install", "-at_install")
class TestHoursAddress(HoursCase):
    """Where the page is found, and where there is none."""

    def test_one_address(self):
        old = f"/afspraak/uren/old-{self.location.id}/other-{self.service.id}"
        answer = self.url_open(old, allow_redirects=False)
        self.assertEqual(answer.status_code, 301)
        self.assertTrue(answer.headers["Location"].endswith(self.path))
        page = self.page(self.path.replace("/afspraak", "/appointment"))
        [canonical] = page.xpath("//link[@rel='canonical']/@href")
        self.assertTrue(canonical.endswith(self.path))
        self.assertFalse(page.xpath("//meta[@name='robots']"))
        [description] = page.xpath("//meta[@name='description']/@content")
        self.assertIn("Test service, Test hall", description)

    def test_no_page(self):
        elsewhere = self.location.copy({"name": "Elsewhere"})
        for path in (
            self.service._hours_path(elsewhere),
            "/afspraak/uren/x/y",
            f"/afspraak/uren/hall-999999/service-{self.service.id}",
            f"/afspraak/uren/hall-{self.location.id}/service-999999",
            f"/afspraak/uren/hall-{self.location.id}",
            f"{self.path}/xml",
        ):
            with self.subTest(path=path):
                self.page(path, status=404)

    def test_an_archived_building_has_none(self):
        self.type.location_ids |= self.location.copy({"name": "Elsewhere"})
        self.location.active = False
        self.page(self.path, status=404)

    def test_another_town_has_none_here(self):
        company = self.env["res.company"].create({"name": "Neighbouring town"})
        location = self.env["municipal.location"].create(
            {"name": "Their hall", "company_id": company.id}
        )
        service = self.env["municipal.service"].create(
            {"name": "Their service", "code": "YY", "company_id": company.id}
        )
        self.env["resource.booking.type"].create(
            {
                "name": "Their type",
                "company_id": company.id,
                "service_id": service.id,
                "location_ids": [Command.set(location.ids)],
                "resource_calendar_id": self.env["resource.calendar"]
                .create({"name": "Theirs", "company_id": company.id})
                .id,
            }
        )
        self.page(service._hours_path(location), status=404)
        self.assertNotIn("Their hall", self.url_open("/afspraak/uren").text)

    def links(self, path, ours="//div[@id='wrap']"):
        """Return the paths to which a page links, without its header and footer."""
        links = self.page(path).xpath(f"{ours}//a/@href")
        return [link.removeprefix(self.base_url()) for link in links]

    def test_linked_from_where_people_look(self):
        self.assertIn(self.path, self.links("/afspraak/uren"))
        product = self.kids_id._page_path()
        self.assertIn(self.path, self.links(product))
        self.assertEqual(self.links("/afspraak").count("/afspraak/uren"), 2)
        foot = "//p[contains(@class, 'o_municipal_foot')]"
        for path in ("/afspraak", product, f"/afspraak/moment?q_{self.kids_id.id}=1"):
            self.assertIn("/afspraak/uren", self.links(path, foot))
        # of a product received in two buildings: the list, and the foot of the page
        self.type.location_ids |= self.location.copy({"name": "Elsewhere"})
        self.assertEqual(self.links(product).count("/afspraak/uren"), 2)

    def test_in_the_sitemap(self):
        sitemap = self.url_open("/sitemap.xml").text
        self.assertIn("/afspraak/uren<", sitemap)
        self.assertIn(f"{self.path}<", sitemap)
        self.assertNotIn("/json<", sitemap)

    def test_dutch(self):
        page = self.page(f"/nl_BE{self.path}")
        self.assertTrue(
            all("AM" not in " ".join(texts) for texts in self.rows(page).values())
        )

    def test_queries(self):
        """Few, and as many with more products and closings."""

        def queries(path):
            self.url_open(path)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(self.url_open(path).status_code, 200)
            return self.env.cr.sql_log_count - before

        paths = (self.path, f"{self.path}/json", "/afspraak/uren")
        few = [queries(path) for path in paths]
        self.assertLessEqual(max(few), MOST_QUERIES, few)
        for day in range(20, 26):
            self.close(f"2026-10-{day} 22:00:00", f"2026-10-{day} 23:00:00")
        self.passport.copy({"name": "Another"})
        self.assertEqual([queries(path) for path in paths], few)
