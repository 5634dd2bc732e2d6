from odoo import SUPERUSER_ID, api

from odoo.addons.municipal_appointment.hooks import fill_from_data


def migrate(cr, version):
    """Let products of our data be found by words of other languages, and be counted."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in ("other_words", "piece", "pieces"):
        fill_from_data(env, name)
