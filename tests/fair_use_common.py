import re
from unittest.mock import patch
from urllib.parse import urlparse

from odoo import http

from odoo.addons.municipal_appointment.models.fair_use import municipal_proof

from .booking_common import BookingCase, iso
from .common import create_staff


class ConfirmCase(BookingCase):
    """A service whose appointments hold when the link in the mail was opened."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        create_staff(cls)
        cls.service.write({"confirm_mail": "always", "confirm_minutes": 30})

    def latest(self):
        self.env.invalidate_all()
        everything = self.env["resource.booking"].with_context(active_test=False)
        return everything.search([], order="id desc", limit=1)

    def ask(self, number=0, **changes):
        """Send the form; return the booking that waits for being confirmed."""
        changes.setdefault("start", iso(self.free_starts(hour=10)[number]))
        answer = self.send(**changes)
        self.assertEqual(answer.status_code, 303, answer.text[:300])
        return self.latest()

    def mails(self, booking):
        self.env["municipal.notice"]._write_promised()
        return self.env["mail.mail"].search(
            [("model", "=", booking._name), ("res_id", "=", booking.id)], order="id"
        )

    def link(self, booking):
        """Return the path of the link in the mail."""
        body = self.mails(booking)[-1].body_html
        [url] = re.findall(r'href="([^"]*/bevestigen/[^"]*)"', body)
        return urlparse(url).path

    def press(self, path, follow=False):
        """Press the button of the page behind the link."""
        data = {"csrf_token": http.Request.csrf_token(self)}
        answer = self.url_open(path, data=data, allow_redirects=follow)
        self.env.invalidate_all()
        return answer

    def own_page(self, booking, **params):
        return self.page(
            f"/my/appointments/{booking.id}",
            access_token=booking.access_token,
            **params,
        )

    def main(self, page):
        return self.text(page.cssselect("#wrap")[0])

    def lapse(self, booking):
        """Let the time to confirm pass, and the job run."""
        self.clock.move_to(booking.confirm_until)
        self.addCleanup(self.clock.move_to, self.now)
        self.run_job()

    def run_job(self):
        """Let the job run in the transaction of a test."""
        crons = self.env.registry["ir.cron"]
        with patch.object(crons, "_commit_progress", lambda *args, **kwargs: 1):
            self.env["resource.booking"]._cron_lapse()
        self.env.flush_all()
        self.env.invalidate_all()


class FakeNumbers:
    """Sums that a test does quickly: few numbers to look through."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.classPatch(municipal_proof, "MOST", 50)
