from . import (
    municipal_count_mixin,
    municipal_access_time,
    municipal_capacity,
    municipal_capacity_day,
    municipal_demand,
    municipal_digital_figure,
    municipal_digital_figure_change,
    municipal_digital_use,
    municipal_product,
    municipal_series_break,
    res_company,
    resource_booking_type,
)
