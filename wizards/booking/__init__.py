from . import (
    municipal_booking_request,
    municipal_booking_request_demand,
    municipal_booking_request_hours,
    municipal_booking_request_line,
    municipal_booking_request_people,
    municipal_booking_request_waiting,
    municipal_day_list,
    municipal_urgent_booking,
)
