"""What the appointments that are made already say of a day to come.

Nobody knows a day better than its agenda. Who is booked is the least that comes, but
for who stays away; and a day on which more is booked than is usual so long before will
be busier than it seemed.

>>> # a week before, usually 40 % of the appointments are made; 30 come, 20 are booked
>>> pace = learn([({7: 12}, 30)] * 40)
>>> round(pace.made(7), 1), round(pace.appointments(30, 7, 20), 1)
(0.4, 43.1)
>>> round(pace.appointments(30, 7, 12), 1)
30.0

The number of a day has a gamma law around what was forecast, what is booked by now is a
Poisson share of it, and what is still to come follows: the conjugate pair of every book
on Bayes (A. Gelman and others, *Bayesian Data Analysis*, 3rd ed. 2013, section 2.6).
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from math import sqrt

#: how far days are from their forecast, as a share, before days were compared
DEVIATION = 0.25
#: days that must have been seen at a lead time
LEAST = 8


@dataclass(frozen=True)
class Pace:
    """How early appointments are made."""

    #: days before -> share of all appointments that are made by then
    by_lead: dict = field(default_factory=dict)
    #: share of appointments whose visitor comes
    shown: float = 1.0

    def made(self, lead):
        """Return which share of appointments is made so many days before."""
        leads = sorted(self.by_lead)
        after = [one for one in leads if one >= lead]
        return self.by_lead[after[0]] if after else None

    def appointments(self, expected, lead, booked):
        """Return how many appointments a day will have.

        :param expected: as the forecast says, without the agenda
        :param booked: made by now, for a day ``lead`` days ahead
        """
        share = self.made(lead)
        if share is None or expected <= 0:
            return max(expected, booked)
        shape = 1 / DEVIATION**2
        times = (shape + booked) / (shape + expected * share)
        return booked + expected * times * (1 - share)

    def adjust(self, day, lead, booked, part):
        """Return an expected day that knows its agenda.

        :param Expected day: of :mod:`engine.forecast`
        :param part: share of visitors who have an appointment
        """
        least = booked * self.shown
        if day.visitors is None or self.made(lead) is None:
            return day
        before = day.visitors * part / self.shown
        now = self.appointments(before, lead, booked)
        visitors = day.visitors + (now - before) * self.shown
        return replace(
            day, visitors=visitors, **self._range(day, visitors, lead, part, least)
        )

    def _range(self, day, visitors, lead, part, least):
        """Move the range along, narrower by what is known of the appointments."""
        known = part * self.made(lead)
        narrow = sqrt(max(0.2, 1 - known))
        low = visitors - (day.visitors - day.low) * narrow
        high = visitors + (day.high - day.visitors) * narrow
        floor = least - 1.2816 * sqrt(max(0.0, least * (1 - self.shown)))
        return {"low": max(low, min(floor, visitors)), "high": high}


def learn(days, shown=1.0):
    """Return the pace of bookings.

    :param days: pairs (days before -> booked by then, all appointments in the end)
    :param shown: share of appointments whose visitor came
    """
    booked, made, number = defaultdict(int), defaultdict(int), defaultdict(int)
    for curve, total in days:
        for lead, some in curve.items():
            booked[lead] += some
            made[lead] += total
            number[lead] += 1
    enough = [lead for lead in booked if number[lead] >= LEAST and made[lead]]
    return Pace({lead: min(1.0, booked[lead] / made[lead]) for lead in enough}, shown)
