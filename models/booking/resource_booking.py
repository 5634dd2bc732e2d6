from contextlib import nullcontext
from uuid import uuid4

from odoo import Command, api, fields, models
from odoo.tools.intervals import Intervals

from ...engine.person_name import may_greet
from ...engine.reference import new_reference
from ...engine.ticks import from_minutes, local
from ..capacity.booking_fields import DECIDING
from ..common.contact import PARTS, check_contact, shown_phone
from ..common.inside import Inside
from ..common.refusal import Refusal
from ..visit.municipal_visit import CHANNELS, describe_lines
from .resource_booking_lifecycle import BORN_WITH_MEETING, QUIET

CONTACT_FIELDS = tuple(f"contact_{part}" for part in PARTS)


class ResourceBooking(models.Model):
    _inherit = "resource.booking"

    service_id = fields.Many2one(related="type_id.service_id", store=True, index=True)
    reference = fields.Char(
        copy=False,
        readonly=True,
        help="What the visitor says, types or shows as a QR code on arrival.",
    )
    request_key = fields.Char(
        copy=False,
        readonly=True,
        help="Made when the form was opened: sending it twice books once.",
    )
    channel = fields.Selection(
        selection=CHANNELS[:2], default="appointment", required=True, tracking=True
    )
    location_id = fields.Many2one(
        comodel_name="municipal.location",
        string="Building",
        compute="_compute_desk_id",
        store=True,
        index="btree_not_null",
    )
    desk_id = fields.Many2one(
        comodel_name="resource.resource",
        compute="_compute_desk_id",
        store=True,
        index="btree_not_null",
    )
    line_ids = fields.One2many(
        comodel_name="municipal.booking.line",
        inverse_name="booking_id",
        string="Products",
        copy=True,
    )
    products = fields.Char(string="Comes for", compute="_compute_products")
    contact_name = fields.Char(string="Visitor", tracking=True)
    contact_email = fields.Char(string="E-mail")
    contact_phone = fields.Char(
        string="Phone, international", help="In the form of E.164: +32470123456."
    )
    remark = fields.Text(
        string="Remark of the visitor",
        readonly=True,
        help="Wiped together with the contact.",
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        help="Mails to the visitor are written in it.",
    )
    visit_ids = fields.One2many(
        comodel_name="municipal.visit", inverse_name="booking_id", string="Visits"
    )
    visit_id = fields.Many2one(
        comodel_name="municipal.visit", compute="_compute_visit_id"
    )
    visit_state = fields.Selection(
        related="visit_ids.state", string="Progress", readonly=True
    )
    _reference_unique = models.UniqueIndex(
        "(reference) WHERE reference IS NOT NULL",
        "This reference code is already in use.",
    )
    _request_key_unique = models.UniqueIndex(
        "(request_key) WHERE request_key IS NOT NULL",
        "This request was already booked.",
    )
    contact_phone_local = fields.Char(
        string="Phone",
        compute="_compute_contact_phone_local",
        inverse="_inverse_contact_phone_local",
        help="As it is written here; a number of another country begins with +.",
    )

    @api.depends("combination_id.resource_ids.is_desk")
    def _compute_desk_id(self):
        for booking in self:
            booking.desk_id, booking.location_id = booking.type_id._reception(
                booking.combination_id
            )

    @api.depends("line_ids.product_id", "line_ids.quantity")
    def _compute_products(self):
        for booking in self:
            booking.products = describe_lines(booking.line_ids)

    @api.depends("visit_ids")
    def _compute_visit_id(self):
        for booking in self:
            booking.visit_id = booking.visit_ids[:1]

    @api.depends("reference", "contact_name", "service_id")
    @api.depends_context("using_portal")
    def _compute_display_name(self):
        """Show the code, and to staff the name: upstream tells too much or nothing."""
        municipal = self.filtered("reference")
        super(ResourceBooking, self - municipal)._compute_display_name()
        for booking in municipal:
            known = not self.env.context.get("using_portal") and booking.contact_name
            booking.display_name = (
                f"{booking.reference} · {known}" if known else booking.reference
            )

    @api.depends(
        "line_ids.product_id",
        "line_ids.quantity",
        "meeting_id.duration",
        "meeting_id.start",
        "meeting_id.stop",
        "type_id",
    )
    def _compute_duration(self):
        """Promise the time of the products, to the minute.

        Upstream takes over the duration of the meeting, which is rounded to
        hundredths of an hour: ten minutes would become ten minutes and twelve
        seconds, and run into the next appointment.
        """
        promised = self.filtered(lambda b: b.service_id and b.line_ids)
        super(ResourceBooking, self - promised)._compute_duration()
        for booking in promised:
            meeting = booking.meeting_id
            if meeting.start and meeting.stop:
                seconds = (meeting.stop - meeting.start).total_seconds()
                booking.duration = seconds / 3600
            else:
                booking.duration = booking._planned_minutes() / 60

    @api.depends_context("uid", "using_portal")
    def _compute_is_modifiable(self):
        """Let clerks change what citizens no longer may: the visitor is at the desk.

        Visitors may change until the appointment begins: the deadline only says until
        when they may move it, see :meth:`_moves_in_time`.
        """
        super()._compute_is_modifiable()
        municipal = self.filtered("service_id")
        if self.env.context.get("using_portal"):
            for booking in municipal:
                booking.is_modifiable = not booking._is_past()
        elif self.env.user.has_group("municipal_appointment.group_clerk"):
            municipal.is_modifiable = True

    @api.onchange("line_ids")
    def _onchange_line_ids(self):
        if self.service_id and self.line_ids:
            self.duration = self._planned_minutes() / 60

    def _planned_minutes(self):
        """Return the minutes that the products of this booking take."""
        self.ensure_one()
        return self.env["municipal.product"]._visit_minutes(self._lines())

    def _is_expected(self):
        """Tell whether the visitor of this appointment, if any, is still to come."""
        return self.active and (self.visit_state == "booked" or self._is_unconfirmed())

    def _lines(self):
        """Return the products of this booking as pairs (product, quantity)."""
        self.ensure_one()
        return self.line_ids._pairs()

    def _aware(self, moment):
        """Return a naive UTC moment in the zone of the type's hours."""
        self.ensure_one()
        return local(moment, self.type_id._tz())

    def _get_intervals(self, start_dt, end_dt, combination=None):
        """Answer upstream for municipal types, openings and products considered."""
        if not self.service_id:
            return super()._get_intervals(start_dt, end_dt, combination)
        type_, products = self.type_id, self.line_ids.product_id
        combinations = (
            combination
            or self.combination_id
            or type_._candidate_combinations(products)
        )
        desk_calendar, _taken = type_._desk_calendar(
            combinations, start_dt, end_dt, products, ignore=self._origin
        )
        return Intervals(
            [
                (
                    self._aware(from_minutes(start)),
                    self._aware(from_minutes(stop)),
                    combinations,
                )
                for start, stop in desk_calendar.free_intervals()
            ]
        )

    def _get_best_combination(self):
        """Choose a free desk for a municipal booking, the present one if possible.

        The visitor was told in which building: a move does not change that.
        """
        if not (self.service_id and self.start and self.stop):
            return super()._get_best_combination()
        # an exception stands at its desk, whatever the hours say
        if self.combination_id and (self._is_held() or self.hours_exception):
            return self.combination_id
        candidates = self.combination_id | self.type_id._candidate_combinations(
            self.line_ids.product_id, location=self._origin.location_id
        )
        fitting = self.type_id._fitting(
            candidates,
            self._aware(self.start),
            self._aware(self.stop),
            ignore=self._origin,
        )
        if fitting:
            return self.combination_id & fitting or fitting[0]
        if self._origin.id:
            raise Refusal(self._why_not(), "moment")
        return candidates.browse()

    def _prepare_meeting_vals(self):
        """Keep the visitor and the product out of a calendar that everybody reads.

        Private meetings cannot be moved or deleted in the calendar by anybody but
        the colleague who receives the visitor.
        """
        vals = super()._prepare_meeting_vals()
        if self.service_id:
            vals.update(self._discreet(self.reference, self.type_id.company_id))
            if self.location_id:
                vals["location"] = self._place()
        return vals

    @api.model
    def _discreet(self, reference, company):
        """Return what a meeting shows to everybody who reads the calendar."""
        name = self.env._("Appointment %(reference)s", reference=reference)
        return {
            "name": name,
            "privacy": "private",
            "municipal_company_id": company.id,
        }

    def _sync_meeting(self):
        """Keep upstream from mailing: visitors get the mails of their municipality.

        A meeting that is up to date is left alone: writing it would check again
        whether the moment fits, and hours that changed since must not keep a clerk
        from correcting a name.
        """
        municipal = self.filtered("service_id")
        super(ResourceBooking, self - municipal)._sync_meeting()
        if Inside.of(self.env, BORN_WITH_MEETING):
            return None
        changed_sudo = municipal.sudo().filtered(lambda b: not b._meeting_is_current())
        return super(
            ResourceBooking, changed_sudo.with_context(**QUIET)
        )._sync_meeting()

    def _meeting_is_current(self):
        """Tell whether the meeting says already what this booking promises."""
        self.ensure_one()
        meeting = self.meeting_id
        return (
            bool(meeting)
            and (meeting.start, meeting.stop) == (self.start, self.stop)
            and meeting.location == self._prepare_meeting_vals()["location"]
            and meeting.alarm_ids == self.type_id.alarm_ids
            and self.partner_ids <= meeting.partner_ids
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Give municipal bookings their code, and begin their visit.

        :raise Refusal: when somebody makes a municipal booking past ``_book``
        """
        types_sudo = self.env["resource.booking.type"].sudo()
        for vals in vals_list:
            type_ = types_sudo.browse(vals.get("type_id"))
            if type_.service_id:
                self._check_made_by_book()
                vals.update(self._clean_contact_values(vals, type_.company_id))
                vals.setdefault("reference", new_reference())
                vals.setdefault("access_token", str(uuid4()))
                vals.setdefault("name", vals["reference"])
                vals.setdefault("user_id", False)
                # said here, it is written together with all else
                vals["sought"] = self._sought_in(vals)
                self._note_request(vals.get("request_key"))
        with self._syncing_reservations():
            bookings = super().create(vals_list)
            municipal = bookings.filtered("service_id")
            municipal._begin_visits()
        return bookings

    def write(self, vals):
        """Let everything follow that rests on a booking, whoever changes it and how.

        The duration and the visit follow the products, the meeting and the
        reservations the moment; the visitor is told of another moment.

        :raise Refusal: when people change what is not theirs to change
        """
        vals = self._written_by_people(vals)
        if not vals:
            return True
        municipal = self.filtered("service_id")
        if municipal:
            company = municipal[0].type_id.company_id
            vals = {**vals, **self._clean_contact_values(vals, company)}
        decides = vals.keys() & DECIDING
        with self._syncing_reservations() if decides else nullcontext():
            moving = self._moving(vals)
            moving._check_movable(fields.Datetime.to_datetime(vals.get("start")))
            promised = moving.filtered("start")
            result = super().write(vals)
            self._follow_up(vals, moving, promised)
        return result

    def _follow_up(self, vals, moving, promised):
        """Let visits, contacts and visitors follow what was written.

        :param moving: bookings that have another moment now
        :param promised: those of them that had one before
        """
        municipal = self.filtered("service_id")
        if "line_ids" in vals:
            municipal._follow_products(with_duration="duration" not in vals)
        if vals.keys() & {"start", "line_ids", "combination_id", "meeting_id"}:
            municipal.visit_ids.sudo()._follow_booking()
        if vals.get("active") is False:
            municipal._cancel_visits()
        if vals.keys() & set(CONTACT_FIELDS):
            self._sync_visitor_partner()
        moving._end_exception()
        moving.action_confirm()
        moving._notify_of_slot(promised)

    def unlink(self):
        """Keep the visit and its log, as cancelled; take the private meetings along.

        No user may delete such a meeting by themselves.
        """
        self.check_access("unlink")
        self._check_deletable()
        self._cancel_visits()
        self.env["municipal.reservation"].sudo()._give_back(self)
        self.filtered("service_id").sudo().meeting_id.unlink()
        return super().unlink()

    def _cancel_visits(self):
        """Tell the visits that nobody is expected any more."""
        visits_sudo = self.visit_ids.sudo()
        booked = visits_sudo.filtered(lambda visit: visit.state == "booked")
        booked._take_step("cancelled")

    def _prepare_visit(self):
        """Return the values of the visit that this booking promises."""
        self.ensure_one()
        return {
            "name": self.reference,
            "booking_id": self.id,
            "channel": self.channel,
            "service_id": self.service_id.id,
            "location_id": self.location_id.id,
            "desk_id": self.desk_id.id,
            "planned_start": self.start,
            "line_ids": [
                Command.create({"product_id": product.id, "quantity": quantity})
                for product, quantity in self._lines()
            ],
        }

    # Who comes: how it is kept, shown, and found.

    @api.depends("contact_phone", "type_id.company_id.country_id")
    def _compute_contact_phone_local(self):
        for booking in self:
            company = booking.type_id.company_id
            booking.contact_phone_local = shown_phone(booking.contact_phone, company)

    def _inverse_contact_phone_local(self):
        for booking in self:
            booking.contact_phone = booking.contact_phone_local
        # what was typed is shown again as people write it
        self.invalidate_recordset(["contact_phone_local"], flush=False)

    @api.model
    def _clean_contact_values(self, vals, company):
        """Return the contact in these values as it may be kept.

        The one guard for every door: website, dialogs, forms, RPC and import.

        :raise Refusal: for what can be no name, address or number
        """
        typed = {key: vals[key] for key in CONTACT_FIELDS if vals.get(key)}
        if not typed:
            return {}
        parts = {key.removeprefix("contact_"): text for key, text in typed.items()}
        cleaned = check_contact(self.env, parts, company)
        kept = {f"contact_{part}": text for part, text in cleaned.items()}
        return {**kept, "contact_wiped": False}

    def _greeting_name(self):
        """Return the name with which a mail may begin, or nothing.

        Anybody can have a mail sent to any address: what does not look like a name
        is not said in our name.
        """
        self.ensure_one()
        name = self.contact_name or ""
        return name if may_greet(name) else ""
