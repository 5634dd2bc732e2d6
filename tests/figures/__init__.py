from . import (
    test_digital_figures,
    test_digital_import,
    test_export_dialog,
    test_export_download,
    test_export_privacy,
    test_export_totals,
    test_export_workbook,
    test_history_import,
    test_list_export,
    test_visit_report,
    test_visit_report_rights,
    test_workbook_background,
)
