from . import (
    calendar_alarm,
    ir_mail_server,
    mail_mail,
    municipal_notice,
    municipal_notice_queue,
    res_partner_bounce,
    resource_booking_mail,
    resource_booking_notice,
)
