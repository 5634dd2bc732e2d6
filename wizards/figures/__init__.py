from . import (
    municipal_college_page,
    municipal_digital_import,
    municipal_visit_export,
)
