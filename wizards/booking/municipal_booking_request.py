from datetime import timedelta
from uuid import uuid4

from pytz import utc

from odoo import api, fields, models

from ...engine.mail_slip import suggest_address
from ...engine.plain_text import clean_line
from ...engine.ticks import begin_of_day, local
from ...models.common.refusal import Refusal

#: how far ahead the dialog looks for a day with a free slot
SEARCH_DAYS = 60
#: what the time at the desk, and so the free slots, depend on
PRODUCTS = (
    "booking_id",
    "product_id",
    "quantity",
    "line_ids.product_id",
    "line_ids.quantity",
)


class MunicipalBookingRequest(models.TransientModel):
    """Make an appointment for a visitor on the phone or at the desk, or move one.

    The clerk chooses among the moments that are free, by the rules of the website;
    only lead time and horizon do not bind staff.
    """

    _name = "municipal.booking.request"
    _description = "New appointment"

    request_key = fields.Char(default=lambda self: uuid4().hex, readonly=True)
    booking_id = fields.Many2one(
        comodel_name="resource.booking",
        readonly=True,
        help="The appointment that is being moved.",
    )
    products = fields.Char(related="booking_id.products")
    present_start = fields.Datetime(string="Now at", related="booking_id.start")
    product_id = fields.Many2one(
        comodel_name="municipal.product",
        domain="[('booking', '!=', 'none'), "
        "('service_id.appointment_enabled', '=', True)]",
    )
    quantity = fields.Integer(default=1)
    line_ids = fields.One2many(
        comodel_name="municipal.booking.request.line",
        inverse_name="request_id",
        string="Also for",
        help="Other products in the same visit.",
    )
    type_id = fields.Many2one(
        comodel_name="resource.booking.type", compute="_compute_type_id"
    )
    minutes = fields.Integer(compute="_compute_minutes", help="Time at the desk.")
    bring = fields.Text(string="To bring", compute="_compute_minutes")
    allowed_location_ids = fields.Many2many(related="type_id.location_ids")
    location_id = fields.Many2one(
        comodel_name="municipal.location",
        string="Building",
        compute="_compute_location_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', allowed_location_ids)]",
        help="Leave empty to look at the desks of every building.",
    )
    day = fields.Date(
        compute="_compute_day",
        store=True,
        readonly=False,
        help="The first day with a free slot, unless you choose another one.",
    )
    slots = fields.Json(string="Free slots", compute="_compute_slots")
    start = fields.Datetime(
        string="Slot", compute="_compute_start", store=True, readonly=False
    )
    name = fields.Char(string="Visitor")
    email = fields.Char(
        string="E-mail", help="The confirmation and a reminder are mailed to it."
    )
    email_asked = fields.Char(
        help="The address about which the clerk was asked whether it is a slip."
    )
    email_question = fields.Char(
        string="Another address?", compute="_compute_email_question"
    )
    phone = fields.Char()
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        default=lambda self: self.env.company.partner_id.lang or self.env.lang,
        help="Mails to the visitor are written in it.",
    )

    @api.depends("booking_id", "product_id")
    def _compute_type_id(self):
        for request in self:
            request.type_id = request.booking_id.type_id or request.product_id.type_id

    @api.depends("email", "email_asked")
    def _compute_email_question(self):
        for request in self:
            meant = request.email == request.email_asked and request._email_meant()
            request.email_question = meant and self.env._(
                "Did you mean %(meant)s? If %(typed)s is right, make the appointment "
                "once more.",
                meant=meant,
                typed=request.email,
            )

    def _email_meant(self):
        """Return the address that was probably meant instead, or nothing."""
        return suggest_address(clean_line(self.email or "").lower())

    @api.depends(*PRODUCTS)
    def _compute_minutes(self):
        for request in self:
            lines = request._lines()
            request.minutes = self.env["municipal.product"]._visit_minutes(lines)
            items = [item for product, _q in lines for item in product._bring_items()]
            request.bring = "\n".join(dict.fromkeys(items))

    @api.depends("type_id", "booking_id")
    def _compute_location_id(self):
        for request in self:
            offered = request.type_id.location_ids
            if request.booking_id:
                request.location_id = request.booking_id.location_id
            elif request.location_id not in offered or len(offered) == 1:
                request.location_id = offered[:1]

    @api.depends(*PRODUCTS, "location_id")
    def _compute_day(self):
        """Keep the chosen day while it has a free slot, else take the next."""
        for request in self:
            first = request.day or request.booking_id._local_day() or request._today()
            later = [day for day in request._free_days(first) if day >= first]
            request.day = min(later, default=first)

    @api.depends(*PRODUCTS, "location_id", "day")
    def _compute_slots(self):
        for request in self:
            days = request._free_days(request.day)
            request.slots = request.type_id and {
                "slots": [
                    request._describe_slot(start) for start in days.get(request.day, ())
                ],
                "previous": request._iso(
                    max((d for d in days if d < request.day), default=None)
                ),
                "next": request._iso(
                    min((d for d in days if d > request.day), default=None)
                ),
            }

    @api.depends(*PRODUCTS, "location_id", "day")
    def _compute_start(self):
        for request in self.filtered("type_id"):
            free = request._free_days(request.day).get(request.day, ())
            request.start = request.start in free and request.start

    def _lines(self):
        """Return the chosen products as pairs (product, quantity)."""
        self.ensure_one()
        if self.booking_id:
            return self.booking_id._lines()
        first = [(self.product_id, self.quantity)] if self.product_id else []
        return first + self.line_ids.filtered("product_id")._pairs()

    def _today(self):
        return fields.Date.context_today(self)

    @api.model
    def _iso(self, day):
        return day and fields.Date.to_string(day)

    def _describe_slot(self, start):
        """Return what the dialog shows of a moment: its value and the local time."""
        shown = local(start, self.type_id._tz())
        return {
            "value": fields.Datetime.to_string(start),
            "label": shown.strftime("%H:%M"),
        }

    def _free_days(self, day):
        """Return the free slots from today until well after a day, by local day.

        :return: dict from day to list of naive UTC moments; empty while nothing
            bookable was chosen
        """
        self.ensure_one()
        if self.hours_line_id:
            return self._days_of_another_slot()
        lines, type_ = self._lines(), self.type_id
        if not lines or not day or any(quantity < 1 for _product, quantity in lines):
            return {}
        zone = type_._tz()
        last = max(day, self._today()) + timedelta(days=SEARCH_DAYS)
        free = type_._free_slots(
            lines,
            utc.localize(fields.Datetime.now()),
            begin_of_day(last, zone),
            location=self.location_id,
            by_staff=True,
            ignore=self.booking_id,
        )
        days = {}
        for start in free:
            days.setdefault(local(start, zone).date(), []).append(start)
        return days

    def _check_start(self):
        if not self.start:
            raise Refusal(self.env._("Choose a free slot first."), "moment")

    def action_book(self):
        """Book the moment, mail the visitor and show the appointment."""
        self.check_access("read")
        self.ensure_one()
        self.env["municipal.product"]._check_lines(self._lines(), by_staff=True)
        self._check_start()
        if not (self.email or self.phone):
            raise Refusal(
                self.env._(
                    "Fill in the e-mail address or the phone number of the visitor, "
                    "so that you can tell when something changes."
                ),
                "email",
            )
        if self._email_meant() and self.email_asked != self.email:
            self.email_asked = self.email
            return self._reopen()
        booking = self.env["resource.booking"]._book(
            self._lines(),
            self.start,
            {"name": self.name, "email": self.email, "phone": self.phone},
            location=self.location_id,
            by_staff=True,
            lang=self.lang,
            request_key=self.request_key,
        )
        if self.env.context.get("municipal_desk_screen"):
            return booking._close_at_desk(self.env._("New appointment"))
        return booking._action_open()

    def action_take_email(self):
        """Take the address that was probably meant, and go on with the dialog."""
        self.check_access("write")
        self.ensure_one()
        self.email = self._email_meant() or self.email
        return self._reopen()

    def _reopen(self):
        """Return the action that shows this dialog again, with all that is in it."""
        return {
            "name": self.env._("New appointment"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": dict(self.env.context),
        }

    def action_move(self):
        """Move the appointment to the chosen moment and mail the visitor."""
        self.check_access("read")
        self.ensure_one()
        self._check_start()
        self.booking_id._move(self.start, by_staff=True)
        return {"type": "ir.actions.act_window_close"}
