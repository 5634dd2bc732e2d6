from odoo import api, models
from odoo.tools import format_duration


class ResourceCalendarAttendance(models.Model):
    """Bookings in weekly hours of which a line changes."""

    _name = "resource.calendar.attendance"
    _inherit = ["resource.hours.guard", "resource.calendar.attendance"]

    _hours_fields = frozenset(
        {
            "access",
            "calendar_id",
            "day_period",
            "dayofweek",
            "display_type",
            "hour_from",
            "hour_to",
            "week_type",
        }
    )
    _hours_operations = frozenset({"create", "unlink"})

    def _hours_scope(self):
        return self.calendar_id._hours_scope()

    def _hours_in_words(self):
        """Tell the whole week: a line alone does not say what changes in it."""
        return self.calendar_id._hours_in_words()

    @api.model
    def _hours_label(self):
        return self.env._("Weekly hours")

    def _line_in_words(self):
        """Return a line of weekly hours: Wednesday 9:00-12:00, By appointment."""
        self.ensure_one()
        chosen = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("dayofweek", "access", "week_type")
        }
        parts = [
            chosen["dayofweek"][self.dayofweek],
            f"{format_duration(self.hour_from)}-{format_duration(self.hour_to)}",
        ]
        if self.week_type:
            parts.append(chosen["week_type"][self.week_type])
        if self.day_period == "lunch":
            period = dict(self._fields["day_period"]._description_selection(self.env))
            return " ".join([*parts, period["lunch"]])
        return f"{' '.join(parts)}, {chosen['access'][self.access]}"

    def _hours_action(self):
        return self.calendar_id._hours_action()

    def _hours_name(self):
        return self.calendar_id._hours_name()
