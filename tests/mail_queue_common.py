import smtplib
from contextlib import contextmanager
from email import message_from_bytes, policy
from unittest.mock import patch

from odoo.addons.base.models.ir_mail_server import IrMail_Server

REFUSED = smtplib.SMTPRecipientsRefused(
    {"an@example.com": (550, b"5.1.1 User unknown")}
)
FULL = smtplib.SMTPRecipientsRefused(
    {"an@example.com": (452, b"4.2.2 The mailbox is full")}
)


class FakeServer:
    """A mail server that keeps what it takes, or refuses it."""

    def __init__(self, answer=None):
        self.answer = answer
        self.taken = []

    def send_message(self, message, smtp_from, smtp_to_list):
        if self.answer:
            raise self.answer
        # as it travels: what a reader parses, not what was put together
        parsed = message_from_bytes(message.as_bytes(), policy=policy.default)
        self.taken.append(parsed)

    def quit(self):
        pass


@contextmanager
def mail_server(answer=None, away=False):
    """Let Odoo find a mail server, or none.

    :param Exception answer: with which every mail is refused
    :param bool away: whether nothing listens
    """
    server = FakeServer(answer)

    def connect(self, *args, **kwargs):
        if away:
            raise ConnectionRefusedError(111, "Connection refused")
        return server

    with (
        patch.object(IrMail_Server, "_connect__", connect),
        patch.object(IrMail_Server, "_disable_send", lambda self: False),
    ):
        yield server
