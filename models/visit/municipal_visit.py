from odoo import Command, api, fields, models
from odoo.fields import Domain

from ...engine import lifecycle
from ...engine.ticks import local
from ..common.refusal import Refusal
from ..common.transaction import Transaction
from ..common.wording import day_in_words

CHANNELS = [
    ("appointment", "By appointment"),
    ("urgent", "Without appointment"),
    ("walk_in", "Free walk-in"),
    ("quick_counter", "Quick counter"),
    ("phone", "Phone"),
    ("mail", "Mail"),
    ("digital", "Digital counter"),
]
#: contacts of people who do not come to the building: they are no visitors
DISTANCE_CHANNELS = ("phone", "mail", "digital")
STATES = [
    ("booked", "Expected"),
    ("waiting", "Waiting"),
    ("called", "Called"),
    ("serving", "At the desk"),
    ("paused", "Paused"),
    ("finished", "Finished"),
    ("no_show", "No-show"),
    ("left", "Left"),
    ("cancelled", "Cancelled"),
    ("withdrawn", "Counted by mistake"),
]
BOOKERS = [
    ("citizen", "The citizen"),
    ("clerk", "A clerk"),
    ("waiting_list", "The citizen, from the waiting list"),
]
#: said in a transaction: who books, where the user does not tell
BOOKED_BY = "booked by"
#: said in a transaction: that visits are made of bookings
TAKES_OVER = "takes over"


class MunicipalVisit(models.Model):
    """One contact of one visitor or party, from booking or arrival to leaving."""

    _name = "municipal.visit"
    _inherit = ["resource.same.town", "find.mixin", "municipal.clerk.guard"]
    _description = "Visit"
    _order = "expected desc, id desc"
    _town_paths = (
        "service_id",
        "location_id",
        "desk_id",
        "for_desk_id",
        "screen_id",
    )
    name = fields.Char(
        string="Visit",
        required=True,
        readonly=True,
        help="The reference code of the booking, or the ticket number of the day.",
    )
    booking_id = fields.Many2one(
        comodel_name="resource.booking",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        groups="municipal_appointment.group_clerk,resource_booking.group_user,"
        "base.group_portal,base.group_public",
        help="Its name is that of a visitor: auditors do not read it.",
    )
    channel = fields.Selection(selection=CHANNELS, required=True, index=True)
    state = fields.Selection(
        selection=STATES,
        required=True,
        readonly=True,
        index=True,
        group_expand="_group_expand_state",
    )
    service_id = fields.Many2one(
        comodel_name="municipal.service", required=True, index=True
    )
    location_id = fields.Many2one(
        comodel_name="municipal.location", index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
    )
    desk_id = fields.Many2one(
        comodel_name="resource.resource",
        domain="[('is_desk', '=', True)]",
        index="btree_not_null",
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Received by",
        readonly=True,
        ondelete="restrict",
    )
    visitor = fields.Char(
        compute="_compute_visitor",
        groups="municipal_appointment.group_clerk",
        help="Who made the booking, for staff only.",
    )
    persons = fields.Integer(
        required=True,
        default=1,
        aggregator="sum",
        help="People in the party: figures count both visits and persons.",
    )
    ticket = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The number of the day that displays show and call: B 042.",
    )
    request_key = fields.Char(
        readonly=True,
        copy=False,
        help="Made when the button was shown: pressing it twice gives one ticket.",
    )
    access_token = fields.Char(
        readonly=True, copy=False, help="Opens the waiting page of this visitor."
    )
    priority = fields.Boolean(
        help="Who cannot wait well: goes before the others that wait."
    )
    for_desk_id = fields.Many2one(
        comodel_name="resource.resource",
        string="Only at",
        domain="[('is_desk', '=', True)]",
        help="Forwarded to this desk: no other desk calls the visitor.",
    )
    calls = fields.Integer(readonly=True, aggregator=None, string="Times called")
    paused_at = fields.Datetime(readonly=True)
    screen_id = fields.Many2one(
        comodel_name="municipal.screen", string="Kiosk", readonly=True
    )
    line_ids = fields.One2many(
        comodel_name="municipal.visit.line",
        inverse_name="visit_id",
        string="Products",
        copy=False,
    )
    product_count = fields.Integer(
        compute="_compute_product_count",
        store=True,
        readonly=False,
        aggregator=None,
        string="Products in the visit",
    )
    event_ids = fields.One2many(
        comodel_name="municipal.visit.event",
        inverse_name="visit_id",
        string="Log",
        readonly=True,
        copy=False,
    )
    planned_start = fields.Datetime(string="Promised", readonly=True)
    booked_at = fields.Datetime(
        string="Booked",
        readonly=True,
        copy=False,
        help="When the appointment was first made; empty for visitors without one.",
    )
    booked_by = fields.Selection(
        selection=BOOKERS,
        string="Booked by",
        readonly=True,
        copy=False,
        help="Citizens book on the website, or take a slot that the waiting list "
        "offers; clerks book for those who call or are here.",
    )
    arrival = fields.Datetime(
        string="Arrived",
        readonly=True,
        help="When the visitor came first; empty when nobody registered it.",
    )
    waiting_since = fields.Datetime(
        readonly=True,
        copy=False,
        help="Since when the visitor waits as the queue counts it: who left or missed "
        "the call and is back brings along the minutes waited before.",
    )
    called_at = fields.Datetime(string="Called", readonly=True)
    started_at = fields.Datetime(string="Started", readonly=True)
    finished_at = fields.Datetime(string="Finished", readonly=True)
    expected = fields.Datetime(
        string="When",
        compute="_compute_expected",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
        help="The appointment time, or the arrival of who came without.",
    )
    day = fields.Date(
        compute="_compute_expected",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
        help="Local day at the location.",
    )
    inaccurate = fields.Boolean(
        string="Times not known",
        readonly=True,
        help="Times are not reliable: the visit counts, its durations do not.",
    )
    note = fields.Text(
        groups="municipal_appointment.group_clerk",
        help="For colleagues; never shown to the visitor, and wiped with their contact "
        "data.",
    )
    products = fields.Char(string="Came for", compute="_compute_products")
    _booking_once = models.UniqueIndex(
        "(booking_id) WHERE booking_id IS NOT NULL",
        "This booking already has a visit.",
    )
    _request_key_unique = models.UniqueIndex(
        "(request_key) WHERE request_key IS NOT NULL",
        "This ticket was already given.",
    )
    _access_token_unique = models.UniqueIndex(
        "(access_token) WHERE access_token IS NOT NULL",
        "Two visits cannot share a waiting page.",
    )
    _persons_positive = models.Constraint(
        "CHECK (persons >= 1 AND persons <= 99)",
        "A party has at least one and at most 99 persons.",
    )
    find = fields.Char(
        help="Words of the name, the code, the ticket, or the phone number in any "
        "writing.",
    )
    is_today = fields.Boolean(
        compute="_compute_is_today",
        help="The day of the visit is the present day in its building.",
    )

    @api.depends("booking_id.contact_name", "booking_id.client_name")
    def _compute_visitor(self):
        for visit in self:
            booking = visit.booking_id
            visit.visitor = bool(booking) and booking._visitor_name()

    @api.depends("service_id.company_id")
    def _compute_company_id(self):
        for visit in self:
            visit.company_id = visit.service_id.company_id

    @api.depends(
        "planned_start",
        "arrival",
        "location_id.tz",
        "company_id.resource_calendar_id.tz",
    )
    def _compute_expected(self):
        for visit in self:
            visit.expected = visit.planned_start or visit.arrival
            visit.day = visit.expected and visit._local(visit.expected).date()

    @api.depends("line_ids")
    def _compute_product_count(self):
        for visit in self:
            visit.product_count = len(visit.line_ids)

    @api.depends("line_ids.product_id", "line_ids.quantity")
    def _compute_products(self):
        for visit in self:
            visit.products = describe_lines(visit.line_ids)

    @api.model
    def _group_expand_state(self, states, domain):
        """Show the columns of a visitor's way through the building, full or empty."""
        return ["booked", "waiting", "serving", "finished"] + [
            state for state in states if state in ("called", "paused")
        ]

    def _local(self, moment):
        """Return a naive UTC moment in the zone of the location or the company."""
        self.ensure_one()
        return local(moment, (self.location_id or self.company_id)._zone())

    @api.model
    def _create_for_bookings(self, bookings):
        """Begin the visits of new bookings, with the step "booked" in their log.

        :return: the visits, in the order of the bookings
        """
        state = lifecycle.next_state(None, "booked")
        booker = "clerk" if self.env.user._is_internal() else "citizen"
        booked = {
            "state": state,
            "booked_at": fields.Datetime.now(),
            "booked_by": Transaction(self.env).get(BOOKED_BY, booker),
        }
        vals_list = []
        for booking in bookings:
            vals = {**booking._prepare_visit(), **booking._visit_to_come(), **booked}
            vals_list.append({**vals, **self._counted(vals, booking._local)})
        with Transaction(self.env).during(TAKES_OVER):
            visits = self.create(vals_list)
        visits._log("booked")
        return visits

    def _is_of_a_town(self):
        """Spare what is taken over from a booking: of one town where it was named.

        The service is that of its type; a type has desks of its own town only, and a
        desk stands in a building of its own town.
        """
        return not Transaction(self.env).get(TAKES_OVER)

    def _follow_booking(self):
        """Take over what changed in bookings whose visitor has not arrived yet."""
        for visit in self.sudo().filtered(lambda v: v.state in ("booked", "cancelled")):
            vals = visit.booking_id._prepare_visit()
            if not (visit.booking_id.active and vals["planned_start"]):
                visit.filtered(lambda v: v.state == "booked")._take_step("cancelled")
                continue
            moved = vals["planned_start"] != visit.planned_start
            visit._take_over(vals)
            if visit.state == "cancelled":
                visit._take_step("booked")
            elif moved:
                visit._take_step("moved")

    def _take_over(self, vals):
        """Write what a booking says, as far as the visit says something else."""
        lines = vals.pop("line_ids")
        changed = {
            name: value
            for name, value in vals.items()
            if self._fields[name].convert_to_write(self[name], self) != value
        }
        if self.line_ids._pairs() != self.booking_id._lines():
            changed["line_ids"] = [Command.clear(), *lines]
        if changed:
            self.write(changed)

    def action_arrive(self):
        self.check_access("write")
        self._check_today()
        self._take_step("checked_in")

    def action_start(self):
        """Begin to help; when somebody came whom nobody registered is not known."""
        self.check_access("write")
        self._check_today()
        for visit in self:
            visit._take_step("started", desk=visit._receiving_desk())

    def action_finish(self):
        """Open the dialog that asks what was delivered."""
        self.check_access("write")
        self.ensure_one()
        self._state_after("finished")
        return {
            "name": self.env._("Finish %(visit)s", visit=self.name),
            "type": "ir.actions.act_window",
            "res_model": "municipal.visit.finish",
            "view_mode": "form",
            "target": "new",
            "context": {"default_visit_id": self.id},
        }

    def action_miss(self):
        self.check_access("write")
        self._check_today()
        self._take_step("no_show")

    def action_leave(self):
        self._take_step("left")

    # How a visit is found: as its booking, or by its ticket.

    @api.model
    def _find_domain(self, text):
        """Return a domain of visits; those of cancelled bookings are among them."""
        bookings = self.env["resource.booking"].with_context(active_test=False)
        found = bookings._search(bookings._find_domain(text))
        return (
            Domain("name", "ilike", text)
            | Domain("ticket", "ilike", text)
            | Domain("booking_id", "in", found)
        )

    # What staff may do with a visit from lists and boards, away from the desk screen.

    @api.depends("day")
    def _compute_is_today(self):
        for visit in self:
            visit.is_today = visit._is_today()

    def _is_today(self):
        self.ensure_one()
        return bool(self.day) and self.day == self._local(fields.Datetime.now()).date()

    def _check_today(self):
        """Refuse to register on one day what happens on another.

        :raise Refusal: naming the day, for the clerk who looks at another list
        """
        for visit in self:
            if not visit._is_today():
                raise Refusal(
                    self.env._(
                        "%(visit)s is a visit of %(day)s: today nobody can arrive for "
                        "it, be helped or be missed.",
                        visit=visit.name,
                        day=day_in_words(self.env, visit.day) if visit.day else "?",
                    ),
                    "day",
                )

    def _receiving_desk(self):
        """Return the free desk at which the user begins to help this visitor.

        Where visitors are guided it is the desk at which the user sits.
        Elsewhere a desk need not be open: the desk of the appointment does, if there
        is one.

        :raise Refusal: when there is no such desk, or somebody is helped there still
        """
        self.ensure_one()
        Desk = self.env["resource.resource"]
        mine = Desk.sudo().search([("desk_user_id", "=", self.env.uid)])._staffed()
        mine = mine.sudo(self.env.su).filtered(
            lambda desk: desk.location_id == (self.location_id or desk.location_id)
        )
        desk = mine[:1]
        if not desk and self.service_id.guidance_enabled:
            raise Refusal(
                self.env._(
                    "Visitors are helped at a desk: open yours first, in the building "
                    "of this visit."
                ),
                "desk",
            )
        desk = desk or self.desk_id
        if desk:
            desk._lock_desk()
            desk._check_not_elsewhere(self)
            (desk._at_desk() - self) and desk._check_nobody_at_desk()
        return desk


def describe_lines(lines):
    """Return product lines as one text: Kids-ID aanvragen × 2, Reispas aanvragen."""
    return ", ".join(
        f"{line.product_id.name} × {line.quantity}"
        if line.quantity > 1
        else line.product_id.name
        for line in lines
    )
