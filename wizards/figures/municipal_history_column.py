from odoo import fields, models


class MunicipalHistoryColumn(models.TransientModel):
    """A column of the report of an earlier system, and what is in it."""

    _name = "municipal.history.column"
    _description = "Column of a report"
    _order = "place"

    read_id = fields.Many2one(
        comodel_name="municipal.history.read", required=True, ondelete="cascade"
    )
    place = fields.Integer(required=True)
    name = fields.Char(string="Heading")
    sample = fields.Char(string="For example")
    meaning = fields.Selection(
        selection=[
            ("day", "Day, maybe with the time"),
            ("hour", "Hour"),
            ("product", "Product"),
            ("service", "Service"),
            ("channel", "Channel"),
            ("count", "Number of visitors"),
        ],
        string="What is in it",
        help="Leave empty for what is not taken over.",
    )
