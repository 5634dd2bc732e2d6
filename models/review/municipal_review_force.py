from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from . import at_work, town


class MunicipalReview(models.Model):
    """Accepted hours become the next opening of every type, at once or not at all."""

    _inherit = "municipal.review"

    def _today_alternative(self):
        """Return the values of the hours in force at the end of the period."""
        day = format_date(self.env, self.date_to)
        types = self._types()
        lines = types._week_lines(self.date_to)
        since = town.since_of(self, types)
        desk_count, desks = at_work.week_of(self, since, lines)
        return {
            "name": self.env._("Today: hours in force on %(day)s", day=day),
            "is_today": True,
            "week": {"lines": lines, "desks": desks},
            "desk_count": desk_count,
        }

    def _check_can_be_put_in_force(self):
        if self.state != "decided":
            raise UserError(self.env._("First record the decision."))
        super()._check_can_be_put_in_force()
        self.accepted_id._check_can_hold()

    def _asked_regime(self):
        name = self._dated(self.accepted_id.name, self.valid_from)
        return self._types(), self.accepted_id._week(), name, self.valid_from, None

    def _now_in_force(self, openings):
        self.sudo().write(
            {"state": "in_force", "opening_ids": [Command.set(openings.ids)]}
        )
        self.message_post(
            body=self.env._(
                "In force from %(day)s for %(types)s.",
                day=format_date(self.env, self.valid_from),
                types=", ".join(self._types().mapped("name")),
            )
        )

    def _hours_label(self):
        return self.env._("Review of opening hours")
