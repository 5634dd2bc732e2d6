from . import municipal_visit_report, visitors_xlsx
