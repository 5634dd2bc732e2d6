"""Say of every reservation what it is, before Odoo takes all of them for holds."""

from odoo.tools.sql import column_exists, create_column


def migrate(cr, version):
    if column_exists(cr, "municipal_reservation", "kind"):
        return
    create_column(cr, "municipal_reservation", "kind", "varchar")
    cr.execute(
        """
        UPDATE municipal_reservation
           SET kind = CASE WHEN booking_id IS NULL THEN 'hold' ELSE 'booking' END
        """
    )
