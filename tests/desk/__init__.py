from . import (
    test_alarm,
    test_away_browser,
    test_desk,
    test_desk_browser,
    test_desk_release,
    test_desk_scan,
    test_late_press,
    test_quick_counter,
    test_desk_checks,
    test_scanner_azerty,
    test_tuesday_browser,
    test_tuesday_faults_browser,
)
