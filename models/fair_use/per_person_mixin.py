from odoo import api, fields, models
from odoo.exceptions import ValidationError

MOST_DAYS = 3650


class MunicipalPerPersonMixin(models.AbstractModel):
    """What one person can make only so many appointments for: a type, a product."""

    _name = "municipal.per.person.mixin"
    _description = "Limit for each person"

    per_person_limit = fields.Integer(
        string="Per person",
        help="So many coming appointments at most can citizens make for the same "
        "e-mail address or phone number; 0 for no limit. Staff can always make one "
        "more.",
    )
    per_person_days = fields.Integer(
        string="Within",
        help="The limit holds for appointments within so many days of each other; 0 "
        "for all coming appointments, however far apart.",
    )

    @api.constrains("per_person_limit", "per_person_days")
    def _check_per_person(self):
        for record in self:
            days = record.per_person_days
            if record.per_person_limit < 0 or not 0 <= days <= MOST_DAYS:
                raise ValidationError(
                    self.env._("A limit for each person cannot be negative.")
                )
