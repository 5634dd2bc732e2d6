"""Free slots as a page shows them: some days, and the clock times of one day."""

from datetime import timedelta

from odoo.http import request

from ...engine.ticks import local
from ...models.common.wording import short_day_in_words, time_in_words
from ..common.choice import format_start

DAYS_ON_A_PAGE = 6
#: more clock times than this are thinned out: nobody compares seventy of them
MANY_TIMES = 16
#: minutes that thinned out clock times lie apart at least
APART = 15
NOON, EVENING = 12, 17


class SlotList:
    """The part of the free slots that fits on one page.

    The page opens on the first day that has free slots, not on today.

    :param starts: naive UTC moments in order of time
    :param zone: in which the days are counted
    :param int minutes: how long the visit takes
    :param first: show days from this one on
    :param chosen: show the clock times of this day
    :param bool everything: do not thin out the clock times
    """

    def __init__(
        self, starts, zone, minutes, first=None, chosen=None, everything=False
    ):
        self.all_days = {}
        for start in starts:
            shown = local(start, zone)
            self.all_days.setdefault(shown.date(), []).append((start, shown))
        days = list(self.all_days)
        self.too_late = bool(days and first and first > days[-1])
        index = self._first_index(days, first, chosen)
        self.days = days[index : index + DAYS_ON_A_PAGE]
        later = [day for day in self.days if chosen and day >= chosen]
        self.chosen = next(iter(later or self.days), None)
        self.earlier = days[max(0, index - DAYS_ON_A_PAGE)] if index else None
        self.later = next(iter(days[index + DAYS_ON_A_PAGE :]), None)
        self._minutes = minutes
        times = self.all_days.get(self.chosen, [])
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
        return len(self._shown(self.all_days[day]))

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
