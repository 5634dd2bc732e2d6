from . import (
    calendar_event,
    municipal_privacy,
    municipal_privacy_log,
    municipal_product,
    municipal_visit,
    res_partner,
    resource_booking,
    resource_booking_retention,
)
