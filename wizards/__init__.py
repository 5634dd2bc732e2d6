from . import (
    municipal_booking_request,
    municipal_booking_request_hours,
    municipal_booking_request_line,
    municipal_digital_import,
    municipal_privacy_request,
    municipal_problem,
    municipal_visit_correction,
    municipal_visit_correction_line,
    municipal_visit_export,
    municipal_visit_finish,
    municipal_visit_finish_line,
    municipal_walk_in_agenda,
)
