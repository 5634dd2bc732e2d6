from odoo import api, fields, models

from ...engine import course, periods
from ...engine.ticks import half_hour
from .minutes import Minutes
from .municipal_visit import DISTANCE_CHANNELS
from .municipal_visit_period import StoredPeriod

#: nobody was in the building, so that nothing has to be looked up
ABSENT = ("booked", "cancelled", "withdrawn")


class MunicipalVisit(models.Model):
    """What figures read of a visit without working it out for each of a million.

    How long a visitor waited, walked, was helped: periods of the log. All four are
    stored when a step enters the log, and nothing else changes them. The half-hour and
    the days booked before, on the clock of the building, are stored beside them.
    """

    _inherit = "municipal.visit"

    waiting_minutes = Minutes(
        string="Waited (min)",
        compute="_compute_minutes",
        store=True,
        precompute=True,
        readonly=False,
        aggregator="avg",
        digits=(6, 1),
        help="All waits of the visit: until the first call, and again after being "
        "forwarded. Who has an appointment does not wait before the appointment time. "
        "Empty when nobody registered the arrival.",
    )
    walking_minutes = Minutes(
        string="From call to start (min)",
        compute="_compute_minutes",
        store=True,
        precompute=True,
        readonly=False,
        aggregator="avg",
        digits=(6, 1),
        help="Empty when the visitor was not called.",
    )
    handling_minutes = Minutes(
        string="At the desk (min)",
        compute="_compute_minutes",
        store=True,
        precompute=True,
        readonly=False,
        aggregator="avg",
        digits=(6, 1),
        help="At all desks of the visit together, without the pauses. Empty until the "
        "visit has ended.",
    )
    paused_minutes = fields.Float(
        string="Paused (min)",
        compute="_compute_minutes",
        store=True,
        precompute=True,
        readonly=False,
        aggregator=None,
        digits=(6, 1),
    )

    left_stage = fields.Selection(
        selection=[
            (periods.WAITING, "While waiting"),
            (periods.WALKING, "Called, did not come"),
            (periods.SERVING, "At the desk"),
        ],
        string="Left when",
        compute="_compute_minutes",
        store=True,
        precompute=True,
        readonly=False,
        help="Where visitors were who came and left before the end: the last period of "
        "their visit. Who was called and did not come left too.",
    )

    half_hour = fields.Integer(
        string="Half-hour of the day",
        compute="_compute_half_hour",
        store=True,
        precompute=True,
        readonly=False,
        aggregator=None,
        help="In which figures count the visit, on the clock of the location: 1 begins "
        "at 00:00, 48 at 23:30. 0 for contacts at a distance, which have none.",
    )
    lead_days = fields.Integer(
        string="Days booked before",
        compute="_compute_lead_days",
        store=True,
        precompute=True,
        readonly=False,
        aggregator=None,
        help="From the local day on which an appointment was first made to its day. It "
        "says something of appointments alone.",
    )

    @api.depends("event_ids", "state", "inaccurate", "planned_start", "channel")
    def _compute_minutes(self):
        for visit in self:
            found = [] if visit.state in ABSENT else visit._periods()
            measured = periods.measure(found)
            visit.update(measured_values(measured, visit.inaccurate))
            visit.left_stage = periods.left_during(found, visit.state)

    @api.depends(
        "channel",
        "expected",
        "arrival",
        "location_id.tz",
        "company_id.resource_calendar_id.tz",
    )
    def _compute_half_hour(self):
        """Keep what figures group by: a million conversions of zones take a second."""
        for visit in self:
            visit.half_hour = counted_half_hour(
                visit.channel, visit.expected, visit.arrival, visit._local
            )

    @api.depends("channel", "day", "booked_at")
    def _compute_lead_days(self):
        """Keep it beside the half-hour, for the same reason."""
        for visit in self:
            visit.lead_days = booked_before(
                visit.channel, visit.day, visit.booked_at, visit._local
            )

    @api.model
    def _counted(self, vals, local):
        """Return where figures count a visit that is booked, as Odoo would compute it.

        :param dict vals: of the new visit
        :param local: function from naive UTC to the clock of the building
        """
        channel = vals["channel"]
        return {
            "half_hour": counted_half_hour(channel, vals["expected"], None, local),
            "lead_days": booked_before(channel, vals["day"], vals["booked_at"], local),
        }

    period_ids = fields.One2many(
        comodel_name="municipal.visit.period",
        inverse_name="visit_id",
        string="Periods",
        readonly=True,
        copy=False,
    )

    def _keep_periods(self, grown=False):
        """Store the periods of visits as their log tells them.

        :param bool grown: the log has got more steps since, and lost none
        """
        found = {visit.id: visit._logged_periods() for visit in self}
        self.env["municipal.visit.period"]._store(found, grown)

    def _logged_periods(self):
        """Return the periods that the log tells, as they are stored."""
        self.ensure_one()
        told = self._logged_course()
        return stored_periods(
            self._periods(told) if told.state not in ABSENT else [],
            self.inaccurate,
            self.service_id.id,
            self.company_id.id,
        )

    def _periods(self, told=None):
        """Return the periods of this visit.

        :param told: what its log tells, for who knows it already
        :return: list of engine.periods.Period
        """
        self.ensure_one()
        told = told or self._logged_course()
        return periods.periods(told.steps, self._appointment_time())

    def _logged_course(self):
        """Return the course that the log tells, as engine.course.Course."""
        self.ensure_one()
        return course.replay(
            event._entry() for event in self.sudo().event_ids.sorted("id")
        )

    def _appointment_time(self):
        """Return the time before which nobody waits.

        Urgent visitors wait from when they came in, not from the moment of the
        agenda on which they were squeezed in.
        """
        return self.planned_start if self.channel == "appointment" else None

    def _paused_at_desk(self):
        """Return the minutes of pause since the visitor came to the present desk."""
        self.ensure_one()
        if not (self.paused_minutes and self.started_at):
            return self.paused_minutes
        pauses = [
            period.minutes
            for period in self._periods()
            if period.kind == periods.PAUSED
            and period.stop
            and period.start >= self.started_at
        ]
        return sum(pauses)


def counted_half_hour(channel, expected, arrival, local):
    """Return the half-hour in which figures count a visit, 0 if in none.

    Urgent visitors are counted when they came, not at the slot that was free.

    :param local: function from naive UTC to the clock of the building
    """
    moment = channel == "urgent" and arrival or expected
    if channel in DISTANCE_CHANNELS or not moment:
        return 0
    return half_hour(local(moment))


def booked_before(channel, day, booked_at, local):
    """Return how many days before its day an appointment was made, 0 without one.

    :param local: function from naive UTC to the clock of the building
    """
    if channel != "appointment" or not (day and booked_at):
        return 0
    return (day - local(booked_at).date()).days


def measured_values(measured, inaccurate=False):
    """Return what a visit stores of its measured minutes.

    :param measured: engine.periods.Measured
    :param bool inaccurate: times are not reliable: nothing was measured
    """
    kinds = ("waiting", "walking", "handling")
    known = {f"{kind}_minutes": getattr(measured, kind) for kind in kinds}
    if inaccurate:
        known = dict.fromkeys(known)
    return {**known, "paused_minutes": measured.paused}


def stored_periods(found, inaccurate, service, company):
    """Return periods of a visit as they are stored: see ``municipal.visit.period``.

    :param found: what engine.periods.periods returned
    :param bool inaccurate: the times of the visit are not reliable
    :param service: of the visit, for a log that names none
    """
    minutes = periods.known_minutes(found, not inaccurate)
    return [
        StoredPeriod(
            number,
            period.kind,
            period.start,
            period.stop,
            None if known is None else round(known, 2),
            period.desk,
            period.user if period.kind != periods.WAITING else None,
            period.service or service,
            company,
        )
        for number, (period, known) in enumerate(zip(found, minutes, strict=True), 1)
    ]
