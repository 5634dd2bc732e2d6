from odoo import http

from .booking_common import BookingCase


class AppointmentCase(BookingCase):
    """One appointment on Wednesday morning, and its page."""

    def setUp(self):
        super().setUp()
        self.booking = self.book()
        self.start = self.booking.start
        self.url = f"/my/appointments/{self.booking.id}"

    def open(self, suffix="", status=200, **params):
        token = self.booking.access_token
        return self.page(self.url + suffix, status, access_token=token, **params)

    def post(self, suffix, **data):
        """Press a button of the page, without following the answer."""
        data = {
            "access_token": self.booking.access_token,
            "csrf_token": http.Request.csrf_token(self),
            **data,
        }
        answer = self.url_open(self.url + suffix, data=data, allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def follow(self, answer):
        self.assertEqual(answer.status_code, 303, answer.text[:500])
        return self.page(answer.headers["Location"])

    def submit(self, page, suffix):
        """Send the form of a page whose address ends so, as a browser does."""
        [form] = [f for f in page.forms if f.action.partition("?")[0].endswith(suffix)]
        values = dict(form.form_values())
        answer = self.url_open(form.action, data=values, allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def forms(self, page):
        return [form.action.partition("?")[0] for form in page.forms]

    def heading(self, page):
        return self.text(page.cssselect("h1")[0])

    def main(self, page):
        return self.text(page.cssselect("#wrap")[0])
