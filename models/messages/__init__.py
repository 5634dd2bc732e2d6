from . import (
    calendar_alarm,
    ir_mail_server,
    mail_mail,
    mailed_mixin,
    municipal_notice,
    municipal_service,
    res_partner,
    resource_booking,
)
