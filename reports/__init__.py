from . import (
    college,
    dashboard,
    municipal_evaluation_report,
    municipal_open_data,
    municipal_visit_report,
    municipal_visit_report_dashboard,
    municipal_visit_report_measures,
    visitors_xlsx,
)
