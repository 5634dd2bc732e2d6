"""What visitors are told, and of what they know nothing yet."""

#: kinds of mails: what the visitor is told, by the name of the template
KINDS = {
    "mail_template_booking_confirmation": "confirmation",
    "mail_template_booking_to_confirm": "to_confirm",
    "mail_template_booking_moved": "moved",
    "mail_template_booking_cancelled": "cancelled",
    "mail_template_booking_closed": "closed",
    "mail_template_booking_kept": "kept",
    "mail_template_booking_reminder": "reminder",
    "mail_template_booking_link": "link",
    "mail_template_waiting_joined": "waiting_joined",
    "mail_template_waiting_offer": "waiting_offer",
    "mail_template_waiting_ended": "waiting_ended",
}
#: states of notices of which the visitor (as far as we know) has read nothing
UNTOLD = ("failed", "unreachable")
