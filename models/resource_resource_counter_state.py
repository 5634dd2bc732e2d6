from odoo import fields, models

from .refusal import Refusal

#: an appointment is cancelled or moved in its own way, a visit finished in another
DESK_STEPS = ("started", "paused", "resumed", "missed", "left", "checked_in", "undone")


class ResourceResource(models.Model):
    """What the screen of a clerk shows of his desk, and what he does there."""

    _inherit = "resource.resource"

    def counter_state(self):
        """Return everything that the counter of this desk shows, as plain values.

        The number of queries does not depend on how many visitors wait.
        """
        self._check_counter()
        Visit = self.env["municipal.visit"]
        waiting = Visit._waiting_at(self.location_id)
        mine = self._queue_order(waiting)
        others = waiting - mine
        expected = self._expected_today()
        return {
            "desk": self._counter_desk(),
            "visits": [visit._counter_values() for visit in self._open_visits()],
            "queue": [visit._counter_values() for visit in mine],
            "others": [visit._counter_values() for visit in others],
            "elsewhere": len(others),
            "agenda": [visit._counter_values() for visit in expected],
            "only_queue": self not in expected.desk_id and self._only_walk_in(),
            "served": self._served_today(),
            "longest": self.location_id.queue_maximum,
            "now": fields.Datetime.to_string(fields.Datetime.now()),
            "undo": self._undo_offer(),
            "alarms": self._alarms(),
        }

    def _counter_desk(self):
        return {
            "id": self.id,
            "name": self.display_name,
            "number": self.desk_number or "",
            "location_id": self.location_id.id,
            "location": self.location_id.name,
            "clerk": self.sudo().counter_user_id.name or "",
            "mine": self.sudo().counter_user_id == self.env.user,
            "quick": self.quick_counter,
        }

    def _open_visits(self):
        """Return the visits of this desk that somebody still has to end."""
        return self.env["municipal.visit"].search(
            [
                ("desk_id", "=", self.id),
                ("state", "in", ("called", "serving", "paused")),
            ],
            order="called_at, id",
        )

    def _today(self):
        return fields.Date.context_today(self.with_context(tz=self.location_id.tz))

    def _expected_today(self):
        """Return the appointments of today in this building that have not arrived."""
        return self.env["municipal.visit"].search(
            [
                ("location_id", "=", self.location_id.id),
                ("state", "=", "booked"),
                ("day", "=", self._today()),
                ("service_id.guidance_enabled", "=", True),
            ],
            order="planned_start",
        )

    def _served_today(self):
        return self.env["municipal.visit"].search_count(
            [
                ("desk_id", "=", self.id),
                ("state", "=", "finished"),
                ("day", "=", self._today()),
            ]
        )

    def _visit_of_desk(self, visit_id):
        """Return a visit that the clerk of this desk may act on."""
        self._check_counter()
        visit = self.env["municipal.visit"].browse(visit_id).exists()
        if not visit:
            raise Refusal(self.env._("This visit is no longer there."), "queue")
        visit.check_access("write")
        return visit

    def counter_step(self, visit_id, step, values=None):
        """Take a step of a visit at this desk.

        :param str step: ``started``, ``paused``, ``resumed``, ``missed``, ``left``,
            ``checked_in`` or ``undone``
        :param dict values: ``note``
        :raise UserError: when the visit is in another state by now
        """
        visit = self._visit_of_desk(visit_id)
        if step not in DESK_STEPS:
            raise Refusal(self.env._("This is no step of a desk."), "queue")
        self._lock_counter()
        if step == "undone":
            self._check_undo(visit)
            visit._undo()
        else:
            if step in ("started", "resumed"):
                (self._at_desk() - visit) and self._check_nobody_at_desk()
            desk = self if step in ("started", "resumed") else None
            visit._take_step(step, desk=desk, note=(values or {}).get("note"))
        return visit.id

    def counter_forward(self, visit_id, service_id=None, desk_id=None, note=None):
        """Let a visitor wait for another service or desk, with number and arrival."""
        visit = self._visit_of_desk(visit_id)
        vals = {"for_desk_id": desk_id or False}
        self._check_target(service_id, desk_id)
        if service_id:
            vals["service_id"] = service_id
        visit._take_step("forwarded", note=note, **vals)
        return visit.id

    def _check_target(self, service_id, desk_id):
        """Refuse to let somebody wait where nobody would call him."""
        service = self.env["municipal.service"].browse(service_id or []).exists()
        self._check_guided(service)
        desk = self.browse(desk_id or []).exists()
        if desk and not desk.sudo().counter_user_id:
            raise Refusal(
                self.env._(
                    "Nobody works at %(desk)s now: forward the visitor to the service.",
                    desk=desk.display_name,
                ),
                "queue",
            )

    def counter_finish(self, visit_id, lines, note=None, persons=1):
        """End a visit with what was delivered.

        :param list lines: dicts with ``product_id``, ``delivered`` and, when nothing
            could be delivered, ``reason``
        """
        visit = self._visit_of_desk(visit_id)
        if visit.state == "called":
            visit._take_step("started", desk=self)
        visit.note = note or visit.note
        visit._take_step("finished", line_ids=visit._delivered(lines), persons=persons)
        return visit.id
