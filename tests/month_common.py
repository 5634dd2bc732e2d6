"""A month in which everything happens: visits of every kind, and what came to nothing.

It lies around 1 April 2025, so that it crosses a quarter, a change of regime that a
favourite asks about, and a night in which the clock is changed.
"""

from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random
from types import SimpleNamespace

from odoo import Command
from odoo.tests import freeze_time

from .figures_common import FiguresCase

FIRST, LAST = date(2025, 3, 17), date(2025, 4, 16)
MOMENTS = {
    "checked_in": "arrival",
    "called": "called_at",
    "started": "started_at",
    "finished": "finished_at",
    "left": "finished_at",
}
#: steps of a visitor who is not at a desk
AWAY = ("booked", "moved", "cancelled", "no_show", "checked_in", "left", "withdrawn")
#: a contact that was counted with one touch
COUNTED = [("checked_in", 0), ("started", 0), ("finished", 0)]
#: kind of visit -> channel, state, steps as (step, minutes after the appointment time)
KINDS = {
    "on time": (
        "appointment",
        "finished",
        [("checked_in", -6), ("called", 3), ("started", 4), ("finished", 19)],
    ),
    "late": (
        "appointment",
        "finished",
        [("checked_in", 8), ("called", 21), ("started", 23), ("finished", 30)],
    ),
    "nobody saw them come": (
        "appointment",
        "finished",
        [("called", 5), ("started", 5), ("finished", 12)],
    ),
    "urgent": (
        "urgent",
        "finished",
        [("checked_in", -25), ("called", 2), ("started", 3), ("finished", 9)],
    ),
    "walk-in": (
        "walk_in",
        "finished",
        [("checked_in", 0), ("called", 17), ("started", 18), ("finished", 31)],
    ),
    "forwarded": (
        "walk_in",
        "finished",
        [
            ("checked_in", 0),
            ("called", 4),
            ("started", 5),
            ("forwarded", 9),
            ("called", 20),
            ("started", 21),
            ("finished", 33),
        ],
    ),
    "paused": (
        "appointment",
        "finished",
        [
            ("checked_in", -1),
            ("called", 1),
            ("started", 2),
            ("paused", 6),
            ("resumed", 16),
            ("finished", 22),
        ],
    ),
    "left while waiting": ("walk_in", "left", [("checked_in", 0), ("left", 26)]),
    "left when called": (
        "appointment",
        "no_show",
        [("checked_in", -4), ("called", 7), ("no_show", 12)],
    ),
    "missed": ("appointment", "no_show", [("no_show", 60)]),
    "cancelled": ("appointment", "cancelled", [("cancelled", -3000)]),
    "moved": (
        "appointment",
        "finished",
        [
            ("moved", -4000),
            ("checked_in", -2),
            ("called", 6),
            ("started", 6),
            ("finished", 17),
        ],
    ),
    "moved and missed": (
        "appointment",
        "no_show",
        [("moved", -4000), ("moved", -2000), ("no_show", 60)],
    ),
    "quick counter": ("quick_counter", "finished", COUNTED),
    "phone": ("phone", "finished", COUNTED),
    "mail": ("mail", "finished", COUNTED),
    "digital": ("digital", "finished", COUNTED),
    "counted by mistake": ("phone", "withdrawn", [*COUNTED, ("withdrawn", 2)]),
    "still expected": ("appointment", "booked", []),
    "waiting": ("walk_in", "waiting", [("checked_in", 0)]),
}
#: outside the hours, which end at noon: begins half an hour before
OVERTIME = (
    "appointment",
    "finished",
    [("checked_in", 0), ("called", 10), ("started", 12), ("finished", 47)],
)


class MonthCase(FiguresCase):
    """A small town hall after a month, with all that its desks and its log tell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["resource.calendar.leaves"].search([]).unlink()
        cls.service.wait_target_minutes = 10
        cls.dice = Random(5)
        cls.days = [
            day
            for number in range((LAST - FIRST).days + 1)
            if (day := FIRST + timedelta(number)).weekday() < 5
        ]
        cls.visits = cls.env["municipal.visit"]
        cls._receive()
        cls._book()
        cls._ask_in_vain()
        cls.env["municipal.digital.figure"].create(
            {"product_id": cls.passport.id, "day": date(2025, 4, 2), "count": 5}
        )
        cls.env.flush_all()
        # what the demo counted on these days is that of other desks
        capacity = cls.env["municipal.capacity"]
        capacity.search([("day", "in", cls.days)]).unlink()
        for day in cls.days:
            capacity._count_day(cls.company, day)
        cls.env.flush_all()

    @classmethod
    def _receive(cls):
        """Let visitors of every kind come on every day, at the hours in turn."""
        kinds = cycle(KINDS.values())
        for day in cls.days:
            nine = _utc(day, 9)
            for half in range(6):
                moment = nine + timedelta(minutes=30 * half)
                cls.visits |= cls._visit(moment, cls.desks[half % 2], *next(kinds))
            if day.weekday() in (2, 4):
                last = nine + timedelta(minutes=150)
                cls.visits |= cls._visit(last, cls.desks[0], *OVERTIME)

    @classmethod
    def _visit(cls, moment, desk, channel, state, steps):
        """Create a visit, and what its log says."""
        planned = channel in ("appointment", "urgent")
        at = {step: moment + timedelta(minutes=late) for step, late in steps}
        times = {MOMENTS[step]: when for step, when in at.items() if step in MOMENTS}
        if not planned:
            times.setdefault("arrival", moment)
        if state == "withdrawn":
            times["finished_at"] = False
        here = channel not in ("phone", "mail", "digital")
        changed = {"moved", "cancelled"} & {step for step, _late in steps}
        days = cls.dice.choice([5, 9, 20, 40] if changed else [0, 1, 5, 9, 20, 40])
        made = channel == "appointment" and moment - timedelta(days=days, hours=1)
        visit = cls.env["municipal.visit"].create(
            {
                "name": f"MONTH-{len(cls.visits):03}",
                "channel": channel,
                "state": state,
                "service_id": cls.service.id,
                "location_id": here and cls.location.id,
                "planned_start": planned and moment,
                "persons": cls.dice.randint(1, 3),
                "inaccurate": steps[: len(COUNTED)] == COUNTED or cls._is_forgotten(),
                "booked_at": made,
                "booked_by": made and cls.dice.choice(["citizen", "clerk"]),
                "desk_id": "called_at" in times and desk.id,
                "line_ids": cls._lines(state == "finished"),
                **times,
            }
        )
        if made:
            steps = [("booked", (made - moment).total_seconds() / 60), *steps]
        cls._log(visit, moment, steps)
        return visit

    @classmethod
    def _is_forgotten(cls):
        """Tell whether nobody ended the visit, and its times are not reliable."""
        return cls.dice.random() < 0.08

    @classmethod
    def _lines(cls, ended):
        """Return the products of a visit: none, one or several."""
        products = cls.kids_id + cls.passport + cls.foreigner
        lines = []
        for product in cls.dice.sample(products, cls.dice.choice([0, 1, 1, 1, 2, 3])):
            asked = cls.dice.randint(1, 2)
            got = asked if ended and cls.dice.random() < 0.7 else 0
            why = ended and not got and cls.dice.choice(["papers", "desk", "digital"])
            values = {"quantity": asked, "delivered": got, "reason": why}
            lines.append(Command.create({"product_id": product.id, **values}))
        return lines

    @classmethod
    def _log(cls, visit, moment, steps):
        clerk = cls.clerk.id
        cls.env["municipal.visit.event"].create(
            [
                {
                    "visit_id": visit.id,
                    "step": step,
                    "moment": moment + timedelta(minutes=late),
                    "desk_id": step not in AWAY and visit.desk_id.id,
                    # citizens move and cancel themselves, or call
                    "user_id": step not in ("moved", "cancelled")
                    and clerk
                    or cls.dice.choice([False, clerk]),
                }
                for step, late in steps
            ]
        )

    @classmethod
    def _book(cls):
        """Book as the website does, on days with appointments; move and cancel some."""
        with freeze_time(datetime(2025, 3, 14, 8, 0)):
            kept, moved, gone = (
                cls.env["resource.booking"]._book(
                    [(product, 1)],
                    _utc(date(2025, 3, 24), hour),
                    cls.contact,
                    lang="en_US",
                )
                for product, hour in zip(
                    cls.passport + cls.kids_id + cls.foreigner, (9, 10, 11), strict=True
                )
            )
        with freeze_time(datetime(2025, 3, 18, 8, 0)):
            moved._move(_utc(date(2025, 3, 26), 10))
            gone.action_cancel()
        cls.bookings = kept | moved | gone
        cls.visits |= cls.env["municipal.visit"].search(
            [("booking_id", "in", cls.bookings.ids)]
        )

    @classmethod
    def _ask_in_vain(cls):
        demand = cls.env["municipal.demand"]
        demand.search([("company_id", "=", cls.company.id)]).unlink()
        one, two = [(cls.passport, 1)], [(cls.passport, 1), (cls.kids_id, 1)]
        refused = SimpleNamespace(reason="closing")
        full = SimpleNamespace(reason="daily_maximum")
        for day in (date(2025, 3, 18), date(2025, 4, 1), date(2025, 4, 2)):
            with freeze_time(_utc(day, 20)):
                demand._count_slot(one, "website", "full", cls.location)
                demand._count_slot(two, "staff", "not_suitable")
                demand._count_refusal(refused, one, cls.location)
                demand._count_refusal(full, one, cls.location)
                demand._count_outside(cls.kids_id, "phone")
                demand._count_outside(cls.passport, "digital", cls.location)


def _utc(day, hour):
    """Return a full hour in Brussels as naive UTC: the clock changes on 30 March."""
    ahead = 2 if day >= date(2025, 3, 30) else 1
    return datetime(day.year, day.month, day.day, hour - ahead)
