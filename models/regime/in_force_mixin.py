from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date


class InForceMixin(models.AbstractModel):
    """What lets several types follow new weekly hours, at once or not at all.

    Its heirs have ``opening_ids``: the openings that came of it.
    """

    _name = "municipal.in.force.mixin"
    _inherit = ["resource.hours.guard"]
    _description = "Weekly hours that come into force"
    _hours_methods = ("action_put_in_force",)

    def action_put_in_force(self):
        """Let all types follow the new hours from their first day on.

        Appointments that no longer fit are listed once, and decided about first.

        :raise HoursConflict: when there are such; nothing was changed then
        :raise UserError: when the hours cannot hold from that day on
        """
        self.check_access("write")
        self.ensure_one()
        self._check_can_be_put_in_force()

        def put(records):
            records._put_in_force()
            return records

        if self._guards("write"):
            self._change_hours("action_put_in_force", None, put)
        else:
            with self.env.cr.savepoint():
                put(self)
        return True

    def _put_in_force(self):
        types, week, name, first, last = self._asked_regime()
        openings = self.env["municipal.opening"]
        openings = openings._follow(types, week["lines"], name, first, last)
        self._now_in_force(openings)

    def _asked_regime(self):
        """Return the types, the week, its name, the first and the last day, if any."""
        raise NotImplementedError

    def _now_in_force(self, openings):
        """Keep which openings came of it."""
        raise NotImplementedError

    def _check_can_be_put_in_force(self):
        """Refuse what could not hold.

        :raise UserError:
        """
        types, _week, _name, first, last = self._asked_regime()
        if not first:
            raise UserError(self.env._("From which day do the hours hold?"))
        if first <= self._today():
            raise UserError(
                self.env._("New hours hold from tomorrow on, or from a later day.")
            )
        if not types:
            raise UserError(
                self.env._("These services have no appointment types to follow hours.")
            )
        self.env["municipal.opening"]._check_can_follow(types, first, last)

    def _dated(self, name, first):
        """Return the name of hours with the day from which they hold."""
        day = format_date(self.env, first)
        return self.env._("%(name)s, from %(day)s", name=name, day=day)

    def _today(self):
        """Return the day that it is where the hours hold."""
        return self.company_id._today()

    # What the guard of hours asks

    def _hours_scope(self):
        types = self.env["resource.booking.type"].union(
            *(record._asked_regime()[0] for record in self)
        )
        return Domain("type_id", "in", types.ids)

    def _hours_in_words(self):
        lines = []
        for record in self:
            lines += record._asked_regime()[0].opening_ids._hours_in_words()
            lines += record.opening_ids.calendar_id._hours_in_words()
        return lines
