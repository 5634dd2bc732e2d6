from odoo import Command, api, fields, models


class MunicipalVisitFinish(models.TransientModel):
    """Ask what was delivered when a visit ends; everything, unless changed."""

    _name = "municipal.visit.finish"
    _description = "Finish a visit"

    visit_id = fields.Many2one(
        comodel_name="municipal.visit", required=True, readonly=True
    )
    service_id = fields.Many2one(related="visit_id.service_id")
    persons = fields.Integer(
        compute="_compute_from_visit",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    line_ids = fields.One2many(
        comodel_name="municipal.visit.finish.line",
        inverse_name="wizard_id",
        string="Products",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    note = fields.Text(
        compute="_compute_from_visit", store=True, precompute=True, readonly=False
    )

    @api.depends("visit_id")
    def _compute_from_visit(self):
        for wizard in self:
            wizard.persons = wizard.visit_id.persons
            wizard.note = wizard.visit_id.note

    @api.depends("visit_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [Command.clear()] + [
                Command.create(line._plain("quantity") | {"delivered": line.quantity})
                for line in wizard.visit_id.line_ids
            ]

    def action_finish(self):
        """Write what was delivered and take the last step of the visit."""
        self.check_access("read")
        self.ensure_one()
        lines = [line._plain("delivered") for line in self.line_ids]
        self.visit_id._finish(lines, self.note, self.persons)
        return {"type": "ir.actions.act_window_close"}
