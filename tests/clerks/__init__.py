from . import test_per_clerk
