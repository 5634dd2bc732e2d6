from . import test_manners, test_statements
