from . import (
    ir_http,
    kiosk_pictogram_mixin,
    municipal_location,
    municipal_product,
    municipal_service,
    product_line_mixin,
    res_company,
    res_config_settings,
    res_users,
    resource_booking_type,
    website,
)
