from odoo import fields, models
from odoo.fields import Domain


class MunicipalDayList(models.TransientModel):
    """Ask of which day the reception wants the appointments on paper.

    The dialog holds no names: they are read when the list is made, with the rights of
    who asks, and the list is kept nowhere.
    """

    _name = "municipal.day.list"
    _description = "Day list"

    day = fields.Date(
        required=True,
        default=lambda self: self.env.company._today(),
        help="Of a day that is over the list has no names.",
    )
    location_id = fields.Many2one(
        comodel_name="municipal.location",
        help="Leave empty for all locations: each has a sheet of its own.",
    )
    service_id = fields.Many2one(
        comodel_name="municipal.service", help="Leave empty for all services."
    )

    def action_export(self):
        """Return the download of the list."""
        self.check_access("read")
        self.ensure_one()
        report = self.env.ref("municipal_appointment.day_list_xlsx")
        return report.report_action(self, config=False)

    # What is on it -----------------------------------------------------------------

    def _bookings(self):
        """Return the appointments of the day that were not cancelled, in order."""
        domain = Domain("service_id", "!=", False) & Domain(
            "visit_ids.day", "=", self.day
        )
        domain &= Domain("type_id.company_id", "in", self.env.companies.ids)
        if self.location_id:
            domain &= Domain("location_id", "=", self.location_id.id)
        if self.service_id:
            domain &= Domain("service_id", "=", self.service_id.id)
        return self.env["resource.booking"].search(domain, order="start, desk_id, id")

    def _places(self, bookings):
        """Return the buildings that get a sheet: where somebody is expected.

        On a day without appointments all of them, for what is said of the walk-in. An
        empty record stands for appointments in no building.
        """
        nowhere = self.location_id.browse()
        if self.location_id:
            return [self.location_id]
        places = [*bookings.location_id.sorted()]
        if not all(booking.location_id for booking in bookings):
            places.append(nowhere)
        towns = [("company_id", "in", self.env.companies.ids)]
        return places or [*self.location_id.search(towns)] or [nowhere]

    def _types(self, service, place):
        """Return the types of a service that receive visitors in a building."""
        domain = Domain("service_id", "=", service.id)
        if place:
            domain &= Domain("location_ids", "in", [*place.ids, False])
        return self.env["resource.booking.type"].search(domain)

    def _services(self, place):
        """Return the services that receive visitors in a building."""
        domain = Domain("service_id", "!=", False)
        domain &= Domain("company_id", "in", self.env.companies.ids)
        if place:
            domain &= Domain("location_ids", "in", [*place.ids, False])
        if self.service_id:
            domain &= Domain("service_id", "=", self.service_id.id)
        types = self.env["resource.booking.type"].search(domain)
        return types.service_id.filtered("active").sorted()

    def _is_over(self, place):
        """Tell whether the day is over in a building."""
        return self.day < (place or self.env.company)._today()

    # What workbooks ask of a dialog --------------------------------------------------

    def _check_size(self):
        """A day is never too much to wait for."""

    def _owner(self):
        return ", ".join(self.env.companies.mapped("name"))

    def _title(self):
        return self.env._("Day list")

    def _subtitle(self):
        return " · ".join(filter(None, [self._owner(), self.service_id.name]))

    def _file_name(self):
        """Return the name of the file without its ending, with a day that sorts."""
        self.ensure_one()
        place = self.location_id.name
        name = " ".join(filter(None, [self.env._("Day list"), place]))
        return f"{name} {self.day:%Y-%m-%d}"
