from odoo import SUPERUSER_ID, api

from odoo.addons.municipal_appointment.hooks import fill_pictograms


def migrate(cr, version):
    """Give the products and services that were there their pictograms."""
    fill_pictograms(api.Environment(cr, SUPERUSER_ID, {}))
