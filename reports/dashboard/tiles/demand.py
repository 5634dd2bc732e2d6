"""What visitors asked for and did not get."""

from collections import Counter
from functools import cached_property

from .tile import Tile, cell


class AskedInVain(Tile):
    """What was asked in vain, by what was asked for and why not."""

    model = "municipal.demand"
    kind = "bars"

    def title(self):
        return self.env._("Asked in vain")

    def help(self):
        return self.env._(
            "What visitors looked for and did not get: a free slot, a ticket, a "
            "product by its name, help outside the opening hours. Nothing tells who it "
            "was."
        )

    def empty(self):
        if self._since is None or self.figures.period.last < self._since:
            return self.env._("Nothing of this period was counted.")
        return self.env._("Nobody asked for anything in vain in this period.")

    def views(self):
        return [{"key": "times", "label": self.env._("How often"), "digits": 0}]

    def columns(self):
        return [{"key": "times", "label": self.env._("How often"), "match": []}]

    @cached_property
    def _since(self):
        """Return the first day of which anything was counted: before it, 0 is no
        number."""
        [(day,)] = self.env[self.model]._read_group([], [], ["day:min"])
        return day or None

    @cached_property
    def _found(self):
        """Return how often, by (kind, reason): now and before."""
        found = {True: Counter(), False: Counter()}
        for now, kind, reason, times in self.figures.grouped(
            ["kind", "reason"], ["times:sum"], [], model=self.model
        ):
            found[now][kind, reason] = times
        return found[True], found[False]

    def _was(self, number):
        """Return a number of the period before, if anything was counted then."""
        counted = self._since and self._since <= self.figures.before.last
        return number if counted else None

    def rows(self):
        (now, before), reasons = self._found, self.labels("reason")
        kinds = self.labels("kind")
        keys = sorted({*now, *before}, key=lambda key: (-now[key], key))
        return [
            {
                "key": f"{kind} {reason}",
                "label": f"{kinds[kind]}: {reasons[reason]}",
                "match": [("kind", "=", kind), ("reason", "=", reason)],
                "cells": [cell([now[kind, reason]], self._was(before[kind, reason]))],
            }
            for kind, reason in keys
        ]

    def totals(self):
        if self._since is None or self.figures.period.last < self._since:
            return []
        total = self._total(self.env._("All together"), lambda kind: True)
        return [total, *self._by_kind()]

    def _by_kind(self):
        """Yield the number of each kind that was asked for at all."""
        asked = {kind for found in self._found for kind, _reason in found}
        for key, name in self.labels("kind").items():
            if key in asked:
                total = self._total(name, lambda kind, key=key: kind == key)
                yield total | {"match": [("kind", "=", key)]}

    def _total(self, label, chosen):
        now, before = (
            sum(times for (kind, _reason), times in found.items() if chosen(kind))
            for found in self._found
        )
        return {"label": label, "digits": 0, **cell([now], self._was(before))}
