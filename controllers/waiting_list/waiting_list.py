"""The waiting list: joining it, and the page of each person on it."""

from odoo import http
from odoo.http import request

from ...models.common.refusal import Refusal
from ..common.choice import Choice, asked_day, own_company
from ..common.pages import action, both, clean_token, page, show
from ..common.remembered import begin_again
from ..common.sender import comes_from_here
from ..common.typed import (
    known_contact,
    once_more,
    stranger,
    texts,
    typed_contact,
)

#: what the page of a person says after a step of theirs, and nothing else
MESSAGES = ("joined", "refused")
PERSON = ("name", "email")
#: with it comes about which slip the visitor was asked before
TYPED = (*PERSON, "email_asked")
WISH = ("date_from", "date_to", "part")


def wish_of(params):
    """Return which days and hours suit, as the form says it.

    :raise Refusal: for what is no day
    """
    typed = typed_wish(params)
    days = {name: asked_day(typed[name], name) for name in ("date_from", "date_to")}
    return {**days, "part": typed["part"]}


def typed_wish(params):
    """Return what was typed about days and hours, to show it again."""
    return texts(params, WISH)


class WaitingList(http.Controller):
    """A page to join, and one for each place on the list, behind a secret link.

    The link in every mail leads to that page; it changes nothing by being opened.
    """

    @page(both("/wachtlijst"))
    def join_page(self, **params):
        choice = Choice(params)
        elsewhere = self._elsewhere(choice)
        return elsewhere or self._join_page(choice, known_contact(PERSON), params)

    @action(both("/wachtlijst"), asks=False)
    def join(self, **params):
        choice = Choice(params)
        elsewhere = self._elsewhere(choice)
        if elsewhere:
            return elsewhere
        contact = typed_contact(params, TYPED)
        try:
            if not comes_from_here(params):
                raise stranger()
            waiting_sudo = (
                request.env["municipal.waiting"]
                .sudo()
                ._join(
                    choice.lines,
                    contact,
                    location=choice.location or None,
                    lang=request.env.lang,
                    **wish_of(params),
                )
            )
        except Refusal as refusal:
            begin_again()
            return self._join_page(choice, contact, params, refusal)
        return request.redirect(f"{waiting_sudo._page_path()}?message=joined")

    @page(both("/wachtlijst/<string:token>"), secret=True)
    def place(self, token, message=None, **params):
        waiting_sudo = self._place_sudo(token)
        if not waiting_sudo:
            return self._unknown()
        return self._place_page(waiting_sudo, message)

    @action(both("/wachtlijst/<string:token>/aannemen"), secret=True)
    def accept(self, token, offer=None, **params):
        """Take the offered slot."""
        waiting_sudo = self._place_sudo(token)
        if not waiting_sudo:
            return self._unknown()
        try:
            booking_sudo = waiting_sudo._accept(clean_token(offer))
        except Refusal as refusal:
            return self._refused(waiting_sudo, refusal)
        message = "moved" if waiting_sudo.earlier else "booked"
        return request.redirect(
            booking_sudo.get_portal_url(query_string=f"&message={message}")
        )

    @action(both("/wachtlijst/<string:token>/weigeren"), secret=True)
    def refuse(self, token, offer=None, **params):
        """Let the next one have the offered slot."""
        waiting_sudo = self._place_sudo(token)
        if not waiting_sudo:
            return self._unknown()
        try:
            waiting_sudo._refuse_offer(clean_token(offer))
        except Refusal as refusal:
            return self._refused(waiting_sudo, refusal)
        return request.redirect(f"{waiting_sudo._page_path()}?message=refused")

    @action(both("/wachtlijst/<string:token>/verlaten"), secret=True)
    def leave(self, token, **params):
        waiting_sudo = self._place_sudo(token)
        if not waiting_sudo:
            return self._unknown()
        waiting_sudo._leave()
        return request.redirect(waiting_sudo._page_path())

    # What the pages show

    def _elsewhere(self, choice):
        """Return where who cannot join reads why, nothing for who can."""
        if not choice.lines:
            return request.redirect("/afspraak")
        try:
            choice.check()
        except Refusal:
            return request.redirect(f"/afspraak/moment?{choice.query()}")
        if not choice.type._takes_waiting():
            return request.redirect(f"/afspraak/moment?{choice.query()}")
        return None

    def _join_page(self, choice, contact, params, refusal=None):
        return show(
            "waiting_list_join",
            {
                "choice": choice,
                "type": choice.type,
                "contact": contact,
                "wish": typed_wish(params),
                "page_url": f"/afspraak/wachtlijst?{choice.query()}",
                "back_url": f"/afspraak/moment?{choice.query()}",
                "phone": choice.phone,
            },
            refusal,
        )

    @staticmethod
    def _place_sudo(token):
        """Return whose link this is, if it is of somebody of this town."""
        waiting_sudo = request.env["municipal.waiting"].sudo()._find(clean_token(token))
        ours = waiting_sudo.company_id == own_company()
        return waiting_sudo if ours else waiting_sudo.browse()

    def _place_page(self, waiting_sudo, message=None, refusal=None):
        waiting_sudo = waiting_sudo.with_context(lang=request.env.lang)
        return show(
            "waiting_list_place",
            {
                "waiting": waiting_sudo,
                "state": waiting_sudo._page_state(),
                "message": message if message in MESSAGES else None,
                "path": waiting_sudo._page_path(),
                "phone": waiting_sudo._phone(),
            },
            refusal,
        )

    def _refused(self, waiting_sudo, refusal):
        """Show the page again; nothing has changed."""
        begin_again()
        return self._place_page(waiting_sudo, refusal=refusal)

    def _stranger(self, token, **params):
        """Show the page again: nothing has changed."""
        waiting_sudo = self._place_sudo(token)
        if not waiting_sudo:
            return self._unknown()
        return self._place_page(waiting_sudo, refusal=once_more())

    @staticmethod
    def _unknown():
        return request.render(
            "municipal_appointment.waiting_list_unknown",
            {"phone": own_company().phone},
            status=404,
        )
