"""How well visitors are told how long they will wait.

Days of three kinds, without database, in a town where products take other minutes than
planned. What is learnt comes from earlier days than those that are scored. Everybody
without appointment is told at the door how long it will take, and is later asked how
long it took. The peer multiplies the people who are before with a fixed average and
divides by the desks, as ZMS does; and, to be fair, also with the average that its town
really has.
"""

import json
import random
import time
from bisect import bisect_right
from dataclasses import dataclass, replace
from statistics import mean, median

from _report import table
from _rush import HABITS, TOWNS

from engine.estimate import Queue, newcomer, waits
from engine.handling import Handling, learn
from engine.queue import Desk, Rules, is_on_time, order

RULES = Rules()
#: kind of day -> how many of them are learnt from, and how many are scored
DAYS = {"saturday": (6, 2), "tuesday": (20, 10), "weekday": (20, 6)}
#: spread of how many times the planned minutes a product takes
PACE_SPREAD = 0.25
#: the peer's average, and the lower end of its range
PEER_MINUTES, PEER_LOW = 15, 0.8
#: minutes from the end of a visit to the next call, as the simulated desks take them
BETWEEN = 1.0
#: how many visits were ended much too late, and how many times as late
FORGOTTEN, FORGOTTEN_TIMES = 0.02, 8
#: people who wait when the speed is measured, and how often that is done
CROWD, TIMES = 60, 20
#: how early visitors come for their appointments, most of them
EARLINESS = 6


@dataclass(frozen=True)
class Told:
    """What one visitor was told, and what happened."""

    low: float
    high: float
    likely: float
    real: float


class Played:
    """A day with everything that happened, to look at it at any moment."""

    def __init__(self, town, rng, pace):
        self.day, self.town = town.day(rng, pace), town
        self.calls = self.day.played(RULES)
        self.moments = [moment for _visit, _desk, moment in self.calls]
        self.called = {visit.id: moment for visit, _desk, moment in self.calls}

    def history(self):
        """Yield the measured visits, as lines and minutes from call to end."""
        for visit, _desk, _moment in self.calls:
            minutes = self.day.real[visit.id] - BETWEEN
            if self.day.rng.random() < FORGOTTEN:
                minutes *= FORGOTTEN_TIMES
            yield self.day.planned[visit.id], minutes

    def asked(self):
        """Return who comes without appointment in time."""
        return [v for v, _desk, _moment in self.calls if not is_on_time(v, RULES)]

    def line(self, visit, handling):
        """Return the line as somebody finds it who comes in."""
        now = max(visit.arrival, self.town.opening[0][0])
        here = [v for v in self.day.visits if v.arrival <= now and v != visit]
        return Queue(
            now,
            tuple(v for v in here if self.called[v.id] > now),
            self.town.desks,
            {id_: handling.minutes(lines) for id_, lines in self.day.planned.items()},
            self._busy(now, handling),
            self._expected(now),
            1 - HABITS.no_show,
            handling,
            RULES,
        )

    def _expected(self, now):
        """Return the appointments that are not here, as early as people come."""
        return tuple(
            replace(visit, arrival=visit.appointment - EARLINESS)
            for visit in self.day.booked
            if visit.arrival > now or visit.id not in self.called
        )

    def _busy(self, now, handling):
        """Return which desks are busy, with what and since how long."""
        busy = {}
        for visit, desk, moment in self.calls[: bisect_right(self.moments, now)]:
            if moment + self.day.real[visit.id] - BETWEEN > now:
                expected = handling.minutes(self.day.planned[visit.id])
                busy[desk.id] = expected, now - moment
        return busy


def ours(played, visit, handling):
    """Return what our estimate tells, and how many seconds it took."""
    line = played.line(visit, handling)
    started = time.process_time()
    wait = newcomer(line, visit, line.minutes[visit.id])
    spent = time.process_time() - started
    real = max(0, played.called[visit.id] - line.now)
    return Told(wait.low, wait.high, wait.likely, real), spent


def peers(played, visit, minutes):
    """Return what a fixed average tells, with all who are before at whatever desk."""
    line = played.line(visit, Handling())
    everything = Desk(0)
    before = order((*line.visits, visit), everything, line.now, RULES).index(visit.id)
    likely = minutes * before / len(line.desks)
    real = max(0, played.called[visit.id] - line.now)
    return Told(PEER_LOW * likely, likely, likely, real)


def everybody_at_once(handling):
    """Return the seconds in which sixty people at twenty desks are told their wait."""
    rng = random.Random(1)
    town = TOWNS["saturday"]
    day = town.day(rng)
    now = town.opening[0][0] + 60
    line = Queue(
        now,
        tuple(_came_before(visit, now, rng) for visit in day.visits[-CROWD * 5 :: 5]),
        town.desks,
        {id_: handling.minutes(lines) for id_, lines in day.planned.items()},
        {desk.id: (12, rng.uniform(0, 12)) for desk in town.desks},
        handling=handling,
    )
    times = []
    for _run in range(TIMES):
        started = time.process_time()
        waits(line)
        times.append(time.process_time() - started)
    return median(times)


def _came_before(visit, now, rng):
    """Return a visitor who waits, half of them for an appointment."""
    arrival = now - rng.uniform(0, 50)
    appointment = arrival + EARLINESS if rng.random() < 0.5 else None
    return replace(visit, arrival=arrival, appointment=appointment)


def score(told):
    """Return the figures of some answers."""
    errors = [one.likely - one.real for one in told]
    return {
        "mae": round(mean(map(abs, errors)), 2),
        "bias": round(mean(errors), 2),
        "under": round(100 * mean(one.real > one.high for one in told), 1),
        "covered": round(
            100 * mean(one.low <= one.real <= one.high for one in told), 1
        ),
        "width": round(mean(one.high - one.low for one in told), 1),
        "mean_wait": round(mean(one.real for one in told), 1),
    }


def pace_of(rng):
    """Return how many times its planned minutes each product takes in this town."""
    codes = sorted(
        {code for town in TOWNS.values() for code in played_codes(town, rng)}
    )
    return {code: rng.lognormvariate(-0.03, PACE_SPREAD) for code in codes}


def played_codes(town, rng):
    """Return the codes of the products that are asked in a town."""
    planned = town.day(rng).planned.values()
    return {code for lines in planned for code, _minutes in lines}


def play(name, pace):
    """Return the days of one kind that are learnt from, and those that come after."""
    earlier, later = DAYS[name]
    days = [
        Played(TOWNS[name], random.Random(f"{name} {number}"), pace)
        for number in range(earlier + later)
    ]
    return days[:earlier], days[earlier:]


def answers(days, handling, average):
    """Return name of a rule -> what it told, and the seconds that ours took."""
    found = {"ours": [], "planned": [], "zms": [], "zms_average": []}
    seconds = []
    for day in days:
        for visit in day.asked():
            told, spent = ours(day, visit, handling)
            seconds.append(spent)
            found["ours"].append(told)
            found["planned"].append(ours(day, visit, Handling(between=BETWEEN))[0])
            found["zms"].append(peers(day, visit, PEER_MINUTES))
            found["zms_average"].append(peers(day, visit, average))
    return found, seconds


def main():
    pace = pace_of(random.Random("pace"))
    played = {name: play(name, pace) for name in DAYS}
    rows = [
        row for days, _l in played.values() for day in days for row in day.history()
    ]
    handling = learn(rows, BETWEEN)
    average = mean(minutes for _lines, minutes in rows) + BETWEEN
    found, seconds, line = {}, [], {"learnt_from": len(rows)}
    for name, (_earlier, later) in played.items():
        some, spent = answers(later, handling, average)
        seconds += spent
        line[name] = {rule: score(told) for rule, told in some.items()}
        for rule, told in some.items():
            found.setdefault(rule, []).extend(told)
    total = {rule: score(told) for rule, told in found.items()}
    for name, scores in {**{n: line[n] for n in DAYS}, "all": total}.items():
        show(name, scores)
    line |= total.pop("ours")
    for rule, scores in total.items():
        line |= {f"{figure}_{rule}": value for figure, value in scores.items()}
    line["scored"] = len(seconds)
    line["milliseconds_mean"] = round(1000 * mean(seconds), 2)
    line["milliseconds_60_waiting"] = round(1000 * everybody_at_once(handling), 2)
    print(json.dumps(line))


def show(name, scores):
    """Print a table of one kind of day."""
    columns = list(next(iter(scores.values())))
    titles = (name, *(column.replace("_", " ") for column in columns))
    rows = {
        rule.replace("_", " "): figures.values() for rule, figures in scores.items()
    }
    table(titles, rows)


if __name__ == "__main__":
    main()
