def migrate(cr, version):
    """Let the numbers of the day of the update go on, and take the night run apart.

    Numbers that exist twice on that day are left alone: they belong to people.
    """
    cr.execute(
        """UPDATE municipal_visit visit SET ticket_day = visit.day
        FROM (
            SELECT max(id) AS id FROM municipal_visit
            WHERE ticket IS NOT NULL AND day >= current_date - 1
            GROUP BY location_id, day, ticket HAVING count(*) = 1
        ) AS single WHERE visit.id = single.id AND visit.state != 'booked'"""
    )
    cr.execute(
        """INSERT INTO municipal_ticket_day (service_id, day, before)
        SELECT DISTINCT service_id, ticket_day, 0 FROM municipal_visit
        WHERE ticket_day IS NOT NULL ON CONFLICT DO NOTHING"""
    )
