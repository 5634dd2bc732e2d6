"""The twenty questions of a manager: through which door each is answered.

They are those of a town that tried this add-on. Every answer is compared with SQL that
is written by hand (questions_common), over visits, their products and their log.
"""

from ast import literal_eval
from collections import Counter
from datetime import timedelta
from pathlib import Path

from odoo.fields import Domain
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from ..month_common import FIRST, KINDS, LAST, MonthCase
from ..questions_common import (
    ANSWERS,
    CAPACITY,
    CAPACITY_FAVOURITES,
    ELSEWHERE,
    FORECAST,
    MEANT,
    TILES,
)

DOCUMENTED = Path(__file__).parents[2] / "docs" / "statistics.rst"


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
