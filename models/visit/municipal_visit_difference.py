import logging

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

#: visits that are compared at once: so much is kept in memory
BATCH = 500
#: visits of the past that are compared again each night, whatever the history
SLICE = 5000
#: where the last night stopped: the last visit of its slice, the last line of the log
CURSOR = "municipal_appointment.visit_check_cursor"
LAST_STEP = "municipal_appointment.visit_check_last_step"


class MunicipalVisitDifference(models.Model):
    """Where a visit does not say what its log says.

    There are none, unless somebody wrote in the database past Odoo: figures are taken
    from visits, and every step and correction writes both.
    """

    _name = "municipal.visit.difference"
    _inherit = "municipal.difference"
    _description = "Difference between a visit and its log"
    _order = "day desc, visit_id, field"
    _rec_name = "visit_id"

    _differences_action = "municipal_appointment.municipal_visit_difference_action"

    visit_id = fields.Many2one(
        comodel_name="municipal.visit", ondelete="cascade", required=True, index=True
    )
    company_id = fields.Many2one(
        related="visit_id.company_id", store=True, index=True, precompute=True
    )
    day = fields.Date(related="visit_id.day", store=True, precompute=True)
    field = fields.Selection(
        selection="_selection_field", string="What differs", required=True
    )
    stored = fields.Char(string="The visit says")
    logged = fields.Char(string="The log says")

    @api.model
    def _selection_field(self):
        """Name what differs as the visit does."""
        names = self.env["municipal.visit"]._compared_fields()
        labels = self.env["municipal.visit"].fields_get(names, ["string"])
        return [(name, labels[name]["string"]) for name in names]

    @api.model
    def _check(self):
        """Compare what the night compares, without waiting for it.

        :return: the differences that are known now
        """
        for visits in self._to_check():
            self._compare(visits)
        return self.search([("visit_id", "!=", False)])

    @api.model
    def _cron_check(self):
        """Compare, with a commit after every batch: a killed server goes on there."""
        batches = list(self._to_check())
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=sum(map(len, batches)))
        for visits in batches:
            self._compare(visits)
            if not cron._commit_progress(len(visits)):
                break

    @api.model
    def _to_check(self):
        """Return in batches the visits that changed lately, and a slice of all others.

        The cost of a night does not depend on the history: every visit has its turn
        again after as many nights as there are slices.
        """
        config_sudo = self.env["ir.config_parameter"].sudo()
        cursor, last_step = (
            int(config_sudo.get_param(key) or 0) for key in (CURSOR, LAST_STEP)
        )
        every_sudo = self.env["municipal.visit"].sudo()
        known = self.search([("visit_id", "!=", False)]).visit_id
        log_sudo = self.env["municipal.visit.event"].sudo()
        steps = log_sudo.search_fetch(
            [("id", ">", last_step)], ["visit_id"], order="id"
        )
        past = every_sudo.search([("id", ">", cursor)], order="id", limit=SLICE)
        config_sudo.set_param(LAST_STEP, steps[-1:].id or last_step)
        config_sudo.set_param(CURSOR, past[-1:].id if len(past) == SLICE else 0)
        recent = steps.visit_id if last_step else every_sudo
        visits = known.sudo() | recent | past
        for start in range(0, len(visits), BATCH):
            yield visits[start : start + BATCH]

    @api.model
    def _compare(self, visits):
        """Note what differs in visits, instead of what was noted of them before."""
        self.search([("visit_id", "in", visits.ids)]).unlink()
        found = visits._differences()
        self.create(
            [
                {
                    "visit_id": visit.id,
                    "field": name,
                    "stored": visit._compared_in_words(name, stored),
                    "logged": visit._compared_in_words(name, logged),
                }
                for visit, differences in found.items()
                for name, (stored, logged) in differences.items()
            ]
        )
        if found:
            _logger.warning(
                "%s visits do not say what their log says, the first is %s.",
                len(found),
                next(iter(found)).id,
            )
        visits.invalidate_recordset()
        visits.event_ids.invalidate_recordset()
        visits.period_ids.invalidate_recordset()

    def _all_is_well(self):
        return self.env._("Every visit says what its log says.")

    def action_repair(self):
        """Let visits say what their log says; this is written in the log too."""
        self._check_manager()
        visits_sudo = self.visit_id.sudo()
        for visit in visits_sudo:
            visit._repair(self.env.user)
        self.sudo()._compare(visits_sudo)
        return self.browse().action_check()
