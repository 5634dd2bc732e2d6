from odoo import SUPERUSER_ID, api

from odoo.addons.municipal_appointment.hooks import reserve_existing_bookings


def migrate(cr, version):
    """Reserve the time of the bookings that are there."""
    reserve_existing_bookings(api.Environment(cr, SUPERUSER_ID, {}))
