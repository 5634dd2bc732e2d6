"""Fill what figures read, in SQL: Odoo would compute it record by record."""

from odoo.tools.sql import create_column

COLUMNS = [
    ("municipal_visit_line", "first_of_id", "int4"),
    ("municipal_visit", "product_count", "int4"),
    ("municipal_visit", "booked_at", "timestamp"),
    ("municipal_visit", "booked_by", "varchar"),
    ("municipal_visit", "left_stage", "varchar"),
]
STATEMENTS = [
    """
    UPDATE municipal_visit_line
       SET first_of_id = visit_id
     WHERE id IN (SELECT min(id) FROM municipal_visit_line GROUP BY visit_id)
    """,
    # users of the log are those of the town: citizens take steps without a user
    """
    UPDATE municipal_visit visit
       SET product_count = COALESCE(counted.lines, 0),
           booked_at = booked.moment,
           booked_by = CASE
               WHEN booked.moment IS NULL THEN NULL
               WHEN booked.user_id IS NULL THEN 'citizen'
               ELSE 'clerk'
           END
      FROM municipal_visit known
 LEFT JOIN (
        SELECT visit_id, count(*) AS lines FROM municipal_visit_line GROUP BY visit_id
      ) counted ON counted.visit_id = known.id
 LEFT JOIN (
        SELECT DISTINCT ON (visit_id) visit_id, moment, user_id
          FROM municipal_visit_event
         WHERE step = 'booked'
      ORDER BY visit_id, id
      ) booked ON booked.visit_id = known.id
     WHERE visit.id = known.id
    """,
]


def migrate(cr, version):
    for table, column, kind in COLUMNS:
        create_column(cr, table, column, kind)
    for statement in STATEMENTS:
        cr.execute(statement)
