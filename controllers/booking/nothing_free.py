"""What else there is for a citizen who finds no free slot."""

from pytz import timezone

from odoo.http import request

from ...engine.ticks import local
from ...models.common.wording import short_day_in_words, time_in_words


class NothingFree:
    """The ways that are left when the page with the free slots would be empty.

    Each is asked where it is known: hours without appointment of the product, the first
    free slot and the next release of the type. What there is not is not mentioned.

    :param Choice choice: what the citizen comes for, and where
    """

    def __init__(self, choice):
        self.choice = choice
        self.products = [product for product, _quantity in choice.lines]
        self.next_release = choice.next_release_in_words()
        self.elsewhere = self._elsewhere()
        self.walk_in = [
            (product, product._walk_in_days())
            for product in self.products
            if product._comes_without_appointment()
        ]
        self.walk_in = [(product, days) for product, days in self.walk_in if days]
        self.waiting_url = (
            choice.type._takes_waiting() and f"/afspraak/wachtlijst?{choice.query()}"
        )
        self.digital = [product for product in self.products if product.digital_url]

    def _elsewhere(self):
        """Return the other buildings with a free slot, the soonest first.

        :return: list of (building, day and time in words, address of its page)
        """
        choice, found = self.choice, []
        for location in choice.locations - choice.location:
            first = choice.type._first_free(choice.lines, location)
            if first:
                found.append((first, location))
        return [
            (
                location,
                self._moment_words(first, location),
                f"/afspraak/moment?{choice.query(location=location.id)}",
            )
            for first, location in sorted(found, key=lambda pair: pair[0])
        ]

    def _moment_words(self, start, location):
        """Return a moment as (day, clock time) in words, as the building counts it."""
        zone = timezone(location.tz) if location.tz else self.choice.type._tz()
        shown = local(start, zone)
        day = short_day_in_words(request.env, shown.date())
        return day, time_in_words(request.env, shown)
