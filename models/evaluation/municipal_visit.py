from datetime import timedelta

from odoo import api, fields, models

from ..common.contact import check_contact
from ..common.refusal import Refusal
from ..screens.municipal_screen import SECRET
from ..visit.municipal_visit import DISTANCE_CHANNELS


class MunicipalVisit(models.Model):
    """What a visitor thought of a visit: asked on a page, kept as a rating."""

    _inherit = "municipal.visit"

    @api.model
    def _find_evaluation(self, token):
        """Return the visit that an address asks about, and by which door.

        The address comes from a mail, or is that of the waiting page.

        :return: pair (visit, door); no visit when nobody is asked any more
        """
        nothing = self.sudo().browse()
        if not SECRET.fullmatch(token or ""):
            return nothing, None
        ratings_sudo = self.env["rating.rating"].sudo()
        rating = ratings_sudo.search(
            [("access_token", "=", token), ("municipal_door", "in", ("mail", "page"))],
            limit=1,
        )
        visit = nothing.browse(rating.res_id) if rating else None
        door = "mail" if rating else "page"
        visit = visit or nothing.search([("access_token", "=", token)], limit=1)
        return visit.filtered(lambda found: found._is_evaluated()), door

    def _is_evaluated(self):
        """Tell whether the visitor may say now how this visit was."""
        self.ensure_one()
        company_sudo = self.company_id.sudo()
        if not company_sudo.municipal_evaluation or self.channel in DISTANCE_CHANNELS:
            return False
        days = timedelta(days=company_sudo.municipal_evaluation_days)
        return (
            self.state == "finished"
            and bool(self.finished_at)
            and fields.Datetime.now() <= self.finished_at + days
        )

    def _evaluation(self):
        """Return what the visitor answered, or a row that waits for it, or nothing."""
        return self.env["rating.rating"]._of_visits(self)

    def _evaluate(self, typed, door):
        """Keep what a visitor says of this visit; the last answer is the one.

        :param dict typed: ``score``, ``remark``, ``wants_answer``, ``email``,
            ``phone``, as they were sent
        :raise Refusal: for all that is wrong at once
        """
        self.ensure_one()
        values, contact = self._read_evaluation(typed)
        rating = self._evaluation()
        if not rating:
            prepared = rating._prepare_for_visit(self, door)
            rating = rating.create({**prepared, **values, "consumed": True})
        else:
            rating.write({**values, "consumed": True})
        self.env["municipal.reply"].sudo()._follow(rating, contact)
        return rating

    def _read_evaluation(self, typed):
        """Return what is kept of an answer, and how to reach who wants a reply."""
        ratings, values, refusals = self.env["rating.rating"], {}, []
        readers = {
            "score": lambda: {"rating": ratings._read_score(typed.get("score"))},
            "remark": lambda: {"feedback": ratings._read_remark(typed.get("remark"))},
        }
        for read in readers.values():
            try:
                values |= read()
            except Refusal as refusal:
                refusals.append(refusal)
        contact = {}
        if typed.get("wants_answer"):
            try:
                contact = self._read_reply(typed, values.get("feedback", True))
            except Refusal as refusal:
                refusals += refusal.all
        if refusals:
            raise Refusal.together(refusals)
        values["feedback"] = values["feedback"] or False
        return values, contact

    def _read_reply(self, typed, remark):
        """Return how to reach somebody who asks for an answer to a remark.

        :raise Refusal: when there is no remark, or no way to reach them
        """
        if not remark:
            raise Refusal(
                self.env._("Write in the remark what you want to have an answer to."),
                "remark",
            )
        parts = {
            part: text if isinstance(text, str) else ""
            for part, text in ((part, typed.get(part)) for part in ("email", "phone"))
        }
        contact = check_contact(self.env, parts, self.company_id)
        if not any(contact.values()):
            raise Refusal(
                self.env._("Fill in your e-mail address or your phone number."),
                "email",
            )
        return contact
