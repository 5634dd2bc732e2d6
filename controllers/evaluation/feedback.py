import re

from odoo.http import request

from ...models.common.refusal import Refusal
from ..screens.screen import SCREEN, ScreenController, look, press

SECONDS = re.compile(r"[0-9]{1,6}")


class FeedbackController(ScreenController):
    """The screen at the exit: one touch, without log-in, of nobody in particular."""

    @press(f"{SCREEN}/feedback")
    def feedback(self, token, **params):
        """Keep an answer; a screen that had no network sends it later."""
        screen = self._feedback(token, params)
        if not screen:
            return self._revoked()
        seconds = params.get("seconds", "")
        ago = int(seconds) if SECONDS.fullmatch(str(seconds)) else 0
        try:
            screen.location_id._evaluate(
                params.get("score"), params.get("key"), screen.service_ids, ago
            )
        except Refusal as refusal:
            return self._feedback_page(screen, refusal)
        lang = f"?lang={request.env.lang}"
        return request.redirect(f"/municipal/screen/{screen.token}/thanks{lang}", 303)

    @look(f"{SCREEN}/thanks")
    def thanks(self, token, **params):
        screen = self._feedback(token, params)
        return self._feedback_page(screen, thanks=True) if screen else self._revoked()

    def _feedback(self, token, params):
        screen = self._screen(token, params)
        return screen.filtered(lambda found: found.kind == "feedback")
