"""A town releases 900 moments, and 2,000 visitors want one.

Ten desks with ninety moments each, a server with two worker processes, real pages.
Every visitor opens a day at random, takes any moment of it, and when that was just
taken one of the alternatives that the page offers; until they have one, or nothing is
left. 900 must be booked, and the database is asked whether everything is in order.
"""

import random
from datetime import datetime, timedelta

from _integrity import Checks
from _odoo import environment
from _report import report
from _server import serving
from _town import ZONE, allow_holds, make_municipal_type, open_only
from _visitor import Rush, Visitor

from odoo import fields

DESKS, VISITORS = 10, 2000
#: 18 moments of twenty minutes on each of five days
HOURS = ((9, 12), (13, 16))
DAYS = 5
MOMENTS = DESKS * DAYS * 18
#: whoever was too late so often gives up
ATTEMPTS = 30
LIMITS = {
    "booked": ("==", MOMENTS),
    "refused": ("==", VISITORS - MOMENTS),
    "gave_up": ("==", 0),
    "doubles": ("==", 0),
    "faults": ("==", 0),
    "errors_5xx": ("==", 0),
    "failed_visitors": ("==", 0),
}


def next_monday():
    """Return the Monday of a week that lies ahead as a whole."""
    today = datetime.now(ZONE).date()
    return today + timedelta(days=7 - today.weekday())


class Release:
    """The moments of one week, and who wants one."""

    def __init__(self, url):
        monday = next_monday()
        self._days = [monday + timedelta(days=number) for number in range(DAYS)]
        since = fields.Datetime.now()
        with environment(keep=True) as env:
            allow_holds(env)
            product = make_municipal_type(env, DESKS, HOURS)
            open_only(product.type_id, self._days[0], self._days[-1])
            self._path = f"/afspraak/moment?q_{product.id}=1&all=1"
            self.checks = Checks(product.type_id.id, since)
        self._gave_up = []
        self.rush = Rush(
            [Visitor(url, number) for number in range(VISITORS)],
            lambda visitor: None,
            self._book,
        )

    def _book(self, visitor):
        choose = random.Random(visitor.number)
        page = visitor.open(f"{self._path}&day={choose.choice(self._days)}")
        for _attempt in range(ATTEMPTS):
            steps = page.alternatives() or page.moments()
            if not steps:
                page = visitor.open(self._path)
                steps = page.moments()
            if not steps:
                return
            page = visitor.book(steps[choose.choice(sorted(steps))])
            if page.booked:
                return
        self._gave_up.append(visitor)

    def figures(self):
        """Return what the visitors were told, and what the database says about it."""
        refusals = [page for visitor in self.rush.visitors for page in visitor.refusals]
        return {
            **self.checks.figures(),
            "told_booked": len(self.rush.booked),
            "refused": VISITORS - len(self.rush.booked),
            "gave_up": len(self._gave_up),
            "just_taken": len(refusals),
            "just_taken_with_nearest": sum(
                bool(page.alternatives()) for page in refusals
            ),
            **self.rush.figures(),
        }


def main():
    with serving() as server:
        release = Release(server.url)
        seconds = release.rush.run()
        errors = server.errors()
    for failure in release.rush.failures[:5]:
        print(failure)
    figures = {
        "moments": MOMENTS,
        "visitors": VISITORS,
        **release.figures(),
        "seconds": round(seconds, 1),
        "errors_logged": errors,
    }
    report(figures, LIMITS)


if __name__ == "__main__":
    main()
