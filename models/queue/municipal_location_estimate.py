from dataclasses import asdict, replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import estimate, handling, queue
from ...engine.ticks import to_minutes
from .hall_desks import HallDesks

#: days of visits from which handling times are learnt
LEARNT_DAYS = 90


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
        desks = self.sudo().desk_ids.filtered("is_desk")
        opened = set((self._open_desks() | (present or desks.browse())).ids)
        known = desks._for_queue()
        return HallDesks([desk for desk in known if desk.id in opened], known)

    def _line(self):
        """Return the line of this building as the engine plays it on.

        The number of queries does not depend on how many visitors there are.
        """
        self.ensure_one()
        Visit = self.env["municipal.visit"].sudo()
        now = fields.Datetime.now()
        local = self.with_context(tz=self.tz)
        visits = Visit.search(
            [
                ("location_id", "=", self.id),
                ("state", "in", ("booked", "waiting", "called", "serving")),
                ("day", "=", fields.Date.context_today(local)),
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
        return estimate.Line(
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

    def _line_of_all_desks(self):
        """Return the line as if somebody sat at every desk of this building."""
        line = self._line()
        return replace(line, desks=line.hall)

    def _wait_of_newcomer(self, lines, line=None):
        """Return the engine.estimate.Wait of somebody who came now.

        :param lines: list of pairs (product, quantity)
        :param line: what ``_line`` says, for who asks more than once
        :return: ``None`` while no desk that serves him is open
        """
        products = self.env["municipal.product"].union(*[line[0] for line in lines])
        line = line or self._line()
        visit = queue.Visit(
            id=0,
            arrival=line.now,
            service=products[:1].service_id.id,
            products=queue.needed(
                products[:1].service_id.id, products.ids, line.desks, line.hall
            ),
            quick=products._are_quick(),
        )
        planned = [
            (product.id, products._visit_minutes([(product, quantity)]))
            for product, quantity in lines
        ]
        return estimate.newcomer(line, visit, line.handling.minutes(planned))
