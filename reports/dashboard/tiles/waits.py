"""How long visitors waited."""

from ..figures import WAITED
from .tile import ShareByWeek, Tile, cell

IN_TIME = [("within_target", "=", 100)]


class WaitsByWeek(Tile):
    """The median and the ninetieth percentile of waits, week by week."""

    kind = "lines"
    domain = WAITED

    def title(self):
        return self.env._("Waits by week")

    def help(self):
        return self.env._(
            "In minutes, of visitors whose times are known: the median, and the time "
            "within which nine in ten were helped. The dashed line is the "
            "target of the service."
        )

    def target(self):
        return self.figures.target

    def views(self):
        return [{"key": "minutes", "label": self.env._("Minutes"), "digits": 1}]

    def _names(self):
        return {
            "median": self.env._("Half waited at most"),
            "p90": self.env._("Nine in ten waited at most"),
        }

    def columns(self):
        return [
            {"key": key, "label": name, "match": []}
            for key, name in self._names().items()
        ]

    def rows(self):
        return self.by_week(
            lambda week: [self._cell(key, True, week) for key in self._names()]
        )

    def _cell(self, key, now, week, before=None):
        waits = self.figures.waits_by_week[now, week]
        return cell([getattr(waits, key)], before, waits.known)

    def totals(self):
        was = self.figures.waits_by_week[False, None]
        return [
            {
                "label": name,
                "digits": 1,
                "unit": "min",
                **self._cell(key, True, None, getattr(was, key)),
            }
            for key, name in self._names().items()
        ]


class InTimeByWeek(ShareByWeek):
    """Which share of the visitors were helped within the target."""

    domain = WAITED + IN_TIME

    def title(self):
        return self.label()

    def label(self):
        if self.figures.target:
            minutes = self.figures.target
            return self.env._("Helped within %(minutes)s minutes", minutes=minutes)
        return self.env._("Helped within the target")

    def help(self):
        return self.env._("Of the visitors whose wait is known, as a share of them.")

    def rows(self):
        return self.by_week(lambda week: [self._cell(week)])

    def _cell(self, week, before=None):
        waits = self.figures.waits_by_week[True, week]
        return cell([waits.share], before, waits.in_time)

    def totals(self):
        before = self.figures.waits_by_week[False, None].share
        return [{"label": self.label(), "percent": True, **self._cell(None, before)}]
