from functools import partial
from itertools import pairwise

from pytz import utc

from odoo import fields, models

from ..engine import shares

EVERYTHING = 100


class ResourceBookingType(models.Model):
    """How much of the time at the desks the website may give away."""

    _inherit = "resource.booking.type"

    def _released_percent(self, day):
        """Return which part of a local day citizens can book now.

        :param date day: in the zone of the type
        :return: percent, 0 when nothing of it is released yet
        """
        if not self.has_release_plan:
            return EVERYTHING
        now, zone = utc.localize(fields.Datetime.now()), self._tz()
        released = self.release_ids.filtered(lambda r: r._moment(day, zone) <= now)
        return max(released.mapped("percent"), default=0)

    def _online_ticks(self, board, taken):
        """Return when the website may still promise something.

        :param board: of the engine, with everything that is taken
        :param taken: rows of reservations, as ``_taken`` returns them
        :return: ticks of the board, or ``None`` when there is no limit
        """
        limited = self.online_percent < EVERYTHING or self.online_desks
        if not limited and not self.has_release_plan:
            return None
        online = shares.taken_by(board, (row[:3] for row in taken if row[3]))
        given = 0
        if limited:
            allowed = partial(
                shares.desks_online,
                percent=self.online_percent,
                number=self.online_desks,
            )
            given |= shares.full_ticks(board, online, allowed)
        if self.has_release_plan:
            given |= shares.sold_out_ticks(board, online, self._release_days(board))
        return board.open & ~given

    def _release_days(self, board):
        """Return the days of a board as triples (start, stop, released percent)."""
        if not board.opening:
            return []
        first, last = board.opening[0][0], board.opening[-1][1]
        midnights = self._midnights(*map(self._aware_minutes, (first, last)))
        days = [
            (*day, self._released_percent(self._aware_minutes(day[0]).date()))
            for day in pairwise(midnights)
        ]
        return [day for day in days if day[2] < EVERYTHING]
