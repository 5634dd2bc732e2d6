"""How many visitors are expected in the weeks to come."""

from collections import defaultdict
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from ....models.common.wording import short_day_in_words
from .tile import Tile, cell

#: days of which the sum stands above the picture
NEAR = 7


class Coming(NamedTuple):
    """Expected visitors of a day, of all services together, and their range."""

    expected: float | None = None
    low: float | None = None
    high: float | None = None

    @classmethod
    def of(cls, rows):
        """Add up rows; the sum of ranges is wider than the range of a sum."""
        told = rows.filtered(lambda row: row.expected is not False)
        if not told:
            return cls()
        return cls(*(sum(told.mapped(name)) for name in cls._fields))


class ComingWeeks(Tile):
    """The days to come, whatever period the other tiles are about."""

    model = "municipal.forecast"
    kind = "range"

    def table(self):
        return super().table() | {
            "days": [("day", ">=", str(self._today))],
            "heading": self.env._("Day"),
        }

    def title(self):
        return self.env._("Coming weeks")

    def help(self):
        return self.env._(
            "Visitors expected on each day from today on, whatever period is chosen "
            "above. At least eight of ten days fall within the range. Made anew every "
            "night; where too little is known there is no number."
        )

    def band(self):
        return self.env._("Range of eight in ten days")

    def empty(self):
        reasons = self.labels("reason")
        known = {row.reason for row in self._rows}
        if not known:
            return self.env._("Nothing was worked out yet: this is done every night.")
        return self.env._(
            "Too little is known to give a number: %(reasons)s.",
            reasons="; ".join(name for key, name in reasons.items() if key in known),
        )

    def views(self):
        return [{"key": "visitors", "label": self.env._("Visitors"), "digits": 0}]

    def columns(self):
        names = (self.env._("Expected"), self.env._("At least"), self.env._("At most"))
        return [
            {"key": key, "label": name, "match": []}
            for key, name in zip(Coming._fields, names, strict=True)
        ]

    @cached_property
    def _today(self):
        return (self.figures.location or self.env.company)._today()

    @cached_property
    def _rows(self):
        domain = [("day", ">=", self._today), *self.figures.scope]
        towns = [("company_id", "in", self.env.companies.ids)]
        return self.env[self.model].search(domain + towns, order="day, id")

    @cached_property
    def _days(self):
        """Return day -> rows of its services, in order."""
        found = defaultdict(self.env[self.model].browse)
        for row in self._rows:
            found[row.day] |= row
        return dict(found)

    def rows(self):
        return [
            {
                "key": str(day),
                "label": self._label(day, rows),
                "short": f"{day.day}/{day.month}",
                "notes": [],
                "match": [("day", "=", str(day))],
                "cells": self._cells(Coming.of(rows)),
            }
            for day, rows in self._days.items()
        ]

    def _cells(self, coming):
        """Return the numbers of a day; behind each are the same rows."""
        return [cell([value], count=coming.expected or 0) for value in coming]

    def _label(self, day, rows):
        """Say which day it is, and what makes it another one."""
        special = dict.fromkeys(filter(None, rows.mapped("special")))
        return " · ".join([short_day_in_words(self.env, day), *special])

    def totals(self):
        last = self._today + timedelta(days=NEAR - 1)
        rows = self._rows.filtered(lambda row: row.day <= last)
        coming = Coming.of(rows)
        if coming.expected is None:
            return []
        near = {
            "label": self.env._("Next seven days"),
            "digits": 0,
            "hint": self._hint(coming, rows),
            **cell([coming.expected], match=[("day", "<=", str(last))]),
        }
        return [near]

    def _hint(self, coming, rows):
        text = self.env._(
            "%(low)s to %(high)s", low=round(coming.low), high=round(coming.high)
        )
        silent = rows.filtered("unknown").service_id
        if not silent:
            return text
        names = ", ".join(silent.mapped("name"))
        return self.env._("%(range)s, without %(names)s", range=text, names=names)
