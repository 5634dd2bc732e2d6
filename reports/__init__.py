from . import (
    book,
    capacity,
    college,
    compare,
    dashboard,
    day_list,
    demand,
    municipal_open_data,
    municipal_visit_report,
    municipal_visit_report_dashboard,
    municipal_visit_report_measures,
    visitors_xlsx,
)
