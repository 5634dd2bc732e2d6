from odoo import models


class ResourceBooking(models.Model):
    """What the desk screen tells about an appointment that a clerk made there."""

    _inherit = "resource.booking"

    def _close_at_desk(self, title):
        """Return the action that closes a dialog, and says what the visitor must know.

        The desk screen shows it until the clerk closes it: the visitor stands there, or
        listens on the phone, and writes it down.
        """
        self.ensure_one()
        visit = self.visit_id
        moment = self._time_in_words(self.start)
        if not visit._is_today():
            moment = f"{self._day_in_words(self.start)}, {moment}"
        desks = self.combination_id.resource_ids.mapped("display_name")
        facts = [
            (self.env._("Number"), visit.ticket),
            (self.env._("Time"), moment),
            (self.env._("Desk"), ", ".join(desks)),
            (self.env._("Code"), self.reference),
        ]
        given = {
            "title": title,
            "facts": [{"name": name, "value": value} for name, value in facts if value],
        }
        return {
            "type": "ir.actions.act_window_close",
            "infos": {"municipal_given": given},
        }
