from . import (
    municipal_count_mixin,
    municipal_digital_figure,
    municipal_digital_figure_change,
    municipal_digital_use,
    municipal_series_break,
)
