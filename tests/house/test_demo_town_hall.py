from datetime import date, datetime, time, timedelta
from itertools import pairwise

from pytz import timezone, utc

from odoo.tests import HttpCase, TransactionCase, freeze_time, tagged

from ...demo import (
    closings,
    current_weeks,
    town_hall,
    waiting,
)
from ..night_common import night

BRUSSELS = timezone("Europe/Brussels")


class TownHallCase(TransactionCase):
    """The town hall of Elsterbeke, as the demo data makes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.types = cls.env["resource.booking.type"].union(
            *[
                cls.record(f"type_{name}")
                for name in ("citizens", "declarations", "foreigners")
            ]
        )

    @classmethod
    def record(cls, name):
        return cls.env.ref(f"municipal_appointment.{name}")

    def slots(self, product, day):
        """Return the local moments of a day that a clerk can promise."""
        begin = BRUSSELS.localize(datetime.combine(day, time.min))
        end = BRUSSELS.localize(datetime.combine(day + timedelta(days=1), time.min))
        free = product.type_id._free_slots([(product, 1)], begin, end, by_staff=True)
        return [utc.localize(start).astimezone(BRUSSELS) for start in free]


@tagged("post_install", "-at_install")
class TestOpeningHours(TownHallCase):
    """Since 1 April 2025 Tuesday is free walk-in, except for foreigners' files."""

    def products(self, *types):
        return self.env["municipal.product"].search(
            [("type_id", "in", [self.record(f"type_{name}").id for name in types])]
        )

    @freeze_time("2025-04-07 06:00:00")
    def test_tuesday_is_free_walk_in(self):
        tuesday, wednesday = date(2025, 4, 8), date(2025, 4, 9)
        for product in self.products("citizens", "declarations"):
            with self.subTest(product=product.code):
                self.assertFalse(self.slots(product, tuesday))
                self.assertTrue(self.slots(product, wednesday))

    @freeze_time("2025-04-07 06:00:00")
    def test_foreigners_files_stay_by_appointment(self):
        for product in self.products("foreigners"):
            with self.subTest(product=product.code):
                self.assertTrue(self.slots(product, date(2025, 4, 8)))

    @freeze_time("2025-03-24 06:00:00")
    def test_before_april_2025_tuesday_was_by_appointment(self):
        for product in self.products("citizens", "declarations", "foreigners"):
            with self.subTest(product=product.code):
                self.assertTrue(self.slots(product, date(2025, 3, 25)))
        passport = self.record("product_passport_request")
        self.assertFalse(self.slots(passport, date(2025, 4, 1)))

    @freeze_time("2024-03-25 06:00:00")
    def test_before_june_2020_nothing_could_be_booked(self):
        calendars = self.record("type_citizens")._calendars
        day = BRUSSELS.localize(datetime(2020, 5, 29))
        self.assertFalse(calendars(day, day + timedelta(days=1)))
        day = BRUSSELS.localize(datetime(2020, 6, 1))
        self.assertTrue(calendars(day, day + timedelta(days=1)))

    @freeze_time("2028-03-06 06:00:00")
    def test_thursday_evening(self):
        for code in ("eid_request", "building_permit", "pension_application"):
            product = self.record(f"product_{code}")
            hours = {moment.hour for moment in self.slots(product, date(2028, 3, 9))}
            self.assertIn(17, hours, code)
            self.assertLess(max(hours), 19)

    @freeze_time("2028-03-06 06:00:00")
    def test_closed_in_the_weekend(self):
        for product in self.env["municipal.product"].search([]):
            for day in (date(2028, 3, 11), date(2028, 3, 12)):
                self.assertFalse(self.slots(product, day))


@tagged("post_install", "-at_install")
class TestClosingDays(TownHallCase):
    """Public holidays, bridge days and half days of the demo town hall."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.passport = cls.record("product_passport_request")

    def test_bridge_days(self):
        """A working day between a holiday and a weekend; Christmas Eve is half."""
        public = [date(2027, 5, 6), date(2025, 11, 11), date(2024, 12, 25)]
        self.assertEqual(
            closings.bridge_days(public), [date(2027, 5, 7), date(2025, 11, 10)]
        )
        self.assertFalse(closings.bridge_days([date(2029, 12, 25)]))

    @freeze_time("2030-01-07 06:00:00")
    def test_closed_days_and_half_days(self):
        closed = [
            date(2030, 4, 22),  # Easter Monday
            date(2030, 5, 30),  # Ascension Day
            date(2030, 5, 31),  # the bridge day after it
            date(2030, 7, 11),  # Feast of the Flemish Community
            date(2030, 12, 26),
            date(2032, 1, 2),  # a Friday
        ]
        for day in closed:
            self.assertTrue(self.slots(self.passport, day), day)
        closings.fill(self.env, [2030, 2032])
        for day in closed:
            self.assertFalse(self.slots(self.passport, day), day)

    @freeze_time("2031-12-22 06:00:00")
    def test_christmas_eve_is_open_in_the_morning_only(self):
        eve = date(2031, 12, 24)
        self.assertIn(14, {m.hour for m in self.slots(self.passport, eve)})
        closings.fill(self.env, [2031])
        hours = {moment.hour for moment in self.slots(self.passport, eve)}
        self.assertEqual(hours, {8, 9, 10, 11})

    def test_the_years_of_the_history_have_their_closings(self):
        leaves = self.env["resource.calendar.leaves"].search(
            [("calendar_id", "=", False), ("resource_id", "=", False)]
        )
        years = {leave.date_to.year for leave in leaves}
        self.assertTrue(set(range(2020, date.today().year + 1)) <= years)

    def test_filling_twice_closes_once(self):
        closings.fill(self.env, [2030])
        count = self.env["resource.calendar.leaves"].search_count([])
        closings.fill(self.env, [2030])
        self.assertEqual(self.env["resource.calendar.leaves"].search_count([]), count)


@tagged("post_install", "-at_install")
class TestTownHall(TownHallCase):
    """What a visitor and a colleague find in the demo town hall."""

    def test_six_desks_and_a_quick_counter(self):
        desks = self.env["resource.resource"].union(
            *[self.record(f"desk_{name}_demo") for name in ("quick", *range(1, 7))]
        )
        self.assertEqual(sorted(desks.mapped("desk_number")), list("123456") + ["S"])
        for desk in desks:
            self.assertTrue(desk.desk_type_ids, desk.name)
            self.assertEqual(desk.location_id, desk.desk_type_ids.location_ids)

    def test_the_quick_counter_serves_short_transactions_only(self):
        quick = self.record("desk_quick_demo")
        self.assertEqual(
            quick.served_product_ids,
            self.env["municipal.product"].search([("walk_in", "=", "quick_counter")]),
        )
        type_ = self.record("type_citizens")
        for code, served in (("passport_collect", True), ("passport_request", False)):
            combinations = type_._candidate_combinations(self.record(f"product_{code}"))
            self.assertEqual(quick in combinations.resource_ids, served, code)

    def test_every_product_can_be_received_somewhere(self):
        for product in self.env["municipal.product"].search(
            [("booking", "!=", "none")]
        ):
            combinations = product.type_id._candidate_combinations(product)
            self.assertTrue(combinations, product.code)

    def test_demo_users_have_their_roles(self):
        for login, role in (("clerk", "clerk"), ("clerk2", "clerk"), ("manager",) * 2):
            credential = {"login": login, "password": login, "type": "password"}
            found = self.env["res.users"].authenticate(
                credential, {"interactive": False}
            )
            user = self.env["res.users"].browse(found["uid"])
            self.assertTrue(user.has_group(f"municipal_appointment.group_{role}"))
            self.assertEqual((user.lang, user.tz), ("nl_BE", "Europe/Brussels"))
        clerk = self.record("user_clerk_demo")
        self.assertFalse(clerk.has_group("municipal_appointment.group_manager"))

    def test_prices_and_digital_counter_are_those_of_a_demo(self):
        certificate = self.record("product_certificate").with_context(lang="nl_BE")
        self.assertTrue(certificate.digital_url.startswith("https://www.example.com/"))
        self.assertEqual(certificate.price, "Gratis")


@tagged("post_install", "-at_install")
class TestCurrentWeeks(TownHallCase):
    """The demo shows a working week, on whatever day it is installed."""

    def fill(self):
        """Return the new bookings; nobody was written to for any of them.

        The night comes first: who sits at a desk of the demo depends on the hour at
        which the database was made.
        """
        night(self.env)
        bookings, mails = self.env["resource.booking"], self.env["mail.mail"]
        before, sent = bookings.search([]), mails.search([])
        current_weeks.fill(self.env)
        self.assertFalse(mails.search([]) - sent)
        new = bookings.search([("id", "not in", before.ids)])
        self.assertFalse(new.notice_ids, "nobody was told, and nobody has to call")
        return new

    def states(self, bookings):
        return set(bookings.visit_ids.mapped("state"))

    @freeze_time("2032-02-09 08:50:00")
    def test_a_monday_morning(self):
        now = datetime(2032, 2, 9, 8, 50)
        bookings = self.fill()
        self.assertTrue(90 <= len(bookings) <= 160, len(bookings))
        past = bookings.filtered(lambda b: b.start < now - timedelta(hours=2))
        self.assertEqual(self.states(past), {"finished", "no_show"})
        today = bookings.filtered(lambda b: b.start.date() == now.date())
        self.assertTrue(
            {"finished", "serving", "waiting", "booked"} <= self.states(today)
        )
        later = bookings.filtered(lambda b: b.start.date() > now.date())
        self.assertEqual(self.states(later), {"booked"})
        self.assertEqual(set(bookings.mapped("channel")), {"appointment", "urgent"})
        self.assert_told_in_order(bookings.visit_ids, now)

    def waited(self):
        """Return how many minutes those have waited whom the demo lets wait."""
        clerk = self.record("user_clerk_demo")
        desk = self.record("desk_1_demo").with_user(clerk)
        self.assertFalse(desk.desk_state()["queue"])
        waiting.fill(self.env)
        return [visit["waited"] for visit in desk.desk_state()["queue"]]

    @freeze_time("2032-02-09 08:50:00")
    def test_somebody_waits_for_the_clerk(self):
        self.assertEqual(sorted(self.waited()), sorted(waiting.TICKETS.values()))
        clerk = self.record("user_clerk_demo")
        queue = self.record("desk_1_demo").with_user(clerk).desk_state()["queue"]
        visits = self.env["municipal.visit"].browse([row["id"] for row in queue])
        self.assertEqual(visits._differences(), {}, "their log says the same")

    @freeze_time("2032-02-08 23:05:00")
    def test_somebody_waits_five_minutes_after_midnight(self):
        self.assertEqual(sorted(self.waited()), [4, 5, 5, 5])

    def assert_told_in_order(self, visits, now):
        """The log agrees with the visit, and a desk serves one visitor at a time."""
        for visit in visits:
            moments = visit.event_ids.mapped("moment")
            self.assertEqual(moments, sorted(moments))
            self.assertLessEqual(moments[-1], now)
            self.assertEqual(visit.event_ids[0].step, "booked")
        helped = visits.filtered("started_at").grouped("desk_id")
        for desk_visits in helped.values():
            times = desk_visits.sorted("started_at")
            for one, other in pairwise(times):
                self.assertLessEqual(one.finished_at, other.started_at)

    @freeze_time("2032-02-15 19:00:00")
    def test_a_sunday_evening(self):
        now = datetime(2032, 2, 15, 19, 0)
        bookings = self.fill()
        self.assertTrue(90 <= len(bookings) <= 160, len(bookings))
        ahead = bookings.filtered(lambda b: b.start > now)
        self.assertEqual(self.states(ahead), {"booked"})
        self.assertTrue(self.states(bookings - ahead) <= {"finished", "no_show"})
        days = {booking.start.weekday() for booking in bookings}
        self.assertEqual(days, {0, 1, 2, 3, 4})
        citizens = bookings.filtered(lambda b: b.type_id in self.types[:2])
        self.assertNotIn(1, {booking.start.weekday() for booking in citizens})
        citizen = self.env.ref("base.demo_user0").partner_id
        portal = bookings.filtered(lambda b: citizen in b.partner_ids)
        self.assertEqual(portal.line_ids.mapped("quantity"), [2])
        for booking in (bookings - portal).filtered("contact_email"):
            self.assertTrue(booking.contact_email.endswith("@example.com"))


@tagged("post_install", "-at_install")
class TestLanguage(TownHallCase):
    def test_dutch_is_loaded_where_it_was_not_installed(self):
        """Also in the menus of the website, which are copies."""
        menu = (
            self.env["website"]
            .get_current_website()
            .menu_id.child_id.filtered(lambda item: item.url == "/")
        )
        country = self.env.ref("base.be")
        self.env.cr.execute(
            """
            UPDATE res_country SET name = name - 'nl_BE' WHERE id = %s;
            UPDATE website_menu SET name = name || '{"nl_BE": null}' WHERE id = %s;
            """,
            [country.id, menu.id],
        )
        self.env.invalidate_all()
        town_hall.load_language(self.env)
        self.assertEqual(country.with_context(lang="nl_BE").name, "België")
        self.assertEqual(menu.with_context(lang="nl_BE").name, "Startpagina")


@tagged("post_install", "-at_install")
class TestWebsite(HttpCase):
    def test_a_visitor_reads_dutch(self):
        website = self.env.ref("website.default_website")
        self.assertEqual(website.language_ids.mapped("code"), ["nl_BE"])
        response = self.url_open("/")
        self.assertEqual(response.status_code, 200)
        self.assertIn('lang="nl-BE"', response.text)
        self.assertIn("Gemeente Elsterbeke", response.text)
