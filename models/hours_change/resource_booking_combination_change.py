from odoo import api, models
from odoo.fields import Domain


class ResourceBookingCombination(models.Model):
    """Bookings whose combination of resources changes."""

    _name = "resource.booking.combination"
    _inherit = [
        "resource.hours.guard",
        "resource.kept.record",
        "resource.same.town",
        "resource.booking.combination",
    ]

    _hours_fields = frozenset(
        {"active", "forced_calendar_id", "resource_ids", "type_rel_ids"}
    )
    _hours_operations = frozenset({"unlink"})
    _told_by = (("resource.booking", "combination_id"),)

    _town_paths = ("resource_ids", "forced_calendar_id", "type_rel_ids.type_id")

    def _is_of_a_town(self):
        return any(resource.is_desk for resource in self.resource_ids)

    def _hours_scope(self):
        return Domain("combination_id", "in", self.ids)

    def _hours_action(self):
        return self.resource_ids._hours_action()

    def _hours_in_words(self):
        return [
            self.env._("%(desks)s (archived)", desks=combination.name)
            if not combination.active
            else combination.name
            for combination in self
        ]

    @api.model
    def _hours_label(self):
        return self.env._("Desks together")
