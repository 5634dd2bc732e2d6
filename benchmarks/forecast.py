"""How far forecasts are off, on weeks that they had not seen.

Generated services with a known truth (``_years.py``), without database. From eight days
of the year before LAST the eight weeks ahead are forecast with what was known then. The
rivals are what a spreadsheet does: the mean of the last four such weekdays, and the
same week a year ago (the former where that day was closed). The gain is the mean over
services of how much smaller our mean error is than that of the better rival of the
service, told afterwards, so that the rival always has the benefit of hindsight.
"""

import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import mean

from _report import report, table
from _years import DAY, HABITS, make

from engine import forecast_hours
from engine.forecast import History, known_until, learn

#: other ones than those with which the engine was tuned
SEEDS = (11, 12, 13)
MOMENTS = [date(2025, 6, 2) + timedelta(days=35 * number) for number in range(8)]
WEEKS = 8
#: weeks ahead -> name of the group
HORIZONS = {2: "1-2", 4: "3-4", 8: "5-8"}
RIVALS = ("ours", "four weeks", "last year")
LIMITS = {"gain_to_best_naive_percent": (">=", 15), "in_75_to_85": ("==", 1)}


@dataclass
class Score:
    """Errors of all rivals on the same days, and how many days were in the range."""

    errors: list = field(default_factory=list)
    inside: list = field(default_factory=list)

    def add(self, guesses, real, low, high):
        self.errors.append([abs(guess - real) for guess in guesses])
        self.inside.append(low <= real <= high)

    def means(self):
        return [mean(errors) for errors in zip(*self.errors, strict=True)]

    def gain(self):
        """Return by how much in hundred ours is better than the better rival."""
        ours, *others = self.means()
        return 100 - 100 * ours / min(others)


@dataclass
class Scores:
    """Of one service: days, half-hours, and days by how far they were ahead."""

    days: Score = field(default_factory=Score)
    halves: Score = field(default_factory=Score)
    ahead: dict = field(
        default_factory=lambda: {name: Score() for name in HORIZONS.values()}
    )


def play(habit, seed, scores):
    """Forecast the weeks of a service, from each moment; return the seconds of one."""
    years, spent = make(habit, seed), []
    breaks = (habit.regime,) if habit.regime else ()
    whole = History(years.visitors, breaks, marks=years.marks, closed=years.closed)
    for moment in MOMENTS:
        known = known_until(whole, moment)
        started = time.process_time()
        forecaster = learn(known)
        spent.append(time.process_time() - started)
        past = {day: found for day, found in years.hours.items() if day < moment}
        profile = forecast_hours.learn(known, past)
        for day in sorted(years.hours):
            if moment <= day < moment + timedelta(weeks=WEEKS):
                score(years, forecaster, profile, day, moment, scores)
    return spent


def score(years, forecaster, profile, day, moment, scores):
    """Compare a day and its half-hours with what came."""
    said, real = forecaster.expected(day), years.hours[day]
    if said.visitors is None:
        return
    naive = rivals(years.hours, day, moment)
    guesses = [said.visitors, *(sum(one.values()) for one in naive)]
    week = (day - moment).days // 7 + 1
    name = next(name for most, name in HORIZONS.items() if week <= most)
    for where in (scores.days, scores.ahead[name]):
        where.add(guesses, sum(real.values()), said.low, said.high)
    for half in profile.divide(forecaster.history, said, tuple(real)):
        mine = [half.visitors, *(one.get(half.start, 0) for one in naive)]
        scores.halves.add(mine, real[half.start], half.low, half.high)


def rivals(hours, day, moment):
    """Return the half-hours of a day as a spreadsheet would have them."""
    past = [day - 7 * number * DAY for number in range(1, 40)]
    past = [hours[one] for one in past if one < moment and one in hours][:4]
    four = {half: mean(one.get(half, 0) for one in past) for half in hours[day]}
    return four, hours.get(day - 364 * DAY, four)


def together(scores):
    """Return the gain and the share in the range, over services."""
    gain = mean(score.gain() for score in scores)
    return gain, 100 * mean(mean(score.inside) for score in scores)


def main():
    found, spent = {}, []
    for habit in HABITS:
        found[habit.name] = Scores()
        for seed in SEEDS:
            spent += play(habit, seed, found[habit.name])
    show(found)
    gain, inside = together([scores.days for scores in found.values()])
    half_gain, half_inside = together([scores.halves for scores in found.values()])
    figures = {
        "gain_to_best_naive_percent": round(gain, 1),
        "coverage_80": round(inside, 1),
        "in_75_to_85": int(75 <= inside <= 85),
        "gain_half_hours_percent": round(half_gain, 1),
        "coverage_80_half_hours": round(half_inside, 1),
        "days_scored": sum(len(scores.days.errors) for scores in found.values()),
        "seconds_a_service": round(mean(spent), 2),
    }
    report(figures, LIMITS)


def show(found):
    """Print the services, and how far ahead."""
    rows = {name: cells(scores.days) for name, scores in found.items()}
    table(("mean error of a day", *RIVALS, "gain, %", "in range, %"), rows)
    rows = {}
    for name in HORIZONS.values():
        some = [scores.ahead[name] for scores in found.values()]
        rows[f"weeks {name}"] = [round(number, 1) for number in together(some)]
    table(("how far ahead", "gain, %", "in range, %"), rows)


def cells(score):
    """Return the cells of a service."""
    means = [round(number, 1) for number in score.means()]
    return *means, round(score.gain(), 1), round(100 * mean(score.inside))


if __name__ == "__main__":
    main()
