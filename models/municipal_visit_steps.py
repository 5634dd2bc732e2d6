from datetime import datetime, timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import lifecycle
from ..engine.errors import ForbiddenStep

# step -> the field that keeps its moment
MOMENT_FIELDS = {
    "checked_in": "arrival",
    "called": "called_at",
    "started": "started_at",
    "finished": "finished_at",
    "left": "finished_at",
}
IN_ORDER = ("arrival", "called_at", "started_at", "finished_at")
# what only the steps of a visit may write
COURSE_FIELDS = {
    "state",
    "booking_id",
    "planned_start",
    "user_id",
    "calls",
    "paused_at",
    "paused_minutes",
    "ticket",
    "access_token",
} | set(MOMENT_FIELDS.values())
# what a step changes, and undoing it restores
UNDONE_FIELDS = COURSE_FIELDS - {
    "booking_id",
    "planned_start",
    "ticket",
    "access_token",
}
UNDONE_FIELDS |= {"desk_id", "for_desk_id", "service_id", "inaccurate", "priority"}
#: a misclick is noticed soon; later the visitor is somewhere else
UNDO_MINUTES = 5
#: a booking is cancelled or moved in its own way
NEVER_UNDONE = ("booked", "moved", "cancelled", "undone", "corrected")


class MunicipalVisit(models.Model):
    """The steps of a visit: the only way to change its course."""

    _inherit = "municipal.visit"

    def write(self, vals):
        """Leave the course of a visit to its steps: no state without a log."""
        if not self.env.su and vals.keys() & COURSE_FIELDS:
            raise UserError(
                self.env._("The course of a visit is written by its steps only.")
            )
        return super().write(vals)

    def _take_step(self, step, desk=None, note=None, **vals):
        """Move visits along and write it in the log; refuse what makes no sense.

        :param str step: a step of the engine's life cycle
        :param desk: where it happens; the present desk if left out
        :param vals: what else changes with this step
        :raise UserError: when a visit is not in a state that allows the step
        """
        self.check_access("write")
        before = {visit: visit._course() for visit in self}
        for visit in self:
            state = visit._state_after(step)
            visit.sudo().write(
                {**visit._step_values(step, desk), **vals, "state": state}
            )
        self._log(step, note, before)
        self._announce(step)

    def _step_values(self, step, desk):
        """Return what a step writes besides the state."""
        now = fields.Datetime.now()
        vals = {"desk_id": desk.id} if desk else {}
        if step in MOMENT_FIELDS:
            vals[MOMENT_FIELDS[step]] = now
        if step == "checked_in":
            # who left, and is back
            vals["finished_at"] = False
        if step in ("called", "recalled"):
            vals["calls"] = self.calls + 1
        if step in ("called", "started"):
            vals["user_id"] = self.env.uid
        if step == "paused":
            vals["paused_at"] = now
        if step in ("resumed", "finished", "left", "forwarded") and self.paused_at:
            pause = (now - self.paused_at).total_seconds() / 60
            vals.update(paused_at=False, paused_minutes=self.paused_minutes + pause)
        return vals

    def _course(self):
        """Return the course of a visit as plain values, to go back to it."""
        self.ensure_one()
        values = self.sudo()._read_format(sorted(UNDONE_FIELDS), load=None)[0]
        return {
            key: fields.Datetime.to_string(value)
            if isinstance(value, datetime)
            else value
            for key, value in values.items()
            if key != "id"
        }

    def _undo(self):
        """Take back the last step of a visit: the clocks run on as if it never was.

        Only the person who took it can, and only for some minutes: afterwards a
        correction is a new step.

        :raise UserError: when there is nothing that may be taken back
        """
        self.ensure_one()
        self.check_access("write")
        last = self.event_ids.sorted("id")[-1:]
        if not self._undoable(last):
            raise UserError(
                self.env._(
                    "There is nothing left to undo for %(visit)s.", visit=self.name
                )
            )
        self.sudo().write(last.before)
        self._log("undone", note=last._step_in_words())
        self._announce("undone")

    def _undoable(self, event):
        """Tell whether the user may take back a step, which must be the last one."""
        since = timedelta(minutes=UNDO_MINUTES)
        return (
            event == self.event_ids.sorted("id")[-1:]
            and event.before
            and event.step not in NEVER_UNDONE
            and event.user_id == self.env.user
            and fields.Datetime.now() - event.moment <= since
        )

    def _correct(self, **moments):
        """Correct moments of a visit; what stood there stays in the log.

        A corrected visit is counted, but its durations are not averaged.

        :param moments: ``arrival``, ``called_at``, ``started_at``, ``finished_at``
        :raise UserError: when the moments would be in no order
        """
        self.ensure_one()
        self.check_access("write")
        before = {self: self._course()}
        self.sudo().write({**moments, "inaccurate": True})
        ordered = [m for m in (self[name] for name in IN_ORDER) if m]
        if ordered != sorted(ordered) or ordered[-1:] > [fields.Datetime.now()]:
            raise UserError(
                self.env._(
                    "A visitor arrives, is called, is helped and leaves, in this "
                    "order and not in the future."
                )
            )
        self._log("corrected", before=before)
        self._announce("corrected")

    def _state_after(self, step):
        self.ensure_one()
        try:
            return lifecycle.next_state(self.state, step)
        except ForbiddenStep as error:
            states = dict(self._fields["state"]._description_selection(self.env))
            event = self.env["municipal.visit.event"]
            steps = dict(event._fields["step"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Visit %(visit)s is “%(state)s”: “%(step)s” is not possible now.",
                    visit=self.name,
                    state=states[self.state],
                    step=steps[step],
                )
            ) from error

    def _log(self, step, note=None, before=None):
        """Append a step to the log of visits.

        :param dict before: visit -> its course before the step
        """
        now = fields.Datetime.now()
        user = self.env.user
        self.env["municipal.visit.event"].sudo().create(
            [
                {
                    "visit_id": visit.id,
                    "step": step,
                    "moment": now,
                    "user_id": user.id if user._is_internal() else False,
                    "desk_id": visit.desk_id.id,
                    "note": note,
                    "before": before and before.get(visit),
                }
                for visit in self
            ]
        )
