from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...engine.lifecycle import OPEN_STATES
from ...models.visit.municipal_visit import CHANNELS
from ...models.visit.municipal_visit_correction import CORRECTED_MOMENTS
from ...models.visit.municipal_visit_steps import LINE_FIELDS

#: what the dialog takes over from the visit, and writes back when it was changed
CORRECTED_FIELDS = (*CORRECTED_MOMENTS, "persons", "channel", "desk_id", "inaccurate")
AS_IT_IS = "open"


class MunicipalVisitCorrection(models.TransientModel):
    """Correct a visit: times, products, persons, how it ended."""

    _name = "municipal.visit.correction"
    _description = "Correction of a visit"

    visit_id = fields.Many2one(
        comodel_name="municipal.visit", required=True, readonly=True
    )
    company_id = fields.Many2one(related="visit_id.company_id")
    location_id = fields.Many2one(related="visit_id.location_id")
    last_step = fields.Integer(
        compute="_compute_from_visit",
        store=True,
        precompute=True,
        help="The last line of the log when the dialog was opened.",
    )
    is_open = fields.Boolean(compute="_compute_is_open")
    outcome = fields.Selection(
        selection="_selection_outcome",
        string="How it ended",
        compute="_compute_from_visit",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    arrival = fields.Datetime(
        string="Arrived",
        compute="_compute_from_visit",
        store=True,
        precompute=True,
        readonly=False,
        help="Leave empty what nobody knows: it is not measured then.",
    )
    called_at = fields.Datetime(
        string="Called",
        compute="_compute_from_visit",
        store=True,
        precompute=True,
        readonly=False,
    )
    started_at = fields.Datetime(
        string="Started",
        compute="_compute_from_visit",
        store=True,
        precompute=True,
        readonly=False,
    )
    finished_at = fields.Datetime(
        string="Finished",
        compute="_compute_from_visit",
        store=True,
        precompute=True,
        readonly=False,
    )
    inaccurate = fields.Boolean(
        string="Times not known",
        compute="_compute_from_visit",
        store=True,
        precompute=True,
        readonly=False,
        help="The visit counts, its durations do not. Leave it off when you know the "
        "times well enough to measure them.",
    )
    persons = fields.Integer(
        compute="_compute_from_visit",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    channel = fields.Selection(
        selection=CHANNELS,
        compute="_compute_from_visit",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    desk_id = fields.Many2one(
        comodel_name="resource.resource",
        domain="[('is_desk', '=', True), ('location_id', '=', location_id)]",
        compute="_compute_from_visit",
        store=True,
        precompute=True,
        readonly=False,
    )
    line_ids = fields.One2many(
        comodel_name="municipal.visit.correction.line",
        inverse_name="wizard_id",
        string="Products",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    reason = fields.Char(
        required=True,
        help="For colleagues and for the log: what was wrong. No names of visitors.",
    )

    @api.model
    def _selection_outcome(self):
        visits = self.env["municipal.visit"]
        return [(AS_IT_IS, self.env._("As it is now")), *visits._corrected_states()]

    @api.depends("visit_id")
    def _compute_is_open(self):
        for wizard in self:
            wizard.is_open = wizard.visit_id.state in OPEN_STATES

    @api.depends("visit_id")
    def _compute_from_visit(self):
        ends = dict(self.env["municipal.visit"]._corrected_states())
        for wizard in self:
            visit = wizard.visit_id
            wizard.update({name: visit[name] for name in CORRECTED_FIELDS})
            wizard.outcome = visit.state if visit.state in ends else AS_IT_IS
            wizard.last_step = max(visit.event_ids.ids, default=0)

    @api.depends("visit_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [Command.clear()] + [
                Command.create(line._plain(*LINE_FIELDS))
                for line in wizard.visit_id.line_ids
            ]

    @api.onchange(*CORRECTED_MOMENTS)
    def _onchange_moments(self):
        """Measure the times that somebody gives; they may say that none is known."""
        visit = self.visit_id
        if any(self[name] != visit[name] for name in CORRECTED_MOMENTS):
            self.inaccurate = False

    def action_correct(self):
        """Write the correction and its reason in the log of the visit."""
        self.check_access("read")
        self.ensure_one()
        visit = self.visit_id
        visit._check_may_correct()
        if self.last_step != max(visit.event_ids.ids, default=0):
            raise UserError(
                self.env._(
                    "Somebody took a step of %(visit)s meanwhile. Close this dialog "
                    "and look at the visit again.",
                    visit=visit.name,
                )
            )
        values = {**self._changed(), **self._changed_lines()}
        if not values:
            raise UserError(self.env._("Nothing was changed."))
        if not self.reason.strip():
            raise UserError(self.env._("Say why: the log keeps the reason."))
        visit._correct(self.reason.strip(), **values)
        return {"type": "ir.actions.act_window_close"}

    def _changed(self):
        """Return the values that differ from those of the visit."""
        visit = self.visit_id
        found = {
            name: self[name].id if name == "desk_id" else self[name]
            for name in CORRECTED_FIELDS
            if self[name] != visit[name]
        }
        if self.outcome not in (AS_IT_IS, visit.state):
            found["state"] = self.outcome
        return found

    def _changed_lines(self):
        lines = [line._plain(*LINE_FIELDS) for line in self.line_ids]
        same = self.visit_id._plain_lines() == lines
        return {} if same else {"lines": lines}
