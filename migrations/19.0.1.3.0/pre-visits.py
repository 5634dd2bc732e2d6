def migrate(cr, version):
    """Make room for minutes that Odoo would compute visit by visit: see post-visits."""
    cr.execute(
        """
        ALTER TABLE municipal_visit
            ADD COLUMN IF NOT EXISTS walking_minutes numeric,
            ADD COLUMN IF NOT EXISTS waiting_since timestamp
        """
    )
