from odoo import SUPERUSER_ID, api

from odoo.addons.municipal_appointment.hooks import fill_pictograms


def migrate(cr, version):
    """Give the products and services that were there what new ones begin with."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    fill_pictograms(env)
    everything = env["municipal.service"].with_context(active_test=False)
    everything.search([])._begin_numbers()
