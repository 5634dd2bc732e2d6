from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import queue
from ...engine.ticks import local, to_minutes
from ..common.asked import known
from ..common.locking import wait_for_lock
from ..common.refusal import Refusal

#: seconds before the same visitor is called again
RECALL_SECONDS = 15
MOST_CALLS = 4


class ResourceResource(models.Model):
    """A desk at which a clerk calls visitors."""

    _inherit = "resource.resource"

    quick_counter = fields.Boolean(
        help="Helps visitors for quick-counter products before the other desks do."
    )
    desk_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Clerk at the desk",
        readonly=True,
        copy=False,
    )
    desk_since = fields.Datetime(readonly=True, copy=False)

    def _clerk_today(self):
        """Return who works at this desk, nobody when it is closed.

        Who sat down on an earlier day and did not get up went home all the same.
        """
        self.ensure_one()
        desk_sudo = self.sudo()
        if not (desk_sudo.desk_user_id and desk_sudo.desk_since):
            return desk_sudo.desk_user_id.browse()
        location = desk_sudo.location_id
        since = local(desk_sudo.desk_since, location._zone()).date()
        today = since == location._today()
        return desk_sudo.desk_user_id if today else desk_sudo.desk_user_id.browse()

    def _staffed(self):
        """Return those of these desks at which somebody works today."""
        return self.filtered(lambda desk: desk._clerk_today())

    def _check_desk_clerk(self):
        """Refuse who is no clerk, and what is no desk of a building."""
        self._check_clerk()
        self.ensure_one()
        if not (self.is_desk and self.location_id):
            raise Refusal(self.env._("This is no desk in a building."), "desk")

    def desk_sit_down(self):
        """Open this desk for the clerk, who leaves the one where they sat before.

        A colleague who sits here is taken over from, and sees so at once.
        """
        self._check_desk_clerk()
        user = self.env.user
        former = self.sudo().search([("desk_user_id", "=", user.id)]) - self
        for desk in former:
            desk.sudo(False)._check_may_close()
        former.desk_user_id = False
        self.sudo().write(
            {"desk_user_id": user.id, "desk_since": fields.Datetime.now()}
        )
        for location in (former | self).location_id:
            location._notify_desks(moves=True, seats=True)

    def desk_get_up(self):
        """Close the desk; nobody may be left standing at it."""
        self._at_my_desk()
        self._check_may_close()
        self.sudo().desk_user_id = False
        self.location_id._notify_desks(moves=True, seats=True)

    def _at_my_desk(self):
        """Let one screen of this desk act at a time, and only that of its clerk.

        What every step at a desk asks first: a screen may show what was so yesterday.

        :raise Refusal: when the user does not work at this desk now
        """
        self._check_desk_clerk()
        self._lock_desk()
        clerk = self._clerk_today()
        if clerk == self.env.user:
            return
        words = {"desk": self.display_name, "clerk": clerk.name}
        raise Refusal(
            self.env._("%(clerk)s works at %(desk)s now.", **words)
            if clerk
            else self.env._("%(desk)s is closed: sit down there first.", **words),
            "desk",
        )

    def _visit_here(self, visit_id):
        """Return a visit on which somebody in this building may act.

        :raise Refusal: when it is gone, or is a matter of another building
        """
        visit = known(self.env["municipal.visit"], visit_id)
        if not visit:
            raise Refusal(self.env._("This visit is no longer there."), "queue")
        visit.check_access("write")
        if visit.location_id and visit.location_id != self.location_id:
            raise Refusal(
                self.env._(
                    "%(ticket)s is in another building: %(place)s.",
                    ticket=visit.ticket or visit.name,
                    place=visit.location_id.name,
                ),
                "queue",
            )
        return visit

    def _visit_of_desk(self, visit_id):
        """Return a visit on which the clerk who works at this desk may act.

        :raise Refusal: when the clerk works elsewhere, or a colleague helps the visitor
        """
        self._at_my_desk()
        visit = self._visit_here(visit_id)
        self._check_not_elsewhere(visit)
        return visit

    def _check_not_elsewhere(self, visit):
        """Refuse to act on a visitor who is called or helped at another desk."""
        helped = visit.state in ("called", "serving", "paused")
        if helped and visit.desk_id and visit.desk_id != self:
            raise Refusal(
                self.env._(
                    "%(ticket)s is helped at %(desk)s.",
                    ticket=visit.ticket or visit.name,
                    desk=visit.desk_id.display_name,
                ),
                "queue",
            )

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
        """Keep a desk open for who is paused too: nobody else would call them."""
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

    def _lock_desk(self):
        """Let two screens of one desk act one after the other.

        Writing, and not only locking, makes the second one begin again with what the
        first one did before its eyes.

        :raise Refusal: when the first one takes too long
        """
        query = SQL(
            "UPDATE resource_resource SET desk_since = desk_since WHERE id = %s",
            self.id,
        )
        wait_for_lock(self.env, query)

    def _for_queue(self):
        """Return these desks as the engine knows them.

        A desk deals with the products of its types, as the agenda has it; also with
        those that were archived since somebody took a ticket for them. A desk without
        types deals with everything.

        :return: list of engine.queue.Desk
        """
        groups = (
            self.env["municipal.product"]
            .sudo()
            .with_context(active_test=False)
            ._read_group(
                [("type_id", "in", self.desk_type_ids.ids)],
                ["type_id"],
                ["id:array_agg"],
            )
        )
        of_type = {type_.id: products for type_, products in groups}
        return [desk._as_engine_desk(of_type) for desk in self]

    def _as_engine_desk(self, of_type):
        """Return one desk as the engine knows it.

        :param dict of_type: id of a type -> the ids of its products
        """
        types, only = self.desk_type_ids, frozenset(self.served_product_ids.ids)
        products = frozenset(
            product for type_ in types.ids for product in of_type.get(type_, ())
        )
        if not types:
            products = only or None
        elif only:
            products &= only
        return queue.Desk(
            id=self.id,
            services=frozenset(types.service_id.ids) or None,
            products=products,
            quick=self.quick_counter,
        )

    def _in_hall(self):
        """Return the desks of the building as the engine knows them, and this one.

        Who asks for this desk is told as if it were open.
        """
        desks = self.location_id._hall_desks(present=self)
        return desks, next(one for one in desks.opened if one.id == self.id)

    def _queue_order(self, visits, hall=None):
        """Return visits in the order in which this desk should call them.

        :param hall: what :meth:`_in_hall` returns, for who asks more
        """
        now = to_minutes(fields.Datetime.now())
        desks, desk = hall or self._in_hall()
        rules = self.location_id._queue_rules()
        order = queue.order(visits._for_queue(desks), desk, now, rules)
        return visits.browse(order)

    def desk_call_next(self):
        """Call the next visitor to this desk.

        :return: id of the visit
        :raise Refusal: when somebody is at the desk still, or nobody waits for it
        """
        self._at_my_desk()
        self._check_nobody_at_desk()
        waiting = self.env["municipal.visit"]._waiting_at(self.location_id)
        for visit in self._queue_order(waiting):
            if visit._claim():
                visit._take_step("called", desk=self)
                return visit.id
        raise Refusal(self.env._("Nobody waits for this desk."), "queue")

    def desk_call(self, visit_id):
        """Call one visitor, out of the order.

        :raise Refusal: when a colleague was faster, or it is no matter of this desk
        """
        self._at_my_desk()
        self._check_nobody_at_desk()
        visit = self._visit_here(visit_id)
        self._check_deals_with(visit)
        if not (visit.state == "waiting" and visit._claim()):
            raise Refusal(
                self.env._("A colleague has just called this visitor."), "queue"
            )
        visit._take_step("called", desk=self)
        return visit.id

    def _deals_with(self, visits, hall=None):
        """Return the visitors whom this desk may call, also out of the order.

        Whoever was forwarded to one desk is called by that one. Of several products
        it is enough to deal with one: the clerk who points at somebody knows why.
        """
        desks, desk = hall or self._in_hall()
        asked = visits._products_asked()
        return visits.browse(
            visit.id
            for visit in visits._for_queue(desks)
            if desk.serves(visit)
            or (visit.target is None and desk.receives(visit.service, asked[visit.id]))
        )

    def _check_deals_with(self, visit):
        """Refuse to call a visitor for something that this desk does not receive."""
        if self._deals_with(visit):
            return
        words = {"ticket": visit.ticket or visit.name, "desk": self.display_name}
        target = visit.for_desk_id
        raise Refusal(
            self.env._(
                "%(ticket)s was forwarded to %(other)s.",
                other=target.display_name,
                **words,
            )
            if target and target != self
            else self.env._(
                "%(desk)s does not deal with what %(ticket)s comes for: %(products)s.",
                products=visit.products or visit.service_id.name,
                **words,
            ),
            "queue",
        )

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

    def desk_recall(self, visit_id):
        """Call the visitor of this desk once more."""
        self._at_my_desk()
        visit = self._at_desk().filtered(lambda v: v.id == visit_id)
        if visit.state != "called":
            raise Refusal(self.env._("This visitor is not called any more."), "queue")
        self._check_recall(visit)
        visit._take_step("recalled")
        return visit.id

    # Nobody waits for a desk that has closed.

    @api.model
    def _closes(self, vals):
        """Tell whether desks close by what is written, whichever way."""
        got_up = "desk_user_id" in vals and not vals["desk_user_id"]
        gone = not vals.get("active", True) or not vals.get("is_desk", True)
        return got_up or gone

    def _release_visitors(self):
        """Let who waits for these desks wait for any desk of their service."""
        visits_sudo = (
            self.env["municipal.visit"]
            .sudo()
            .search([("for_desk_id", "in", self.ids), ("state", "=", "waiting")])
        )
        if visits_sudo:
            visits_sudo.write({"for_desk_id": False})
            visits_sudo._log("released", self.env._("The desk closed."))
            visits_sudo._announce("released")
