import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: where our own statements stand, on the website of each town
PATHS = {"privacy": "/afspraak/privacy", "accessibility": "/afspraak/toegankelijkheid"}
#: of a page of another site, or of a page of this one
ADDRESS = re.compile(r"https?://[^\s/]+\S*|/(?!/)\S*")


class ResCompany(models.Model):
    """What a town says of the details of citizens, and of who can use its pages.

    Both statements are there from the first day, because citizens type their details
    from the first day. What they say of the software follows from the settings; what
    only the town knows it fills in, and confirms.
    """

    _inherit = "res.company"

    municipal_privacy_url = fields.Char(
        string="Privacy statement elsewhere",
        help="Address of the statement that the town has already, if that one says "
        "what is done with details for appointments and visits. Empty: the page "
        "/afspraak/privacy of this website.",
    )
    municipal_privacy_contact = fields.Char(
        string="Data protection officer",
        help="E-mail address or phone number by which citizens reach the officer. "
        "Empty: the statement names those of the town.",
    )
    municipal_privacy_confirmed = fields.Date(
        string="Privacy statement confirmed on",
        help="Day on which the town read the statement and found it right. Until then "
        "it says that the town has not confirmed it.",
    )
    municipal_accessibility_url = fields.Char(
        string="Accessibility statement elsewhere",
        help="Address of the statement that the town has already, if that one is about "
        "these pages too. Empty: the page /afspraak/toegankelijkheid of this website.",
    )
    municipal_accessibility_status = fields.Selection(
        selection=[
            ("full", "They meet the standard"),
            ("partly", "They meet the standard in part"),
            ("none", "They do not meet the standard"),
        ],
        string="What the town found",
        help="When it looked whether the pages for appointments meet EN 301 549, with "
        "its own header, footer and texts. Empty: the statement says that the town has "
        "not looked yet.",
    )
    municipal_accessibility_confirmed = fields.Date(
        string="Accessibility statement drawn up on",
        help="Day on which the town looked at the pages. The law asks to do it again "
        "every year.",
    )

    @api.constrains("municipal_privacy_url", "municipal_accessibility_url")
    def _check_statement_urls(self):
        """Let a link of every page lead to a page, and do nothing else."""
        for company in self:
            for address in (
                company.municipal_privacy_url,
                company.municipal_accessibility_url,
            ):
                if address and not ADDRESS.fullmatch(address):
                    raise ValidationError(
                        self.env._(
                            "%(address)s is no address of a page. Write it like "
                            "https://www.town.be/privacy.",
                            address=address,
                        )
                    )

    def _statement_elsewhere(self, kind):
        """Return the address of a statement that the town has already, if it has."""
        company_sudo = self.sudo()
        return (company_sudo[f"municipal_{kind}_url"] or "").strip()

    def _statement_url(self, kind, prefix=""):
        """Return where citizens read a statement.

        :param str kind: ``privacy`` or ``accessibility``
        :param str prefix: what stands before the paths of pages in a language
        """
        return self._statement_elsewhere(kind) or prefix + PATHS[kind]

    def _statement_missing(self, kind):
        """Tell whether a statement still waits for the town."""
        company_sudo = self.sudo()
        if self._statement_elsewhere(kind):
            return False
        if kind == "accessibility" and not company_sudo.municipal_accessibility_status:
            return True
        return not company_sudo[f"municipal_{kind}_confirmed"]

    def _statement_facts(self):
        """Return what decides which sentences of the statements are true."""
        types_sudo = self.env["resource.booking.type"].sudo()
        screens_sudo = self.env["municipal.screen"].sudo()
        ours = ("company_id", "=", self.id)
        municipal = [ours, ("service_id", "!=", False)]
        waits = [*municipal, ("waiting_list", "=", True)]
        texts = [*municipal, ("alarm_ids.alarm_type", "=", "sms")]
        return {
            "waiting_list": bool(types_sudo.search_count(waits, limit=1)),
            "sms": bool(types_sudo.search_count(texts, limit=1)),
            "screens": set(screens_sudo.search([ours]).mapped("kind")),
        }
