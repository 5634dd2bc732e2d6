"""How fast figures are made: the history of visits, and the workbook about it.

The peer of the generator is the way in which any add-on would make the same rows:
``create`` of the ORM, measured on a sample of the very same visits.
"""

import json
import time
from datetime import date

from _odoo import environment

SAMPLE = 500


def seconds(action):
    """Return how long an action takes, and what it returns."""
    started = time.perf_counter()
    result = action()
    return time.perf_counter() - started, result


def forget_history(env):
    """Empty the tables of visits; the benchmark's transaction is never committed."""
    env.cr.execute("TRUNCATE municipal_visit CASCADE")
    env["municipal.visit"].invalidate_model()


def make_history(env):
    from odoo.addons.municipal_appointment.demo import history

    history.fill(env)


def create_sample(env):
    """Create visits with their products and log once more, through the ORM."""
    visits = env["municipal.visit"].search([("line_ids", "!=", False)], limit=SAMPLE)
    values = [
        {
            **visit.read(["name", "channel", "state", "planned_start", "arrival"])[0],
            "service_id": visit.service_id.id,
            "location_id": visit.location_id.id,
            "line_ids": [(0, 0, _line(line)) for line in visit.line_ids],
            "event_ids": [(0, 0, _event(event)) for event in visit.event_ids],
        }
        for visit in visits
    ]
    spent, _visits = seconds(
        lambda: (env["municipal.visit"].create(values), env.flush_all())
    )
    return spent / len(values)


def _line(line):
    return {
        "product_id": line.product_id.id,
        "quantity": line.quantity,
        "delivered": line.delivered,
    }


def _event(event):
    return {"step": event.step, "moment": event.moment}


def make_workbook(env):
    wizard = env["municipal.visit.export"].create(
        {"date_from": date(2020, 7, 1), "date_to": date(2024, 12, 31)}
    )
    content, _kind = env["ir.actions.report"]._render_xlsx(
        "municipal_appointment.visitors_xlsx", wizard.ids, {}
    )
    return content


def main():
    with environment() as env:
        forget_history(env)
        generated, _none = seconds(lambda: make_history(env))
        visits = env["municipal.visit"].search_count([])
        rows = env["municipal.visit.report"].search_count([])
        by_orm = create_sample(env) * visits
        exported, content = seconds(lambda: make_workbook(env))
    figures = {
        "visits": visits,
        "generator_seconds": round(generated, 2),
        "generator_ratio_to_orm": round(by_orm / generated, 1),
        "workbook_rows": rows,
        "workbook_seconds": round(exported, 2),
        "workbook_megabytes": round(len(content) / 1e6, 2),
    }
    for name, value in figures.items():
        print(f"{name:<26}{value:>12}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
