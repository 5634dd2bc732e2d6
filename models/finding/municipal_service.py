from datetime import timedelta

from odoo import api, models
from odoo.tools import ormcache

from ...engine import access
from ...engine.intervals import subtract
from ...engine.public_hours import (
    EVENING,
    last_tickets,
    public_hours,
    together,
    way,
)
from ...engine.ticks import begin_of_day, from_minutes, local
from ..hours.municipal_plan_version import VERSION
from .hours_in_words import HoursInWords

#: weeks of which other hours are told
WEEKS = 8
DAY = timedelta(days=1)
MINUTES = 24 * 60
SCHEMA = "https://schema.org"
ADDRESS = {"streetAddress": "street", "postalCode": "zip", "addressLocality": "city"}
#: what is asked of types and products for the hours alone: one query for each
TYPE_FIELDS = ("combination_assignment", "company_id", "service_id", "tz")
PRODUCT_FIELDS = (
    "active",
    "appointment_enabled",
    "booking",
    "calendar_id",
    "name",
    "type_id",
    "walk_in",
)
DAYS_LD = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)


class MunicipalService(models.Model):
    """The hours of a service in a building, as everybody may know them.

    One function gives the data (:meth:`_public_hours`); a page in words, the JSON of
    the website and what search engines read are its three shapes.
    """

    _inherit = "municipal.service"

    @api.model
    def _words_for_hours(self):
        """Return what says :meth:`_public_hours` in the language of the reader."""
        return HoursInWords(self.env)

    @api.model
    def _places_with_hours(self, company):
        """Return the buildings in which each service receives: a dict of records."""
        types = self.env["resource.booking.type"].search(
            [("company_id", "=", company.id), ("service_id", "!=", False)]
        )
        found = {}
        for type_ in types:
            mine = found.setdefault(type_.service_id, type_.location_ids)
            found[type_.service_id] = mine | type_.location_ids
        return {
            service: found[service].filtered("active").sorted(_order)
            for service in self.union(*found).filtered("active").sorted(_order)
        }

    def _hours_path(self, location):
        """Return the path of the page of these hours, in no language."""
        self.ensure_one()
        slug = self.env["ir.http"]._slug
        return f"/afspraak/uren/{slug(location)}/{slug(self)}"

    def _hours_url(self, location):
        """Return the address of that page, in the present language."""
        website = self.env["website"].get_current_website()
        path = self.env["ir.http"]._url_for(self._hours_path(location))
        return f"{website.get_base_url()}{path}"

    # The data -------------------------------------------------------------------------

    def _public_hours(self, location, types=None):
        """Return the hours of this service in a building: plain JSON.

        True for whole days, whatever time it is. Texts are in the present language,
        everything else is not.

        :param types: those of :meth:`_types_in`, if they are known
        """
        self.ensure_one()
        types = self._types_in(location) if types is None else types
        received = self._received_products(types, location)
        today = location._today()
        rules = tuple(
            (type_.id, tuple(sorted({(p.walk_in, p._is_bookable(True)) for p in mine})))
            for type_, mine in received.items()
        )
        told = self._known_hours(rules, today)
        minutes = self.guidance_enabled and self.last_ticket_minutes or 0
        return {
            "version": 1,
            "url": self._hours_url(location),
            "service": self.name,
            "location": location.name,
            "address": location.address or "",
            "phone": self.phone or location.phone or self.company_id.phone or "",
            "time_zone": location.tz,
            "from": str(today),
            "until": str(today + timedelta(weeks=WEEKS) - DAY),
            "usual": [_usual(one, minutes) for one in told.usual],
            "other": [self._other(one, minutes) for one in told.others],
            "products": {
                rule: products.mapped("name")
                for rule, products in self._products_by_rule(received).items()
            },
            "tickets_a_day": (self.guidance_enabled and self.daily_tickets) or None,
        }

    @api.model
    def _received_products(self, types, location):
        """Return what somebody deals with in a building: type -> products."""
        products = self.env["municipal.product"].search_fetch(
            [("type_id", "in", types.ids)], PRODUCT_FIELDS
        )
        received = products.filtered(
            lambda product: (
                (product._is_bookable(True) or product._comes_without_appointment())
                and product.type_id._candidate_combinations(product, location)
            )
        )
        return received.grouped("type_id")

    def _types_in(self, location):
        """Return the appointment types of this service in a building."""
        self.ensure_one()
        return self.env["resource.booking.type"].search_fetch(
            [("service_id", "=", self.id), ("location_ids", "in", location.ids)],
            TYPE_FIELDS,
        )

    @api.model
    def _products_by_rule(self, received):
        """Return which products do not simply follow the hours: rule -> products."""
        products = self.env["municipal.product"].union(*received.values())
        return {
            "appointment_only": products.filtered(lambda p: p.walk_in == access.NEVER),
            "quick_counter": products.filtered(
                lambda p: p.walk_in == access.QUICK_COUNTER
            ),
            "own_hours": products.filtered("calendar_id"),
        }

    def _other(self, other, minutes):
        """Return days with other hours; a public holiday is called by its name."""
        names = self.env["resource.calendar.leaves"]._public_holidays(
            other.first.year, self.env.lang or "nl_BE"
        )
        alone = other.first == other.last
        return {
            "from": str(other.first),
            "until": str(other.last),
            "reason": names.get(other.first, "") if alone and not other.spans else "",
            "hours": _hours(other.spans, minutes),
        }

    @api.model
    @ormcache("rules", "today", VERSION)
    def _known_hours(self, rules, today):
        """Return what hangs on the door; asked by many, it changes a few times a year.

        :param rules: pairs (id of a type, rules of the products it receives)
        :rtype: engine.public_hours.PublicHours
        """
        types = self.env["resource.booking.type"]._as_system()
        each = [(types.browse(id_), mine) for id_, mine in rules]
        stop = today + timedelta(weeks=WEEKS)
        firsts = {today}.union(*(_changes(type_, today, stop) for type_, _m in each))
        regimes = [
            (first, _joined([_week(type_, mine, first) for type_, mine in each]))
            for first in sorted(firsts)
        ]
        open_days = _joined([_days(type_, mine, today, stop) for type_, mine in each])
        every = [today + number * DAY for number in range((stop - today).days)]
        real = {day: open_days.get(day, ()) for day in every}
        return public_hours(regimes, real, today, stop)

    # What search engines read ---------------------------------------------------------

    def _hours_ld(self, location, hours):
        """Return the data of :meth:`_public_hours` as schema.org has it."""
        self.ensure_one()
        company = self.company_id
        data = {
            "@context": SCHEMA,
            "@type": "GovernmentOffice",
            "@id": hours["url"],
            "url": hours["url"],
            "name": f"{hours['service']}, {hours['location']}",
            "telephone": hours["phone"],
            "email": self.email,
            "address": {
                "@type": "PostalAddress",
                **{key: location[field] for key, field in ADDRESS.items()},
            },
            "parentOrganization": {
                "@type": "GovernmentOrganization",
                "name": company.name,
            },
            "openingHoursSpecification": [
                self._specification(span, one["from"], one["until"], [day["weekday"]])
                for one in hours["usual"]
                for day in one["days"]
                for span in day["hours"]
            ],
            "specialOpeningHoursSpecification": [
                self._specification(span, one["from"], one["until"])
                for one in hours["other"]
                for span in one["hours"] or [None]
            ],
        }
        return {key: value for key, value in data.items() if value}

    @api.model
    def _specification(self, span, first, last, weekdays=()):
        """Return one OpeningHoursSpecification; closed is from midnight to midnight."""
        data = {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [f"{SCHEMA}/{DAYS_LD[number - 1]}" for number in weekdays],
            "opens": span["start"] if span else "00:00",
            # schema.org has no 24:00
            "closes": span["stop"].replace("24:00", "23:59") if span else "00:00",
            "validFrom": first,
            "validThrough": last,
            "description": span and HoursInWords(self.env).way(span["access"]),
        }
        return {key: value for key, value in data.items() if value}


def _order(record):
    """Return what services and buildings are ordered by, without asking again."""
    return record.sequence, record.name


# Of one appointment type, in minutes of its local days


def _midnight(type_, day):
    return begin_of_day(day, type_._tz())


def _changes(type_, first, stop):
    """Return the days on which other weekly hours begin or end."""
    zone = type_._tz()
    edges = {
        edge.astimezone(zone).date()
        for _calendar, *span in type_._calendars(
            _midnight(type_, first), _midnight(type_, stop)
        )
        for edge in span
    }
    return {day for day in edges if first <= day < stop}


def _week(type_, rules, day):
    """Return weekday -> spans, as the calendar says that holds on a day."""
    monday = day - timedelta(days=day.weekday())
    begin, end = _midnight(type_, monday), _midnight(type_, monday + 7 * DAY)
    found = {}
    for calendar, *_span in type_._calendars(
        _midnight(type_, day), _midnight(type_, day + DAY)
    ):
        spans = _spans(type_, rules, calendar._lines_between(begin, end))
        for each, mine in spans.items():
            found.setdefault(each.isoweekday(), []).extend(mine)
    return found


def _days(type_, rules, first, stop):
    """Return day -> spans, closings taken off."""
    lines, closings = type_._hours_and_closings(
        _midnight(type_, first), _midnight(type_, stop)
    )
    kept = [
        (*piece, line[2]) for line in lines for piece in subtract([line[:2]], closings)
    ]
    return _spans(type_, rules, kept)


def _spans(type_, rules, lines):
    """Return day -> spans of lines (start, stop, access) in minutes of the engine."""
    found, zone = {}, type_._tz()
    for start, stop, line in lines:
        kind = way(line, rules)
        begin, end = (local(from_minutes(minute), zone) for minute in (start, stop))
        minutes = [60 * clock.hour + clock.minute for clock in (begin, end)]
        if end.date() > begin.date():
            minutes[1] += MINUTES
        found.setdefault(begin.date(), []).append((*minutes, kind))
    return found


def _joined(each):
    """Return key -> spans of several types together."""
    keys = {key for spans in each for key in spans}
    return {
        key: together([span for spans in each for span in spans.get(key, ())])
        for key in keys
    }


# As JSON


def _usual(usual, minutes):
    return {
        "from": str(usual.first),
        "until": usual.last and str(usual.last),
        "days": [
            {"weekday": weekday, "hours": _hours(usual.week.get(weekday, ()), minutes)}
            for weekday in range(1, 8)
        ],
    }


def _hours(spans, minutes):
    """Return spans as they are written.

    :param int minutes: before closing time, after which no ticket is given
    """
    return [
        {
            "start": _clock(start),
            "stop": _clock(stop),
            "access": kind,
            "evening": stop > EVENING,
            "last_ticket": None if last is None else _clock(last),
        }
        for (start, stop, kind), last in zip(
            spans, last_tickets(spans, minutes), strict=True
        )
    ]


def _clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"
