"""Why a mail did not leave, out of what Odoo and the mail server said about it.

>>> why_failed(None, "550 no such user")
'refused'
>>> why_failed("mail_email_invalid", "")
'address'
"""

import re

#: what is known of a failure by what Odoo calls it
BY_TYPE = {
    "mail_smtp": "server",
    "mail_email_invalid": "address",
    "mail_email_missing": "address",
    "mail_from_invalid": "sender",
    "mail_from_missing": "sender",
    "mail_spam": "refused",
}
#: what says in the words of smtplib that no connection could be made or kept
AWAY = re.compile(r"refused\b(?! for)|timed out|Disconnected|ConnectError|unreachable")
#: the answer of a server (RFC 5321, 4.2.1): 4xx passes, 5xx does not
ANSWER = re.compile(r"\b([45])\d\d\b")


def why_failed(failure_type, reason):
    """Return the failure of a notice out of what Odoo noted about its mail.

    :param str failure_type: of ``mail.mail``
    :param str reason: what the mail server or Python said
    """
    if failure_type in BY_TYPE:
        return BY_TYPE[failure_type]
    reason = reason or ""
    if "SMTPSenderRefused" in reason:
        return "sender"
    answer = ANSWER.search(reason)
    if answer:
        return "busy" if answer[1] == "4" else "refused"
    return "server" if AWAY.search(reason) else "unknown"
