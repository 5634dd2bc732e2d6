from collections import defaultdict

from pytz import utc

from odoo import Command, api, fields, models

from ..engine.ticks import interval_minutes, to_minutes


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
        for resource in self:
            resource.desk_type_ids = resource._own_combination().type_rel_ids.type_id

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

    @api.onchange("company_id")
    def _onchange_company_id(self):
        """Keep new desks on the hours of their types, not on those of the office."""
        desk = self.filtered("is_desk")
        super(ResourceResource, self - desk)._onchange_company_id()
        if desk:
            desk.calendar_id = self.env.ref("municipal_appointment.calendar_always")

    def _own_combination(self):
        """Return the stock combination that consists of this resource alone."""
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
        resources = super().create(vals_list)
        for desk in resources.filtered("is_desk"):
            desk._ensure_own_combination()
        return resources

    def _taken_intervals(self, start_dt, end_dt, ignore=None):
        """Return when each resource is taken by bookings or, if a person, meetings.

        Whoever asks gets the same answer, also about bookings that he may not read.

        :param datetime start_dt: aware
        :param datetime end_dt: aware
        :param ignore: booking whose own time does not count
        :return: dict from resource id to intervals of the engine
        """
        start, stop = (
            moment.astimezone(utc).replace(tzinfo=None) for moment in (start_dt, end_dt)
        )
        bookings = (
            self.env["resource.booking"]
            .sudo()
            .search_fetch(
                [
                    ("combination_id.resource_ids", "in", self.ids),
                    ("start", "<", stop),
                    ("stop", ">", start),
                    ("id", "not in", ignore.ids if ignore else []),
                ],
                ["start", "stop", "combination_id"],
            )
        )
        taken = defaultdict(list)
        for booking in bookings:
            for resource in booking.combination_id.resource_ids & self:
                taken[resource.id].append(
                    (to_minutes(booking.start), to_minutes(booking.stop))
                )
        for person in self.filtered(lambda r: r.resource_type == "user"):
            taken[person.id] += interval_minutes(
                self.env["resource.calendar"]
                .sudo()
                ._calendar_event_busy_intervals(
                    start_dt, end_dt, person, ignore.id if ignore else -1
                )
            )
        return taken
