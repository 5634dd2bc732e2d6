from odoo import fields, models

from ..engine import queue
from ..engine.ticks import to_minutes


class MunicipalLocation(models.Model):
    """The line of a building, as those who wait in it see it."""

    _inherit = "municipal.location"

    def _positions(self):
        """Return id of a visit -> how many are called before, at the open desks.

        Before the first desk opens, it is told as if all of them were open.
        """
        self.ensure_one()
        desks = self.sudo().desk_ids
        visits = self.env["municipal.visit"].sudo()._waiting_at(self)
        return queue.positions(
            visits._for_queue(),
            (desks.filtered("counter_user_id") or desks)._for_queue(),
            to_minutes(fields.Datetime.now()),
            self._queue_rules(),
        )
