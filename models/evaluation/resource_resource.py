from datetime import timedelta

from pytz import utc

from odoo import fields, models

from ...engine.ticks import from_minutes
from ..common.asked import is_count
from ..common.refusal import Refusal
from .municipal_day_end import BLOCKED

#: before the doors close, clerks begin to tidy up
BEFORE_CLOSING = timedelta(minutes=15)


class ResourceResource(models.Model):
    """The question at closing time: how was today at the desks?"""

    _inherit = "resource.resource"

    def desk_day_end_asked(self):
        """Tell whether it is time to ask, and what can be answered.

        Whether somebody answered today only their browser knows: nobody is to find
        out who did.

        :return: dict, empty as long as it is too early
        """
        self._check_desk_clerk()
        closing = self._closes_at()
        if not closing or fields.Datetime.now() < closing - BEFORE_CLOSING:
            return {}
        blocked = self.env["municipal.day.end"]._fields["blocked"]
        return {
            "day": fields.Date.to_string(self.location_id._today()),
            "blocked": blocked._description_selection(self.env),
            "least": self.env["res.company"]._evaluation_least(self.company_id),
            "kept": self.company_id.sudo().municipal_retention_days,
        }

    def _closes_at(self):
        """Return when the last opening of today ends, of what this desk deals with.

        :return: naive UTC, or nothing on a day without opening
        """
        self.ensure_one()
        now = utc.localize(fields.Datetime.now())
        ends = []
        for type_ in self.sudo().desk_type_ids:
            begin, end = (type_._midnight(now, days=days) for days in (0, 1))
            opened = type_._line_intervals(begin, end, lambda access: True)
            ends += [stop for _start, stop in opened]
        if not ends:
            return None
        return from_minutes(max(ends)).astimezone(utc).replace(tzinfo=None)

    def desk_day_end(self, score, blocked=None, remark=None):
        """Keep how a clerk says the day was, and not who says it.

        :param int score: 1 to 5
        :param str blocked: what got in the way, one of the choices, or nothing
        :param str remark: or nothing
        """
        self._check_desk_clerk()
        if not is_count(score, 5) or not score:
            raise Refusal(self.env._("Choose one of the five answers."), "score")
        if blocked and blocked not in [choice for choice, _words in BLOCKED]:
            raise Refusal(self.env._("Choose what got in the way."), "blocked")
        services = self.sudo().desk_type_ids.service_id
        self._check_day_ends()
        self.env["municipal.day.end"].sudo().create(
            {
                "day": self.location_id._today(),
                "company_id": self.location_id.company_id.id,
                "location_id": self.location_id.id,
                "service_id": services.id if len(services) == 1 else False,
                "score": score,
                "blocked": blocked or False,
                "remark": self.env["rating.rating"]._read_remark(remark) or False,
            }
        )

    def _check_day_ends(self):
        """Refuse more answers about a day in a building than there are clerks."""
        group_sudo = self.env.ref("municipal_appointment.group_clerk").sudo()
        company = self.location_id.company_id
        clerks = group_sudo.all_user_ids.filtered(
            lambda user: company in user.company_ids
        )
        today = self.location_id._today()
        answers_sudo = self.env["municipal.day.end"].sudo()
        given = answers_sudo.search_count(
            [("location_id", "=", self.location_id.id), ("day", "=", today)]
        )
        if given >= len(clerks):
            raise Refusal(
                self.env._("Everybody has answered for today: thank you."), "score"
            )
