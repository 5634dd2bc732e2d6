from . import (
    test_access_time,
    test_capacity_figures,
    test_demand,
    test_demand_browser,
    test_limits,
)
