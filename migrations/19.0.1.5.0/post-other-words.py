from odoo import SUPERUSER_ID, api

from odoo.addons.municipal_appointment.hooks import fill_from_data


def migrate(cr, version):
    """Let products of our data be found by words of other languages."""
    fill_from_data(api.Environment(cr, SUPERUSER_ID, {}), "other_words")
