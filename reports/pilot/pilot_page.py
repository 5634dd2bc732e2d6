from odoo import api, models
from odoo.tools import format_date

from ...models.forecast.hours_known import regimes
from .facts import PilotFacts
from .pictures import pictures
from .sentences import PilotSentences


class PilotPage(models.AbstractModel):
    """What the pilot report is filled with."""

    _name = "report.municipal_appointment.pilot_page"
    _inherit = ["municipal.page.mixin"]
    _description = "Pilot report"
    _chosen_in = "municipal.pilot.page"

    @api.model
    def _page(self, chosen):
        periods = chosen._periods()
        days = [period for _taken, period in periods]
        pilot = PilotFacts(self.env, days, chosen.service_id, chosen.location_id)
        sentences, town = PilotSentences(pilot), chosen.service_id.company_id
        return {
            "title": self.env._("Pilot of %(service)s", service=chosen.service_id.name),
            "scope": ", ".join(filter(None, [chosen.location_id.name, town.name])),
            "columns": [self._column(*period) for period in periods],
            "sentences": [*self._still_to_come(chosen), *sentences.texts()],
            "rows": Rows(pilot, sentences).rows(),
            "pictures": pictures(pilot, sentences),
            "notes": [*self._hours(pilot), *(n._sentence() for n in pilot.whole.notes)],
        }

    @api.model
    def _column(self, taken, days):
        """Return what is read above the figures of a period."""
        first, last = (format_date(self.env, day) for day in days)
        label = self.env._("%(first)s to %(last)s", first=first, last=last)
        return {"name": self._way(taken), "days": label}

    @api.model
    def _way(self, taken):
        env = self.env
        return {
            (): env._("Before"),
            ("guidance",): env._("With guidance"),
            ("appointment",): env._("With appointments"),
        }.get(taken) or env._("With guidance and appointments")

    @api.model
    def _still_to_come(self, chosen):
        """Return what was not begun yet, each step in a sentence."""
        found = []
        for begins, names in chosen._planned():
            day = format_date(self.env, begins)
            if "guidance" in names:
                found.append(
                    self.env._("Guidance only begins on %(day)s.", day=day),
                )
            if "appointment" in names:
                found.append(
                    self.env._("Appointments only begin on %(day)s.", day=day),
                )
        return found

    @api.model
    def _hours(self, pilot):
        """Return what else changed meanwhile: the opening hours."""
        first, last = pilot.whole.period
        return [
            self.env._(
                "From %(day)s on the opening hours were others: what differs may come "
                "of that too.",
                day=format_date(self.env, day),
            )
            for day in regimes(pilot.whole._types).breaks
            if first < day <= last
        ]


class Rows:
    """The table: a row for each figure, a cell for each period."""

    def __init__(self, pilot, sentences):
        self.pilot = pilot
        self.say = sentences
        self.env = sentences.env

    def rows(self):
        """Return rows: a label and cells; the head of a part has no cells."""
        env, pilot = self.env, self.pilot
        return [
            self._part(env._("How many came")),
            self._row(env._("Open days"), pilot.open_days, write=self._whole),
            self._row(env._("Visitors of an open day"), *pilot.visitors),
            self._part(env._("Contacts of an open day, by channel")),
            *self._channels(),
            self._part(env._("How long they waited")),
            *self._waits(),
            self._row(
                env._("Appointments for which nobody came"),
                *pilot.no_shows,
                write=self.say.share,
            ),
            self._part(env._("What visitors answered")),
            *self._answers("visitors", env._("Satisfied")),
            self._part(env._("What staff answered at closing time")),
            *self._answers("staff", env._("Good days")),
        ]

    @staticmethod
    def _part(label):
        return {"label": label, "cells": []}

    def _row(self, label, values, changes=(), write=None):
        """Return a row.

        :param changes: what differs from before, for each later period
        """
        write = write or self.say.number
        marks = [None, *(changes or [None] * (len(values) - 1))]
        cells = [
            self._cell(None if value is None else write(value), mark)
            for value, mark in zip(values, marks, strict=True)
        ]
        return {"label": label, "cells": cells}

    def _cell(self, text, mark=None, small=""):
        """Return a cell; what was not measured says so."""
        more = ""
        if mark and mark.certain:
            more = (
                self.env._("more than before")
                if mark.after > mark.before
                else self.env._("less than before")
            )
        missing = text is None
        return {
            "text": self.env._("not measured") if missing else text,
            "missing": missing,
            "small": small,
            "mark": more,
        }

    def _whole(self, value):
        return self.say.number(value, digits=0)

    def _rate(self, value):
        """Return a number of an open day; what is little is still more than nothing."""
        return self.say.number(value, digits=2 if 0 < value < 0.1 else 1)

    def _channels(self):
        names = dict(
            self.env["municipal.visit.report"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        return [
            self._row(names[channel], *row, write=self._rate)
            for channel, row in self.pilot.channels.items()
        ]

    def _waits(self):
        env, waits = self.env, self.pilot.waits
        target = self.pilot.whole.target
        return [
            self._row(
                env._("Waits measured"),
                [one.known or None for one in waits],
                write=self._whole,
            ),
            self._row(env._("Mean (min)"), [one.mean for one in waits]),
            self._row(
                env._("Nine in ten had less than (min)"), [one.p90 for one in waits]
            ),
            self._row(
                env._("Called within %(minutes)s minutes", minutes=target),
                *self.pilot.in_time,
                write=self.say.share,
            ),
        ]

    def _answers(self, who, label):
        told, changes = self.pilot.answers[who]
        cells = [
            self._satisfied(*pair) for pair in zip(told, [None, *changes], strict=True)
        ]
        return [
            self._row(
                self.env._("Answers"),
                [one.count or None for one in told],
                write=self._whole,
            ),
            {"label": label, "cells": cells},
            self._row(self.env._("Mean (1–5)"), [one.mean for one in told]),
        ]

    def _satisfied(self, answers, mark):
        """Return the share that is satisfied, and between what it probably lies."""
        if answers.satisfied is None:
            few = answers.count and self.env._("too few answers")
            return self._cell(few or None)
        low, high = (self.say.percent(end) for end in (answers.low, answers.high))
        return self._cell(
            self.say.percent(answers.satisfied),
            mark,
            self.env._("%(low)s to %(high)s", low=low, high=high),
        )
