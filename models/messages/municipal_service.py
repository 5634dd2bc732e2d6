from odoo import api, fields, models
from odoo.tools import formataddr


class MunicipalService(models.Model):
    """Who signs the mails of a service."""

    _inherit = "municipal.service"

    sender_missing = fields.Boolean(
        compute="_compute_sender_missing",
        help="No mail can be sent to the visitors of this service.",
    )

    @api.depends("email", "name", "company_id.email")
    def _compute_sender_missing(self):
        for service in self:
            service.sender_missing = not service._sender_address()

    def _has_sender(self):
        """Tell whether there is such an address, without putting it into words."""
        self.ensure_one()
        service_sudo = self.sudo()
        known = service_sudo.email or service_sudo.company_id.email
        return bool(known or self._sender_address())

    def _sender_address(self):
        """Return the address from which mails to visitors come, or nothing.

        That of the service, else of the town hall, else the one from which the
        server sends all mails that have none.
        """
        self.ensure_one()
        service, company = self.sudo(), self.sudo().company_id
        if service.email:
            return formataddr((service.name, service.email))
        if company.email:
            return company.email_formatted
        servers_sudo = self.env["ir.mail_server"].sudo().with_company(company)
        address = servers_sudo._get_default_from_address()
        return formataddr((company.name, address)) if address else ""
