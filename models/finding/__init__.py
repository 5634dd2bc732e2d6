from . import (
    municipal_catalogue,
    municipal_catalogue_rows,
    municipal_location,
    municipal_product,
    municipal_product_access,
    municipal_product_meta,
    municipal_service,
    resource_booking_type,
    website,
    website_page,
)
