"""Visitors of a day as a product of factors, learnt from the days that were.

``level × growth × weekday × week of the year × what is special about the day``: every
factor can be read and told ("Mondays 1.2 times the mean, the week after a long weekend
1.3 times"). Each is the visitors counted over the visitors expected without it, drawn
to one as long as little speaks for it.

>>> from datetime import date, timedelta
>>> days = [date(2025, 1, 6) + timedelta(days=n) for n in range(70)]
>>> rows = [Row(day, 60 if day.weekday() == 0 else 40) for day in days]
>>> model = fit(rows)
>>> round(model.expected(Row(date(2025, 3, 17)))), model.slope
(60, 0.0)

The factors are fitted in turn until nothing changes (iterative proportional fitting,
which for counts gives the estimate of a Poisson regression: Y. Bishop, S. Fienberg, P.
Holland, *Discrete Multivariate Analysis*, 1975, chapter 3). The pull to one is a gamma
law with mean one. Days vary more than dice: the dispersion is Pearson's, as in
:mod:`engine.difference`.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import exp, log

#: how far factors are from one, usually; a smaller number draws them more
USUAL = {"weekday": 0.6, "season": 0.25, "kind": 0.3, "slope": 0.04, "now": 0.1}
#: the level of today, when nobody knows what the season has to do with it
USUAL_NOW_WITHOUT_YEAR = 0.3
#: weights of a week of the year and its neighbours on either side
NEIGHBOURS = {-2: 1, -1: 2, 0: 3, 1: 2, 2: 1}
#: weeks of history below which nobody knows what a year looks like
YEAR = 60
#: rounds of fitting, and of looking for steps of the level
ROUNDS, STEPS = 6, 4
#: weeks on either side of a step, and how much better it must make the fit
LEAST_WEEKS, EVIDENCE = 6, 14
#: candidates: the level of today is learnt from so many weeks, mostly
HALF_LIVES = (2, 5, 15)
WEEKS = 53


@dataclass(frozen=True)
class Row:
    """A day with open doors, and how many came if it is past."""

    day: date
    visitors: float | None = None
    #: number of the opening hours in force: their weekdays are their own
    regime: int = 0
    #: of :func:`engine.flemish_days.kinds`, and whatever was on
    kinds: frozenset = frozenset()

    @cached_property
    def week(self):
        """Return the number of the week, on one clock for all years."""
        return self.day.toordinal() // 7

    @cached_property
    def season(self):
        """Return the week of the year."""
        return min(WEEKS - 1, (self.day.timetuple().tm_yday - 1) // 7)

    @cached_property
    def weekday(self):
        """Return the weekday under these hours."""
        return self.regime, self.day.weekday()


@dataclass
class Model:
    """Factors by what they belong to."""

    #: first weeks of the stretches of one level, and the regimes that begin others
    steps: tuple = ()
    start: int = 0
    seasonal: bool = False
    level: dict = field(default_factory=dict)
    weekday: dict = field(default_factory=dict)
    season: dict = field(default_factory=dict)
    kind: dict = field(default_factory=dict)
    #: growth in a year, as a logarithm
    slope: float = 0.0
    #: times the fitted level: what the last weeks say
    now: float = 1.0
    dispersion: float = 1.0
    #: days counted, by (regime, weekday) and by kind
    seen: Counter = field(default_factory=Counter)

    def stretch(self, row):
        return row.regime, sum(row.week >= step for step in self.steps)

    def years(self, row):
        return (row.day.toordinal() - self.start) / 365.25

    def fitted(self, row):
        """Return the visitors of a day, without what only the last weeks say."""
        product = self.level.get(self.stretch(row)) or self.level[max(self.level)]
        product *= self.weekday.get(row.weekday, 1.0)
        product *= self.season.get(row.season, 1.0)
        for name in row.kinds:
            product *= self.kind.get(name, 1.0)
        return product * exp(self.slope * self.years(row))

    def expected(self, row):
        """Return the visitors of a day to come."""
        return self.fitted(row) * self.now


def fit(rows):
    """Return the model of past days, which are in order and not empty."""
    fitting = Fitting(rows)
    fitting.alternate()
    for _step in range(STEPS):
        step = _step_of(fitting.model, fitting.weeks())
        if step is None:
            break
        fitting.divide(step)
        fitting.alternate()
    model = fitting.model
    model.now = _now(model, list(fitting.weeks().values()))
    return model


class Fitting:
    """A model that is being fitted, and what it makes of the days so far."""

    def __init__(self, rows):
        self.rows = rows
        self.model = model = Model(
            start=rows[len(rows) // 2].day.toordinal(),
            seasonal=rows[-1].week - rows[0].week >= YEAR,
        )
        model.seen.update((row.regime, row.day.weekday()) for row in rows)
        model.seen.update(name for row in rows for name in row.kinds)
        self.years = [model.years(row) for row in rows]
        self.weekdays = self._places(lambda row: row.weekday)
        self.seasons = self._places(lambda row: row.season)
        self.kinds = defaultdict(list)
        for index, row in enumerate(rows):
            for name in row.kinds:
                self.kinds[name].append(index)
        self.divide()

    def _places(self, key):
        """Return key -> indices of the days that have it."""
        found = defaultdict(list)
        for index, row in enumerate(self.rows):
            found[key(row)].append(index)
        return found

    def divide(self, *steps):
        """Let the level step in more weeks."""
        model, mean = (
            self.model,
            sum(row.visitors for row in self.rows) / len(self.rows),
        )
        model.steps = tuple(sorted((*model.steps, *steps)))
        self.levels = self._places(model.stretch)
        model.level = dict.fromkeys(self.levels, max(0.01, mean))
        self.fitted = [model.fitted(row) for row in self.rows]

    def alternate(self):
        """Fit each group of factors in turn, the others as they are."""
        for _round in range(ROUNDS):
            self._ratios(self.model.level, self.levels, 0)
            self._ratios(self.model.weekday, self.weekdays, self._pull("weekday"))
            if self.model.seasonal:
                self._season()
                self._grow()
            self._ratios(self.model.kind, self.kinds, self._pull("kind"))
            self._disperse()

    def weeks(self):
        """Return week -> [visitors, fitted visitors], in order."""
        found = {}
        for row, fitted in zip(self.rows, self.fitted, strict=True):
            pair = found.setdefault(row.week, [0, 0])
            pair[0] += row.visitors
            pair[1] += fitted
        return found

    def _pull(self, name):
        return _pull(self.model, USUAL[name])

    def _sums(self, places):
        """Return the visitors and the fitted visitors of some days."""
        counted = sum(self.rows[index].visitors for index in places)
        return counted, sum(self.fitted[index] for index in places)

    def _ratios(self, group, places, pull):
        """Correct the factors of a group by visitors over fitted visitors."""
        for key, mine in places.items():
            counted, fitted = self._sums(mine)
            without = fitted / group.get(key, 1.0)
            self._set(group, key, (counted + pull) / max(1e-9, without + pull), mine)

    def _set(self, group, key, factor, places):
        """Write a factor, and what changes by it."""
        factor = max(1e-6, factor)
        times = factor / group.get(key, 1.0)
        group[key] = factor
        for index in places:
            self.fitted[index] *= times

    def _season(self):
        """Let each week of the year learn from the weeks beside it, too."""
        season, counted, without = self.model.season, Counter(), Counter()
        for week, mine in self.seasons.items():
            counted[week], fitted = self._sums(mine)
            without[week] = fitted / season.get(week, 1.0)
        pull = self._pull("season")
        for week in range(WEEKS):
            near = [((week + far) % WEEKS, by) for far, by in NEIGHBOURS.items()]
            top = sum(counted[other] * by for other, by in near) + pull
            bottom = sum(without[other] * by for other, by in near) + pull
            self._set(season, week, top / bottom, self.seasons.get(week, ()))

    def _grow(self):
        """Correct the yearly growth by one step of Newton's."""
        pull = self._pull("slope")
        gain, weight = -self.model.slope * pull, pull
        for row, fitted, years in zip(self.rows, self.fitted, self.years, strict=True):
            gain += (row.visitors - fitted) * years
            weight += fitted * years * years
        more = gain / weight
        self.model.slope += more
        self.fitted = [
            fitted * exp(more * years)
            for fitted, years in zip(self.fitted, self.years, strict=True)
        ]

    def _disperse(self):
        """Measure how much more days vary than dice do."""
        model, pairs = self.model, zip(self.rows, self.fitted, strict=True)
        squares = sum((row.visitors - f) ** 2 / max(0.05, f) for row, f in pairs)
        free = len(self.rows) - len(model.weekday) - len(model.season) / 3
        model.dispersion = max(1.0, squares / max(1, free))


def _pull(model, usual):
    """Return how many visitors speak for a factor of one before any came."""
    return model.dispersion / usual**2


def _step_of(model, weeks):
    """Return the week in which the level most clearly changed, if any did."""
    spread = sum((y - f) ** 2 / max(0.1, f) for y, f in weeks.values())
    spread = max(model.dispersion, spread / max(1, len(weeks) - 1))
    gain, step = max(_gains(model, list(weeks.items())), default=(0, None))
    return step if gain / spread > EVIDENCE else None


def _gains(model, weeks):
    """Yield how much better a step at a week fits its stretch, and the week."""
    edges = sorted({weeks[0][0], *model.steps, weeks[-1][0] + 1})
    for first, last in zip(edges, edges[1:], strict=False):
        some = [(week, *pair) for week, pair in weeks if first <= week < last]
        whole = sum(y for _w, y, _f in some), sum(f for _w, _y, f in some)
        before = [0, 0]
        for index, (week, y, f) in enumerate(some):
            if LEAST_WEEKS <= index <= len(some) - LEAST_WEEKS:
                after = whole[0] - before[0], whole[1] - before[1]
                gain = _surprise(*before) + _surprise(*after) - _surprise(*whole)
                yield 2 * gain, week
            before[0] += y
            before[1] += f


def _surprise(counted, fitted):
    """Return how unlikely the fitted visitors make the counted ones."""
    return counted * log(counted / fitted) if counted > 0 and fitted > 0 else 0.0


def _now(model, weeks):
    """Return what the last weeks say, remembered as long as it would have helped."""
    usual = USUAL["now"] if model.seasonal else USUAL_NOW_WITHOUT_YEAR
    pull = _pull(model, usual)
    errors = {half: _missed(weeks, half, pull) for half in HALF_LIVES}
    return _recent(weeks, min(errors, key=errors.get), pull)


def _recent(weeks, half, pull):
    """Return visitors over fitted visitors, the last weeks before earlier ones."""
    keep, counted, fitted = 0.5 ** (1 / half), 0.0, 0.0
    for y, f in weeks:
        counted, fitted = keep * counted + y, keep * fitted + f
    return (counted + pull) / (fitted + pull)


def _missed(weeks, half, pull, ahead=4):
    """Return how far a memory was from the weeks that came a month later."""
    keep, counted, fitted, missed = 0.5 ** (1 / half), 0.0, 0.0, 0.0
    for index, (y, f) in enumerate(weeks[:-ahead]):
        counted, fitted = keep * counted + y, keep * fitted + f
        later, level = weeks[index + ahead], (counted + pull) / (fitted + pull)
        missed += abs(later[0] - later[1] * level)
    return missed
