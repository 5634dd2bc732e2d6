from . import (
    test_day_end,
    test_evaluation_accessibility,
    test_evaluation_figures,
    test_evaluation_mail,
    test_evaluation_page,
    test_evaluation_privacy,
    test_evaluation_race,
    test_feedback_screen,
)
