from . import (
    municipal_count_mixin,
    visit_choice_mixin,
    ir_filters,
    municipal_digital_figure,
    municipal_digital_figure_change,
    municipal_digital_use,
    municipal_history_figure,
    municipal_history_import,
    municipal_series_break,
    municipal_workbook,
    res_company,
    res_config_settings,
)
