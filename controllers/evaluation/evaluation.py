from psycopg2.errors import UniqueViolation

from odoo import http
from odoo.exceptions import ConcurrencyError
from odoo.http import request

from ...models.common.refusal import Refusal
from ...models.common.wording import day_in_words
from ..common.pages import answer_to, clean_token
from ..screens.screen import look, press, render

FIELDS = ("score", "remark", "wants_answer", "email", "phone")


def both(path):
    return [f"/mening/{path}", f"/opinion/{path}"]


class EvaluationController(http.Controller):
    """One question after a visit: how was it?

    Programs that check the links of mails follow them: looking stores nothing, and
    only the button of the form does. Whoever has the address has been there, so that
    the form needs no other proof.
    """

    @look(both("<string:token>"))
    def ask(self, token, **params):
        visit, _door = self._visit(token, params)
        if not visit:
            return self._unknown()
        given = visit._evaluation()
        return self._page(visit, token, self._given(given, params))

    @press(both("<string:token>"))
    def answer(self, token, **params):
        visit, door = self._visit(token, params)
        if not visit:
            return self._unknown()
        typed = {name: params.get(name) for name in FIELDS}
        try:
            visit._evaluate(typed, door)
            request.env.flush_all()
        except Refusal as refusal:
            return self._page(visit, token, typed, refusal)
        except UniqueViolation as error:
            # the same visitor pressed twice: the second one sees the first
            raise ConcurrencyError("This visit was answered meanwhile") from error
        return request.redirect(f"{self._to(token)('/thanks')}", 303)

    @look(both("<string:token>/thanks"))
    def thanks(self, token, **params):
        visit, _door = self._visit(token, params)
        if not visit:
            return self._unknown()
        return render("evaluation_thanks", self._values(visit, token))

    @look(both("<path:unknown>"))
    def unknown(self, **params):
        self._visit("", params)
        return self._unknown()

    def _visit(self, token, params):
        """Return the visit of an address and its door, in the reader's language.

        Who happens to be logged in in this browser is not written down.
        """
        request.update_env(user=request.env.ref("base.public_user").id)
        visit, door = request.env["municipal.visit"]._find_evaluation(
            clean_token(token)
        )
        languages = self._languages()
        wanted = (params.get("lang"), visit.booking_id.lang)
        chosen = (languages.filtered(lambda x, c=code: x.code == c) for code in wanted)
        lang = next(filter(None, chosen), languages)[:1]
        request.update_context(lang=lang.code or "en_US", tz=visit.location_id.tz)
        return visit.with_env(request.env(su=True)), door

    @staticmethod
    def _languages():
        website = request.env["website"].sudo().get_current_website()
        return website.default_lang_id | website.language_ids

    @staticmethod
    def _given(rating, params):
        """Return what the form shows: the answer of before, or nothing."""
        if rating.consumed:
            return {"score": str(int(rating.rating)), "remark": rating.feedback or ""}
        return {"score": params.get("score")}

    def _page(self, visit, token, typed, refusal=None):
        values = self._values(visit, token)
        errors = {part.about: str(part) for part in refusal.all} if refusal else {}
        values |= {"typed": typed, "error": refusal, "errors": errors}
        return render("evaluation_page", values, answer_to(refusal))

    def _values(self, visit, token):
        company = visit.company_id
        return {
            "lang": request.env.lang,
            "languages": self._languages(),
            "company": company,
            "location": visit.location_id,
            "visit": visit,
            "day": day_in_words(visit.env(context=request.env.context), visit.day),
            "answered": visit._evaluation().consumed,
            "days": company.municipal_retention_days,
            "least": company.municipal_open_data_least,
            "to": self._to(token),
        }

    def _to(self, token):
        """Return what makes the addresses of these pages, in the present language."""
        address = f"/mening/{clean_token(token)}"
        return lambda path="", lang=None: (
            f"{address}{path}?lang={lang or request.env.lang}"
        )

    @staticmethod
    def _unknown():
        return render("evaluation_unknown", {"lang": request.env.lang}, 404)
