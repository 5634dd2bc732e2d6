"""What a citizen chose so far, as the address of the page tells it."""

import re
from datetime import date, datetime, timedelta
from functools import cached_property
from urllib.parse import urlencode

from pytz import timezone, utc
from werkzeug.exceptions import NotFound

from odoo import fields
from odoo.exceptions import MissingError
from odoo.fields import Domain
from odoo.http import request

from ...engine.ticks import begin_of_day, format_start, local
from ...models.common.refusal import Refusal
from ...models.common.wording import (
    day_in_words,
    short_day_in_words,
    time_in_words,
)

PRODUCT_KEY = re.compile(r"q_([1-9][0-9]{0,8})")
PIECES = re.compile(r"[0-9]{1,6}")
RECORD = re.compile(r"[1-9][0-9]{0,8}")
#: said instead of a building
ANYWHERE = "any"
#: beyond these years a moment is nonsense, and its arithmetic would overflow
YEARS = range(2000, 2200)


def own_company():
    """Return the municipality whose website this is."""
    company_id = request.website._get_cached("company_id")
    return request.env["res.company"].sudo().browse(company_id)


def parse_start(text):
    """Return the naive UTC moment that a link names, or nothing if it is nonsense."""
    try:
        start = datetime.strptime(text or "", "%Y-%m-%dT%H:%M:%SZ")
    except (TypeError, ValueError):
        return None
    return start if start.year in YEARS else None


def parse_day(text):
    """Return the date that a link names, or nothing if it is nonsense."""
    try:
        day = date.fromisoformat(text or "")
    except (TypeError, ValueError):
        return None
    return day if day.year in YEARS else None


def asked_day(text, about):
    """Return the date that somebody typed or a program sent, ``None`` for nothing.

    :param str about: what the refusal is about
    :raise Refusal: for what is no day
    """
    text = text.strip() if isinstance(text, str) else ""
    day = parse_day(text)
    if text and not day:
        words = request.env._("This is no day; write it like 2026-10-14.")
        raise Refusal(words, about)
    return day


def asked_days(params):
    """Return the first and the last day that a program asks about.

    :param dict params: ``from`` and ``to``
    :raise Refusal: for what are no days, or none in that order
    """
    first, last = (asked_day(params.get(key), key) for key in ("from", "to"))
    if first and last and first > last:
        words = request.env._("The first day comes after the last one.")
        raise Refusal(words, "from")
    return first, last


class Choice:
    """The products, and the building, that the parameters of a page name.

    :param dict params: ``q_<id>`` for the pieces of every product, ``location``
    :raise NotFound: for a product that citizens do not get to see here
    """

    def __init__(self, params):
        asked = {}
        for key, text in params.items():
            match = PRODUCT_KEY.fullmatch(key)
            if match and isinstance(text, str):
                asked[int(match.group(1))] = text.strip()
        self.products = self._visible_products(list(asked))
        #: pieces as they were typed, for the form that shows them again
        self.typed = {product: asked[product.id] for product in self.products}
        self.lines = [
            (product, int(text) if PIECES.fullmatch(text) else -1)
            for product, text in self.typed.items()
            if text.lstrip("0")
        ]
        self.type = self.lines[0][0].type_id if self.lines else None
        self._asked_location = str(params.get("location", ""))
        self._params = params

    @staticmethod
    def _visible_products(ids):
        products_sudo = request.env["municipal.product"].sudo().browse(ids)
        ours = Domain("company_id", "=", own_company().id) & Domain("active", "=", True)
        try:
            visible = products_sudo.filtered_domain(
                products_sudo._shown_domain() & ours
            )
        except MissingError as error:
            raise NotFound() from error
        if visible != products_sudo:
            raise NotFound()
        return products_sudo

    def check(self):
        """Refuse, in the words of the model, what cannot be booked."""
        request.env["municipal.product"].sudo()._check_lines(self.lines)

    @cached_property
    def locations(self):
        """The buildings where the products are received."""
        if not self.type:
            return request.env["municipal.location"].sudo()
        return self.type.location_ids

    @property
    def location(self):
        """The building that was chosen, or the only one there is."""
        if len(self.locations) == 1:
            return self.locations
        asked = self._asked_location.strip()
        wanted = int(asked) if RECORD.fullmatch(asked) else 0
        return self.locations.filtered(lambda location: location.id == wanted)

    @property
    def anywhere(self):
        """Whether the visitor said that the building makes no difference to them."""
        return self._asked_location == ANYWHERE and len(self.locations) > 1

    @property
    def needs_location(self):
        return len(self.locations) > 1 and not (self.location or self.anywhere)

    def settled(self, start):
        """Return this choice in the first building where a moment is free.

        The visitor is told which one before they confirm.
        """
        for location in self.locations if self.anywhere else ():
            if self.type._free_desks(self.lines, start, location):
                return Choice({**self._params, "location": str(location.id)})
        return self

    def first_days(self):
        """Return the buildings, each with its first free day in words, or nothing."""
        first = utc.localize(fields.Datetime.now())
        last = first + timedelta(days=self.type.horizon_days + 2)
        days = []
        for location in self.locations:
            free = self.type._free_slots(self.lines, first, last, location=location)
            start = next(iter(free), None)
            day = start and local(start, timezone(location.tz)).date()
            days.append((location, day and short_day_in_words(request.env, day)))
        return days

    @property
    def zone(self):
        name = self.location.tz
        return timezone(name) if name else self.type._tz()

    @property
    def minutes(self):
        return request.env["municipal.product"]._visit_minutes(self.lines)

    @property
    def phone(self):
        return self.type.service_id.phone or self.location.phone or own_company().phone

    def names(self):
        """Return what was chosen, one text per product."""
        return [
            product._counted_name(max(quantity, 1)) for product, quantity in self.lines
        ]

    def free_slots(self, hold_key=None, begin=None, end=None):
        """Return the free slots that citizens may book now.

        :param hold_key: the visitor's own hold, which hides nothing from them
        :param date begin: first local day that counts
        :param date end: last local day that counts
        """
        first = utc.localize(fields.Datetime.now())
        last = first + timedelta(days=self.type.horizon_days + 2)
        if begin:
            first = max(first, self._midnight(begin))
        if end:
            last = min(last, self._midnight(end + timedelta(days=1)))
        return self.type._free_slots(
            self.lines,
            first,
            last,
            location=self.location or None,
            hold_key=hold_key,
        )

    def slots_by_day(self, first=None, last=None):
        """Return the free slots as programs read them: day -> starts, all as texts.

        :param date first: first local day that counts
        :param date last: last local day that counts
        """
        days = {}
        for start in self.free_slots(begin=first, end=last):
            days.setdefault(str(self.day(start)), []).append(format_start(start))
        return days

    def has_slots_later(self):
        """Tell whether who finds no free slot now can find one later."""
        return self.type._has_slots_later(self.lines, self.location or None)

    def walk_in_days(self):
        """Return the days to come on which nobody needs an appointment for this."""
        days = [set(product._walk_in_dates()) for product, _pieces in self.lines]
        return set.intersection(*days) if days else set()

    def next_release_in_words(self):
        """Return when new slots come; empty when none do."""
        return self.type._next_release_in_words(self.lines, self.location or None)

    def _midnight(self, day):
        return begin_of_day(day, self.zone)

    def nearest_slots(self, lost, count=3):
        """Return the free slots nearest to one that cannot be had.

        :param datetime lost: naive UTC; never among them, whatever happened since
        """
        nearest = self.type._nearest_slots(
            self.lines,
            lost or fields.Datetime.now(),
            count=count + 1,
            location=self.location or None,
        )
        others = [moment for moment in nearest if moment != lost]
        if lost:
            others.sort(key=lambda moment: abs(moment - lost))
        return sorted(others[:count])

    def check_asked(self, start):
        """Refuse a request that names no building or no moment."""
        if self.needs_location:
            raise Refusal(request.env._("Choose where you want to come."), "location")
        if not start:
            raise Refusal(request.env._("Choose a slot."), "moment")

    def check_free(self, start, hold_key=None):
        """Refuse a moment that is not free.

        :param hold_key: the visitor's own hold, which stops them from nothing
        """
        request.env["resource.booking"].sudo()._check_free(
            self.lines, start, location=self.location or None, hold_key=hold_key
        )

    def hold(self, start):
        """Return the function that keeps a moment, for ``Holds.keep``."""
        return lambda *who: (
            request.env["resource.booking"]
            .sudo()
            ._hold_slot(self.lines, start, *who, location=self.location or None)
        )

    def day(self, start):
        """Return the local day of a naive UTC moment."""
        return local(start, self.zone).date()

    def moment_words(self, start, day_in_words=day_in_words):
        """Return a naive UTC moment as (day, clock time) in words."""
        env, shown = request.env, local(start, self.zone)
        return day_in_words(env, shown.date()), time_in_words(env, shown)

    def query(self, **more):
        """Return the parameters that lead to this choice, and more."""
        params = {f"q_{product.id}": quantity for product, quantity in self.lines}
        if self.lines and len(self.locations) > 1:
            chosen = ANYWHERE if self.anywhere else self.location.id
            params.update({"location": chosen} if chosen else {})
        return urlencode({**params, **more})
