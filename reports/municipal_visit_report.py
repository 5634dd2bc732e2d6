from odoo import api, fields, models
from odoo.fields import Domain

from ..models.common.wording import WEEKDAYS, half_hours
from ..models.visit.minutes import Minutes
from ..models.visit.municipal_visit import BOOKERS, CHANNELS, STATES
from . import visit_rows
from .visit_counting import Counting, of_context

LEAD_GROUPS = [
    ("1", "Same day"),
    ("2", "1–2 days"),
    ("3", "3–7 days"),
    ("4", "8–14 days"),
    ("5", "15–28 days"),
    ("6", "More than 28 days"),
]


class MunicipalVisitReport(models.Model):
    """The contacts as figures, in local time.

    One row for each product of a visit, and one for each figure of the digital
    counter. What belongs to the visit and not to its products (persons, minutes)
    stands on every row of it, and is counted once in each group: ``visit_counting.py``.
    *Visitors* are people who came to the building; *contacts* are all of them. Who
    phones or writes stands in no hour of the day and waits in no line.
    """

    _name = "municipal.visit.report"
    _description = "Figures of visits"
    _auto = False
    _order = "day desc, expected desc nulls last, name, id"
    _depends = {
        "municipal.digital.figure": [
            "company_id",
            "count",
            "day",
            "product_id",
            "service_id",
        ],
        "municipal.history.figure": [
            "channel",
            "company_id",
            "count",
            "day",
            "half_hour",
            "hour",
            "import_id",
            "product_id",
            "service_id",
        ],
        "municipal.history.import": ["state"],
        "municipal.location": ["tz"],
        "municipal.series.break": ["company_id", "date", "kind", "service_id"],
        "municipal.visit": [
            "arrival",
            "booked_at",
            "booked_by",
            "called_at",
            "channel",
            "company_id",
            "day",
            "desk_id",
            "expected",
            "finished_at",
            "half_hour",
            "handling_minutes",
            "inaccurate",
            "lead_days",
            "left_stage",
            "location_id",
            "name",
            "persons",
            "planned_start",
            "product_count",
            "service_id",
            "started_at",
            "state",
            "waiting_minutes",
            "walking_minutes",
        ],
        "municipal.service": ["wait_target_minutes"],
        "municipal.visit.event": ["moment", "step", "user_id", "visit_id"],
        "municipal.visit.line": [
            "delivered",
            "first_of_id",
            "product_id",
            "quantity",
            "reason",
            "visit_id",
        ],
        "res.company": ["resource_calendar_id"],
        "resource.calendar": ["tz"],
    }

    visit_id = fields.Many2one(
        comodel_name="municipal.visit",
        readonly=True,
        aggregator="count_distinct",
        help="As a measure: the number of different visits. A visit for two "
        "products stands in the row of both, and is counted once in their total.",
    )
    name = fields.Char(string="Code", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    service_id = fields.Many2one(comodel_name="municipal.service", readonly=True)
    location_id = fields.Many2one(comodel_name="municipal.location", readonly=True)
    desk_id = fields.Many2one(comodel_name="resource.resource", readonly=True)
    channel = fields.Selection(selection=CHANNELS, readonly=True)
    state = fields.Selection(selection=STATES, readonly=True)
    came = fields.Boolean(
        readonly=True,
        string="Came to the building",
        help="A visit by appointment, without appointment, at the free walk-in or at "
        "the quick counter, that was not missed or cancelled.",
    )
    inaccurate = fields.Boolean(
        string="Times not reliable",
        readonly=True,
        help="The visit counts, its minutes are left out of every average.",
    )
    break_id = fields.Many2one(
        comodel_name="municipal.series.break",
        string="Counted again since",
        readonly=True,
        help="The last day before the visit from which figures are counted "
        "otherwise. Do not compare rows of different breaks without a word.",
    )
    tz = fields.Char(
        string="Time zone",
        readonly=True,
        help="Of the location, or of the company's hours: days and hours are local.",
    )
    expected = fields.Datetime(
        string="When",
        readonly=True,
        help="The appointment time, or the arrival of who came without appointment.",
    )
    day = fields.Date(readonly=True, help="Local day of the visit.")
    clock = fields.Char(
        string="Time", readonly=True, help="Of the day, on the clock of the location."
    )
    week = fields.Char(
        string="Week (Monday to Sunday)",
        readonly=True,
        help="2026 W53: the 53rd week of 2026 as the calendar (ISO 8601) numbers them. "
        "It begins on Monday, for every reader and in every language.",
    )
    half_year = fields.Char(
        string="Half-year", readonly=True, help="2024 H2: July to December 2024."
    )
    weekday = fields.Selection(selection=WEEKDAYS, readonly=True)
    hour = fields.Selection(
        selection="_selection_hour",
        string="Hour of the day",
        readonly=True,
        help="Local hour in which the visit begins, or in which visitors without "
        "appointment arrived. Phone, mail and the digital counter have none.",
    )
    half_hour = fields.Selection(
        selection="_selection_half_hour",
        string="Half-hour",
        readonly=True,
        help="As the hour of the day, by half-hours.",
    )
    arrival = fields.Datetime(string="Arrived", readonly=True)
    called_at = fields.Datetime(string="At the desk", readonly=True)
    finished_at = fields.Datetime(string="Finished", readonly=True)
    product_id = fields.Many2one(comodel_name="municipal.product", readonly=True)
    product_count = fields.Integer(
        string="Products in the visit", readonly=True, aggregator=None
    )
    quantity = fields.Integer(
        string="Pieces asked",
        readonly=True,
        help="Pieces of a product that visitors came for.",
    )
    delivered = fields.Integer(
        string="Pieces delivered",
        readonly=True,
        help="Pieces of a product that were delivered at the end of visits.",
    )
    reason = fields.Selection(
        selection="_selection_reason",
        string="Why not delivered",
        readonly=True,
        help="What clerks answered at the end, for a product that was not delivered.",
    )
    booked_by = fields.Selection(
        selection=BOOKERS,
        string="Booked by",
        readonly=True,
        help="Citizens book on the website, or take a slot that the waiting list "
        "offers; clerks book for those who call or are here. Empty for visitors "
        "without appointment.",
    )
    lead = fields.Selection(
        selection=LEAD_GROUPS,
        string="Booked before",
        readonly=True,
        help="The days between booking and visit, in groups.",
    )
    changed_by = fields.Selection(
        selection=BOOKERS,
        string="Moved or cancelled by",
        readonly=True,
        help="Who moved or cancelled the appointment last. Empty when nobody did.",
    )
    left_stage = fields.Selection(
        selection="_selection_left_stage",
        string="Left when",
        readonly=True,
        help="Where visitors were who came and left before the end: the last period of "
        "their visit. Who was called and did not come left too.",
    )
    first = fields.Boolean(
        string="First row of its visit",
        readonly=True,
        help="One row of each visit, and every figure of the digital counter.",
    )
    visits = fields.Integer(
        string="Visits registered",
        readonly=True,
        help="Whatever became of them: also those expected, missed or cancelled.",
    )
    visitors = fields.Integer(
        readonly=True,
        help="Visits of people who came to the building. A visit for two products is "
        "one visitor in the row of each of them, and one in their total.",
    )
    contacts = fields.Integer(
        readonly=True,
        help="Visitors, and contacts by phone, by mail and of the digital counter.",
    )
    persons = fields.Integer(
        readonly=True,
        help="People in the parties of visitors. The party of a visit for two products "
        "is counted in the row of each of them, and once in their total.",
    )
    waiting_minutes = Minutes(
        string="Waited (min)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="All waits of a visit: from arrival, or the appointment time if that was "
        "later, to the call, and again after being forwarded. Of visitors whose wait "
        "is known; each visit counts once in a group.",
    )
    waiting_median = Minutes(
        string="Waited, median (min)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="Half of the visitors whose wait is known waited no longer than this.",
    )
    waiting_p90 = Minutes(
        string="Waited, 9 of 10 (min)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="Nine of ten visitors whose wait is known waited no longer than this: the "
        "90th percentile.",
    )
    waits_known = fields.Integer(
        string="Waits known",
        readonly=True,
        help="Visitors whose wait was measured: on so many rest its mean, median, 90th "
        "percentile and share.",
    )
    within_target = Minutes(
        string="Waited within the target (%)",
        readonly=True,
        aggregator="avg",
        digits=(5, 1),
        help="Of the visitors whose wait is known, the share that waited no longer "
        "than the target of the service.",
    )
    late_minutes = Minutes(
        string="Late (min)",
        readonly=True,
        aggregator="avg",
        digits=(8, 2),
        help="From the appointment time to the arrival: early is below zero. Of "
        "visitors by appointment whose arrival was registered.",
    )
    lead_days = Minutes(
        string="Days booked before",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="From the day on which an appointment was first made to its day, whatever "
        "became of it.",
    )
    left_early = fields.Integer(
        string="Left before being served",
        readonly=True,
        help="Visitors who came and left while they waited, or did not come when they "
        "were called.",
    )
    no_show_percent = Minutes(
        string="No-shows (%)",
        readonly=True,
        aggregator="avg",
        digits=(5, 1),
        help="Of the appointments that were kept or missed, the share for which nobody "
        "came.",
    )
    moved = fields.Integer(
        string="Appointments moved",
        readonly=True,
        help="Appointments that were moved to another time at least once, whatever "
        "became of them.",
    )
    walking_minutes = Minutes(
        string="Walked (min)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="From the call to the start, of visitors whose times are known.",
    )
    handling_minutes = Minutes(
        string="At the desk (min)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="From start to finish, of finished visits whose times are known; each "
        "visit counts once in a group. By product it is the time of the whole visit, "
        "see the next measure.",
    )
    product_minutes = Minutes(
        string="Per product (min)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="Minutes at the desk of visits for one product only: how long each "
        "product of a longer visit took is not known.",
    )

    @api.model
    def _selection_reason(self):
        lines = self.env["municipal.visit.line"]
        return lines._fields["reason"]._description_selection(self.env)

    @api.model
    def _selection_left_stage(self):
        visits = self.env["municipal.visit"]
        return visits._fields["left_stage"]._description_selection(self.env)

    @api.model
    def _selection_hour(self):
        """Name hours the same way in every language: 09:00 – 10:00."""
        return [
            (f"{hour:02}", f"{hour:02}:00 – {(hour + 1) % 24:02}:00")
            for hour in range(24)
        ]

    @api.model
    def _selection_half_hour(self):
        return half_hours()

    @api.model
    @api.readonly
    def series_notes(self, domain):
        """Return what must be said under the figures of a domain, as sentences."""
        dated = Domain(domain) & Domain("day", "!=", False)
        groups = self._read_group(dated, ["service_id"], ["day:min", "day:max"])
        if not groups:
            return []
        services, first_days, last_days = zip(*groups, strict=True)
        breaks = self.env["municipal.series.break"]
        period = breaks._domain_in_period(
            min(first_days), max(last_days), breaks.service_id.union(*services)
        )
        found = breaks.search(period, order="date, kind, id")
        return [record._sentence() for record in found]

    @property
    def _table_query(self):
        way, wanted = of_context(self.env.context)
        return visit_rows.rows(wanted, first=way is Counting.FIRST)
