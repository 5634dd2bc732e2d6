/**
 * Which page of the manual, and which place on it, belongs to a screen of staff.
 * tests/house/test_manual.py holds it: every menu has its page, every place is there.
 */
export const PAGES = {
    municipal_desk_screen_action: "clerks#desk",
    municipal_reception_action: "clerks#reception",
    municipal_quick_counter_action: "clerks#count",
    municipal_agenda_action: "clerks#find",
    municipal_booking_action: "clerks#find",
    municipal_waiting_action: "clerks#waiting-list",
    municipal_notice_action: "clerks#to-call",
    municipal_visit_action: "clerks#visits",
    municipal_dashboard_action: "managers#dashboard",
    municipal_board_action: "managers#board",
    municipal_alarm_action: "managers#alarms",
    municipal_visit_report_action: "managers#visitors",
    municipal_workbook_action: "managers#excel",
    municipal_review_action: "managers#review",
    municipal_forecast_action: "managers#forecast",
    municipal_forecast_half_hour_action: "managers#forecast",
    municipal_desk_need_action: "managers#desks-needed",
    municipal_capacity_action: "managers#demand",
    municipal_clerk_figure_action: "managers#per-colleague",
    municipal_access_time_action: "managers#demand",
    municipal_demand_action: "managers#demand",
    municipal_limit_action: "managers#demand",
    municipal_evaluation_report_action: "managers#satisfaction",
    municipal_remark_action: "managers#satisfaction",
    municipal_reply_action: "managers#satisfaction",
    municipal_day_end_action: "managers#satisfaction",
    municipal_digital_use_action: "managers#imports",
    municipal_digital_figure_action: "managers#imports",
    municipal_history_import_action: "managers#imports",
    municipal_problem_action: "managers#attention",
    municipal_setup_action: "administrators#setup",
    municipal_service_action: "administrators#services",
    municipal_location_action: "administrators#services",
    municipal_booking_type_action: "administrators#types",
    municipal_product_action: "managers#products",
    municipal_catalogue_import_action: "managers#products",
    municipal_trusted_booker_action: "managers#products",
    municipal_desk_action: "administrators#desks",
    municipal_screen_action: "administrators#screens",
    municipal_hours_action: "managers#hours",
    municipal_opening_action: "managers#regime",
    municipal_regime_action: "managers#regime",
    municipal_closing_action: "managers#closing",
    municipal_absence_action: "managers#away",
    municipal_hours_change_action: "managers#conflict",
    municipal_reservation_action: "managers#capacity",
    municipal_reservation_difference_action: "managers#capacity",
    municipal_visit_difference_action: "managers#capacity",
    municipal_series_break_action: "managers#notes",
    municipal_privacy_log_action: "managers#privacy",
    res_config_settings_action: "administrators#settings",
};

/** For screens that open from another one: a form behind a button, rows of a figure. */
export const PAGES_OF_MODELS = {
    "municipal.hours.change": "managers#conflict",
    "municipal.product": "managers#products",
    "municipal.review": "managers#review",
    "municipal.review.alternative": "managers#review",
    "municipal.visit": "clerks#visits",
    "municipal.visit.report": "managers#visitors",
    "resource.booking": "clerks#find",
    "resource.booking.type": "administrators#types",
    "resource.calendar.leaves": "managers#closing",
};

/** The address of the page for an action, or nothing for a screen that is not ours. */
export function pageOf(action) {
    const name = action?.xml_id?.split(".")[1];
    const page = PAGES[name] || PAGES_OF_MODELS[action?.res_model];
    return page ? `/municipal/help/${page}` : "";
}
