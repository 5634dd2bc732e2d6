from . import (
    hours_guard,
    municipal_location,
    municipal_plan_version,
    municipal_opening,
    municipal_product,
    resource_booking_combination,
    resource_booking_type,
    resource_calendar,
    resource_calendar_attendance,
    resource_calendar_leaves,
    resource_resource,
)
