from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import lifecycle
from ...engine.course import restate
from ...engine.errors import Disorder
from .municipal_visit_steps import plain, with_lines

#: the moments that people remember, as the visit and as the engine call them
CORRECTED_MOMENTS = {
    "arrival": "checked_in",
    "called_at": "called",
    "started_at": "started",
    "finished_at": "finished",
}
#: state -> the moment without which a visit cannot be in it
NEEDED_MOMENTS = {
    "waiting": "arrival",
    "called": "called_at",
    "serving": "started_at",
    "paused": "started_at",
}


class MunicipalVisit(models.Model):
    """What somebody wrote wrongly, or forgot, is corrected; the log keeps both."""

    _inherit = "municipal.visit"

    def action_correct(self):
        """Open the dialog that corrects what figures rest on."""
        self.check_access("write")
        self.ensure_one()
        self._check_may_correct()
        return {
            "name": self.env._("Correct %(visit)s", visit=self.name),
            "type": "ir.actions.act_window",
            "res_model": "municipal.visit.correction",
            "view_mode": "form",
            "target": "new",
            "context": {"default_visit_id": self.id},
        }

    def _check_may_correct(self):
        """Let clerks correct the visits of today, and managers those of any day.

        Who is still expected has an appointment, which says what the visit says.
        """
        self.check_access("write")
        today = self._local(fields.Datetime.now()).date()
        if self.state == "booked" and self.day and self.day > today:
            raise UserError(
                self.env._(
                    "%(visit)s is still expected: change the appointment.",
                    visit=self.name,
                )
            )
        manager = self.env.user.has_group("municipal_appointment.group_manager")
        if not (manager or self.day == today):
            raise UserError(
                self.env._(
                    "Clerks correct the visits of today. Ask a manager to correct "
                    "%(visit)s.",
                    visit=self.name,
                )
            )

    def _correct(self, reason=None, **values):
        """Correct a visit; what stood there before stays in the log.

        Corrected times are measured as any others, unless ``inaccurate`` says that
        nobody knows them.

        :param str reason: why, in words
        :param values: moments (:data:`CORRECTED_MOMENTS`), ``state``, ``channel``,
            ``desk_id``, ``persons``, ``inaccurate``, and ``lines`` as the log keeps
            them; what is left out stays as it is
        :raise UserError: when the visit cannot have gone like that
        """
        self.ensure_one()
        self._check_may_correct()
        before = {self: self._course(lines=True) | {"channel": self.channel}}
        steps = self._logged_course().steps
        if values.keys() & {*CORRECTED_MOMENTS, "state", "desk_id"}:
            steps = self._restated(values)
        self.sudo().write(with_lines(values | self._corrected_values(values)))
        self._log(
            "corrected", reason, before, after={self: self._corrected_facts(steps)}
        )
        self._announce("corrected")

    def _restated(self, values):
        """Return the steps of the visit as corrected.

        :raise UserError: when they are in no order
        """
        get = {name: values.get(name, self[name]) for name in CORRECTED_MOMENTS}
        state = values.get("state", self.state)
        self._check_moments(get, state)
        moments = {step: get[name] or None for name, step in CORRECTED_MOMENTS.items()}
        desk = self._corrected_desk(values)
        try:
            return restate(
                self._logged_course(),
                moments,
                state,
                desk.id or None,
                self.user_id.id or None,
            )
        except Disorder as error:
            raise UserError(
                self.env._(
                    "A visitor arrives, is called, is helped and leaves, in this "
                    "order and not in the future."
                )
            ) from error

    def _corrected_desk(self, values):
        """Return the desk that helped the visitor; only one of the same building."""
        if "desk_id" not in values:
            return self.desk_id
        desk = self.desk_id.browse(values["desk_id"] or [])
        if desk and desk.sudo().location_id != self.location_id:
            raise UserError(self.env._("Choose a desk of the building of the visit."))
        return desk

    def _check_moments(self, moments, state):
        """Refuse moments that are not of this visit, or that its state needs."""
        changed = [
            moment
            for name, moment in moments.items()
            if moment and moment != self[name]
        ]
        if changed and max(changed) > fields.Datetime.now():
            raise UserError(self.env._("Nobody can have come or gone in the future."))
        if self.day and any(self._local(m).date() != self.day for m in changed):
            raise UserError(
                self.env._(
                    "This visit is one of %(day)s: its times are too.", day=self.day
                )
            )
        needed = {NEEDED_MOMENTS.get(state)}
        if not self.planned_start:
            # the day of who came without appointment
            needed.add("arrival")
        if not all(moments[name] for name in needed - {None}):
            raise UserError(
                self.env._("Say when: without this time the visit has no place.")
            )

    def _corrected_values(self, values):
        """Return what else a corrected visit writes."""
        state = values.get("state", self.state)
        vals = {}
        if state not in lifecycle.OPEN_STATES:
            vals["paused_at"] = False
        if state not in ("finished", "left"):
            vals["finished_at"] = False
        if "arrival" in values and values["arrival"] != self.arrival:
            vals["waiting_since"] = values["arrival"]
        return vals

    def _corrected_facts(self, steps):
        """Return what the log says since a correction: all of it once more."""
        return {
            **self._facts("finished"),
            "state": self.state,
            "course": [
                (step.step, plain(step.moment), step.desk, step.user, step.after)
                for step in steps
            ],
        }

    @api.model
    def _corrected_states(self):
        """Return the states in which a correction can end a visit."""
        states = dict(self._fields["state"]._description_selection(self.env))
        return [(key, states[key]) for key in ("finished", "no_show", "left")]
