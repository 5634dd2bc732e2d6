from . import (
    municipal_location,
    municipal_product,
    municipal_product_access,
    municipal_product_meta,
    municipal_service,
    resource_booking_type,
    website,
)
