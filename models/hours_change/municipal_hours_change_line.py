from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.refusal import Refusal
from .slot_search import SlotSearch

DECIDABLE = {"decision", "new_start"}
#: states of a change in which nothing is left to decide
SETTLED = ("running", "applied")
#: free slots that are named to who typed one that is not
NAMED = 3


class MunicipalHoursChangeLine(models.Model):
    """A booking that no longer fits, and what becomes of it.

    What identifies the visitor stays on the booking alone, so that it is wiped
    with it.
    """

    _name = "municipal.hours.change.line"
    _description = "Appointment that a change of hours meets"
    _order = "old_start, id"
    _rec_name = "reference"
    change_id = fields.Many2one(
        comodel_name="municipal.hours.change",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    state = fields.Selection(related="change_id.state", string="Progress")
    company_id = fields.Many2one(related="change_id.company_id")
    booking_id = fields.Many2one(
        comodel_name="resource.booking",
        string="Appointment",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    reference = fields.Char(string="Code", readonly=True)
    contact_name = fields.Char(related="booking_id.contact_name")
    contact_email = fields.Char(related="booking_id.contact_email")
    contact_phone = fields.Char(related="booking_id.contact_phone_local")
    products = fields.Char(related="booking_id.products")
    old_start = fields.Datetime(string="Promised", readonly=True)
    old_desk = fields.Char(string="Desk", readonly=True)
    reasons = fields.Char(string="Why", readonly=True)
    decision = fields.Selection(
        selection=[
            ("undecided", "Decide"),
            ("move", "Move"),
            ("keep", "Stands"),
            ("cancel", "Cancel"),
        ],
        required=True,
        default="undecided",
        help="Stands: the visitor is received at the appointment time all the same.",
    )
    new_start = fields.Datetime(
        string="New slot",
        help="The nearest slot that fits, unless you choose another one. It is "
        "looked at again when the decisions are carried out.",
    )
    combination_id = fields.Many2one(
        comodel_name="resource.booking.combination",
        readonly=True,
        index=True,
        ondelete="set null",
    )
    new_desk = fields.Char(string="New desk", readonly=True)
    result = fields.Selection(
        selection=[
            ("queued", "Mail is leaving"),
            ("mailed", "Mail sent"),
            ("call", "Call the visitor"),
            ("silent", "Other desk, same slot"),
            ("gone", "Changed by others"),
            ("fits", "Fits again"),
            ("dropped", "No longer needed"),
        ],
        readonly=True,
    )
    notice_id = fields.Many2one(
        comodel_name="municipal.notice",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    note = fields.Char(string="Remark", readonly=True)
    called = fields.Boolean(readonly=True)
    to_call = fields.Boolean(compute="_compute_to_call", store=True)

    @api.depends("result", "called")
    def _compute_to_call(self):
        for line in self:
            line.to_call = line.result == "call" and not line.called

    def write(self, vals):
        """Let people decide while there is something to decide, and no more."""
        if not self.env.su and (
            vals.keys() - DECIDABLE
            or any(line.state in SETTLED for line in self.sudo())
        ):
            raise UserError(self.env._("The history of hours cannot be changed."))
        if self.env.su or "new_start" not in vals:
            return super().write(vals)
        start = fields.Datetime.to_datetime(vals["new_start"])
        others = {key: value for key, value in vals.items() if key != "new_start"}
        for line in self:
            line.check_access("write")
            chosen = line._values_of_slot(start)
            super(MunicipalHoursChangeLine, line).write(dict(others, **chosen))
        return True

    @api.model
    def _prepare(self, conflicts, promised=None):
        """Return the values of lines, with the nearest moment for each booking.

        Earlier bookings choose first; nobody is offered the time of another.

        :param dict conflicts: from booking to reasons
        :param promised: lines of which the moments are to be had by others
        """
        bookings = self.env["resource.booking"].union(*conflicts)
        search = SlotSearch(bookings)
        for line in promised or self.browse():
            line._take_slot(search)
        result = []
        for booking in bookings.sorted(lambda b: (b.start, b.id)):
            found = search.nearest(booking)
            result.append(self._prepare_one(booking, conflicts[booking], found))
            if found:
                search.take(booking, *found)
        return result

    def _take_slot(self, search):
        """Keep the moment of this line in a search for moments of others."""
        self.ensure_one()
        expected = not self.result and self.booking_id.start
        if self.decision == "move" and self.new_start and expected:
            search.take(self.booking_id, self.new_start, self.combination_id)

    @api.model
    def _prepare_one(self, booking, reasons, found):
        start, combination = found or (False, booking.combination_id.browse())
        return {
            "booking_id": booking.id,
            "reference": booking.reference,
            "old_start": booking.start,
            "old_desk": self._desks(booking.combination_id),
            "reasons": self._reasons_in_words(reasons),
            "decision": "move" if found else "undecided",
            "new_start": start,
            "combination_id": combination.id,
            "new_desk": self._desks(combination),
        }

    @api.model
    def _desks(self, combination):
        """Return desks as their numbers: 3 + 4, or their names when they have none."""
        desks = combination.with_context(active_test=False).resource_ids
        return " + ".join(desk.desk_number or desk.name for desk in desks)

    @api.model
    def _reasons_in_words(self, reasons):
        words = {
            "withdrawn": self.env._("no longer offered"),
            "closed": self.env._("not received by appointment then"),
            "desk": self.env._("desk no longer receives it"),
            "staff": self.env._("desk is closed then"),
        }
        if "closed" in reasons:
            # whoever is closed needs no desk
            reasons = reasons - {"staff"}
        if "withdrawn" in reasons:
            reasons = {"withdrawn"}
        return ", ".join(text for reason, text in words.items() if reason in reasons)

    def _is_undecided(self):
        """Tell whether a decision is missing that somebody must take."""
        self.ensure_one()
        return self.decision == "undecided" and not self._is_gone()

    def _is_gone(self):
        """Tell whether nothing is left to decide: cancelled, moved or received."""
        self.ensure_one()
        booking = self.booking_id
        return not booking._is_expected() or booking.start != self.old_start

    def _fitting(self):
        """Return the lines whose booking fits after all: hours changed once more."""
        expected = self.filtered(lambda line: not line._is_gone())
        conflicts = expected.booking_id.sudo()._hours_conflicts()
        return expected.filtered(lambda x: x.booking_id.sudo() not in conflicts)

    def action_called(self):
        """Note that the visitor heard it on the phone; any clerk may call."""
        self.check_access("read")
        lines_sudo = self.filtered("to_call").sudo()
        lines_sudo.notice_id.action_called()
        lines_sudo.called = True

    def action_open_booking(self):
        self.check_access("read")
        self.ensure_one()
        return self.booking_id._action_open()

    # How a manager chooses the moment to which a booking moves.

    def _search_slots(self):
        """Return the search for this line: others keep the moments chosen for them."""
        self.ensure_one()
        search = SlotSearch(self.booking_id)
        for line in self.change_id.line_ids - self:
            line._take_slot(search)
        return search

    def _values_of_slot(self, start):
        """Return what is written when somebody chooses a moment, or leaves it open.

        :param datetime start: naive UTC, or false
        :raise Refusal: with the nearest free slots, when no desk is free then
        """
        self.ensure_one()
        booking, desk = self.booking_id, self.combination_id.browse()
        if start and booking.start:
            with self.change_id._as_if_changed():
                search = self._search_slots()
                desk = search.at(booking, start, self.combination_id)
                near = () if desk else search.around(booking)
            if not desk:
                raise self._not_free(start, near)
        return {
            "new_start": start,
            "combination_id": desk.id,
            "new_desk": self._desks(desk),
        }

    def _not_free(self, start, near):
        """Return the refusal of a moment, with the free ones that are nearest to it."""
        booking = self.booking_id
        nearest = sorted(sorted(near, key=lambda m: abs(m - start))[:NAMED])
        what = {
            "booking": booking.display_name,
            "moment": self._moment_in_words(start),
            "free": "\n".join(f"- {self._moment_in_words(m)}" for m in nearest),
        }
        if not near:
            text = self.env._(
                "%(booking)s cannot be received on %(moment)s, nor at any other slot "
                "around it: it can stand or be cancelled.",
                **what,
            )
        else:
            text = self.env._(
                "%(booking)s cannot be received on %(moment)s: no desk is free then. "
                "Free slots near it:\n%(free)s",
                **what,
            )
        return Refusal(text, "moment")

    def _moment_in_words(self, moment):
        return self.env._(
            "%(day)s at %(time)s",
            day=self.booking_id._day_in_words(moment),
            time=self.booking_id._time_in_words(moment),
        )

    def action_choose_slot(self):
        """Open the dialog with the moments that will be free for this booking."""
        self.check_access("write")
        self.ensure_one()
        self._check_open()
        with self.change_id._as_if_changed():
            free = self._search_slots().around(self.booking_id)
        request = self.env["municipal.booking.request"]._offer(self, free)
        dialog = self.env.ref(
            "municipal_appointment.municipal_booking_request_view_form_hours"
        )
        return {
            "name": self.env._(
                "Another slot for %(booking)s", booking=self.booking_id.display_name
            ),
            "type": "ir.actions.act_window",
            "res_model": request._name,
            "res_id": request.id,
            "views": [(dialog.id, "form")],
            "target": "new",
        }

    def _check_open(self):
        """Refuse to decide about what was carried out, or changed by others.

        :raise Refusal:
        """
        if self.result or self._is_gone():
            raise Refusal(
                self.env._("Nothing is left to decide about this appointment."),
                "moment",
            )
