from datetime import timedelta
from functools import partial
from itertools import pairwise

from pytz import utc

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...engine import shares
from ..common.turn import wait_for_turn

EVERYTHING = 100


class ResourceBookingType(models.Model):
    """How much of the time at the desks the website may give away."""

    _inherit = "resource.booking.type"

    @api.constrains("release_ids")
    def _check_release_plan(self):
        """Refuse a plan that takes back what it released: nobody could keep it."""
        for type_ in self:
            steps = type_.release_ids.sorted(lambda x: (-x.days_before, x.hour))
            for earlier, later in pairwise(steps):
                if later.percent <= earlier.percent:
                    raise ValidationError(
                        self.env._(
                            "Each step of a release plan gives more than the one "
                            "before: %(earlier)s %% %(days)s days ahead cannot become "
                            "%(later)s %% %(later_days)s days ahead.",
                            earlier=earlier.percent,
                            days=earlier.days_before,
                            later=later.percent,
                            later_days=later.days_before,
                        )
                    )

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

    def _limits_online(self):
        """Tell whether the website may give away less than everything."""
        self.ensure_one()
        limited = self.online_percent < EVERYTHING or self.online_desks
        return bool(limited or self.has_release_plan)

    def _wait_for_turn(self, lines, start, moved=None):
        """Let others who take online from the same desks on the same day end first.

        Types that share desks count each other's visitors, so they wait for each
        other as well. A type without limits waits for nobody.

        :param datetime start: naive UTC
        :param moved: booking that is being moved
        """
        resources = self._candidate_combinations().resource_ids
        neighbours = resources.combination_ids.type_rel_ids.type_id | self
        limited = neighbours.sudo().filtered(lambda t: t._limits_online())
        begin = utc.localize(start).astimezone(self._tz())
        end = begin + timedelta(minutes=self._visit_length(lines, moved))
        days = sorted({begin.date().toordinal(), end.date().toordinal()})
        wait_for_turn(
            self.env,
            SQL(
                "SELECT pg_advisory_xact_lock(type, day) "
                "FROM unnest(%s, %s) AS turn (type, day)",
                [type_id for type_id in sorted(limited.ids) for _day in days],
                [day for _type in limited for day in days],
            ),
            "moment",
        )

    def _online_ticks(self, board, taken):
        """Return when the website may still promise something.

        :param board: of the engine, with everything that is taken
        :param taken: rows of reservations, as ``_taken`` returns them
        :return: ticks of the board, or ``None`` when there is no limit
        """
        if not self._limits_online():
            return None
        limited = self.online_percent < EVERYTHING or self.online_desks
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
