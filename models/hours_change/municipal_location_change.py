from odoo import api, models
from odoo.fields import Domain


class MunicipalLocation(models.Model):
    """Bookings in a building where nobody is received any more."""

    _name = "municipal.location"
    _inherit = [
        "resource.hours.guard",
        "resource.kept.record",
        "resource.same.town",
        "municipal.location",
    ]

    _hours_fields = frozenset({"active"})
    _plan_fields = frozenset({"city", "name", "street", "tz", "zip"})
    _hours_action_name = "municipal_location_action"
    _told_by = (
        ("resource.booking", "location_id"),
        ("municipal.visit", "location_id"),
    )

    _town_named_by = (
        ("resource.booking.type", "location_ids", [("service_id", "!=", False)]),
        ("resource.resource", "location_id", []),
        ("municipal.visit", "location_id", []),
    )

    def _hours_scope(self):
        return Domain("location_id", "in", self.ids)

    def _hours_in_words(self):
        return [
            self.env._("%(name)s (archived)", name=location.name)
            if not location.active
            else location.name
            for location in self
        ]

    def _update_field_translations(self, *args, **kwargs):
        with self._forgetting():
            return super()._update_field_translations(*args, **kwargs)

    @api.model
    def _hours_label(self):
        return self.env._("Location")
