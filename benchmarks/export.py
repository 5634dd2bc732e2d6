"""How fast the workbook of visitors is made, and with how little memory.

Three ways to have the raw rows of some 100,000 visits in Excel, in turns: our workbook
with all its sheets; Odoo's list export of the same columns; and xlsxwriter alone in
constant memory, to which nothing is added but the same query. Then a million rows in
the background, part by part. Each runs in a process of its own, whose highest memory is
what it took beside the one that only opened the database.

Usage: dev/bench export [RUNS]
"""

import os
import resource
import statistics
import subprocess
import sys
import time
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace

from _odoo import environment
from _report import report, table

FIRST = date(2010, 1, 1)
VISITS, MILLION = 93_000, 940_000
#: what a visit for two products adds, so that rows are more than visits
SECOND_PRODUCT = 15
LIMITS = {
    "ratio_to_odoo_export": (">=", 2.5),
    "memory_ratio_to_odoo_export": ("<=", 0.0667),
    "ratio_to_xlsxwriter": ("<=", 1.2),
    "million_rows_extra_mb": ("<=", 250),
}
#: columns of the report that Odoo exports: those of our raw rows
COLUMNS = (
    "visit_id day weekday hour half_hour week half_year service_id location_id "
    "desk_id channel state came contacts persons product_id product_count quantity "
    "delivered waiting_minutes handling_minutes inaccurate tz visits"
).split()


def make_history(env, visits):
    """Make visits out of nothing, in SQL: four thousand days, 25 to 250 a day."""
    from odoo.tools import SQL

    env.cr.execute("TRUNCATE municipal_visit CASCADE")
    products = env["municipal.product"].search([("company_id", "=", 1)])
    service = products[:1].service_id
    products = products.filtered(lambda product: product.service_id == service)
    location = env["municipal.location"].search([], limit=1)
    env.execute_query(
        SQL(
            """
            WITH made AS (
                INSERT INTO municipal_visit (
                    name, company_id, service_id, location_id, channel, state, persons,
                    day, half_hour, expected, arrival, started_at, finished_at,
                    waiting_minutes, handling_minutes, product_count
                )
                SELECT 'V' || n, 1, %(service)s, %(location)s,
                       (ARRAY['appointment', 'walk_in', 'phone', 'urgent'])[n %% 4 + 1],
                       (ARRAY['finished', 'finished', 'no_show', 'left'])
                           [n %% 7 %% 4 + 1],
                       1 + n %% 2, moment::date,
                       (n %% 4 != 2)::int * (15 + n * 31 %% 540 / 30),
                       moment, moment,
                       moment + interval '5 minutes', moment + interval '15 minutes',
                       (n * 7919 %% 300) / 10.0, (n * 104729 %% 250) / 10.0, 1
                  FROM generate_series(1, %(visits)s::bigint) n,
               LATERAL (
                    SELECT %(first)s::timestamp
                           + (n * 4000 / %(visits)s) * interval '1 day'
                           + (7 * 60 + n * 31 %% 540) * interval '1 minute'
               ) AS t (moment)
             RETURNING id
            )
            INSERT INTO municipal_visit_line (
                visit_id, first_of_id, product_id, quantity, delivered
            )
            SELECT id, CASE WHEN again = 0 THEN id END,
                   (%(products)s::int[])[id %% %(count)s + 1 + again], 1, 1
              FROM made, generate_series(0, (id %% %(second)s = 0)::int) again
         RETURNING 1
            """,
            service=service.id,
            location=location.id,
            visits=visits,
            first=FIRST,
            products=products.ids,
            count=len(products) - 1,
            second=SECOND_PRODUCT,
        )
    )
    env.cr.execute(
        "UPDATE municipal_visit SET product_count = 2 WHERE id %% %s = 0",
        [SECOND_PRODUCT],
    )
    env.cr.commit()
    env.cr.execute("ANALYZE municipal_visit; ANALYZE municipal_visit_line")
    env.cr.commit()


def choice(env):
    return env["municipal.visit.export"].create(
        {
            "period": "own",
            "date_from": FIRST,
            "date_to": FIRST + timedelta(days=5000),
        }
    )


# Ways ----------------------------------------------------------------------------


def ours(env):
    """Make the workbook as the dialog does it, were it never too large for that."""
    from odoo.addons.municipal_appointment.wizards.figures import (
        municipal_visit_export,
    )

    municipal_visit_export.MAX_ROWS = MILLION
    report = env["report.municipal_appointment.visitors_xlsx"]
    wizard = choice(env)
    report = report.with_context(active_model=wizard._name)
    content, _kind = report.create_xlsx_report(wizard.ids, {})
    return len(content)


def odoo(env):
    """Export the list as the button of Odoo does it."""
    from odoo.addons.web.controllers import export

    export.request = SimpleNamespace(env=env)
    records = env["municipal.visit.report"].search(choice(env)._domain())
    rows = records.export_data(COLUMNS)["datas"]
    fields = [{"name": name, "label": name, "type": "char"} for name in COLUMNS]
    with export.ExportXlsxWriter(fields, COLUMNS, len(rows)) as writer:
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                writer.write_cell(number, column, value)
    return len(writer.value)


def bare(env):
    """Write the same rows with nothing around xlsxwriter."""
    import io

    import xlsxwriter

    from odoo.fields import Domain

    from odoo.addons.municipal_appointment.reports.workbook.raw_rows import (
        AT_ONCE,
        LAYOUT,
        RowReader,
        split_days,
    )

    reader = RowReader(env["municipal.visit.report"], choice(env)._domain())
    names = reader.names()
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"constant_memory": True})
    sheet = book.add_worksheet()
    cells = [
        (names.get(key), sheet.write_string if kind == "text" else sheet.write_number)
        for key, kind, _width in LAYOUT
    ]
    lines = count()
    for first, last, _count in split_days(reader.report, reader.domain, AT_ONCE):
        days = [("day", ">=", first), ("day", "<=", last)]
        for row in reader._read(reader.domain & Domain(days)):
            number = next(lines)
            for column, (known, write) in enumerate(cells):
                value = row[column] if known is None else known.get(row[column])
                if value is not None:
                    write(number, column, value)
    book.close()
    return len(content.getvalue())


def background(env):
    """Make the workbook part by part, as the scheduled action does it."""
    workbook = choice(env)._begin_job()
    spent = []
    while workbook.job_state in ("waiting", "running"):
        started = time.process_time(), time.perf_counter()
        workbook._as_beginner()._try_batch()
        env.flush_all()
        env.invalidate_all()
        spent.append(
            (time.process_time() - started[0], time.perf_counter() - started[1])
        )
    assert workbook.job_state == "done", workbook.job_failure
    print("batches", len(spent), "longest", max(spent), file=sys.stderr)
    return workbook.job_total


def nothing(_env):
    """Open the database, and no more."""
    return 0


WAYS = {way.__name__: way for way in (nothing, ours, odoo, bare, background)}


def measured(name):
    """Run a way in this process, and print its seconds, megabytes and answer."""
    with environment() as env:
        env["municipal.visit.report"].search_count([("id", "=", 0)])
        started = time.perf_counter()
        answer = WAYS[name](env)
        spent = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        env.cr.rollback()
    print(spent, peak, answer)


def run(name):
    """Run a way in a process of its own.

    :return: seconds, megabytes
    """
    launch = Path(sys.argv[0]).parent / "launch" / "benchmark.py"
    command = [sys.executable, launch, sys.argv[0], "--way", name]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    spent, peak, _answer = found.stdout.split()[-3:]
    return float(spent), float(peak)


def turns(runs):
    """Let the ways take turns; return the median of each, and the base of memory."""
    found = {name: [] for name in ("ours", "bare", "odoo")}
    for _turn in range(runs):
        for name, results in found.items():
            results.append(run(name))
    return {
        name: [statistics.median(column) for column in zip(*results, strict=True)]
        for name, results in found.items()
    }


def main(runs):
    with environment() as env:
        make_history(env, VISITS)
        rows = env["municipal.visit.report"].search_count([])
    _seconds, base = run("nothing")
    found = turns(runs)
    extra = {name: peak - base for name, (_spent, peak) in found.items()}
    table(
        ("", "seconds", "extra MB"),
        {
            name: (round(spent, 1), round(extra[name]))
            for name, (spent, _peak) in found.items()
        },
    )
    with environment() as env:
        make_history(env, MILLION)
        many = env["municipal.visit.report"].search_count([])
    million_seconds, million_mb = run("background")
    seconds = {name: spent for name, (spent, _peak) in found.items()}
    report(
        {
            "rows": rows,
            "ratio_to_odoo_export": round(seconds["odoo"] / seconds["ours"], 1),
            "memory_ratio_to_odoo_export": round(extra["ours"] / extra["odoo"], 4),
            "ratio_to_xlsxwriter": round(seconds["ours"] / seconds["bare"], 2),
            "million_rows": many,
            "million_rows_seconds": round(million_seconds, 1),
            "million_rows_extra_mb": round(million_mb - base),
        },
        LIMITS,
    )


if __name__ == "__main__":
    if "--way" in sys.argv:
        measured(sys.argv[-1])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else int(os.environ.get("RUNS", 3)))
