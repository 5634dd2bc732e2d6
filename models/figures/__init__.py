from . import (
    municipal_count_mixin,
    municipal_access_time,
    municipal_demand,
    municipal_digital_figure,
    municipal_digital_figure_change,
    municipal_digital_use,
    municipal_product,
    municipal_series_break,
    resource_booking_type,
)
