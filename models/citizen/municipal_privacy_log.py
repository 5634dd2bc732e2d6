from odoo import api, fields, models
from odoo.exceptions import UserError


class MunicipalPrivacyLog(models.Model):
    """Who asked what is kept about a person, or wiped it; never who that person is."""

    _name = "municipal.privacy.log"
    _description = "Requests about contact data"
    _order = "id desc"
    _rec_name = "kind"

    kind = fields.Selection(
        selection=[("told", "Shown or downloaded"), ("wiped", "Wiped")],
        string="What",
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    bookings = fields.Integer(string="Appointments", readonly=True)
    cancelled = fields.Integer(
        readonly=True, help="Appointments to come that were cancelled with it."
    )

    @api.model
    def _note(self, kind, bookings, cancelled=0):
        """Note that the present user asked something about some appointments."""
        return self.sudo().create(
            {
                "kind": kind,
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "bookings": len(bookings),
                "cancelled": cancelled,
            }
        )

    def write(self, vals):
        self.check_access("write")
        if self:
            raise UserError(self.env._("This log cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("This log cannot be deleted."))
