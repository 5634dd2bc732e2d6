from odoo import api, fields, models
from odoo.exceptions import AccessError


class MunicipalDigitalFigureChange(models.Model):
    """A better figure that replaced a former one; only added to, as the log of visits.

    Who did it and when is what Odoo writes on every record: ``create_uid`` and
    ``create_date``.
    """

    _name = "municipal.digital.figure.change"
    _description = "Change of a figure of the digital counter"
    _order = "id desc"
    _rec_name = "figure_id"

    figure_id = fields.Many2one(
        comodel_name="municipal.digital.figure",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    before = fields.Integer(readonly=True, required=True, aggregator=None)
    after = fields.Integer(readonly=True, required=True, aggregator=None)

    def write(self, vals):
        if self:
            raise AccessError(self.env._("The log is only added to."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("The log is only added to."))
