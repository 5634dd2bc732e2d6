import logging
from contextlib import contextmanager

import psycopg2

from odoo import models
from odoo.exceptions import ConcurrencyError

_logger = logging.getLogger(__name__)
LAYOUT = "municipal_appointment.mail_layout"
#: no machine is to answer: an absence notice would reach the mailbox of the service
HEADERS = {
    "Auto-Submitted": "auto-generated",  # RFC 3834, 5
    "X-Auto-Response-Suppress": "OOF, AutoReply",
}


class MunicipalMailedMixin(models.AbstractModel):
    """What citizens get mails about: an appointment, a place on a waiting list.

    An heir has ``type_id``, ``service_id``, ``lang`` and ``contact_email``. What was
    mailed about it, and whether that left, is told by ``municipal.notice``.
    """

    _name = "municipal.mailed.mixin"
    _description = "What citizens get mails about"

    def _write_mails(self, name):
        """Put mails to these visitors in the queue.

        :return: dict from booking to its mail, or ``None`` where it could not be made
        """
        if not self:
            return {}
        try:
            with self._apart():
                mails = self._render_mails(name)
                self._complete_mails(name, mails)
        except (psycopg2.OperationalError, ConcurrencyError):
            raise  # the whole request is made again
        except Exception:
            if len(self) == 1:
                _logger.exception("No mail (%s) could be made for %s", name, self)
                return {self: None}
            one_by_one = (booking._write_mails(name) for booking in self)
            return {key: mail for mails in one_by_one for key, mail in mails.items()}
        return mails

    @contextmanager
    def _apart(self):
        """Undo what was written about mails, and nothing else, when they fail.

        No savepoint of Odoo's: it does what is left for the end of the transaction,
        such as reservations of bookings of which only one has moved so far.
        """
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                yield
                self.env.flush_all()
        except Exception:
            # not its clear(): what is open around it, such as a booking that is
            # being made, is noted there as well
            transaction = self.env.transaction
            transaction.tocompute.clear()
            transaction.field_dirty.clear()
            transaction.field_data_patches.clear()
            transaction.invalidate_field_data()
            raise

    def _render_mails(self, name):
        """Return the mails to these visitors: a dict from booking to mail."""
        result = {}
        values = {"headers": repr(HEADERS), "model": self._name}
        for company, bookings in self.grouped(
            lambda booking: booking.type_id.company_id
        ).items():
            template, records = bookings._template_and_records(name)
            mails = template.with_company(company).send_mail_batch(
                records.ids, email_values=values, email_layout_xmlid=LAYOUT
            )
            for booking, mail in zip(bookings, mails, strict=True):
                if mail.res_id != booking.id:
                    mail.res_id = booking.id
                result[booking] = mail
        return result

    def _template_and_records(self, name):
        """Return a mail template and the records on which it is rendered."""
        return self.env.ref(f"municipal_appointment.{name}").sudo(), self

    def _complete_mails(self, name, mails):
        """Add to mails what goes with them, such as a file.

        :param dict mails: from record to its mail
        """

    def _notice_until(self, kind):
        """Return when a notice of a kind is of no use any more, naive UTC."""
        raise NotImplementedError

    def _sender(self):
        """Return the address from which mails to the visitor come, or nothing."""
        service, company = self.service_id, self.type_id.company_id
        return service._sender_address() if service else company.email_formatted

    def _has_sender(self):
        """Tell whether mails to the visitor can come from somebody."""
        return self.service_id._has_sender() if self.service_id else self._sender()

    def _lang(self):
        """Return the language in which to address the visitor.

        A language that was switched off since gives way to that of the website, and
        to that of the town hall.
        """
        company_sudo = self.type_id.company_id.sudo()
        candidates = (
            self.lang,
            company_sudo.website_id.default_lang_id.code,
            company_sudo.partner_id.lang,
            self.env.lang,
        )
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        return next((lang for lang in candidates if lang in installed), "en_US")
