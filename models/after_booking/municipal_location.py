from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MunicipalLocation(models.Model):
    """What visitors may do with their phone on the day of their appointment."""

    _inherit = "municipal.location"

    late_minutes = fields.Integer(
        string="Announce being late",
        default=15,
        aggregator=None,
        help="Minutes after the slot by which a visitor may say on the page of the "
        "appointment that they come; the desks see it. With 0 the page says to call.",
    )
    phone_check_in = fields.Selection(
        selection=[
            ("no", "No: in the building only"),
            ("near", "Near the building"),
            ("anywhere", "Anywhere"),
        ],
        string="Check in by phone",
        required=True,
        default="no",
        help="Near the building: the phone of the visitor compares where it is with "
        "the coordinates, and tells nobody. It is a help against mistakes, no proof. "
        "Anywhere: also without script, and for who does not want to say where they "
        "are.",
    )
    latitude = fields.Float(digits=(9, 6), aggregator=None)
    longitude = fields.Float(digits=(9, 6), aggregator=None)
    check_in_metres = fields.Integer(
        string="So near",
        default=200,
        aggregator=None,
        help="Metres around the building from which visitors check in by phone.",
    )
    _late_limit = models.Constraint(
        "CHECK (late_minutes BETWEEN 0 AND 120)",
        "Being late is announced up to two hours after the slot.",
    )
    _coordinates = models.Constraint(
        "CHECK (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180 "
        "AND check_in_metres BETWEEN 10 AND 10000)",
        "Coordinates are degrees, as maps show them: 50.850000 and 4.350000. Visitors "
        "check in from 10 to 10000 metres.",
    )

    @api.constrains("phone_check_in", "latitude", "longitude")
    def _check_coordinates(self):
        for location in self:
            nowhere = not (location.latitude or location.longitude)
            if location.phone_check_in == "near" and nowhere:
                raise ValidationError(
                    self.env._(
                        "Fill in where %(place)s is: its latitude and longitude.",
                        place=location.name,
                    )
                )
