from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_duration
from odoo.tools.misc import format_datetime


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
        types_sudo = self.env["resource.booking.type"].sudo()
        followers = types_sudo.with_context(active_test=False).search(
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
            "substitute_id",
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
            scope &= (self.resource_id | self._taken_over_from())._hours_scope()
        return scope

    def _taken_over_from(self):
        """Return who is away meanwhile, and whose desks this person would keep open."""
        return self.search(
            [
                ("substitute_id", "=", self.resource_id.id),
                ("date_from", "<", self.date_to),
                ("date_to", ">", self.date_from),
            ]
        ).resource_id

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
