"""How long people wait under our rule, and under the rules of others.

Simulated days, without database: a Saturday rush, a Tuesday morning of free walk-in and
an ordinary weekday. Every rule meets the very same visitors, who come at the same
moments and take as long. A visitor is starved when they have no appointment, waited the
published maximum, and yet see somebody called who came later, at a desk that could have
helped them; who was given priority does not count as such.
"""

import json
import random
from bisect import bisect_left
from statistics import mean, quantiles

from _report import table
from _rush import TOWNS

from engine import queue
from engine.queue import Rules

SEEDS = 40
RULES = Rules()
MAXIMA = (30, 45, 60, 75, 90)
#: an appointment counts as due so long before its time in the peer's rule
PEER_DUE = 2
LATE = 10
GROUPS = ("all", "walk_in", "appointment")


def by(key):
    """Return a rule that calls whoever has the lowest key."""

    def choose(waiting, desk, now, rules):
        return min(
            queue.candidates(waiting, desk, now, rules),
            key=lambda visit: key(visit, desk, now, rules),
            default=None,
        )

    return choose


def first_come(visit, _desk, _now, _rules):
    """Whoever came first, appointment or not."""
    return visit.arrival, visit.id


def appointments_first(visit, _desk, now, _rules):
    """As the peer does: all appointments that are due before everybody else."""
    if visit.appointment is None:
        return not visit.priority, 1, visit.arrival, visit.id
    due = visit.appointment <= now + PEER_DUE
    return not visit.priority, 0 if due else 2, visit.appointment, visit.id


def latest_time(visit, desk, now, rules):
    """Appointments and who waits long compared by the time that each should be called.

    An alternative to ageing: the appointment time, or the arrival and the maximum.
    """
    place = queue.place(visit, desk, now, rules)
    if place[0] in (queue.PRIORITY, queue.EARLY):
        return place
    kept = queue.is_on_time(visit, rules)
    time = visit.appointment if kept else visit.arrival + rules.maximum
    return queue.AGED, time, visit.arrival, visit.id


def few_desks(desks):
    """Return our rule, but whom few desks serve goes first among equals."""
    numbers = {}

    def key(visit, desk, now, rules):
        if visit.id not in numbers:
            numbers[visit.id] = sum(one.serves(visit) for one in desks)
        rank, *rest = queue.place(visit, desk, now, rules)
        aged = rank <= queue.AGED
        return rank, 0 if aged else numbers[visit.id], *rest

    return by(key)


def choices(town):
    """Return name -> rule; the last two are what ours might have been."""
    return {
        "ours": queue.first,
        "first_come": by(first_come),
        "appointments_first": by(appointments_first),
        "latest_time": by(latest_time),
        "few_desks_first": few_desks(town.desks),
    }


class Waits:
    """What visitors of many days met under one rule."""

    def __init__(self, rules):
        self.rules = rules
        self.minutes = {group: [] for group in GROUPS}
        self.starved = 0

    def play(self, town, seed, choose):
        """Let the visitors of one day be called."""
        day = town.day(random.Random(seed))
        made = day.played(self.rules, choose)
        for visit, _desk, moment in made:
            kept = queue.is_on_time(visit, self.rules)
            waited = max(0, moment - queue.waits_since(visit, self.rules))
            self.minutes["all"].append(waited)
            self.minutes["appointment" if kept else "walk_in"].append(waited)
        self.starved += sum(self._starves(one, made) for one in made)
        return sum(day.real[visit.id] for visit in day.visits)

    def _starves(self, call, made):
        visit, _desk, called = call
        if visit.appointment is not None:
            return False
        first = bisect_left(
            made, visit.arrival + self.rules.maximum, key=lambda one: one[2]
        )
        return any(
            other.arrival > visit.arrival and not other.priority and desk.serves(visit)
            for other, desk, _moment in made[first : made.index(call)]
        )

    def figures(self):
        """Return name -> figure for this rule."""
        found = {}
        for group, waited in self.minutes.items():
            found[f"mean_{group}"] = mean(waited)
            found[f"p90_{group}"] = quantiles(waited, n=10)[-1]
            found[f"worst_{group}"] = max(waited)
        late = self.minutes["appointment"]
        found["late_share"] = 100 * mean(minutes > LATE for minutes in late)
        return {name: round(value, 1) for name, value in found.items()} | {
            "starved": self.starved
        }


def play(town, rules, choose, seeds=SEEDS):
    """Return the figures of a rule, and the load of the desks."""
    waits = Waits(rules)
    minutes = sum(waits.play(town, seed, choose) for seed in range(seeds))
    opened = sum(stop - start for start, stop in town.opening)
    return waits.figures(), minutes / seeds / opened / len(town.desks)


def show(title, rows):
    """Print a table: rules and their figures."""
    print(f"\n{title}")
    columns = [group.replace("_", "-") for group in GROUPS]
    table(
        ("rule", *columns, "late", "starved"),
        {name.replace("_", " "): cells(found) for name, found in rows.items()},
    )


def cells(found):
    """Return the cells of a rule: its waits by group, who is late, who is starved."""
    waits = [
        "{:.1f} / {:.1f} / {:.1f}".format(
            *(found[f"{figure}_{group}"] for figure in ("mean", "p90", "worst"))
        )
        for group in GROUPS
    ]
    return *waits, f"{found['late_share']:.1f} %", found["starved"]


def flat(rows):
    """Return the figures of the rules with the name of the rule at the end."""
    return {
        f"{figure}_{name}": value
        for name, found in rows.items()
        for figure, value in found.items()
    }


def main():
    line = {"seeds": SEEDS, "maximum": RULES.maximum, "starved": 0}
    for name, town in TOWNS.items():
        rows = {}
        for rule, choose in choices(town).items():
            rows[rule], load = play(town, RULES, choose)
        show(
            f"{name}: {len(town.desks)} desks, {town.appointments} appointments and "
            f"{town.walk_ins} without, load {load:.2f}; minutes mean / p90 / worst",
            rows,
        )
        line[name] = flat(rows)
        line["starved"] += rows["ours"]["starved"]
    rows = {
        f"maximum {maximum}": play(
            TOWNS["saturday"], Rules(maximum=maximum), queue.first
        )[0]
        for maximum in MAXIMA
    }
    show("saturday, with other published maxima", rows)
    line |= line.pop("saturday") | {"saturday_maxima": rows}
    print(json.dumps(line))


if __name__ == "__main__":
    main()
