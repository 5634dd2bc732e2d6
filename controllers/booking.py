import uuid
from datetime import timedelta

from psycopg2.errors import UniqueViolation
from pytz import utc
from werkzeug.exceptions import NotFound

from odoo import fields, http
from odoo.exceptions import ConcurrencyError
from odoo.http import request

from ..engine.ticks import from_minutes
from ..models.refusal import Refusal
from ..models.wording import day_in_words, short_day_in_words, time_in_words
from .choice import (
    Choice,
    format_start,
    own_company,
    parse_day,
    parse_start,
)
from .moments import MomentList
from .pages import action, page

MAX_SEARCH = 100
CONTACT = ("name", "email", "phone")
#: the page is shown again because something in the request cannot be met
REFUSED = 422


def both(path):
    """Return a path under its Dutch and its English name, the canonical one first."""
    return [f"/afspraak{path}", f"/appointment{path}"]


def sitemap_catalogue(env, rule, query):
    if not query or query.lower() in "/afspraak":
        yield {"loc": "/afspraak"}


class AppointmentWebsite(http.Controller):
    """How a citizen makes an appointment: product, moment, details, done.

    Every step is a page of its own that works without JavaScript, and everything
    that was chosen so far is in its address.
    """

    @page(both(""), sitemap=sitemap_catalogue)
    def catalogue(self, q="", **params):
        return self._catalogue_page(q)

    @page(both("/product/<string:slug>"))
    def product(self, slug, **params):
        product_id = request.env["ir.http"]._unslug(slug)[1]
        choice = Choice({f"q_{product_id}": "1"})
        if not choice.products:
            raise NotFound()
        return self._product_page(choice)

    @page(both("/moment"))
    def moment(self, **params):
        choice = Choice(params)
        if not choice.products:
            return request.redirect("/afspraak")
        try:
            choice.check()
        except Refusal as refusal:
            return self._product_page(choice, refusal)
        return self._moment_page(choice, params)

    @page(both("/gegevens"))
    def details(self, **params):
        choice = Choice(params)
        start = parse_start(params.get("start"))
        if not choice.products:
            return request.redirect("/afspraak")
        try:
            choice.check()
            self._check_start(choice, start)
        except Refusal as refusal:
            if refusal.about == "products":
                return self._product_page(choice, refusal)
            return self._moment_page(choice, params, refusal)
        return self._details_page(choice, start, self._known_contact())

    @action(both("/gegevens"))
    def book(self, **params):
        choice = Choice(params)
        start = parse_start(params.get("start"))
        contact = {key: params.get(key, "") for key in CONTACT}
        key = self._request_key(params)
        if not choice.products:
            return request.redirect("/afspraak")
        try:
            booking_sudo = self._book(choice, start, contact, key)
        except Refusal as refusal:
            if not choice.lines:
                return self._product_page(choice, refusal)
            if choice.needs_location:
                return self._moment_page(choice, params, refusal)
            return self._details_page(choice, start, contact, key, refusal)
        return request.redirect(
            booking_sudo.get_portal_url(query_string="&message=booked")
        )

    # What the pages show

    def _catalogue_page(self, text):
        text = "".join(char for char in text if char.isprintable())[:MAX_SEARCH].strip()
        Product = request.env["municipal.product"].sudo()
        products, exact = Product._search_catalogue(text, own_company())
        services = request.env["municipal.service"].sudo()
        return request.render(
            "municipal_appointment.booking_catalogue",
            {
                "text": text,
                "exact": exact,
                "products": products,
                "by_service": products.grouped("service_id") if exact else {},
                "services": services.search([("company_id", "=", own_company().id)]),
                "phone": own_company().phone,
            },
        )

    def _product_page(self, choice, refusal=None):
        product = choice.products[0]
        typed = {product.id: text for product, text in choice.typed.items()}
        bookable = product._is_bookable()
        return request.render(
            "municipal_appointment.booking_product",
            {
                "product": product,
                "service": product.service_id,
                "bookable": bookable,
                "others": product._combinable_products() if bookable else [],
                "typed": typed,
                "walk_in_hours": self._walk_in_hours(product),
                "phone": product.service_id.phone or own_company().phone,
                "error": refusal,
            },
            status=REFUSED if refusal else 200,
        )

    def _walk_in_hours(self, product):
        """Return when somebody can come without appointment in the next seven days.

        :return: list of (day in words, list of hours in words)
        """
        env, type_ = request.env, product.type_id
        now = utc.localize(fields.Datetime.now()).astimezone(type_._tz())
        days = {}
        for minutes in type_._walk_in_intervals(product, now, now + timedelta(days=7)):
            start, stop = (
                utc.localize(from_minutes(minute)).astimezone(type_._tz())
                for minute in minutes
            )
            hours = env._(
                "%(start)s to %(stop)s",
                start=time_in_words(env, start),
                stop=time_in_words(env, stop),
            )
            days.setdefault(start.date(), []).append(hours)
        return [(short_day_in_words(env, day), hours) for day, hours in days.items()]

    def _moment_page(self, choice, params, refusal=None):
        first = parse_day(params.get("from"))
        starts = [] if choice.needs_location else choice.free_moments()

        def url(anchor, **more):
            return f"/afspraak/moment?{choice.query(**more)}#{anchor}"

        here = {"from": first} if first else {}
        return request.render(
            "municipal_appointment.booking_moment",
            {
                "choice": choice,
                "moments": MomentList(
                    starts,
                    choice.zone,
                    choice.minutes,
                    first,
                    chosen=parse_day(params.get("day")),
                    everything="all" in params,
                ),
                "day_url": lambda day: url("moments", **here, day=day),
                "all_url": lambda day: url("moments", **here, day=day, all=1),
                "page_url": lambda day: url("days", **{"from": day}),
                "moment_url": lambda start: (
                    f"/afspraak/gegevens?{choice.query(start=start)}"
                ),
                "error": refusal,
            },
            status=REFUSED if refusal else 200,
        )

    def _details_page(self, choice, start, contact, key=None, refusal=None):
        taken = bool(refusal) and refusal.about == "moment"
        local = start and not taken and utc.localize(start).astimezone(choice.zone)
        return request.render(
            "municipal_appointment.booking_details",
            {
                "choice": choice,
                "start": start and format_start(start),
                "day": local and day_in_words(request.env, local.date()),
                "clock": local and time_in_words(request.env, local),
                "contact": contact,
                "request_key": key or str(uuid.uuid4()),
                "days_kept": own_company().municipal_retention_days,
                "nearest": self._nearest(choice, start) if taken else [],
                "error": refusal,
            },
            status=REFUSED if refusal else 200,
        )

    def _nearest(self, choice, start):
        """Return the nearest free moments as (start for a link, moment in words)."""
        env = request.env
        nearest = []
        for moment in choice.nearest_moments(start):
            local = utc.localize(moment).astimezone(choice.zone)
            words = env._(
                "%(day)s at %(time)s",
                day=short_day_in_words(env, local.date()),
                time=time_in_words(env, local),
            )
            nearest.append((format_start(moment), words))
        return nearest

    def _known_contact(self):
        """Return what we know of a citizen who is logged in."""
        user = request.env.user
        if user._is_public():
            return dict.fromkeys(CONTACT, "")
        partner = user.partner_id.sudo()
        return {key: partner[key] or "" for key in CONTACT}

    # What the pages do

    def _check_start(self, choice, start):
        """Refuse a moment that cannot be had."""
        if choice.needs_location:
            raise Refusal(request.env._("Choose where you want to come."), "location")
        if not start:
            raise Refusal(request.env._("Choose a moment."), "moment")
        request.env["resource.booking"].sudo()._check_free(
            choice.lines, start, location=choice.location or None
        )

    def _request_key(self, params):
        """Return the key of the form, if it is one that we made."""
        try:
            return str(uuid.UUID(params.get("request_key", "")))
        except ValueError:
            return str(uuid.uuid4())

    def _book(self, choice, start, contact, key):
        """Book what was chosen; a Refusal leaves nothing behind."""
        Booking = request.env["resource.booking"].sudo()
        known = Booking._find_request(key)
        if known:
            return known
        choice.check()
        if choice.needs_location or not start:
            self._check_start(choice, start)
        Booking._claim_request(key)
        try:
            with request.env.cr.savepoint():
                return Booking._book(
                    choice.lines,
                    start,
                    contact,
                    location=choice.location or None,
                    lang=request.env.lang,
                    request_key=key,
                )
        except UniqueViolation as error:
            # The same form was booked after this transaction began: a new one finds
            # that booking.
            raise ConcurrencyError(str(error)) from error
