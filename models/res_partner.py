from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    municipal_contact = fields.Boolean(
        string="Made by a booking",
        readonly=True,
        help="This contact exists for one appointment only and is wiped with it. Only "
        "staff who receive visitors see it.",
    )

    def _wipe_municipal_contact(self):
        """Forget who the visitors behind these contacts were."""
        self.filtered("municipal_contact").write(
            {
                "name": self.env._("Visitor"),
                "email": False,
                "phone": False,
                "active": False,
            }
        )
