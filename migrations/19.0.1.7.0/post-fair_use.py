"""Know by which address the person of each appointment to come is known."""

from odoo import SUPERUSER_ID, api, fields


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    bookings = env["resource.booking"]
    coming = bookings.search(
        [("start", ">", fields.Datetime.now()), ("contact_email", "!=", False)]
    )
    env.add_to_compute(bookings._fields["person_mail"], coming)
    bookings.flush_model(["person_mail"])
