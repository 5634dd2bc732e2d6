from odoo import api, models
from odoo.fields import Domain
from odoo.tools.misc import format_datetime


class ResourceCalendarLeaves(models.Model):
    """Bookings that a closing meets."""

    _name = "resource.calendar.leaves"
    _inherit = [
        "resource.hours.guard",
        "resource.same.town",
        "resource.calendar.leaves",
    ]

    _hours_fields = frozenset(
        {
            "calendar_id",
            "company_id",
            "date_from",
            "date_to",
            "resource_id",
            "time_type",
        }
    )
    _hours_operations = frozenset({"create"})
    _hours_action_name = "municipal_closing_action"

    _town_paths = ("calendar_id", "resource_id")

    def _is_of_a_town(self):
        """Tell whether this is a closing; leaves of colleagues are upstream's."""
        return not self.resource_id or self.resource_id.is_desk

    def _hours_scope(self):
        """Return bookings that a closing meets, of its desk or clerk if it has one."""
        return Domain.OR(leave._scope() for leave in self)

    def _scope(self):
        self.ensure_one()
        scope = Domain([("start", "<", self.date_to), ("stop", ">", self.date_from)])
        if self.resource_id:
            scope &= self.resource_id._hours_scope()
        return scope

    def _hours_in_words(self):
        everything = self.env._("every desk")
        return [
            self.env._(
                "%(name)s: closed from %(date_from)s until %(date_to)s, %(closed)s",
                name=leave.name or self.env._("Closing"),
                date_from=leave._moment_in_words(leave.date_from),
                date_to=leave._moment_in_words(leave.date_to),
                closed=leave.resource_id.display_name
                or leave.calendar_id.display_name
                or everything,
            )
            for leave in self
        ]

    def _moment_in_words(self, moment):
        """Return a moment in the zone in which the municipality counts its days."""
        zone = self._closing_zone(self.company_id or self.env.company)
        return format_datetime(
            self.env, moment, tz=zone.zone, dt_format=self.env._("d MMMM y HH:mm")
        )

    @api.model
    def _hours_label(self):
        return self.env._("Closing")
