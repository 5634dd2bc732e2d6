from datetime import timedelta

from pytz import timezone

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ...engine.ticks import begin_of_day, interval_minutes, to_minutes
from .municipal_plan_version import VERSION

DAYS_OF_WEEK = 7


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    opening_ids = fields.One2many(
        comodel_name="municipal.opening",
        inverse_name="calendar_id",
        string="Openings",
        help="Appointment types that follow these hours, and when.",
    )

    @api.depends_context("lang")
    def _compute_display_name(self):
        """Name the hours of desks in the language of the reader: calendars cannot."""
        super()._compute_display_name()
        always = self.env.ref(
            "municipal_appointment.calendar_always", raise_if_not_found=False
        )
        for calendar in self.filtered(lambda c: always and c._origin == always):
            calendar.display_name = self.env._("Always: the opening hours decide")

    def _is_always(self):
        """Tell whether somebody works by this calendar day and night, every day.

        Most desks do: the opening hours of their types decide. So it is remembered
        instead of being computed out of the lines, day by day.
        """
        return bool(self) and self.env["resource.calendar"]._always_open(self.id)

    @api.model
    @ormcache("calendar_id", VERSION)
    def _always_open(self, calendar_id):
        calendar = self._as_system().browse(calendar_id)
        whole_days = calendar.attendance_ids.filtered(
            lambda line: line.day_period != "lunch"
            and (line.hour_from, line.hour_to) == (0, 24)
        )
        return (
            not calendar.flexible_hours
            and not calendar.two_weeks_calendar
            and len(set(whole_days.mapped("dayofweek"))) == DAYS_OF_WEEK
        )

    def _check_weekly_hours(self):
        """Refuse calendars that do not tell when visitors are received."""
        self._check_fixed_hours()
        for calendar in self:
            if not calendar.attendance_ids:
                raise ValidationError(
                    self.env._(
                        "%(hours)s have no lines: nobody would ever be received. Add "
                        "the lines first.",
                        hours=calendar.display_name,
                    )
                )

    def _check_fixed_hours(self):
        """Refuse calendars that only tell how long is worked."""
        for calendar in self:
            if calendar.flexible_hours:
                raise ValidationError(
                    self.env._(
                        "%(hours)s are flexible: they tell how long, but not when "
                        "visitors are received. Choose weekly hours with fixed lines.",
                        hours=calendar.display_name,
                    )
                )

    @api.constrains("flexible_hours")
    def _check_desk_hours(self):
        desks_sudo = self.env["resource.resource"].sudo()
        followed = desks_sudo.search(
            [("is_desk", "=", True), ("calendar_id", "in", self.ids)]
        )
        followed.calendar_id._check_fixed_hours()

    @api.constrains("attendance_ids", "flexible_hours")
    def _check_opening_hours(self):
        """Let weekly hours that visitors are received by stay such."""
        types_sudo = self.env["resource.booking.type"].sudo()
        for calendar in self:
            products_sudo = self.env["municipal.product"].sudo()
            if (
                calendar.sudo().opening_ids
                or products_sudo.search_count(
                    [("calendar_id", "=", calendar.id)], limit=1
                )
                or types_sudo.search_count(
                    [
                        ("resource_calendar_id", "=", calendar.id),
                        ("service_id", "!=", False),
                    ],
                    limit=1,
                )
            ):
                calendar._check_weekly_hours()

    def _lines_between(self, start_dt, end_dt):
        """Return the lines of weekly hours that lie in a period.

        :param datetime start_dt: aware
        :param datetime end_dt: aware
        :return: list of (start, stop, access) in minutes of the engine
        """
        self.ensure_one()
        first, last = to_minutes(start_dt), to_minutes(end_dt)
        day = (start_dt - timedelta(days=1)).date().replace(day=1)
        found = []
        while day <= (end_dt + timedelta(days=1)).date():
            for start, stop, access in self._lines_of_month(self.id, day):
                start, stop = max(start, first), min(stop, last)
                if start < stop:
                    found.append((start, stop, access))
            day = (day + timedelta(days=31)).replace(day=1)
        return found

    @api.model
    @ormcache("calendar_id", "first", VERSION)
    def _lines_of_month(self, calendar_id, first):
        """Return the lines of a month; they change less often than they are asked.

        :param date first: day of the month
        """
        calendar = self._as_system().browse(calendar_id)
        zone = timezone(calendar.tz or "UTC")
        begin, end = (
            begin_of_day(day, zone)
            for day in (first, (first + timedelta(days=31)).replace(day=1))
        )
        lines = calendar._attendance_intervals_batch(begin, end)[False]
        return tuple(
            (*minutes, line[2][:1].access)
            for line, minutes in zip(lines, interval_minutes(lines), strict=True)
        )
