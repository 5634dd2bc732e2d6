"""How PostgreSQL is asked: it reads visits once, and what it can do in parallel."""

import random
from datetime import date

from odoo.tests import tagged
from odoo.tools import SQL

from ...reports.visit_counting import Counting
from ...reports.visit_gathering import can_gather
from ...reports.visit_gathering import percentile as quantile
from ..figures_common import FiguresCase


@tagged("post_install", "-at_install")
class TestVisitGathering(FiguresCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env["municipal.visit.report"]

    def test_usual_questions_read_no_products(self):
        for domain, groupby in (
            ([("came", "=", True)], ["day:month"]),
            ([("service_id", "=", 1), ("day", ">=", date(2026, 1, 1))], ["hour"]),
            ([], ["weekday", "half_hour"]),
            ([], ["left_stage"]),
        ):
            plan = self.plan(domain, groupby, ["visitors:sum", "__count"])
            self.assertNotIn("municipal_visit_line", plan)
            self.assertNotIn("municipal_series_break", plan)
            self.assertNotIn("DISTINCT", plan)
        self.assertIn(
            "municipal_visit_line", self.plan([], ["product_id"], ["visits:sum"])
        )

    def test_measures_do_not_ask_again_what_the_filter_says(self):
        """Each look at channel and state of a million visits is a tenth of a second."""
        plan = self.plan(
            [("came", "=", True)], [], ["visitors:sum", "persons:sum", "contacts:sum"]
        )
        visits = plan[: plan.index("municipal_history_figure")]
        self.assertEqual(visits.count("{phone,"), 1)
        plan = self.plan([("came", "=", False)], [], ["visitors:sum", "persons:sum"])
        self.assertGreater(plan.count("{phone,"), 1)

    def test_a_pivot_reads_visits_once(self):
        """Its groups are made of small ones, and PostgreSQL makes these in parallel."""
        for groupby, others in (
            (["channel"], ["day:month"]),
            (["product_id"], ["half_hour"]),
            (["product_id"], []),
            (["weekday"], ["week", "state"]),
        ):
            sets = [[], groupby, others, [*groupby, *others]]
            aggregates = ["visitors:sum", "waiting_p90:avg", "persons:avg", "__count"]
            plan = self.planned(
                lambda sets=sets, aggregates=aggregates: (
                    self.report._read_grouping_sets(
                        [("came", "=", True)], sets, aggregates
                    )
                )
            )
            self.assertEqual(plan.count("on public.municipal_visit visit"), 1)
            self.assertNotIn("percentile_cont", plan)
            self.assertNotIn("DISTINCT", plan)
            self.assertGreaterEqual(plan.count("Aggregate"), 2)

    def test_many_different_groups_are_asked_of_rows(self):
        """What days, half-hours and products have in common is nearly every row."""
        plan = self.planned(
            lambda: self.report._read_grouping_sets(
                [], [["day:day"], ["half_hour"], ["channel"]], ["visits:sum"]
            )
        )
        self.assertEqual(plan.count("Aggregate"), 1)

    def test_few_rows_are_looked_for_once(self):
        """Rows with a reason: of products, and of all of them together."""
        sets = [[], ["product_id"], ["channel"], ["product_id", "channel"]]
        for domain in ([("reason", "=", "digital")], [("reason", "!=", False)]):
            plan = self.planned(
                lambda domain=domain: self.report._read_grouping_sets(
                    domain, sets, ["visits:sum", "quantity:sum"]
                )
            )
            self.assertEqual(plan.count("on public.municipal_visit_line line"), 1)

    def test_what_is_no_sum_is_asked_of_rows(self):
        """Days with a percentile, names and parts of visits have no small groups."""
        for ways, specs, aggregates, right in (
            ({Counting.FIRST}, ["channel", "day:day"], ["visits:sum"], True),
            ({Counting.FIRST}, ["channel", "day:month"], ["waiting_p90:avg"], True),
            ({Counting.FIRST}, ["channel", "day:day"], ["waiting_p90:avg"], False),
            (
                {Counting.FIRST},
                ["day:week", "day:month"],
                ["waiting_median:avg"],
                False,
            ),
            ({Counting.FIRST}, ["expected:hour"], ["visits:sum"], False),
            ({Counting.FIRST}, ["channel"], ["day:max"], False),
            ({Counting.SOME}, ["reason"], ["visits:sum"], False),
        ):
            with self.subTest(specs=specs, aggregates=aggregates):
                self.assertIs(can_gather(ways, specs, aggregates), right)

    def test_percentiles_of_values_that_are_there_several_times(self):
        """As PostgreSQL has them of the single values."""
        dice = random.Random(3)
        for number in (1, 2, 3, 10, 40):
            values = [dice.randrange(8) / 10 for _number in range(number)]
            found = sorted(set(values)) + [7.5]
            counts = [values.count(value) for value in found]
            for share in (0.5, 0.9):
                [(mine, right)] = self.env.execute_query(
                    SQL(
                        """
                        SELECT %(mine)s,
                               (SELECT percentile_cont(%(share)s)
                                       WITHIN GROUP (ORDER BY v)
                                  FROM unnest(%(values)s::float8[]) AS v)
                          FROM unnest(%(found)s::float8[], %(counts)s::bigint[])
                            AS small (value, count)
                        """,
                        mine=quantile(share, SQL("value"), SQL("count")),
                        share=share,
                        values=values,
                        found=found,
                        counts=counts,
                    )
                )
                self.assertAlmostEqual(mine, right, places=9)

    def plan(self, domain, groupby, aggregates):
        with self.subTest(domain=domain, groupby=groupby):
            return self.planned(
                lambda: self.report._read_group(domain, groupby, aggregates)
            )

    def planned(self, ask):
        """Return how PostgreSQL answers, with the select clause of the question."""
        execute = type(self.env.cr).execute
        asked = []

        def noted(cursor, query, *args, **kwargs):
            asked.append(query)
            return execute(cursor, query, *args, **kwargs)

        self.patch(type(self.env.cr), "execute", noted)
        ask()
        self.patch(type(self.env.cr), "execute", execute)
        [query] = [
            q for q in asked if "municipal_visit visit" in getattr(q, "code", "")
        ]
        code = self.env.cr._obj.mogrify(query.code, query.params).decode()
        self.env.cr.execute(f"EXPLAIN (VERBOSE) {code}".replace("%", "%%"), ())
        return "\n".join(line for (line,) in self.env.cr.fetchall())
