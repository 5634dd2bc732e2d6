"""Which visits were promised when: the agenda of the history."""

from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from . import history_profile as profile

ATTEMPTS = 40


@dataclass(slots=True)
class Promise:
    """A moment in the agenda, and what became of it."""

    counter: object
    day: object
    start: int
    minutes: int
    lines: list
    desk: int
    fate: str
    channel: str = "appointment"


@cache
def weighted_starts(openings, minutes, grid):
    """Return the possible starts of a day and the running sums of their weights."""
    starts = [
        start
        for first, last in openings
        for start in range(first, last - minutes + 1, grid)
    ]
    weights = (profile.HOURS.get(start // 60, profile.OTHER_HOUR) for start in starts)
    return starts, list(accumulate(weights))


class Agenda:
    """Promises visits at desks, never two at the same time.

    ``reach`` is how many slots after the arrival an urgent visitor is offered one;
    all of that day if empty.
    """

    reach = None

    def __init__(self, rng):
        self.rng = rng
        self.taken = {}

    def promise(self, cells, fate):
        """Return one more promise at a desk, on a day that the cells make likely."""
        for _attempt in range(ATTEMPTS):
            counter, day = cells.draw(self.rng)
            lines = self._lines(counter, day)
            promise = self._place(counter, day, lines, fate)
            if promise:
                return promise
        raise ValueError("The desks of the town hall cannot hold so many visits.")

    def squeeze_in(self, cells):
        """Return an urgent visitor on the first free slot after their arrival."""
        for _attempt in range(ATTEMPTS):
            counter, day = cells.draw(self.rng)
            lines = self._lines(counter, day)
            minutes = counter.minutes(lines)
            starts, _weights = weighted_starts(
                tuple(day.openings), minutes, counter.grid
            )
            if not starts:
                continue
            arrival = self.rng.choice(starts)
            first = starts.index(arrival)
            for start in starts[first : first + (self.reach or len(starts))]:
                desk = self._free_desk(counter, day, start, minutes, lines)
                if desk is not False:
                    return Promise(
                        counter,
                        day,
                        start,
                        minutes,
                        lines,
                        desk,
                        "came",
                        "urgent",
                    ), arrival
        raise ValueError("The desks of the town hall cannot hold so many visits.")

    def _lines(self, counter, day):
        """Choose what a visitor comes for, as pairs (product, quantity)."""
        rng = self.rng
        weights = counter.month_weights(day.date)
        lines = []
        (product,) = rng.choices(counter.products, cum_weights=weights)
        lines.append((product, self._quantity(product)))
        partners = counter.partners[product.id]
        if partners and rng.random() * 100 < profile.SECOND_PRODUCT:
            (other,) = rng.choices(counter.products, cum_weights=weights)
            if other in partners:
                lines.append((other, self._quantity(other)))
        return lines

    def _quantity(self, product):
        choice = profile.QUANTITIES[: product.max_quantity]
        (quantity,) = self.rng.choices(range(1, len(choice) + 1), choice)
        return quantity

    def _place(self, counter, day, lines, fate):
        """Find a free slot on a day, at a popular hour if there is one left."""
        minutes = counter.minutes(lines)
        starts, weights = weighted_starts(tuple(day.openings), minutes, counter.grid)
        if not starts:
            return None
        for start in self.rng.choices(starts, cum_weights=weights, k=8):
            desk = self._free_desk(counter, day, start, minutes, lines, fate)
            if desk is not False:
                return Promise(counter, day, start, minutes, lines, desk, fate)
        return None

    def _free_desk(self, counter, day, start, minutes, lines, fate="came"):
        """Take the first free desk and return it; ``False`` when all are taken.

        Cancelled moments were given to somebody else: they take no time.
        """
        wanted = ((1 << minutes) - 1) << start
        for desk in counter.desks([product for product, _quantity in lines]):
            taken = self.taken.get((desk, day.date), 0)
            if desk is None or not taken & wanted:
                if fate != "cancelled":
                    self.taken[desk, day.date] = taken | wanted
                return desk
        return False


class Cells:
    """The open days of the counters of a service, each as likely as it was busy."""

    def __init__(self, cells):
        self.cells = cells
        self.weights = [self._weight(*cell) for cell in cells]
        self.sums = list(accumulate(self.weights))

    @staticmethod
    def _weight(counter, day):
        demand = counter.month_weights(day.date)[-1]
        return demand * day.minutes * profile.WEEKDAYS.get(day.date.isoweekday(), 1)

    def draw(self, rng):
        return rng.choices(self.cells, cum_weights=self.sums)[0]

    def since(self, first):
        """Return the cells from a day on."""
        return Cells([cell for cell in self.cells if cell[1].date >= first])

    def share_since(self, first):
        """Return which part of the visits falls on or after a day."""
        total = self.sums[-1] if self.sums else 0
        late = self.since(first).sums
        return late[-1] / total if late and total else 0
