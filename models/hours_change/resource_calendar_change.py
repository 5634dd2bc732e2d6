from odoo import api, models
from odoo.fields import Domain


class ResourceCalendar(models.Model):
    """Bookings of types and desks whose weekly hours change."""

    _name = "resource.calendar"
    _inherit = ["resource.hours.guard", "resource.same.town", "resource.calendar"]

    _hours_fields = frozenset(
        {
            "attendance_ids",
            "attendance_ids_1st_week",
            "attendance_ids_2nd_week",
            "company_id",
            "duration_based",
            "flexible_hours",
            "global_leave_ids",
            "leave_ids",
            "opening_ids",
            "schedule_type",
            "two_weeks_calendar",
            "tz",
        }
    )
    _hours_operations = frozenset({"unlink"})
    _town_named_by = (
        (
            "resource.booking.type",
            "resource_calendar_id",
            [("service_id", "!=", False)],
        ),
        ("municipal.opening", "calendar_id", []),
        ("municipal.product", "calendar_id", []),
        ("resource.resource", "calendar_id", [("is_desk", "=", True)]),
    )
    _hours_methods = (
        "create",
        "write",
        "unlink",
        "switch_calendar_type",
        "switch_based_on_duration",
    )

    def switch_calendar_type(self):
        """Look at it as a whole: between its steps nobody is open at all."""
        self.check_access("write")
        if not self._guards("write"):
            return super().switch_calendar_type()

        def switch(records):
            super().switch_calendar_type()
            return self

        return bool(self._change_hours("switch_calendar_type", None, switch))

    def switch_based_on_duration(self):
        """See :meth:`switch_calendar_type`."""
        self.check_access("write")
        if not self._guards("write"):
            return super().switch_based_on_duration()

        def switch(records):
            super().switch_based_on_duration()
            return self

        return bool(self._change_hours("switch_based_on_duration", None, switch))

    def _hours_scope(self):
        """Return bookings of types, products and desks that follow these hours."""
        types = self.env["resource.booking.type"].sudo()
        followers = types.with_context(active_test=False).search(
            [
                "|",
                ("resource_calendar_id", "in", self.ids),
                ("opening_ids.calendar_id", "in", self.ids),
            ]
        )
        return Domain.OR(
            [
                [("type_id", "in", followers.ids)],
                [("combination_id.forced_calendar_id", "in", self.ids)],
                [("combination_id.resource_ids.calendar_id", "in", self.ids)],
                [("combination_id.resource_ids.clerk_id.calendar_id", "in", self.ids)],
                [("line_ids.product_id.calendar_id", "in", self.ids)],
            ]
        )

    def _hours_in_words(self):
        lines = [
            f"{calendar.display_name}: {line._line_in_words()}"
            for calendar in self
            for line in calendar.attendance_ids.filtered(lambda a: not a.display_type)
        ]
        zones = [f"{calendar.display_name}: {calendar.tz}" for calendar in self]
        return lines + zones

    @api.model
    def _hours_label(self):
        return self.env._("Weekly hours")
