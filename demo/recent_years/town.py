"""Who is served when since 2025: by appointment, or without on Tuesday."""

from itertools import accumulate

from ...engine.access import OPEN_HOURS
from .. import history_profile
from ..history_plan import Agenda, Cells
from ..history_town import Counter
from . import profile
from .calendar_days import is_rush


class RecentCounter(Counter):
    """An appointment type with its regime: which days are for whom."""

    def __init__(self, type_, service):
        super().__init__(type_, service)
        products = type_.product_ids.filtered(lambda p: p.booking != "none")
        self.walking = products.filtered(lambda p: p.walk_in == OPEN_HOURS)[:1]
        self.example = self.walking or products[:1]
        self.quick_ids = set(products.filtered(lambda p: p._are_quick()).ids)
        self._known = {}

    def remember(self, first, end):
        """Look up once which days of some years are for whom."""
        bounds = self._bounds(first, end)
        opened = self.type._open_intervals
        self._known = {
            "open": self._days(opened(*bounds)),
            "appointment": self._days(opened(*bounds, self.example)),
            "walk_in": self._days(
                self.type._walk_in_intervals(self.walking, *bounds)
                if self.walking
                else ()
            ),
        }

    def days(self, kind, first, end):
        """Return the days of a period: ``open``, for an ``appointment``, ``walk_in``.

        A day that is open for visitors without appointment is open too.
        """
        return [day for day in self._known[kind] if first <= day.date <= end]

    def month_weights(self, day):
        """Return the running sums of the weights of the products on a day."""
        key = (day.month, is_rush(day))
        if key not in self._weights:
            self._weights[key] = list(
                accumulate(
                    history_profile.PRODUCTS[self.service].get(
                        product.code, history_profile.OTHER_PRODUCT
                    )
                    * profile.season(product.code, *key)
                    for product in self.products
                )
            )
        return self._weights[key]

    def channel(self, lines):
        """Return the channel of a ticket, as the kiosk would."""
        quick = all(product.id in self.quick_ids for product, _quantity in lines)
        return "quick_counter" if quick else "walk_in"


class RecentCells(Cells):
    """Open days, of which some were quiet for a reason that a manager noted down."""

    @staticmethod
    def _weight(counter, day):
        happened = profile.happening(day.date)
        return Cells._weight(counter, day) * (happened.visitors if happened else 1)


class RecentAgenda(Agenda):
    """An agenda that may be full: who finds nothing comes another time.

    :param dict busy: (desk, day) -> minutes that are taken already, as bits
    """

    reach = profile.URGENT_SLOTS

    def __init__(self, rng, busy):
        super().__init__(rng)
        self.taken |= busy

    def promises(self, cells, fates):
        """Return a promise for each fate, but for who finds no slot."""
        found = []
        for fate in fates:
            try:
                found.append(self.promise(cells, fate))
            except ValueError:
                continue
        return found

    def urgent(self, cells, count):
        """Return pairs (promise, minute of arrival) of who is squeezed in."""
        found = []
        for _visitor in range(count):
            try:
                found.append(self.squeeze_in(cells))
            except ValueError:
                break
        return found
