from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.municipal_visit import CHANNELS, STATES

WEEKDAYS = [
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
]


class MunicipalVisitReport(models.Model):
    """The visits as figures: one row for each product of a visit, in local time.

    What belongs to the visit and not to its products (persons, minutes) stands on
    the first row of a visit only, so that sums and averages never count it twice.
    """

    _name = "municipal.visit.report"
    _description = "Figures of visits"
    _auto = False
    _order = "expected desc, name, id"
    _depends = {
        "municipal.location": ["tz"],
        "municipal.series.break": ["company_id", "date", "kind", "service_id"],
        "municipal.visit": [
            "arrival",
            "called_at",
            "channel",
            "company_id",
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
        ],
        "municipal.visit.line": ["delivered", "product_id", "quantity", "visit_id"],
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
        help="The visitor registered on arrival, and the visit was not cancelled or "
        "given up as missed afterwards. Figures of visitors count these visits.",
    )
    inaccurate = fields.Boolean(
        string="Times not reliable",
        readonly=True,
        help="The visit counts, its minutes are left out of every average.",
    )
    break_id = fields.Many2one(
        comodel_name="municipal.series.break",
        string="Counted anew since",
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
        help="The promised time, or the arrival of who came without appointment.",
    )
    day = fields.Date(readonly=True, help="Local day of the visit.")
    clock = fields.Char(
        string="Time", readonly=True, help="Of the day, on the clock of the location."
    )
    half_year = fields.Char(
        string="Half-year", readonly=True, help="2024 H2: July to December 2024."
    )
    weekday = fields.Selection(selection=WEEKDAYS, readonly=True)
    hour = fields.Selection(
        selection="_selection_hour",
        string="Hour of the day",
        readonly=True,
        help="Local hour in which the visit was promised, or in which who came "
        "without appointment arrived.",
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
    persons = fields.Integer(
        readonly=True,
        help="People in the party, on the first row of the visit: grouped by product "
        "they are only counted with the first product of their visit.",
    )
    waiting_minutes = fields.Float(
        string="Waited (min)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="From arrival, or the promised time if that was later, to the desk. On "
        "the first row of visits that came and whose times are reliable.",
    )
    handling_minutes = fields.Float(
        string="At the desk (min)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="From start to finish. On the first row of finished visits whose times "
        "are reliable; do not group it by product, see the next measure.",
    )
    product_minutes = fields.Float(
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
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    @api.model
    def _select(self):
        return SQL(
            "SELECT %s, %s, %s, %s",
            self._select_visit(),
            self._select_time(),
            self._select_product(),
            self._select_once(),
        )

    @api.model
    def _select_visit(self):
        return SQL(
            """
            visit.id AS visit_id,
            visit.name AS name,
            visit.company_id AS company_id,
            visit.service_id AS service_id,
            visit.location_id AS location_id,
            visit.desk_id AS desk_id,
            visit.user_id AS user_id,
            visit.channel AS channel,
            visit.state AS state,
            %(came)s AS came,
            visit.inaccurate IS TRUE AS inaccurate,
            visit.arrival AS arrival,
            COALESCE(visit.called_at, visit.started_at) AS called_at,
            visit.finished_at AS finished_at,
            (
                SELECT series_break.id
                  FROM municipal_series_break series_break
                 WHERE series_break.kind = 'break'
                   AND series_break.company_id = visit.company_id
                   AND (
                        series_break.service_id = visit.service_id
                        OR series_break.service_id IS NULL
                   )
                   AND series_break.date <= visit.day
              ORDER BY series_break.date DESC, series_break.id DESC
                 LIMIT 1
            ) AS break_id
            """,
            came=self._came(),
        )

    @api.model
    def _came(self):
        """Return the condition under which a visit counts as a visitor."""
        return SQL(
            "visit.state IN"
            " ('waiting', 'called', 'serving', 'paused', 'finished', 'left')"
        )

    @api.model
    def _select_time(self):
        return SQL(
            """
            zone.tz AS tz,
            visit.expected AS expected,
            visit.day AS day,
            to_char(visit.day, 'YYYY')
                || CASE WHEN EXTRACT(MONTH FROM visit.day) < 7 THEN ' H1' ELSE ' H2' END
                AS half_year,
            to_char(%(local)s, 'HH24:MI') AS clock,
            EXTRACT(ISODOW FROM visit.day)::integer::text AS weekday,
            to_char(%(local)s, 'HH24') AS hour,
            to_char(%(local)s, 'HH24:')
                || CASE WHEN EXTRACT(MINUTE FROM %(local)s) < 30 THEN '00' ELSE '30' END
                AS half_hour
            """,
            local=SQL("(visit.expected AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)"),
        )

    @api.model
    def _select_product(self):
        """Return the columns of the line; odd ids are visits without any line."""
        return SQL(
            """
            COALESCE(line.id * 2, visit.id * 2 + 1) AS id,
            line.product_id AS product_id,
            line.quantity AS quantity,
            COALESCE(line.delivered, 0) AS delivered,
            lines.count AS product_count
            """
        )

    @api.model
    def _select_once(self):
        """Return what belongs to the visit, for its first row only."""
        first = SQL("line.id IS NOT DISTINCT FROM lines.first")
        measured = SQL("%s AND visit.inaccurate IS NOT TRUE", first)
        handled = SQL(
            "%s AND visit.state = 'finished' AND visit.started_at IS NOT NULL "
            "AND visit.finished_at IS NOT NULL",
            measured,
        )
        return SQL(
            """
            CASE WHEN %(first)s THEN visit.persons END AS persons,
            CASE WHEN %(waited)s THEN visit.waiting_minutes END AS waiting_minutes,
            CASE WHEN %(handled)s THEN visit.handling_minutes END AS handling_minutes,
            CASE WHEN %(handled)s AND lines.count = 1 THEN visit.handling_minutes END
                AS product_minutes
            """,
            first=first,
            handled=handled,
            waited=SQL(
                "%s AND %s AND COALESCE(visit.called_at, visit.started_at) IS NOT NULL",
                measured,
                self._came(),
            ),
        )

    @api.model
    def _from(self):
        return SQL(
            """
            FROM municipal_visit visit
            LEFT JOIN municipal_visit_line line ON line.visit_id = visit.id
            LEFT JOIN LATERAL (
                SELECT min(other.id) AS first, count(*) AS count
                  FROM municipal_visit_line other
                 WHERE other.visit_id = visit.id
            ) lines ON TRUE
            LEFT JOIN municipal_location location ON location.id = visit.location_id
            LEFT JOIN res_company company ON company.id = visit.company_id
            LEFT JOIN resource_calendar calendar
                ON calendar.id = company.resource_calendar_id
            CROSS JOIN LATERAL (
                SELECT COALESCE(location.tz, calendar.tz, 'UTC') AS tz
            ) zone
            """
        )

    @api.model
    def _where(self):
        return SQL()
