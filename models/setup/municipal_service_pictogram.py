from odoo import models


class MunicipalService(models.Model):
    _name = "municipal.service"
    _inherit = ["municipal.service", "kiosk.pictogram.mixin"]
