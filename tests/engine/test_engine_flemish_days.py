import csv
import unittest
from datetime import date, timedelta
from pathlib import Path

import holidays
from hypothesis import given
from hypothesis import strategies as st

from ...engine import flemish_days

TABLE = Path(__file__).with_name("school_holidays_flanders.csv")
DAY = timedelta(days=1)

years = st.integers(1990, 2099)
days = st.dates(date(1990, 1, 1), date(2099, 12, 31))


def read_table():
    """Return (year, name) -> (first, last day) of the holidays of five school years."""
    with TABLE.open(newline="") as file:
        rows = [
            (row["name"], *map(date.fromisoformat, (row["first"], row["last"])))
            for row in csv.DictReader(file)
        ]
    return {(first.year, name): (first, last) for name, first, last in rows}


class TestFlemishDays(unittest.TestCase):
    def test_the_rule_gives_the_dates_of_five_school_years(self):
        published = read_table()
        self.assertGreaterEqual(len(published), 25)
        for (year, name), span in published.items():
            with self.subTest(f"{name} {year}"):
                self.assertEqual(flemish_days.school_holidays(year)[name], span)

    def test_public_holidays_are_those_of_the_law_and_the_flemish_one(self):
        for year in range(1990, 2100):
            sunday = flemish_days.easter(year)
            legal = set(holidays.Belgium(years=year)) - {sunday, sunday + 49 * DAY}
            ours = flemish_days.public_holidays(year)
            self.assertEqual(ours, legal | {date(year, 7, 11)})

    @given(years)
    def test_school_holidays_begin_on_monday_and_last_their_weeks(self, year):
        for name, (first, last) in flemish_days.school_holidays(year).items():
            if name == "summer":
                continue
            self.assertEqual(first.weekday(), 0, name)
            self.assertIn((last - first).days, (6, 13, 14), name)
        first, last = flemish_days.school_holidays(year)["easter"]
        monday = flemish_days.easter(year) + DAY
        self.assertTrue(first - DAY <= monday <= last + DAY)

    @given(days)
    def test_a_day_is_in_the_holiday_that_the_years_around_it_tell(self, day):
        spans = [
            (name, span)
            for year in (day.year - 1, day.year)
            for name, span in flemish_days.school_holidays(year).items()
        ]
        inside = [name for name, (first, last) in spans if first <= day <= last]
        self.assertEqual([flemish_days.school_holiday(day)], inside or [None])

    def test_days_around_closings(self):
        kinds = flemish_days.kinds
        self.assertEqual(kinds(date(2027, 5, 7)), {"bridge"})
        self.assertEqual(kinds(date(2027, 5, 5)), set())
        self.assertEqual(kinds(date(2027, 5, 5), {date(2027, 5, 7)}), {"before"})
        self.assertEqual(kinds(date(2027, 5, 10), {date(2027, 5, 7)}), {"after"})
        self.assertEqual(kinds(date(2027, 5, 18)), {"after"})
        self.assertEqual(kinds(date(2027, 6, 14)), set())
