from datetime import datetime, time, timedelta

from odoo import fields, models
from odoo.tools import float_round

MINUTES_OF_HOUR = 60


class MunicipalRelease(models.Model):
    """From when on citizens can book which part of a day.

    Towns that give everything away three months ahead have nothing left for who
    needs an appointment next week; those that release everything in the morning
    make their citizens get up early.
    """

    _name = "municipal.release"
    _description = "Step of a release plan"
    _order = "type_id, days_before desc, hour"

    type_id = fields.Many2one(
        comodel_name="resource.booking.type",
        string="Appointment type",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="type_id.company_id", store=True, index=True)
    days_before = fields.Integer(
        string="Days ahead", required=True, aggregator=None, help="0 is the day itself."
    )
    hour = fields.Float(
        string="Time", aggregator=None, help="Local time on the day of the release."
    )
    percent = fields.Integer(
        required=True,
        default=100,
        aggregator=None,
        help="Of the time at all desks on a day, what citizens can have booked.",
    )

    _in_bounds = models.Constraint(
        "CHECK (days_before >= 0 AND hour >= 0 AND hour < 24 "
        "AND percent BETWEEN 1 AND 100)",
        "A release is a part of a day, from 1 to 100 percent, some days before it.",
    )
    _once = models.UniqueIndex(
        "(type_id, days_before, hour)",
        "There is a release at this moment already.",
    )

    def _moment(self, day, zone):
        """Return when this part of a day is released, aware.

        :param date day: local
        :param zone: in which the days of the type are counted
        """
        self.ensure_one()
        minutes = int(float_round(self.hour * MINUTES_OF_HOUR, precision_digits=0))
        released = datetime.combine(day - timedelta(days=self.days_before), time.min)
        return zone.localize(released + timedelta(minutes=minutes))
