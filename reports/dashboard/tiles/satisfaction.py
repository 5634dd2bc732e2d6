"""How satisfied visitors are, and how sure that is."""

from functools import cached_property

from ..weeks import weeks_between
from .tile import Tile, cell


class Satisfaction(Tile):
    """The share of satisfied visitors week by week, within its uncertainty.

    Of groups with fewer answers than the town tells of only their number is known.
    """

    model = "municipal.evaluation.report"
    kind = "range"
    domain = (("answers", ">", 0),)

    def title(self):
        return self.env._("How satisfied visitors are")

    def help(self):
        return self.env._(
            "Share of the answers that are “good” or “very good”. In 95 of 100 cases "
            "the share of all visitors lies within the band, if those who did not "
            "answer think the same. Answers at a screen that is about several services "
            "count where no service is chosen."
        )

    def band(self):
        return self.env._("In 95 of 100 cases")

    def views(self):
        return [{"key": "share", "label": self.env._("Share"), "percent": True}]

    def columns(self):
        names = (self.env._("Satisfied"), self.env._("At least"), self.env._("At most"))
        keys = ("share", "low", "high")
        return [
            {"key": key, "label": name, "match": []}
            for key, name in zip(keys, names, strict=True)
        ]

    @cached_property
    def _least(self):
        return self.env["res.company"]._evaluation_least(self.env.companies)

    @property
    def _all(self):
        """Return the answers of the whole period, and of the one before."""
        return [self.figures.answers_by_week[now, None] for now in (True, False)]

    def empty(self):
        """Say why nothing is told: nobody was asked, or too few answered."""
        now, _before = self._all
        if now.share is not None:
            text = self.env._(
                "No week has %(least)s answers: of fewer nothing is told.",
                least=self._least,
            )
        elif now.answers:
            text = self.env._(
                "Too few answers: %(count)s. Of fewer than %(least)s nothing is told.",
                count=now.answers,
                least=self._least,
            )
        elif now.asked:
            text = self.env._("Visitors were asked by mail, and nobody answered yet.")
        elif any(self.env.companies.sudo().mapped("municipal_evaluation")):
            text = self.env._("Nobody answered in this period.")
        else:
            text = self.env._("Visitors are not asked how it was: see the settings.")
        return text

    def rows(self):
        """Return the weeks, or nothing where nothing can be told of any."""
        rows = [self._row(week) for week in weeks_between(self.figures)]
        told = any(row["cells"][0]["values"][0] is not None for row in rows)
        return rows if told else []

    def _row(self, week):
        found = self.figures.answers_by_week[True, week["key"]]
        label = self.env._(
            "%(week)s (answers: %(count)s)", week=week["label"], count=found.answers
        )
        cells = [
            cell([value], count=found.answers)
            for value in (found.share, found.low, found.high)
        ]
        return {**week, "label": label, "cells": cells}

    def totals(self):
        now, before = self._all
        if not now.answers and not before.answers:
            return []
        satisfied = {
            "label": self.env._("Satisfied"),
            "percent": True,
            "hint": self._hint(now),
            **cell([now.share], before.share, now.answers),
        }
        answers = {
            "label": self.env._("Answers"),
            "digits": 0,
            **cell([now.answers], before.answers),
        }
        return [satisfied, answers]

    def _hint(self, answers):
        if answers.share is None:
            return self.env._(
                "of fewer than %(least)s answers nothing is told", least=self._least
            )
        return self.env._(
            "%(low)s to %(high)s %% in 95 of 100 cases",
            low=round(100 * answers.low),
            high=round(100 * answers.high),
        )
