from datetime import date, datetime, timedelta

from odoo.tests import tagged

from ..towns_common import TwoTownsCase
from .test_dashboard import DashboardCase

MONDAY = date(2026, 10, 5)
#: what a total of a tile is called, and which measure of its rows it shows, how many
#: times smaller
TOTALS = {
    "capacity": {
        "Offered": ("offered:sum", 60),
        "Booked": ("booked_percent:avg", 100),
        "Used": ("used_percent:avg", 100),
        "After closing time": ("overtime:sum", 1),
    },
    "access": {
        "Third free slot": ("third_days:avg", 1),
        "Days without a free slot": ("nothing_free:sum", 1),
    },
    "demand": dict.fromkeys(
        ("All together", "A free slot", "A ticket", "A product, by a word"),
        ("times:sum", 1),
    ),
}
#: which measure of its rows a view of a cell shows
VIEWS = {
    "used": ("used_percent:avg", 100),
    "booked": ("booked_percent:avg", 100),
    "third_days": ("third_days:avg", 1),
    "first_days": ("first_days:avg", 1),
    "nothing_free": ("nothing_free:sum", 1),
    "times": ("times:sum", 1),
}


class DemandTilesCase(DashboardCase):
    """Desks, free slots and demand of the first days of October, and of September."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tuesday, before = MONDAY + timedelta(1), MONDAY - timedelta(14)
        cls.capacity(MONDAY, "09:00", 0, offered=30, booked=20, used=15, overtime=0)
        cls.capacity(MONDAY, "09:30", 0, offered=30, booked=0, used=30, overtime=0)
        cls.capacity(MONDAY, "09:00", 1, offered=30, booked=10, used=0, overtime=0)
        cls.capacity(MONDAY, "12:00", 0, offered=0, booked=0, used=12, overtime=12)
        # nobody registered anything on Tuesday
        cls.capacity(tuesday, "09:00", 0, offered=30, booked=30)
        cls.capacity(before, "09:00", 0, offered=30, booked=15, used=6, overtime=0)
        cls.access(MONDAY, cls.passport, 1, 9)
        cls.access(tuesday, cls.passport, 2, 12)
        cls.access(before, cls.passport, 0, 3)
        cls.access(MONDAY, cls.kids_id, 0, 1)
        cls.access(MONDAY, cls.foreigner)
        cls.demand(MONDAY, "slot", "full", 3)
        cls.demand(tuesday, "slot", "full", 2, product_id=cls.passport.id)
        cls.demand(MONDAY, "slot", "not_released", 1)
        cls.demand(MONDAY, "ticket", "closing", 4, channel="kiosk")
        cls.demand(before, "word", "unknown_word", 5)
        cls.env.flush_all()

    @classmethod
    def capacity(cls, day, half_hour, desk, **values):
        used, offered = values.get("used"), values["offered"]
        hour, minute = map(int, half_hour.split(":"))
        rows = cls.env["municipal.capacity"]
        return rows.create(
            {
                "day": day,
                "start": datetime(day.year, day.month, day.day, hour - 2, minute),
                "half_hour": half_hour,
                "weekday": str(day.isoweekday()),
                "desk_id": cls.desks[desk].id,
                "service_id": cls.service.id,
                "location_id": cls.location.id,
                "company_id": cls.company.id,
                "booked_percent": rows._percent(values["booked"], offered),
                "used_percent": rows._percent(used, offered),
                **values,
            }
        )

    @classmethod
    def access(cls, day, product, first=None, third=None):
        return cls.env["municipal.access.time"].create(
            {
                "day": day,
                "product_id": product.id,
                "service_id": cls.service.id,
                "location_id": cls.location.id,
                "company_id": cls.company.id,
                "first_days": first,
                "third_days": third,
                "nothing_free": int(first is None),
            }
        )

    @classmethod
    def demand(cls, day, kind, reason, times, **values):
        return cls.env["municipal.demand"].create(
            {
                "day": day,
                "kind": kind,
                "reason": reason,
                "channel": "website",
                "service_id": cls.service.id,
                "company_id": cls.company.id,
                "times": times,
                **values,
            }
        )

    def totals(self, name, **choice):
        found = self.tile(name, **choice)["totals"]
        return {total["label"]: total for total in found}


@tagged("post_install", "-at_install")
class TestDemandTiles(DemandTilesCase):
    def test_every_number_is_that_of_the_rows_behind_it(self):
        data, seen = self.load(), 0
        for tile in data["tiles"]:
            for key, measure, value, matches in self.numbers(tile):
                with self.subTest(tile["name"], at=key, measure=measure):
                    self.check(data, tile, measure, value, *matches)
                    seen += value is not None
        self.assertGreater(seen, 15)

    def numbers(self, tile):
        """Yield (where, measure, number, domains behind it) of our tiles."""
        for total in tile["totals"] if tile["name"] in TOTALS else ():
            measure = TOTALS[tile["name"]][total["label"]]
            yield total["label"], measure, total["values"][0], [total["match"]]
        for row in tile["rows"] if tile["name"] in TOTALS else ():
            for column, cell in zip(tile["columns"], row["cells"], strict=True):
                matches = row["match"], column["match"], cell["match"]
                for view, value in zip(tile["views"], cell["values"], strict=True):
                    yield row["key"], VIEWS[view["key"]], value, matches

    def check(self, data, tile, measure, value, *matches):
        """Compare a number with that of the rows which a click on it shows."""
        name, smaller = measure
        amount = self.behind(data, tile, name, *matches)
        amount = None if amount is False else amount
        if value is None:
            self.assertIsNone(amount)
        else:
            self.assertAlmostEqual((amount or 0) / smaller, value)

    def test_use_of_the_desks(self):
        tile = self.tile("capacity")
        rows = {row["key"]: row["cells"] for row in tile["rows"]}
        monday, tuesday = rows["09:00"]
        self.assertEqual(monday["values"], [15 / 60, 30 / 60])
        self.assertEqual(tuesday["values"], [None, 1], "not measured is not 0")
        self.assertEqual(
            rows["12:00"][0]["values"], [None, None], "no share of nothing"
        )
        hints = [column["hint"] for column in tile["columns"]]
        self.assertEqual(hints, ["used: 63%", "not measured"])
        totals = self.totals("capacity")
        self.assertEqual(totals["Offered"]["values"], [2])
        self.assertEqual(totals["Booked"]["values"], [60 / 120])
        # 57 minutes of the 90 that were measured
        self.assertAlmostEqual(totals["Used"]["values"][0], 57 / 90)
        self.assertAlmostEqual(totals["Used"]["before"], 6 / 30)
        self.assertEqual(totals["After closing time"]["values"], [12])

    def test_longest_access_times_come_first(self):
        tile = self.tile("access")
        self.assertEqual(
            [row["key"] for row in tile["rows"]],
            [self.foreigner.id, self.passport.id, self.kids_id.id],
        )
        cells = [row["cells"][0] for row in tile["rows"]]
        self.assertEqual(
            [cell["values"] for cell in cells],
            [[None, None, 1], [10.5, 1.5, 0], [1, 0, 0]],
        )
        self.assertEqual([cell["before"] for cell in cells], [None, 3, None])

    def test_a_promise_stands_beside_the_access_time(self):
        self.assertFalse([row for row in self.tile("access")["rows"] if "hint" in row])
        self.service.slot_weeks = 1
        broken, kept, _kept_too = self.tile("access")["rows"]
        self.assertIn("longer than promised", broken["hint"])
        self.assertTrue(broken["broken"])
        self.assertEqual(kept["hint"], "promised: a slot within 7 days")

    def test_demand_by_kind_and_reason(self):
        rows = self.tile("demand")["rows"]
        self.assertEqual(
            [(row["label"], row["cells"][0]["values"][0]) for row in rows],
            [
                ("A free slot: No free slot", 5),
                ("A ticket: Too near to closing time", 4),
                ("A free slot: No free slot yet: more come later", 1),
                ("A product, by a word: No product has this word", 0),
            ],
        )
        totals = self.totals("demand")
        self.assertEqual(totals["All together"]["values"], [10])
        self.assertEqual(totals["All together"]["before"], 5)
        self.assertEqual(totals["A free slot"]["values"], [6])

    def test_what_was_not_counted_yet_is_said_and_is_no_zero(self):
        for name in TOTALS:
            tile = self.tile(name, date_from="2019-01-01", date_to="2019-01-31")
            with self.subTest(name):
                self.assertFalse(tile["rows"])
                self.assertFalse(tile["totals"])
                self.assertIn("of this period was", tile["empty"])

    def test_nobody_asked_in_vain_is_a_zero_that_was_counted(self):
        choice = {"date_from": "2026-11-01", "date_to": "2026-11-30"}
        self.assertEqual(self.totals("demand", **choice)["All together"]["values"], [0])
        self.assertIn("Nobody asked", self.tile("demand", **choice)["empty"])

    def test_a_period_before_counting_is_not_compared_with_zero(self):
        self.env["municipal.demand"].search([("day", "<", MONDAY)]).unlink()
        self.assertIsNone(self.totals("demand")["All together"]["before"])
        [row, *_rest] = self.tile("demand")["rows"]
        self.assertIsNone(row["cells"][0]["before"])

    def test_a_desk_that_nobody_registers_at_is_not_idle(self):
        rows = self.env["municipal.capacity"].search([("used", "!=", False)])
        rows.filtered(lambda row: row.day >= MONDAY).unlink()
        used = self.totals("capacity")["Used"]
        self.assertEqual((used["values"], used["hint"]), ([None], "not measured"))

    def test_a_location_narrows(self):
        other = self.env["municipal.location"].create({"name": "Other hall"})
        choice = {"location_id": other.id}
        self.assertFalse(self.tile("capacity", **choice)["rows"])
        self.assertFalse(self.tile("access", **choice)["rows"])


@tagged("post_install", "-at_install")
class TestDemandTilesOfTwoTowns(TwoTownsCase):
    def test_a_town_sees_its_own(self):
        """What a neighbour was asked tells not even since when it is counted."""
        self.env["municipal.demand"].create(
            {
                "day": MONDAY,
                "kind": "slot",
                "reason": "full",
                "channel": "website",
                "company_id": self.company.id,
                "times": 7,
            }
        )
        choice = {
            "period": "own",
            "date_from": "2026-10-01",
            "date_to": "2026-10-31",
        }
        report = self.env["municipal.visit.report"].with_user(self.manager_b)
        [tile] = [t for t in report.dashboard(choice)["tiles"] if t["name"] == "demand"]
        self.assertFalse(tile["rows"])
        self.assertFalse(tile["totals"])
