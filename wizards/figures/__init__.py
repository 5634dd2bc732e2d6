from . import (
    municipal_digital_import,
    municipal_history_column,
    municipal_history_read,
    municipal_college_page,
    municipal_pilot_page,
    municipal_visit_export,
)
