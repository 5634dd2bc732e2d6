import logging

import psycopg2

from odoo import models
from odoo.exceptions import ConcurrencyError, UserError

from ..common.refusal import Refusal
from .slot_search import SlotSearch

_logger = logging.getLogger(__name__)

#: how the history of hours tells the state of a notice
RESULTS = {
    "queued": "queued",
    "sent": "mailed",
    "failed": "call",
    "unreachable": "call",
    "dropped": "dropped",
}


class MunicipalHoursChangeLine(models.Model):
    """What a decision does with its booking: for many bookings at once."""

    _inherit = "municipal.hours.change.line"

    def _carry_out(self):
        """Do with the bookings what was decided, and note how the visitors hear it.

        First what frees time for others.

        :raise Refusal: when there is no moment left for one of them
        """
        gone = self.filtered(lambda line: line._is_gone())
        gone.sudo().result = "gone"
        for decision in ("cancel", "keep", "move"):
            lines = (self - gone).filtered(lambda x, d=decision: x.decision == d)
            if lines:
                lines._note_results(getattr(lines, f"_carry_out_{decision}")())

    def _carry_out_each(self):
        """Do the same without anybody who waits for an answer.

        When one of them cannot be carried out, the others are; somebody has to
        decide again about that one, whatever the reason: a template that somebody
        broke must not stop everything behind it for ever.
        """
        try:
            with self.env.cr.savepoint():
                self._carry_out()
        except (psycopg2.OperationalError, ConcurrencyError):
            raise  # the whole batch is made again
        except Exception as error:
            if len(self) > 1:
                for line in self:
                    line._carry_out_each()
                return
            if not isinstance(error, UserError):
                _logger.exception("A decision was not carried out: %s", self)
            self.sudo().write({"decision": "undecided", "note": self._why_not(error)})

    def _why_not(self, error):
        """Return in words why a decision was not carried out."""
        if isinstance(error, UserError):
            return self._without_visitor(str(error))
        return self.env._(
            "This could not be carried out. The log of the server says why."
        )

    def _without_visitor(self, text):
        """Return a text about a booking with its code alone: notes stay for years."""
        booking = self.booking_id
        for name in filter(None, (booking.display_name, booking.contact_name)):
            text = text.replace(name, booking.reference)
        return text

    def _note_results(self, notices):
        """Write how each visitor hears what became of the booking.

        Whom no mail can reach is called; of the others the queue says later whether
        their mail has left.

        :param notices: those that are on their way
        """
        by_booking = notices.grouped("booking_id")
        for line in self:
            booking = line.booking_id
            if line.decision == "move" and booking.start == line.old_start:
                line.sudo().result = "silent"
                continue
            notice = by_booking.get(booking.sudo()) or line._note_unreachable()
            line.sudo().notice_id = notice
            line._follow_notice()

    def _note_unreachable(self):
        """Put a visitor without e-mail address on the list of people to call."""
        kinds = {"move": "moved", "keep": "kept", "cancel": "closed"}
        notices = self.env["municipal.notice"]
        return notices._note(
            {self.booking_id: None}, kinds[self.decision], "unreachable"
        )

    def _follow_notice(self):
        """Say what became of the mail, as far as it is known."""
        for line in self.sudo():
            notice = line.notice_id
            if notice.state == "failed" and not notice.to_call and not notice.called:
                line.result = "queued"  # it is tried again
            else:
                line.result = RESULTS[notice.state]
            line.called = notice.called

    def _carry_out_keep(self):
        notices = self.booking_id._confirm_exception()
        self._forget_proposals()
        return notices

    def _carry_out_cancel(self):
        notices = self.booking_id._cancel_for_hours()
        self._forget_proposals()
        return notices

    def _carry_out_move(self):
        """Move to the chosen moments, or the nearest ones if those were taken."""
        targets = self._targets()
        notices = self.booking_id._move_together(
            {line.booking_id: target for line, target in targets.items()}
        )
        for line, (start, combination) in targets.items():
            vals = {
                "new_start": start,
                "combination_id": combination.id,
                "new_desk": self._desks(combination),
            }
            if start != line.new_start:
                vals["note"] = self.env._("The proposed slot was taken meanwhile.")
            line.sudo().write(vals)
        return notices

    def _targets(self):
        """Return where to each booking moves: a dict to pairs (start, combination).

        Who gets the moment that was chosen for them comes before who must look for
        another one.
        """
        search = SlotSearch(self.booking_id)
        for line in self.change_id.line_ids - self:
            line._take_slot(search)
        targets = {}
        for find in (self._chosen, self._another):
            for line in self.filtered(lambda x: x not in targets):
                found = find(line, search)
                if found:
                    targets[line] = found
                    search.take(line.booking_id, *found)
        return targets

    def _chosen(self, line, search):
        """Return the chosen moment with its desk, if it is still to be had."""
        if not line.new_start:
            return None
        desk = search.at(line.booking_id, line.new_start, line.combination_id)
        return (line.new_start, desk) if desk else None

    def _another(self, line, search):
        """Return the nearest moment with its desk instead."""
        found = search.nearest(line.booking_id)
        if not found:
            raise Refusal(
                self.env._(
                    "No free slot was found for %(booking)s: it can stand or be "
                    "cancelled.",
                    # a note stays when the contact is wiped: no name in it
                    booking=line.booking_id.reference,
                ),
                "moment",
            )
        return found

    def _forget_proposals(self):
        """Leave no moment in the history that was not used."""
        self.sudo().write(
            {"new_start": False, "combination_id": False, "new_desk": False}
        )
