from . import (
    calendar_event_ics,
    municipal_digital_use,
    municipal_product_digital,
    municipal_privacy,
    municipal_privacy_log,
    municipal_privacy_purge,
    municipal_privacy_told,
    municipal_visit_retention,
    res_partner,
    resource_booking_portal,
    resource_booking_retention,
    resource_booking_visitor,
)
