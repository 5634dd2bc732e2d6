from . import (
    test_review_alternatives,
    test_review_at_work,
    test_review_backtest,
    test_review_browser,
    test_review_effect,
    test_review_evidence,
    test_review_in_force,
    test_review_paper,
    test_review_simulation,
)
