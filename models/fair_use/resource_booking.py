from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.fair_use import is_too_many, person_mail
from ...engine.ticks import local
from ..common.contact import clean_client
from ..common.locking import committed, let_one_through
from ..common.refusal import Refusal
from ..common.transaction import Transaction
from ..visit.municipal_visit import BOOKED_BY


class ResourceBooking(models.Model):
    """How much of the agenda one person takes.

    A person is whoever has the same address or the same phone number, see
    :func:`.fair_use.person_mail` and ``read_phone``. Judged when an appointment is made
    or moved online, by website, API and waiting list alike. Staff decide themselves.

    What a refusal tells: that a limit is reached, and whom to call; neither how many
    appointments there are, nor when or what for. So somebody who types the address of
    another person learns at most that this person has as many as are allowed, after
    having tried: and what they made before the limit was mailed to that person.
    """

    _inherit = "resource.booking"

    person_mail = fields.Char(
        compute="_compute_person_mail",
        store=True,
        precompute=True,
        readonly=False,
        copy=False,
        help="The address as a person is known by it, in whatever way they write it.",
    )
    trusted_id = fields.Many2one(
        comodel_name="municipal.trusted.booker",
        string="Made by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Who makes appointments for others made this one.",
    )
    client_name = fields.Char(
        string="Comes",
        readonly=True,
        copy=False,
        help="For whom somebody else made the appointment. Wiped together with the "
        "contact.",
    )
    _by_person_mail = models.Index("(person_mail) WHERE person_mail IS NOT NULL")
    _by_contact_phone = models.Index(
        "(contact_phone) WHERE active AND contact_phone IS NOT NULL"
    )

    @api.depends("contact_email")
    def _compute_person_mail(self):
        for booking in self:
            booking.person_mail = person_mail(booking.contact_email) or False

    def _visitor_name(self):
        """Return who comes, and who made the appointment for them, for staff."""
        self.ensure_one()
        if not self.client_name:
            return self.contact_name
        return f"{self.client_name} ({self.contact_name or self.trusted_id.name})"

    @api.model
    def _judge(self, lines, start, who, client_name="", by_link=False):
        """Return what fair use says of an appointment that a citizen makes.

        :param lines: list of pairs (product, quantity)
        :param datetime start: naive UTC
        :param dict who: checked contact; empty for nobody's
        :param str client_name: as typed by who makes it for somebody else
        :param bool by_link: whether the address is to be confirmed in any case
        :return: further values of the booking
        :raise Refusal: when the person has as many as are allowed; when somebody who
            books for others does not say for whom
        """
        if not who:
            return {}
        company = lines[0][0].company_id
        trusted_sudo = self._trusted(company, who)
        if trusted_sudo:
            values = {
                "trusted_id": trusted_sudo.id,
                "client_name": clean_client(self.env, client_name),
            }
            asks = by_link or self._trusted_confirms(trusted_sudo)
        else:
            values, coming = {}, self._judge_person(lines, start, who, by_link)
            asks = self._asks_to_confirm(lines[0][0].service_id, who, coming, by_link)
        return {**values, **(self._to_confirm(lines, start, who) if asks else {})}

    @api.model
    def _trusted(self, company, who):
        """Return who makes appointments for others, if it is one of them."""
        user, partner_sudo = self.env.user, self.env["res.partner"].sudo()
        if user._is_portal():
            partner_sudo = user.partner_id.sudo()
        bookers = self.env["municipal.trusted.booker"]
        return bookers._who_books(company, who["email"], partner_sudo)

    @api.model
    def _trusted_confirms(self, trusted_sudo):
        """Tell whether who books for others has to show that the address is theirs."""
        user = self.env.user
        logged_in = user._is_portal() and trusted_sudo._is_logged_in(
            user.partner_id.sudo()
        )
        return trusted_sudo.confirm_mail and not logged_in

    # How many somebody has.

    @api.model
    def _judge_person(self, lines, start, who, by_link=False, own=None):
        """Refuse one appointment too many.

        :param own: booking that is being moved
        :return: the appointments to come of that person, as far as anybody asks
        :raise Refusal:
        """
        service = lines[0][0].service_id
        if not (self._limits(lines) or by_link or service.confirm_mail != "never"):
            return []
        coming = self._coming_of(lines[0][0].company_id, who)
        coming = [each for each in coming if not own or each["id"] != own.id]
        if self._is_over(lines, start, coming):
            raise self._too_many(service, who)
        return coming

    @api.model
    def _limits(self, lines):
        """Return the limits for these products.

        :return: list of (limit, days, whether it is about an appointment as
            ``_coming_of`` tells it)
        """
        type_ = lines[0][0].type_id
        found = [(type_, lambda each: each["type"] == type_.id)]
        for product, _quantity in lines:
            found.append((product, lambda each, p=product: p.id in each["products"]))
        return [
            (record.per_person_limit, record.per_person_days, is_about)
            for record, is_about in found
            if record.per_person_limit
        ]

    @api.model
    def _is_over(self, lines, start, coming):
        """Tell whether a person has as many appointments as are allowed."""
        zone = lines[0][0].type_id._tz()
        return any(
            is_too_many(
                [
                    self._day_number(each["start"], zone)
                    for each in coming
                    if about(each)
                ],
                self._day_number(start, zone),
                limit,
                days,
            )
            for limit, days, about in self._limits(lines)
        )

    @api.model
    def _day_number(self, moment, zone):
        return local(moment, zone).toordinal()

    @api.model
    def _coming_of(self, company, who, locked=True):
        """Return the appointments to come of a person in a town.

        Those that others make for their clients are nobody's. Two requests of one
        person wait for each other, and the second one sees what the first one made.

        :param dict who: checked contact
        :param bool locked: whether one is made out of what is found
        """
        mail, phone = person_mail(who["email"]), who["phone"] or ""
        query = self._coming_query(company, mail, phone)
        self.flush_model(["active", "start", "person_mail", "contact_phone"])
        rows = []
        if locked:
            names = [f"person {company.id} {part}" for part in (mail, phone) if part]
            let_one_through(self.env, *names, about="email" if mail else "phone")
            rows = committed(self.env, query)
        names = ("id", "start", "type", "confirm_state", "mail", "products")
        found = {row[0]: row for row in [*self.env.execute_query(query), *rows]}
        return [dict(zip(names, row, strict=True)) for row in found.values()]

    @api.model
    def _coming_query(self, company, mail, phone):
        return SQL(
            """SELECT booking.id, booking.start, booking.type_id,
                booking.confirm_state, booking.person_mail,
                ARRAY(
                    SELECT line.product_id FROM municipal_booking_line line
                     WHERE line.booking_id = booking.id
                )
            FROM resource_booking booking
            JOIN resource_booking_type type ON type.id = booking.type_id
            WHERE booking.active AND booking.start > %(now)s
                AND booking.service_id IS NOT NULL AND booking.trusted_id IS NULL
                AND type.company_id = %(company)s
                AND (booking.person_mail = %(mail)s
                    OR booking.contact_phone = %(phone)s)
            """,
            now=fields.Datetime.now(),
            company=company.id,
            mail=mail or None,
            phone=phone or None,
        )

    @api.model
    def _too_many(self, service, who):
        """Return the refusal of one appointment too many: see the class."""
        phone = service.phone or service.company_id.phone
        words = (
            self.env._(
                "The limit for appointments that one person can make online has been "
                "reached. Do you need one more? Call us: %(phone)s.",
                phone=phone,
            )
            if phone
            else self.env._(
                "The limit for appointments that one person can make online has been "
                "reached. Do you need one more? Ask us."
            )
        )
        return Refusal(words, "email" if who["email"] else "phone")

    def _judge_move(self, start, lines):
        """Refuse to bring an appointment near to too many others of the same person.

        :raise Refusal:
        """
        self.ensure_one()
        who = {"email": self.contact_email, "phone": self.contact_phone}
        if any(who.values()) and not self.trusted_id and self._limits(lines):
            try:
                self._judge_person(lines, start, who, own=self)
            except Refusal as refusal:
                raise Refusal(str(refusal), "moment") from refusal

    # Whether the address is confirmed before the appointment holds.

    @api.model
    def _asks_to_confirm(self, service, who, coming, by_link):
        """Tell whether the address of an appointment has to be confirmed.

        Who takes an offer of the waiting list opened a link in a mail: that is enough.
        An account is none, as nobody confirms its address either.
        """
        if not who["email"]:
            return False
        if Transaction(self.env).get(BOOKED_BY) == "waiting_list":
            return False
        mail, how = person_mail(who["email"]), service.confirm_mail
        known = any(each["mail"] == mail for each in coming)
        return by_link or how == "always" or (how == "second" and known)
