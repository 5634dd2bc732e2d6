from . import (
    test_change_products,
    test_claim,
    test_find_appointment,
    test_on_the_day,
    test_take_back,
)
