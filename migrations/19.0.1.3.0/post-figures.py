from odoo.tools import SQL

#: "digital 12 2026-10-14 7": product, day, and the how many-th contact of that day
KEY = r"^digital [0-9]+ [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]+$"

FIGURES = SQL(
    """
    INSERT INTO municipal_digital_figure (
        product_id, day, service_id, company_id, count,
        create_uid, create_date, write_uid, write_date
    )
    SELECT split_part(visit.request_key, ' ', 2)::integer AS product_id,
           split_part(visit.request_key, ' ', 3)::date AS day,
           min(visit.service_id),
           min(visit.company_id),
           count(*) FILTER (WHERE visit.state = 'finished'),
           min(visit.create_uid),
           min(visit.create_date),
           max(visit.write_uid),
           max(visit.write_date)
      FROM municipal_visit visit
     WHERE visit.channel = 'digital' AND visit.request_key ~ %(key)s
  GROUP BY 1, 2
    ON CONFLICT (product_id, day) DO NOTHING
    """,
    key=KEY,
)


def migrate(cr, version):
    """Turn the visits that stood for figures of the digital counter into figures.

    By SQL: the log of a visit cannot be deleted otherwise, and these hundreds of
    thousands of steps never happened.
    """
    cr.execute(FIGURES)
    for table in ("municipal_visit_event", "municipal_visit_line"):
        cr.execute(_remove(table, "visit_id"))
    cr.execute(
        SQL(
            "DELETE FROM municipal_visit WHERE channel = 'digital' "
            "AND request_key ~ %s",
            KEY,
        )
    )


def _remove(table, column):
    return SQL(
        """
        DELETE FROM %(table)s
         USING municipal_visit visit
         WHERE %(column)s = visit.id
           AND visit.channel = 'digital'
           AND visit.request_key ~ %(key)s
        """,
        table=SQL.identifier(table),
        column=SQL.identifier(table, column),
        key=KEY,
    )
