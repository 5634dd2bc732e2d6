from odoo import api, models
from odoo.fields import Domain


class ResourceBookingType(models.Model):
    """Bookings whose type follows other hours, or loses desks."""

    _name = "resource.booking.type"
    _inherit = [
        "resource.hours.guard",
        "resource.kept.record",
        "resource.same.town",
        "resource.booking.type",
    ]

    _hours_fields = frozenset(
        {
            "active",
            "combination_rel_ids",
            "company_id",
            "opening_ids",
            "resource_calendar_id",
        }
    )
    _plan_fields = frozenset({"alarm_ids", "product_ids"})
    _hours_action_name = "municipal_booking_type_action"
    _told_by = (("resource.booking", "type_id"),)

    _town_paths = ("service_id", "location_ids", "resource_calendar_id")

    def _is_of_a_town(self):
        return bool(self.service_id)

    def _hours_scope(self):
        return Domain("type_id", "in", self.ids)

    def _hours_in_words(self):
        archived = [
            self.env._("%(name)s (archived)", name=type_.name)
            for type_ in self.filtered(lambda t: not t.active)
        ]
        hours = [
            self.env._(
                "%(type)s follows “%(calendar)s”",
                type=type_.name,
                calendar=type_.resource_calendar_id.display_name,
            )
            for type_ in self
        ]
        openings = self.opening_ids._hours_in_words()
        return archived + hours + openings + self.combination_rel_ids._hours_in_words()

    @api.model
    def _hours_label(self):
        return self.env._("Appointment type")
