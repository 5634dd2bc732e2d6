"""Log, pivot and workbook tell the same of a month with every kind of visit."""

from collections import Counter, defaultdict
from statistics import fmean, median

from pytz import timezone, utc

from odoo.tests import tagged

from ..month_common import FIRST, LAST, MonthCase

BRUSSELS = timezone("Europe/Brussels")
DISTANCE = ("phone", "mail", "digital")
#: the last step in the log -> what became of the visit
BECAME = {
    "booked": "booked",
    "moved": "booked",
    "cancelled": "cancelled",
    "no_show": "no_show",
    "withdrawn": "withdrawn",
    "checked_in": "waiting",
    "left": "left",
    "finished": "finished",
}
CAME = ("waiting", "left", "finished")


class Course:
    """What the log alone says of a visit; who it was and for what is not in it."""

    def __init__(self, visit, steps):
        self.visit, self.steps = visit, steps
        self.state = BECAME[steps[-1][0]]
        self.happened = self.state in CAME
        self.came = self.happened and visit.channel not in DISTANCE
        arrived = dict(reversed(steps)).get("checked_in")
        planned = None if visit.channel == "urgent" else visit.planned_start
        moment = planned or arrived or steps[0][1]
        self.clock = utc.localize(moment).astimezone(BRUSSELS)

    @property
    def wait(self):
        """Return the minutes of all waits that ended with a call, if any is known."""
        visit, waits = self.visit, []
        for (step, begun), (next_step, ended) in zip(
            self.steps, self.steps[1:], strict=False
        ):
            if step in ("checked_in", "forwarded") and next_step == "called":
                if step == "checked_in" and visit.channel == "appointment":
                    begun = max(begun, visit.planned_start)
                waits.append(max(0, (ended - begun).total_seconds() / 60))
        return sum(waits) if waits and self.came and not visit.inaccurate else None


@tagged("post_install", "-at_install")
class TestThreeWays(MonthCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book = cls.export(FIRST, LAST, service_ids=cls.service.ids)
        steps = defaultdict(list)
        for event in cls.visits.event_ids.sorted(lambda e: (e.moment, e.id)):
            steps[event.visit_id].append((event.step, event.moment))
        cls.courses = [Course(visit, steps[visit]) for visit in cls.visits]
        cls.came = [course for course in cls.courses if course.came]
        cls.digital = 5

    def pivot(self, *groups, measure="visitors:sum", domain=()):
        """Return a measure by groups, as the pivot of a manager has it."""
        report = self.env["municipal.visit.report"].with_user(self.manager)
        domain = [("service_id", "=", self.service.id), *domain]
        found = report._read_group(domain, groups, [measure])
        counted = {}
        for *keys, amount in found:
            keys = [getattr(key, "id", key) for key in keys]
            counted[keys[0] if len(keys) == 1 else tuple(keys)] = amount
        return {key: amount for key, amount in counted.items() if amount}

    def test_every_visit_has_its_log(self):
        self.assertEqual(len(self.courses), len(self.visits))
        for course in self.courses:
            self.assertEqual(course.state, course.visit.state, course.visit.name)
        self.assertEqual(
            {course.state for course in self.courses}, set(BECAME.values())
        )

    def test_totals(self):
        totals = self.book.totals()
        persons = sum(course.visit.persons for course in self.came)
        contacts = sum(course.happened for course in self.courses) + self.digital
        came = [("came", "=", True)]
        for label, measure, domain, right in (
            ("Visits registered", "visits:sum", (), len(self.courses)),
            ("Visitors: visits that came", "visitors:sum", (), len(self.came)),
            ("Persons in these visits", "persons:sum", came, persons),
            (
                "Contacts: visitors, phone, mail and digital",
                "contacts:sum",
                (),
                contacts,
            ),
        ):
            with self.subTest(label):
                self.assertEqual(totals[label], [right])
                self.assertEqual(
                    self.pivot(measure=measure, domain=domain), {(): right}
                )

    def test_what_became_of_them(self):
        expected = Counter(course.state for course in self.courses)
        visits = self.pivot("state", measure="visits:sum", domain=[("visits", ">", 0)])
        self.assertEqual(visits, dict(expected))
        raw = Counter(row["State"] for row in self.book.raw() if row["First row"])
        names = dict(self.visits._fields["state"]._description_selection(self.env))
        self.assertEqual(raw, {names[key]: n for key, n in expected.items()})

    def test_channels(self):
        expected = Counter(c.visit.channel for c in self.courses if c.happened)
        expected["digital"] += self.digital
        self.assertEqual(self.pivot("channel", measure="contacts:sum"), dict(expected))
        raw = Counter()
        for row in self.book.raw():
            if row["First row"] or row["Digital figure"]:
                raw[row["Channel"]] += row["Contacts"]
        names = dict(self.visits._fields["channel"]._description_selection(self.env))
        self.assertEqual(+raw, {names[key]: n for key, n in expected.items()})

    def test_days(self):
        expected = Counter(course.clock.date() for course in self.came)
        self.assertEqual(self.pivot("day:day"), dict(expected))
        found = {
            row["Day"]: row["Visitors"]
            for row in self.book.table("Per day", "Day")
            if row["Visitors"] and hasattr(row["Day"], "year")
        }
        self.assertEqual({day.date(): n for day, n in found.items()}, dict(expected))

    def test_half_hours(self):
        """Also on the Monday after the clock was changed."""
        expected = Counter(
            (f"{c.clock:%H}:{c.clock.minute // 30 * 30:02}", str(c.clock.isoweekday()))
            for c in self.came
        )
        self.assertEqual(self.pivot("half_hour", "weekday"), dict(expected))
        names = [f"{day}day" for day in ("Mon", "Tues", "Wednes", "Thurs", "Fri")]
        found = Counter()
        for row in self.book.table("Per weekday and half-hour", "Half-hour"):
            for number, name in enumerate(names, 1):
                if "–" in row["Half-hour"] and row.get(name):
                    found[row["Half-hour"][:5], str(number)] += row[name]
        self.assertEqual(+found, expected)

    def test_products(self):
        expected = Counter(
            line.product_id.id for course in self.came for line in course.visit.line_ids
        )
        found = self.pivot("product_id", domain=[("product_id", "!=", False)])
        self.assertEqual(found, dict(expected))
        sheet = {
            row["Product no."]: row["Visitors"]
            for row in self.book.table("Per product", "Product")
            if row["Product no."] and row["Visitors"]
        }
        self.assertEqual(sheet, dict(expected))

    def test_waits(self):
        waits = [c.wait for c in self.courses if c.wait is not None]
        self.assertGreater(len(waits), 30)
        totals = self.book.totals()
        self.assertEqual(totals["Visits measured"][0], len(waits))
        self.assertEqual(self.pivot(measure="waits_known:sum"), {(): len(waits)})
        for label, measure, right in (
            ("Mean", "waiting_minutes:avg", fmean(waits)),
            ("Median: half had less", "waiting_median:avg", median(waits)),
        ):
            with self.subTest(label):
                self.assertAlmostEqual(totals[label][0], right, places=2)
                [found] = self.pivot(measure=measure).values()
                self.assertAlmostEqual(found, right, places=2)

    def test_no_shows(self):
        made = [c for c in self.courses if c.visit.channel == "appointment"]
        missed = sum(course.state == "no_show" for course in made)
        kept = sum(course.happened for course in made)
        rate = missed / (missed + kept)
        [sheet] = self.book.totals()["No-shows, of appointments kept or not"]
        self.assertAlmostEqual(sheet, rate, places=6)
        [percent] = self.pivot(measure="no_show_percent:avg").values()
        self.assertAlmostEqual(percent, 100 * rate, places=6)
