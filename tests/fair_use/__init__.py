from . import (
    test_confirm,
    test_confirm_life,
    test_confirm_race,
    test_fair_use_accessibility,
    test_per_person,
    test_per_person_race,
    test_proof,
    test_proof_browser,
    test_proof_race,
    test_trusted,
)
