"""Let visits know their half-hour, in one statement instead of one by one."""


def migrate(cr, version):
    cr.execute("ALTER TABLE municipal_visit ADD COLUMN IF NOT EXISTS half_hour int4")
    cr.execute(
        """
        UPDATE municipal_visit visit
           SET half_hour = 1 + floor(date_part('epoch', clock::time) / 1800)
          FROM municipal_visit counted
     LEFT JOIN municipal_location location ON location.id = counted.location_id
     LEFT JOIN res_company company ON company.id = counted.company_id
     LEFT JOIN resource_calendar calendar
            ON calendar.id = company.resource_calendar_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN counted.channel = 'urgent'
                    THEN COALESCE(counted.arrival, counted.expected)
                    ELSE counted.expected
               END AT TIME ZONE 'UTC'
               AT TIME ZONE COALESCE(location.tz, calendar.tz, 'UTC') AS clock
    ) AS moment
         WHERE counted.id = visit.id
           AND counted.channel NOT IN ('phone', 'mail', 'digital')
           AND counted.expected IS NOT NULL
        """
    )
    cr.execute("UPDATE municipal_visit SET half_hour = 0 WHERE half_hour IS NULL")
