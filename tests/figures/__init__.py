from . import (
    test_dashboard,
    test_digital_figures,
    test_digital_import,
    test_export_dialog,
    test_export_download,
    test_export_privacy,
    test_export_totals,
    test_export_workbook,
    test_questions,
    test_series_break,
    test_visit_report,
    test_visit_report_rights,
)
