"""Every measure against Python over raw visits, however a question is put."""

import random
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

from odoo.fields import Domain
from odoo.tests import tagged

from ...reports.visit_counting import Counting, columns, counting
from ...reports.visit_rows import ONLY_CAME
from ..figures_common import FiguresCase

MORNING = datetime(2026, 10, 12, 7, 0)
DISTANCE = ("phone", "mail", "digital")
ABSENT = ("booked", "no_show", "cancelled", "withdrawn")
MEASURES = [
    "visits:sum",
    "visitors:sum",
    "contacts:sum",
    "persons:sum",
    "waiting_minutes:avg",
    "waiting_minutes:count",
    "waiting_median:avg",
    "waiting_p90:avg",
    "waits_known:sum",
    "within_target:avg",
    "walking_minutes:avg",
    "handling_minutes:sum",
    "product_minutes:avg",
    "late_minutes:avg",
    "lead_days:avg",
    "left_early:sum",
    "no_show_percent:avg",
    "moved:sum",
    "visit_id:count_distinct",
]


def percentile(values, share):
    """Return a percentile between two values, as everybody draws it."""
    values = sorted(values)
    if not values:
        return None
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def mean(values):
    return sum(values) / len(values) if values else None


def known(values):
    return [value for value in values if value is not None and value is not False]


@tagged("post_install", "-at_install")
class TestVisitCounting(FiguresCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service.wait_target_minutes = 7
        cls.other = cls.service.copy(
            {"name": "Other", "code": "ZX", "wait_target_minutes": 3}
        )
        cls.products = cls.kids_id + cls.passport + cls.foreigner
        dice = random.Random(11)
        cls.visits = cls.env["municipal.visit"].union(
            *[cls.make(dice) for _number in range(80)]
        )
        cls.env["municipal.digital.figure"].create(
            {"product_id": cls.passport.id, "day": "2026-10-13", "count": 5}
        )
        cls.env.flush_all()
        cls.report = cls.env["municipal.visit.report"]
        cls.domain = Domain("service_id", "in", (cls.service + cls.other).ids)
        cls.figures = [{"channel": "digital", "product": cls.passport, "contacts": 5}]

    @classmethod
    def make(cls, dice):
        """Create a visit of any kind."""
        channel = dice.choice(
            ["appointment"] * 4 + ["walk_in", "urgent", "quick_counter", "phone"]
        )
        planned = MORNING + timedelta(
            days=dice.randrange(3), minutes=dice.randrange(99)
        )
        arrival = dice.choice([-7.5, -3, 0, 0, 2, 11])
        called = max(arrival, 0) + dice.choice([0, 1, 4, 7, 9.25, 30])
        started = called + dice.choice([0, 0.5, 2])
        state = dice.choice(["finished"] * 5 + ["left", "no_show", "booked", "waiting"])
        times = {"arrival": arrival, "called_at": called, "started_at": started}
        times["finished_at"] = started + dice.choice([3, 8.75, 20])
        if state == "left":
            del times["started_at"]
            times.update({} if dice.random() < 0.5 else {"called_at": False})
        elif state in ("no_show", "booked"):
            times = {}
        elif state == "waiting":
            times = {"arrival": arrival}
        elif dice.random() < 0.2:
            # nobody saw them come
            times["arrival"] = False
        lines = [
            (product, dice.randrange(1, 3), dice.randrange(0, 2))
            for product in dice.sample(cls.products, dice.choice([0, 1, 1, 1, 2, 3]))
        ]
        booked = channel == "appointment" and dice.random() < 0.8
        visit = cls.visit(
            planned,
            lines,
            channel=channel,
            state=state,
            service_id=dice.choice(cls.service + cls.other).id,
            persons=dice.randrange(1, 5),
            inaccurate=dice.random() < 0.15,
            booked_at=booked
            and planned - timedelta(days=dice.choice([0, 1, 2, 5, 14, 40])),
            booked_by=booked and dice.choice(["citizen", "clerk"]),
            **times,
        )
        for line in visit.line_ids.filtered(lambda line: not line.delivered):
            line.reason = dice.choice(["papers", "desk", "digital"])
        if channel == "appointment":
            cls.change(visit, dice)
        return visit

    @classmethod
    def change(cls, visit, dice):
        """Let an appointment be moved by its citizen, by a clerk, or by nobody."""
        movers = dice.choice([[], [], [False], [cls.clerk.id], [cls.clerk.id, False]])
        for days, mover in enumerate(movers, -2):
            cls.env["municipal.visit.event"].create(
                {
                    "visit_id": visit.id,
                    "step": "moved",
                    "moment": visit.planned_start + timedelta(days),
                    "user_id": mover,
                }
            )

    # The same in Python --------------------------------------------------------

    def expected(self, rows):
        """Return the measures of rows (visit, line), and of digital figures."""
        visits = self.env["municipal.visit"].union(
            *[visit for visit, _line in rows if visit]
        )
        figures = 5 * sum(1 for visit, _line in rows if not visit)
        here = visits.filtered(lambda v: v.channel not in DISTANCE)
        came = here.filtered(lambda v: v.state not in ABSENT)
        finished = here.filtered(lambda v: v.state == "finished")
        waits = [(v, v.waiting_minutes) for v in came if v.waiting_minutes is not False]
        minutes = [wait for _visit, wait in waits]
        late = [
            (v.arrival - v.planned_start).total_seconds() / 60
            for v in came
            if v.channel == "appointment" and v.arrival and not v.inaccurate
        ]
        lead = [
            (v.day - v._local(v.booked_at).date()).days
            for v in visits
            if v.channel == "appointment" and v.booked_at
        ]
        return [
            len(visits),
            len(came),
            len(visits.filtered(lambda v: v.state not in ABSENT)) + figures,
            sum(here.mapped("persons")),
            mean(minutes),
            len(minutes),
            percentile(minutes, 0.5),
            percentile(minutes, 0.9),
            len(minutes),
            mean([100 * (w <= v.service_id.wait_target_minutes) for v, w in waits]),
            mean(known(v.walking_minutes for v in came)),
            sum(known(v.handling_minutes for v in finished)),
            mean(known(v.handling_minutes for v in finished if len(v.line_ids) == 1)),
            mean(late),
            mean(lead),
            len(here.filtered(lambda v: self.stage(v) in ("waiting", "walking"))),
            mean([100 * (v.state == "no_show") for v in self.promised(visits)]),
            len(visits.filtered(lambda v: "moved" in v.event_ids.mapped("step"))),
            len(visits),
        ]

    def promised(self, visits):
        """Return the appointments that were kept or missed."""
        appointments = visits.filtered(lambda v: v.channel == "appointment")
        return appointments.filtered(lambda v: v.state not in ABSENT).union(
            appointments.filtered(lambda v: v.state == "no_show")
        )

    def changed_by(self, visit):
        """Return who moved a visit last, as the log says."""
        moves = visit.event_ids.filtered(lambda event: event.step == "moved")
        last = moves.sorted("moment")[-1:]
        return last and ("clerk" if last.user_id else "citizen") or False

    def stage(self, visit):
        """Return where a visitor left, as the log says."""
        if visit.state not in ("left", "no_show"):
            return None
        steps = visit.event_ids.sorted("id").mapped("step")
        kinds = {"checked_in": "waiting", "called": "walking", "started": "serving"}
        found = [kinds[step] for step in steps if step in kinds]
        return found[-1] if found else None

    def rows_of(self, keep):
        """Return rows (visit, line); of the digital figure (None, product)."""
        rows = [
            (visit, line)
            for visit in self.visits
            for line in (visit.line_ids or [visit.line_ids])
        ] + [(None, self.passport)]
        return [row for row in rows if keep(*row)]

    def product(self, visit, line):
        return line.product_id if visit else line

    def assertFigures(self, domain, groupby, keep, key):
        """Compare a question with Python.

        :param keep: function of (visit, line) that filters as the domain does
        :param key: function of (visit, line) that groups as ``groupby`` does
        """
        groups = defaultdict(list)
        for row in self.rows_of(keep):
            groups[key(*row)].append(row)
        found = self.report._read_group(
            self.domain & Domain(domain), groupby, [*MEASURES, "__count"]
        )
        self.assertGreater(len(groups), 0)
        self.assertEqual(len(found), len(groups))
        for values in found:
            group = tuple(values[: len(groupby)])
            rows = groups[group]
            figures = zip(
                [*MEASURES, "__count"],
                values[len(groupby) :],
                [*self.expected(rows), len(rows)],
                strict=True,
            )
            for name, value, right in figures:
                with self.subTest(name, domain=domain, group=group):
                    if right is None:
                        self.assertIs(value, False)
                    else:
                        self.assertAlmostEqual(float(value or 0), right, places=2)

    # Questions -----------------------------------------------------------------

    def test_all_and_by_what_belongs_to_the_visit(self):
        self.assertFigures([], [], lambda v, line: True, lambda v, line: ())
        self.assertFigures(
            [],
            ["channel"],
            lambda v, line: True,
            lambda v, line: (v.channel if v else "digital",),
        )
        self.assertFigures(
            [("visits", ">", 0)],
            ["state"],
            lambda v, line: v,
            lambda v, line: (v.state,),
        )
        self.assertFigures(
            [("came", "=", True), ("service_id", "=", self.other.id)],
            ["day:day"],
            lambda v, line: v
            and v.service_id == self.other
            and v.state not in ABSENT
            and v.channel not in DISTANCE,
            lambda v, line: (v.day,),
        )

    def test_by_who_moved_it(self):
        self.assertFigures(
            [("visits", ">", 0)],
            ["changed_by"],
            lambda v, line: v,
            lambda v, line: (self.changed_by(v),),
        )

    def test_by_product(self):
        self.assertFigures(
            [],
            ["product_id"],
            lambda v, line: True,
            lambda v, line: (self.product(v, line),),
        )
        self.assertFigures(
            [("visits", ">", 0)],
            ["product_id", "channel"],
            lambda v, line: v,
            lambda v, line: (line.product_id, v.channel),
        )

    def test_of_one_product_and_of_two(self):
        self.assertFigures(
            [("product_id", "=", self.passport.id)],
            ["service_id"],
            lambda v, line: self.product(v, line) == self.passport,
            lambda v, line: (v.service_id if v else self.passport.service_id,),
        )
        two = self.passport + self.foreigner
        for groupby, key in (
            ([], lambda v, line: ()),
            (["channel"], lambda v, line: (v.channel if v else "digital",)),
            (["product_id"], lambda v, line: (self.product(v, line),)),
        ):
            self.assertFigures(
                [("product_id", "in", two.ids)],
                groupby,
                lambda v, line: self.product(v, line) in two,
                key,
            )

    def test_by_why_it_was_not_delivered(self):
        self.assertFigures(
            [("visits", ">", 0)],
            ["reason"],
            lambda v, line: v,
            lambda v, line: (line.reason,),
        )
        self.assertFigures(
            [("reason", "!=", False)],
            ["service_id"],
            lambda v, line: v and line.reason,
            lambda v, line: (v.service_id,),
        )

    def test_either_filter(self):
        """A filter on one product or on something else leaves visits in parts."""
        self.assertFigures(
            ["|", ("product_id", "=", self.passport.id), ("channel", "=", "urgent")],
            [],
            lambda v, line: self.product(v, line) == self.passport
            or (v and v.channel == "urgent"),
            lambda v, line: (),
        )

    def test_with_what_was_asked_and_delivered(self):
        """Pieces need every row, and visits are counted once all the same."""
        [(visitors, persons, median, asked, delivered, rows)] = self.report._read_group(
            self.domain & Domain("visits", ">", 0),
            [],
            [
                "visits:sum",
                "persons:sum",
                "waiting_median:avg",
                "quantity:sum",
                "delivered:sum",
                "__count",
            ],
        )
        lines = self.visits.line_ids
        right = self.expected(self.rows_of(lambda v, line: v))
        self.assertEqual((visitors, persons), (right[0], right[3]))
        self.assertAlmostEqual(median, right[6], places=2)
        self.assertEqual(asked, sum(lines.mapped("quantity")))
        self.assertEqual(delivered, sum(lines.mapped("delivered")))
        self.assertEqual(rows, len(self.rows_of(lambda v, line: v)))

    def test_groups_of_several_kinds_at_once(self):
        """The pivot asks for products, months and totals in one call."""
        sets = [[], ["product_id"], ["day:month"], ["product_id", "day:month"]]
        domain = self.domain & Domain("came", "=", True)
        found = self.report._read_grouping_sets(
            domain, sets, [*MEASURES, "__count"], order="day:month desc, visits:sum"
        )
        for groupby, rows in zip(sets, found, strict=True):
            alone = self.report._read_group(domain, groupby, [*MEASURES, "__count"])
            self.assertEqual(sorted(map(str, rows)), sorted(map(str, alone)), groupby)
        months = [row[0] for row in found[2]]
        self.assertTrue(all(a >= b for a, b in pairwise(months)))

    def test_groups_of_booking_and_leaving(self):
        groups = self.report._read_group(
            self.domain & Domain("channel", "=", "appointment"),
            ["lead"],
            ["visits:sum"],
        )
        bounds = {"1": 0, "2": 1, "3": 3, "4": 8, "5": 15, "6": 29, "7": 10**6}
        expected = defaultdict(int)
        for visit in self.visits.filtered(lambda v: v.channel == "appointment"):
            days = (
                (visit.day - visit._local(visit.booked_at).date()).days
                if visit.booked_at
                else None
            )
            group = days is not None and max(
                key for key, first in bounds.items() if first <= days
            )
            expected[group] += 1
        self.assertEqual(dict(groups), expected)
        for field in ("booked_by", "left_stage"):
            groups = self.report._read_group(
                self.domain & Domain("visits", ">", 0), [field], ["visits:sum"]
            )
            expected = defaultdict(int)
            for visit in self.visits:
                here = visit.channel not in DISTANCE
                stage = (here and self.stage(visit)) or False
                expected[visit.booked_by if field == "booked_by" else stage] += 1
            self.assertEqual(dict(groups), expected, field)

    def test_records_of_an_answer_can_be_asked_again(self):
        [(product, *_figures)] = self.report._read_group(
            self.domain & Domain("product_id", "=", self.passport.id),
            ["product_id"],
            ["visits:sum"],
        )
        report = product.env["municipal.visit.report"]
        self.assertTrue(
            report.search([("product_id", "=", product.id)]).mapped("clock")
        )
        forged = self.report.with_context(
            municipal_counting=Counting.FIRST.name, municipal_columns=["id"]
        )
        self.assertEqual(
            forged._read_group(self.domain, [], MEASURES),
            self.report._read_group(self.domain, [], MEASURES),
        )

    def test_rules_that_name_products_are_heeded(self):
        """A rule of an administrator cuts visits in parts as a filter does."""
        self.env["ir.rule"].create(
            {
                "name": "Two products",
                "model_id": self.env["ir.model"]._get_id(self.report._name),
                "domain_force": [
                    ("product_id", "in", (self.passport + self.foreigner).ids)
                ],
            }
        )
        mine = self.report.with_user(self.manager)
        keep = self.passport + self.foreigner
        rows = self.rows_of(lambda v, line: self.product(v, line) in keep)
        [figures] = mine._read_group(self.domain, [], [*MEASURES, "__count"])
        for value, right in zip(
            figures, [*self.expected(rows), len(rows)], strict=True
        ):
            self.assertAlmostEqual(value, right, places=2)

    # How it is asked -----------------------------------------------------------

    def test_small_groups_cannot_be_sent_along(self):
        forged = self.report.with_context(
            municipal_gathered=["SELECT 1", {"visits:sum": "1"}]
        )
        self.assertEqual(
            forged._read_group(self.domain, [], MEASURES),
            self.report._read_group(self.domain, [], MEASURES),
        )

    def test_the_way_of_counting(self):
        came, one = Domain("came", "=", True), Domain("product_id", "=", 7)
        two = Domain("product_id", "in", [7, 8])
        for domain, groupby, aggregates, way in (
            (came, [], ["visits:sum", "__count"], Counting.FIRST),
            (came, ["day:month"], ["day:max", "waiting_p90:avg"], Counting.FIRST),
            (came, ["channel"], ["quantity:sum"], Counting.WHOLE),
            (came, ["channel"], ["name:array_agg"], Counting.WHOLE),
            (came, ["product_id"], ["visits:sum"], Counting.SINGLE),
            (came & one, ["channel"], ["visits:sum"], Counting.SINGLE),
            (came | one, ["channel"], ["visits:sum"], Counting.SOME),
            (~one, [], ["visits:sum"], Counting.SOME),
            (two, ["channel"], ["visits:sum"], Counting.SOME),
            (two, ["product_id"], ["visits:sum"], Counting.SINGLE),
            (came, ["product_id.type_id"], ["visits:sum"], Counting.SOME),
            (came, ["reason"], ["visits:sum"], Counting.SOME),
            (Domain("product_id", "=", "Pass"), [], ["visits:sum"], Counting.SOME),
            (Domain("id", "in", [1, 2]), [], ["visits:sum"], Counting.SOME),
        ):
            with self.subTest(domain=str(domain), groupby=groupby):
                self.assertIs(counting(domain, groupby, aggregates), way)

    def test_the_columns_of_a_question(self):
        always = {"id", "visit_id", "first", "product_count"}
        domain = ~Domain("came", "=", True) | Domain("service_id.name", "=", "x")
        self.assertEqual(
            columns(domain, ["day:month", "visits:sum", "__count"]),
            always | {"came", "service_id", "day", "visits"},
        )
        self.assertIn(ONLY_CAME, columns(Domain("came", "=", True), ["visits:sum"]))
        self.assertNotIn(ONLY_CAME, columns(Domain("came", "=", False), []))
        self.assertIsNone(columns(Domain("display_name", "=", "x"), []))
