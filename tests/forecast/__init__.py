from . import (
    test_coming_weeks,
    test_desks_needed,
    test_forecast,
    test_forecast_score,
)
