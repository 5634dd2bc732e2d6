"""Let nobody's past appointments be written once more for a limit of coming ones."""

from odoo.tools.sql import column_exists, create_column


def migrate(cr, version):
    if not column_exists(cr, "resource_booking", "person_mail"):
        create_column(cr, "resource_booking", "person_mail", "varchar")
