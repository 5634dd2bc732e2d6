from typing import NamedTuple

from odoo import api, models
from odoo.tools import ormcache

from .resource_calendar import TRIAL


class Desks(NamedTuple):
    """What a combination of resources is, in plain values."""

    resources: tuple
    #: those of them that are colleagues, whose meetings take their time
    persons: tuple
    #: number of products that it serves
    served: int
    desk: int | bool
    location: int | bool


class ResourceBookingCombination(models.Model):
    """What a combination is and when it is staffed, remembered by each process.

    Every change of what this rests on makes it forget, see ``resource.hours.guard``.
    """

    _inherit = "resource.booking.combination"

    def _desks(self):
        """Return the ids of these combinations with what they are.

        :rtype: dict of :class:`Desks`
        """
        known = self._known_desks(tuple(sorted(self._ids)))
        return {key: known[key] for key in self._ids}

    @api.model
    @ormcache("combination_ids", TRIAL)
    def _known_desks(self, combination_ids):
        result = {}
        for combination in self._for_everybody().browse(combination_ids):
            resources = combination.resource_ids
            desks = resources.filtered("is_desk")
            result[combination.id] = Desks(
                resources._ids,
                resources.filtered(lambda r: r.resource_type == "user")._ids,
                combination.served_products,
                desks[:1].id,
                desks.location_id[:1].id,
            )
        return result

    def _staffed_on(self, start_dt, end_dt):
        """Return when these combinations are staffed on some days, by their ids.

        :param datetime start_dt: aware midnight
        :param datetime end_dt: aware midnight
        """
        known = self._known_staffed(tuple(sorted(self._ids)), start_dt, end_dt)
        return {key: known[key] for key in self._ids}

    @api.model
    @ormcache("combination_ids", "start_dt", "end_dt", TRIAL)
    def _known_staffed(self, combination_ids, start_dt, end_dt):
        combinations = self._for_everybody().browse(combination_ids)
        staffed = combinations._staffed_intervals(start_dt, end_dt)
        return {combination.id: tuple(time) for combination, time in staffed.items()}
