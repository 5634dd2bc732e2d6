from . import (
    rating_rating,
    municipal_evaluation_ask,
    municipal_visit,
    municipal_location,
    municipal_reply,
    municipal_day_end,
    resource_booking,
    resource_resource,
    res_company,
    res_config_settings,
)
