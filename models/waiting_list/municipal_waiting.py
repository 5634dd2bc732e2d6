from odoo import api, fields, models

from ...engine.person_name import may_greet
from ..visit.municipal_visit import describe_lines

#: on the list, or thinking about an offer
ACTIVE = ("waiting", "offered")
#: reasons of which nobody is told: they asked for it, know it, or cannot be told
KNOWN = ("left", "appointment", "unreachable", "staff", "wiped")


class MunicipalWaiting(models.Model):
    """A person who waits for a slot to come free, or for an earlier one.

    The row is the wish of one person, for products at one type. Least data: a name and
    the address to which offers go. Both are wiped when the wish has ended.
    """

    _name = "municipal.waiting"
    _inherit = "municipal.mailed.mixin"
    _description = "Person on the waiting list"
    _order = "id"
    _rec_name = "products"

    type_id = fields.Many2one(
        comodel_name="resource.booking.type",
        string="Appointment type",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    service_id = fields.Many2one(related="type_id.service_id", store=True)
    company_id = fields.Many2one(related="type_id.company_id", store=True, index=True)
    location_id = fields.Many2one(
        comodel_name="municipal.location",
        string="Building",
        readonly=True,
        help="Empty where there is only one, or any will do.",
    )
    line_ids = fields.One2many(
        comodel_name="municipal.waiting.line",
        inverse_name="waiting_id",
        string="Products",
        readonly=True,
    )
    products = fields.Char(string="Comes for", compute="_compute_products")
    contact_name = fields.Char(string="Visitor", readonly=True)
    contact_email = fields.Char(string="E-mail", readonly=True)
    contact_wiped = fields.Boolean(readonly=True)
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        readonly=True,
    )
    date_from = fields.Date(string="Not before", readonly=True)
    date_to = fields.Date(string="Not after", readonly=True)
    part = fields.Selection(
        selection=[
            ("morning", "Morning"),
            ("afternoon", "Afternoon"),
            ("evening", "Evening"),
        ],
        string="Part of the day",
        readonly=True,
        help="Empty for any.",
    )
    state = fields.Selection(
        selection=[
            ("waiting", "Waiting"),
            ("offered", "Has an offer"),
            ("booked", "Has a slot"),
            ("ended", "Off the list"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    end_reason = fields.Selection(
        selection=[
            ("left", "Left the list"),
            ("expired", "Waited long enough"),
            ("offers", "Let all offers pass"),
            ("withdrawn", "Is not offered any more"),
            ("appointment", "The appointment changed"),
            ("unreachable", "The mail did not arrive"),
            ("staff", "Taken off by staff"),
            ("wiped", "Asked to be forgotten"),
        ],
        string="Why",
        readonly=True,
    )
    ended_at = fields.Datetime(string="Ended", readonly=True)
    expires = fields.Date(string="On the list until", required=True, readonly=True)
    offers = fields.Integer(readonly=True, help="That this person got so far.")
    offer_start = fields.Datetime(string="Offered slot", readonly=True)
    offer_until = fields.Datetime(string="Offered until", readonly=True)
    offer_location_id = fields.Many2one(
        comodel_name="municipal.location", string="Offered in", readonly=True
    )
    offer_key = fields.Char(readonly=True, groups="base.group_system")
    offered_starts = fields.Json(
        readonly=True, help="Slots that were offered: none is offered twice."
    )
    earlier = fields.Boolean(
        string="Wants an earlier slot",
        readonly=True,
        help="Has an appointment, which moves when they accept.",
    )
    booking_id = fields.Many2one(
        comodel_name="resource.booking",
        string="Appointment",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="That the person has; or that was made when they accepted.",
    )
    days_won = fields.Integer(
        string="Days earlier",
        readonly=True,
        help="Days between the slot that they had and the one that they got.",
    )
    access_token = fields.Char(readonly=True, groups="base.group_system")
    person = fields.Char(
        readonly=True,
        groups="base.group_system",
        help="A fingerprint of the address: nobody waits twice for the same.",
    )
    wants = fields.Char(readonly=True, groups="base.group_system")
    notice_ids = fields.One2many(
        comodel_name="municipal.notice",
        inverse_name="waiting_id",
        string="Told by mail",
        readonly=True,
    )
    notice_state = fields.Selection(
        selection=[
            ("queued", "Mail is leaving"),
            ("sent", "Mail sent"),
            ("failed", "Mail did not arrive"),
        ],
        string="Mail",
        compute="_compute_notice_state",
    )
    _once = models.UniqueIndex(
        "(person, wants) WHERE state IN ('waiting', 'offered')",
        "You are on the waiting list for this already.",
    )
    _token_unique = models.UniqueIndex(
        "(access_token) WHERE access_token IS NOT NULL", "This link is in use."
    )
    _by_offers = models.Index("(type_id, offers, id) WHERE state = 'waiting'")

    @api.depends("line_ids.product_id", "line_ids.quantity")
    def _compute_products(self):
        for waiting in self:
            waiting.products = describe_lines(waiting.line_ids)

    @api.depends("notice_ids.state")
    def _compute_notice_state(self):
        for waiting in self:
            state = waiting.notice_ids.sorted("id")[-1:].state
            known = state in ("queued", "sent", "failed")
            waiting.notice_state = state if known else False

    def _lines(self):
        """Return the products as pairs (product, quantity)."""
        self.ensure_one()
        return self.line_ids._pairs()

    def _greeting_name(self):
        """Return the name with which a mail may begin, or nothing."""
        self.ensure_one()
        name = self.contact_name or ""
        return name if may_greet(name) else ""

    @api.model
    def _find(self, token):
        """Return whose link this is, nothing for a link of nobody."""
        if not token:
            return self.sudo().browse()
        return self.sudo().search([("access_token", "=", token)], limit=1)

    @api.model
    def _somebody_waits(self, type_):
        """Tell whether somebody is on the list of a type."""
        domain = [("type_id", "=", type_.id), ("state", "in", ACTIVE)]
        return bool(type_.waiting_list and self.sudo().search_count(domain, limit=1))

    def _end(self, reason):
        """Take people off the list; who does not know it yet is told by mail."""
        offered = self.filtered(lambda waiting: waiting.state == "offered")
        keys = offered.mapped("offer_key")
        self.write(
            {
                "state": "ended",
                "end_reason": reason,
                "ended_at": fields.Datetime.now(),
                "offer_until": False,
            }
        )
        for key in keys:
            self.env["municipal.reservation"].sudo()._offer_again(key)
        if reason not in KNOWN:
            self._promise("ended")

    def _promise(self, kind):
        """Promise a mail: it is written and sent when this transaction is committed."""
        reachable = self.filtered("contact_email")
        return self.env["municipal.notice"]._promise(reachable, f"waiting_{kind}")

    def action_end(self):
        """Take people off the list who asked for it by phone; any clerk may."""
        self.check_access("read")
        active = self.filtered(lambda waiting: waiting.state in ACTIVE)
        active.sudo()._end("staff")

    def action_open_booking(self):
        self.check_access("read")
        self.ensure_one()
        return self.booking_id._action_open() if self.booking_id else True

    # Nobody is kept longer than needed.

    @api.autovacuum
    def _gc_waiting(self):
        """Wipe who has left the list: by then the last mail has been sent."""
        yesterday = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        ended_sudo = self.sudo().search(
            [
                ("state", "not in", ACTIVE),
                ("contact_wiped", "=", False),
                ("ended_at", "<", yesterday),
            ],
            limit=500,
        )
        ended_sudo._wipe_contact()
        return len(ended_sudo), len(ended_sudo) == 500

    def _wipe_contact(self):
        """Forget who these people were; that somebody waited is still counted."""
        self.filtered(lambda waiting: waiting.state in ACTIVE)._end("wiped")
        unsent = self.notice_ids.filtered(
            lambda notice: notice.state not in ("sent", "dropped")
        )
        unsent.write({"state": "dropped", "next_try": False, "unwritten": False})
        messages_sudo = self.env["mail.message"].sudo()
        messages_sudo.search(
            [("model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()
        self.write(
            {
                "contact_name": False,
                "contact_email": False,
                "access_token": False,
                "person": False,
                "wants": False,
                "contact_wiped": True,
            }
        )
