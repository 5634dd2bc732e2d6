from hypothesis import HealthCheck, settings

# A busy machine is no reason for a property to fail.
settings.register_profile(
    "municipal", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("municipal")

from . import (
    test_access_rights,
    test_accessibility_website,
    test_backend_agenda,
    test_backend_companies,
    test_backend_request,
    test_backend_roles,
    test_backend_tours,
    test_backend_views,
    test_booking_bad_input,
    test_booking_flow,
    test_booking_integrity,
    test_booking_moments,
    test_booking_search,
    test_booking_tour,
    test_catalogue,
    test_closings,
    test_contact,
    test_demo_town_hall,
    test_engine_availability,
    test_engine_rules,
    test_export_dialog,
    test_export_download,
    test_export_totals,
    test_export_workbook,
    test_history,
    test_hours_closings,
    test_hours_moments,
    test_hours_openings,
    test_hours_zones,
    test_mail_booking,
    test_portal_appointment,
    test_retention,
    test_stock_behaviour,
    test_translations,
    test_visit_finish,
    test_visit_lifecycle,
    test_visit_report,
    test_visit_report_rights,
    test_walk_in_agenda,
)
