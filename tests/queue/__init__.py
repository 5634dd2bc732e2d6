from . import (
    test_desk_products,
    test_queue_core,
    test_queue_faults,
    test_queue_race,
    test_queue_rules,
    test_queue_shared,
    test_rollout,
    test_waiting_for_locks,
    test_walk_in_words,
)
