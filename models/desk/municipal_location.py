from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..common.asked import is_count, known, late_press, text_of
from ..common.refusal import Refusal
from ..queue.municipal_visit import LONGEST_NOTE
from .resource_resource_desk_state import ROWS

RECEPTION = "municipal_appointment.group_receptionist"


class MunicipalLocation(models.Model):
    """What a reception does: let people in and give them a number, for every desk.

    A receptionist has no rights on visits themselves: what they see and do of visitors
    is here, of one building, and none of it calls or helps anybody.
    """

    _inherit = "municipal.location"

    @api.model
    def _check_reception(self):
        """Keep receptions to their people and clerks, whichever door somebody tries."""
        if not self.env.user.has_group(RECEPTION):
            raise AccessError(
                self.env._("Only receptions and clerks receive visitors.")
            )

    def _at_reception(self):
        """Refuse who does not receive visitors in this building."""
        self._check_reception()
        self.ensure_one()
        self.check_access("read")

    @api.model
    def reception_desks(self):
        """Return the buildings with a reception, as a screen chooses one."""
        self._check_reception()
        return [{"id": place.id, "name": place.name} for place in self.search([])]

    def reception_state(self, everybody=False):
        """Return what the screen of a reception shows, as the desk screen has it.

        :param bool everybody: describe all who wait, not only the first
        """
        self._at_reception()
        visits_sudo = self.env["municipal.visit"].sudo()
        waiting_sudo = visits_sudo._waiting_at(self)
        most = None if everybody else ROWS
        return {
            "desk": {
                "id": self.id,
                "name": self.name,
                "location_id": self.id,
                "location": "",
                "mine": True,
            },
            "visits": [],
            "waiting": len(waiting_sudo),
            "queue": [visit._desk_row() for visit in waiting_sudo[:most]],
            "others": [],
            "elsewhere": 0,
            "agenda": [visit._desk_row() for visit in self._expected_here_sudo()],
            "only_queue": False,
            "served": 0,
            "longest": self.queue_maximum,
            "now": fields.Datetime.to_string(fields.Datetime.now()),
            "undo": None,
            "alarms": [],
        }

    def _expected_here_sudo(self):
        """Return the appointments of today in this building that have not arrived."""
        return (
            self.env["municipal.visit"]
            .sudo()
            .search(
                [
                    ("location_id", "=", self.id),
                    ("state", "=", "booked"),
                    ("day", "=", self._today()),
                    ("service_id.guidance_enabled", "=", True),
                ],
                order="planned_start",
            )
        )

    def reception_products(self):
        """Return the products for which somebody can get a ticket in this building."""
        self._at_reception()
        return [
            {
                "id": product.id,
                "name": product.name,
                "service": product.service_id.name,
                "most": product.max_quantity,
            }
            for product in self._ticket_products()
        ]

    def _ticket_products(self):
        """Return what is dealt with at a desk of this building, behind a number."""
        desks_sudo = (
            self.env["resource.resource"]
            .sudo()
            .search([("is_desk", "=", True), ("location_id", "=", self.id)])
        )
        return self.env["municipal.product"].search(
            [
                ("service_id", "in", desks_sudo.desk_type_ids.service_id.ids),
                ("service_id.guidance_enabled", "=", True),
            ]
        )

    def reception_ticket(self, lines, priority=False, note=None, request_key=None):
        """Let somebody without appointment wait; the reception has seen them.

        :param list lines: dicts with ``product_id`` and ``quantity``
        :param str request_key: pressed twice, it gives one ticket
        :return: what the screen shows of the visit
        :raise Refusal: in words for the reception
        """
        self._at_reception()
        wanted = [self._reception_line(line) for line in lines or ()]
        visits_sudo = self.env["municipal.visit"].sudo()
        return visits_sudo._take_ticket(
            wanted,
            self,
            request_key=text_of(request_key, 36) or None,
            by_staff=True,
            priority=bool(priority),
            note=text_of(note, LONGEST_NOTE) or False,
        )._desk_row()

    def _reception_line(self, line):
        """Return the product and the number of pieces that a reception asks for."""
        asked = line if isinstance(line, dict) else {}
        product = known(self.env["municipal.product"], asked.get("product_id"))
        if not product or product.sudo().company_id != self.company_id:
            raise Refusal(self.env._("This product is no longer there."), "products")
        quantity = asked.get("quantity")
        if not is_count(quantity, product.max_quantity):
            product._check_quantity(0)
        return product.sudo(), quantity

    def _visit_at_reception_sudo(self, visit_id, asked):
        """Return a visit of this building, and what a button says about it.

        :return: triple (visit, LatePress or None, whether it was heard before)
        :raise Refusal: when it is gone, or is a matter of another building
        """
        self._at_reception()
        pressed = late_press(self.env, asked)
        done = self.env["municipal.visit.event"].sudo()._already_pressed(pressed)
        visit_sudo = done.sudo() or known(self.env["municipal.visit"].sudo(), visit_id)
        here = visit_sudo.location_id == self
        if not here or visit_sudo.company_id != self.company_id:
            raise Refusal(
                self.env._("This visitor is not expected in this building."), "queue"
            )
        return visit_sudo, pressed, bool(done)

    def reception_check_in(self, visit_id, pressed=None):
        """Register that somebody with an appointment is here; they get a number.

        :param dict pressed: ``key`` and ``moment`` of the button, see ``late_press``
        :return: what the screen shows of the visit
        """
        visit_sudo, pressed, done = self._visit_at_reception_sudo(visit_id, pressed)
        if not done:
            visit_sudo._check_today()
            self.env["resource.resource"]._check_guided(visit_sudo.service_id)
            visit_sudo._take_step("checked_in", pressed=pressed)
        return visit_sudo._desk_row()

    def reception_scan(self, code):
        """Let the visitor of a confirmation wait, by its code or QR code.

        :return: dict with ``message``
        :raise Refusal: in words for the reception
        """
        self._at_reception()
        visits_sudo = self.env["municipal.visit"].sudo()
        visit_sudo = visits_sudo._check_in(text_of(code, 200), self)
        return {
            "message": self.env._(
                "%(visitor)s is registered: %(ticket)s.",
                visitor=visit_sudo.visitor or visit_sudo.name,
                ticket=visit_sudo.ticket or visit_sudo.name,
            )
        }

    def reception_step(self, visit_id, step, values=None, pressed=None):
        """Register that somebody who waited has left; receptions take no other step.

        :param dict pressed: ``key`` and ``moment`` of the button, see ``late_press``
        """
        visit_sudo, pressed, done = self._visit_at_reception_sudo(visit_id, pressed)
        if step != "left" or (not done and visit_sudo.state != "waiting"):
            raise Refusal(self.env._("This is no step of a reception."), "queue")
        if not done:
            visit_sudo._take_step("left", pressed=pressed)
        return visit_sudo.id
