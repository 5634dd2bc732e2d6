from odoo import models


class MunicipalProduct(models.Model):
    _name = "municipal.product"
    _inherit = ["municipal.product", "municipal.per.person.mixin"]
