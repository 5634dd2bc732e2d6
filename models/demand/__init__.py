from . import (
    municipal_access_time,
    municipal_capacity,
    municipal_capacity_day,
    municipal_demand,
    municipal_limit,
    municipal_product,
    municipal_service,
    res_company,
    resource_booking_type,
)
