from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..engine import intervals
from ..engine.access import allows_appointment, allows_walk_in
from ..engine.ticks import from_minutes, interval_minutes


class ResourceBookingType(models.Model):
    _inherit = "resource.booking.type"

    service_id = fields.Many2one(
        comodel_name="municipal.service",
        index=True,
        ondelete="restrict",
        check_company=True,
        help="The service that receives these visitors. Set it to turn a stock "
        "booking type into a municipal one, with products, openings and visits.",
    )
    location_ids = fields.Many2many(
        comodel_name="municipal.location",
        string="Locations",
        help="Where citizens can choose to come. The desks tell which moments are "
        "free at each of them.",
    )
    product_ids = fields.One2many(
        comodel_name="municipal.product", inverse_name="type_id", string="Products"
    )
    opening_ids = fields.One2many(
        comodel_name="municipal.opening",
        inverse_name="type_id",
        string="Openings",
        copy=True,
        help="Which weekly hours hold from which day on. Without any opening the "
        "availability calendar of the type always holds.",
    )
    lead_hours = fields.Float(
        string="Book at least",
        default=1,
        help="Hours between booking online and the moment itself. Staff can always "
        "book up to the last minute.",
    )
    horizon_days = fields.Integer(
        string="Book at most",
        default=90,
        help="Days ahead that citizens can book.",
    )

    buffer_minutes = fields.Integer(
        string="Buffer",
        help="Minutes between two appointments at a desk, to tidy up or to breathe. "
        "Appointments that were made before keep the buffer of that time.",
    )

    _buffer_not_negative = models.Constraint(
        "CHECK (buffer_minutes >= 0 AND buffer_minutes <= 240)",
        "A buffer takes between 0 and 240 minutes.",
    )
    _lead_not_negative = models.Constraint(
        "CHECK (lead_hours >= 0)", "The lead time cannot be negative."
    )
    _horizon_positive = models.Constraint(
        "CHECK (horizon_days > 0)", "Citizens must be able to book one day ahead."
    )

    @api.constrains("service_id", "company_id")
    def _check_service_company(self):
        for type_ in self.filtered("service_id"):
            if type_.company_id != type_.service_id.company_id:
                raise ValidationError(
                    self.env._(
                        "%(type)s must belong to the company of its service.",
                        type=type_.name,
                    )
                )

    def _tz(self):
        """Return the zone in which the hours of this type are written."""
        self.ensure_one()
        return timezone(self.resource_calendar_id.tz or "UTC")

    def _calendars(self, start_dt, end_dt):
        """Return which calendar holds when, within a period.

        :param datetime start_dt: aware
        :param datetime end_dt: aware
        :return: list of (calendar, aware start, aware end)
        """
        self.ensure_one()
        if not self.opening_ids:
            return [(self.resource_calendar_id, start_dt, end_dt)]
        result = []
        for opening in self.opening_ids:
            zone = timezone(opening.calendar_id.tz)
            begin = zone.localize(datetime.combine(opening.date_from, time.min))
            end = end_dt
            if opening.date_to:
                next_day = opening.date_to + timedelta(days=1)
                end = zone.localize(datetime.combine(next_day, time.min))
            begin, end = max(begin, start_dt), min(end, end_dt)
            if begin < end:
                result.append((opening.calendar_id, begin, end))
        return result

    def _open_intervals(self, start_dt, end_dt, products=None):
        """Return when a promised time for products may lie, closings taken off.

        :param datetime start_dt: aware
        :param datetime end_dt: aware
        :param products: every one of them must allow appointments; without
            products every open line counts
        :return: intervals in the minutes of the engine
        """
        return self._line_intervals(
            start_dt, end_dt, lambda lines: self._line_bookable(lines, products)
        )

    def _line_intervals(self, start_dt, end_dt, accepts):
        """Return the time of some lines of the weekly hours, closings taken off.

        :param accepts: tells of attendances whether their time counts
        """
        self.ensure_one()
        company = Domain("company_id", "in", [False, self.company_id.id])
        leaves = [("time_type", "=", "leave"), *company]
        opened, closed = [], []
        for calendar, begin, end in self.sudo()._calendars(start_dt, end_dt):
            attendances = calendar._attendance_intervals_batch(begin, end)[False]
            opened += [interval for interval in attendances if accepts(interval[2])]
            closed += calendar._leave_intervals_batch(begin, end, domain=leaves)[False]
        return intervals.subtract(interval_minutes(opened), interval_minutes(closed))

    def _walk_in_intervals(self, product, start_dt, end_dt):
        """Return when a visitor for a product may come without appointment.

        :param datetime start_dt: aware
        :param datetime end_dt: aware
        :return: intervals in the minutes of the engine
        """
        return self._line_intervals(
            start_dt,
            end_dt,
            lambda lines: all(
                allows_walk_in(access, product.walk_in)
                for access in lines.mapped("access")
            ),
        )

    def _open_days(self, start_dt, end_dt):
        """Return the local days on which visitors are received.

        :param datetime start_dt: aware
        :param datetime end_dt: aware
        """
        self.ensure_one()
        return {
            utc.localize(from_minutes(start)).astimezone(self._tz()).date()
            for start, _stop in self._open_intervals(start_dt, end_dt)
        }

    @api.model
    def _line_bookable(self, attendances, products):
        """Tell whether all products may be promised in lines of weekly hours."""
        return all(
            allows_appointment(access, product.walk_in)
            for access in attendances.mapped("access")
            for product in products or ()
        )

    def action_open_bookings(self):
        """Open the appointments of a municipal type in the views of the agenda."""
        if not self.service_id:
            return super().action_open_bookings()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "municipal_appointment.municipal_booking_action"
        )
        return dict(action, domain=[("type_id", "=", self.id)])
