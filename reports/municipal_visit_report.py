from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.visit.minutes import Minutes
from ..models.visit.municipal_visit import CHANNELS, STATES
from ..models.visit.municipal_visit_line import REASONS
from . import visit_rows

#: measures of a visit and not of its products -> parts of one in which they are added
#: up exactly: minutes in milliseconds
ONCE = {
    "persons": 1,
    "waiting_minutes": 60000,
    "walking_minutes": 60000,
    "handling_minutes": 60000,
    "product_minutes": 60000,
}

WEEKDAYS = [
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
]


LEADS = [
    ("0", "The same day"),
    ("1", "1 or 2 days before"),
    ("3", "3 to 7 days before"),
    ("8", "8 to 14 days before"),
    ("15", "15 to 30 days before"),
    ("31", "More than 30 days before"),
]


class MunicipalVisitReport(models.Model):
    """The contacts as figures, in local time.

    One row for each product of a visit, and one for each figure of the digital
    counter. What belongs to the visit and not to its products (persons, minutes)
    stands on every row of it, and is counted once in each group: see :meth:`_once`.
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
        "municipal.location": ["tz"],
        "municipal.series.break": ["company_id", "date", "kind", "service_id"],
        "municipal.visit": [
            "arrival",
            "called_at",
            "channel",
            "company_id",
            "create_date",
            "day",
            "desk_id",
            "expected",
            "finished_at",
            "handling_minutes",
            "inaccurate",
            "location_id",
            "name",
            "persons",
            "service_id",
            "started_at",
            "state",
            "user_id",
            "waiting_minutes",
            "walking_minutes",
        ],
        "municipal.visit.line": [
            "delivered",
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
    user_id = fields.Many2one(
        comodel_name="res.users", string="Received by", readonly=True
    )
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
    quantity = fields.Integer(string="Pieces asked", readonly=True)
    delivered = fields.Integer(string="Pieces delivered", readonly=True)
    reason = fields.Selection(
        selection=REASONS,
        string="Why not delivered",
        readonly=True,
        help="What the clerk answered when a product could not be delivered.",
    )
    lead = fields.Selection(
        selection=LEADS,
        string="Made how long before",
        readonly=True,
        help="From the day an appointment was made to its day. After a move, to the "
        "new day.",
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
        help="From arrival, or the appointment time if that was later, to the desk. Of "
        "visitors whose times are known; each visit counts once in a group.",
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
    def _selection_hour(self):
        """Name hours the same way in every language: 09:00 – 10:00."""
        return [
            (f"{hour:02}", f"{hour:02}:00 – {(hour + 1) % 24:02}:00")
            for hour in range(24)
        ]

    @api.model
    def _selection_half_hour(self):
        moments = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)]
        return [
            (start, f"{start} – {stop}")
            for start, stop in zip(moments, moments[1:] + moments[:1], strict=True)
        ]

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
        return visit_rows.rows()

    # Measures --------------------------------------------------------------------

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Count what belongs to a visit once in each group, whatever its products."""
        name, _colon, function = aggregate_spec.partition(":")
        if name in ONCE and function in ("sum", "avg", "count"):
            return self._once(name, function, query)
        if name in ("visits", "visitors", "contacts") and function == "sum":
            return self._count_once(name, query)
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _once(self, name, function, query):
        """Return the sum, mean or number of values of the distinct visits of a group.

        A visit for two products has two rows with the same value: which of them are in
        a group depends on filter and group, and only ``DISTINCT`` sees that. PostgreSQL
        has it for values and not for pairs, so a pair becomes one number: the visit in
        front (different for every visit, and thrown away again by the remainder), then
        a 1 that counts it, then its value in whole thousandths of a second.
        """
        visit = self._field_to_sql(self._table, "visit_id", query)
        value = self._field_to_sql(self._table, name, query)
        total = SQL(
            "SUM(DISTINCT %s * 1e24 + 1e15 + round(%s * %s)::bigint)",
            visit,
            value,
            ONCE[name],
        )
        amount = SQL("mod(%s, 1e15) / %s", total, ONCE[name])
        count = SQL("div(mod(%s, 1e24), 1e15)", total)
        if function == "count":
            return SQL("COALESCE(%s, 0)::bigint", count)
        if function == "avg":
            return SQL("(%s / %s)::float8", amount, count)
        kind = SQL("bigint" if ONCE[name] == 1 else "float8")
        return SQL("(%s)::%s", amount, kind)

    @api.model
    def _count_once(self, name, query):
        """Return the number of different visits, and of contacts that are no visits."""
        visit = self._field_to_sql(self._table, "visit_id", query)
        value = self._field_to_sql(self._table, name, query)
        return SQL(
            "(COUNT(DISTINCT %(visit)s) FILTER (WHERE %(value)s IS NOT NULL) "
            "+ COALESCE(SUM(%(value)s) FILTER (WHERE %(visit)s IS NULL), 0))",
            visit=visit,
            value=value,
        )
