from . import (
    calendar_alarm,
    calendar_event,
    ir_mail_server,
    mail_mail,
    mailed_mixin,
    municipal_notice,
    municipal_service,
    res_partner,
    resource_booking,
    resource_booking_sms,
)
