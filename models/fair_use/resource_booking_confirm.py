from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL, consteq, hmac

from ...engine.fair_use import person_mail
from ..common.refusal import Refusal
from ..common.transaction import Transaction
from ..visit.municipal_visit import BOOKED_BY

#: appointments of one person, and of who books for others, that wait for being
#: confirmed at the same time: nobody fences off an agenda with an address of somebody
MOST_UNCONFIRMED, MOST_OF_TRUSTED = 3, 10
#: unconfirmed appointments that fall away between two commits
BATCH = 50
#: what is mailed about an appointment that has to be confirmed
TO_CONFIRM = "mail_template_booking_to_confirm"


class ResourceBooking(models.Model):
    """An appointment that holds only when the link in the mail was opened.

    Until then it is a booking like any other for the agenda: it takes its time. But its
    visit begins when it is confirmed. So nobody waits for it, calls it, checks it in,
    misses it or counts it; and an appointment that was never confirmed is in no figure.
    """

    _inherit = "resource.booking"

    confirm_state = fields.Selection(
        selection=[
            ("asked", "Not confirmed yet"),
            ("confirmed", "Confirmed by mail"),
            ("lapsed", "Not confirmed in time"),
        ],
        string="By mail",
        readonly=True,
        copy=False,
        help="Empty for appointments that hold without being confirmed.",
    )
    confirm_until = fields.Datetime(
        string="To confirm until",
        readonly=True,
        copy=False,
        help="Then the slot is free again, unless the visitor or a colleague confirms "
        "the appointment.",
    )
    _to_be_confirmed = models.Index("(confirm_until) WHERE confirm_state = 'asked'")

    @api.model
    def _to_confirm(self, lines, start, who):
        """Return the values of an appointment that has to be confirmed, and until when.

        :raise Refusal: when too many of this person wait for it
        """
        service, now = lines[0][0].service_id, fields.Datetime.now()
        until = now + timedelta(minutes=service.confirm_minutes)
        # as the page says it: to the minute
        until = min(until, start).replace(second=0, microsecond=0)
        self._check_unconfirmed(service, who)
        cron = self.env.ref("municipal_appointment.ir_cron_unconfirmed")
        cron.sudo()._trigger(until)
        return {"confirm_state": "asked", "confirm_until": until}

    @api.model
    def _check_unconfirmed(self, service, who):
        """Refuse one unconfirmed appointment too many: see :meth:`_judge`."""
        waiting_sudo = self.sudo().search(
            [
                ("person_mail", "=", person_mail(who["email"])),
                ("confirm_state", "=", "asked"),
                ("type_id.company_id", "=", service.company_id.id),
            ]
        )
        trusted = waiting_sudo.filtered("trusted_id")
        own = waiting_sudo - trusted
        if len(own) >= MOST_UNCONFIRMED or len(trusted) >= MOST_OF_TRUSTED:
            raise self._too_many(service, who)

    def _is_unconfirmed(self):
        """Tell whether somebody still has to open the link in the mail."""
        self.ensure_one()
        return bool(self.active and self.confirm_state == "asked")

    def _begin_visits(self):
        """Begin the visits of new bookings, but for those that may never hold."""
        certain = self.filtered(lambda booking: booking.confirm_state != "asked")
        self.env["municipal.visit"].sudo()._create_for_bookings(certain)

    def _first_mail(self, otherwise):
        """Return the template of the mail that leads to an appointment.

        :param str otherwise: of one that holds
        """
        return TO_CONFIRM if self._is_unconfirmed() else otherwise

    def _told_by(self, name):
        """Return the bookings about which a mail may be sent.

        To an address that nobody confirmed goes the mail with the link, and no other.

        :param str name: of the template
        """
        if name == TO_CONFIRM:
            return self
        return self.filtered(
            lambda booking: booking.confirm_state not in ("asked", "lapsed")
        )

    # The link in the mail.

    def _confirm_key(self):
        """Return the secret that only the mailbox knows: the page does not show it.

        It is of this address: corrected, the link that was mailed before is void.
        """
        self.ensure_one()
        who = (self.id, self.contact_email or "", self.reference or "")
        return hmac(self.env(su=True), "municipal-confirm", who)

    def _confirm_until_in_words(self):
        """Return until when this can be confirmed, with its day: mails wait."""
        self.ensure_one()
        until = self.confirm_until
        return self.env._(
            "%(day)s at %(time)s",
            day=self._day_in_words(until),
            time=self._time_in_words(until),
        )

    def _confirm_url(self):
        """Return the address of the page on which the visitor confirms."""
        path = f"/afspraak/bevestigen/{self.id}/{self._confirm_key()}"
        return self.get_base_url() + path

    @api.model
    def _of_confirm_link(self, booking_id, key):
        """Return the booking of a link, nothing when the link is not right."""
        booking = self.with_context(active_test=False).browse(booking_id).exists()
        if not (booking.service_id and booking.contact_email and booking.confirm_state):
            return self.browse()
        return booking if consteq(booking._confirm_key(), key) else self.browse()

    def _confirm_address(self):
        """Let an appointment hold, and tell its visitor; twice is as once.

        As long as nobody took the time away, which the job does, also when it is late.

        :raise Refusal: when it fell away, or was cancelled
        """
        self.ensure_one()
        self._lock_confirm()
        if self.active and self.confirm_state == "confirmed":
            return
        if not self._is_unconfirmed() or self.start <= fields.Datetime.now():
            raise Refusal(
                self.env._(
                    "This appointment can no longer be confirmed: its time is over. "
                    "Make a new one, or call us."
                ),
                "moment",
            )
        self.sudo().write({"confirm_state": "confirmed", "confirm_until": False})
        with Transaction(self.env).during(BOOKED_BY, "citizen"):
            self._begin_visits()
        self._promise_mail("mail_template_booking_confirmation")

    def _lock_confirm(self):
        """Let nobody confirm while the job takes the slot back, and the other way.

        :raise ConcurrencyError: when somebody is at it; Odoo then tries again
        """
        query = SQL(
            """SELECT id FROM resource_booking WHERE id = %s
            FOR UPDATE SKIP LOCKED""",
            self.id,
        )
        if not self.env.execute_query(query):
            raise ConcurrencyError(
                f"Booking {self.id} is being confirmed or taken back"
            )

    def action_confirm_for_visitor(self):
        """Confirm for a visitor who called, or stands at the desk."""
        self.check_access("write")
        for booking in self:
            booking._confirm_address()

    # Nobody opened it.

    @api.model
    def _cron_lapse(self):
        """Give back the slots of appointments that nobody confirmed in time."""
        now = fields.Datetime.now()
        due_sudo = self.sudo().search(
            [("confirm_state", "=", "asked"), ("confirm_until", "<=", now)],
            order="confirm_until, id",
        )
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(due_sudo))
        for begin in range(0, len(due_sudo), BATCH):
            batch = due_sudo[begin : begin + BATCH]
            batch._not_locked()._lapse()
            if not commit_progress(len(batch)):
                return

    def _not_locked(self):
        """Return those that nobody confirms just now; the next run sees to them."""
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM resource_booking
                WHERE id = ANY(%s) AND confirm_state = 'asked'
                FOR UPDATE SKIP LOCKED""",
                self.ids,
            )
        )
        return self.browse(row[0] for row in rows)

    def _lapse(self):
        """Let appointments fall away without a word: nobody promised to come."""
        self.write({"confirm_state": "lapsed"})
        notices_sudo = self.env["municipal.notice"].sudo()
        left = notices_sudo.search(
            [("booking_id", "in", self.ids), ("state", "not in", ("sent", "dropped"))]
        )
        if left:
            left._drop()
        if self:
            self._withdraw()
