"""The twenty questions of a manager: through which door each is answered.

They are those of a town that tried this add-on. Every answer is compared with SQL that
is written here by hand, over visits, their products and their log.
"""

from ast import literal_eval
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from ..month_common import FIRST, KINDS, LAST, MonthCase

DOCUMENTED = Path(__file__).parents[2] / "docs" / "statistics.rst"
#: where the favourites of a menu are
VISITORS = "municipal_visit_report_action"
CAPACITY = "municipal_capacity_action"
ACCESS = "municipal_access_time_action"
DEMAND = "municipal_demand_action"

#: questions that are not answered by what was counted: number -> why, and where then
ELSEWHERE = {
    14: "What if Wednesday afternoon closes: a simulation, with the review of hours",
    16: "How satisfied: needs answers of visitors, with the evaluation",
}

#: what is meant by visitors, waits and desk time, said once more in SQL
MEANT = """
WITH contact AS (
    SELECT visit.*,
           channel NOT IN ('phone', 'mail', 'digital') AS here,
           state IN ('waiting', 'called', 'serving', 'paused', 'finished', 'left')
               AS happened,
           (CASE WHEN channel = 'urgent' THEN arrival
                 ELSE COALESCE(planned_start, arrival) END
           ) AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Brussels' AS clock
      FROM municipal_visit visit WHERE service_id = %(service)s
), visitor AS (
    SELECT *, to_char(clock, 'HH24:') || CASE
               WHEN date_part('minute', clock) < 30 THEN '00' ELSE '30' END AS half,
           date_part('isodow', clock)::integer::text AS weekday,
           to_char(clock, 'YYYY-MM-01') AS month,
           to_char(date_trunc('quarter', clock), 'YYYY-MM-DD') AS quarter
      FROM contact WHERE here AND happened
), logged AS (
    SELECT event.*, lead(moment) OVER course AS until, lead(step) OVER course AS next
      FROM municipal_visit_event event
      JOIN contact ON contact.id = event.visit_id AND NOT contact.inaccurate
    WINDOW course AS (PARTITION BY visit_id ORDER BY moment, event.id)
), wait AS (
    SELECT visitor.id, sum(EXTRACT(EPOCH FROM GREATEST(logged.until - GREATEST(
               logged.moment,
               CASE WHEN step = 'checked_in' AND channel = 'appointment'
                    THEN planned_start END
           ), '0')) / 60) AS minutes
      FROM logged JOIN visitor ON visitor.id = logged.visit_id
     WHERE step IN ('checked_in', 'forwarded') AND next = 'called' GROUP BY visitor.id
), helped AS (
    SELECT visit_id, desk_id, moment, until FROM logged
     WHERE step IN ('started', 'resumed')
       AND next IN ('finished', 'paused', 'forwarded')
), promised AS (
    SELECT *, 100.0 * (state = 'no_show')::integer AS missed
      FROM contact WHERE channel = 'appointment' AND (happened OR state = 'no_show')
), booked AS (
    SELECT *, CASE WHEN days < 1 THEN '1' WHEN days < 3 THEN '2' WHEN days < 8 THEN '3'
                   WHEN days < 15 THEN '4' WHEN days < 29 THEN '5' ELSE '6' END AS lead
      FROM (SELECT contact.*, clock::date - (
                booked_at AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Brussels'
            )::date AS days FROM contact WHERE channel = 'appointment') made
)
"""
PRODUCTS = "JOIN municipal_visit_line line ON line.visit_id = visitor.id"
PERCENTILES = """percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY minutes)"""


class Favourite(NamedTuple):
    """A question that is a favourite of a menu, with its answer in SQL."""

    number: int
    menu: str
    name: str
    #: rows (groups of rows, groups of columns, measures) in the order of the favourite
    sql: str


ANSWERS = [
    Favourite(
        1,
        VISITORS,
        "Visitors per half-year and service",
        """SELECT service_id, to_char(clock, 'YYYY') || CASE
               WHEN date_part('month', clock) <= 6 THEN ' H1' ELSE ' H2' END,
               count(*), sum(persons)
           FROM visitor GROUP BY 1, 2""",
    ),
    Favourite(
        2,
        VISITORS,
        "Products per month",
        f"""SELECT product_id, month, count(*)
            FROM visitor LEFT {PRODUCTS} GROUP BY 1, 2""",
    ),
    Favourite(
        3,
        VISITORS,
        "Weekday and half-hour",
        "SELECT half, weekday, count(*) FROM visitor GROUP BY 1, 2",
    ),
    Favourite(
        4,
        VISITORS,
        "Product by hour",
        f"""SELECT product_id, to_char(clock, 'HH24'), count(*)
            FROM visitor LEFT {PRODUCTS} GROUP BY 1, 2""",
    ),
    Favourite(
        5,
        VISITORS,
        "Contacts by channel",
        """SELECT channel, quarter, sum(number) FROM (
               SELECT channel, 1 AS number,
                      to_char(date_trunc('quarter', clock), 'YYYY-MM-DD') AS quarter
                 FROM contact WHERE happened
           UNION ALL
               SELECT 'digital', count,
                      to_char(date_trunc('quarter', day), 'YYYY-MM-DD')
                 FROM municipal_digital_figure WHERE service_id = %(service)s
           ) told GROUP BY 1, 2""",
    ),
    Favourite(
        6,
        VISITORS,
        "Tuesdays, quarter by quarter",
        f"""SELECT half, quarter, count(*), {PERCENTILES}
            FROM visitor LEFT JOIN wait USING (id)
            WHERE weekday = '2' GROUP BY 1, 2""",
    ),
    Favourite(
        7,
        VISITORS,
        "Products with the longest waits",
        f"""SELECT product_id,
                percentile_cont(0.9) WITHIN GROUP (ORDER BY minutes),
                percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes), count(*)
            FROM visitor JOIN wait USING (id) LEFT {PRODUCTS} GROUP BY 1""",
    ),
    Favourite(
        8,
        VISITORS,
        "Waits per service and hour",
        f"""SELECT service_id, to_char(clock, 'HH24'), {PERCENTILES}, count(*)
            FROM visitor JOIN wait USING (id) GROUP BY 1, 2""",
    ),
    Favourite(
        9,
        VISITORS,
        "Helped within the target, per service",
        """SELECT service_id, month, avg(100 * (minutes <= 10)::integer), count(*)
           FROM visitor JOIN wait USING (id) GROUP BY 1, 2""",
    ),
    Favourite(
        10,
        VISITORS,
        "Rate of no-shows by product and weekday",
        """SELECT product_id, date_part('isodow', clock)::integer::text,
               avg(missed), count(*)
           FROM promised LEFT JOIN municipal_visit_line line
               ON line.visit_id = promised.id GROUP BY 1, 2""",
    ),
    Favourite(
        10,
        VISITORS,
        "Rate of no-shows by how long before",
        """SELECT lead, service_id, avg(100 * (state = 'no_show')::integer), count(*)
           FROM booked WHERE happened OR state = 'no_show' GROUP BY 1, 2""",
    ),
    Favourite(
        11,
        VISITORS,
        "Kept, missed and cancelled by how long before",
        "SELECT lead, state, count(*) FROM booked GROUP BY 1, 2",
    ),
    Favourite(
        11,
        VISITORS,
        "Moved and cancelled: by whom, and how long before",
        """SELECT lead, whom, state, count(*), count(*) FILTER (WHERE moves > 0)
           FROM booked JOIN (
               SELECT visit_id, count(*) FILTER (WHERE step = 'moved') AS moves,
                   CASE WHEN (array_agg(user_id ORDER BY moment DESC, id DESC))[1]
                       IS NULL THEN 'citizen' ELSE 'clerk' END AS whom
               FROM municipal_visit_event
               WHERE step IN ('moved', 'cancelled') GROUP BY 1
           ) changed ON changed.visit_id = booked.id GROUP BY 1, 2, 3""",
    ),
    Favourite(
        12,
        DEMAND,
        "What was asked in vain, and why",
        """SELECT kind, reason, to_char(day, 'YYYY-MM-01'), sum(times)
           FROM municipal_demand WHERE service_id = %(service)s GROUP BY 1, 2, 3""",
    ),
    Favourite(
        12,
        DEMAND,
        "Products asked in vain",
        """SELECT product_id, reason, sum(times) FROM municipal_demand
           WHERE service_id = %(service)s AND product_id IS NOT NULL GROUP BY 1, 2""",
    ),
    Favourite(
        17,
        VISITORS,
        "What could have been digital",
        """SELECT product_id, channel, count(*), sum(quantity) FROM contact
           JOIN municipal_visit_line line ON line.visit_id = contact.id
           WHERE reason = 'digital' GROUP BY 1, 2""",
    ),
    Favourite(
        17,
        VISITORS,
        "Why it was not delivered",
        """SELECT product_id, reason, count(*), sum(quantity) FROM contact
           JOIN municipal_visit_line line ON line.visit_id = contact.id
           WHERE reason IS NOT NULL GROUP BY 1, 2""",
    ),
    Favourite(
        18,
        CAPACITY,
        "Work after closing time",
        # who was helped from noon on, when all desks close
        """SELECT date_part('isodow', began)::integer::text,
               to_char(began, 'YYYY-MM-01'),
               sum(EXTRACT(EPOCH FROM ended - GREATEST(began, noon)) / 60)
           FROM (
               SELECT began, ended,
                   date_trunc('day', began) + interval '12 hours' AS noon
               FROM helped CROSS JOIN LATERAL (SELECT
                   moment AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Brussels' AS began,
                   until AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Brussels' AS ended
               ) local
           ) told WHERE ended > noon GROUP BY 1, 2""",
    ),
    Favourite(
        18,
        VISITORS,
        "Early and late, per service",
        """SELECT service_id, weekday,
               avg(EXTRACT(EPOCH FROM arrival - planned_start) / 60), count(*)
           FROM visitor WHERE channel = 'appointment' AND arrival IS NOT NULL
               AND NOT inaccurate GROUP BY 1, 2""",
    ),
    Favourite(
        18,
        VISITORS,
        "Walking time per desk",
        """SELECT desk_id, avg(minutes), count(*) FROM visitor JOIN (
               SELECT visit_id AS id, sum(EXTRACT(EPOCH FROM until - moment) / 60)
                   AS minutes
               FROM logged WHERE step = 'called' AND next = 'started' GROUP BY 1
           ) walk USING (id) GROUP BY 1""",
    ),
    Favourite(
        19,
        VISITORS,
        "Desk use",
        """SELECT visitor.desk_id, weekday, count(*), avg(minutes) FROM visitor
           LEFT JOIN (
               SELECT visit_id AS id, sum(EXTRACT(EPOCH FROM until - moment) / 60)
                   AS minutes
               FROM helped GROUP BY 1
           ) help USING (id) GROUP BY 1, 2""",
    ),
]
#: answered by a tile of "Figures at a glance", and by favourites of shares: see below
TILES = {12: "demand", 13: "capacity"}
CAPACITY_FAVOURITES = {
    13: "Offered, booked and used per weekday and half-hour",
    19: "Which desk is idle",
}
#: answered by the forecast, a page and a favourite: see ``tests/forecast``
FORECAST = {15: "Desks needed", 20: "How busy next month, per day"}


@tagged("post_install", "-at_install")
class TestTwentyQuestions(MonthCase):
    def ask(self, menu, name):
        """Return the answer of a favourite, as a manager finds and opens it.

        :return: dict from groups to measures, and the measures that it asks
        """
        action = self.env.ref(f"municipal_appointment.{menu}")
        env = self.env(user=self.manager)
        offered = env["ir.filters"].get_filters(action.res_model, action.id)
        [favourite] = [each for each in offered if each["name"] == name]
        context = literal_eval(favourite["context"])
        rows = env[action.res_model]
        groups = context["pivot_row_groupby"] + context["pivot_column_groupby"]
        measures = [
            f"{measure}:{rows._fields[measure].aggregator}"
            for measure in context["pivot_measures"]
        ]
        found = rows.formatted_read_group(
            self.chosen(safe_eval(favourite["domain"])), groups, measures
        )
        return {
            tuple(_key(group[name]) for name in groups): [
                _number(group[measure]) for measure in measures
            ]
            for group in found
        }, context["pivot_measures"]

    def chosen(self, domain):
        """Narrow a question to our service, as somebody who picks it in a filter."""
        return list(Domain(domain) & Domain("service_id", "=", self.service.id))

    def query(self, text):
        self.env.flush_all()
        return self.env.execute_query(SQL(MEANT + text, service=self.service.id))

    def assertAnswer(self, found, expected):
        """Compare dicts from groups to measures; what is nothing is not 0."""
        self.assertEqual(set(found), set(expected))
        for key, values in expected.items():
            for value, right in zip(found[key], values, strict=True):
                if right is None:
                    self.assertIsNone(value, key)
                else:
                    self.assertIsNotNone(value, key)
                    self.assertAlmostEqual(float(value), float(right), 2, key)

    def tile(self, name):
        choice = {
            "period": "own",
            "date_from": str(FIRST),
            "date_to": str(LAST),
            "service_id": self.service.id,
        }
        report = self.env["municipal.visit.report"].with_user(self.manager)
        [tile] = [t for t in report.dashboard(choice)["tiles"] if t["name"] == name]
        return tile, {t["label"]: t["values"][0] for t in tile["totals"]}

    def test_every_question_is_answered_or_said_to_be_answered_elsewhere(self):
        answered = {answer.number for answer in ANSWERS} | set(TILES)
        answered |= set(CAPACITY_FAVOURITES) | set(FORECAST)
        self.assertEqual(set(ELSEWHERE), {14, 16})
        self.assertEqual(answered, set(range(1, 21)) - set(ELSEWHERE))

    def test_the_documentation_tells_where_to_click(self):
        """Its last column has the name of every favourite, its first every number."""
        lines = DOCUMENTED.read_text().partition("Twenty questions")[2].splitlines()
        [place] = {line.find("where to click") for line in lines if "no. " in line}
        where = " ".join(" ".join(line[place:] for line in lines).split())
        names = [answer.name for answer in ANSWERS] + [*CAPACITY_FAVOURITES.values()]
        names += FORECAST.values()
        for name in names:
            self.assertIn(f"*{name}*", where)
        numbers = [int(line.split()[0]) for line in lines if line[:1].isdigit()]
        self.assertEqual(numbers, list(range(1, 21)))

    def test_favourites(self):
        for number, menu, name, text in ANSWERS:
            with self.subTest(name, number=number):
                found, measures = self.ask(menu, name)
                expected = {
                    tuple(key or False for key in row[: -len(measures)]): list(
                        row[-len(measures) :]
                    )
                    for row in self.query(text)
                }
                self.assertGreater(len(expected), 0, "the month has nothing of it")
                self.assertAnswer(found, expected)

    def test_all_kinds_are_in_the_month(self):
        """What nobody met proves nothing."""
        seen = {(visit.channel, visit.state) for visit in self.visits}
        self.assertLessEqual({kind[:2] for kind in KINDS.values()}, seen)
        for name, least in (("persons", 2), ("product_count", 2)):
            self.assertGreaterEqual(max(self.visits.mapped(name)), least)
        self.assertEqual(set(self.visits.mapped("inaccurate")), {True, False})

    # Capacity ------------------------------------------------------------------

    def offered(self, days):
        """Return the minutes that the hours of some days offer at two desks."""
        a_day = Counter()
        for line in self.calendar.attendance_ids:
            a_day[line.dayofweek] += 60 * (line.hour_to - line.hour_from)
        return 2 * sum(a_day[str(day.weekday())] for day in days)

    @property
    def measured(self):
        """Return the days on which anybody registered who was helped."""
        return [
            day for (day,) in self.query("SELECT DISTINCT moment::date FROM helped")
        ]

    @property
    def booked(self):
        """Return the minutes of the appointments that the agenda holds."""
        [(minutes,)] = self.query(
            """SELECT sum(EXTRACT(EPOCH FROM stop - start) / 60) FROM resource_booking
               WHERE id IN (
                   SELECT booking_id FROM municipal_visit
                   WHERE service_id = %(service)s AND state != 'cancelled'
               )"""
        )
        return minutes

    @property
    def used(self):
        return dict(
            self.query(
                """SELECT desk_id, sum(EXTRACT(EPOCH FROM until - moment) / 60)
                   FROM helped GROUP BY 1"""
            )
        )

    def test_capacity_in_the_tile(self):
        """Question 13: offered, booked and used, with the hours after closing."""
        _tile, totals = self.tile("capacity")
        [(after,)] = self.query(
            """SELECT sum(EXTRACT(EPOCH FROM ended - noon) / 60) FROM (
                   SELECT GREATEST(moment, noon) AS begun, noon, until AS ended
                   FROM helped CROSS JOIN LATERAL (SELECT date_trunc('day', moment)
                       + CASE WHEN moment < '2025-03-30' THEN interval '11 hours'
                              ELSE interval '10 hours' END AS noon) local
               ) told WHERE ended > noon"""
        )
        self.assertAlmostEqual(totals["Offered"], self.offered(self.days) / 60)
        self.assertGreater(self.booked, 0)
        share = float(self.booked) / self.offered(self.days)
        self.assertAlmostEqual(totals["Booked"], share, 4)
        used = float(sum(self.used.values()))
        self.assertAlmostEqual(totals["Used"], used / self.offered(self.measured), 4)
        self.assertAlmostEqual(totals["After closing time"], float(after))

    def test_capacity_by_weekday_and_half_hour(self):
        found, measures = self.ask(CAPACITY, CAPACITY_FAVOURITES[13])
        place = measures.index("offered")
        lines = self.calendar.attendance_ids
        open_days = {
            str(d): [x.weekday() for x in self.days].count(d) for d in range(5)
        }
        for line in lines:
            halves = [
                f"{half // 2:02}:{half % 2 * 30:02}"
                for half in range(int(2 * line.hour_from), int(2 * line.hour_to))
            ]
            weekday = str(int(line.dayofweek) + 1)
            for half in halves:
                minutes = 2 * 30 * open_days[line.dayofweek]
                self.assertEqual(found[weekday, half][place], minutes)
        used = sum(values[measures.index("used")] or 0 for values in found.values())
        self.assertAlmostEqual(used, float(sum(self.used.values())))
        booked = sum(values[measures.index("booked")] for values in found.values())
        self.assertEqual(booked, self.booked)

    def test_which_desk_is_idle(self):
        """Question 19: both desks were open as long, and differ in what was used."""
        found, measures = self.ask(CAPACITY, CAPACITY_FAVOURITES[19])
        used, offered = {}, {}
        for (desk, _weekday), values in found.items():
            answer = dict(zip(measures, values, strict=True))
            used[desk] = used.get(desk, 0) + (answer["used"] or 0)
            offered[desk] = offered.get(desk, 0) + answer["offered"]
            if answer["used"] is not None:
                share = 100 * answer["used"] / answer["offered"]
                self.assertLessEqual(share, answer["used_percent"] + 0.01)
        self.assertEqual(set(offered.values()), {self.offered(self.days) / 2})
        inside = dict(
            self.query(
                """SELECT desk_id, sum(EXTRACT(EPOCH FROM LEAST(until, noon) - moment)
                       / 60)
                   FROM helped CROSS JOIN LATERAL (SELECT date_trunc('day', moment)
                       + CASE WHEN moment < '2025-03-30' THEN interval '11 hours'
                              ELSE interval '10 hours' END AS noon) local
                   WHERE moment < noon GROUP BY 1"""
            )
        )
        for desk in self.desks.ids:
            self.assertAlmostEqual(used[desk], float(inside[desk]))

    # What is to come -----------------------------------------------------------

    def test_desks_needed_on_a_thursday(self):
        """Question 15: a week by half-hour, out of the visits of this month."""
        day = LAST + timedelta(days=1)
        with freeze_time(day):
            need = self.env["municipal.desk.need"].with_user(self.manager)
            values = {"day": day, "service_ids": self.service.ids}
            [group] = need.create(values)._page_values()["groups"]
        places = [day["name"] for day in group["days"]]
        thursday = [row["cells"][places.index("Thursday")] for row in group["rows"]]
        self.assertEqual({cell["planned"] for cell in thursday}, {2})
        self.assertTrue(all(1 <= cell["need"] <= 2 for cell in thursday))

    def test_the_crowd_of_next_month(self):
        """Question 20: every open day of May, with as many as such days had."""
        with freeze_time(LAST + timedelta(days=1)):
            self.env["municipal.forecast"]._make_service(self.service, look_back=False)
        rows = self.env["municipal.forecast"].search(
            [
                ("service_id", "=", self.service.id),
                ("day", ">=", "2025-05-01"),
                ("day", "<=", "2025-05-31"),
                ("expected", "!=", False),
            ]
        )
        self.assertGreaterEqual(len(rows), 19)
        [(visitors, days)] = self.query(
            "SELECT count(*), count(DISTINCT clock::date) FROM visitor"
        )
        mean = sum(rows.mapped("expected")) / len(rows)
        self.assertAlmostEqual(mean, visitors / days, delta=1)
        for row in rows:
            self.assertLess(row.low, row.expected)
            self.assertGreater(row.high, row.expected)

    # Demand --------------------------------------------------------------------

    def test_demand_in_the_tile(self):
        """Question 12: no slot, refused tickets, calls outside the hours."""
        tile, totals = self.tile("demand")
        expected = dict(
            self.query(
                """SELECT kind, sum(times) FROM municipal_demand
                   WHERE service_id = %(service)s GROUP BY 1"""
            )
        )
        self.assertEqual(totals["A free slot"], expected["slot"])
        self.assertEqual(totals["A ticket"], expected["ticket"])
        self.assertEqual(totals["Help outside the opening hours"], expected["outside"])
        self.assertEqual(totals["All together"], sum(expected.values()))
        self.assertEqual(len(tile["rows"]), 6)


def _key(value):
    """Return a group as SQL names it: the id of a record, the first day of a month."""
    return value[0] if isinstance(value, list | tuple) else value


def _number(value):
    return None if value is False else value
