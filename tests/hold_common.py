from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import parse_qs, urlparse

from odoo import fields, http
from odoo.tests import freeze_time

from .booking_common import BookingCase, iso


class HoldCase(BookingCase):
    """Several visitors at the website, each with a browser of their own."""

    def setUp(self):
        super().setUp()
        self.start = self.free_starts(hour=9)[1]
        self.desks[1].active = False
        self.company.municipal_holds_per_visitor = 2

    @contextmanager
    def another_visitor(self):
        """Let somebody else use the website for a while."""
        mine = self.session, self.opener
        self.session = None
        self.authenticate(None, None)
        try:
            yield
        finally:
            http.root.session_store.delete(self.session)
            self.session, self.opener = mine

    @contextmanager
    def later(self, **delta):
        with freeze_time(fields.Datetime.now() + timedelta(**delta)):
            yield

    def holds(self):
        self.env.invalidate_all()
        return self.env["municipal.reservation"].search([("hold_key", "!=", False)])

    def held_starts(self):
        return self.holds().mapped("start")

    def query(self, start=None):
        return {f"q_{self.kids_id.id}": 1, "start": iso(start or self.start)}

    def details(self, start=None, status=200):
        return self.page("/afspraak/gegevens", status=status, **self.query(start))

    def choose_and_open(self, start=None):
        """Choose a moment and follow the answer to the form."""
        answer = self.choose(start or self.start)
        self.assertEqual(answer.status_code, 303, answer.text[:300])
        return self.page(answer.headers["Location"])

    def state(self, page):
        [block] = page.cssselect(".o_municipal_hold")
        return block.get("data-state")

    def form(self, page):
        [form] = page.cssselect("form.o_municipal_form")
        return form

    def confirm(self, page, **changes):
        """Fill in the form of a page and send it."""
        form = self.form(page)
        values = {**dict(form.form_values()), "name": "An", "phone": "0470123456"}
        values.update(changes)
        return self.url_open(form.action, data=values, allow_redirects=False)

    def offered(self, **params):
        """Return the moments on the page with the moments of one day."""
        page = self.page(
            "/afspraak/moment",
            **{
                f"q_{self.kids_id.id}": 1,
                "day": f"{self.start:%Y-%m-%d}",
                "all": 1,
                **params,
            },
        )
        buttons = page.cssselect(".o_municipal_times button")
        return [button.get("value") for button in buttons]

    def nearest(self, page):
        """Return the moments that a page offers instead of one that was lost."""
        return [
            parse_qs(urlparse(form.action).query)["start"][0]
            for form in page.cssselect(".o_municipal_nearest form")
        ]

    def latest_booking(self):
        return self.env["resource.booking"].search([], order="id desc", limit=1)
