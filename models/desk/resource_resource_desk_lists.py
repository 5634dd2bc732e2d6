from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..common.asked import is_count, late_press, text_of
from ..common.refusal import Refusal
from ..queue.municipal_visit import LONGEST_NOTE
from ..visit.municipal_visit_steps import UNDO_MINUTES

#: among so many steps of a clerk, the last one that can be undone is looked for
UNDO_STEPS = 5


class ResourceResource(models.Model):
    """What the screen of a clerk asks before and beside the visits of their desk."""

    _inherit = "resource.resource"

    @api.model
    def _check_clerk(self):
        """Keep the desk screen to clerks, whichever door somebody tries."""
        if not self.env.user.has_group("municipal_appointment.group_clerk"):
            raise AccessError(self.env._("Only clerks call visitors."))

    @api.model
    def desk_desks(self):
        """Return the desks of all buildings, and who sits at them.

        :return: list of dicts, as the choice of a desk shows them
        """
        self._check_clerk()
        desks = self.search([("is_desk", "=", True), ("location_id", "!=", False)])
        return [desk._desk_values() for desk in desks.sorted(desk_place)]

    def desk_products(self):
        """Return the products for which somebody can get a ticket in this building.

        :return: list of dicts, those of this desk first
        """
        self._check_desk_clerk()
        desks = self.search([("location_id", "=", self.location_id.id)])
        products = self.env["municipal.product"].search(
            [
                ("service_id", "in", desks.desk_type_ids.service_id.ids),
                ("service_id.guidance_enabled", "=", True),
            ]
        )
        here = self.desk_type_ids
        return [
            {
                "id": product.id,
                "name": product.name,
                "service": product.service_id.name,
                "most": product.max_quantity,
            }
            for product in products.sorted(lambda product: product.type_id not in here)
        ]

    def desk_targets(self):
        """Return where a visitor of this desk can be forwarded in this building."""
        self._check_desk_clerk()
        desks = self.search(
            [("is_desk", "=", True), ("location_id", "=", self.location_id.id)]
        )
        services = desks.desk_type_ids.service_id.filtered("guidance_enabled").sorted()
        return {
            "services": [
                {
                    "id": service.id,
                    "name": service.name,
                    "open": len(
                        desks.filtered(
                            lambda desk, service=service: (
                                desk._staffed()
                                and service in desk.desk_type_ids.service_id
                            )
                        )
                    ),
                }
                for service in services
            ],
            "desks": [
                desk._desk_values()
                for desk in (desks - self).sorted(desk_place)
                if desk._staffed()
            ],
        }

    def desk_ticket(self, lines, priority=False, note=None, request_key=None):
        """Let somebody without appointment wait; the clerk has seen them.

        :param list lines: dicts with ``product_id`` and ``quantity``
        :param str request_key: pressed twice, it gives one ticket
        :return: what the desk screen shows of the visit
        :raise Refusal: in words for the clerk
        """
        self._check_desk_clerk()
        wanted = [self._asked_line(line) for line in lines]
        # clerks create no visits by hand: this door writes the log with it
        visit = (
            self.env["municipal.visit"]
            .sudo()
            ._take_ticket(
                wanted,
                self.location_id,
                request_key=request_key,
                by_staff=True,
                priority=bool(priority),
                note=text_of(note, LONGEST_NOTE) or False,
            )
        )
        return visit.sudo(False)._desk_row()

    def _asked_line(self, line):
        """Return the product and the number of pieces that a screen asks for."""
        product = self._asked_product(line.get("product_id"))
        product.check_access("read")
        quantity = line.get("quantity")
        if not is_count(quantity, product.max_quantity):
            product._check_quantity(0)
        return product, quantity

    def desk_check_in(self, visit_id, pressed=None):
        """Register that somebody with an appointment is here; they get a number.

        :param dict pressed: ``key`` and ``moment`` of the button, see ``late_press``
        :return: what the desk screen shows of the visit
        """
        self._check_desk_clerk()
        pressed = late_press(self.env, pressed)
        done = self.env["municipal.visit.event"]._already_pressed(pressed)
        if done:
            return done._desk_row()
        visit = self._visit_here(visit_id)
        visit._check_today()
        self._check_guided(visit.service_id)
        vals = {} if visit.location_id else {"location_id": self.location_id.id}
        visit._take_step("checked_in", pressed=pressed, **vals)
        return visit._desk_row()

    @api.model
    def _check_guided(self, service):
        """Refuse the line of a service whose visitors are received without one."""
        if service and not service.guidance_enabled:
            raise Refusal(
                self.env._(
                    "%(service)s has no queue: receive its visitors from the list of "
                    "visits.",
                    service=service.name,
                ),
                "queue",
            )

    @api.model
    def _cron_close_desks(self):
        """Send home who forgot to close a desk on an earlier day.

        Such a desk counts as closed since midnight: this only tidies up, and lets who
        was forwarded to it wait for any desk.
        """
        forgotten = self.sudo().search([("desk_user_id", "!=", False)])
        forgotten -= forgotten._staffed()
        forgotten.write({"desk_user_id": False, "desk_since": False})

    def _undo_offer(self):
        """Return the last step of the clerk in this building, if it can be undone."""
        # older steps cannot be undone: nobody reads the whole log to find none
        since = fields.Datetime.now() - timedelta(minutes=UNDO_MINUTES)
        events = self.env["municipal.visit.event"].search(
            [
                ("user_id", "=", self.env.uid),
                ("moment", ">=", since),
                ("visit_id.location_id", "=", self.location_id.id),
            ],
            order="id desc",
            limit=UNDO_STEPS,
        )
        # a ticket that was given is no step of a desk: the visitor leaves instead
        event = events.filtered("before")[:1]
        visit = event.visit_id
        if not (visit and visit._undoable(event)):
            return None
        return {
            "visit_id": visit.id,
            "ticket": visit.ticket or visit.name,
            "step": event._step_in_words(),
            "moment": fields.Datetime.to_string(event.moment),
        }

    def _check_undo(self, visit):
        """Keep an undone step from bringing a second visitor back to a desk."""
        before = visit.event_ids.sorted("id")[-1:].before or {}
        if before.get("state") in ("called", "serving"):
            desk = self.browse(before.get("desk_id") or self.id)
            (desk._at_desk() - visit) and desk._check_nobody_at_desk()


def desk_place(desk):
    """Return what desks are sorted by: the building, 2 before 10, letters last."""
    number = desk.desk_number or ""
    place = int(number) if number.isdecimal() else 1000
    location = desk.location_id
    return location.sequence, location.name, place, number, desk.id
