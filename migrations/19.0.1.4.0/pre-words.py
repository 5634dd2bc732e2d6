"""Give columns, values and names what the field calls them; nothing else changes."""

from odoo.tools.sql import SQL, column_exists, rename_column

COLUMNS = [
    ("resource_booking", "kept_start", "exception_start"),
    ("resource_resource", "counter_user_id", "desk_user_id"),
    ("resource_resource", "counter_since", "desk_since"),
]
VALUES = [
    ("municipal_visit", "state", "missed", "no_show"),
    ("municipal_visit", "channel", "walk_in_agenda", "urgent"),
    ("municipal_visit_event", "step", "missed", "no_show"),
    ("resource_booking", "channel", "walk_in_agenda", "urgent"),
]
#: in what the log keeps of a visit
KEPT = [("state", "missed", "no_show"), ("channel", "walk_in_agenda", "urgent")]
#: whose filters and favourites may name what is called otherwise now
FILTERED = (
    "municipal.visit",
    "municipal.visit.event",
    "municipal.visit.report",
    "resource.booking",
    "resource.resource",
)
#: in pages and mails that a town made its own, and in scheduled actions
WORDS = {
    "._promised(": "._appointment_start(",
    "._is_told(": "._is_notified(",
    "'missed'": "'no_show'",
    "'walk_in_agenda'": "'urgent'",
    "model._cron_close_counters()": "model._cron_close_desks()",
}
TEXTS = [
    ("ir_ui_view", "arch_db", "jsonb", "key LIKE 'municipal_appointment.%%'"),
    (
        "mail_template",
        "body_html",
        "jsonb",
        "model IN ('resource.booking', 'calendar.event', 'municipal.visit')",
    ),
    (
        "ir_act_server",
        "code",
        "text",
        "id IN (SELECT ir_actions_server_id FROM ir_cron)",
    ),
]
EXTERNAL_IDS = {
    "ir_cron_carry_out": "ir_cron_jobs",
    "ir_cron_close_counters": "ir_cron_close_desks",
    "municipal_counter_action": "municipal_desk_screen_action",
    "municipal_counter_menu": "municipal_desk_screen_menu",
    "municipal_tally_action": "municipal_quick_counter_action",
    "municipal_tally_menu": "municipal_quick_counter_menu",
    "municipal_walk_in_agenda_action": "municipal_urgent_booking_action",
    "municipal_walk_in_agenda_menu": "municipal_urgent_booking_menu",
    "municipal_walk_in_agenda_view_form": "municipal_urgent_booking_view_form",
}


def migrate(cr, version):
    """Rename before anything reads: actions, favourites and figures find all again."""
    for table, old, new in COLUMNS:
        if column_exists(cr, table, old):
            rename_column(cr, table, old, new)
    for table, column, old, new in VALUES:
        _replace_value(cr, table, column, old, new)
    for key, old, new in KEPT:
        for column in ("before", "after"):
            _replace_kept(cr, column, key, old, new)
    _replace_in_filters(cr)
    _replace_in_texts(cr)
    _forget_rule(cr)
    for old, new in EXTERNAL_IDS.items():
        cr.execute(
            "UPDATE ir_model_data SET name = %s "
            "WHERE module = 'municipal_appointment' AND name = %s",
            [new, old],
        )


def _replace_value(cr, table, column, old, new):
    cr.execute(
        SQL(
            "UPDATE %(table)s SET %(column)s = %(new)s WHERE %(column)s = %(old)s",
            table=SQL.identifier(table),
            column=SQL.identifier(column),
            old=old,
            new=new,
        )
    )


def _replace_kept(cr, column, key, old, new):
    cr.execute(
        SQL(
            """
            UPDATE municipal_visit_event
               SET %(column)s = jsonb_set(%(column)s, ARRAY[%(key)s], to_jsonb(%(new)s))
             WHERE %(column)s ->> %(key)s = %(old)s
            """,
            column=SQL.identifier(column),
            key=key,
            old=old,
            new=SQL("%s::text", new),
        )
    )


def _replace_in_filters(cr):
    """Let favourites that somebody saved ask for the same visits as before."""
    words = {
        f"{quote}{old}{quote}": f"{quote}{new}{quote}"
        for _table, old, new in COLUMNS
        for quote in "'\""
    }
    words |= {
        f"{quote}{old}{quote}": f"{quote}{new}{quote}"
        for _key, old, new in KEPT
        for quote in "'\""
    }
    for old, new in words.items():
        cr.execute(
            """
            UPDATE ir_filters
               SET domain = replace(domain, %(old)s, %(new)s),
                   context = replace(context, %(old)s, %(new)s)
             WHERE model_id IN %(models)s
            """,
            {"old": old, "new": new, "models": FILTERED},
        )


def _replace_in_texts(cr):
    """Let what a town customised go on working: it keeps its copy of a page."""
    for table, column, kind, which in TEXTS:
        for old, new in WORDS.items():
            cr.execute(
                SQL(
                    f"""
                    UPDATE %(table)s
                       SET %(column)s = replace(
                               %(column)s::text, %(old)s, %(new)s)::{kind}
                     WHERE {which} AND strpos(%(column)s::text, %(old)s) > 0
                    """,
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    old=old,
                    new=new,
                )
            )


def _forget_rule(cr):
    """Delete the rule of a dialog that has another name, and a rule of its own, now."""
    cr.execute(
        "DELETE FROM ir_model_data WHERE module = 'municipal_appointment' "
        "AND name = 'municipal_walk_in_agenda_rule_own' RETURNING res_id"
    )
    cr.execute(
        "DELETE FROM ir_rule WHERE id = ANY(%s)", [[rule for (rule,) in cr.fetchall()]]
    )
