from datetime import timedelta
from hmac import compare_digest
from ipaddress import ip_address, ip_network

from odoo import api, fields, models
from odoo.tools import SQL, hmac

from ...engine.reference import REFERENCE, normalize_reference
from ..common.contact import check_contact
from ..common.refusal import Refusal

#: in which wrong tries are counted, and links that were sent
WINDOW = timedelta(hours=1)
#: wrong tries from one address. A library makes a handful in an hour; with so many,
#: somebody who guesses a code needs longer than there are people
PER_ADDRESS = 60
#: wrong tries with one code, against somebody who found a code and guesses whose it is
PER_CODE = 10
#: mails with the link to one appointment: no mailbox is flooded in our name
LINKS = 3
#: how many links are promised in one go
AT_ONCE = 50
#: what is typed beyond this is no code, and no address
LONGEST = 320


class MunicipalFindTry(models.Model):
    """What visitors try who lost the link to their appointment.

    They type a code, and who they are. A row for each try, in the database, so that all
    processes of a server count together. It holds no address, no code and no contact
    that anybody could read, and is gone after a day.

    What is done for a try is the same whether there is such an appointment or not: the
    link is mailed afterwards, by the queue of mails. So neither the answer nor the time
    that it takes tells anything to somebody who guesses. Only visitors who left no
    e-mail address are let in at once, with the code and the phone number.
    """

    _name = "municipal.find.try"
    _description = "Try to find an appointment"
    _order = "id desc"
    _log_access = False
    moment = fields.Datetime(required=True)
    address = fields.Char(help="From which it was asked, unreadable.")
    code = fields.Char(required=True, help="That was typed, unreadable.")
    wrong = fields.Boolean(help="The code and the contact do not belong together.")
    booking_id = fields.Many2one(
        comodel_name="resource.booking", index="btree_not_null", ondelete="cascade"
    )
    to_mail = fields.Boolean(help="The link is still to be mailed.")
    _by_address = models.Index("(address, moment) WHERE wrong")
    _by_code = models.Index("(code, moment) WHERE wrong")
    _links_to_mail = models.Index("(id) WHERE to_mail")

    @api.model
    def _look_for(self, company, code, contact, address):
        """Look for an appointment with what its visitor typed.

        :param company: the municipality that is asked
        :param str code: as typed
        :param str contact: e-mail address or phone number, as typed
        :param str address: IP address of the browser
        :return: the booking whose page may be opened at once; nothing when the link is
            mailed, or when there is no such appointment
        :raise Refusal: for what can be no code or contact; after too many wrong tries
        """
        code, part, reach = self._read(company, code, contact)
        hidden = {"address": self._hide_address(address), "code": self._hide(code)}
        self._check_tries(hidden)
        booking_id, right, by_mail = self._match(company, code, part, reach)
        self._note(booking_id if right else None, right and by_mail, hidden)
        self.env["municipal.notice"]._wake_queue()
        opened = booking_id if right and not by_mail else []
        return self.env["resource.booking"].browse(opened)

    @api.model
    def _read(self, company, code, contact):
        """Return what was typed in the form in which it is kept.

        :return: code, ``email`` or ``phone``, address or number
        :raise Refusal: for all that is malformed at once
        """
        refusals, kept = [], ""
        code = normalize_reference(code[:LONGEST])
        if not REFERENCE.fullmatch(code):
            refusals.append(self._no_code())
        phone = "@" not in contact and any(map(str.isdigit, contact))
        part = "phone" if phone else "email"
        try:
            typed = check_contact(self.env, {part: contact[:LONGEST]}, company)
            kept = typed.get(part) or ""
        except Refusal as refusal:
            refusals += [Refusal(str(one), "contact") for one in refusal.all]
        if not (kept or any(one.about == "contact" for one in refusals)):
            refusals.append(self._no_contact())
        if refusals:
            raise Refusal.together(refusals)
        return code, part, kept

    @api.model
    def _no_code(self):
        return Refusal(
            self.env._(
                "Fill in your code: eight letters and digits, for instance K7QF-3MPA."
            ),
            "code",
        )

    @api.model
    def _no_contact(self):
        return Refusal(
            self.env._(
                "Fill in the e-mail address or the phone number that you gave when you "
                "made the appointment."
            ),
            "contact",
        )

    @api.model
    def _match(self, company, code, part, reach):
        """Look an appointment up, in one question that always takes the same time.

        Of today or later: what is over needs no link, and is shown to nobody.

        :return: id, whether the contact is right, whether the link can be mailed
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT booking.id, booking.contact_email, booking.contact_phone
                FROM resource_booking booking
                JOIN resource_booking_type type ON type.id = booking.type_id
                LEFT JOIN municipal_visit visit ON visit.booking_id = booking.id
                WHERE booking.reference = %s AND type.company_id = %s
                    AND booking.service_id IS NOT NULL
                    AND booking.contact_wiped IS NOT TRUE
                    AND (visit.day >= %s OR booking.active
                        AND booking.confirm_state = 'asked')
                ORDER BY visit.id LIMIT 1""",
                code,
                company.id,
                company._today(),
            )
        )
        booking_id, email, phone = rows[0] if rows else (None, "", "")
        known = {"email": email or "", "phone": phone or ""}[part]
        same = compare_digest(known.lower().encode(), reach.lower().encode())
        return booking_id, bool(booking_id) and same, bool(email)

    @api.model
    def _note(self, booking_id, to_mail, hidden):
        """Write a try down, in one statement whatever came of it."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO municipal_find_try
                (moment, address, code, wrong, booking_id, to_mail)
                VALUES (%s, %s, %s, %s, %s, %s)""",
                fields.Datetime.now(),
                hidden["address"],
                hidden["code"],
                not booking_id,
                booking_id,
                to_mail,
            )
        )
        self.invalidate_model(flush=False)

    # How often somebody may be wrong.
    #
    # Only wrong tries count, so that a library full of people who know their codes is
    # never stopped. Two processes that count at the same instant may let one more pass.

    @api.model
    def _check_tries(self, hidden):
        """Stop who guesses.

        :raise Refusal: about ``tries``
        """
        since = fields.Datetime.now() - WINDOW
        [[by_address, by_code]] = self.env.execute_query(
            SQL(
                """SELECT count(*) FILTER (WHERE address = %(address)s),
                    count(*) FILTER (WHERE code = %(code)s)
                FROM municipal_find_try
                WHERE wrong AND moment > %(since)s
                    AND (address = %(address)s OR code = %(code)s)""",
                since=since,
                **hidden,
            )
        )
        if by_code >= PER_CODE or by_address >= PER_ADDRESS:
            raise Refusal(
                self.env._(
                    "Something wrong was filled in too often. Try again in an hour, or "
                    "call us: with your code we find your appointment."
                ),
                "tries",
            )

    @api.model
    def _hide(self, text):
        """Return a text as it is kept here: the same each time, and unreadable."""
        return hmac(self.env(su=True), "municipal-find-try", text)

    @api.model
    def _hide_address(self, address):
        """Return an internet address as it is kept; of IPv6 the network of a home."""
        try:
            ip = ip_address(address or "")
        except ValueError:
            return self._hide("")
        if ip.version == 6:
            ip = ip_network((ip, 64), strict=False)
        return self._hide(str(ip))

    # What the queue of mails does with it.

    @api.model
    def _promise_links(self):
        """Promise the mails with the links that were asked for.

        Rows that another process is at are left to it.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT id, booking_id FROM municipal_find_try
                WHERE to_mail ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED""",
                AT_ONCE,
            )
        )
        if not rows:
            return
        asked = {booking_id for _id, booking_id in rows}
        wanted = asked - self._linked_enough(asked)
        self.sudo().browse(row[0] for row in rows).write({"to_mail": False})
        bookings_sudo = self.env["resource.booking"].sudo().browse(sorted(wanted))
        bookings_sudo.exists()._promise_link()

    @api.model
    def _linked_enough(self, booking_ids):
        """Return the bookings whose link was mailed as often as we do in an hour."""
        rows = self.env.execute_query(
            SQL(
                """SELECT booking_id FROM municipal_find_try
                WHERE booking_id = ANY(%s) AND moment > %s AND NOT to_mail
                GROUP BY booking_id HAVING count(*) >= %s""",
                list(booking_ids),
                fields.Datetime.now() - WINDOW,
                LINKS,
            )
        )
        return {booking_id for (booking_id,) in rows}

    @api.autovacuum
    def _gc_tries(self):
        """Forget what nobody counts any more."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM municipal_find_try WHERE moment < %s",
                fields.Datetime.now() - timedelta(days=1),
            )
        )
