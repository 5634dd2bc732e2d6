from odoo import api, models

from ...engine.mail_failure import why_failed
from ...engine.mail_text import mail_text


class MailMail(models.Model):
    """Mails to visitors: their text part, and what becomes of them."""

    _inherit = "mail.mail"

    @api.model
    def process_email_queue(self, email_ids=(), batch_size=1000):
        """Send no mail to a visitor that is no longer true, and lose sight of none.

        What was promised to who books is written first.

        The queue is the system's: nobody else looks through everybody's mails.
        """
        self.check_access("write")
        notices = self.env["municipal.notice"]
        notices._drop_moot()
        self.env["municipal.find.try"]._promise_links()
        more = notices._write_promised()
        result = super().process_email_queue(email_ids=email_ids, batch_size=batch_size)
        notices._find_lost()
        if more:
            notices._wake_queue()
        return result

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Let notices follow, before Odoo deletes the mails that have left."""
        notices = self.env["municipal.notice"]._of_mails(self)
        if notices:
            self._note_on(notices, failure_type, failure_reason)
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )

    def _note_on(self, notices, failure_type, failure_reason):
        """Write on notices what became of their mails."""
        if failure_type:
            notices._failed(why_failed(failure_type, failure_reason))
        else:
            notices._left()

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Write the text part of mails to visitors so that it can be read."""
        emails = super()._prepare_outgoing_list(
            mail_server=mail_server, doc_to_followers=doc_to_followers
        )
        if self.env["municipal.notice"]._of_mails(self):
            for email in emails:
                email["body_alternative"] = mail_text(email["body"])
        return emails
