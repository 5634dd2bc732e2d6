"""The hours of a service as somebody reads them on the door."""

from datetime import date, time

from odoo.tools.misc import format_date, format_time

from ...engine import access
from ...engine.public_hours import ASK
from ..common.wording import day_in_words, short_day_in_words


class HoursInWords:
    """Says the data of ``municipal.service._public_hours`` in the reader's language."""

    def __init__(self, env):
        self.env = env

    def way(self, kind):
        """Return how people come, in words."""
        env = self.env
        return {
            access.APPOINTMENT: env._("by appointment"),
            access.WALK_IN: env._("free walk-in, without appointment"),
            access.BOTH: env._("by appointment or without"),
            access.QUICK_COUNTER: env._("at the quick counter, without appointment"),
            ASK: env._("call us first"),
        }[kind]

    def until(self, hours):
        """Return the last day of which other hours are told."""
        return day_in_words(self.env, date.fromisoformat(hours["until"]))

    def description(self, hours):
        """Return in one line what search engines show of the page."""
        where = ", ".join(filter(None, [hours["location"], hours["address"]]))
        open_days = [
            f"{day}: {', '.join(spans)}"
            for (day, spans), told in zip(
                self.usual(hours)[0][1], hours["usual"][0]["days"], strict=True
            )
            if told["hours"]
        ]
        return f"{hours['service']}, {where}. {'; '.join(open_days)}"

    def usual(self, hours):
        """Return parts: (heading, rows of a weekday and its hours in words)."""
        return [
            (self._heading(number, one), self._rows(one["days"]))
            for number, one in enumerate(hours["usual"])
        ]

    def other(self, hours):
        """Return rows (days in words, list of hours in words)."""
        return [
            (self._days(one), self.spans(one["hours"], one["reason"]))
            for one in hours["other"]
        ]

    def spans(self, spans, reason=""):
        """Return hours in words, of a closed day why."""
        if not spans:
            closed = self.env._("closed")
            return [f"{closed} ({reason})" if reason else closed]
        return [self._span(span) for span in spans]

    def _heading(self, number, usual):
        """Return since when a week holds; nothing of one that just holds."""
        first, last = (
            day and day_in_words(self.env, date.fromisoformat(day))
            for day in (usual["from"], usual["until"])
        )
        if number and last:
            return self.env._("From %(first)s to %(last)s", first=first, last=last)
        if number:
            return self.env._("From %(first)s on", first=first)
        return self.env._("Until %(last)s", last=last) if last else ""

    def _rows(self, days):
        # 5 January 1970 was a Monday
        return [
            (
                format_date(
                    self.env, date(1970, 1, 4 + day["weekday"]), date_format="EEEE"
                ),
                self.spans(day["hours"]),
            )
            for day in days
        ]

    def _days(self, other):
        first, last = (
            short_day_in_words(self.env, date.fromisoformat(other[end]))
            for end in ("from", "until")
        )
        if first == last:
            return first
        return self.env._("%(first)s to %(last)s", first=first, last=last)

    def _span(self, span):
        env = self.env
        words = {
            "start": self._clock(span["start"]),
            "stop": self._clock(span["stop"]),
            "way": self.way(span["access"]),
            "last": span["last_ticket"] and self._clock(span["last_ticket"]),
        }
        if span["last_ticket"]:
            text = env._(
                "%(start)s to %(stop)s, %(way)s (last ticket %(last)s)", **words
            )
        else:
            text = env._("%(start)s to %(stop)s, %(way)s", **words)
        if span["evening"]:
            return env._("%(hours)s · in the evening", hours=text)
        return text

    def _clock(self, text):
        """Return a clock time in the habit of the language; a day ends at 24:00."""
        hour, minute = map(int, text.split(":"))
        return format_time(self.env, time(hour % 24, minute), time_format="short")
