from . import municipal_open_data, municipal_visit_report, visitors_xlsx
