"""For which appointments nobody came."""

from collections import Counter
from functools import cached_property

from ..weeks import week_name
from .tile import ShareByWeek, cell, per


class NoShows(ShareByWeek):
    """The share of the appointments for which nobody came, by a key of each."""

    domain = (("channel", "=", "appointment"), ("state", "=", "no_show"))

    def label(self):
        return self.env._("No-shows")

    def help(self):
        return self.env._(
            "Of the appointments that were not cancelled, the share for which nobody "
            "came."
        )

    def key_of(self, day, lead):
        """Return in which row an appointment stands."""
        raise NotImplementedError

    @cached_property
    def _found(self):
        """Return (missed, made) by (of the period itself?, key)."""
        missed, made = Counter(), Counter()
        for now, day, lead, state, visits in self.figures.promised:
            for key in {self.key_of(day, lead), None}:
                made[now, key] += visits
                missed[now, key] += visits * (state == "no_show")
        return missed, made

    def _cell(self, key):
        """Return the share of a row; without key, that of the whole period."""
        missed, made = self._found
        now, before = (
            per(missed[which, key], made[which, key], digits=None)
            for which in (True, False)
        )
        return cell([now], before, missed[True, key])


class NoShowsByWeek(NoShows):
    def title(self):
        return self.env._("No-shows by week")

    def key_of(self, day, lead):
        return week_name(day)

    def rows(self):
        return self.by_week(lambda week: [self._cell(week)])

    def totals(self):
        return [{"label": self.label(), "percent": True, **self._cell(None)}]


class NoShowsByLead(NoShows):
    """The same by how long before an appointment was made."""

    kind = "bars"

    def title(self):
        return self.env._("No-shows by how long before it was booked")

    def key_of(self, day, lead):
        return lead

    def rows(self):
        return [
            {
                "key": key,
                "label": name,
                "match": [("lead", "=", key)],
                "cells": [self._cell(key)],
            }
            for key, name in self.labels("lead").items()
        ]
