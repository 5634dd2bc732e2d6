from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.sql import escape_psql

from ...engine.same_person import Contact, same_people
from ...engine.sought import said_words, sought_text, ways_to_find
from ..common.contact import phone_region, shown_phone
from .resource_booking import CONTACT_FIELDS

#: people who are shown at once; who is not among them is found by another word
MOST_PEOPLE = 8
#: appointments among which these people are looked for, the last ones first
MOST_BOOKINGS = 60


class ResourceBooking(models.Model):
    """How staff find appointments, and who made them, by what a caller says."""

    _name = "resource.booking"
    _inherit = ["resource.booking", "find.mixin"]

    find = fields.Char(
        help="Words of the name, the code, or the phone number in any writing."
    )
    sought = fields.Char(
        string="Found by",
        compute="_compute_sought",
        store=True,
        readonly=False,
        index="trigram",
        help="Name, e-mail address, phone number and code without accents and signs. "
        "Wiped together with the contact.",
    )

    @api.depends("reference", "client_name", *CONTACT_FIELDS)
    def _compute_sought(self):
        for booking in self:
            booking.sought = self._sought_in(booking)

    @api.model
    def _sought_in(self, values):
        """Return the text by which a booking is found.

        :param values: a booking, or the values of one to come
        """
        names = ("contact_name", "client_name")
        name, client, *others = (
            field in values and values[field] or ""
            for field in (*names, *CONTACT_FIELDS[1:], "reference")
        )
        return sought_text(f"{name} {client}".strip(), *others) or False

    @api.model
    def _find_domain(self, text):
        """Return a domain of bookings in which every word of a text is found."""
        region = phone_region(self.env.company)
        ways = [ways_to_find(word, region) for word in said_words(text)]
        found = Domain.AND(self._sought_domain(several) for several in ways)
        return found if ways else Domain.FALSE

    @api.model
    def _sought_domain(self, ways):
        """Return a domain of bookings in which one of these texts is found."""
        return Domain.OR(Domain("sought", "ilike", escape_psql(way)) for way in ways)

    # Who a caller is: known by an appointment of which the contact is still kept.

    @api.model
    def _find_people(self, text):
        """Return who a text tells of, each with their appointments to come.

        :return: pair (list of people, whether there may be more)
        """
        known = self._known_domain()
        found = self.with_context(active_test=False).search(
            known & self._find_domain(text), limit=MOST_BOOKINGS, order="start desc, id"
        )
        everything = found | found._of_same_contacts(known)
        people = [
            everything.browse(
                [everything[number].id for number in numbers]
            ).with_prefetch(everything.ids)
            for numbers in same_people([b._as_contact() for b in everything])
        ]
        shown = [bookings for bookings in people if bookings & found]
        more = len(shown) > MOST_PEOPLE or len(found) == MOST_BOOKINGS
        return [bookings._describe_person() for bookings in shown[:MOST_PEOPLE]], more

    @api.model
    def _known_domain(self):
        """Return the appointments of these municipalities that still say of whom."""
        return (
            Domain("service_id.company_id", "in", self.env.companies.ids)
            & Domain("contact_wiped", "=", False)
            & Domain("contact_name", "!=", False)
        )

    def _of_same_contacts(self, known):
        """Return what is to come of who made these, also under other words."""
        said = {*self.mapped("contact_email"), *self.mapped("contact_phone")}
        ways = [text.strip("+").casefold() for text in said if text]
        if not ways:
            return self.browse()
        coming = Domain("stop", ">=", fields.Datetime.now())
        domain = known & coming & self._sought_domain(ways)
        return self.search(domain, order="start", limit=MOST_BOOKINGS)

    def _as_contact(self):
        return Contact(*(self[name] or "" for name in CONTACT_FIELDS))

    def _describe_person(self):
        """Return what a dialog shows of the one person who made these bookings."""
        # one by one, each is read together with those of the other people
        bookings = sorted(self, key=lambda b: b.create_date, reverse=True)
        last = bookings[0]
        planned = sorted((b for b in bookings if b.start), key=lambda b: b.start)
        past = [b.start for b in planned if not b._is_expected()]
        phone = next((b.contact_phone for b in bookings if b.contact_phone), "")
        return {
            "name": last.contact_name,
            "email": next((b.contact_email for b in bookings if b.contact_email), ""),
            "phone": shown_phone(phone, last.type_id.company_id),
            "lang": last.lang or False,
            "last": last._day_in_words(past[-1]) if past else "",
            "coming": [b._describe_coming() for b in planned if b._is_expected()],
        }

    def _describe_coming(self):
        """Return what a clerk reads out of an appointment."""
        self.ensure_one()
        return {
            "id": self.id,
            "day": self._day_in_words(self.start),
            "time": self._time_in_words(self.start),
            "products": self.products or "",
            "place": self.location_id.name or "",
            "reference": self.reference,
        }
