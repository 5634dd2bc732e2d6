from . import (
    test_block,
    test_embedded_browser,
    test_form_without_session,
    test_frames,
    test_frames_appointment,
)
