"""What the devices in the building open: without log-in, by a secret address."""

import base64
from functools import wraps
from uuid import uuid4

from odoo import http
from odoo.http import request
from odoo.tools import file_open

from odoo.addons.bus.websocket import WebsocketConnectionHandler

from ..common.pages import answer_to

#: a device has no session, and neither does a phone: the address is the secret
DEVICE = {"type": "http", "auth": "public", "save_session": False}
SCREEN = "/municipal/screen/<string:token>"
#: on whatever answers: neither caches nor other sites learn a secret address
DISCREET = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
#: a device believes no answer without our own header: a server without its database, or
#: a proxy, says 404 too
HEADERS = {"X-Municipal-Screen": "1"}
WORKER = "municipal_appointment/static/src/screen_worker/worker.js"


def look(paths, **options):
    """Return the route of something that is read, and changes nothing."""
    route = http.route(
        paths, **{**DEVICE, "methods": ["GET"], "readonly": True, **options}
    )
    return lambda endpoint: route(discreet(endpoint))


def press(paths, **options):
    """Return the route of a button.

    It needs no token against forged forms: who can name its address may press it.
    """
    route = http.route(
        paths, **{**DEVICE, "methods": ["POST"], "csrf": False, **options}
    )
    return lambda endpoint: route(discreet(endpoint))


def discreet(endpoint):
    """Return an endpoint that keeps its address a secret, whatever it answers."""

    @wraps(endpoint)
    def answer(*args, **params):
        request.future_response.headers.update(DISCREET)
        return endpoint(*args, **params)

    return answer


def qr_image(text, size=360):
    """Return the QR code of a text as an image that a page can carry along."""
    image = request.env["ir.actions.report"].barcode(
        "QR", text, width=size, height=size, barBorder=0
    )
    return "data:image/png;base64," + base64.b64encode(image).decode()


def render(template, values, status=200):
    """Answer with a page of which no copy is kept.

    That of a person shows in frames of the sites that the town names only; screens in
    the building may be a part of another screen.
    """
    response = request.render(f"municipal_appointment.{template}", values)
    response.status_code = status
    response.headers.update(HEADERS)
    if values.get("visit"):
        policy, _alone = values["company"]._frame_policy()
        response.headers["Content-Security-Policy"] = policy
    return response


def live_values(*channels):
    """Return what the script of a page needs to listen to messages."""
    return {
        "channels": channels,
        "version": WebsocketConnectionHandler._VERSION,
    }


class ScreenController(http.Controller):
    """Kiosk, display or question at the exit: what they have in common."""

    @look(SCREEN)
    def screen(self, token, **params):
        screen = self._screen(token, params)
        if not screen:
            return self._revoked()
        if screen.kind == "display":
            return self._display_page(screen)
        if screen.kind == "feedback":
            return self._feedback_page(screen)
        return self._kiosk_page(screen, "kiosk_start")

    @look(f"{SCREEN}/worker.js")
    def worker(self, token, **params):
        """Return the script by which a device opens its screen without server."""
        screen = self._screen(token, params)
        if not screen:
            return self._gone()
        with file_open(WORKER) as file:
            script = file.read()
        return request.make_response(
            script,
            [
                ("Content-Type", "text/javascript; charset=utf-8"),
                # the first page has no slash at its end
                ("Service-Worker-Allowed", f"/municipal/screen/{screen.token}"),
            ],
        )

    @look(f"{SCREEN}/state")
    def state(self, token, **params):
        """Return what a display shows."""
        screen = self._screen(token, params)
        return self._json(screen._display_state()) if screen else self._gone()

    @press(f"{SCREEN}/alive")
    def alive(self, token, **params):
        """Hear that a device lives, and tell it what to show, if it shows something."""
        screen = self._screen(token, params)
        if not screen:
            return self._gone()
        screen._touch(
            browser=str(request.httprequest.user_agent),
            sound=params.get("sound"),
            scripts_failed=params.get("scripts") == "failed",
        )
        display = screen.kind == "display"
        return self._json(screen._display_state() if display else {})

    def _screen(self, token, params):
        """Return the screen of an address, ready to speak the language of a visitor.

        Who happens to be logged in in this browser is nobody here: an employee of
        another municipality opens the screen as everybody, and what visitors press
        is not written down as theirs.
        """
        screen = request.env["municipal.screen"]._find(token)
        if not screen:
            return screen
        request.update_env(user=request.env.ref("base.public_user").id)
        languages = screen._languages()
        chosen = languages.filtered(lambda lang: lang.code == params.get("lang"))
        request.update_context(
            lang=(chosen or languages)[:1].code or "en_US",
            tz=screen.location_id.tz,
        )
        # of the system only: nobody else may ask for the companies of others
        system = request.env(su=True)
        return screen.with_env(system).with_context(
            allowed_company_ids=screen.company_id.ids
        )

    def _page_values(self, screen):
        languages = screen._languages()
        return {
            "screen": screen,
            "company": screen.company_id,
            "location": screen.location_id,
            "languages": languages,
            "default_lang": languages[:1].code,
            "lang": request.env.lang,
            "base": f"/municipal/screen/{screen.token}",
            "qr_image": qr_image,
        }

    def _kiosk_page(self, screen, template, refusal=None, **values):
        """Show a page: the first time, or again with why something was refused."""
        values |= self._page_values(screen) | {"error": refusal}
        return render(template, values, answer_to(refusal))

    def _display_page(self, screen):
        values = self._page_values(screen)
        values["live"] = live_values(
            screen._channel(), screen.location_id._queue_channel()
        )
        values["state"] = screen._display_state()
        return render("display_page", values)

    def _feedback_page(self, screen, refusal=None, thanks=False):
        """Ask the question at the exit, or thank for the answer."""
        values = self._page_values(screen)
        values |= {"error": refusal, "thanks": thanks, "key": str(uuid4())}
        return render("feedback_page", values, answer_to(refusal))

    @staticmethod
    def _revoked():
        """Say that there is no such screen, in the language of the municipality."""
        website = request.env["website"].sudo().get_current_website()
        lang = website.default_lang_id.code
        request.update_context(lang=lang)
        return render("screen_revoked", {"lang": lang}, 404)

    @staticmethod
    def _gone():
        return ScreenController._json({}, 404)

    @staticmethod
    def _json(data, status=200):
        return request.make_json_response(data, headers=HEADERS, status=status)
