def migrate(cr, version):
    """Leave on the website what citizens see there now; new things begin off it."""
    cr.execute("ALTER TABLE municipal_product ADD COLUMN IF NOT EXISTS published bool")
    cr.execute("UPDATE municipal_product SET published = TRUE")
    cr.execute(
        "ALTER TABLE resource_booking_type ADD COLUMN IF NOT EXISTS published bool"
    )
    cr.execute(
        "UPDATE resource_booking_type SET published = TRUE WHERE service_id IS NOT NULL"
    )
