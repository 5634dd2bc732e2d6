from odoo import api, models
from odoo.fields import Domain


class ResourceBookingTypeCombinationRel(models.Model):
    """Bookings at a desk that no longer serves their type."""

    _name = "resource.booking.type.combination.rel"
    _inherit = [
        "resource.hours.guard",
        "resource.same.town",
        "resource.booking.type.combination.rel",
    ]

    _hours_fields = frozenset({"combination_id", "type_id"})
    _plan_fields = frozenset({"sequence"})
    _hours_operations = frozenset({"unlink"})

    _town_paths = ("type_id", "combination_id")

    def _is_of_a_town(self):
        return bool(self.type_id.service_id)

    def _town(self):
        return self.type_id.company_id

    def _hours_scope(self):
        return Domain.OR(
            Domain("type_id", "=", relation.type_id.id)
            & Domain("combination_id", "=", relation.combination_id.id)
            for relation in self
        )

    def _hours_action(self):
        return self.combination_id.resource_ids._hours_action()

    def _hours_in_words(self):
        return [
            self.env._(
                "%(desks)s: serves %(type)s",
                desks=relation.combination_id.name,
                type=relation.type_id.name,
            )
            for relation in self
        ]

    @api.model
    def _hours_label(self):
        return self.env._("What a desk serves")
