from . import (
    catalogue_mixin,
    missing,
    municipal_product,
    municipal_product_plan,
    municipal_product_table,
    resource_booking_type,
)
