"""Who may call which public method of ours: the table that a test holds us to.

Whoever adds a method without underscore decides here who may call it; until then
``test_method_rights`` fails. A method that only the server calls gets ``@api.private``
or an underscore instead.
"""

from typing import NamedTuple

ADMINISTRATORS = frozenset({"administrator"})
MANAGERS = ADMINISTRATORS | {"manager"}
CLERKS = MANAGERS | {"clerk"}
RECEPTIONS = CLERKS | {"receptionist"}
#: who reads figures; auditors change nothing by it
AUDITORS = MANAGERS | {"auditor"}


class Door(NamedTuple):
    """Who may call a method, and with what a test calls it.

    :param roles: of the municipality; everybody else is refused
    :param records: name of the property of the test case with records of this town
    :param args: of a call, or names of properties of the test case
    """

    roles: frozenset
    records: str = None
    args: tuple = ()


def doors(model, records, roles, *methods, **with_args):
    """Return the entries of methods of one model that the same roles may call."""
    calls = {method: () for method in methods} | with_args
    return {(model, name): Door(roles, records, args) for name, args in calls.items()}


METHODS = {
    **doors(
        "municipal.hours.change",
        "hours_change",
        MANAGERS,
        "action_move_all",
        "action_keep_all",
        "action_cancel_all",
        "action_apply",
        "action_discard",
        "action_stop_job",
    ),
    # how far it is, and what changed: clerks read it as well
    **doors(
        "municipal.hours.change",
        "hours_change",
        CLERKS | AUDITORS,
        "action_open_records",
        "action_refresh",
    ),
    **doors(
        "municipal.hours.change.line",
        "change_line",
        CLERKS,
        "action_called",
        "action_open_booking",
    ),
    **doors(
        "municipal.hours.change.line", "change_line", MANAGERS, "action_choose_slot"
    ),
    **doors(
        "municipal.regime",
        "regime",
        MANAGERS,
        "action_put_in_force",
        "action_present_hours",
    ),
    **doors("municipal.location", None, MANAGERS, "board_state"),
    **doors("municipal.location", None, RECEPTIONS, "reception_desks"),
    **doors(
        "municipal.location",
        "location",
        RECEPTIONS,
        "reception_products",
        "reception_state",
        reception_check_in=("visit_id",),
        reception_scan=("code",),
        reception_step=("visit_id", "left"),
        reception_ticket=("wanted",),
    ),
    **doors("municipal.visit.report", None, AUDITORS, dashboard=({},)),
    **doors(
        "municipal.reservation.difference",
        "difference",
        MANAGERS,
        "action_check",
        "action_repair",
    ),
    # it is about the whole server, not about a town
    **doors(
        "res.config.settings",
        "settings",
        frozenset(),
        "action_new_health_token",
        "action_no_health_token",
    ),
    # the job of the queue, as the system
    **doors("mail.mail", None, frozenset(), "process_email_queue"),
    **doors(
        "municipal.notice",
        "notice",
        CLERKS,
        "action_called",
        "action_open_booking",
        "action_send_again",
    ),
    **doors(
        "municipal.waiting",
        "waiting_place",
        CLERKS,
        "action_end",
        "action_open_booking",
    ),
    **doors("municipal.problem", None, MANAGERS, "count_now", "action_open"),
    **doors("municipal.setup", None, ADMINISTRATORS, "action_open"),
    **doors(
        "municipal.setup",
        "setup",
        ADMINISTRATORS,
        "action_next",
        "action_add_holidays",
        "action_add_place",
        "action_add_desks",
        "action_add_kiosk",
        "action_add_display",
        "action_add_person",
        "action_follow_hours",
        "action_make_trial",
        "action_publish_ready",
        "action_remove_trial",
        "action_take_catalogue",
        action_go=("town",),
        web_read=({"display_name": {}},),
    ),
    **doors(
        "municipal.problem", None, MANAGERS, web_search_read=([], {"display_name": {}})
    ),
    **doors(
        "municipal.visit.difference",
        "visit_difference",
        MANAGERS,
        "action_check",
        "action_repair",
    ),
    **doors(
        "municipal.screen",
        "screen",
        ADMINISTRATORS,
        "action_open",
        "action_renew_address",
    ),
    **doors("municipal.visit", "visit", RECEPTIONS, "count_undo"),
    **doors(
        "municipal.visit",
        "visit",
        CLERKS,
        "action_arrive",
        "action_start",
        "action_finish",
        "action_miss",
        "action_leave",
        "action_correct",
        "action_open_booking",
    ),
    **doors(
        "municipal.visit",
        None,
        RECEPTIONS,
        count_contact=("product_id", "phone"),
        count_state=("location_id",),
    ),
    **doors("municipal.digital.figure", None, MANAGERS, take_over=("figures",)),
    **doors("municipal.visit.report", None, AUDITORS, series_notes=([],)),
    **doors(
        "resource.booking",
        "booking",
        CLERKS,
        "action_confirm",
        "action_unschedule",
        "action_cancel",
        "action_cancel_appointment",
        "action_move_appointment",
        "action_send_confirmation",
        "action_confirm_for_visitor",
        "action_notified_by_phone",
        "action_arrive",
        "action_start",
        "action_finish",
        "action_miss",
        "action_leave",
        "action_open_visit",
    ),
    **doors(
        "resource.booking",
        None,
        CLERKS | {"booker", "auditor"},
        get_unusual_days=("2026-10-12", "2026-10-18"),
    ),
    **doors(
        "resource.booking.type",
        "type",
        CLERKS | {"booker", "auditor"},
        "action_open_bookings",
    ),
    **doors(
        "resource.calendar",
        "calendar",
        MANAGERS,
        "switch_calendar_type",
        "switch_based_on_duration",
    ),
    **doors(
        "resource.calendar.leaves", "leave", MANAGERS, "action_add_public_holidays"
    ),
    **doors(
        "resource.resource",
        "desk",
        CLERKS,
        "desk_alarm",
        "desk_alarm_answer",
        "desk_alarm_end",
        "desk_sit_down",
        "desk_get_up",
        "desk_call_next",
        "desk_products",
        "desk_targets",
        "desk_state",
        desk_call=("visit_id",),
        desk_recall=("visit_id",),
        desk_check_in=("visit_id",),
        desk_step=("visit_id", "started"),
        desk_forward=("visit_id", "service_id"),
        desk_finish=("visit_id", "delivered"),
        desk_ticket=("wanted",),
        desk_scan=("code",),
    ),
    **doors(
        "resource.resource",
        "desk",
        CLERKS,
        "desk_day_end_asked",
        desk_day_end=(4, "crowd"),
    ),
    **doors("municipal.reply", "reply", MANAGERS, "action_answered"),
    **doors(
        "resource.resource",
        None,
        CLERKS,
        "desk_alarm_here",
        "desk_alarms",
        "desk_desks",
    ),
    # what citizens see
    **doors(
        "municipal.product", "kids_id", MANAGERS, "action_publish", "action_unpublish"
    ),
    **doors(
        "resource.booking.type", "type", MANAGERS, "action_publish", "action_unpublish"
    ),
    # dialogs: whoever opened it
    **doors(
        "municipal.booking.request",
        "request",
        CLERKS,
        "action_book",
        "action_move",
        "action_choose",
        "action_take_email",
        "action_nothing_found",
        "action_wait",
    ),
    **doors("municipal.booking.request", None, CLERKS, find_people=("code",)),
    **doors(
        "municipal.urgent.booking", "walk_in", CLERKS, "action_book", "action_other_day"
    ),
    **doors("municipal.day.list", "day_list", CLERKS, "action_export"),
    **doors("municipal.visit.finish", "finish", CLERKS, "action_finish"),
    **doors("municipal.visit.correction", "correction", CLERKS, "action_correct"),
    **doors(
        "municipal.privacy.request",
        "privacy_request",
        MANAGERS,
        "action_show",
        "action_wipe_all",
        "action_wipe_past",
    ),
    **doors("municipal.visit.export", "export", MANAGERS, "action_export"),
    **doors("municipal.history.read", "history_read", MANAGERS, "action_import"),
    **doors(
        "municipal.history.import",
        "history_import",
        MANAGERS,
        "action_undo",
        "action_stop_job",
    ),
    **doors("municipal.history.import", "history_import", AUDITORS, "action_refresh"),
    **doors(
        "municipal.workbook", "workbook", AUDITORS, "action_download", "action_refresh"
    ),
    **doors("municipal.workbook", "workbook", MANAGERS, "action_stop_job"),
    **doors(
        "municipal.review",
        "review",
        MANAGERS,
        "action_gather",
        "action_freeze",
        "action_simulate",
        "action_decide",
        "action_put_in_force",
        "action_show_effect",
        "action_stop_job",
    ),
    # to read
    **doors(
        "municipal.review",
        "review",
        AUDITORS,
        "action_show",
        "action_print",
        "action_workbook",
        "action_refresh",
    ),
    **doors("municipal.review.alternative", "alternative", AUDITORS, "action_open"),
    **doors(
        "municipal.review.alternative",
        "alternative",
        MANAGERS,
        "action_duplicate",
    ),
    **doors(
        "municipal.college.page",
        "college_page",
        MANAGERS,
        "action_show",
        "action_print",
    ),
    **doors(
        "municipal.pilot.page",
        "pilot_page",
        MANAGERS,
        "action_show",
        "action_print",
    ),
    **doors(
        "municipal.catalogue.import",
        "catalogue_import",
        MANAGERS,
        "action_import",
        "action_export",
    ),
    **doors(
        "municipal.digital.import",
        "digital_import",
        MANAGERS,
        "action_import",
        "action_template",
    ),
}

#: what everybody may call, because it says nothing to who may know nothing
HARMLESS = {
    # Odoo's own, asked by everybody who opens a page: a subset of their menus
    ("ir.ui.menu", "get_user_roots"),
    ("website", "get_cdn_url"),
    # a row belongs to the manager who looked: Odoo refuses it to anybody else
    ("municipal.problem", "action_mend"),
}

#: dialogs belong to who opened them, so each role gets one of its own
DIALOGS = {
    "municipal.booking.request": {"product_id": "product_id"},
    "municipal.day.list": {},
    "municipal.setup": {},
    "municipal.urgent.booking": {"product_id": "product_id"},
    "municipal.visit.correction": {"visit_id": "visit_id", "reason": "code"},
    "municipal.visit.finish": {"visit_id": "visit_id"},
    "municipal.privacy.request": {"words": "code"},
    "municipal.visit.export": {},
    "municipal.college.page": {},
    "municipal.pilot.page": {"service_id": "service_id"},
    "municipal.catalogue.import": {},
    "municipal.digital.import": {},
    "municipal.history.read": {},
}
