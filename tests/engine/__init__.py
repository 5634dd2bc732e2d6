from . import (
    test_engine_availability,
    test_engine_desk_choice,
    test_engine_estimate,
    test_engine_examples,
    test_engine_figures_file,
    test_engine_history_file,
    test_engine_mail,
    test_engine_periods,
    test_engine_queue,
    test_engine_rules,
    test_engine_online_quota,
    test_engine_simulation,
)
