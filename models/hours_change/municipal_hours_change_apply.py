from odoo import fields, models
from odoo.exceptions import UserError

#: appointments about which is decided while the manager waits; more of them are
#: carried out in the background, so that no request runs into its time limit
AT_ONCE = 250
#: appointments between two commits in the background
BATCH = 50


class MunicipalHoursChange(models.Model):
    """How decisions about appointments are carried out, many of them as well."""

    _inherit = "municipal.hours.change"

    def _carry_out(self):
        """Carry out the decisions: at once, or in the background when there are many.

        The hours have changed by then, and what was decided is in the database: it
        is carried out, whatever happens to the server meanwhile.
        """
        todo = self.line_ids.filtered(lambda line: not line.result)
        fitting = todo._fitting()
        self._check_decided(todo - fitting)
        fitting.sudo().result = "fits"
        decided = {"applied_at": fields.Datetime.now(), "decided_by_id": self.env.uid}
        self.sudo().write(decided)
        if len(todo) <= AT_ONCE:
            (todo - fitting)._carry_out()
            self._finish()
            return
        self.sudo().state = "running"
        self._start_job()

    def _check_decided(self, lines):
        """Refuse to go on while a decision is missing."""
        undecided = lines.filtered(lambda line: line._is_undecided())
        if undecided:
            raise UserError(
                self.env._(
                    "Say for each appointment whether it stands, moves or is "
                    "cancelled: %(bookings)s.",
                    bookings=", ".join(undecided.mapped("reference")),
                )
            )

    def _finish(self):
        """Close the list, unless something has to be decided once more."""
        if self.line_ids.filtered(lambda line: not line.result):
            self.sudo().state = "open"
            self._ask_managers()
            return
        self.sudo().state = "applied"
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    # In the background

    def _job_left(self):
        return len(self._left())

    def _job_batch(self):
        lines = self._left()[:BATCH]
        lines._carry_out_each()
        return len(lines)

    def _job_end(self):
        self._finish()

    def _job_stopped(self):
        """Let managers decide again about those that were not reached."""
        self._finish()

    def _left(self):
        """Return the lines that are yet to be carried out; first what frees time."""
        lines = self.line_ids.filtered(
            lambda line: not line.result and (line.decision != "undecided")
        )
        order = ("cancel", "keep", "move")
        return lines.sorted(lambda line: (order.index(line.decision), line.id))
