from dataclasses import asdict, replace
from datetime import timedelta
from time import monotonic

from odoo import api, fields, models, tools
from odoo.fields import Domain

from ...engine import estimate, handling, queue
from ...engine.ticks import to_minutes
from .hall_desks import HallDesks

#: days of visits from which handling times are learnt
LEARNT_DAYS = 90
#: What a hall full of screens and phones asks at the same time is worked out once in
#: so many seconds, and they are told once in so many seconds that something moved. Who
#: looks again because of a message waits longer than both together, see ``SOON`` in
#: static/src/screens: what happens just before they may be told again is then not in
#: an answer that was worked out for somebody else just before it happened.
SHARED_SECONDS = 1
NOTIFIED_SECONDS = 1


class MunicipalLocation(models.Model):
    """How long visitors of a building will wait, as a range."""

    _inherit = "municipal.location"

    handling = fields.Json(
        readonly=True,
        copy=False,
        help="How long visits take here, learnt every night from their log.",
    )

    @api.model
    def _cron_learn(self):
        """Learn how long visits take from the visits of the last months."""
        locations = self.search(Domain.TRUE)
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(locations))
        for location in locations:
            location.handling = location._learnt()
            if not commit_progress(1):
                return

    def _learnt(self):
        """Return what the measured visits tell, as plain values."""
        self.ensure_one()
        visits = self.env["municipal.visit"].search_fetch(
            [
                ("location_id", "=", self.id),
                ("state", "=", "finished"),
                ("inaccurate", "=", False),
                ("handling_minutes", ">", 0),
                ("day", ">=", fields.Date.today() - timedelta(days=LEARNT_DAYS)),
            ],
            ["handling_minutes"],
        )
        rows = [(visit._planned_lines(), visit.handling_minutes) for visit in visits]
        return asdict(handling.learn(rows))

    def _handling(self):
        """Return what was learnt here, as the engine knows it."""
        self.ensure_one()
        learnt = dict(self.sudo().handling or {})
        if not learnt:
            return handling.Handling()
        learnt["factors"] = {int(key): v for key, v in learnt["factors"].items()}
        learnt["shape"] = tuple(learnt["shape"])
        return handling.Handling(**learnt)

    def _open_desks(self):
        """Return the desks of this building at which somebody sits."""
        return self.sudo().desk_ids._staffed()

    def _hall_desks(self, present=None):
        """Return the desks of this building as the engine knows them.

        :param present: a desk that counts as open, whether somebody sits there or not
        :rtype: HallDesks
        """
        desks_sudo = self.sudo().desk_ids.filtered("is_desk")
        opened = set((self._open_desks() | (present or desks_sudo.browse())).ids)
        known = desks_sudo._for_queue()
        return HallDesks([desk for desk in known if desk.id in opened], known)

    def _queue(self):
        """Return the queue of this building as the engine plays it on.

        The number of queries does not depend on how many visitors there are.
        """
        self.ensure_one()
        Visit = self.env["municipal.visit"].sudo()
        now = fields.Datetime.now()
        visits = Visit.search(
            [
                ("location_id", "=", self.id),
                ("state", "in", ("booked", "waiting", "called", "serving")),
                ("day", "=", self._today()),
                "|",
                ("ticket", "!=", False),
                "&",
                ("state", "=", "booked"),
                ("service_id.guidance_enabled", "=", True),
            ]
        )
        learnt, desks = self._handling(), self._hall_desks()
        minutes = {v.id: learnt.minutes(v._planned_to_come()) for v in visits}
        states = visits.grouped("state")
        at_desks = Visit.union(*(states.get(s, Visit) for s in ("called", "serving")))
        return estimate.Queue(
            now=to_minutes(now),
            visits=tuple(states.get("waiting", Visit)._for_queue(desks)),
            desks=desks.opened,
            hall=desks.desks,
            minutes=minutes,
            busy={
                visit.desk_id.id: (
                    minutes[visit.id],
                    to_minutes(now) - to_minutes(visit.called_at or visit.started_at),
                )
                for visit in at_desks
                if visit.desk_id
            },
            booked=tuple(states.get("booked", Visit)._for_queue(desks)),
            handling=learnt,
            rules=self._queue_rules(),
        )

    def _queue_of_all_desks(self):
        """Return the queue as if somebody sat at every desk of this building."""
        hall_queue = self._queue()
        return replace(hall_queue, desks=hall_queue.hall)

    def _wait_of_newcomer(self, lines, hall_queue=None):
        """Return the engine.estimate.Wait of somebody who came now.

        :param lines: list of pairs (product, quantity)
        :param hall_queue: what ``_queue`` says, for who asks more than once
        :return: ``None`` while no desk that serves them is open
        """
        products = self.env["municipal.product"].union(*[line[0] for line in lines])
        hall_queue = hall_queue or self._queue()
        visit = queue.Visit(
            id=0,
            arrival=hall_queue.now,
            service=products[:1].service_id.id,
            products=queue.needed(
                products[:1].service_id.id,
                products.ids,
                hall_queue.desks,
                hall_queue.hall,
            ),
            quick=products._are_quick(),
        )
        planned = [
            (product.id, products._visit_minutes([(product, quantity)]))
            for product, quantity in lines
        ]
        return estimate.newcomer(
            hall_queue, visit, hall_queue.handling.minutes(planned)
        )

    # What many ask at the same time: the queue, and how long people will wait.
    #
    # Played on for a full hall it takes longer than all the rest of an answer. Who
    # waits, who is called and whose turn it is are never shared: these are read again
    # each time.

    @tools.ormcache("self.id")
    def _shared(self):
        """Return what this process knows of the building: key -> (moment, value)."""
        return {}

    def _for_a_moment(self, key, make, fits=lambda value: True):
        """Return what ``make`` returns, or what it returned just now for others.

        :param key: what is asked, without the building
        :param fits: whether what others were told is an answer for who asks now
        """
        known, now = self._shared(), monotonic()
        found = known.get(key)
        if not found or now - found[0] >= SHARED_SECONDS or not fits(found[1]):
            # a copy: threads share what is known, and add to it
            for old, value in list(known.items()):
                if now - value[0] >= SHARED_SECONDS:
                    known.pop(old, None)
            found = known[key] = now, make()
        return found[1]

    def _shared_queue(self):
        """Return the queue of this building as it was just now."""
        return self._for_a_moment("queue", self._queue)

    def _shared_wait(self, visit):
        """Return the engine.estimate.Wait of a visitor who waits in this building.

        Who took a ticket since the others were told waits as long as who comes now.
        """
        waits = self._shared_queue().waits
        if visit.id in waits or visit.state != "waiting":
            return waits.get(visit.id)
        if visit.planned_start or visit.priority or visit.for_desk_id:
            return self._queue().waits.get(visit.id)
        return self._shared_wait_of_newcomer(visit.sudo().line_ids._pairs())

    def _shared_position(self, visit):
        """Return how many are called before a visitor, ``None`` if none can tell.

        Before the first desk opens, it is told as if all of them were open.
        """
        if visit.state != "waiting":
            return None
        wait = self._shared_wait(visit)
        if not (wait or self._shared_queue().desks):
            hall_queue = self._for_a_moment(
                "hall",
                self._queue_of_all_desks,
                lambda hall_queue: visit.id in hall_queue.waits,
            )
            wait = hall_queue.waits.get(visit.id)
        return wait and wait.ahead

    def _shared_wait_of_newcomer(self, lines):
        """Return the engine.estimate.Wait of somebody who came now.

        :param lines: list of pairs (product, quantity)
        """
        key = tuple((product.id, quantity) for product, quantity in lines)
        return self._for_a_moment(
            key, lambda: self._wait_of_newcomer(lines, self._shared_queue())
        )

    def _notify_queue_moved(self):
        """Let phones and displays look again, soon."""
        if not self._recently_notified("screens"):
            self.env["bus.bus"]._sendone(self._queue_channel(), "municipal_queue", {})

    def _notify_desks(self, moves, seats=False):
        """Let desk screens and boards of the building look again; they may read it all.

        Who was told looks once more after a while: of several moves within a second
        the first is told.

        :param bool moves: whether the queue has moved: then who has nobody to call
            looks at once. What else happens at the desks can wait.
        :param bool seats: whether somebody sat down or got up, which is always told
        """
        if seats or not self._recently_notified("moves" if moves else "desks"):
            # clerks are told with them
            staff_sudo = self.env.ref("municipal_appointment.group_receptionist").sudo()
            message = {"location_id": self.id, "moves": moves}
            self.env["bus.bus"]._sendone(staff_sudo, "municipal_queue", message)

    def _recently_notified(self, whom):
        """Tell whether somebody was told just now, and note that they are told now.

        They look later than this: telling them again adds nothing. What is rolled back
        was told to nobody.
        """
        known, now = self._shared(), monotonic()
        if whom in known and now - known[whom][0] < NOTIFIED_SECONDS:
            return True
        note = {whom: (monotonic(), True)}
        self.env.cr.postcommit.add(lambda: known.update(note))
        return False
