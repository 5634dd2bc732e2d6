from . import (
    per_person_mixin,
    resource_booking_type,
    municipal_product,
    municipal_service,
    municipal_trusted_booker,
    municipal_rate,
    municipal_proof,
    res_company,
    res_config_settings,
    resource_booking,
    resource_booking_confirm,
)
