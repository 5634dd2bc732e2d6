from . import (
    municipal_forecast,
    municipal_forecast_half_hour,
    municipal_forecast_make,
    municipal_forecast_score,
    municipal_service,
    res_company,
    res_config_settings,
)
