from . import (
    ir_http,
    municipal_location,
    municipal_product,
    municipal_service,
    resource_booking,
)
