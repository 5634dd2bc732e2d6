from . import (
    ir_http,
    municipal_location,
    municipal_product,
    municipal_service,
    res_company,
    res_config_settings,
    res_users,
    resource_booking_type,
    website,
)
