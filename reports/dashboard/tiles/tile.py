"""What all tiles are: a table with the rows behind each of its numbers."""

from ..weeks import weeks_between


class Tile:
    """A question of the dashboard, and its answer as rows, columns and cells.

    Each cell has the domain of what is behind it, so that its number can be clicked.
    The screen draws the table, and shows it to who asks for it. An heir says what it
    asks in the methods below.
    """

    #: of which rows the figures are
    model = "municipal.visit.report"
    #: how the screen draws it: ``stacked``, ``lines`` or a ``range`` (first what is
    #: told, then between what it lies), ``bars`` or ``heat``
    kind = "stacked"
    #: which rows are behind all numbers, besides period, service and location
    domain = ()

    def __init__(self, figures):
        self.figures = figures
        self.env = figures.env

    def table(self):
        """Return the tile as the screen takes it."""
        return {
            "kind": self.kind,
            "model": self.model,
            "domain": list(self.domain),
            "title": self.title(),
            "help": self.help(),
            "empty": self.empty(),
            "target": self.target(),
            "band": self.band(),
            "views": self.views(),
            "columns": self.columns(),
            "rows": self.rows(),
            "totals": self.totals(),
        }

    def title(self):
        raise NotImplementedError

    def help(self):
        """Say in a sentence or two what is counted."""
        raise NotImplementedError

    def empty(self):
        """Say why there may be nothing to see."""
        return self.env._("No visits in this period")

    def target(self):
        """Return the minutes of a line that all should stay below, if there is one."""
        return None

    def band(self):
        """Say what the band of a ``range`` means."""
        return None

    def views(self):
        """Return what a cell has values of; readers choose one of them."""
        raise NotImplementedError

    def columns(self):
        """Return the columns, each with the domain that it stands for."""
        raise NotImplementedError

    def rows(self):
        """Return the rows, each with its domain and a cell for every column."""
        raise NotImplementedError

    def totals(self):
        """Return the numbers of the whole period, each a cell with a label."""
        return []

    # For heirs

    def labels(self, name):
        """Return the labels of a selection in the language of the reader."""
        field = self.env[self.model]._fields[name]
        return dict(field._description_selection(self.env))

    def by_week(self, cells):
        """Return the rows of a tile by week.

        :param cells: function from the name of a week to its cells
        """
        return [
            {**week, "cells": cells(week["key"])}
            for week in weeks_between(self.figures)
        ]


class ShareByWeek(Tile):
    """A tile of one share, week by week or row by row."""

    def label(self):
        """Name the share."""
        raise NotImplementedError

    def views(self):
        return [{"key": "share", "label": self.env._("Share"), "percent": True}]

    def columns(self):
        return [{"key": "share", "label": self.label(), "match": []}]


def cell(values, before=None, count=None, match=()):
    """Return a cell: a value for each view, beside it what it was, and what counts."""
    return {
        "values": values,
        "before": before,
        "count": values[0] if count is None else count,
        "match": list(match),
    }


def per(amount, by, digits=4):
    """Return a quotient, or nothing of nothing: it is not 0."""
    if not by:
        return None
    return amount / by if digits is None else round(amount / by, digits)


def part(percent):
    """Return a percentage as a part of one, or nothing where none was measured."""
    return None if percent is None else percent / 100
