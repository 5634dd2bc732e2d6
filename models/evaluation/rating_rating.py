import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.plain_text import clean_text
from ...engine.satisfaction import SCORES
from ..common.contact import refuse_national_number
from ..common.refusal import Refusal

LONGEST_REMARK = 1000
SCORE = re.compile(f"[{SCORES[0]}-{SCORES[-1]}]")
BATCH = 1000
#: what an answer at a screen says of its moment: the half-hour in which it was given
HALF_HOUR = timedelta(minutes=30)


class RatingRating(models.Model):
    """Answers of visitors, in the table that Odoo has for them.

    About a visit, or about a building when somebody touched the screen at the exit:
    nobody knows which visit that was. Ours have a door; what other modules rate has
    none, and stays as it is.
    """

    _inherit = "rating.rating"

    municipal_door = fields.Selection(
        selection=[
            ("mail", "Link in the mail"),
            ("page", "Waiting page"),
            ("screen", "Feedback screen"),
        ],
        string="How asked",
        readonly=True,
        copy=False,
        help="Where the question was asked: an answer of a visitor to the town hall.",
    )
    municipal_company_id = fields.Many2one(
        comodel_name="res.company",
        string="Municipality",
        readonly=True,
        index="btree_not_null",
    )
    municipal_service_id = fields.Many2one(
        comodel_name="municipal.service", string="Service", readonly=True
    )
    municipal_location_id = fields.Many2one(
        comodel_name="municipal.location", string="Location", readonly=True
    )
    municipal_day = fields.Date(
        string="Day of the visit", readonly=True, help="Local day at the location."
    )

    _municipal_visit_once = models.UniqueIndex(
        "(res_id) WHERE municipal_door IN ('mail', 'page')",
        "There is an answer about this visit already.",
    )
    _municipal_key_once = models.UniqueIndex(
        "(access_token) WHERE municipal_door IS NOT NULL",
        "This answer was given already.",
    )
    _municipal_screen = models.Index(
        "(res_id, rated_on) WHERE municipal_door = 'screen'"
    )
    _municipal_remarks = models.Index(
        "(municipal_company_id, municipal_day) "
        "WHERE municipal_door IS NOT NULL AND feedback IS NOT NULL"
    )

    @api.model
    def _of_visits(self, visits):
        """Return what is known of what visitors thought of these visits."""
        return self.sudo().search(
            [("municipal_door", "in", ("mail", "page")), ("res_id", "in", visits.ids)]
        )

    @api.model
    def _prepare_for_visit(self, visit, door):
        """Return the values of an answer that is still to be given."""
        return {
            "res_model_id": self.env["ir.model"]._get_id("municipal.visit"),
            "res_id": visit.id,
            "municipal_door": door,
            "municipal_company_id": visit.company_id.id,
            "municipal_service_id": visit.service_id.id,
            "municipal_location_id": visit.location_id.id,
            "municipal_day": visit.day,
        }

    # What visitors may say.

    @api.model
    def _read_score(self, typed):
        """Return the score that somebody chose.

        :raise Refusal: when it is none of the five
        """
        if not (isinstance(typed, str) and SCORE.fullmatch(typed)):
            raise Refusal(self.env._("Choose one of the five answers."), "score")
        return int(typed)

    @api.model
    def _read_remark(self, typed):
        """Return a remark as it is kept.

        :raise Refusal: when it is too long, or holds a national register number
        """
        remark = clean_text(typed if isinstance(typed, str) else "")
        if len(remark) > LONGEST_REMARK:
            raise Refusal(
                self.env._(
                    "Your remark is too long: at most %(most)s characters.",
                    most=LONGEST_REMARK,
                ),
                "remark",
            )
        refuse_national_number(self.env, remark, "remark")
        return remark

    # What is kept, and how long.

    def _wipe_remarks(self):
        """Forget what visitors wrote; what they chose is counted.

        By SQL: Odoo would say that they answered today.
        """
        if not self:
            return
        self.flush_model(["feedback"])
        query = "UPDATE rating_rating SET feedback = NULL WHERE id IN %s"
        self.env.cr.execute(SQL(query, tuple(self.ids)))
        self.invalidate_recordset(["feedback"])

    @api.model
    def _gc_remarks(self, company):
        """Wipe the remarks about past visits, those without appointment too.

        :return: whether more are waiting
        """
        limit = self.env["resource.booking"]._retention_limit(company)
        past = Domain("municipal_company_id", "=", company.id) & Domain(
            "municipal_day", "<", limit
        )
        remarks_sudo = self.sudo().search(
            past & Domain("feedback", "!=", False), limit=BATCH
        )
        replies_sudo = self.env["municipal.reply"].sudo()
        replies_sudo.search([("rating_id", "any", past)]).unlink()
        remarks_sudo._wipe_remarks()
        return len(remarks_sudo) == BATCH
