from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, escape_psql

#: minutes between tries, as mail servers do: soon, then ever later, for a day
DELAYS = (1, 2, 5, 10, 15, 30, 60, 60, 120, 240, 480, 480)
#: failures that pass by themselves
PASSING = ("server", "busy")


class MunicipalNotice(models.Model):
    """What the queue of mails says of notices, and how failed ones are tried again."""

    _inherit = "municipal.notice"

    @api.model
    def _trigger_queue(self):
        """Let the queue of mails run as soon as this transaction is committed.

        Once for all mails of a transaction, and at its end: the page never waits for
        a mail server. Odoo's own job would look at the queue within an hour.
        """
        key = "municipal_mails_queued"
        data = self.env.cr.precommit.data
        if data.get(key):
            return

        @self.env.cr.precommit.add
        def trigger():
            data.pop(key, None)
            queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
            queue.sudo()._trigger()

        data[key] = True

    @api.model
    def _of_mails(self, mails):
        """Return the notices of mails, in the rights of the system."""
        ours = mails.filtered(lambda mail: mail.model == "resource.booking")
        if not ours:
            return self.sudo().browse()
        return self.sudo().search([("mail_id", "in", ours.ids)])

    def _left(self):
        """Note that the mail server took the mails."""
        self.write(
            {
                "state": "sent",
                "failure": False,
                "next_try": False,
                "ended_at": fields.Datetime.now(),
            }
        )
        self._tell_lines()

    def _failed(self, failure):
        """Note that mails did not leave, and try again later if that may help."""
        now = fields.Datetime.now()
        times = set()
        for notice in self:
            delay = notice._delay(failure)
            next_try = now + delay if delay is not None else None
            notice.write(
                {
                    "state": "failed",
                    "failure": failure,
                    "tries": notice.tries + 1,
                    "next_try": next_try,
                    "ended_at": now,
                }
            )
            times.update([next_try] if next_try else ())
        self._tell_lines()
        if times:
            retry = self.env.ref("municipal_appointment.ir_cron_mail_again")
            retry.sudo()._trigger(times)

    def _delay(self, failure):
        """Return after what time a mail is tried again, or ``None`` for never."""
        self.ensure_one()
        if failure not in PASSING or self.tries >= len(DELAYS):
            return None
        return timedelta(minutes=DELAYS[self.tries])

    @api.model
    def _drop_moot(self):
        """Drop queued mails that nobody is to read any more.

        Those about a moment that has passed while the mail server was away, and those
        that are not the last word: who has moved the appointment twice meanwhile
        reads where it stands, not where it stood.
        """
        now = fields.Datetime.now()
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT notice.id FROM municipal_notice notice
                 WHERE notice.state = 'queued'
                   AND (notice.until <= %s OR EXISTS (
                       SELECT FROM municipal_notice later
                        WHERE later.booking_id = notice.booking_id
                          AND later.id > notice.id))
                """,
                now,
            )
        )
        if rows:
            self.sudo().browse(row[0] for row in rows)._drop()

    @api.model
    def _find_lost(self):
        """Note the mails of which the queue did not say what became of them.

        A server that hangs up in the middle ends a run of the queue without a word;
        mails can be deleted by hand.
        """
        lost = self.sudo().search([("state", "=", "queued")])
        lost = lost.filtered(lambda notice: notice.mail_id.state != "outgoing")
        if not lost:
            return
        for state, notices in lost.grouped(lambda n: n.mail_id.state).items():
            notices._failed("server" if state == "exception" else "unknown")

    @api.model
    def _cron_again(self):
        """Queue what failed for a reason that may have passed."""
        now = fields.Datetime.now()
        due = self.sudo().search([("next_try", "<=", now)])
        over = due.filtered(lambda notice: notice.until and notice.until <= now)
        over._drop()
        again = (due - over).filtered("mail_id")
        (due - over - again).next_try = False
        if again:
            again.mail_id.mark_outgoing()
            again.write({"state": "queued", "next_try": False})
            again._tell_lines()
            self._trigger_queue()
        waiting = self.sudo().search([("next_try", "!=", False)]).mapped("next_try")
        if waiting:
            # the trigger of a moment is gone when the job ran before it
            self.env.ref("municipal_appointment.ir_cron_mail_again").sudo()._trigger(
                min(waiting)
            )

    @api.model
    def _came_back(self, email):
        """Note that an address takes no mail: of each appointment to come, the last.

        Odoo hears of it when the mails to its bounce alias are fetched.

        :param str email: normalized
        """
        expected = self.env["resource.booking"].sudo()
        expected = expected.with_context(active_test=False).search(
            [
                ("contact_email", "=ilike", escape_psql(email)),
                ("notice_ids.until", ">", fields.Datetime.now()),
            ]
        )
        last = self.sudo().union(*(b.notice_ids.sorted("id")[-1:] for b in expected))
        last.filtered(lambda notice: notice.state == "sent")._failed("bounced")
