from odoo import http
from odoo.http import request
from odoo.tools import file_open

from ..common.pages import clean_token
from .screen import live_values, look, press, render

WORKER = "municipal_appointment/static/src/waiting_worker/worker.js"


def both(path):
    return [f"/wachten/{path}", f"/waiting/{path}"]


class WaitingController(http.Controller):
    """The page on the phone of somebody who waits: how many before me?

    It names nobody and nothing that a neighbour may not read.
    """

    @look(both("<string:access_token>"))
    def waiting(self, access_token, **params):
        visit = self._visit(access_token, params)
        return self._page("waiting_page", visit)

    @look(both("<string:access_token>/leave"))
    def ask_leave(self, access_token, **params):
        """Ask whether the visitor is sure; programs that follow links leave nothing."""
        visit = self._visit(access_token, params)
        if visit.state not in ("waiting", "called"):
            return self._page("waiting_page", visit)
        return self._page("waiting_leave", visit)

    @press(both("<string:access_token>/leave"))
    def leave(self, access_token, **params):
        visit = self._visit(access_token, params)
        if not visit:
            return self._page("waiting_page", visit)
        visit._leave_queue()
        return request.redirect(self._to(visit.access_token), 303)

    @look(both("<path:unknown>"))
    def unknown(self, **params):
        return self._page("waiting_page", self._visit("", params))

    @look(both("worker.js"))
    def worker(self):
        """Return the script by which phones show notifications.

        Its address says on which pages it works.
        """
        with file_open(WORKER) as file:
            script = file.read()
        return request.make_response(
            script, [("Content-Type", "text/javascript; charset=utf-8")]
        )

    def _visit(self, access_token, params):
        """Return the visit of today with this page, in the language of the reader."""
        visit = request.env["municipal.visit"]._find_waiting_page(
            clean_token(access_token)
        )
        if visit and not visit._is_today():
            visit = visit.browse()
        languages = self._languages()
        chosen = languages.filtered(lambda lang: lang.code == params.get("lang"))
        request.update_context(
            lang=(chosen or languages)[:1].code or "en_US", tz=visit.location_id.tz
        )
        return visit.with_env(request.env(su=True))

    @staticmethod
    def _languages():
        website = request.env["website"].sudo().get_current_website()
        return website.default_lang_id | website.language_ids

    def _page(self, template, visit):
        values = {"lang": request.env.lang, "visit": visit}
        if not visit:
            return render("waiting_unknown", values, 404)
        return render(template, {**values, **self._values(visit)})

    def _values(self, visit):
        access_token = visit.access_token
        return {
            "ahead": visit._ahead(),
            "wait": visit._wait_in_words(),
            "company": visit.company_id,
            "location": visit.location_id,
            "to": lambda path="", lang=None: self._to(access_token, path, lang),
            "languages": self._languages(),
            "live": live_values(
                f"municipal_visit_{access_token}", visit.location_id._queue_channel()
            ),
        }

    def _to(self, access_token, path="", lang=None):
        """Return the address of a page of this visitor, in the present language."""
        lang = lang or request.env.lang
        query = f"?lang={lang}" if lang != self._languages()[:1].code else ""
        return f"/wachten/{access_token}{path}{query}"
