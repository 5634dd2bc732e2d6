from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 500


class ResourceBooking(models.Model):
    """Contact data is kept no longer than needed (GDPR, article 5.1.e)."""

    _inherit = "resource.booking"

    contact_wiped = fields.Boolean(
        readonly=True,
        copy=False,
        help="Nobody knows any more who the visitor was; the visit is still counted.",
    )

    @api.autovacuum
    def _gc_contacts(self):
        """Wipe the contacts of past visits; the counted visits stay.

        :return: pair (wiped, whether more are waiting)
        """
        full = []
        wiped = 0
        for company in self.env["res.company"].sudo().search(Domain.TRUE):
            due = self._contacts_due(company)
            due._wipe_contact()
            wiped += len(due)
            full += [
                len(due) == BATCH,
                self._gc_later_texts(company),
                self.env["municipal.visit"]._gc_notes(company),
                self.env["rating.rating"]._gc_remarks(company),
            ]
        full += [
            self._gc_lost_reminders(),
            self.env["res.partner"]._gc_municipal_contacts(),
        ]
        return wiped, any(full)

    @api.model
    def _retention_limit(self, company):
        """Return the first day of which contact data is still kept."""
        return fields.Date.today() - timedelta(days=company.municipal_retention_days)

    @api.model
    def _contacts_due(self, company):
        """Return bookings of a company whose contact has been kept long enough.

        Counted from the day of the visit, of the booking where it has no visit with
        a day, or on which it was made. What nobody confirmed in time is kept for a day:
        the address may be anybody's.
        """
        limit = self._retention_limit(company)
        no_day = Domain("visit_ids.day", "=", False) | Domain("visit_ids", "=", False)
        no_stop = Domain("stop", "=", False) & Domain("create_date", "<", limit)
        past = Domain("visit_ids.day", "<", limit) | (
            no_day & (Domain("stop", "<", limit) | no_stop)
        )
        yesterday = fields.Datetime.now() - timedelta(days=1)
        past |= Domain("confirm_state", "=", "lapsed") & Domain(
            "confirm_until", "<", yesterday
        )
        ours = Domain("service_id", "!=", False) | Domain("reference", "!=", False)
        return (
            self.sudo()
            .with_context(active_test=False)
            .search(
                Domain("type_id.company_id", "in", [company.id, False])
                & Domain("contact_wiped", "=", False)
                & ours
                & past,
                limit=BATCH,
            )
        )

    def _wipe_contact(self):
        """Forget who the visitors of these bookings were, wherever it is written."""
        if self:
            self.env["municipal.privacy"]._wipe(self)

    @api.model
    def _gc_later_texts(self, company):
        """Delete what was written about bookings after their contact was wiped."""
        limit = self._retention_limit(company)
        wiped = self.sudo().with_context(active_test=False)
        wiped = wiped._search(
            [("contact_wiped", "=", True), ("type_id.company_id", "=", company.id)]
        )
        later = [
            ("model", "=", self._name),
            ("res_id", "in", wiped),
            ("date", "<", limit),
        ]
        return self._gc_messages(later)

    @api.model
    def _gc_messages(self, domain):
        """Delete a batch of messages; return whether more are waiting."""
        messages_sudo = self.env["mail.message"].sudo().search(domain, limit=BATCH)
        messages_sudo.unlink()
        return len(messages_sudo) == BATCH

    @api.model
    def _gc_lost_reminders(self):
        """Delete reminders that did not leave, of meetings that are no more.

        A meeting that is cancelled takes its attendees along, but not their mails.
        """
        attendees = self.env["calendar.attendee"].sudo()._search([])
        return self._gc_messages(
            [("model", "=", "calendar.attendee"), ("res_id", "not in", attendees)]
        )
