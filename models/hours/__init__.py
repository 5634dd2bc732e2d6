from . import (
    hours_guard,
    municipal_opening,
    municipal_product_access,
    municipal_product_hours,
    resource_booking_combination,
    resource_booking_combination_plan,
    resource_booking_type_hours,
    resource_booking_type_plan,
    resource_calendar,
    resource_calendar_attendance,
    resource_calendar_leaves,
    resource_resource,
)
