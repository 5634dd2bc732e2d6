"""Years of visitors with a known truth, that no forecast was made for.

Nothing here uses the forecast's own arithmetic. A service is a sum of kinds of
visitors, each with its own year: travel documents follow the summer, moves the end of
the month, the rest hardly anything. The level wanders from week to week, and once it
jumps without notice. Weather and chance keep days near each other alike, people come
in parties, a day is spoilt now and then, and what weekdays are worth drifts.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, exp, pi, sin
from random import Random

from engine import flemish_days

DAY = timedelta(days=1)
#: half-hours of a day, and how gladly people come
MORNING = {540: 1.0, 570: 1.3, 600: 1.5, 630: 1.4, 660: 1.2, 690: 0.8}
AFTERNOON = {840: 0.9, 870: 1.0, 900: 1.1, 930: 0.9}
EVENING = {1020: 0.7, 1050: 0.9, 1080: 1.0, 1110: 0.6}
HOURS = {
    0: MORNING | AFTERNOON,
    1: MORNING,
    2: MORNING | AFTERNOON,
    3: MORNING | EVENING,
    4: MORNING,
}


@dataclass(frozen=True)
class Habit:
    """What a service is like."""

    name: str
    #: visitors on a usual day
    mean: float
    first: date
    #: share of visitors who come for travel documents, and for moves
    travel: float = 0.0
    moves: float = 0.0
    #: growth in a year
    growth: float = 0.03
    #: how far the level wanders in a week
    wander: float = 0.015
    #: a jump without notice: when, and to how many times
    jump: tuple = (None, 1.0)
    #: from a day on other weekdays: by appointment, and Tuesday for whoever walks in
    regime: date | None = None
    #: how far days are from what weeks and chance explain
    weather: float = 0.1
    party: float = 0.25
    school: float = 0.85
    after: float = 1.3
    #: weeks closed, as first days
    shut: tuple = ()
    #: days of letters to citizens, and times the visitors in the two weeks that follow
    letters: tuple = ()


HABITS = (
    Habit("citizens, city", 210, date(2021, 7, 1), 0.3, 0.15, wander=0.012),
    Habit(
        "citizens, town", 75, date(2022, 3, 1), 0.4, 0.1, jump=(date(2024, 9, 2), 0.8)
    ),
    Habit("citizens, village", 24, date(2022, 1, 1), 0.35, shut=(date(2024, 8, 12),)),
    Habit(
        "foreigners, city", 55, date(2022, 1, 1), 0.05, 0.3, growth=0.12, school=0.95
    ),
    Habit("social, town", 18, date(2022, 6, 1), growth=0.06, weather=0.15),
    Habit("citizens, new hours", 80, date(2022, 1, 1), 0.3, regime=date(2025, 4, 1)),
    Habit(
        "citizens, with letters",
        65,
        date(2022, 1, 1),
        0.25,
        letters=tuple(
            date(y, m, 5) for y in (2022, 23 + 2000, 2024, 2025) for m in (2, 10)
        ),
    ),
    Habit("environment, town", 9, date(2023, 1, 1), growth=0.0, weather=0.2),
    Habit("citizens, a year and a half", 90, date(2024, 2, 1), 0.3),
    Habit("citizens, five months", 70, date(2025, 1, 20), 0.3),
)
LAST = date(2026, 3, 31)
#: what weekdays are worth, before and after new hours
WEEKDAYS = (1.25, 0.9, 1.1, 1.0, 0.8)
NEW_WEEKDAYS = (0.9, 1.7, 0.8, 0.85, 0.7)


@dataclass
class Years:
    """Visitors by day and half-hour, and what a town knows of its days."""

    habit: Habit
    #: day -> half-hour -> visitors
    hours: dict
    marks: dict
    closed: frozenset

    @property
    def visitors(self):
        return {day: sum(found.values()) for day, found in self.hours.items()}


def make(habit, seed=1):
    """Return the years of a service."""
    rng = Random(f"{habit.name} {seed}")
    closed = {day + n * DAY for day in habit.shut for n in range(5)}
    marks = {day + n * DAY: {"letters"} for day in habit.letters for n in range(14)}
    hours, level, weather, day = {}, 1.0, 0.0, habit.first
    while day <= LAST:
        if day.weekday() == 0:
            level *= exp(rng.gauss(0, habit.wander))
        weather = 0.6 * weather + rng.gauss(0, 0.8 * habit.weather)
        if not flemish_days.is_closed(day, closed):
            mean = habit.mean * level * exp(weather) * usual(habit, day, closed)
            mean *= rng.uniform(0.3, 0.6) if rng.random() < 0.01 else 1
            mean *= 1.4 if day in marks else 1
            hours[day] = crowd(mean, profile(habit, day), habit.party, rng)
        day += DAY
    return Years(habit, hours, marks, frozenset(closed))


def usual(habit, day, closed):
    """Return how many times the mean come on a day, without chance."""
    year = day.timetuple().tm_yday / 365.25
    travel = (
        0.55
        + 1.3 * exp(-(((year - 0.46) / 0.1) ** 2))
        + 0.35 * exp(-(((year - 0.24) / 0.04) ** 2))
    )
    moves = 1.4 if day.day >= 26 or day.day <= 4 else 0.85
    rest = 1 + 0.06 * sin(2 * pi * year) - 0.1 * cos(4 * pi * year)
    found = habit.travel * travel + habit.moves * moves
    found += (1 - habit.travel - habit.moves) * rest
    found *= 1 + habit.growth * (day - date(2023, 1, 1)).days / 365
    found *= habit.jump[1] if habit.jump[0] and day >= habit.jump[0] else 1
    return found * around(habit, day, closed) * weekday(habit, day)


def weekday(habit, day):
    """Return what a weekday is worth; it drifts over the years."""
    new = habit.regime and day >= habit.regime
    drift = (
        (day - date(2023, 1, 1)).days
        / 365
        * (0.03, -0.02, 0, 0.02, -0.03)[day.weekday()]
    )
    return (NEW_WEEKDAYS if new else WEEKDAYS)[day.weekday()] + drift


def around(habit, day, closed):
    """Return what holidays do to a day."""
    special = flemish_days.kinds(day, closed)
    found = habit.after if "after" in special else 1.0
    yesterday = flemish_days.kinds(day - DAY, closed)
    found *= 1.08 if "after" in yesterday and "after" not in special else 1.0
    found *= 1.12 if "before" in special else 1.0
    found *= 0.65 if "bridge" in special else 1.0
    school = flemish_days.school_holiday(day)
    if school == "christmas":
        return found * 0.75
    return found * (habit.school if school and school != "summer" else 1.0)


def profile(habit, day):
    """Return half-hour -> how gladly people come on a day."""
    return HOURS[day.weekday()]


def crowd(mean, hours, party, rng):
    """Return half-hour -> people, who come in parties."""
    parties = poisson(mean / (1 + party), rng)
    found = dict.fromkeys(hours, 0)
    for half in rng.choices(list(hours), list(hours.values()), k=parties):
        found[half] += 2 if rng.random() < party else 1
    return found


def poisson(mean, rng):
    """Return a random number by counting arrivals in a unit of time."""
    number, passed = 0, rng.expovariate(1)
    while passed < mean:
        number, passed = number + 1, passed + rng.expovariate(1)
    return number
