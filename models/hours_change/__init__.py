from . import (
    archive_only_mixin,
    guarded_hours,
    guarded_places,
    municipal_hours_change,
    municipal_hours_change_apply,
    municipal_hours_change_line,
    municipal_hours_change_line_steps,
    resource_booking,
)
