from psycopg2.errors import SerializationFailure

from odoo import Command, api, fields, models
from odoo.tools import SQL

from ...engine import queue
from ...engine.ticks import to_minutes
from ..common.asked import is_count, known, text_of
from ..common.refusal import Refusal

#: a note is read between two visitors
LONGEST_NOTE = 2000
MOST_PERSONS = 99
#: nobody carries more out of a town hall
MOST_PIECES = 999
#: steps after which a display must not show the call any longer
CALL_ENDS = ("started", "no_show", "left", "finished", "forwarded", "checked_in")
#: steps after which another number waits, and others are nearer to their turn
QUEUE_MOVES = (
    "checked_in",
    "called",
    "left",
    "forwarded",
    "released",
    "undone",
    "withdrawn",
)


class MunicipalVisit(models.Model):
    """Who waits, and in which order."""

    _inherit = "municipal.visit"
    _one_at_a_desk = models.UniqueIndex(
        "(desk_id) WHERE state IN ('called', 'serving')",
        "Somebody is at this desk still.",
    )

    @api.model
    def _waiting_at(self, location):
        """Return everybody who waits in a building today, with what the engine asks.

        Who has no number is received without visitor guidance. Who was forgotten on an
        earlier day waits no more, whether a job has ended that visit or not.
        """
        return self.search(
            [
                ("location_id", "=", location.id),
                ("day", "=", location._today()),
                ("state", "=", "waiting"),
                ("ticket", "!=", False),
            ],
            order="arrival, id",
        )

    def _for_queue(self, desks):
        """Return these visits as the engine knows them.

        :param desks: :class:`HallDesks` of their building
        :return: list of engine.queue.Visit
        """
        asked = self._products_asked()
        quick = {some: self._are_quick(some) for some in set(asked.values())}
        return [
            queue.Visit(
                id=visit.id,
                arrival=to_minutes(
                    visit.waiting_since or visit.arrival or visit.planned_start
                ),
                appointment=to_minutes(visit.planned_start)
                if visit.planned_start
                else None,
                products=desks.needed(visit.service_id.id, asked[visit.id]),
                service=visit.service_id.id,
                priority=visit.priority,
                target=visit.for_desk_id.id or None,
                quick=quick[asked[visit.id]],
            )
            for visit in self
        ]

    def _products_asked(self):
        """Return visit id -> the ids of what the visitor comes for, in that order.

        Line by line: a hall full of visitors is looked at for every call. Who was
        forwarded to another service has been helped with what the former one does.
        """
        asked = {visit.id: [] for visit in self}
        self.line_ids.product_id.mapped("walk_in")
        for line in self.line_ids:
            if line.product_id.service_id == line.visit_id.service_id:
                asked[line.visit_id.id].append(line.product_id.id)
        return {visit: tuple(products) for visit, products in asked.items()}

    @api.model
    def _are_quick(self, product_ids):
        """Tell whether the quick counter can do all of some products."""
        return self.env["municipal.product"].browse(product_ids)._are_quick()

    def _planned_to_come(self):
        """Return as :meth:`_planned_lines` what the visitor still waits for."""
        service = self.service_id
        mine = self.line_ids.filtered(
            lambda line: line.product_id.service_id == service
        )
        return self._planned_lines(mine or self.line_ids)

    def _planned_lines(self, lines=None):
        """Return the products of a visit with the minutes that are planned for them.

        :param lines: of the visit, all of them if left out
        """
        self.ensure_one()
        lines = self.line_ids if lines is None else lines
        return [
            (
                line.product_id.id,
                line.product_id._visit_minutes([(line.product_id, line.quantity or 1)]),
            )
            for line in lines
        ]

    def _claim(self):
        """Take this visit for a desk, unless a colleague is taking it just now.

        :return: whether it is ours until the end of the transaction
        """
        self.ensure_one()
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                query = SQL(
                    """SELECT id FROM municipal_visit
                    WHERE id = %s AND state = 'waiting'
                    FOR UPDATE SKIP LOCKED""",
                    self.id,
                )
                self.env.cr.execute(query, log_exceptions=False)
                return bool(self.env.cr.fetchone())
        except SerializationFailure:
            # called by somebody else since our transaction began
            return False

    def _minutes_waited(self):
        """Return how long a visitor has been waiting, as the queue counts it.

        Not before the appointment time, and not while who left was away.
        """
        self.ensure_one()
        moments = (self.waiting_since or self.arrival, self._appointment_time())
        since = max(filter(None, moments), default=None)
        if not since:
            return 0
        return max(0, int((fields.Datetime.now() - since).total_seconds() // 60))

    def _last_call(self):
        """Return when the visitor was called last."""
        self.ensure_one()
        calls = self.event_ids.filtered(lambda e: e.step in ("called", "recalled"))
        return max(calls.mapped("moment"), default=self.called_at)

    def _desk_row(self):
        """Return what the screen of a clerk shows of a visit."""
        self.ensure_one()
        return {
            "id": self.id,
            "ticket": self.ticket or self.name,
            "state": self.state,
            "channel": self.channel,
            "service_id": self.service_id.id,
            "visitor": self.visitor or "",
            "products": self.products or "",
            "lines": [
                line._plain("quantity") | {"name": line.product_id.name}
                for line in self.line_ids
            ],
            "waited": self._minutes_waited(),
            "appointment_time": self._local_time(self.planned_start) or "",
            "arrived": self._local_time(self.arrival) or "",
            "called": fields.Datetime.to_string(self.called_at) or "",
            "last_call": self.state == "called"
            and fields.Datetime.to_string(self._last_call()),
            "started": fields.Datetime.to_string(self.started_at) or "",
            "paused": fields.Datetime.to_string(self.paused_at) or "",
            "paused_minutes": self._paused_at_desk(),
            "service": self.service_id.name,
            "desk_id": self.desk_id.id,
            "desk": self.desk_id.desk_number or self.desk_id.name or "",
            "priority": self.priority,
            "for_desk": bool(self.for_desk_id),
            "calls": self.calls,
            "persons": self.persons,
            "note": self.note or "",
            "untold": self.booking_id.notice_failure or "",
            "late": self._late_time(),
            "remark": self.booking_id.remark or "",
        }

    def _also_asked(self, product):
        """Return the commands by which a visitor comes for one more product."""
        self.ensure_one()
        if not product or product in self.line_ids.product_id:
            return []
        return [Command.create({"product_id": product.id, "quantity": 1})]

    def _add_note(self, note):
        """Add what a colleague must know to what others wrote before."""
        self.ensure_one()
        note = text_of(note, LONGEST_NOTE)
        if note and note not in (self.note or ""):
            self.note = "\n".join(filter(None, [self.note, note]))

    def _finish(self, lines, note, persons, pressed=None):
        """End a visit with what was delivered; the desk screen and the dialog do so.

        :param list lines: dicts with ``product_id``, ``delivered`` and, when nothing
            could be delivered, ``reason``
        :param LatePress pressed: by which button
        :raise Refusal: when that makes no sense
        """
        self.ensure_one()
        if not (is_count(persons, MOST_PERSONS) and persons):
            raise Refusal(
                self.env._("A party has at least one and at most 99 persons."),
                "persons",
            )
        self.note = note
        self._take_step(
            "finished",
            pressed=pressed,
            line_ids=self._delivered(lines),
            persons=persons,
        )

    def _delivered(self, lines):
        """Return the commands for what was delivered, which the finish writes.

        Products that nobody asked for are added.

        :param list lines: as in :meth:`_finish`
        """
        self.ensure_one()
        known_lines = self.line_ids.grouped("product_id")
        commands = []
        for line in lines or ():
            product = self._delivered_product(line)
            vals = {
                "delivered": line["delivered"],
                "reason": line.get("reason") or False,
            }
            if product in known_lines:
                commands.append(Command.update(known_lines[product].id, vals))
            else:
                vals.update(product_id=product.id, quantity=0)
                commands.append(Command.create(vals))
        return commands

    def _delivered_product(self, line):
        """Return the product of what a screen says was delivered, or refuse."""
        product = known(self.env["municipal.product"], line.get("product_id"))
        if not product or product.company_id != self.company_id:
            raise Refusal(self.env._("This product is no longer there."), "products")
        self._check_reason(line.get("reason"))
        if not is_count(line.get("delivered"), MOST_PIECES):
            raise Refusal(
                self.env._("Say how many pieces were delivered, or why none was."),
                "products",
            )
        return product

    # Tell displays, desk screens and waiting pages what happened, by Odoo's bus.
    #
    # A message never carries a name: numbers and desks only. It says what changed; who
    # missed one asks for everything when they are back.

    def _announce(self, step):
        """Tell everybody who looks at these visits of a step."""
        for visit in self.filtered("location_id"):
            visit._notify_displays(step)
            visit.location_id._notify_desks(step in QUEUE_MOVES)
            visit._notify_visitor(step)

    def _notify_displays(self, step):
        if not self.ticket:
            return
        displays_sudo = (
            self.env["municipal.screen"]
            .sudo()
            .search(
                [("kind", "=", "display"), ("location_id", "=", self.location_id.id)]
            )
        )
        shown = displays_sudo.filtered(
            lambda screen: not screen.service_ids
            or self.service_id in screen.service_ids
        )
        if step in ("called", "recalled") or self.state == "called":
            shown._notify("call", self._call_payload())
        elif step in ("undone", "forwarded") or (step in CALL_ENDS and self.calls):
            shown._notify("call_end", {"id": self.id})

    def _call_payload(self):
        """Return what a display shows of a call."""
        self.ensure_one()
        desk_sudo = self.sudo().desk_id
        return {
            "id": self.id,
            "ticket": self.ticket,
            "desk": desk_sudo.desk_number or desk_sudo.name or "",
            "calls": self.calls,
        }

    def _notify_visitor(self, step):
        """Let the waiting page of a visitor, and who sees the line, look again."""
        bus = self.env["bus.bus"]
        token = self.sudo().access_token
        if token:
            bus._sendone(
                f"municipal_visit_{token}", "municipal_visit", {"state": self.state}
            )
        if step in QUEUE_MOVES:
            self.location_id._notify_queue_moved()
