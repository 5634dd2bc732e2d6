from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import format_date, formatLang

from ...models.common.wording import WEEKDAYS
from ..college.facts import Facts
from ..dashboard import period
from ..dashboard.figures import Figures
from .parts import PARTS

#: months before and after a change of hours that are compared
MONTHS = 3
#: figures of a simulation, in the order of the page: how they are written, whether
#: less of it is better
ANSWERS = {
    "wait_mean": ("minutes", True),
    "wait_p90": ("minutes", True),
    "within_target": ("percent", False),
    "served": ("count", False),
    "refused": ("count", True),
    "left": ("count", True),
    "access_days": ("days", True),
    "desk_use": ("percent", None),
    "overtime_hours": ("hours", True),
    "desk_hours": ("hours", None),
}


class ReviewEvidence(models.AbstractModel):
    """What the figures say for a review, and how it is shown."""

    _name = "municipal.review.evidence"
    _description = "Evidence of a review"

    @api.model
    def _evidence(self, review):
        """Return every part of the evidence, as it is kept."""
        days = period.own(review.date_from, review.date_to)
        figures = Figures(self.env, *days, review.service_ids, review.location_id)
        return {name: part(figures, review) for name, part in PARTS.items()}

    @api.model
    def _effect(self, review):
        """Return what came of new hours, each with whether chance would do it too."""
        first = review.valid_from
        after = period.Period(first, first + relativedelta(months=MONTHS, days=-1))
        before = period.Period(
            first - relativedelta(months=MONTHS), first + relativedelta(days=-1)
        )
        facts = Facts(
            Figures(self.env, after, before, review.service_ids, review.location_id)
        )
        changes = [
            ("visitors", facts.visitors),
            *((f"weekday_{day}", change) for day, change in facts.weekdays.items()),
            ("in_time", facts.in_time),
            ("no_shows", facts.no_shows),
        ]
        return {
            "before": [str(day) for day in before],
            "after": [str(day) for day in after],
            "rows": [[n, c.before, c.after, c.certain] for n, c in changes],
        }

    # As a page shows it

    @api.model
    def _render(self, review, name):
        values = {"review": review, "show": Words(self.env), name: review[name]}
        template = f"municipal_appointment.review_{name}"
        return self.env["ir.qweb"]._render(template, values | self._shown(review, name))

    @api.model
    def _shown(self, review, name):
        """Return what a template needs besides what was kept."""
        if name == "answers":
            return {"rows": self._answer_rows(review)}
        return {}

    @api.model
    def _answer_rows(self, review):
        """Return (label, cells) of each figure, a cell for each alternative."""
        labels = self._answer_labels()
        words, found = Words(self.env), []
        today = review.alternative_ids.filtered("is_today").id
        measured = review.answers["about"].get("measured", {})
        for name, (kind, less) in ANSWERS.items():
            cells = [
                words.answer(kind, less, plan["figures"][name])
                | {"measured": plan["id"] == today and name in measured}
                for plan in review.answers["plans"]
            ]
            for cell in cells:
                if cell["measured"]:
                    cell["measured"] = words.writer(kind)(measured[name])
            found.append((labels[name], cells))
        return found

    @api.model
    def _answer_labels(self):
        return {
            "wait_mean": self.env._("Wait, mean (min)"),
            "wait_p90": self.env._("Wait, 9 of 10 (min)"),
            "within_target": self.env._("Called within the target"),
            "served": self.env._("Visitors served a week"),
            "refused": self.env._("Found nothing open or free, a week"),
            "left": self.env._("Left before they were called, a week"),
            "access_days": self.env._("Days until an appointment"),
            "desk_use": self.env._("Use of the desks"),
            "overtime_hours": self.env._("Overtime, hours a week"),
            "desk_hours": self.env._("Desk hours a week"),
        }


class Words:
    """Numbers and names as the reader writes them."""

    def __init__(self, env):
        self.env = env

    def number(self, value, digits=0):
        """Return a number, or a dash for what was not measured."""
        if value is None or value is False:
            return "–"
        return formatLang(self.env, value, digits=digits)

    def percent(self, share):
        return "–" if share is None else f"{self.number(100 * share, 1)} %"

    def between(self, said):
        """Return between what a share lies, or a dash where it is not told."""
        if said["share"] is None:
            return "–"
        return f"{self.percent(said['low'])} – {self.percent(said['high'])}"

    def share(self, part, whole):
        return self.percent(part / whole if whole else None)

    def per(self, part, whole):
        return self.number(part / whole if whole else None, 1)

    def day(self, text):
        return format_date(self.env, text)

    def weekdays(self):
        """Return the codes and names of weekdays."""
        return self.labels("municipal.visit.report", "weekday", WEEKDAYS)

    def hundred(self, percent):
        """Return a share that is in percent already."""
        return "–" if percent is None else f"{self.number(percent, 1)} %"

    def hours(self, minutes):
        return self.number(None if minutes is None else minutes / 60, 1)

    def weekday_names(self, days):
        """Return the names of weekdays of Python."""
        names = self.weekdays()
        return ", ".join(names[str(day + 1)] for day in days)

    def days_of(self, half_hours):
        """Return the codes of the weekdays that have something in a table."""
        return sorted({day for row in half_hours.values() for day in row})

    def most(self, half_hours):
        return max(count for row in half_hours.values() for count in row.values())

    def shade(self, count, most):
        """Return the colour of a cell: black on it can always be read."""
        if not count or not most:
            return ""
        return f"background-color: rgba(29, 79, 118, {0.4 * count / most:.2f})"

    def products(self, ids):
        """Return the names of products."""
        products = self.env["municipal.product"].browse(ids).exists()
        return ", ".join(products.mapped("display_name"))

    def names_of(self, review, plans):
        """Return the names of the plans that were simulated."""
        names = {one.id: one.name for one in review.alternative_ids}
        return [names.get(plan["id"], "") for plan in plans]

    def labels(self, model, field, codes=None):
        found = dict(self.env[model]._fields[field]._description_selection(self.env))
        return found if codes is None else {code: found[code] for code, _name in codes}

    def effect(self, name):
        """Return what a row of the effect is about."""
        if name.startswith("weekday_"):
            weekday = self.weekdays()[name.removeprefix("weekday_")]
            return self.env._("Visitors on an open %(weekday)s", weekday=weekday)
        return {
            "visitors": self.env._("Visitors on an open day"),
            "in_time": self.env._("Called within the target"),
            "no_shows": self.env._("Appointments to which nobody came"),
        }[name]

    def effect_value(self, name, value):
        shares = ("in_time", "no_shows")
        return self.percent(value) if name in shares else self.number(value, 1)

    def writer(self, kind):
        """Return what writes figures of a kind."""
        found = {"percent": self.percent, "count": self.number}
        return found.get(kind, lambda value: self.number(value, 1))

    def answer(self, kind, less, figure):
        """Return the cell of a simulated figure: value, range, what differs."""
        write = self.writer(kind)
        low, high = write(figure["low"]), write(figure["high"])
        more = figure.get("more")
        return {
            "value": write(figure["middle"]),
            "range": f"{low} – {high}" if figure["low"] is not None else "",
            "more": self._signed(write, more),
            "certain": bool(figure.get("certain")),
            "better": self._is_better(less, more),
        }

    def _signed(self, write, more):
        if more is None:
            return ""
        return f"+{write(more)}" if more > 0 else write(more).replace("-", "−")

    def _is_better(self, less, more):
        """Tell whether a difference is for the better; ``None`` when it is neither."""
        if less is None or not more:
            return None
        return (more < 0) == less
