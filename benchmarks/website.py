"""The website as citizens meet it: every page of the flow, beside Odoo's own pages.

A server with two worker processes, real HTTP on loopback. First one visitor after the
other, each with a browser of their own, goes through the whole flow; in between they
open a plain page of Odoo (``/contactus``) and upstream's page with free slots, which a
second server has in a database without our add-on, with the same bookings. Then many
visitors come at the same time.

Statements are those that Odoo writes beside every request in its log.

--rounds N    visitors one after the other; --crowd N    visitors at the same time
"""

import argparse
import json
import random
import re
import sys
from collections import defaultdict
from statistics import median

from _browser import Browser
from _copies import fill
from _odoo import environment
from _report import report, table
from _server import serving
from _town import (
    OPEN_DAYS,
    allow_holds,
    book_known,
    book_upstream,
    close_long_months,
    make_municipal_type,
    make_partner,
    make_upstream_type,
    next_month,
    slots_on,
    weekdays,
)
from _upstream import make_upstream, upstream_database
from _visitor import Rush, Visitor, contact, percentile

DESKS = 8
#: the workers are warm after these
WARM_UP = 8
#: upstream's page takes so long that it is opened every fourth time
STOCK_EVERY = 4
#: a name that nothing in the catalogue has
NAME = "Zevenster"
PLAIN, STOCK = "plain page of Odoo", "upstream's slots"
#: what a visitor opens, in this order; what they send has a name with POST in it
PAGES = ("catalogue", "search", "product", "slots", "day", "details", "appointment")
SENT = ("POST hold", "POST book")
#: how a request in the log is known, the first one that fits
STEPS = [
    (name, re.compile(pattern))
    for name, pattern in (
        (PLAIN, "GET /contactus"),
        ("search", r"GET /afspraak\?"),
        ("catalogue", "GET /afspraak$"),
        ("product", "GET /afspraak/product/"),
        ("day", "GET /afspraak/moment.*day="),
        ("slots", "GET /afspraak/moment"),
        ("POST hold", "POST /afspraak/moment"),
        ("details", "GET /afspraak/gegevens"),
        ("POST book", "POST /afspraak/gegevens"),
        ("appointment", "GET /my/appointments/"),
        (STOCK, "GET .*/schedule/"),
    )
]
LIMITS = {
    "queries_max_page": ("<=", 15),
    "queries_book": ("<=", 22),
    "p50_ms_slots": ("<=", 20),
    "p50_ms_book": ("<=", 35),
    "ratio_catalogue_to_plain": ("<=", 2),
    "ratio_product_to_plain": ("<=", 2),
    "ratio_to_stock_page": (">=", 15),
    "errors_5xx": ("==", 0),
    "errors_logged": ("==", 0),
}


def book_month(type_, book):
    """Book 350 moments of the month at each desk.

    :param book: books a moment for a partner
    """
    days = weekdays(*next_month())
    close_long_months(type_.resource_calendar_id, days)
    moments = slots_on(days[:OPEN_DAYS])
    fill(book(make_partner(type_.env), moments[0]), moments)


def make_town():
    """Make what our server serves, beside the catalogue of the demo."""
    with environment(keep=True) as env:
        allow_holds(env)
        product = make_municipal_type(env, DESKS)
        product.name = NAME
        product.type_id.horizon_days = 70
        book_month(product.type_id, lambda *asked: book_known(product, *asked))


def fill_upstream():
    """Make the same for upstream, and say where its page with free slots is."""
    start_dt, _end_dt = next_month()
    with environment(keep=True) as env:
        type_ = make_upstream_type(env, DESKS)
        book_month(type_, lambda *asked: book_upstream(type_, *asked))
        pending = env["resource.booking"].create(
            {"type_id": type_.id, "partner_ids": make_partner(env)}
        )
        suffix = f"/schedule/{start_dt.year}/{start_dt.month}"
        print(json.dumps(pending.get_portal_url(suffix=suffix)))


class Flow:
    """How a visitor goes from what they type to the page of their appointment.

    :param visitor: a browser
    :param dice: which day and which slot they take
    """

    def __init__(self, visitor, dice):
        self._visitor, self._dice = visitor, dice

    def product(self):
        """Find the product; return its page."""
        found = self._visitor.open(f"/afspraak?q={NAME}", "search")
        return self._visitor.take(found.link("o_municipal_product"), "product")

    def slots(self, product):
        """Choose a day that the page offers; return the page with its slots."""
        slots = self._visitor.take(product.product, "slots")
        return self._visitor.take(self._dice.choice(slots.days()), "day")

    def slot(self, page):
        """Return the step that takes one of the slots of a page."""
        steps = page.alternatives()
        return steps[self._dice.choice(sorted(steps))]


def one_by_one(url, stock, rounds):
    """Let visitors come one after the other; return name -> milliseconds.

    :param url: of our server
    :param stock: of the other server, with the path of upstream's page
    """
    spent = defaultdict(list)
    for number in range(WARM_UP + rounds):
        browser = Browser(url)
        visit(browser, number)
        stranger = Browser(stock)
        if not number % STOCK_EVERY:
            stranger.open(stock, STOCK)
        for name, milliseconds, status in browser.requests + stranger.requests:
            assert status < 400, (name, status)
            if number >= WARM_UP:
                spent[name].append(milliseconds)
    return spent


def visit(browser, number):
    """Go through the whole flow; the plain page comes first every second time."""
    first = [("/contactus", PLAIN), ("/afspraak", "catalogue")]
    for path, name in first if number % 2 else first[::-1]:
        browser.open(path, name)
    flow = Flow(browser, random.Random(number))
    page = flow.slots(flow.product())
    browser.open("/contactus", PLAIN)
    details = browser.take(flow.slot(page), "POST hold", "details")
    step = details.submit(details.details, **contact(number))
    assert browser.take(step, "POST book", "appointment").booked


class Crowd:
    """Visitors who all come at the same time."""

    def __init__(self, url, count):
        visitors = [Visitor(url, 10_000 + number) for number in range(count)]
        self.rush = Rush(visitors, lambda visitor: None, self._come)

    @staticmethod
    def _come(visitor):
        flow = Flow(visitor, random.Random(visitor.number))
        page = flow.slots(flow.product())
        while not page.booked:
            page = visitor.book(flow.slot(page))

    def run(self):
        seconds = self.rush.run()
        for failure in self.rush.failures[:5]:
            print(failure)
        return {
            "flows_per_second": round(len(self.rush.booked) / seconds, 2),
            "crowd_booked": len(self.rush.booked),
            "crowd_failed": len(self.rush.failures),
            "errors_5xx": self.rush.figures()["errors_5xx"],
        }


def name_of(method, path):
    """Return which step of the flow a request in the log is, if it is one."""
    asked = f"{method} {path}"
    return next((name for name, pattern in STEPS if pattern.match(asked)), None)


def statements(servers, rounds):
    """Return name -> the statements of its last requests in the logs."""
    found = defaultdict(list)
    for server in servers:
        for method, path, number in server.statements():
            found[name_of(method, path)].append(number)
    return {name: numbers[-rounds:] for name, numbers in found.items() if name}


def figures_of(spent, counts):
    """Return the figures that a program reads."""
    p50 = {name: median(times) for name, times in spent.items()}
    return {
        "queries_max_page": max(median(counts[name]) for name in PAGES),
        "queries_worst_page": max(max(counts[name]) for name in PAGES),
        "queries_hold": median(counts["POST hold"]),
        "queries_book": median(counts["POST book"]),
        "p50_ms_max_page": round(max(p50[name] for name in PAGES), 1),
        "p50_ms_slots": round(p50["slots"], 1),
        "p50_ms_book": round(p50["POST book"], 1),
        "ratio_catalogue_to_plain": round(p50["catalogue"] / p50[PLAIN], 2),
        "ratio_product_to_plain": round(p50["product"] / p50[PLAIN], 2),
        "ratio_to_stock_page": round(p50[STOCK] / p50["slots"], 1),
    }


def show(spent, counts):
    """Print what each page costs."""
    table(
        ["page", "p50 ms", "p95 ms", "statements", "at most"],
        {
            name: [
                round(median(spent[name]), 1),
                round(percentile(sorted(spent[name]), 95), 1),
                median(counts[name]),
                max(counts[name]),
            ]
            for name in (PLAIN, *PAGES, *SENT, STOCK)
        },
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--crowd", type=int, default=200)
    arguments = parser.parse_args()
    make_town()
    with upstream_database() as name:
        path = make_upstream(__file__, name)
        with serving(database=name) as stock, serving() as server:
            urls = server.url, stock.url + path
            spent = one_by_one(*urls, arguments.rounds)
            counts = statements([server, stock], arguments.rounds)
            crowd = Crowd(server.url, arguments.crowd).run()
            errors = server.errors()
    show(spent, counts)
    figures = {**figures_of(spent, counts), **crowd, "errors_logged": errors}
    report(figures, LIMITS)


if __name__ == "__main__":
    fill_upstream() if "--upstream" in sys.argv else main()
