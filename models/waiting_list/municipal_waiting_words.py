from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date

from ...engine.ticks import local
from ..common.wording import day_in_words, short_day_in_words, time_in_words

#: days after which a mail about the end of a wish is of no use any more
USEFUL_DAYS = 7


class MunicipalWaiting(models.Model):
    """What somebody on the list reads of it: on their page, and in mails."""

    _inherit = "municipal.waiting"

    def _zone(self):
        location = self.offer_location_id or self.location_id
        return location._zone() if location else self.type_id._tz()

    def _local(self, moment):
        return local(moment, self._zone())

    def _day_in_words(self):
        """Return the day of the offered slot."""
        return day_in_words(self.env, self._local(self.offer_start).date())

    def _time_in_words(self):
        """Return the clock time of the offered slot."""
        return time_in_words(self.env, self._local(self.offer_start))

    def _until_in_words(self):
        """Return until when the offer holds: the time, with the day if not today."""
        until = self._local(self.offer_until)
        clock = time_in_words(self.env, until)
        if until.date() == self._local(fields.Datetime.now()).date():
            return clock
        day = short_day_in_words(self.env, until.date())
        return self.env._("%(day)s at %(time)s", day=day, time=clock)

    def _expires_in_words(self):
        return day_in_words(self.env, self.expires)

    def _wish_in_words(self):
        """Return which days and hours suit, one text for each thing that was said."""
        env, said = self.env, []
        if self.date_from:
            day = format_date(env, self.date_from, date_format="long")
            said.append(env._("not before %(day)s", day=day))
        if self.date_to:
            day = format_date(env, self.date_to, date_format="long")
            said.append(env._("not after %(day)s", day=day))
        parts = {
            "morning": env._("in the morning"),
            "afternoon": env._("in the afternoon"),
            "evening": env._("in the evening"),
        }
        return [*said, parts[self.part]] if self.part else said

    def _product_names(self, public=False):
        """Return what somebody comes for, one text per product.

        :param bool public: neutral names for what is sensitive
        """
        names = []
        for product, quantity in self._lines():
            many = quantity > 1 and not (public and product.sensitive)
            name = product._public_name() if public else product.name
            names.append(f"{name} × {quantity}" if many else name)
        return list(dict.fromkeys(names))

    def _bring_items(self, public=False):
        """Return what to bring, every thing once.

        :param bool public: leave out what would betray a sensitive product
        """
        products = self.line_ids.product_id
        if public:
            products = products.filtered(lambda product: not product.sensitive)
        items = [item for product in products for item in product._bring_items()]
        return list(dict.fromkeys(items))

    def _page_state(self):
        """Return what the page of this person has to say first.

        :return: ``waiting``, ``offered``, ``lapsed`` (the time to answer is over, and
            the job that passes the slot on has not come by yet), ``booked``, ``ended``
        """
        self.ensure_one()
        over = self.state == "offered" and self.offer_until <= fields.Datetime.now()
        return "lapsed" if over else self.state

    def _offers_left(self):
        """Return how many offers somebody still gets."""
        return max(0, self.type_id.waiting_offers - self.offers)

    def _phone(self):
        """Return the number to call about this."""
        company = self.type_id.company_id
        return self.service_id.phone or self.location_id.phone or company.phone

    def _page_path(self):
        return f"/afspraak/wachtlijst/{self.sudo().access_token}"

    def _page_url(self):
        """Return the address of the page of this person, for a mail."""
        return self.get_base_url() + self._page_path()

    def get_base_url(self):
        """Return the public address of the town, whoever causes a mail."""
        if len(self) == 1:
            return self.company_id.sudo().get_base_url()
        return super().get_base_url()

    def _notice_until(self, kind):
        """Return when a mail is of no use any more: an offer, when it has ended."""
        now = fields.Datetime.now()
        if kind == "waiting_offer":
            return self.offer_until
        return now + timedelta(days=USEFUL_DAYS)
