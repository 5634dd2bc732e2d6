from collections import Counter
from datetime import date, datetime, timedelta

from pytz import utc

from odoo.tests import tagged

from ...controllers.booking.slots import SlotList
from ..booking_common import BRUSSELS, BookingCase


def quarters(day, first, count):
    """Return naive UTC moments, five minutes apart."""
    begin = datetime(day.year, day.month, day.day, first)
    return [begin + timedelta(minutes=5 * step) for step in range(count)]


@tagged("post_install", "-at_install")
class TestSlotPage(BookingCase):
    """Which days and clock times the page shows."""

    def slot_page(self, **params):
        return self.page("/afspraak/moment", **{f"q_{self.kids_id.id}": 1, **params})

    def days(self, page):
        return [self.text(one) for one in page.cssselect(".o_municipal_days a")]

    def test_days_are_paged(self):
        days = [date(2026, 10, 1) + timedelta(days=step) for step in range(15)]
        starts = [start for day in days for start in quarters(day, 8, 1)]
        first = SlotList(starts, BRUSSELS, 10)
        self.assertEqual(first.days, days[:6])
        self.assertIsNone(first.earlier)
        second = SlotList(starts, BRUSSELS, 10, first=first.later)
        self.assertEqual(second.days, days[6:12])
        self.assertEqual(second.earlier, days[0])
        third = SlotList(starts, BRUSSELS, 10, first=second.later)
        self.assertEqual(third.days, days[12:])
        self.assertIsNone(third.later)
        self.assertEqual(third.earlier, days[6])

    def test_the_chosen_day_is_on_the_page(self):
        days = [date(2026, 10, 1) + timedelta(days=step) for step in range(15)]
        starts = [start for day in days for start in quarters(day, 8, 1)]
        chosen = SlotList(starts, BRUSSELS, 10, first=days[6], chosen=days[8])
        self.assertEqual((chosen.days[0], chosen.chosen), (days[6], days[8]))
        alone = SlotList(starts, BRUSSELS, 10, chosen=days[8])
        self.assertEqual((alone.days[0], alone.chosen), (days[6], days[8]))
        full = SlotList(starts[:3] + starts[4:], BRUSSELS, 10, chosen=days[3])
        self.assertEqual(full.chosen, days[4])

    def test_a_day_is_a_local_day(self):
        late = datetime(2026, 10, 1, 22, 30)
        self.assertEqual(SlotList([late], BRUSSELS, 10).days, [date(2026, 10, 2)])

    def test_many_times_are_thinned_out_by_whole_visits(self):
        starts = quarters(date(2026, 10, 1), 7, 40)
        for minutes, apart in [(5, 15), (10, 20), (15, 15), (20, 20), (30, 30)]:
            page = SlotList(starts, BRUSSELS, minutes)
            times = [start for start, _local in page.times]
            self.assertTrue(page.thinned)
            self.assertEqual(times[0], starts[0])
            self.assertEqual(
                {
                    later - sooner
                    for sooner, later in zip(times, times[1:], strict=False)
                },
                {timedelta(minutes=apart)},
            )
            everything = SlotList(starts, BRUSSELS, minutes, everything=True)
            self.assertEqual(len(everything.times), 40)
        self.assertFalse(SlotList(starts[:16], BRUSSELS, 10).thinned)

    def test_opens_on_the_first_day_with_free_moments(self):
        zone = self.type._tz()
        free = self.type._free_slots(
            [(self.kids_id, 1)],
            datetime.now(utc),
            datetime.now(utc) + timedelta(days=30),
        )
        per_day = Counter(utc.localize(start).astimezone(zone).date() for start in free)
        expected = [
            f"{day:%A} {day.day} {day:%B} {count} free slot{'s' if count > 1 else ''}"
            for day, count in list(per_day.items())[:6]
        ]
        page = self.slot_page()
        self.assertEqual(self.days(page), expected)
        [chosen] = page.cssselect(".o_municipal_days a[aria-current='date']")
        self.assertEqual(self.text(chosen), expected[0])
        times = page.cssselect(".o_municipal_times button")
        self.assertEqual(len(times), next(iter(per_day.values())))

    def test_free_walk_in_day_is_not_offered(self):
        days = " ".join(self.days(self.slot_page(**{"from": "2000-01-01"})))
        self.assertNotIn("Tuesday", days)
        page = self.page("/afspraak/moment", **{f"q_{self.foreigner.id}": 1})
        self.assertIn("Tuesday", " ".join(self.days(page)))

    def test_day_links_and_pages(self):
        page = self.slot_page()
        link = page.cssselect(".o_municipal_days a")[2]
        chosen = self.page(link.get("href").partition("#")[0])
        [current] = chosen.cssselect(".o_municipal_days a[aria-current='date']")
        self.assertEqual(self.text(current), self.text(link))
        self.assertEqual(self.days(chosen), self.days(page))
        heading = self.text(chosen.cssselect("#moment")[0])
        self.assertIn(self.text(link).split(" free")[0].rsplit(" ", 1)[0], heading)
        [later] = page.cssselect(".o_municipal_pager a")
        second = self.page(later.get("href").partition("#")[0])
        self.assertFalse(set(self.days(second)) & set(self.days(page)))
        earlier = second.cssselect(".o_municipal_pager a")[0]
        back = self.page(earlier.get("href").partition("#")[0])
        self.assertEqual(self.days(back), self.days(page))

    def test_parts_of_the_day(self):
        for line in self.calendar.attendance_ids:
            line.hour_to = 21
        day = f"{self.free_starts()[0]:%Y-%m-%d}"
        page = self.slot_page(**{"all": 1, "from": day})
        headings = [self.text(one) for one in page.cssselect("#moments h3")]
        self.assertEqual(headings, ["Morning", "Afternoon", "Evening"])

    def test_all_times_on_request(self):
        self.type.slot_duration = 1 / 12
        few = self.slot_page()
        [link] = few.cssselect(".o_municipal_all")
        everything = self.page(link.get("href").partition("#")[0])
        count = len(everything.cssselect(".o_municipal_times button"))
        self.assertGreater(count, len(few.cssselect(".o_municipal_times button")))
        shown = len(few.cssselect(".o_municipal_times button"))
        self.assertIn(f"{shown} free slots", self.days(few)[0])
        self.assertIn(f"{count} free slots", self.days(everything)[0])
        self.assertFalse(everything.cssselect(".o_municipal_all"))

    def test_queries_do_not_grow_with_days_and_desks(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.slot_page()
            return self.env.cr.sql_log_count - before

        queries()
        small = queries()
        self.type.horizon_days = 180
        self.env["resource.resource"].create(
            [
                {
                    "name": f"More {number}",
                    "is_desk": True,
                    "location_id": self.location.id,
                    "tz": "Europe/Brussels",
                    "desk_type_ids": [(6, 0, self.type.ids)],
                }
                for number in range(6)
            ]
        )
        for start in self.free_starts()[:6]:
            self.book(start=start)
        queries()
        self.assertEqual(queries(), small)
        self.assertLess(small, 60)
