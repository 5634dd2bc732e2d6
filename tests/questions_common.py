"""What a manager asks: the twenty questions, and their answers in SQL by hand."""

from typing import NamedTuple

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
