"""What a dashboard and a page for the college count: each question one GROUP BY.

Every question is asked of a period and of the one beside it. Measures are those
of the figures (``municipal.visit.report``), so that a tile, a pivot and a list agree.
"""

from collections import Counter, defaultdict
from functools import cached_property
from typing import NamedTuple

from odoo.fields import Domain
from odoo.models import BaseModel

from ..visit_rows import CAME

CAME_DOMAIN = [("came", "=", True)]
#: appointments that were kept, and that were not
PROMISED = [("channel", "=", "appointment"), ("state", "in", [*CAME, "no_show"])]
WAITED = [("came", "=", True), ("waiting_minutes", "!=", False)]
CONTACTS = [("contacts", ">", 0)]
#: in the order of :class:`Waits`
WAITS = ["waits_known:sum", "waiting_median:avg", "waiting_p90:avg"]
WAITS += ["within_target:avg"]


#: in the order of :class:`Answers`
ANSWERS = ["answers:sum", "asked:sum", "satisfied_percent:avg"]
ANSWERS += ["low_percent:avg", "high_percent:avg"]


class Answers(NamedTuple):
    """What some visitors answered; of too few nothing but their number is told."""

    answers: int = 0
    #: visitors who got a mail
    asked: int = 0
    percent: float | None = None
    low_percent: float | None = None
    high_percent: float | None = None

    @property
    def share(self):
        """Return the part that is satisfied."""
        return _part(self.percent)

    @property
    def low(self):
        return _part(self.low_percent)

    @property
    def high(self):
        return _part(self.high_percent)


class Waits(NamedTuple):
    """Waits of some visitors: number, percentiles, the share within the target."""

    known: int = 0
    median: float | None = None
    p90: float | None = None
    percent: float | None = None

    @property
    def share(self):
        return self.percent / 100 if self.known else None

    @property
    def in_time(self):
        return round(self.known * self.percent / 100) if self.known else 0


class Figures:
    """The figures of two periods, for services and locations or for all."""

    def __init__(self, env, period, before, service=None, location=None):
        self.env = env
        self.period, self.before = period, before
        self.service = service or env["municipal.service"]
        self.location = location or env["municipal.location"]
        self.report = env["municipal.visit.report"]

    @property
    def scope(self):
        """Return the domain of the services and the locations, without days."""
        domain = []
        if self.service:
            domain.append(("service_id", "in", self.service.ids))
        if self.location:
            domain.append(("location_id", "in", self.location.ids))
        return domain

    def grouped(self, names, measures, domain, only_now=False, model=None):
        """Return rows (of the period itself?, *groups, *measures): a query for each.

        :param model: of which rows, those of visits if left out
        """
        counted = self.env[model] if model else self.report
        return [
            (now, *(_plain(value) for value in row))
            for now, inside in self.domains(domain)
            if now or not only_now
            for row in counted._read_group(inside, names, measures)
        ]

    def sets(self, model, domain, groups, measures):
        """Return a list of rows (*groups, *measures) for each of several groupings."""
        found = self.env[model]._read_grouping_sets(domain, groups, measures)
        return [[[*map(_plain, row)] for row in rows] for rows in found]

    def domains(self, domain):
        """Yield whether it is the period itself, and the domain of its rows."""
        asked = Domain(self.scope) & Domain(domain)
        for now, days in ((True, self.period), (False, self.before)):
            yield now, Domain(days.domain()) & asked

    def counted(self, name, measure, domain):
        """Return Counters of a measure by one field: of the period and before."""
        found = {True: Counter(), False: Counter()}
        for now, key, amount in self.grouped([name], [measure], domain):
            found[now][key] += amount or 0
        return found[True], found[False]

    # Days ------------------------------------------------------------------------

    @cached_property
    def contacts(self):
        """Return rows (of the period itself?, day, channel, visitors, contacts)."""
        measures = ["visitors:sum", "contacts:sum"]
        return self.grouped(["day:day", "channel"], measures, CONTACTS)

    @cached_property
    def visitors(self):
        """Return rows (of the period itself?, day, channel, visitors)."""
        return [row for *row, _contacts in self.contacts if row[3]]

    @cached_property
    def contacts_by_channel(self):
        """Return the contacts of each channel: now and before."""
        found = {True: Counter(), False: Counter()}
        for now, _day, channel, _visitors, contacts in self.contacts:
            found[now][channel] += contacts
        return found[True], found[False]

    @cached_property
    def daily(self):
        """Return the visitors of each day on which somebody came: now and before."""
        found = {True: Counter(), False: Counter()}
        for now, day, _channel, visitors in self.visitors:
            found[now][day] += visitors
        return found[True], found[False]

    @cached_property
    def promised(self):
        """Return rows (of the period itself?, day, lead, state, appointments)."""
        return self.grouped(["day:day", "lead", "state"], ["visits:sum"], PROMISED)

    @cached_property
    def _types(self):
        domain = Domain("company_id", "in", self.env.companies.ids)
        domain &= Domain("service_id", "in" if self.service else "!=", self.service.ids)
        if self.location:
            domain &= Domain("location_ids", "in", [*self.location.ids, False])
        return self.env["resource.booking.type"].search(domain)

    @cached_property
    def open_times(self):
        """Return what the hours say of both periods."""
        periods = (self.period, self.before)
        return [self._types._open_time(*period) for period in periods]

    def open_days(self, weekday=None):
        """Return on how many days visitors were received: now and before.

        A day on which visitors came was open, whatever the hours say: they may not
        go so far back.
        """
        return [
            hours.days(weekday, daily)
            for hours, daily in zip(self.open_times, self.daily, strict=True)
        ]

    def open_dates(self):
        """Return these days themselves, in order."""
        return [
            sorted(hours.dates.union(daily))
            for hours, daily in zip(self.open_times, self.daily, strict=True)
        ]

    # Waits -----------------------------------------------------------------------

    @cached_property
    def target(self):
        """Return within how many minutes visitors are to be called, if one holds."""
        services = self.service or self.env["municipal.service"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        targets = set(services.mapped("wait_target_minutes"))
        return targets.pop() if len(targets) == 1 else None

    @cached_property
    def waits_by_week(self):
        """Return the waits by (of the period itself?, week); without week, of all."""
        found = defaultdict(Waits)
        for now, domain in self.domains(WAITED):
            weeks, [total] = self.report._read_grouping_sets(
                domain, [["week"], []], WAITS
            )
            for week, *waits in [*weeks, (None, *total)]:
                found[now, week] = Waits(*map(_plain, waits))
        return found

    # Answers -----------------------------------------------------------------------

    @cached_property
    def answers_by_week(self):
        """Return what visitors answered, by the keys of :attr:`waits_by_week`."""
        found = defaultdict(Answers)
        for now, domain in self.domains([]):
            for week, answers in self.answers("week", domain).items():
                found[now, week] = answers
        return found

    def answers(self, name, domain):
        """Return what visitors answered, by a field; without key, all of them."""
        model = "municipal.evaluation.report"
        groups, [total] = self.sets(model, domain, [[name], []], ANSWERS)
        rows = [*groups, [None, *total]]
        return {key: Answers(*measures) for key, *measures in rows}

    # What must be said -------------------------------------------------------------

    @cached_property
    def notes(self):
        """Return the breaks, estimates and events of both periods, in order."""
        breaks = self.env["municipal.series.break"]
        first = min(self.period.first, self.before.first)
        last = max(self.period.last, self.before.last)
        services = breaks.service_id.union(self.service)
        domain = breaks._domain_in_period(first, last, services)
        return breaks.search(domain, order="date, kind, id")


def _part(percent):
    """Return a percentage as a part of one, or nothing where none is told."""
    return None if percent is None else percent / 100


def _plain(value):
    """Return the id of a record, and nothing of what was not measured."""
    value = value.id if isinstance(value, BaseModel) else value
    return None if value is False else value
