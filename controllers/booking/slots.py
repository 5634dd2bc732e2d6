"""Free slots as a page shows them: some days, and the clock times of one day."""

from datetime import date, timedelta

from odoo.http import request

from ...engine.ticks import by_local_day, locals_of
from ...models.common.wording import short_day_in_words, time_in_words
from ..common.choice import format_start

DAYS_ON_A_PAGE = 6
#: more clock times than this are thinned out: nobody compares seventy of them
MANY_TIMES = 16
#: minutes that thinned out clock times lie apart at least
APART = 15
NOON, EVENING = 12, 17
#: who works or goes to school looks for these
AFTER_WORK, WEDNESDAY = 16, 2
#: what a visitor may look for, by its name in an address: tells of a local moment; each
#: is the beginning or the end of days, so that the ends of a day tell of all of it
PARTS = {
    "morning": lambda shown: shown.hour < NOON,
    "evening": lambda shown: shown.hour >= AFTER_WORK,
    "wednesday": lambda shown: shown.weekday() == WEDNESDAY and shown.hour >= NOON,
}


def asked_part(params):
    """Return which part of the week somebody looks for; empty for all of it."""
    part = params.get("part")
    return part if isinstance(part, str) and part in PARTS else ""


class SlotList:
    """The part of the free slots that fits on one page.

    The page opens on the first day that has free slots, not on today.

    :param starts: naive UTC moments in order of time
    :param zone: in which the days are counted
    :param int minutes: how long the visit takes
    :param first: show days from this one on
    :param chosen: show the clock times of this day
    :param bool everything: do not thin out the clock times
    :param str part: show slots of this part of the week only, see :data:`PARTS`
    :param walk_in: days on which a visitor needs no appointment
    """

    def __init__(
        self,
        starts,
        zone,
        minutes,
        first=None,
        chosen=None,
        everything=False,
        part="",
        walk_in=(),
    ):
        self._zone = zone
        #: local day -> its free slots
        self.all_days = by_local_day(starts, zone)
        self.part, self.part_names = part, self._useful_parts()
        if part:
            self.all_days = self._days_with(PARTS[part])
        #: there are slots, but not when the visitor looks for them
        self.none_fits = bool(starts) and not self.all_days
        days = list(self.all_days)
        self.soonest = (
            self._with_locals(self.all_days[days[0]][:1])[0] if days else None
        )
        self.too_late = bool(days and first and first > days[-1])
        index = self._first_index(days, first, chosen)
        self.days = days[index : index + DAYS_ON_A_PAGE]
        later = [day for day in self.days if chosen and day >= chosen]
        self.chosen = next(iter(later or self.days), None)
        self.earlier = days[max(0, index - DAYS_ON_A_PAGE)] if index else None
        self.later = next(iter(days[index + DAYS_ON_A_PAGE :]), None)
        self.row = self._row(index, walk_in)
        self._minutes = minutes
        times = self._with_locals(self.all_days.get(self.chosen, []))
        self.times = times if everything else self._shown(times)
        self.thinned = len(self.times) < len(times)

    @staticmethod
    def _first_index(days, first, chosen):
        """Return the place of the first day to show; the last page when too late."""
        wanted = first or chosen
        if not wanted:
            return 0
        after = [index for index, day in enumerate(days) if day >= wanted]
        if not after:
            return max(0, len(days) - DAYS_ON_A_PAGE)
        return after[0] if first else after[0] // DAYS_ON_A_PAGE * DAYS_ON_A_PAGE

    def _with_locals(self, starts):
        """Return pairs of starts and their local moments."""
        return list(zip(starts, locals_of(starts, self._zone), strict=True))

    def _useful_parts(self):
        """Return the parts of the week in which there is something, but not all."""
        days = self.all_days.values()
        ends = [moment for starts in days for moment in (starts[0], starts[-1])]
        shown = locals_of(ends, self._zone)
        return [name for name, fits in PARTS.items() if len(set(map(fits, shown))) == 2]

    def _days_with(self, fits):
        """Return the days with the slots that fit; without those that have none."""
        kept = {
            day: [start for start, shown in self._with_locals(starts) if fits(shown)]
            for day, starts in self.all_days.items()
        }
        return {day: starts for day, starts in kept.items() if starts}

    def _row(self, index, walk_in):
        """Return the days of a page in order, with those of free walk-in among them.

        :return: list of (day, whether nobody needs an appointment then)
        """
        shown = [(day, False) for day in self.days]
        if not shown:
            return []
        first = list(self.all_days)[index - 1] if index else date.min
        last = self.days[-1]
        free = [] if self.part else [day for day in walk_in if first < day < last]
        return sorted(shown + [(day, True) for day in free if day not in self.days])

    def part_links(self, url):
        """Return the parts of the week that a visitor may look for.

        :param url: function from the name of a part to its address
        :return: list of (words, address, whether it is shown now); empty when there
            is nothing to choose
        """
        env = request.env
        words = {
            "": env._("All slots"),
            "morning": env._("In the morning"),
            "evening": env._("After 16:00"),
            "wednesday": env._("Wednesday afternoon"),
        }
        names = [name for name in words if name in (*self.part_names, self.part, "")]
        if len(names) < 2:
            return []
        return [(words[name], url(name), name == self.part) for name in names]

    def soonest_words(self):
        """Return the first slot of all: its start for a link, day and time in words."""
        start, shown = self.soonest
        day = short_day_in_words(request.env, shown.date())
        return format_start(start), day, time_in_words(request.env, shown)

    def _shown(self, times):
        return (
            times if len(times) <= MANY_TIMES else self._thinned(times, self._minutes)
        )

    @staticmethod
    def _thinned(times, minutes):
        """Return some of the times, whole visits apart.

        Between two of them fit as many visits as this one, so that choosing among
        them leaves no gaps in the agenda that nobody can use.
        """
        apart = timedelta(minutes=minutes * -(-APART // minutes))
        kept = []
        for start, shown in times:
            if not kept or start - kept[-1][0] >= apart:
                kept.append((start, shown))
        return kept

    def count(self, day):
        """Return how many clock times of a day the visitor can choose from."""
        if day == self.chosen:
            return len(self.times)
        starts = self.all_days[day]
        if len(starts) <= MANY_TIMES:
            return len(starts)
        return len(self._shown(self._with_locals(starts)))

    def day_words(self, day):
        return short_day_in_words(request.env, day)

    def parts(self):
        """Return the clock times of the chosen day by part of the day.

        :return: list of (heading, list of (start for a link, clock time in words))
        """
        env = request.env
        headings = [
            (env._("Morning"), range(0, NOON)),
            (env._("Afternoon"), range(NOON, EVENING)),
            (env._("Evening"), range(EVENING, 24)),
        ]
        parts = [
            (
                heading,
                [
                    (format_start(start), time_in_words(env, shown))
                    for start, shown in self.times
                    if shown.hour in hours
                ],
            )
            for heading, hours in headings
        ]
        return [part for part in parts if part[1]]
