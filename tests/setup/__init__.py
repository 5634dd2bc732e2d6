from . import test_check, test_first_day_browser, test_setup
