from odoo import models


class MunicipalService(models.Model):
    """What other programs are told of a service."""

    _inherit = "municipal.service"

    def _api_values(self):
        """Return the services as the API describes them, in the present language."""
        return [
            {
                "code": service.code,
                "name": service.name,
                "phone": service.phone or service.company_id.phone or None,
                "appointments": service.appointment_enabled,
            }
            for service in self
        ]
