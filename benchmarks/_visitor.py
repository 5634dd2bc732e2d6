"""Visitors of the website who want a moment, many at a time."""

import threading
import time
from collections import namedtuple
from ipaddress import ip_address
from urllib.parse import urlparse

from _browser import GONE, Browser
from _page import Step

#: how many requests are under way at once; the others wait in front, as they do in a
#: proxy. Odoo itself lets eight for each worker wait, and more would be turned away.
CONNECTIONS = 16
#: a visitor tries again for so long when the server does not answer
PATIENCE = 120
#: the first address that a visitor may have: those for private networks
NETWORK = ip_address("10.0.0.1")

Request = namedtuple("Request", "name seconds status")


def contact(number):
    """Return what somebody types about themselves; digits are not taken for a name."""
    letters = str(number).translate(str.maketrans("0123456789", "abcdefghij"))
    return {"name": f"Visitor {letters}", "email": f"visitor{number}@example.com"}


def forwarded(url, number):
    """Return what a proxy says of a visitor: each comes from a network of their own."""
    address = ip_address(int(NETWORK) + number)
    return {"X-Forwarded-For": str(address), "X-Forwarded-Host": urlparse(url).netloc}


class Visitor:
    """Somebody with a browser of their own.

    :param str url: of the website
    :param int number: makes their name and address
    """

    gate = threading.BoundedSemaphore(CONNECTIONS)

    def __init__(self, url, number):
        self.url = url
        self.number = number
        self._browser = Browser(url, forwarded(url, number))
        self.requests = []
        self.resent = 0
        self.booked_at = None
        self.refusals = []

    def open(self, path, name="moments"):
        return self.take(Step("GET", f"{self.url}{path}"), name)

    def take(self, step, name):
        """Follow a link or send a form, again when the server went away."""
        deadline = time.monotonic() + PATIENCE
        while True:
            started = time.perf_counter()
            try:
                with self.gate:
                    page = self._browser.follow(step, name)
                break
            except GONE:
                if time.monotonic() > deadline:
                    raise
                self.resent += 1
                time.sleep(0.5)
        spent = time.perf_counter() - started
        self.requests.append(Request(name, spent, page.status))
        return page

    def book(self, step):
        """Choose a moment, say who they are, and return the last page that they see."""
        page = self.take(step, "choose")
        if page.details is not None:
            page = self.take(page.submit(page.details, **self._contact()), "book")
        if page.booked:
            self.booked_at = time.perf_counter()
        elif page.taken:
            self.refusals.append(page)
        return page

    def _contact(self):
        return contact(self.number)


class Rush:
    """Visitors who are released at the same moment.

    :param prepare: what each does before, such as opening a page
    :param act: what each does once they are released
    """

    def __init__(self, visitors, prepare, act):
        self.visitors = visitors
        self.failures = []
        self.released_at = None
        self._threads = []
        self._prepare, self._act = prepare, act
        self._barrier = threading.Barrier(len(visitors), action=self._release)

    def _release(self):
        self.released_at = time.perf_counter()

    def run(self, meanwhile=lambda rush: None):
        """Run until everybody is served, and return how many seconds that took.

        :param meanwhile: called while the visitors are busy
        """
        threading.stack_size(512 * 1024)
        self._threads = [
            threading.Thread(target=self._visit, args=(visitor,), daemon=True)
            for visitor in self.visitors
        ]
        for thread in self._threads:
            thread.start()
        meanwhile(self)
        for thread in self._threads:
            thread.join()
        return time.perf_counter() - self.released_at

    def _visit(self, visitor):
        prepared = self._attempt(self._prepare, visitor)
        self._barrier.wait()
        if prepared:
            self._attempt(self._act, visitor)

    def _attempt(self, step, visitor):
        """Take a step; whoever fails is told at the end, and the others go on."""
        try:
            step(visitor)
        except Exception as error:
            self.failures.append(f"visitor {visitor.number}: {error!r}")
            return False
        return True

    @property
    def busy(self):
        return any(thread.is_alive() for thread in self._threads)

    @property
    def booked(self):
        return [visitor for visitor in self.visitors if visitor.booked_at]

    def answers(self):
        """Return how many answers the visitors have had since their release."""
        return sum(
            request.name != "moments"
            for visitor in self.visitors
            for request in list(visitor.requests)
        )

    def figures(self):
        """Return what the visitors met with."""
        requests_ = [
            request for visitor in self.visitors for request in visitor.requests
        ]
        waited = sorted(
            request.seconds for request in requests_ if request.name != "moments"
        )
        last = max((visitor.booked_at for visitor in self.booked), default=0)
        spent = last - self.released_at if last else 0
        return {
            "requests": len(requests_),
            "resent": sum(visitor.resent for visitor in self.visitors),
            "errors_5xx": sum(request.status >= 500 for request in requests_),
            "failed_visitors": len(self.failures),
            "seconds_to_last_booking": round(spent, 2),
            "bookings_per_second": round(len(self.booked) / spent, 2) if spent else 0,
            "p50_seconds": round(percentile(waited, 50), 2),
            "p99_seconds": round(percentile(waited, 99), 2),
        }


def percentile(ordered, percent):
    """Return the value below which so many of the ordered values lie."""
    return (
        ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0
    )
