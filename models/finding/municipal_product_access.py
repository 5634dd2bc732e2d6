from datetime import timedelta
from time import monotonic
from typing import NamedTuple

from pytz import utc

from odoo import fields, models
from odoo.tools import ormcache
from odoo.tools.misc import format_date

from ...engine import intervals
from ...engine.ticks import from_minutes, local, to_minutes
from ..common.wording import range_in_words, short_day_in_words, time_in_words

#: what the catalogue says of the next hours is worked out once in so many seconds for
#: all who read it; the page on which a slot is chosen asks each time
REMEMBERED_SECONDS = 10
DAYS = 7


class Facts(NamedTuple):
    """What the catalogue tells of products that are had in the same way."""

    #: naive UTC, of the first slot that is free
    first_free: object
    #: (start, stop) in minutes of the engine, of the hours without appointment
    walk_in: tuple
    #: (building, engine.estimate.Wait) of those where somebody waits or may come now
    waits: tuple


class MunicipalProduct(models.Model):
    """How a product is had, in few words: the first thing that one sees of it."""

    _inherit = "municipal.product"

    def _ways(self):
        """Return how each of these products is had: product -> list of (kind, text)."""
        facts = self._facts()
        return {product: product._ways_of(facts[product]) for product in self}

    def _ways_of(self, facts):
        """Return the ways to this product, the ones that cost least time first."""
        self.ensure_one()
        env, ways = self.env, []
        if self.digital_url:
            ways.append(("digital", env._("Online, without a visit")))
        if self._is_bookable():
            ways.append(("appointment", self._appointment_in_words(facts.first_free)))
        elif self._is_bookable(by_staff=True):
            ways.append(("phone", env._("By appointment: call us")))
        if self.walk_in == "quick_counter":
            ways.append(("quick", env._("At the quick counter, without appointment")))
        elif self._comes_without_appointment():
            words = self._free_walk_in_in_words(facts.walk_in)
            ways += [("walk_in", words)] if words else []
        return ways + [("wait", words) for words in self._waits_in_words(facts.waits)]

    def _appointment_in_words(self, first_free):
        if not first_free:
            return self.env._("By appointment · nothing free at the moment")
        moment = local(first_free, self.type_id._tz())
        return self.env._(
            "By appointment · first free: %(moment)s",
            moment=self._soon_in_words(moment),
        )

    def _soon_in_words(self, moment):
        """Return a moment as somebody says it who looks at the clock: today 13:00."""
        env, clock = self.env, time_in_words(self.env, moment)
        today = local(fields.Datetime.now(), self.type_id._tz()).date()
        if moment.date() == today:
            return env._("today %(clock)s", clock=clock)
        if moment.date() == today + timedelta(days=1):
            return env._("tomorrow %(clock)s", clock=clock)
        day = short_day_in_words(env, moment.date())
        return env._("%(day)s %(clock)s", day=day, clock=clock)

    def _free_walk_in_in_words(self, spans):
        """Return when somebody can come without appointment; empty for never soon."""
        now, zone = utc.localize(fields.Datetime.now()), self.type_id._tz()
        days = {}
        for span in spans:
            start, stop = (local(from_minutes(minute), zone) for minute in span)
            hours = self._walk_in_hours(start, stop, now)
            if hours:
                days.setdefault(start.date(), []).append(hours)
        today = days.get(now.astimezone(zone).date())
        if today:
            return self.env._("Free walk-in today: %(hours)s", hours="; ".join(today))
        names = [format_date(self.env, day, date_format="EEEE") for day in days]
        if not names:
            return ""
        return self.env._("Free walk-in: %(days)s", days=", ".join(names))

    def _waits_in_words(self, waits):
        """Return how many wait now where, and how long who comes now will wait."""
        words = []
        for location_id, wait in waits:
            text = self.env._(
                "Now: %(visitors)s waiting, about %(minutes)s minutes",
                visitors=wait.ahead,
                minutes=range_in_words(wait),
            )
            if len(self.type_id.location_ids) > 1:
                name = self.env["municipal.location"].browse(location_id).name
                text = f"{name}: {text}"
            words.append(text)
        return words

    # What is worked out once for all readers, and for all products alike.

    @ormcache()
    def _remembered(self):
        """Return what this process knows of ways: key -> (moment, facts)."""
        return {}

    def _facts(self):
        """Return the facts of these products; those alike are asked about once."""
        known, now, found = self._remembered(), monotonic(), {}
        minute = to_minutes(fields.Datetime.now())
        for product in self:
            key = (minute, *product._access_key())
            if key not in known or now - known[key][0] >= REMEMBERED_SECONDS:
                known[key] = now, product._work_out_facts()
            found[product] = known[key][1]
        for key, (moment, _facts) in list(known.items()):
            # a copy: threads share what is known, and add to it
            if now - moment >= REMEMBERED_SECONDS:
                known.pop(key, None)
        return found

    def _access_key(self):
        """Return what products have in common that are had in the same way."""
        return (
            self.type_id.id,
            self.duration,
            self.walk_in,
            self.calendar_id.id,
            self._is_bookable(),
            self.service_id.guidance_enabled,
            frozenset(self.type_id._candidate_combinations(self)._ids),
            self.env["municipal.plan.version"]._current(),
        )

    def _work_out_facts(self):
        self.ensure_one()
        walk_in = self._coming_walk_in() if self._comes_without_appointment() else ()
        return Facts(
            self.type_id._first_free([(self, 1)]) if self._is_bookable() else None,
            walk_in,
            self._waits_now(walk_in),
        )

    def _coming_walk_in(self):
        """Return the hours without appointment of the coming days."""
        type_, now = self.type_id, utc.localize(fields.Datetime.now())
        first, last = (type_._midnight(now, days=days) for days in (0, DAYS))
        opened = type_._known_walk_in(self, first, last)
        midnights = type_._midnights(first, last)
        return tuple(intervals.cut(intervals.merge(opened), midnights))

    def _waits_now(self, walk_in):
        """Return how long who comes now waits, in each building that receives them."""
        now = to_minutes(fields.Datetime.now())
        opened = any(start <= now < stop for start, stop in walk_in)
        if not (opened and self.service_id.guidance_enabled):
            return ()
        waits = (
            (location.id, location._shared_wait_of_newcomer([(self, 1)]))
            for location in self.type_id.location_ids
            if self.type_id._candidate_combinations(self, location)
        )
        return tuple((id_, wait) for id_, wait in waits if wait)
