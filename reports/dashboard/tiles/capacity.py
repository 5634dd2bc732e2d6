"""What the desks offered, and what became of it."""

from functools import cached_property
from typing import NamedTuple

from .tile import Tile, cell, part

MEASURES = ["offered:sum", "booked_percent:avg", "used_percent:avg", "overtime:sum"]
GROUPS = [["half_hour", "weekday"], ["weekday"], []]


class Capacity(NamedTuple):
    """Minutes offered, how many percent were booked and used, minutes after hours.

    Nothing where nothing was counted, or nobody registered who was helped.
    """

    offered: int | None = None
    booked: float | None = None
    used: float | None = None
    overtime: float | None = None


class DeskUse(Tile):
    """Which share of the time of the desks was booked and used, and when."""

    model = "municipal.capacity"
    kind = "heat"

    def title(self):
        return self.env._("Use of the desks")

    def help(self):
        return self.env._(
            "Of the time in which desks were open: used is when somebody was being "
            "helped, booked is what appointments took, also of who did not come. "
            "Counted at night, when the day is over. A dash: nobody registered who "
            "was helped."
        )

    def empty(self):
        return self.env._(
            "No day of this period was counted: what desks offer is counted every "
            "night, since this was installed."
        )

    def views(self):
        return [
            {"key": "used", "label": self.env._("Used"), "percent": True},
            {"key": "booked", "label": self.env._("Booked"), "percent": True},
        ]

    @cached_property
    def _found(self):
        """Return the capacity by (half-hour, weekday), by weekday, and of all."""
        found = self.figures.sets(self.model, self._domains[0], GROUPS, MEASURES)
        return [
            {(*keys,): Capacity(*values) for *keys, values in map(_packed, rows)}
            for rows in found
        ]

    @cached_property
    def _domains(self):
        return [domain for _now, domain in self.figures.domains([])]

    @cached_property
    def _before(self):
        [[row]] = self.figures.sets(self.model, self._domains[1], [[]], MEASURES)
        return Capacity(*row)

    @property
    def _weekdays(self):
        return sorted(weekday for (weekday,) in self._found[1])

    def columns(self):
        names = self.labels("weekday")
        return [
            {
                "key": weekday,
                "label": names[weekday],
                "hint": self._used_on(weekday),
                "match": [("weekday", "=", weekday)],
            }
            for weekday in self._weekdays
        ]

    def _used_on(self, weekday):
        """Say which share of a weekday was used."""
        used = self._found[1][weekday,].used
        if used is None:
            return self.env._("not measured")
        return self.env._("used: %(percent)s%%", percent=round(used))

    def rows(self):
        names = self.labels("half_hour")
        return [
            {
                "key": half,
                "label": names[half],
                "match": [("half_hour", "=", half)],
                "cells": [self._cell(half, weekday) for weekday in self._weekdays],
            }
            for half in sorted({half for half, _weekday in self._found[0]})
        ]

    def _cell(self, half, weekday):
        found = self._found[0].get((half, weekday), Capacity())
        return cell([part(found.used), part(found.booked)], count=found.offered or 0)

    def totals(self):
        [now] = self._found[2].values()
        if now.offered is None:
            return []
        before, env = self._before, self.env
        return [
            {
                "label": env._("Offered"),
                "unit": env._("h"),
                "digits": 0,
                **self._total(*(_hours(each.offered) for each in (now, before))),
            },
            {
                "label": env._("Booked"),
                "percent": True,
                **self._total(part(now.booked), part(before.booked)),
            },
            {
                "label": env._("Used"),
                "percent": True,
                "hint": env._("not measured") if now.used is None else "",
                **self._total(part(now.used), part(before.used)),
            },
            {
                "label": env._("After closing time"),
                "unit": "min",
                "digits": 0,
                **self._total(now.overtime, before.overtime),
                "match": [("overtime", ">", 0)],
            },
        ]

    def _total(self, now, before):
        return cell([now], before)


def _packed(row):
    """Return a row with its measures in one."""
    return *row[: -len(MEASURES)], row[-len(MEASURES) :]


def _hours(minutes):
    return None if minutes is None else minutes / 60
