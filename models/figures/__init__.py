from . import (
    ir_filters,
    municipal_digital_figure,
    municipal_digital_figure_change,
    municipal_series_break,
)
