from odoo import api, fields, models
from odoo.tools import SQL

from ..common.wording import WEEKDAYS, half_hours
from ..visit.minutes import Minutes

#: share -> the minutes that it is a share of what was offered
SHARES = {"booked_percent": "booked", "used_percent": "used"}


class MunicipalCapacity(models.Model):
    """How much of a desk was offered, booked and used in a half-hour of a past day.

    Counted at night when the day is over, out of the plan as it stands then, the
    bookings and the log. See ``_count_day``.
    """

    _name = "municipal.capacity"
    _description = "Capacity of the desks"
    _order = "start desc, desk_id"
    _rec_name = "desk_id"
    _log_access = False

    day = fields.Date(
        required=True, readonly=True, index=True, help="Local day at the desk."
    )
    start = fields.Datetime(
        string="Half-hour begins", required=True, readonly=True, aggregator=None
    )
    half_hour = fields.Selection(
        selection="_selection_half_hour",
        string="Half-hour",
        readonly=True,
        help="On the clock of the building. In the night in which the clock is set "
        "back, two half-hours an hour apart have the same name.",
    )
    weekday = fields.Selection(
        selection=WEEKDAYS,
        readonly=True,
    )
    desk_id = fields.Many2one(
        comodel_name="resource.resource",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    service_id = fields.Many2one(
        comodel_name="municipal.service",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Empty for a desk that several services share: its time is not divided.",
    )
    location_id = fields.Many2one(
        comodel_name="municipal.location", readonly=True, ondelete="set null"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    offered = fields.Integer(
        string="Offered (min)",
        readonly=True,
        help="Minutes in which the desk was to receive visitors, by appointment or "
        "without: opening hours, without closings and leaves, as the plan stood when "
        "the day was over. Two desks of an hour are 120 minutes.",
    )
    booked = fields.Integer(
        string="Booked (min)",
        readonly=True,
        help="Minutes of the appointments at the desk that were not cancelled, "
        "visitors who did not come included. Visitors without appointment book "
        "nothing.",
    )
    used = Minutes(
        string="Used (min)",
        readonly=True,
        digits=(16, 0),
        help="Minutes in which somebody was being helped at the desk, in the opening "
        "hours or outside them; pauses and walking are not in it, and two visitors at "
        "the same time use the desk once. Empty when nobody registered any visit in "
        "the building that day: not measured is not 0. Counted contacts (quick "
        "counter, phone) have no measured minutes.",
    )
    overtime = Minutes(
        string="Overtime (min)",
        readonly=True,
        digits=(16, 0),
        help="The part of the used minutes after an opening of the desk has ended: "
        "in the evening, or at noon. What happens before the first opening of the "
        "day is none, nor at a desk that was not to open.",
    )
    booked_percent = Minutes(
        string="Booked (%)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="Booked minutes in percent of the offered ones. Of a group it is the sum "
        "of all booked minutes over the sum of all offered ones, no mean of shares.",
    )
    used_percent = Minutes(
        string="Used (%)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="Used minutes in percent of the offered ones. Of a group it is the sum of "
        "all used minutes over the sum of all offered ones that were measured, no "
        "mean of shares. Overtime can bring it above 100.",
    )

    _once = models.UniqueIndex(
        "(desk_id, start)", "A half-hour of a desk is counted once."
    )
    _by_day = models.Index("(company_id, day)")

    @api.model
    def _selection_half_hour(self):
        return half_hours()

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Give every group its own share: a mean of shares counts a minute as much as
        a whole half-hour."""
        name, _colon, function = aggregate_spec.partition(":")
        if name not in SHARES or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "(100.0 * SUM(%(part)s) / NULLIF(SUM(%(whole)s) "
            "FILTER (WHERE %(part)s IS NOT NULL), 0))::float8",
            part=self._field_to_sql(self._table, SHARES[name], query),
            whole=self._field_to_sql(self._table, "offered", query),
        )
