from odoo import api, fields, models
from odoo.tools import SQL

from ..models.common.wording import WEEKDAYS, half_hours
from ..models.evaluation.shares import MEASURES, measure, of_rows
from ..models.visit.minutes import Minutes
from ..models.visit.municipal_visit import CHANNELS

#: which answers of a group are counted, each once whatever its products
COUNTS = {"answers": "answered", "asked": "asked_by_mail"}


class MunicipalEvaluationReport(models.Model):
    """What visitors answered, by what they came for and when.

    A row for each product of a visit that was answered or asked about, and one for
    each answer at a screen. The score is a column and no field: it is told of groups
    that have as many answers as the town shows together, and of nobody alone.
    """

    _name = "municipal.evaluation.report"
    _description = "How satisfied visitors are"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "day"

    day = fields.Date(readonly=True, help="Local day of the visit.")
    week = fields.Char(
        readonly=True,
        help="2026 W53: the 53rd week of 2026 as the calendar (ISO 8601) numbers them.",
    )
    weekday = fields.Selection(selection=WEEKDAYS, readonly=True)
    hour = fields.Char(
        readonly=True,
        help="In which the visitor was expected or came; at a screen, in which the "
        "answer was given.",
    )
    half_hour = fields.Selection(
        selection="_selection_half_hour", string="Half-hour", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    location_id = fields.Many2one(comodel_name="municipal.location", readonly=True)
    service_id = fields.Many2one(
        comodel_name="municipal.service",
        readonly=True,
        help="Empty for answers at a screen that is about several services.",
    )
    product_id = fields.Many2one(
        comodel_name="municipal.product",
        readonly=True,
        help="Empty for answers at a screen: nobody knows what that visitor came for.",
    )
    channel = fields.Selection(
        selection=CHANNELS,
        readonly=True,
        help="How the visitor came. Empty for answers at a screen.",
    )
    door = fields.Selection(
        selection=[
            ("mail", "Link in the mail"),
            ("page", "Waiting page"),
            ("screen", "Feedback screen"),
        ],
        string="How asked",
        readonly=True,
    )
    opening_id = fields.Many2one(
        comodel_name="municipal.opening",
        string="Opening hours in force",
        readonly=True,
        help="The opening that the appointment type of the product followed that day.",
    )
    break_id = fields.Many2one(
        comodel_name="municipal.series.break",
        string="Counted again since",
        readonly=True,
    )
    answers = fields.Integer(
        readonly=True,
        aggregator="sum",
        help="Each answer once in every group, whatever the visitor came for.",
    )
    asked = fields.Integer(
        string="Asked by mail",
        readonly=True,
        aggregator="sum",
        help="Visitors who got a mail, whether they answered or not.",
    )
    mean = Minutes(
        string="Mean (1–5)",
        readonly=True,
        aggregator="avg",
        digits=(6, 2),
        help="Of groups with enough answers only: the smallest number that this town "
        "shows stands in the settings.",
    )
    satisfied_percent = Minutes(
        string="Satisfied (%)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="Share of the answers that are “good” or “very good”, of groups with "
        "enough answers only.",
    )
    low_percent = Minutes(
        string="Satisfied at least (%)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="In 95 of 100 cases the share of all visitors lies between “at least” and "
        "“at most”, if those who did not answer think the same. That is not certain.",
    )
    high_percent = Minutes(
        string="Satisfied at most (%)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="In 95 of 100 cases the share of all visitors lies between “at least” and "
        "“at most”, if those who did not answer think the same. That is not certain.",
    )

    @api.model
    def _selection_half_hour(self):
        return half_hours()

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Count each answer once in every group, and tell nothing of small ones."""
        name, _colon, function = aggregate_spec.partition(":")
        key = SQL.identifier(self._table, "rating_id")
        if name in COUNTS and function == "sum":
            which = SQL.identifier(self._table, COUNTS[name])
            return SQL("COUNT(DISTINCT %s) FILTER (WHERE %s)", key, which)
        if name not in MEASURES or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        least = self.env["res.company"]._evaluation_least(self.env.companies)
        answers = of_rows(SQL.identifier(self._table, "score"), key)
        return measure(name, answers, SQL("%s", least))

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT answer.*,
                   EXTRACT(ISODOW FROM answer.day)::integer::text AS weekday,
                   to_char(answer.day, 'IYYY" W"IW') AS week,
                   to_char(answer.local, 'HH24') AS hour,
                   to_char(answer.local, 'HH24:') || CASE
                       WHEN EXTRACT(MINUTE FROM answer.local) < 30 THEN '00' ELSE '30'
                   END AS half_hour,
                   (
                       SELECT series_break.id
                         FROM municipal_series_break series_break
                        WHERE series_break.kind = 'break'
                          AND series_break.company_id = answer.company_id
                          AND (
                               series_break.service_id = answer.service_id
                               OR series_break.service_id IS NULL
                          )
                          AND series_break.date <= answer.day
                     ORDER BY series_break.date DESC, series_break.id DESC
                        LIMIT 1
                   ) AS break_id,
                   answer.answered::integer AS answers,
                   answer.asked_by_mail::integer AS asked,
                   %(nothing)s
              FROM (%(visits)s UNION ALL %(screens)s) answer
            """,
            nothing=SQL(", ").join(
                SQL("NULL::numeric AS %s", SQL.identifier(name)) for name in MEASURES
            ),
            visits=self._of_visits(),
            screens=self._of_screens(),
        )

    @api.model
    def _of_visits(self):
        """Return a row for each product of a visit; ids of both kinds never clash."""
        return SQL(
            """
            SELECT COALESCE(line.id * 4 + 1, rating.id * 4 + 2) AS id,
                   visit.day, visit.channel, visit.service_id, visit.location_id,
                   line.product_id, opening.id AS opening_id,
                   visit.expected AT TIME ZONE 'UTC' AT TIME ZONE
                       COALESCE(location.tz, calendar.tz, 'UTC') AS local,
                   %(common)s
              FROM rating_rating rating
              JOIN municipal_visit visit ON visit.id = rating.res_id
         LEFT JOIN municipal_visit_line line ON line.visit_id = visit.id
         LEFT JOIN municipal_product product ON product.id = line.product_id
         LEFT JOIN municipal_location location ON location.id = visit.location_id
         LEFT JOIN res_company company ON company.id = visit.company_id
         LEFT JOIN resource_calendar calendar
                ON calendar.id = company.resource_calendar_id
         LEFT JOIN LATERAL (
                SELECT opening.id
                  FROM municipal_opening opening
                 WHERE opening.type_id = product.type_id
                   AND opening.date_from <= visit.day
                   AND (opening.date_to IS NULL OR opening.date_to >= visit.day)
              ORDER BY opening.date_from DESC, opening.id DESC
                 LIMIT 1
            ) opening ON TRUE
             WHERE rating.municipal_door IN ('mail', 'page')
            """,
            common=self._common(),
        )

    @api.model
    def _of_screens(self):
        return SQL(
            """
            SELECT rating.id * 4 + 3 AS id,
                   rating.municipal_day AS day, NULL::varchar AS channel,
                   rating.municipal_service_id AS service_id,
                   rating.municipal_location_id AS location_id,
                   NULL::integer AS product_id, NULL::integer AS opening_id,
                   rating.rated_on AT TIME ZONE 'UTC' AT TIME ZONE
                       COALESCE(location.tz, 'UTC') AS local,
                   %(common)s
              FROM rating_rating rating
         LEFT JOIN municipal_location location ON location.id = rating.res_id
             WHERE rating.municipal_door = 'screen'
            """,
            common=self._common(),
        )

    @api.model
    def _common(self):
        return SQL(
            """
            rating.id AS rating_id,
            rating.municipal_company_id AS company_id,
            rating.municipal_door AS door,
            rating.consumed IS TRUE AS answered,
            rating.municipal_door = 'mail' AS asked_by_mail,
            CASE WHEN rating.consumed THEN rating.rating::integer END AS score
            """
        )
