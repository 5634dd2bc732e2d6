from datetime import timedelta

from odoo import api, fields, models

BATCH = 500


class ResourceBooking(models.Model):
    """Contact data is kept no longer than needed (GDPR, article 5.1.e)."""

    _inherit = "resource.booking"

    @api.autovacuum
    def _gc_contacts(self):
        """Wipe the contacts of past visits; the counted visits stay.

        :return: pair (wiped, whether more are waiting)
        """
        wiped = more = 0
        services = self.env["municipal.service"].with_context(active_test=False)
        for [company] in services._read_group([], ["company_id"]):
            due = self._contacts_due(company)
            due._wipe_contact()
            wiped += len(due)
            more = more or len(due) == BATCH
        return wiped, more

    @api.model
    def _contacts_due(self, company):
        """Return bookings of a company whose contact has been kept long enough."""
        limit = fields.Date.today() - timedelta(days=company.municipal_retention_days)
        return self.with_context(active_test=False).search(
            [
                ("service_id.company_id", "=", company.id),
                ("contact_name", "!=", False),
                ("visit_ids.day", "<", limit),
            ],
            limit=BATCH,
        )

    def _wipe_contact(self):
        """Remove name, addresses and messages of the visitors of these bookings."""
        partners = self.partner_ids.filtered("municipal_contact")
        self.message_ids.sudo().unlink()
        self.message_unsubscribe(partners.ids)
        self.write(
            {
                "contact_name": False,
                "contact_email": False,
                "contact_phone": False,
            }
        )
        partners._wipe_municipal_contact()
