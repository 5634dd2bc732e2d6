from datetime import datetime, timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context

from ...engine import lifecycle, periods
from ...engine.errors import ForbiddenStep
from .municipal_visit_count import COUNTED_CHANNELS

# step -> the field that keeps its moment
MOMENT_FIELDS = {
    "checked_in": "arrival",
    "called": "called_at",
    "started": "started_at",
    "finished": "finished_at",
    "left": "finished_at",
}
#: what staff may write by hand: no figure rests on it
FREE_FIELDS = {"note", "priority"}
# what a step changes, and undoing it restores
UNDONE_FIELDS = {
    "state",
    "user_id",
    "calls",
    "paused_at",
    "waiting_since",
    "desk_id",
    "for_desk_id",
    "service_id",
    "persons",
    "inaccurate",
    "priority",
} | set(MOMENT_FIELDS.values())
#: what figures rest on besides the steps: the log says it at these steps
FACTS = (
    "channel",
    "persons",
    "inaccurate",
    "planned_start",
    "service_id",
    "location_id",
)
FACT_STEPS = (
    "booked",
    "moved",
    "checked_in",
    "started",
    "forwarded",
    "finished",
    "left",
    "no_show",
    "cancelled",
)
#: what the log keeps of a product that a visitor came for
LINE_FIELDS = ("quantity", "delivered", "reason")
#: a misclick is noticed soon; later the visitor is somewhere else
UNDO_MINUTES = 5
#: a booking is cancelled or moved in its own way
NEVER_UNDONE = (
    "booked",
    "moved",
    "cancelled",
    "undone",
    "corrected",
    "repaired",
    "withdrawn",
)


class MunicipalVisit(models.Model):
    """The steps of a visit: the only way to change its course."""

    _inherit = "municipal.visit"

    @api.model_create_multi
    def create(self, vals_list):
        """Say with a new visit how many products it is for.

        So nothing has to be written once more when its lines are there. No defaults
        are taken from a context that somebody sent along.
        """
        clean = self.with_context(clean_context(self.env.context))
        counted = [
            {**vals, "product_count": len(vals.get("line_ids") or ())}
            for vals in vals_list
        ]
        return super(MunicipalVisit, clean).create(counted)

    def write(self, vals):
        """Leave all that figures rest on to steps and corrections, which are logged.

        Staff write what is in :data:`FREE_FIELDS`: a field that is added later is
        kept from them until somebody decides otherwise.
        """
        if not self.env.su and vals.keys() - FREE_FIELDS:
            raise UserError(
                self.env._(
                    "Figures rest on this: it changes by a step of the visit, or by a "
                    "correction, which stays in its log. Press “Correct” on the visit."
                )
            )
        return super().write(vals)

    def _take_step(self, step, desk=None, note=None, pressed=None, **vals):
        """Move visits along and write it in the log; refuse what makes no sense.

        :param str step: a step of the engine's life cycle
        :param desk: where it happens; the present desk if left out
        :param LatePress pressed: by which button, maybe some time ago
        :param vals: what else changes with this step
        :raise UserError: when a visit is not in a state that allows the step
        """
        self.check_access("write")
        now = self._moment_of(pressed)
        before = {visit: visit._course(step == "finished") for visit in self}
        for visit in self:
            state = visit._state_after(step)
            visit.sudo().write(
                {**visit._step_values(step, desk, now), **vals, "state": state}
            )
        self._log(step, note, before, now, key=pressed and pressed.key)
        self._announce(step)

    def _moment_of(self, pressed):
        """Return when a step is taken; the log of a visit never goes back in time."""
        if not (pressed and pressed.moment):
            return fields.Datetime.now()
        return max([pressed.moment, *self.sudo().event_ids.mapped("moment")])

    def _step_values(self, step, desk, now):
        """Return what a step writes besides the state."""
        vals = {"desk_id": desk.id} if desk else {}
        if step == "checked_in":
            return vals | self._arrival_values(now)
        if step in MOMENT_FIELDS:
            vals[MOMENT_FIELDS[step]] = now
        if step == "withdrawn":
            vals["finished_at"] = False
        if step in ("called", "recalled"):
            vals["calls"] = self.calls + 1
        if step in ("called", "started"):
            vals["user_id"] = self.env.uid
        if step in ("paused", "resumed", "finished", "left", "forwarded"):
            vals["paused_at"] = step == "paused" and now
        return vals

    def _arrival_values(self, now):
        """Return what an arrival writes, also of who was here before.

        They get a number, whoever lets them in. Without visitor guidance an arrival
        is registered and nothing more: who has no number stands in no line.
        """
        vals = {"arrival": now, "waiting_since": now, "finished_at": False}
        if self.arrival:
            minutes = periods.waited(self._periods())
            vals["arrival"] = self.arrival
            vals["waiting_since"] = now - timedelta(minutes=minutes)
        if self.service_id.guidance_enabled and not self._has_number_of_today():
            vals.update(self._new_number(self.service_id, self.location_id))
        return vals

    def _course(self, lines=False):
        """Return the course of a visit as plain values, to go back to it.

        :param bool lines: with its products
        """
        self.ensure_one()
        values = self.sudo()._read_format(sorted(UNDONE_FIELDS), load=None)[0]
        course = {key: plain(value) for key, value in values.items() if key != "id"}
        return course | ({"lines": self._plain_lines()} if lines else {})

    def _plain_lines(self):
        """Return the products of a visit as plain values, as the log keeps them."""
        lines_sudo = self.sudo().line_ids.sorted("id")
        return [line._plain(*LINE_FIELDS) for line in lines_sudo]

    def _facts(self, step):
        """Return what the log says with a step, so that it tells all of a visit."""
        if step not in FACT_STEPS:
            return False
        facts = {name: plain(self.sudo()[name]) for name in FACTS}
        return facts | ({"lines": self._plain_lines()} if step == "finished" else {})

    def _undo(self):
        """Take back the last step of a visit: the clocks run on as if it never was.

        Only the person who took it can, and only for some minutes: afterwards a
        correction is a new step. A contact that was counted with one touch goes as a
        whole.

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
        if self._is_counted_by_hand():
            self._take_step("withdrawn")
            return
        self.sudo().write(with_lines(last.before))
        self._log("undone", note=last._step_in_words())
        self._announce("undone")

    def _is_counted_by_hand(self):
        """Tell whether this contact was counted with one touch."""
        return (
            self.state == "finished"
            and self.channel in COUNTED_CHANNELS
            and not self.ticket
        )

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

    def _log(self, step, note=None, before=None, moment=None, after=None, key=None):
        """Append a step to the log of visits.

        :param dict before: visit -> its course before the step
        :param moment: when it happened, now if left out
        :param dict after: visit -> what it says since; its facts if left out
        :param str key: of the press by which it was taken
        """
        user = self.env.user
        self.env["municipal.visit.event"].sudo().create(
            [
                {
                    "visit_id": visit.id,
                    "step": step,
                    "moment": moment or fields.Datetime.now(),
                    "user_id": user.id if user._is_internal() else False,
                    "desk_id": visit.desk_id.id,
                    "note": note,
                    "request_key": key,
                    "before": before and before.get(visit),
                    "after": after[visit] if after else visit._facts(step),
                }
                for visit in self
            ]
        )


def plain(value):
    """Return the value of a field as JSON holds it."""
    if isinstance(value, models.BaseModel):
        return value.id
    return fields.Datetime.to_string(value) if isinstance(value, datetime) else value


def with_lines(course):
    """Return a course of the log as values to write: the products are made again."""
    values = dict(course)
    lines = values.pop("lines", None)
    if lines is not None:
        values["line_ids"] = [Command.clear(), *map(Command.create, lines)]
    return values
