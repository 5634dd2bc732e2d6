from psycopg2.errors import SerializationFailure

from odoo import Command, api, fields, models
from odoo.tools import SQL

from ..engine import queue
from ..engine.ticks import to_minutes


class MunicipalVisit(models.Model):
    """Who waits, and in which order."""

    _inherit = "municipal.visit"

    @api.model
    def _waiting_at(self, location):
        """Return everybody who waits in a building, with what the engine asks.

        Who has no number is received without visitor guidance.
        """
        return self.search(
            [
                ("location_id", "=", location.id),
                ("state", "=", "waiting"),
                ("ticket", "!=", False),
            ],
            order="arrival, id",
        )

    def _for_queue(self):
        """Return these visits as the engine knows them.

        :return: list of engine.queue.Visit
        """
        products = self._products_asked()
        quick = {some: self._are_quick(some) for some in set(products.values())}
        return [
            queue.Visit(
                id=visit.id,
                arrival=to_minutes(
                    visit.waiting_since or visit.arrival or visit.planned_start
                ),
                promised=to_minutes(visit.planned_start)
                if visit.planned_start
                else None,
                products=products[visit.id],
                service=visit.service_id.id,
                priority=visit.priority,
                target=visit.for_desk_id.id or None,
                quick=quick[products[visit.id]],
            )
            for visit in self
        ]

    def _products_asked(self):
        """Return visit id -> the ids of the products that the visitor comes for.

        Line by line: a hall full of visitors is looked at for every call.
        """
        asked = {visit.id: [] for visit in self}
        self.line_ids.product_id.mapped("walk_in")
        for line in self.line_ids:
            asked[line.visit_id.id].append(line.product_id.id)
        return {visit: frozenset(products) for visit, products in asked.items()}

    @api.model
    def _are_quick(self, product_ids):
        """Tell whether the quick counter can do all of some products."""
        return self.env["municipal.product"].browse(product_ids)._are_quick()

    def _planned_lines(self):
        """Return the products of a visit with the minutes that are planned for them."""
        self.ensure_one()
        return [
            (
                line.product_id.id,
                line.product_id._visit_minutes([(line.product_id, line.quantity or 1)]),
            )
            for line in self.line_ids
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

        Not before the promised time, and not while who left was away.
        """
        self.ensure_one()
        moments = (self.waiting_since or self.arrival, self._promise_to_count())
        since = max(filter(None, moments), default=None)
        if not since:
            return 0
        return max(0, int((fields.Datetime.now() - since).total_seconds() // 60))

    def _last_call(self):
        """Return when the visitor was called last."""
        self.ensure_one()
        calls = self.event_ids.filtered(lambda e: e.step in ("called", "recalled"))
        return max(calls.mapped("moment"), default=self.called_at)

    def _counter_values(self):
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
                {
                    "product_id": line.product_id.id,
                    "name": line.product_id.name,
                    "quantity": line.quantity,
                }
                for line in self.line_ids
            ],
            "waited": self._minutes_waited(),
            "promised": self._local_time(self.planned_start) or "",
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
        }

    def _delivered(self, lines):
        """Return the commands for what was delivered, which the finish writes.

        Products that nobody asked for are added.

        :param list lines: as in ``counter_finish`` of the desk
        """
        self.ensure_one()
        known = self.line_ids.grouped("product_id")
        commands = []
        for line in lines:
            product = self.env["municipal.product"].browse(line["product_id"])
            vals = {
                "delivered": line["delivered"],
                "reason": line.get("reason") or False,
            }
            if product in known:
                commands.append(Command.update(known[product].id, vals))
            else:
                vals.update(product_id=product.id, quantity=0)
                commands.append(Command.create(vals))
        return commands
