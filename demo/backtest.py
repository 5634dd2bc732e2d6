"""How well the demo's change of 1 April 2025 is foretold, each regime out of the other.

A year before it and a year since, so that seasons weigh the same. The demo lets its
visitors wait by rules of its own: appointments are kept at a desk of their own, and
free walk-in draws people who did not come before.
"""

from datetime import date, timedelta
from typing import NamedTuple

from ..engine import what_if
from ..models.review import town
from .recent_years.profile import FREE_WALK_IN

YEAR = timedelta(days=364)
#: name of a regime -> its days
REGIMES = {
    "before": (FREE_WALK_IN - YEAR, FREE_WALK_IN - timedelta(days=1)),
    "after": (FREE_WALK_IN, FREE_WALK_IN + YEAR),
}
WEEKS, YEARS = 12, 3
#: the last day that must have been told
LAST = date(2026, 3, 31)


class Foretold(NamedTuple):
    """Mean waits in minutes: as measured, and as a simulation says."""

    measured: float
    said: float

    @property
    def error(self):
        return abs(self.said - self.measured)


def backtest(env, weeks=WEEKS, years=YEARS):
    """Return (known regime, wanted one) -> what is foretold; nothing is kept.

    :param env: of a database with the demo
    """
    reviews = {name: _review(env, *days) for name, days in REGIMES.items()}
    learnt = {name: town.known(review) for name, review in reviews.items()}
    measured = {name: town.measured(one.waits, 1) for name, one in learnt.items()}
    found = {}
    for known, review in reviews.items():
        said = _said(review, learnt[known].learnt.town, reviews, weeks, years)
        for wanted, minutes in said.items():
            real = measured[wanted]["wait_mean"]
            found[known, wanted] = Foretold(real, minutes)
    return found


def crossed_error(found):
    """Return the mean error of the regimes that were foretold out of the other one."""
    errors = [one.error for (known, wanted), one in found.items() if known != wanted]
    return sum(errors) / len(errors)


def _review(env, first, last):
    return env["municipal.review"].create(
        {
            "name": "Backtest",
            "company_id": env.ref("base.main_company").id,
            "service_ids": env.ref("municipal_appointment.service_citizens").ids,
            "location_id": env.ref("municipal_appointment.location_town_hall_demo").id,
            "date_from": first,
            "date_to": last,
        }
    )


def _said(review, known_town, reviews, weeks, years):
    """Return regime -> mean wait under its hours, out of what a review knows."""
    maker = town.Plans(review, known_town)
    values = review._today_alternative() | {"is_today": False, "review_id": review.id}
    names, plans = {}, []
    for name, other in reviews.items():
        lines = other._types()._week_lines(other.date_to)
        week = values["week"] | {"lines": lines}
        drawn = review.env["municipal.review.alternative"].create(
            values | {"week": week, "name": name}
        )
        plans.append(maker.plan(drawn))
        names[name] = plans[-1].name
    *_rough, answer = what_if.run(known_town, plans, weeks, years)
    return {
        name: answer.range(plan, "wait_mean").middle for name, plan in names.items()
    }
