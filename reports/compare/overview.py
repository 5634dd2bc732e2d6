"""The first sheet of figures: what changed at all, and with what the others agree."""

from typing import NamedTuple

from ..dashboard.figures import WAITED
from ..sheets.checks import Checks
from ..sheets.sheet import Column
from .words import cells, columns, untold

#: in the order of :class:`Waits`
WAITS = [
    "waits_known:sum",
    "waiting_minutes:avg",
    "waiting_median:avg",
    "waiting_p90:avg",
    "within_target:avg",
]


class Waits(NamedTuple):
    """The waits of some visitors; nothing when nobody measured them."""

    known: int = 0
    mean: float | None = None
    median: float | None = None
    p90: float | None = None
    percent: float | None = None

    @property
    def share(self):
        return None if self.percent is None else self.percent / 100


def waits_by(figures, *names):
    """Return the waits by group: key -> [before, after]."""
    found = {}
    for now, *row in figures.grouped(list(names), WAITS, WAITED):
        pair = found.setdefault(tuple(row[: len(names)]), [Waits(), Waits()])
        known, *rest = row[len(names) :]
        pair[now] = Waits(known or 0, *rest)
    return found


class OverviewSheet(Checks):
    def __init__(self, content, sheet):
        super().__init__(content.book)
        self.content = content
        self.facts = content.facts
        self.sheet = sheet
        content.totals = self

    def fill(self):
        env = self.env
        self.content.notes.write_warning(self.sheet)
        self.sheet.header([Column(env._("Figure"), "text", 52), *columns(env)])
        self._section(env._("Numbers"), "int", self._numbers())
        self._section(env._("Per open day"), "dec", self._rates())
        self._section(env._("Shares"), "share", self._shares())
        self._section(env._("Waits (min)"), "dec", self._waits())
        self.content.notes.write_texts(self.sheet)

    def _section(self, title, kind, rows):
        """Write rows of the same kind: figures of both periods and their difference."""
        self.sheet.row([title, *[None] * 7], "section", ["text"] * 8)
        kinds = ["text", kind, kind, kind, "share", kind, "share", "word"]
        for key, label, values in rows:
            for place, column in (("before", 1), ("after", 2)):
                self.cells[key, place] = self.sheet.cell(self.sheet.next_row, column)
                self.values[key, place] = values[column - 1]
            self.sheet.row([label, *values], kinds=kinds)

    def _numbers(self):
        env, facts = self.env, self.facts
        now, before = facts.figures.daily
        contacts = facts._added(facts.contacts_by_channel.values())
        known = waits_by(facts.figures).get((), [Waits(), Waits()])
        return [
            ("days", env._("Open days"), untold(*map(len, facts.dates))),
            ("visitors", env._("Visitors"), untold(before.total(), now.total())),
            (
                "contacts",
                env._("Contacts"),
                untold(contacts[1].total(), contacts[0].total()),
            ),
            ("known", env._("Waits known"), untold(*(one.known for one in known))),
        ]

    def _rates(self):
        env, facts = self.env, self.facts
        return [
            ("visitors_day", env._("Visitors"), cells(env, facts.visitors)),
            ("contacts_day", env._("Contacts"), cells(env, facts.contacts)),
        ]

    def _shares(self):
        env, facts = self.env, self.facts
        return [
            (
                "in_time",
                env._("Waited within the target, of waits known"),
                cells(env, facts.in_time, share=True),
            ),
            (
                "no_show",
                env._("No-shows, of appointments kept or not"),
                cells(env, facts.no_shows, share=True),
            ),
        ]

    def _waits(self):
        env = self.env
        before, after = waits_by(self.facts.figures).get((), [Waits(), Waits()])
        return [
            ("mean", env._("Mean"), untold(before.mean, after.mean)),
            (
                "median",
                env._("Median: half had less"),
                untold(before.median, after.median),
            ),
            ("p90", env._("Nine in ten had less than"), untold(before.p90, after.p90)),
        ]
