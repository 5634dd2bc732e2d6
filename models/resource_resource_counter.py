from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import queue
from ..engine.ticks import to_minutes
from .refusal import Refusal

#: seconds before the same visitor is called again
RECALL_SECONDS = 15
MOST_CALLS = 4


class ResourceResource(models.Model):
    """A desk at which a clerk calls visitors."""

    _inherit = "resource.resource"

    quick_counter = fields.Boolean(
        help="Helps visitors for quick-counter products before the other desks do."
    )
    counter_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Clerk at the desk",
        readonly=True,
        copy=False,
    )
    counter_since = fields.Datetime(readonly=True, copy=False)
    def _clerk_today(self):
        """Return who works at this desk, nobody when it is closed.

        Who sat down on an earlier day and did not get up went home all the same.
        """
        self.ensure_one()
        desk = self.sudo()
        if not (desk.counter_user_id and desk.counter_since):
            return desk.counter_user_id.browse()
        local = desk.with_context(tz=desk.location_id.tz)
        since = fields.Datetime.context_timestamp(local, desk.counter_since)
        today = since.date() == self._today()
        return desk.counter_user_id if today else desk.counter_user_id.browse()

    def _staffed(self):
        """Return those of these desks at which somebody works today."""
        return self.filtered(lambda desk: desk._clerk_today())

    def _check_counter(self):
        """Refuse who is no clerk, and what is no desk of a building."""
        self._check_clerk()
        self.ensure_one()
        if not (self.is_desk and self.location_id):
            raise Refusal(self.env._("This is no desk in a building."), "desk")

    def counter_sit_down(self):
        """Open this desk for the clerk; he leaves the one where he sat before."""
        self._check_counter()
        user = self.env.user
        former = self.sudo().search([("counter_user_id", "=", user.id)]) - self
        for desk in former:
            desk.sudo(False)._check_may_close()
        former.counter_user_id = False
        self.sudo().write(
            {"counter_user_id": user.id, "counter_since": fields.Datetime.now()}
        )

    def counter_get_up(self):
        """Close the desk; nobody may be left standing at it."""
        self._check_counter()
        self._check_may_close()
        self.sudo().counter_user_id = False

    def _at_desk(self):
        """Return the visits that are called to this desk or served at it."""
        return self.env["municipal.visit"].search(
            [("desk_id", "=", self.id), ("state", "in", ("called", "serving"))]
        )

    def _check_nobody_at_desk(self):
        """Keep several visitors from staying open at one desk by accident."""
        visit = self._at_desk()[:1]
        if visit:
            raise Refusal(
                self.env._(
                    "%(ticket)s is still at this desk: finish, pause or forward that "
                    "visit first.",
                    ticket=visit.ticket or visit.name,
                ),
                "desk",
            )

    def _check_may_close(self):
        """Keep a desk open for who is paused too: nobody else would call him."""
        visit = self._open_visits()[:1]
        if visit:
            raise Refusal(
                self.env._(
                    "%(ticket)s is still helped at %(desk)s: finish or forward that "
                    "visit before you leave the desk.",
                    ticket=visit.ticket or visit.name,
                    desk=self.display_name,
                ),
                "desk",
            )

    def _lock_counter(self):
        """Let two screens of one desk act one after the other.

        Writing, and not only locking, makes the second one begin again with what the
        first one did before its eyes.
        """
        query = SQL(
            "UPDATE resource_resource SET counter_since = counter_since WHERE id = %s",
            self.id,
        )
        self.env.cr.execute(query)

    def _for_queue(self):
        """Return these desks as the engine knows them.

        :return: list of engine.queue.Desk
        """
        return [
            queue.Desk(
                id=desk.id,
                services=frozenset(desk.desk_type_ids.service_id.ids) or None,
                products=frozenset(desk.served_product_ids.ids) or None,
                quick=desk.quick_counter,
            )
            for desk in self
        ]

    def _queue_order(self, visits):
        """Return visits in the order in which this desk should call them."""
        now = to_minutes(fields.Datetime.now())
        [desk] = self._for_queue()
        rules = self.location_id._queue_rules()
        return visits.browse(queue.order(visits._for_queue(), desk, now, rules))

    def counter_call_next(self):
        """Call the next visitor to this desk.

        :return: id of the visit
        :raise Refusal: when somebody is at the desk still, or nobody waits for it
        """
        self._check_counter()
        self._lock_counter()
        self._check_nobody_at_desk()
        waiting = self.env["municipal.visit"]._waiting_at(self.location_id)
        for visit in self._queue_order(waiting):
            if visit._claim():
                visit._take_step("called", desk=self)
                return visit.id
        raise Refusal(self.env._("Nobody waits for this desk."), "queue")

    def counter_call(self, visit_id):
        """Call one visitor, out of the order.

        :raise Refusal: when a colleague was faster
        """
        self._check_counter()
        self._lock_counter()
        self._check_nobody_at_desk()
        visit = self.env["municipal.visit"].browse(visit_id).exists()
        if not (visit and visit.state == "waiting" and visit._claim()):
            raise Refusal(
                self.env._("A colleague has just called this visitor."), "queue"
            )
        visit._take_step("called", desk=self)
        return visit.id

    @api.model
    def _check_recall(self, visit):
        """Refuse to call again and again, or before the visitor can be there."""
        since = fields.Datetime.now() - visit._last_call()
        if visit.calls >= MOST_CALLS:
            raise Refusal(
                self.env._(
                    "%(ticket)s was called %(count)s times. Register that the visitor "
                    "did not come.",
                    ticket=visit.ticket,
                    count=visit.calls,
                ),
                "queue",
            )
        if since < timedelta(seconds=RECALL_SECONDS):
            raise Refusal(self.env._("Give the visitor a moment to come."), "queue")

    def counter_recall(self, visit_id):
        """Call the visitor of this desk once more."""
        self._check_counter()
        visit = self._at_desk().filtered(lambda v: v.id == visit_id)
        if visit.state != "called":
            raise Refusal(self.env._("This visitor is not called any more."), "queue")
        self._check_recall(visit)
        visit._take_step("recalled")
        return visit.id
