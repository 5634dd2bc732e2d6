from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import ormcache

from ...engine import intervals
from ...engine.ticks import to_minutes
from .municipal_plan_version import VERSION


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
    _inherit = "resource.booking.combination"

    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        index=True,
        help="Of its resources; empty when they are shared, or of several companies.",
    )
    served_products = fields.Integer(
        compute="_compute_served_products",
        store=True,
        help="How many products visitors can come for here, of whatever type: who "
        "serves few receives visitors first.",
    )

    @api.depends("resource_ids.company_id")
    def _compute_company_id(self):
        for combination in self:
            companies = combination.resource_ids.company_id
            combination.company_id = companies if len(companies) == 1 else False

    @api.depends(
        "type_rel_ids.type_id.product_ids.active", "resource_ids.served_product_ids"
    )
    def _compute_served_products(self):
        for combination in self.with_context(active_test=True):
            products = combination.type_rel_ids.type_id.product_ids
            for resource in combination.resource_ids:
                if resource.served_product_ids:
                    products &= resource.served_product_ids
            combination.served_products = len(products)

    def write(self, vals):
        """Let bookings follow when their combination gets other resources."""
        result = super().write(vals)
        if "resource_ids" in vals:
            self.with_context(active_test=False).booking_ids._reserve_again()
        return result

    def _calendar_of(self, resource):
        """Return the calendar that a resource follows in this combination."""
        self.ensure_one()
        return self.forced_calendar_id or resource.calendar_id

    def _resources_by_calendar(self):
        """Return which resources follow which calendar in these combinations."""
        result = defaultdict(self.env["resource.resource"].browse)
        for combination in self:
            for resource in combination.resource_ids:
                result[combination._calendar_of(resource)] |= resource
        return result

    def _staffed_intervals(self, start_dt, end_dt):
        """Return when each combination is staffed: leaves taken off, bookings not.

        Also leaves that the user may not read, such as those of a colleague.

        :param datetime start_dt: aware
        :param datetime end_dt: aware
        :return: dict from combination to merged intervals in minutes of the engine
        """
        whole = [(to_minutes(start_dt), to_minutes(end_dt))]
        working = {}
        for calendar, resources in self.sudo()._resources_by_calendar().items():
            minutes = resources._working_minutes(calendar, start_dt, end_dt)
            working.update({(calendar, res): minutes[res] for res in resources})
        result = {}
        for combination in self.sudo():
            staffed = whole
            for resource in combination.resource_ids:
                own = working[combination._calendar_of(resource), resource]
                staffed = own if staffed is whole else intervals.intersect(staffed, own)
            result[self.browse(combination.id)] = staffed
        return result

    # What a combination is and when it is staffed, remembered by each process.
    #
    # Every change of what this rests on makes it forget, see ``resource.hours.guard``.

    def _desks(self):
        """Return the ids of these combinations with what they are.

        :rtype: dict of :class:`Desks`
        """
        known = self._known_desks(tuple(sorted(self._ids)))
        return {key: known[key] for key in self._ids}

    @api.model
    @ormcache("combination_ids", VERSION)
    def _known_desks(self, combination_ids):
        result = {}
        for combination in self._as_system().browse(combination_ids):
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
    @ormcache("combination_ids", "start_dt", "end_dt", VERSION)
    def _known_staffed(self, combination_ids, start_dt, end_dt):
        combinations = self._as_system().browse(combination_ids)
        staffed = combinations._staffed_intervals(start_dt, end_dt)
        return {combination.id: tuple(time) for combination, time in staffed.items()}
