from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

#: what is longer ago is no "several days running" any more
RECENT = timedelta(days=60)


class MunicipalService(models.Model):
    """What a service promises, and when its managers are told that it is broken."""

    _inherit = "municipal.service"

    wait_maximum = fields.Integer(
        string="Longest wait that is promised",
        help="Minutes; 0 for no promise. Managers get a mail when the wait was longer "
        "several days running.",
    )
    wait_measure = fields.Selection(
        selection=[
            ("mean", "The mean of a day"),
            ("p90", "What nine in ten visitors wait at most"),
        ],
        string="Which wait",
        required=True,
        default="p90",
        help="The wait of a day that is compared with what is promised.",
    )
    wait_days = fields.Integer(
        string="Days running",
        default=3,
        help="So many days with visitors, one after the other, before the managers are "
        "told: one bad day is no alarm.",
    )
    slot_alarm = fields.Boolean(
        string="Tell when nothing is free",
        default=True,
        help="Managers get a mail when citizens can book no slot of a product.",
    )
    slot_weeks = fields.Integer(
        string="Weeks in which something must be free",
        help="Also tell when the first free slot of a product is further away than so "
        "many weeks; 0 to tell only when there is none at all.",
    )

    _promises_not_negative = models.Constraint(
        "CHECK (wait_maximum >= 0 AND wait_days >= 1 AND slot_weeks >= 0)",
        "Minutes and weeks cannot be negative, and an alarm needs one day at least.",
    )

    def _long_waits(self, today):
        """Return the services whose visitors waited too long, several days running.

        Days without a measured wait count neither way.

        :return: (service, no product, no building) -> (minutes promised, minutes of
            the last day)
        """
        broken = {}
        waits = self._waits_by_day(today)
        for service in self.filtered("wait_maximum"):
            latest = waits.get(service.id, [])[: service.wait_days]
            long = [each for each in latest if each > service.wait_maximum]
            if len(long) == service.wait_days:
                what = service.id, False, False
                broken[what] = service.wait_maximum, latest[0]
        return broken

    def _waits_by_day(self, today):
        """Return the wait of each recent day that is over, the latest one first.

        :return: dict from service to list of minutes
        """
        self.env["municipal.visit"].flush_model()
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """SELECT service.id, visit.day, CASE service.wait_measure
                    WHEN 'mean' THEN avg(visit.waiting_minutes)
                    ELSE percentile_cont(0.9)
                        WITHIN GROUP (ORDER BY visit.waiting_minutes)
                    END
                FROM municipal_visit visit
                JOIN municipal_service service ON service.id = visit.service_id
                WHERE service.id = ANY(%(services)s) AND service.wait_maximum > 0
                    AND visit.day >= %(first)s AND visit.day < %(today)s
                    AND visit.waiting_minutes IS NOT NULL
                GROUP BY service.id, visit.day ORDER BY visit.day DESC""",
                services=self.ids,
                first=today - RECENT,
                today=today,
            )
        )
        waits = {}
        for service_id, _day, minutes in rows:
            waits.setdefault(service_id, []).append(float(minutes))
        return waits

    def _without_slots(self, today):
        """Return the products of which citizens find no slot soon enough today.

        :return: (service, product, building) -> (weeks promised, days measured)
        """
        times = self.env["municipal.access.time"].search(
            [
                ("day", "=", today),
                ("service_id", "in", self.filtered("slot_alarm").ids),
            ]
        )
        return {
            (time.service_id.id, time.product_id.id, time.location_id.id): (
                time.service_id.slot_weeks,
                None if time.nothing_free else time.first_days,
            )
            for time in times
            if time._is_too_far()
        }
