from odoo import fields, models

from ..common.asked import LatePress, known, late_press, text_of
from ..common.refusal import Refusal
from ..queue.municipal_visit import LONGEST_NOTE

#: an appointment is cancelled or moved in its own way, a visit finished in another
DESK_STEPS = ("started", "paused", "resumed", "no_show", "left", "checked_in", "undone")
#: of so many who wait the screen says more than their number, until it is asked
ROWS = 60


class ResourceResource(models.Model):
    """What the screen of a clerk shows of their desk, and what they do there."""

    _inherit = "resource.resource"

    def desk_state(self, everybody=False):
        """Return everything that the desk screen of this desk shows, as plain values.

        The number of queries does not depend on how many visitors wait. Of a full hall
        only those next in turn are described: twenty desks ask for each step of their
        colleagues, and nobody reads three hundred lines.

        :param bool everybody: describe all who wait
        """
        self._check_desk_clerk()
        Visit = self.env["municipal.visit"]
        waiting = Visit._waiting_at(self.location_id)
        hall = self._in_hall()
        mine = self._queue_order(waiting, hall)
        others = waiting - mine
        most = None if everybody else ROWS
        callable_ = self._deals_with(others[:most], hall)
        expected = self._expected_today()
        return {
            "desk": self._desk_values(),
            "visits": [visit._desk_row() for visit in self._open_visits()],
            "waiting": len(mine),
            "queue": [visit._desk_row() for visit in mine[:most]],
            "others": [
                {**visit._desk_row(), "callable": visit in callable_}
                for visit in others[:most]
            ],
            "elsewhere": len(others),
            "agenda": [visit._desk_row() for visit in expected],
            "only_queue": self not in expected.desk_id and self._only_walk_in(),
            "served": self._served_today(),
            "longest": self.location_id.queue_maximum,
            "now": fields.Datetime.to_string(fields.Datetime.now()),
            "undo": self._undo_offer(),
            "alarms": self._alarms(),
        }

    def _desk_values(self):
        return {
            "id": self.id,
            "name": self.display_name,
            "number": self.desk_number or "",
            "location_id": self.location_id.id,
            "location": self.location_id.name,
            "clerk": self._clerk_today().name or "",
            "mine": self._clerk_today() == self.env.user,
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

    def _expected_today(self):
        """Return the appointments of today in this building that have not arrived."""
        return self.env["municipal.visit"].search(
            [
                ("location_id", "=", self.location_id.id),
                ("state", "=", "booked"),
                ("day", "=", self.location_id._today()),
                ("service_id.guidance_enabled", "=", True),
            ],
            order="planned_start",
        )

    def _served_today(self):
        return self.env["municipal.visit"].search_count(
            [
                ("desk_id", "=", self.id),
                ("state", "=", "finished"),
                ("day", "=", self.location_id._today()),
            ]
        )

    def desk_step(self, visit_id, step, values=None, pressed=None):
        """Take a step of a visit at this desk.

        :param str step: ``started``, ``paused``, ``resumed``, ``no_show``, ``left``,
            ``checked_in`` or ``undone``
        :param dict values: ``note``
        :param dict pressed: ``key`` and ``moment`` of the button, see ``late_press``
        :raise UserError: when the visit is in another state by now
        """
        if step not in DESK_STEPS:
            raise Refusal(self.env._("This is no step of a desk."), "queue")
        if step == "undone":
            return self._undo_here(visit_id)
        visit, pressed, done = self._pressed_here(visit_id, pressed)
        return done or self._step_here(visit, step, values, pressed)

    def _pressed_here(self, visit_id, asked):
        """Return what a button is about, and whether it was heard before.

        :return: triple (visit, LatePress or None, id of the visit when it was heard)
        """
        self._at_my_desk()
        pressed = late_press(self.env, asked)
        done = self.env["municipal.visit.event"]._already_pressed(pressed)
        if done:
            return done, pressed, done.id
        return self._visit_of_desk(visit_id), pressed, None

    def _step_here(self, visit, step, values, pressed):
        if step in ("started", "resumed"):
            (self._at_desk() - visit) and self._check_nobody_at_desk()
        if step in ("checked_in", "no_show"):
            visit._check_today()
        desk = self if step in ("started", "resumed") else None
        note = text_of((values or {}).get("note"), LONGEST_NOTE) or None
        visit._take_step(step, desk=desk, note=note, pressed=pressed)
        return visit.id

    def _undo_here(self, visit_id):
        """Take back the last step of the clerk, also of a visit that has left the desk.

        :return: id of the visit
        """
        self._at_my_desk()
        visit = self._visit_here(visit_id)
        self._check_undo(visit)
        visit._undo()
        return visit.id

    def desk_forward(
        self, visit_id, service_id=None, desk_id=None, note=None, product_id=None
    ):
        """Let a visitor wait for another service or desk, with number and arrival.

        :param str note: for the colleague, who reads it with the visit
        :param int product_id: what the visitor needs there; it is added to the visit,
            so that a desk that deals with it calls. Without it, when the service
            changes, every desk of that service does.
        """
        visit = self._visit_of_desk(visit_id)
        product = self._asked_product(product_id) if product_id else None
        service = self._asked_service(service_id) if service_id else None
        service = service or (product and product.service_id)
        target = self._asked_desk(desk_id) if desk_id else self.browse()
        self._check_target(service, target)
        vals = {"for_desk_id": target.id, "line_ids": visit._also_asked(product)}
        if service:
            vals["service_id"] = service.id
        visit._add_note(note)
        note = text_of(note, LONGEST_NOTE) or None
        # the next desk calls for the first time
        visit._take_step("forwarded", note=note, calls=0, **vals)
        return visit.id

    def _asked_service(self, service_id):
        """Return a service of this town, or refuse."""
        service = known(self.env["municipal.service"], service_id)
        if not service or service.company_id != self.location_id.company_id:
            raise Refusal(self.env._("This service is no longer there."), "queue")
        return service

    def _asked_product(self, product_id):
        """Return a product of this town, or refuse."""
        product = known(self.env["municipal.product"], product_id)
        if not product or product.company_id != self.location_id.company_id:
            raise Refusal(self.env._("This product is no longer there."), "products")
        return product

    def _asked_desk(self, desk_id):
        """Return a desk of this building, or refuse."""
        desk = known(self, desk_id)
        if not desk.is_desk or desk.location_id != self.location_id:
            raise Refusal(self.env._("This is no desk of this building."), "queue")
        return desk

    def _check_target(self, service, desk):
        """Refuse to let somebody wait where nobody would call."""
        self._check_guided(service)
        if desk and not desk._staffed():
            raise Refusal(
                self.env._(
                    "Nobody works at %(desk)s now: forward the visitor to the service.",
                    desk=desk.display_name,
                ),
                "queue",
            )

    def desk_finish(self, visit_id, lines, note=None, persons=1, pressed=None):
        """End a visit with what was delivered.

        :param list lines: dicts with ``product_id``, ``delivered`` and, when nothing
            could be delivered, ``reason``
        :param dict pressed: ``key`` and ``moment`` of the button, see ``late_press``
        """
        visit, pressed, done = self._pressed_here(visit_id, pressed)
        if done:
            return done
        if visit.state == "called":
            at_once = pressed and LatePress(None, pressed.moment)
            visit._take_step("started", desk=self, pressed=at_once)
        note = text_of(note, LONGEST_NOTE) or visit.note
        visit._finish(lines, note, persons, pressed)
        return visit.id
