from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.fields import Domain

from ...engine import intervals
from ...engine.ticks import begin_of_day, interval_minutes, local, naive_utc, to_minutes


class ResourceResource(models.Model):
    _inherit = "resource.resource"

    is_desk = fields.Boolean(
        string="Desk", help="Visitors are served here; displays show its number."
    )
    desk_number = fields.Char(help="Shown on displays and called out: 3, or Quick 1.")
    location_id = fields.Many2one(
        comodel_name="municipal.location",
        index="btree_not_null",
        ondelete="restrict",
    )
    served_product_ids = fields.Many2many(
        comodel_name="municipal.product",
        relation="municipal_desk_product_rel",
        column1="desk_id",
        column2="product_id",
        string="Only these products",
        help="Leave empty when the desk serves every product of its types.",
    )
    clerk_id = fields.Many2one(
        comodel_name="resource.resource",
        string="Staffed by",
        domain="[('resource_type', '=', 'user')]",
        index="btree_not_null",
        ondelete="set null",
        help="Nobody is received at this desk while this colleague does not work or is "
        "on leave. Leave empty when somebody else takes over then.",
    )
    clerk_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Colleague",
        compute="_compute_clerk_user_id",
        inverse="_inverse_clerk_user_id",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Nobody is received at this desk while this colleague is away and nobody "
        "takes over. Leave empty when any colleague sits here.",
    )
    staffed_desk_ids = fields.One2many(
        comodel_name="resource.resource",
        inverse_name="clerk_id",
        string="Desks of this colleague",
    )
    combination_ids = fields.Many2many(
        comodel_name="resource.booking.combination",
        string="Combinations",
        help="Ways in which this resource can be booked, alone or with others.",
    )
    desk_type_ids = fields.Many2many(
        comodel_name="resource.booking.type",
        string="Serves",
        compute="_compute_desk_type_ids",
        inverse="_inverse_desk_type_ids",
        help="Appointment types that are received at this desk.",
    )

    @api.depends("combination_ids.type_rel_ids.type_id")
    def _compute_desk_type_ids(self):
        # read for all of them at once: each one keeps only its own combination
        self.combination_ids.type_rel_ids.mapped("type_id")
        for resource in self:
            resource.desk_type_ids = resource._own_combination().type_rel_ids.type_id

    @api.depends("clerk_id.user_id")
    def _compute_clerk_user_id(self):
        for desk in self:
            desk.clerk_user_id = desk.clerk_id.user_id

    def _inverse_clerk_user_id(self):
        for desk in self:
            desk.clerk_id = self._person_of(desk.clerk_user_id, desk.company_id)

    @api.model
    def _person_of(self, user, company):
        """Return the resource that a colleague is.

        The HR modules make it with the hours and leaves of an employee. Without them
        it is made here, and works at all hours: nobody knows any others.
        """
        if not user:
            return self.browse()
        known = self.search(
            [
                ("user_id", "=", user.id),
                ("resource_type", "=", "user"),
                ("company_id", "in", [False, company.id]),
            ],
            limit=1,
        )
        return known or self.create(
            {
                "name": user.name,
                "resource_type": "user",
                "user_id": user.id,
                "company_id": company.id,
                "calendar_id": self.env.ref("municipal_appointment.calendar_always").id,
            }
        )

    def _inverse_desk_type_ids(self):
        for desk in self:
            relations = desk._ensure_own_combination().type_rel_ids
            relations.filtered(
                lambda r, d=desk: r.type_id not in d.desk_type_ids
            ).unlink()
            missing = desk.desk_type_ids - relations.exists().type_id
            self.env["resource.booking.type.combination.rel"].create(
                [
                    {"type_id": type_.id, "combination_id": desk._own_combination().id}
                    for type_ in missing
                ]
            )

    @api.depends("desk_number", "is_desk", "name")
    def _compute_display_name(self):
        desks = self.filtered(lambda r: r.is_desk and r.desk_number)
        super(ResourceResource, self - desks)._compute_display_name()
        for desk in desks:
            desk.display_name = f"{desk.desk_number} · {desk.name}"

    @api.constrains("is_desk", "calendar_id")
    def _check_desk_hours(self):
        self.filtered("is_desk").calendar_id._check_fixed_hours()

    @api.onchange("company_id")
    def _onchange_company_id(self):
        """Keep new desks on the hours of their types, not on those of the office."""
        desk = self.filtered("is_desk")
        super(ResourceResource, self - desk)._onchange_company_id()
        if desk:
            desk.calendar_id = self.env.ref("municipal_appointment.calendar_always")

    def _own_combination(self):
        """Return upstream's combination that consists of this resource alone."""
        self.ensure_one()
        return self.combination_ids.filtered(
            lambda combination: combination.resource_ids == self
        )[:1]

    def _ensure_own_combination(self):
        """Give a desk its one-desk combination, so that nobody makes it by hand."""
        self.ensure_one()
        if not self._own_combination():
            self.env["resource.booking.combination"].create(
                {"resource_ids": [Command.set(self.ids)]}
            )
            self.invalidate_recordset(["combination_ids"])
        return self._own_combination()

    @api.model_create_multi
    def create(self, vals_list):
        """Desks are things that follow the hours of their types unless told not to."""
        always = self.env.ref(
            "municipal_appointment.calendar_always", raise_if_not_found=False
        )
        for vals in vals_list:
            if vals.get("is_desk"):
                vals.setdefault("resource_type", "material")
                if always:
                    vals.setdefault("calendar_id", always.id)
                vals.setdefault("tz", self._zone_of_desk(vals))
        resources = super().create(vals_list)
        for desk in resources.filtered("is_desk"):
            desk._ensure_own_combination()
        return resources

    @api.model
    def _zone_of_desk(self, vals):
        """Return the zone of the building of a desk, whoever makes it, and how."""
        location = self.env["municipal.location"].browse(vals.get("location_id"))
        return location.tz or self.env["municipal.location"]._own_zone()

    def write(self, vals):
        """Let bookings follow to other combinations, visitors from a closed desk."""
        moves = "combination_ids" in vals
        combinations = self.combination_ids if moves else None
        result = super().write(vals)
        if moves:
            (combinations | self.combination_ids).booking_ids._reserve_again()
        if self._closes(vals):
            self._release_visitors()
        return result

    def _working_minutes(self, calendar, start_dt, end_dt):
        """Return when resources work by a calendar, leaves taken off.

        Resources of the same zone and regime are computed once for all.

        :return: dict from resource to merged intervals in minutes of the engine
        """
        if not calendar:
            return dict.fromkeys(self, [(to_minutes(start_dt), to_minutes(end_dt))])
        leaves = calendar._leave_intervals_batch(start_dt, end_dt, self)
        clerks = self._clerk_minutes(start_dt, end_dt)
        known, result = {}, {}
        for resource in self:
            key = (resource.tz, resource.calendar_id)
            if key not in known:
                known[key] = resource._attendance_minutes(calendar, start_dt, end_dt)
            away = interval_minutes(leaves[resource.id])
            result[resource] = (
                intervals.subtract(known[key], away) if away else known[key]
            )
            if resource.clerk_id:
                present = clerks[resource.clerk_id]
                result[resource] = intervals.intersect(result[resource], present)
        return result

    def _clerk_minutes(self, start_dt, end_dt):
        """Return when the clerks work whose absence leaves a desk empty.

        While somebody takes over, a desk is not empty: as far as the absent colleague
        would have worked, and who takes over does.

        :return: dict from clerk to merged intervals in minutes of the engine
        """
        absences = self.clerk_id._taken_over(start_dt, end_dt)
        persons = self.clerk_id | absences.substitute_id
        present = persons._own_minutes(start_dt, end_dt)
        result = dict(present)
        for absence in absences:
            clerk = absence.resource_id
            span = [(to_minutes(absence.date_from), to_minutes(absence.date_to))]
            expected = clerk._expected_minutes(start_dt, end_dt)
            there = intervals.intersect(span, present[absence.substitute_id])
            there = intervals.intersect(there, expected)
            result[clerk] = intervals.merge([*result[clerk], *there])
        return result

    def _own_minutes(self, start_dt, end_dt):
        """Return when these persons work themselves, as above."""
        result = {}
        for calendar, persons in self.grouped("calendar_id").items():
            result.update(persons._working_minutes(calendar, start_dt, end_dt))
        return result

    def _expected_minutes(self, start_dt, end_dt):
        """Return when a person works, leaves left aside, in minutes of the engine."""
        if not self.calendar_id:
            return [(to_minutes(start_dt), to_minutes(end_dt))]
        return self._attendance_minutes(self.calendar_id, start_dt, end_dt)

    def _taken_over(self, start_dt, end_dt):
        """Return the absences of these persons in which somebody takes over."""
        absences = self.env["resource.calendar.leaves"]
        if not self:
            return absences
        return absences.search(
            [
                ("resource_id", "in", self.ids),
                ("substitute_id", "!=", False),
                ("date_from", "<", naive_utc(end_dt)),
                ("date_to", ">", naive_utc(start_dt)),
            ]
        )

    def _attendance_minutes(self, calendar, start_dt, end_dt):
        """Return when one resource works by a calendar, in minutes of the engine."""
        flexible = calendar.flexible_hours and self.resource_type == "user"
        if calendar._is_always() or flexible:
            # flexible hours tell how long somebody works, but not when
            return [(to_minutes(start_dt), to_minutes(end_dt))]
        batch = calendar._attendance_intervals_batch(start_dt, end_dt, self)
        return intervals.merge(interval_minutes(batch[self.id]))

    def _meeting_spans(self, start_dt, end_dt, booking_id=-1):
        """Return when persons are in meetings, all of them in one look-up.

        As upstream does for one person: meetings that they organize and shows as
        busy, and those that they were invited to and did not decline.

        :param datetime start_dt: aware; all-day meetings are days in its zone
        :param datetime end_dt: aware
        :param int booking_id: booking whose own meeting does not count
        :return: dict from resource to pairs (aware start, aware stop)
        """
        persons = self.filtered(
            lambda r: r.resource_type == "user" and r.user_id.active
        )
        result = dict.fromkeys(persons, ())
        if not persons:
            return result
        for meeting in self._meetings_of(persons.user_id.partner_id, start_dt, end_dt):
            if booking_id in meeting.resource_booking_ids.ids:
                continue
            span = self._meeting_span(meeting, start_dt.tzinfo)
            invited = meeting.attendee_ids.filtered(lambda a: a.state != "declined")
            for person in persons:
                user = person.user_id
                organizes = meeting.user_id == user and meeting.show_as == "busy"
                if organizes or user.partner_id in invited.partner_id:
                    result[person] += (span,)
        return result

    @api.model
    def _meetings_of(self, partners, start_dt, end_dt):
        start, stop = naive_utc(start_dt), naive_utc(end_dt)
        timed = Domain("start", "<=", stop) & Domain("stop", ">=", start)
        whole_days = (
            Domain("allday", "=", True)
            & Domain("start_date", "<=", end_dt.date())
            & Domain("stop_date", ">=", start_dt.date())
        )
        concerned = Domain("partner_ids", "in", partners.ids)
        meetings = self.env["calendar.event"].with_context(active_test=True)
        return meetings.search((timed | whole_days) & concerned)

    @api.model
    def _meeting_span(self, meeting, zone):
        if meeting.allday and meeting.start_date and meeting.stop_date:
            first, last = meeting.start_date, meeting.stop_date + timedelta(days=1)
            return tuple(begin_of_day(day, zone) for day in (first, last))
        return (
            local(meeting.start, zone),
            local(meeting.stop, zone),
        )
