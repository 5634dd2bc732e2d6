import logging

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class MunicipalReservationDifference(models.Model):
    """Where bookings and reservations do not say the same.

    There are none, unless somebody wrote in the database past Odoo, or bookings
    overlapped already on the day that this add-on was installed.
    """

    _name = "municipal.reservation.difference"
    _inherit = "municipal.difference"
    _description = "Difference between bookings and reservations"
    _order = "start, id"
    _rec_name = "booking_id"

    _differences_action = (
        "municipal_appointment.municipal_reservation_difference_action"
    )

    kind = fields.Selection(
        selection=[
            ("missing", "The booking has no reservation"),
            ("surplus", "The reservation has no such booking"),
            ("offer", "The offer is made to nobody"),
        ],
        string="What is wrong",
        required=True,
    )
    booking_id = fields.Many2one(
        comodel_name="resource.booking", ondelete="cascade", index=True
    )
    waiting_id = fields.Many2one(
        comodel_name="municipal.waiting",
        string="Waiting list",
        ondelete="cascade",
        index="btree_not_null",
        help="Who is said to have an offer, and has none.",
    )
    type_id = fields.Many2one(related="booking_id.type_id")
    resource_id = fields.Many2one(
        comodel_name="resource.resource", ondelete="cascade", required=True
    )
    start = fields.Datetime(string="From", required=True)
    stop = fields.Datetime(string="To", required=True)
    other_booking_id = fields.Many2one(
        comodel_name="resource.booking",
        string="Taken by",
        ondelete="cascade",
        help="Has the same desk at the same time: one of the two must move.",
    )

    @api.model
    def _check(self):
        """Compare all bookings to come with the reservations, and note what differs.

        :return: the differences; those of the last time are gone
        """
        self.env["resource.booking"]._sync_what_fits()
        self.env["municipal.waiting"].flush_model(["state", "offer_key"])
        self.search([("kind", "!=", False)]).unlink()
        columns = [
            "kind",
            "booking_id",
            "resource_id",
            "start",
            "stop",
            "other_booking_id",
            "waiting_id",
        ]
        found = self.create(
            [
                dict(zip(columns, row, strict=True))
                for row in self.env.execute_query(self._differences())
            ]
        )
        if found:
            _logger.warning(
                "Bookings and reservations differ for bookings %s, offers for %s.",
                found.booking_id.ids,
                found.waiting_id.ids,
            )
        return found

    @api.model
    def _differences(self):
        """Return the query of what differs.

        Bookings and their reservations; and offers to people who have no such offer.
        Time that rests, and holds of visitors, are of nobody and end by themselves.
        """
        return SQL(
            """WITH wanted AS (%(wanted)s)
            SELECT 'missing', wanted.booking_id, wanted.resource_id,
                wanted.start, wanted.stop, min(other.booking_id), NULL::int
            FROM wanted
            LEFT JOIN municipal_reservation own ON %(same)s
            LEFT JOIN municipal_reservation other
                ON other.resource_id = wanted.resource_id
                AND other.start < wanted.stop AND other.stop > wanted.start
                AND other.booking_id != wanted.booking_id
            WHERE own.id IS NULL
            GROUP BY 2, 3, 4, 5
            UNION ALL
            SELECT 'surplus', own.booking_id, own.resource_id,
                own.start, own.stop, NULL, NULL
            FROM municipal_reservation own
            JOIN resource_booking booking ON booking.id = own.booking_id
            LEFT JOIN wanted ON %(same)s
            WHERE wanted.booking_id IS NULL
                AND coalesce(booking.stop, own.stop) > %(now)s
            UNION ALL
            SELECT 'offer', NULL, own.resource_id, own.start, own.stop, NULL,
                own.waiting_id
            FROM municipal_reservation own
            JOIN municipal_waiting waiting ON waiting.id = own.waiting_id
            WHERE own.kind = 'offer' AND own.hold_until > %(now)s
                AND (waiting.state != 'offered'
                    OR waiting.offer_key IS DISTINCT FROM own.hold_key)""",
            wanted=self.env["municipal.reservation"]._wanted(SQL("TRUE")),
            same=SQL(
                """own.booking_id = wanted.booking_id
                AND own.resource_id = wanted.resource_id
                AND own.start = wanted.start AND own.stop = wanted.stop"""
            ),
            now=fields.Datetime.now(),
        )

    @api.model
    def _cron_check(self):
        self._check()

    def _all_is_well(self):
        return self.env._("Every booking has its reservation, and only it.")

    def action_repair(self):
        """Make reservations say what bookings say, as far as nobody is in the way."""
        self.check_access("read")
        reservations_sudo = self.env["municipal.reservation"].sudo()
        reservations_sudo._sync(self.booking_id)
        for lost in self.filtered(lambda difference: difference.kind == "offer"):
            reservations_sudo._stop_offering(lost.waiting_id)
        return self.action_check()
