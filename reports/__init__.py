from . import (
    college,
    dashboard,
    municipal_open_data,
    municipal_visit_report,
    municipal_visit_report_dashboard,
    municipal_visit_report_measures,
    review,
    visitors_xlsx,
)
