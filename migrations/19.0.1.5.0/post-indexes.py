def migrate(cr, version):
    """Drop an index that another one has made needless; Odoo keeps what it finds."""
    cr.execute("DROP INDEX IF EXISTS municipal_visit_period__visit_id_index")
