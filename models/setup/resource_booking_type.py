from odoo import api, fields, models
from odoo.exceptions import ValidationError

HOURS_OF_DAY = 24


class ResourceBookingType(models.Model):
    _inherit = "resource.booking.type"

    service_id = fields.Many2one(
        comodel_name="municipal.service",
        index=True,
        ondelete="restrict",
        check_company=True,
        help="The service that receives these visitors. Set it to turn an upstream "
        "booking type into a municipal one, with products, openings and visits.",
    )
    published = fields.Boolean(
        string="On the website",
        copy=False,
        help="Citizens see and book its products, those that are on the website.",
    )
    location_ids = fields.Many2many(
        comodel_name="municipal.location",
        string="Locations",
        help="Where citizens can choose to come. The desks tell which slots are "
        "free at each of them.",
    )
    product_ids = fields.One2many(
        comodel_name="municipal.product", inverse_name="type_id", string="Products"
    )
    product_minutes = fields.Json(
        compute="_compute_product_minutes",
        store=True,
        help="The different minutes that its products take.",
    )
    opening_ids = fields.One2many(
        comodel_name="municipal.opening",
        inverse_name="type_id",
        string="Openings",
        copy=True,
        help="Which weekly hours hold from which day on. Without any opening the "
        "availability calendar of the type always holds.",
    )
    tz = fields.Selection(related="resource_calendar_id.tz", store=True)
    lead_hours = fields.Float(
        string="Book at least",
        default=1,
        help="Hours between booking online and the slot itself. Staff can always "
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
    online_percent = fields.Integer(
        string="Offered online",
        default=100,
        help="Percent of the desks that receive visitors at a moment, rounded up. The "
        "others are kept for staff and for visitors without appointment.",
    )
    online_desks = fields.Integer(
        string="At most",
        help="Desks that the website may take at the same time; 0 for no such limit.",
    )
    release_ids = fields.One2many(
        comodel_name="municipal.release",
        inverse_name="type_id",
        string="Release plan",
        copy=True,
        help="Which part of a day citizens can book from when on. Without a plan "
        "everything can be booked as soon as the day is near enough.",
    )
    has_release_plan = fields.Boolean(
        compute="_compute_has_release_plan", store=True, string="Released step by step"
    )
    _quota_is_percentage = models.Constraint(
        "CHECK (online_percent BETWEEN 0 AND 100 AND online_desks >= 0)",
        "Between 0 and 100 percent of the desks can be offered online.",
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
    reminder_too_late = fields.Boolean(
        compute="_compute_reminder_too_late",
        help="Visitors are reminded when they can no longer move the appointment.",
    )

    @api.depends("product_ids.duration", "product_ids.active")
    def _compute_product_minutes(self):
        for type_ in self:
            type_.product_minutes = sorted(set(type_.product_ids.mapped("duration")))

    @api.depends("release_ids")
    def _compute_has_release_plan(self):
        for type_ in self:
            type_.has_release_plan = bool(type_.release_ids)

    @api.constrains("service_id", "resource_calendar_id")
    def _check_hours(self):
        self.filtered("service_id").resource_calendar_id._check_weekly_hours()

    @api.constrains("service_id", "slot_duration")
    def _check_grid(self):
        for type_ in self.filtered("service_id"):
            if not 1 / 60 <= type_.slot_duration <= HOURS_OF_DAY:
                raise ValidationError(
                    self.env._("Slots lie at least one minute and at most a day apart.")
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

    def action_open_bookings(self):
        """Open the appointments of a municipal type in the views of the agenda."""
        self.check_access("read")
        if not self.service_id:
            return super().action_open_bookings()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "municipal_appointment.municipal_booking_action"
        )
        return dict(action, domain=[("type_id", "=", self.id)])

    # When visitors are reminded.

    @api.depends(
        "alarm_ids.duration_minutes", "alarm_ids.alarm_type", "modifications_deadline"
    )
    def _compute_reminder_too_late(self):
        """Tell whether all reminders by mail come after the deadline for changes.

        Who cannot come must hear it while somebody else can still get the slot.
        """
        for type_ in self:
            mails = type_.alarm_ids.filtered(lambda alarm: alarm.alarm_type == "email")
            first = max(mails.mapped("duration_minutes"), default=None)
            deadline = type_.modifications_deadline * 60
            type_.reminder_too_late = first is not None and first <= deadline
