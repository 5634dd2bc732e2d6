from odoo import fields, models

CONFIRM_MAIL = [
    ("never", "Never"),
    ("second", "From the second coming appointment on"),
    ("always", "Always"),
]


class MunicipalService(models.Model):
    _inherit = "municipal.service"

    confirm_mail = fields.Selection(
        selection=CONFIRM_MAIL,
        string="Confirm the e-mail address",
        required=True,
        default="never",
        help="Citizens get a mail with a link, and the appointment holds only when "
        "they confirm it there; until then its slot is kept. Who leaves only a phone "
        "number has nothing to confirm: ask for the e-mail address with the products "
        "where nobody is to get round it. “From the second” lets somebody who types "
        "another person's address learn that this person has an appointment, at the "
        "price of a mail to them; “always” tells nobody anything.",
    )
    confirm_minutes = fields.Integer(
        string="Time to confirm",
        default=30,
        help="Minutes after which the slot of an appointment that nobody confirmed is "
        "free again, without a mail. Never later than the appointment itself.",
    )
    _confirm_minutes_in_range = models.Constraint(
        "CHECK (confirm_minutes BETWEEN 5 AND 2880)",
        "There are 5 minutes to 48 hours to confirm an appointment.",
    )
