from odoo import api, fields, models

from ..common.wording import WEEKDAYS, half_hours
from ..visit.minutes import Minutes


class MunicipalForecastHalfHour(models.Model):
    """How many of the visitors of a day to come are expected in a half-hour."""

    _name = "municipal.forecast.half.hour"
    _description = "Expected visitors of a half-hour"
    _order = "day, half_hour, service_id"
    _rec_name = "half_hour"
    _log_access = False

    forecast_id = fields.Many2one(
        comodel_name="municipal.forecast",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    day = fields.Date(required=True, readonly=True, index=True)
    weekday = fields.Selection(selection=WEEKDAYS, readonly=True)
    half_hour = fields.Selection(
        selection="_selection_half_hour", string="Half-hour", readonly=True
    )
    service_id = fields.Many2one(
        comodel_name="municipal.service", readonly=True, ondelete="cascade"
    )
    location_id = fields.Many2one(
        comodel_name="municipal.location", readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    expected = Minutes(
        string="Expected visitors",
        readonly=True,
        digits=(16, 1),
        help="The visitors of the day, divided as such weekdays were. Empty where the "
        "doors were never open at this time, or where nobody can say anything.",
    )
    low = Minutes(
        string="At least (8 days in 10)",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="In eight of ten days as many come in this half-hour, or more, up to the "
        "other end of the range. A group shows the mean of its half-hours.",
    )
    high = Minutes(
        string="At most (8 days in 10)",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="In eight of ten days no more come in this half-hour, and no fewer than "
        "the other end of the range. A group shows the mean of its half-hours.",
    )

    @api.model
    def _selection_half_hour(self):
        return half_hours()
