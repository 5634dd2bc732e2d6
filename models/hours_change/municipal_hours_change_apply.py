from odoo import api, fields, models
from odoo.exceptions import UserError

#: appointments about which is decided while the manager waits; more of them are
#: carried out in the background, so that no request runs into its time limit
AT_ONCE = 250
#: appointments between two commits in the background
BATCH = 50


class MunicipalHoursChange(models.Model):
    """How decisions about appointments are carried out, many of them as well."""

    _inherit = "municipal.hours.change"

    done_count = fields.Integer(string="Done so far", compute="_compute_done_count")

    @api.depends("line_ids.result")
    def _compute_done_count(self):
        for change in self:
            change.done_count = len(change.line_ids.filtered("result"))

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
        self.env.ref("municipal_appointment.ir_cron_carry_out").sudo()._trigger()

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

    @api.model
    def _cron_carry_out(self):
        """Carry out what was decided about very many appointments, batch by batch.

        Every batch is committed with what it says of itself, so that a server that
        is killed in between goes on where it was.
        """
        changes = self.search([("state", "=", "running")], order="id")
        left = sum(len(change._left()) for change in changes)
        self.env["ir.cron"]._commit_progress(remaining=left)
        for change in changes:
            change = change._by_decider()
            while lines := change._left()[:BATCH]:
                lines._carry_out_each()
                if not self.env["ir.cron"]._commit_progress(len(lines)):
                    return
            change._finish()

    def action_refresh(self):
        """Show how far it is: the form reads again after any button."""
        self.check_access("read")
        return True

    def _left(self):
        """Return the lines that are yet to be carried out; first what frees time."""
        lines = self.line_ids.filtered(
            lambda line: not line.result and (line.decision != "undecided")
        )
        order = ("cancel", "keep", "move")
        return lines.sorted(lambda line: (order.index(line.decision), line.id))

    def _by_decider(self):
        """Return this change for the work that its decider left to the system."""
        user = self.decided_by_id
        return self.with_user(user).with_context(lang=user.lang, tz=user.tz).sudo()
