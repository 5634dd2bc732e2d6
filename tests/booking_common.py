from datetime import timedelta

from lxml import html
from pytz import timezone, utc

from odoo import fields, http
from odoo.tests import HttpCase

from .clock_common import OwnClock
from .common import create_town, empty_mail_queue, share_nothing

BRUSSELS = timezone("Europe/Brussels")
#: what a booking leaves behind; a refused one leaves none of it
TRACES = (
    "resource.booking",
    "municipal.booking.line",
    "municipal.visit",
    "municipal.visit.event",
    "municipal.reservation",
    "res.partner",
    "calendar.event",
    "mail.mail",
)


def install_languages(env):
    """Let the tests read English, with Dutch beside it."""
    english = env["res.lang"]._activate_lang("en_US")
    dutch = env["res.lang"]._activate_lang("nl_BE")
    env["website"].search([]).write(
        {
            "language_ids": [fields.Command.set((english | dutch).ids)],
            "default_lang_id": english.id,
        }
    )


def iso(start):
    """Return a naive UTC moment as links name it."""
    return f"{start:%Y-%m-%dT%H:%M:%SZ}"


class BookingCase(OwnClock, HttpCase):
    """The small town hall on a Monday morning, with its website."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        install_languages(cls.env)
        share_nothing(cls)
        empty_mail_queue(cls)
        create_town(cls)
        cls.company.phone = "09 111 22 33"
        cls.service.write({"phone": "09 444 55 66", "email": "desk@town.example.com"})
        cls.location.write({"street": "Markt 1", "zip": "9000", "city": "Testdorp"})
        cls.env["website"].search([]).company_id = cls.company

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def free_starts(self, lines=None, hour=None):
        """Return free slots from Wednesday on, by local hour."""
        now = utc.localize(fields.Datetime.now())
        free = self.type._free_slots(
            lines or [(self.kids_id, 1)],
            now + timedelta(days=2),
            now + timedelta(days=21),
        )
        return [
            start
            for start in free
            if hour is None or utc.localize(start).astimezone(BRUSSELS).hour == hour
        ]

    def page(self, path, status=200, **params):
        """Open a page and return its parsed HTML."""
        response = self.url_open(path, params=params)
        self.assertEqual(response.status_code, status, response.text[:500])
        return self.parsed(response)

    def parsed(self, response):
        self.assertNotIn("Traceback", response.text)
        document = html.fromstring(response.text)
        document.make_links_absolute(self.base_url())
        return document

    def text(self, node):
        return " ".join(node.text_content().split())

    def form_values(self, **changes):
        """Return what the form with the details sends."""
        values = {
            f"q_{self.kids_id.id}": "1",
            "start": iso(self.free_starts(hour=9)[0]),
            "name": "An Peeters",
            "email": "an@example.com",
            "phone": "",
            "csrf_token": http.Request.csrf_token(self),
        }
        values.update(changes)
        return {key: value for key, value in values.items() if value is not None}

    def send(self, **changes):
        """Send the form with the details, without following the answer."""
        return self.url_open(
            "/afspraak/gegevens",
            data=self.form_values(**changes),
            allow_redirects=False,
        )

    def choose(self, start=None, **changes):
        """Press the button of a moment, without following the answer."""
        start = start or self.free_starts(hour=9)[0]
        return self.url_open(
            f"/afspraak/moment?q_{self.kids_id.id}=1",
            data={
                "start": iso(start),
                "csrf_token": http.Request.csrf_token(self),
                **changes,
            },
            allow_redirects=False,
        )

    def press(self, page, index=0, follow=True):
        """Press the button of a clock time on a page; return the answer."""
        button = page.cssselect(".o_municipal_times button")[index]
        [form] = button.iterancestors("form")
        values = {**dict(form.form_values()), "start": button.get("value")}
        return self.url_open(form.action, data=values, allow_redirects=follow)

    def traces(self):
        """Count what bookings leave behind."""
        return {
            model: self.env[model].with_context(active_test=False).search_count([])
            for model in TRACES
        }

    def book(self, **values):
        """Book a moment in the way of the website, without its pages.

        The mail is written too, which the queue does first.
        """
        lines = values.pop("lines", [(self.kids_id, 1)])
        start = values.pop("start", None) or self.free_starts(lines, hour=9)[0]
        public = self.env["resource.booking"].with_user(
            self.env.ref("base.public_user")
        )
        contact = values.pop("contact", self.contact)
        booking = public.sudo()._book(lines, start, contact, lang="en_US", **values)
        self.env["municipal.notice"]._write_promised()
        return self.env["resource.booking"].browse(booking.id)
