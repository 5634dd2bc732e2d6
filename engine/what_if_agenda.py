"""The agenda of a plan: who books gets the first day with a free slot.

>>> from random import Random
>>> from .what_if_town import Plan
>>> some = {"citizens": {0: (540, 570)}}
>>> plan = Plan("two a day", {0: ((540, 600),)}, (), slots=some)
>>> agenda = Agenda(plan, Random(1))
>>> [agenda.book("citizens", day)[0] for day in (0, 1, 2, 3)]
[7, 7, 14, 14]
>>> agenda.book("social", 0) is None
True
"""


class Agenda:
    """Free slots by service and day; days are counted from a Monday."""

    def __init__(self, plan, rng):
        self.plan, self.random = plan, rng.random
        self.free = {}
        #: service -> first day that may have a slot left; who asks later asks for later
        self.first = {}

    def book(self, service, day):
        """Return the day and the start of an appointment that is asked on a day.

        The first day from the asked one on that has a slot; on it any of the free ones.
        """
        week = self.plan.slots.get(service)
        if not week:
            return None
        one = max(day + self.plan.lead, self.first.get(service, day))
        while one <= day + self.plan.horizon:
            starts = self.free.get((service, one))
            if starts is None:
                starts = self.free[service, one] = list(week.get(one % 7, ()))
            if starts:
                self.first[service] = one
                at = int(self.random() * len(starts))
                starts[at], starts[-1] = starts[-1], starts[at]
                return one, starts.pop()
            one += 1
        self.first[service] = one
        return None

    def forget(self, day):
        """Drop the days before one: they are past."""
        self.free = {key: some for key, some in self.free.items() if key[1] >= day}
