from datetime import timedelta

from odoo import api, fields, models, modules
from odoo.tools import SQL, escape_psql

from ..common.transaction import wake_now
from .notice_kinds import KINDS, UNTOLD

#: what a notice is about -> the field that names it
ABOUT = {"resource.booking": "booking_id", "municipal.waiting": "waiting_id"}
#: tries after which a clerk picks up the phone, while the server goes on trying
PATIENCE = 5
#: minutes between tries, as mail servers do: soon, then ever later, for a day
DELAYS = (1, 2, 5, 10, 15, 30, 60, 60, 120, 240, 480, 480)
#: how many promised mails are written before the first of them leave
WRITTEN_AT_ONCE = 50
#: failures that pass by themselves
PASSING = ("server", "busy")


class MunicipalNotice(models.Model):
    """What a visitor was told about an appointment, and whether it left.

    Or somebody on the waiting list, of their place in it. Odoo deletes a mail when it
    has left, and keeps one that failed where only a technician looks. A notice stays as
    long as its booking and says what became of the mail. It holds no name, no address
    and no text: those are on the booking and in the mail, and are wiped there.
    """

    _name = "municipal.notice"
    _description = "Notice to a visitor"
    _order = "id desc"
    _rec_name = "kind"
    booking_id = fields.Many2one(
        comodel_name="resource.booking",
        string="Appointment",
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    waiting_id = fields.Many2one(
        comodel_name="municipal.waiting",
        string="Waiting list",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    kind = fields.Selection(
        selection=[
            ("confirmation", "Confirmation"),
            ("to_confirm", "Link to confirm it"),
            ("moved", "Another slot"),
            ("cancelled", "Cancelled"),
            ("closed", "Cancelled: closed then"),
            ("kept", "Stands although the hours changed"),
            ("reminder", "Reminder"),
            ("link", "The link, asked for again"),
            ("waiting_joined", "On the waiting list"),
            ("waiting_offer", "Offer of the waiting list"),
            ("waiting_ended", "Off the waiting list"),
        ],
        string="What about",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        selection=[
            ("queued", "Is leaving"),
            ("sent", "Sent"),
            ("failed", "Did not arrive"),
            ("unreachable", "No e-mail address"),
            ("dropped", "No longer needed"),
        ],
        required=True,
        readonly=True,
        default="queued",
        help="Sent: the mail server took it. A mail that comes back later is shown "
        "as not arrived.",
    )
    failure = fields.Selection(
        selection=[
            ("server", "The mail server cannot be reached"),
            ("busy", "The mailbox takes no mail for now"),
            ("refused", "The address was refused"),
            ("address", "The address is not valid"),
            ("bounced", "The mail came back"),
            ("sender", "There is no address of a sender"),
            ("text", "The text of the mail could not be made"),
            ("unknown", "Not known why"),
        ],
        string="Why",
        readonly=True,
    )
    mail_id = fields.Many2one(
        comodel_name="mail.mail",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
    )
    unwritten = fields.Boolean(
        readonly=True,
        help="The mail is promised, and not yet put into words: that is the first "
        "thing the queue of mails does.",
    )
    until = fields.Datetime(
        string="Appointment on",
        readonly=True,
        help="The moment that the notice is about: afterwards it is of no use.",
    )
    tries = fields.Integer(readonly=True, aggregator=None)
    next_try = fields.Datetime(string="Tried again", readonly=True)
    ended_at = fields.Datetime(string="Left or failed", readonly=True)
    called = fields.Boolean(string="Phoned", readonly=True)
    called_by_id = fields.Many2one(
        comodel_name="res.users", string="Phoned by", readonly=True
    )
    to_call = fields.Boolean(
        compute="_compute_to_call",
        store=True,
        precompute=True,
        readonly=False,
        help="The visitor does not know it: somebody has to call.",
    )
    reference = fields.Char(related="booking_id.reference", string="Code")
    contact_name = fields.Char(related="booking_id.contact_name")
    contact_email = fields.Char(related="booking_id.contact_email")
    contact_phone = fields.Char(related="booking_id.contact_phone_local")
    products = fields.Char(related="booking_id.products")
    service_id = fields.Many2one(related="booking_id.service_id")
    _waiting = models.Index("(state) WHERE state = 'queued' OR next_try IS NOT NULL")
    _calls = models.Index("(until) WHERE to_call")
    _about_one_thing = models.Constraint(
        "CHECK ((booking_id IS NULL) != (waiting_id IS NULL))",
        "A notice is about an appointment or about the waiting list.",
    )

    @api.depends("state", "next_try", "tries", "called")
    def _compute_to_call(self):
        """List whom no mail reaches; while it is tried again, only after some time.

        Nobody calls about an offer (the next one gets it) or an unconfirmed address.
        """
        for notice in self:
            trying = notice.next_try and notice.tries < PATIENCE
            untold = notice.state in UNTOLD and not trying
            owed = notice.booking_id and notice.kind != "to_confirm"
            notice.to_call = bool(untold and owed and not notice.called)

    @api.depends("kind", "reference")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for notice in self:
            about = notice.reference or notice.waiting_id.products
            notice.display_name = f"{about} · {kinds.get(notice.kind, '')}"

    @api.model
    def _note(self, mails, kind, state="queued", failure=False):
        """Note what visitors are being told, and that nobody need call about before.

        :param dict mails: from booking to its mail, empty when there is none
        :return: the notices
        """
        bookings = self.env["resource.booking"].union(*mails)
        self._settle_before(bookings)
        return self.sudo().create(
            [
                {
                    "booking_id": booking.id,
                    "company_id": booking.type_id.company_id.id,
                    "kind": kind,
                    "state": state,
                    "failure": failure,
                    "mail_id": mail.id if mail else False,
                    "until": booking._appointment_start(),
                    "ended_at": state != "queued" and fields.Datetime.now(),
                }
                for booking, mail in mails.items()
            ]
        )

    @api.model
    def _promise(self, records, kind):
        """Promise visitors a mail that is written when this transaction is committed.

        For bookings that have just been made (nothing was told about them before), and
        for the waiting list.
        The row is the promise. It outlives a server that is killed, and what cannot be
        written is shown to staff like any mail that did not arrive.

        :return: the notices
        """
        notices = self.sudo().create(
            [
                {
                    ABOUT[record._name]: record.id,
                    "company_id": record.type_id.company_id.id,
                    "kind": kind,
                    "state": "queued",
                    "unwritten": True,
                    "to_call": False,
                    "until": record._notice_until(kind),
                }
                for record in records
            ]
        )
        self._wake_queue()
        return notices

    @api.model
    def _write_promised(self):
        """Write the mails that were promised; what has become moot was dropped before.

        Rows that another process is writing are left to it. What was written is kept
        as soon as it is, so that no later failure makes a mail twice.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM municipal_notice
                WHERE unwritten AND state = 'queued'
                ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED""",
                WRITTEN_AT_ONCE,
            )
        )
        promised_sudo = self.sudo().browse(row[0] for row in rows)
        names = {kind: name for name, kind in KINDS.items()}
        for kind, notices in promised_sudo.grouped("kind").items():
            mails = notices._about()._write_mails(names[kind])
            for notice in notices:
                notice._written(mails[notice._about()])
        if promised_sudo and not modules.module.current_test:
            self.env["ir.cron"]._commit_progress()
        return len(rows) == WRITTEN_AT_ONCE

    def _about(self):
        """Return what notices of one kind are about."""
        return self.waiting_id or self.booking_id

    def _written(self, mail):
        """Note that a promised mail was written, or that it could not be."""
        self.unwritten = False
        if mail:
            self.mail_id = mail
        else:
            self._failed("text")

    @api.model
    def _settle_before(self, bookings):
        """Drop what failed before: the visitor is told the present state now.

        A mail that is still queued is left to the queue, which drops what is no
        longer the last word (see ``_drop_moot``): writing about it here would make
        the queue fail that is sending it at this instant, and send it twice.
        """
        before_sudo = self.sudo().search(
            [("booking_id", "in", bookings.ids), ("state", "in", UNTOLD)]
        )
        if before_sudo:
            before_sudo._drop()

    def _drop(self):
        """Forget about notices, and delete their mails: nobody is to read them."""
        mails = self.mail_id
        self.write({"state": "dropped", "next_try": False, "unwritten": False})
        mails.filtered(lambda mail: mail.state != "sent").unlink()
        self._notify_lists()

    def _failure_in_words(self):
        """Return why nobody could be told, or nothing."""
        state, why = (
            dict(self._fields[name]._description_selection(self.env))
            for name in ("state", "failure")
        )
        return why.get(self.failure) or state.get(self.state, "")

    def _notify_lists(self):
        """Let the history of hours say what became of its mails."""
        lines_sudo = self.env["municipal.hours.change.line"].sudo()
        for line in lines_sudo.search([("notice_id", "in", self.ids)]):
            line._follow_notice()

    def action_called(self):
        """Note that the visitors heard it on the phone; any clerk may call."""
        self.check_access("read")
        notices_sudo = self.filtered("to_call").sudo()
        notices_sudo.write(
            {"called": True, "called_by_id": self.env.uid, "next_try": False}
        )
        notices_sudo.mail_id.filtered(lambda mail: mail.state != "sent").unlink()
        notices_sudo._notify_lists()

    def action_send_again(self):
        """Mail the visitors again: to corrected addresses, by a server that is back."""
        self.check_access("read")
        names = {kind: name for name, kind in KINDS.items()}
        for kind, notices in self.filtered("to_call").grouped("kind").items():
            bookings_sudo = notices.booking_id.filtered("contact_email").sudo()
            bookings_sudo._send_template(names[kind])

    def action_open_booking(self):
        self.check_access("read")
        self.ensure_one()
        return self.booking_id._action_open()

    # What the queue of mails says of notices, and how failed ones are tried again.

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
    def _wake_queue(self):
        """Let the queue of mails run at once, as :meth:`_trigger_queue` does."""
        wake_now(self.env, "mail.ir_cron_mail_scheduler_action")

    @api.model
    def _of_mails(self, mails):
        """Return the notices of mails, in the rights of the system."""
        ours = mails.filtered(lambda mail: mail.model in ABOUT)
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
        self._notify_lists()

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
        self._notify_lists()
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
        reads where it stands, not where it stood. An offer that was answered is none.
        """
        now = fields.Datetime.now()
        self.flush_model()
        self.env["municipal.waiting"].flush_model(["state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT notice.id FROM municipal_notice notice
                LEFT JOIN municipal_waiting waiting ON waiting.id = notice.waiting_id
                 WHERE notice.state = 'queued'
                   AND (notice.until <= %s
                       OR notice.kind = 'waiting_offer' AND waiting.state != 'offered'
                       OR EXISTS (
                       SELECT FROM municipal_notice later
                        WHERE (later.booking_id = notice.booking_id
                            OR later.waiting_id = notice.waiting_id)
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

        A server that hangs up ends its run without a word; people delete mails by hand.
        """
        lost_sudo = self.sudo().search(
            [("state", "=", "queued"), ("unwritten", "=", False)]
        )
        lost_sudo = lost_sudo.filtered(
            lambda notice: notice.mail_id.state != "outgoing"
        )
        if not lost_sudo:
            return
        for state, notices in lost_sudo.grouped(lambda n: n.mail_id.state).items():
            notices._failed("server" if state == "exception" else "unknown")

    @api.model
    def _cron_again(self):
        """Queue what failed for a reason that may have passed."""
        now = fields.Datetime.now()
        due_sudo = self.sudo().search([("next_try", "<=", now)])
        over = due_sudo.filtered(lambda notice: notice.until and notice.until <= now)
        over._drop()
        again = (due_sudo - over).filtered("mail_id")
        (due_sudo - over - again).next_try = False
        if again:
            again.mail_id.mark_outgoing()
            again.write({"state": "queued", "next_try": False})
            again._notify_lists()
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
        expected_sudo = self.env["resource.booking"].sudo()
        expected_sudo = expected_sudo.with_context(active_test=False).search(
            [
                ("contact_email", "=ilike", escape_psql(email)),
                ("notice_ids.until", ">", fields.Datetime.now()),
            ]
        )
        waiting_sudo = (
            self.env["municipal.waiting"]
            .sudo()
            .search([("contact_email", "=ilike", escape_psql(email))])
        )
        told = [*expected_sudo, *waiting_sudo]
        last_sudo = self.sudo().union(*(t.notice_ids.sorted("id")[-1:] for t in told))
        last_sudo.filtered(lambda notice: notice.state == "sent")._failed("bounced")
