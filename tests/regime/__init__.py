from . import test_new_hours
