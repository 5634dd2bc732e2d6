"""A million visits: copies in SQL of the history of the demo town hall.

Every copy has all columns of its original, so it is what the steps would have left,
whatever columns there are. It lies some weeks further on, so that months and hours keep
their shape. Logs are not copied: no figure is read from them.
"""

from odoo.tools import SQL

#: table -> column that names its visit, and what moves along with the weeks
TABLES = {
    "municipal_visit": ("id", "timestamps"),
    "municipal_visit_line": ("visit_id", ""),
}
MOMENTS = "planned_start arrival called_at started_at finished_at expected booked_at"
WEEKS = 13
#: of the demo town: some weeks on, clocks may say something else
HALF_HOUR = """
    CASE WHEN t.half_hour > 0 THEN 1 + floor(date_part('epoch', (
        (CASE WHEN t.channel = 'urgent' THEN COALESCE(t.arrival, t.expected)
              ELSE t.expected END + %s * interval '7 days')
        AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Brussels'
    )::time) / 1800) ELSE 0 END
"""


def multiply(env, visits):
    """Copy the visits without booking until there are as many as asked.

    :return: how many there are
    """
    cr = env.cr
    env.flush_all()
    cr.execute(
        "CREATE TEMPORARY TABLE originals AS SELECT id FROM municipal_visit"
        " WHERE booking_id IS NULL AND ticket IS NULL AND request_key IS NULL"
    )
    cr.execute("SELECT count(*), (SELECT count(*) FROM municipal_visit) FROM originals")
    originals, there = cr.fetchone()
    _drop_references(cr)
    number = 0
    while there < visits:
        number += 1
        _copy_all(cr, number, min(originals, visits - there))
        there += min(originals, visits - there)
    for table in TABLES:
        cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    cr.execute("DROP TABLE originals")
    env.invalidate_all()
    return there


def _drop_references(cr):
    """Check no reference of a copy: that of its original was right.

    The database is of this benchmark alone.
    """
    cr.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
        [list(TABLES)],
    )
    for table, name in cr.fetchall():
        cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )


def _copy_all(cr, number, count):
    cr.execute(
        "CREATE TEMPORARY TABLE copies AS SELECT id AS old,"
        " nextval(pg_get_serial_sequence('municipal_visit', 'id'))::integer AS new"
        " FROM (SELECT id FROM originals ORDER BY id LIMIT %s) first",
        [count],
    )
    for table in TABLES:
        _copy(cr, table, number % WEEKS)
    cr.execute("DROP TABLE copies")


def _copy(cr, table, weeks):
    key, moved = TABLES[table]
    moved = (MOMENTS if moved == "timestamps" else moved).split()
    cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
        [table],
    )
    columns = [name for (name,) in cr.fetchall() if name == key or name != "id"]
    values = {
        key: SQL("copies.new"),
        "first_of_id": SQL("CASE WHEN t.first_of_id IS NOT NULL THEN copies.new END"),
        "day": SQL("t.day + %s", 7 * weeks),
        "half_hour": SQL(HALF_HOUR, weeks),
        **{
            name: SQL("t.%s + %s * interval '7 days'", SQL.identifier(name), weeks)
            for name in moved
        },
    }
    cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s t JOIN copies ON copies.old = t.%s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(
                values.get(name, SQL.identifier("t", name)) for name in columns
            ),
            SQL.identifier(table),
            SQL.identifier(key),
        )
    )
