import uuid

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.fields import Domain
from odoo.http import request
from odoo.tools.json import scriptsafe as json

from ...models.common.refusal import Refusal
from ...models.common.wording import short_day_in_words
from ..common.catalogue import catalogue_page
from ..common.choice import (
    Choice,
    format_start,
    own_company,
    parse_day,
    parse_start,
)
from ..common.pages import (
    action,
    both,
    page,
    show,
)
from ..common.remembered import begin_again, remembered
from ..common.sender import carried_visitor, comes_from_here
from ..common.typed import known_contact, stranger, typed_contact
from ..fair_use.proof import PROOF_FIELDS, FairUse
from .first_choice import FirstChoice, Renamed, told
from .holds import Holds, give_back, known_key
from .nothing_free import NothingFree
from .slots import SlotList, asked_part

CONTACT = ("name", "email", "phone")
#: typed with it: a few words, about which slip the visitor was asked before, and for
#: whom it is when somebody else makes the appointment
BESIDES = ("remark", "email_asked", "client_name", *PROOF_FIELDS)


def sitemap_catalogue(env, rule, query):
    if not query or query.lower() in "/afspraak":
        yield {"loc": "/afspraak"}


def sitemap_products(env, rule, query):
    """Yield the pages of the products of the website that is asked."""
    company = env["website"].get_current_website().sudo().company_id
    products_sudo = env["municipal.product"].sudo()
    domain = products_sudo._shown_domain() & Domain("company_id", "=", company.id)
    for product in products_sudo.search(domain):
        path = product._page_path()
        if not query or query.lower() in path:
            yield {"loc": path}


class AppointmentWebsite(FairUse, http.Controller):
    """How a citizen makes an appointment: product, moment, details, done.

    Every step is a page of its own that works without JavaScript, and everything
    that was chosen so far is in its address.
    """

    @page(both(""), sitemap=sitemap_catalogue)
    def catalogue(self, q="", **params):
        return catalogue_page(q, choice=Choice(params))

    @page(both("/product/<string:slug>"), sitemap=sitemap_products)
    def product(self, slug, **params):
        product_id = request.env["ir.http"]._unslug(slug)[1]
        if params:
            # the product of the page first, then what was chosen with it
            return self._product_page(Choice({f"q_{product_id}": "1", **params}))
        chosen = FirstChoice(product_id, slug)
        try:
            return remembered(
                ("product", product_id),
                chosen.told,
                lambda known: self._product_page(chosen.choice, known=known),
            )
        except Renamed as renamed:
            return request.redirect(renamed.path, code=301)

    @page([f"{path}/<path:unknown>" for path in both("")])
    def unknown(self, **params):
        raise NotFound()

    @page(both("/moment"))
    def moment(self, **params):
        choice = Choice(params)
        if not choice.products:
            return request.redirect("/afspraak")
        try:
            choice.check()
        except Refusal as refusal:
            return self._product_page(choice, refusal)
        return self._slot_page(choice, params)

    @action(both("/moment"), asks=False)
    def choose_slot(self, **params):
        """Keep the chosen moment for the visitor, and go on to their details."""
        choice = Choice(params)
        start = parse_start(params.get("start"))
        if not choice.products:
            return request.redirect("/afspraak")
        try:
            choice.check()
            choice.check_asked(start)
            choice = choice.settled(start)
            if comes_from_here(params):
                self._keep(choice, start, params)
        except Refusal as refusal:
            return self._refused(choice, start, params, refusal)
        if carried_visitor():
            # the next page would not know whose slot this is
            return self._details_page(choice, start, self._known_contact())
        return request.redirect(self._details_url(choice, start))

    @action(both("/vrijgeven"), asks=False)
    def give_back(self, **params):
        """Give back the moment that was kept; the visitor chooses another one."""
        if comes_from_here(params):
            give_back(params.get("request_key"))
        choice = Choice(params)
        start = parse_start(params.get("start"))
        if not choice.lines:
            return request.redirect("/afspraak")
        day = {"day": choice.day(start)} if start else {}
        return request.redirect(f"/afspraak/moment?{choice.query(**day)}")

    @page(both("/gegevens"))
    def details(self, **params):
        choice = Choice(params)
        if not choice.products:
            return request.redirect("/afspraak")
        return self._details(choice, params, self._known_contact())

    def _details(self, choice, params, contact, key=None):
        """Show the form, or why this slot cannot be had.

        :param str key: of the form that asks again, where no session knows of it
        """
        start = parse_start(params.get("start"))
        key = key or self._holds(choice).key(start)
        try:
            choice.check()
            choice.check_asked(start)
            choice.check_free(start, key)
        except Refusal as refusal:
            if refusal.about == "products":
                return self._product_page(choice, refusal)
            made_sudo = self._made_sudo(choice, start, key)
            if made_sudo:
                return request.redirect(made_sudo.get_portal_url())
            return self._slot_page(choice, params, refusal)
        return self._details_page(choice, start, contact, key)

    @action(both("/gegevens"), asks=False)
    def book(self, **params):
        choice = Choice(params)
        start = parse_start(params.get("start"))
        contact = self._typed_contact(params)
        key = known_key(params.get("request_key")) or str(uuid.uuid4())
        if not choice.products:
            return request.redirect("/afspraak")
        try:
            if not comes_from_here(params):
                choice.check()
                raise stranger()
            if "look" in params:
                # how it stands with the slot, where no session tells
                return self._details(choice, params, contact, key)
            if "hold" in params:
                choice.check()
                choice.check_asked(start)
                self._keep(choice, start, params)
                return self._details_page(choice, start, contact)
            booking_sudo = self._book(choice, start, contact, key)
        except Refusal as refusal:
            return self._refused(choice, start, params, refusal)
        self._holds(choice).done(booking_sudo.request_key)
        return request.redirect(
            booking_sudo.get_portal_url(query_string="&message=booked")
        )

    # What the pages show

    def _product_page(self, choice, refusal=None, known=None):
        ways, walk_in = known or told(choice)
        product = choice.products[0]
        typed = {product.id: text for product, text in choice.typed.items()}
        bookable = product._is_bookable()
        return show(
            "booking_product",
            {
                "product": product,
                "chosen_query": choice.query(),
                "seo_object": product,
                "indexed": bool(known),
                "ways": ways,
                "json_ld": json.dumps(product._json_ld()),
                "service": product.service_id,
                "bookable": bookable,
                "others": product._combinable_products() if bookable else [],
                "typed": typed,
                "walk_in_hours": walk_in,
                "hours_path": product._hours_path(),
                "location": len(choice.locations) > 1 and choice.location,
                "phone": product.service_id.phone or own_company().phone,
            },
            refusal,
        )

    def _slot_page(self, choice, params, refusal=None):
        lost = parse_start(params.get("start")) if refusal else None
        starts = [] if choice.needs_location else self._free_slots(choice, lost)
        if refusal or not starts:
            return self._slots(choice, params, starts, choice.walk_in_days(), refusal)
        return remembered(
            ("slots", request.httprequest.query_string),
            lambda: (starts, choice.walk_in_days()),
            lambda found: self._slots(choice, params, *found),
            seconds=0,
        )

    def _slots(self, choice, params, starts, walk_in, refusal=None):
        """Show free slots, or why there are none, or the buildings to choose from."""
        first = parse_day(params.get("from"))
        lost = parse_start(params.get("start")) if refusal else None
        nothing = not starts and not choice.needs_location

        def url(anchor, **more):
            return f"/afspraak/moment?{choice.query(**more)}#{anchor}"

        part = asked_part(params)
        kept = {"part": part} if part else {}
        here = {**kept, "from": first} if first else kept
        return show(
            "booking_moment",
            {
                "choice": choice,
                "first_days": choice.first_days() if choice.needs_location else [],
                "moments": SlotList(
                    starts,
                    choice.zone,
                    choice.minutes,
                    first,
                    chosen=parse_day(params.get("day")) or (lost and choice.day(lost)),
                    everything="all" in params,
                    part=part,
                    walk_in=walk_in,
                ),
                "part_url": lambda name: url("days", **{"part": name} if name else {}),
                "day_url": lambda day: url("moments", **here, day=day),
                "all_url": lambda day: url("moments", **here, day=day, all=1),
                "page_url": lambda day: url("days", **kept, **{"from": day}),
                "slot_action": f"/afspraak/moment?{choice.query()}",
                "nothing": NothingFree(choice) if nothing else None,
                "unmet_url": f"/afspraak/niets-vrij?{choice.query()}",
            },
            refusal,
        )

    def _free_slots(self, choice, lost=None):
        """Return the free slots for a choice, without one that was just lost."""
        free = choice.free_slots(self._holds(choice).chosen_key)
        return [moment for moment in free if moment != lost]

    def _details_page(self, choice, start, contact, key=None, refusal=None):
        day, clock = choice.moment_words(start)
        hold = self._holds(choice).state(start, key)
        return show(
            "booking_details",
            {
                "choice": choice,
                "asked": choice.products._asked_parts(),
                "start": format_start(start),
                "day": day,
                "clock": clock,
                "contact": contact,
                "page_url": self._details_url(choice, start),
                "hold": hold,
                "until": hold.until and choice.moment_words(hold.until)[1],
                "days_kept": own_company().municipal_retention_days,
                **self._proof_values(contact, refusal),
            },
            refusal,
        )

    def _taken_page(self, choice, start, contact, refusal):
        """Show what is still free near a moment; all that was typed comes along."""
        return show(
            "booking_taken",
            {
                "choice": choice,
                "nearest": [
                    (
                        self._details_url(choice, moment),
                        *choice.moment_words(moment, short_day_in_words),
                    )
                    for moment in choice.nearest_slots(start)
                ],
                "contact": contact,
                "other_url": f"/afspraak/moment?{choice.query()}",
            },
            refusal,
        )

    def _details_url(self, choice, start):
        return f"/afspraak/gegevens?{choice.query(start=format_start(start))}"

    def _refused(self, choice, start, params, refusal):
        """Show the right page again; nothing has changed, and nothing is lost."""
        begin_again()
        contact = self._typed_contact(params)
        typed = start and any(contact.values())
        if refusal.about == "products" and not (choice.lines and typed):
            return self._product_page(choice, refusal)
        if choice.needs_location:
            return self._slot_page(choice, params, refusal)
        if refusal.about == "moment" or not start:
            if any(key in params for key in CONTACT):
                return self._taken_page(choice, start, contact, refusal)
            return self._slot_page(choice, params, refusal)
        key = known_key(params.get("request_key"))
        return self._details_page(choice, start, contact, key, refusal)

    @staticmethod
    def _typed_contact(params):
        return typed_contact(params, (*CONTACT, *BESIDES))

    @staticmethod
    def _known_contact():
        return {**known_contact(CONTACT), "remark": ""}

    # What the pages do

    def _holds(self, choice):
        return Holds(choice.query())

    def _keep(self, choice, start, params):
        """Keep a moment instead of the one that the visitor chose before."""
        former = known_key(params.get("request_key"))
        self._holds(choice).keep(choice.hold(start), start, former)

    def _made_sudo(self, choice, start, key):
        """Return the appointment because of which the visitor finds a moment taken."""
        Booking = request.env["resource.booking"].sudo()
        made_sudo = Booking._find_request(self._holds(choice).made_key or key)
        same = made_sudo.active and made_sudo.start == start
        return made_sudo if same else Booking.browse()

    def _book(self, choice, start, contact, key):
        """Book what was chosen; a Refusal leaves nothing behind."""
        Booking = request.env["resource.booking"].sudo()
        Booking._claim_request(key)
        known = Booking._find_request(key) or Booking._find_same(
            self._holds(choice).made_key, start, contact
        )
        if known:
            give_back(key)
            return known
        choice.check()
        choice.check_asked(start)
        return Booking._book_once(
            choice.lines,
            start,
            contact,
            key,
            location=choice.location or None,
            lang=request.env.lang,
            remark=contact.get("remark"),
            client_name=contact.get("client_name"),
            held=True,
            **self._fair_use(contact),
        )
