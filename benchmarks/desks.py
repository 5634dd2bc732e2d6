"""How many visitors more are received when the day of the desks is kept whole.

Citizens ask one after the other for a day. Each prefers some moment, takes the nearest
one that the website offers for what they come for, and is lost when there is none. The
rules only differ in the desk that receives them; upstream takes a random one, or the
first one of an order made by hand. Every rule meets the very same citizens.

The choice is that of the engine; it needs no database.
"""

import json
import random
from dataclasses import dataclass
from statistics import mean, stdev

from _report import table

from engine.availability import DeskCalendar
from engine.desk_choice import best_desks

SEEDS = 200
OPENING = [(9 * 60, 12 * 60), (13 * 60, 16 * 60 + 30)]
#: local hour -> how gladly people come
HOURS = {9: 1.5, 10: 1.5, 11: 1.2, 13: 1.0, 14: 1.1, 15: 1.1, 16: 1.2}
#: minutes of a visit -> how many of a hundred visits: the products of the catalogue
#: with the proportions of the demo town hall
CITIZENS = {5: 20, 10: 47, 15: 13, 20: 8, 30: 8, 45: 3, 60: 1}
#: a town hall with more families and foreigners' files
FILES = {10: 25, 15: 20, 20: 25, 30: 18, 45: 6, 60: 6}
LONG = 30
#: number of products that a desk serves: everything, or short visits only
EVERYTHING, SHORT = 40, 20
SHORT_MINUTES = 15
#: visits, visits of half an hour or more, minutes of all visits, visits that were
#: received before the first visitor was refused
COLUMNS = ("served", "long_served", "minutes_served", "before_refusal")


@dataclass(frozen=True)
class Town:
    """Some desks, and how much is asked of them."""

    desks: int
    load: float
    grid: int = 5
    mix: tuple = tuple(CITIZENS.items())
    specialised: bool = True

    def products(self, rng):
        """Return desk -> number of products, in the order that somebody once made."""
        served = [EVERYTHING] * self.desks
        if self.specialised:
            served[self.desks // 2 :] = [SHORT] * (self.desks - self.desks // 2)
            rng.shuffle(served)
        return dict(enumerate(served))

    def requests(self, rng):
        """Return pairs (minutes, preferred start), as many as the load asks for."""
        minutes, shares = zip(*self.mix, strict=True)
        average = sum(m * share for m, share in self.mix) / sum(shares)
        capacity = self.desks * sum(stop - start for start, stop in OPENING)
        number = round(self.load * capacity / average)
        starts = [start for pair in OPENING for start in range(*pair, 5)]
        weights = [HOURS[start // 60] for start in starts]
        return list(
            zip(
                rng.choices(minutes, shares, k=number),
                rng.choices(starts, weights, k=number),
                strict=True,
            )
        )


class Day:
    """The desks of a town on one day, and whoever was received there."""

    def __init__(self, town, products):
        self.town = town
        self.products = products
        helpful = [d for d, number in products.items() if number == EVERYTHING]
        self.all = DeskCalendar(OPENING, dict.fromkeys(products, OPENING))
        self.for_long = DeskCalendar(OPENING, dict.fromkeys(helpful, OPENING))
        self.received = []
        self.before_refusal = None

    def receive(self, minutes, preferred, rule):
        """Give a visitor the nearest moment and a desk, if there is one."""
        calendar = self.all if minutes <= SHORT_MINUTES else self.for_long
        free = calendar.starts(minutes, self.town.grid)
        start = min(free, key=lambda start: abs(start - preferred), default=None)
        if start is None:
            if self.before_refusal is None:
                self.before_refusal = len(self.received)
            return
        desks = {
            desk: (self.products[desk], *calendar.gap(desk, start, start + minutes))
            for desk in free[start]
        }
        desk = rule(desks, minutes)
        for taken in (self.all, self.for_long):
            taken.take([(desk, start, start + minutes)])
        self.received.append(minutes)

    def result(self):
        """Return the columns of the table."""
        number = len(self.received)
        long = sum(minutes >= LONG for minutes in self.received)
        first = number if self.before_refusal is None else self.before_refusal
        return number, long, sum(self.received), first


def rules(town, rng):
    """Return name -> function from desks and minutes to the desk that is taken."""
    durations = [minutes for minutes, _share in town.mix]

    def smallest(desks, _minutes):
        return min(desks, key=lambda desk: sum(desks[desk][1:]))

    def order_by_hand(desks, _minutes):
        return min(desks, key=lambda desk: desks[desk][0])

    def best_of_equals(desks, minutes):
        equals = {desk: (0, *gap) for desk, (_number, *gap) in desks.items()}
        return best_desks(equals, minutes, durations)[0]

    return {
        "random": lambda desks, _minutes: rng.choice(list(desks)),
        "sorted": lambda desks, _minutes: next(iter(desks)),
        "sorted, few products first": order_by_hand,
        "smallest free space": smallest,
        "best, products not counted": best_of_equals,
        "best": lambda desks, minutes: best_desks(desks, minutes, durations)[0],
    }


def play(town, seeds):
    """Return rule -> list of results, one for each seed, and what was asked."""
    results, asked = {}, []
    for seed in range(seeds):
        rng = random.Random(seed)
        products, requests = town.products(rng), town.requests(rng)
        wanted = Day(town, products)
        wanted.received = [minutes for minutes, _preferred in requests]
        asked.append(wanted.result())
        for name, rule in rules(town, rng).items():
            day = Day(town, products)
            for minutes, preferred in requests:
                day.receive(minutes, preferred, rule)
            results.setdefault(name, []).append(day.result())
    return results, asked


def show(town, results, asked):
    """Print a table: means, and gains against the sorted desks of upstream."""
    visits, long, minutes, _first = (mean(c) for c in zip(*asked, strict=True))
    kind = "half of them for short visits only" if town.specialised else "all equal"
    print(
        f"\n{town.desks} desks, {kind}; a moment every {town.grid} minutes; "
        f"load {town.load:.1f}; asked: {visits:.0f} visits, {long:.1f} long ones, "
        f"{minutes:.0f} minutes"
    )
    peers = list(zip(*results["sorted"], strict=True))
    table(
        ("desk", *COLUMNS),
        {
            name: [
                f"{mean(values):.1f} {with_error(values, peer)}"
                for values, peer in zip(zip(*rows, strict=True), peers, strict=True)
            ]
            for name, rows in results.items()
        },
    )


def with_error(values, peers):
    """Return the mean gain against peers, with its standard error."""
    gains = [value - peer for value, peer in zip(values, peers, strict=True)]
    return f"{mean(gains):+.2f} ±{stdev(gains) / len(gains) ** 0.5:.2f}"


def towns():
    """Return the town of the figures first, then what changes when it changes."""
    files = tuple(FILES.items())
    return {
        "": Town(8, 1.0),
        "quiet": Town(8, 0.8),
        "rush": Town(8, 1.3),
        "small": Town(4, 1.0),
        "quarters": Town(8, 1.0, grid=15, mix=files),
        "files": Town(8, 1.0, mix=files),
        "equal": Town(8, 1.0, specialised=False),
        "equal_quiet": Town(8, 0.8, specialised=False),
        "equal_small": Town(3, 1.0, specialised=False),
        "equal_files": Town(10, 1.0, mix=files, specialised=False),
    }


def figures(results):
    """Return what the JSON line says of one town: means of the rules."""
    return {
        f"{column}_{rule}": round(mean(values), 2)
        for rule in ("best", "sorted", "random")
        for column, values in zip(
            COLUMNS, zip(*results[rule], strict=True), strict=True
        )
    }


def ratios(found):
    """Return how many times as much the engine's choice brings as upstream's."""
    return {
        f"{column.replace('served', 'ratio')}_to_{peer}": round(
            found[f"{column}_best"] / found[f"{column}_{peer}"], 4
        )
        for column in COLUMNS
        for peer in ("sorted", "random")
    }


def main():
    line = {"seeds": SEEDS}
    for name, town in towns().items():
        results, asked = play(town, SEEDS)
        show(town, results, asked)
        found = figures(results)
        if name:
            line[name] = ratios(found)
        else:
            line |= found | ratios(found)
    print(json.dumps(line))


if __name__ == "__main__":
    main()
