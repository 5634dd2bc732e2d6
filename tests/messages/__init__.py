from . import (
    test_mail_booking,
    test_mail_hours,
    test_mail_languages,
    test_mail_promise,
    test_mail_queue,
    test_sms,
    test_waking,
)
