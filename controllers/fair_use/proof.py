"""What keeps robots from taking an agenda, and nobody from coming."""

from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools.json import scriptsafe as json

from ...models.common.refusal import Refusal
from ..common.choice import own_company

#: the name under which the captcha of the website knows our form
CAPTCHA = "municipal_booking"
#: what the form sends: the proof, and that a link in a mail is wanted instead
PROOF_FIELDS = ("altcha", "by_link")


class FairUse:
    """What the form with the details asks of a browser, and how it is looked at.

    Who has no script, or an old device, confirms by the link in a mail instead, or
    calls: see ``fair_use_templates.xml``.
    """

    def _fair_use(self, contact):
        """Look at the proof of who books; return what ``_book`` is told besides.

        :param dict contact: as typed, with :data:`PROOF_FIELDS`
        :raise Refusal: about ``proof``, when there is none that is right
        """
        company, address = own_company(), request.httprequest.remote_addr
        needed = company._needs_proof(address)
        if not (needed or company.municipal_captcha):
            return {}
        if contact.get("by_link"):
            self._check_link(company, contact, address)
            return {"by_link": True}
        if company.municipal_captcha:
            self._check_captcha()
        proofs_sudo = request.env["municipal.proof"].sudo()
        if needed and not proofs_sudo._spend(contact.get("altcha")):
            raise Refusal(
                request.env._(
                    "Your browser first has to show that no robot is at work. That "
                    "takes a few seconds. Then confirm once more."
                ),
                "proof",
            )
        return {}

    @staticmethod
    def _check_link(company, contact, address):
        """Refuse a link instead of the proof where no mail can bring it.

        :raise Refusal:
        """
        if not contact.get("email"):
            raise Refusal(
                request.env._(
                    "Fill in your e-mail address: we mail you the link with which you "
                    "confirm the appointment."
                ),
                "email",
            )
        if not company._allows_link(address):
            raise Refusal(
                request.env._(
                    "Very many appointments are being made from your internet "
                    "connection just now. Try again in an hour, or call us."
                ),
                "proof",
            )

    @staticmethod
    def _check_captcha():
        """Ask the captcha that is set up for the website.

        :raise Refusal: in the words of that captcha
        """
        try:
            request.env["ir.http"]._verify_request_recaptcha_token(CAPTCHA)
        except UserError as error:
            raise Refusal(str(error), "proof") from error

    @staticmethod
    def _proof_values(contact, refusal):
        """Return what the page with the details needs for it.

        A proof that was not used because something else was wrong is kept.
        """
        company = own_company()
        refused = bool(refusal) and any(one.about == "proof" for one in refusal.all)
        kept = "" if refused else contact.get("altcha") or ""
        task = None
        if refused or (company.municipal_proof == "always" and not kept):
            task = json.dumps(request.env["municipal.proof"].sudo()._task())
        return {
            "proof_shown": bool(task or kept),
            "proof_task": task,
            "proof_kept": kept,
            "captcha": CAPTCHA if company.municipal_captcha else None,
        }
