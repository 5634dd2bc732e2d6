from . import municipal_digital_import, municipal_visit_export
