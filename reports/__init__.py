from . import dashboard, municipal_visit_report, visitors_xlsx
