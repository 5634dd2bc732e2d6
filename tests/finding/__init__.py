from . import (
    test_find_product,
    test_product_meta,
    test_public_hours,
    test_recall,
    test_remembered,
    test_ways,
)
