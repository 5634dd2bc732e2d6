from odoo import api, fields, models
from odoo.fields import Domain


class FindMixin(models.AbstractModel):
    """Records that staff find by whatever a caller or a visitor says.

    Whoever uses it says in ``_find_domain`` what one text finds.
    """

    _name = "find.mixin"
    _description = "Found by what somebody says"

    find = fields.Char(
        string="Visitor, phone or code",
        compute="_compute_find",
        search="_search_find",
    )

    def _compute_find(self):
        self.find = False

    @api.model
    def _search_find(self, operator, value):
        """Find records by one text, or by any of several."""
        if operator not in ("ilike", "like", "=", "in"):
            return NotImplemented
        typed = [value] if isinstance(value, str) else list(value or ())
        return Domain.OR(self._find_domain(text) for text in typed if text)
