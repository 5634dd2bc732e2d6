from . import (
    test_kiosk_choice,
    test_screens_accessibility,
    test_screens_browser,
    test_screens_devices_browser,
    test_screens_display,
    test_screens_kiosk,
    test_screens_languages,
    test_screens_layout_browser,
    test_screens_towns,
    test_screens_waiting,
)
