from odoo import api, fields, models

from ..common.refusal import Refusal
from ..common.wording import day_in_words


class MunicipalVisit(models.Model):
    """What staff may do with a visit from lists and boards, away from the counter."""

    _inherit = "municipal.visit"

    is_today = fields.Boolean(
        compute="_compute_is_today",
        help="The day of the visit is the present day in its building.",
    )

    @api.depends("day")
    def _compute_is_today(self):
        for visit in self:
            visit.is_today = visit._is_today()

    def _is_today(self):
        self.ensure_one()
        return bool(self.day) and self.day == self._local(fields.Datetime.now()).date()

    def _check_today(self):
        """Refuse to register on one day what happens on another.

        :raise Refusal: naming the day, for the clerk who looks at another list
        """
        for visit in self:
            if not visit._is_today():
                raise Refusal(
                    self.env._(
                        "%(visit)s is a visit of %(day)s: today nobody can arrive for "
                        "it, be helped or be missed.",
                        visit=visit.name,
                        day=day_in_words(self.env, visit.day) if visit.day else "?",
                    ),
                    "day",
                )

    def _receiving_desk(self):
        """Return the free desk at which the user begins to help this visitor.

        Where visitors are guided it is the desk of the counter at which the user sits.
        Elsewhere a counter need not be open: the desk of the appointment does, if there
        is one.

        :raise Refusal: when there is no such desk, or somebody is helped there still
        """
        self.ensure_one()
        Desk = self.env["resource.resource"]
        mine = Desk.sudo().search([("counter_user_id", "=", self.env.uid)])._staffed()
        mine = mine.sudo(self.env.su).filtered(
            lambda desk: desk.location_id == (self.location_id or desk.location_id)
        )
        desk = mine[:1]
        if not desk and self.service_id.guidance_enabled:
            raise Refusal(
                self.env._(
                    "Visitors are helped at a desk: open yours on the counter first, "
                    "in the building of this visit."
                ),
                "desk",
            )
        desk = desk or self.desk_id
        if desk:
            desk._lock_counter()
            desk._check_not_elsewhere(self)
            (desk._at_desk() - self) and desk._check_nobody_at_desk()
        return desk
