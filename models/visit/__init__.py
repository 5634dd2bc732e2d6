from . import (
    municipal_visit,
    municipal_visit_correction,
    municipal_visit_difference,
    municipal_visit_event,
    municipal_visit_line,
    municipal_visit_night,
    municipal_visit_period,
    municipal_visit_periods,
    municipal_visit_replay,
    municipal_visit_steps,
    municipal_visit_count,
)
