import re
from urllib.parse import urlencode
from uuid import uuid4

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import ConcurrencyError
from odoo.http import request

from ...models.common.refusal import Refusal
from ..common.choice import PIECES, PRODUCT_KEY
from .screen import SCREEN, ScreenController, look, press

LONGEST_CODE = 200
#: made by us when the button was shown
KEY = re.compile(r"[0-9a-f-]{36}")


class KioskController(ScreenController):
    """The kiosk: check in with a code, or take a ticket.

    Pages and forms; the script of the kiosk only saves loading them again, so that a
    device without it, or with an old browser, works all the same.
    """

    @look(f"{SCREEN}/code")
    def kiosk_code(self, token, **params):
        screen = self._kiosk(token, params)
        return self._kiosk_page(screen, "kiosk_code") if screen else self._revoked()

    @press(f"{SCREEN}/check-in")
    def kiosk_check_in(self, token, **params):
        """Let somebody with an appointment wait; the code may come from a scanner."""
        screen = self._kiosk(token, params)
        if not screen:
            return self._revoked()
        code = str(params.get("code", ""))
        visits = screen.env["municipal.visit"]
        try:
            visit = visits._check_in(code[:LONGEST_CODE], screen.location_id, screen)
        except Refusal as refusal:
            return self._kiosk_page(screen, "kiosk_code", refusal, code=code[:20])
        return self._to_ticket(screen, visit)

    @look(f"{SCREEN}/services")
    def kiosk_services(self, token, **params):
        screen = self._kiosk(token, params)
        if not screen:
            return self._revoked()
        services = screen._kiosk_services()
        if len(services) == 1:
            return self._products_page(screen, services, params)
        return self._kiosk_page(screen, "kiosk_services", services=services)

    @look(f"{SCREEN}/services/<string:service_id>")
    def kiosk_products(self, token, service_id, **params):
        screen = self._kiosk(token, params)
        if not screen:
            return self._revoked()
        services = screen._kiosk_services()
        service = services.filtered(lambda s: str(s.id) == service_id)
        if not service:
            return self._kiosk_page(screen, "kiosk_services", services=services)
        return self._products_page(screen, service, params)

    @look(f"{SCREEN}/product/<string:product_id>")
    def kiosk_other_way(self, token, product_id, **params):
        """Say what to do for a product that gives no ticket now."""
        screen = self._kiosk(token, params)
        if not screen:
            return self._revoked()
        products = screen._kiosk_products(screen._services())
        product = products.filtered(lambda p: str(p.id) == product_id)
        _now, later = screen._kiosk_offer(product)
        if not later:
            return self._kiosk_page(screen, "kiosk_start")
        return self._kiosk_page(
            screen,
            "kiosk_other_way",
            refused=f"/product/{product.id}",
            product=product,
            service=product.service_id,
            reason=later[0][1],
            links=screen._kiosk_links(product),
        )

    @press(f"{SCREEN}/product/<string:product_id>")
    def kiosk_refused(self, token, product_id, **params):
        """Count that a visitor was told so; the script of the page sends it."""
        screen = self._kiosk(token, params)
        if not screen:
            return self._gone()
        products = screen._kiosk_products(screen._services())
        product = products.filtered(lambda p: str(p.id) == product_id)
        if product:
            screen._count_refused(product)
        return self._json({})

    @look(f"{SCREEN}/choice")
    def kiosk_choice(self, token, **params):
        """Show what was chosen and what to bring, before a ticket is given."""
        screen = self._kiosk(token, params)
        if not screen:
            return self._revoked()
        lines = [
            (product, quantity)
            for product, quantity in self._lines(screen, params)
            if str(product.id) != params.get("without")
        ]
        if not lines:
            return self._kiosk_page(screen, "kiosk_start")
        return self._choice_page(screen, lines)

    @press(f"{SCREEN}/ticket")
    def kiosk_take_ticket(self, token, **params):
        screen = self._kiosk(token, params)
        if not screen:
            return self._revoked()
        lines = self._lines(screen, params)
        key = str(params.get("request_key", ""))
        key = key if KEY.fullmatch(key) else str(uuid4())
        request.env["resource.booking"].sudo()._claim_request(key)
        visits = screen.env["municipal.visit"]
        try:
            visit = visits._take_ticket(
                lines, screen.location_id, key, screen_id=screen.id
            )
            request.env.flush_all()
        except Refusal as refusal:
            demand = screen.env["municipal.demand"]
            demand._count_refusal(refusal, lines, screen.location_id)
            return self._choice_page(screen, lines, refusal)
        except UniqueViolation as error:
            # given to another press of this button, which our snapshot does not show
            raise ConcurrencyError(f"Ticket {key} is given already") from error
        return self._to_ticket(screen, visit)

    @press(f"{SCREEN}/unseen")
    def kiosk_unseen(self, token, **params):
        """Take back a ticket whose number was lost on the way to the kiosk."""
        screen = self._kiosk(token, params)
        if not screen:
            return self._gone()
        key = str(params.get("request_key", ""))
        if KEY.fullmatch(key):
            request.env["resource.booking"].sudo()._claim_request(key)
            screen._withdraw_unseen(key)
        return self._json({})

    @look(f"{SCREEN}/ticket/<string:access_token>")
    def kiosk_ticket(self, token, access_token, **params):
        """Show a ticket that was given here today."""
        screen = self._kiosk(token, params)
        if not screen:
            return self._revoked()
        visit = request.env["municipal.visit"]._find_waiting_page(access_token)
        if visit.location_id != screen.location_id or not visit._is_today():
            return self._kiosk_page(screen, "kiosk_start")
        return self._kiosk_page(
            screen,
            "kiosk_ticket",
            visit=visit,
            ahead=visit._ahead(),
            wait=visit._wait_in_words(),
            now=fields.Datetime.context_timestamp(screen, fields.Datetime.now()),
        )

    def _kiosk(self, token, params):
        screen = self._screen(token, params)
        return screen.filtered(lambda s: s.kind == "kiosk")

    def _page_values(self, screen):
        values = super()._page_values(screen)
        lang = request.env.lang
        query = {"lang": lang} if lang != values["default_lang"] else {}

        def to(path="", **params):
            """Return the address of a page of this kiosk, in the present language."""
            text = urlencode({**query, **params})
            return f"{values['base']}{path}" + (f"?{text}" if text else "")

        return {**values, "to": to, "away": self._away(values)}

    @staticmethod
    def _away(values):
        """Return what visitors read while the server is away, for each language.

        The page carries it along: nobody can ask for it then. Its own language first.

        :return: list of pairs (code, HTML)
        """
        languages = values["languages"].sorted(lambda lang: lang.code != values["lang"])
        return [
            (
                lang.code,
                request.env["ir.qweb"]
                .with_context(lang=lang.code)
                ._render(
                    "municipal_appointment.kiosk_away",
                    {"location": values["location"].with_context(lang=lang.code)},
                ),
            )
            for lang in languages
        ]

    def _lines(self, screen, params):
        """Return what was chosen: pairs (product, quantity)."""
        asked = {}
        for key, text in params.items():
            match = PRODUCT_KEY.fullmatch(key)
            if match and isinstance(text, str) and PIECES.fullmatch(text.strip()):
                asked[int(match.group(1))] = int(text)
        products = screen._kiosk_products(screen._services())
        return [
            (product, asked[product.id])
            for product in products
            if asked.get(product.id)
        ]

    def _products_page(self, screen, service, params):
        lines = self._lines(screen, params)
        chosen = [product for product, _quantity in lines]
        products = screen._kiosk_products(service).filtered(
            lambda product: all(product._combines_with(other) for other in chosen)
        )
        now, later = screen._kiosk_offer(products)
        return self._kiosk_page(
            screen,
            "kiosk_products",
            service=service,
            now=now,
            later=[] if chosen else later,
            chosen=self._query(lines),
        )

    def _choice_page(self, screen, lines, refusal=None):
        if not lines:
            return self._kiosk_page(screen, "kiosk_start", refusal)
        return self._kiosk_page(
            screen,
            "kiosk_choice",
            refusal,
            lines=lines,
            service=lines[0][0].service_id,
            request_key=str(uuid4()),
        )

    @staticmethod
    def _query(lines):
        return {f"q_{product.id}": quantity for product, quantity in lines}

    def _to_ticket(self, screen, visit):
        """Go to the ticket, so that a page that is loaded again asks for none."""
        to = self._page_values(screen)["to"]
        return request.redirect(to(f"/ticket/{visit.access_token}"), 303)
