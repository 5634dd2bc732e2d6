from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import config, format_date

from ...models.setup.municipal_location import NOWHERE

#: days ahead for which the public holidays are to be known
HOLIDAYS_AHEAD = 60
#: of the server of a machine itself, which seldom has one
SMTP_PORT = 25
#: what a company of Odoo is called until somebody says what it is called
UNNAMED = ("My Company", "YourCompany")
#: what keeps a type from receiving anybody, on the website or not
RECEIVES_NOBODY = frozenset({"desk", "hours"})


class MunicipalProblem(models.TransientModel):
    """What a town still has to set up, or has set up in a way that cannot be meant."""

    _inherit = "municipal.problem"

    @api.model
    def _begun_services(self):
        """Return the services that receive visitors, in one way or the other."""
        return self.env["municipal.service"].search(
            Domain("company_id", "in", self.env.companies.ids)
            & (
                Domain("appointment_enabled", "=", True)
                | Domain("guidance_enabled", "=", True)
            )
        )

    @api.model
    def _own_locations(self):
        return self.env["municipal.location"].search(
            [("company_id", "in", self.env.companies.ids)]
        )

    @api.model
    def _find_mail_server(self):
        """Tell when nobody said through which server mails leave, and none ever did."""
        servers_sudo = self.env["ir.mail_server"].sudo()
        default = config["smtp_server"] in {False, "localhost"}
        named = not default or config["smtp_port"] != SMTP_PORT
        if named or servers_sudo.search_count([], limit=1):
            return
        notices_sudo = self.env["municipal.notice"].sudo()
        if notices_sudo.search_count([("state", "=", "sent")], limit=1):
            return
        yield (
            self.env._("No mail server is set up, and no mail to a visitor ever left."),
            self.env._("Ask the IT department to add the outgoing mail server."),
            "base.action_ir_mail_server_list",
        )

    @api.model
    def _find_town(self):
        """Tell what citizens would read of Odoo instead of the town."""
        for company in self.env.companies.sudo():
            if company.name in UNNAMED:
                yield (
                    self.env._("Citizens read “%(name)s”.", name=company.name),
                    self.env._("Fill in the name of the municipality."),
                    "setup:town",
                )
            if company.uses_default_logo:
                yield (
                    self.env._(
                        "%(town)s has no logo: screens and tickets show that of Odoo.",
                        town=company.name,
                    ),
                    self.env._("Add the logo of the municipality."),
                    "setup:town",
                )

    @api.model
    def _find_places(self):
        """Tell which buildings are missing, or lie where no town lies."""
        locations = self._own_locations()
        services = self._begun_services()
        for company in services.company_id - locations.company_id:
            yield (
                self.env._("%(town)s has no building.", town=company.name),
                self.env._("Add the building in which visitors are received."),
                "setup:places",
            )
        for location in locations.filtered(lambda place: place.tz in NOWHERE):
            yield (
                self.env._(
                    "%(location)s counts its hours and days in UTC.",
                    location=location.name,
                ),
                self.env._("Choose its time zone, such as Europe/Brussels."),
                location,
            )

    @api.model
    def _find_unready(self):
        """Tell which services have begun, and receive nobody or are shown to nobody."""
        for service in self._begun_services():
            types = service.type_ids
            if not types:
                yield (
                    self.env._(
                        "%(service)s has no appointment types.", service=service.name
                    ),
                    self.env._("Add one, or switch the service off."),
                    service,
                )
                continue
            yield from self._find_unready_types(types)
            if not any(types.mapped("published")):
                yield (
                    self.env._(
                        "Citizens see nothing of %(service)s yet.", service=service.name
                    ),
                    self.env._("Put on the website what is ready for it."),
                    "setup:check",
                )

    @api.model
    def _find_unready_types(self, types):
        """What is shown already is told by ``_find_catalogue``."""
        for type_ in types.filtered(lambda t: not t.published and t.product_ids):
            lacking = [
                each.words for each in type_._missing() if each.key in RECEIVES_NOBODY
            ]
            if lacking:
                yield (
                    f"{type_.display_name}: {' '.join(lacking)}",
                    self.env._("Mend it, or archive the type."),
                    type_,
                )

    @api.model
    def _find_phones(self):
        """Where a service has no number of its own, citizens read that of the town."""
        silent = self._begun_services().filtered(
            lambda s: not (s.phone or s.company_id.sudo().phone)
        )
        for service in silent:
            yield (
                self.env._(
                    "%(service)s has no phone number: who cannot book online does not "
                    "know whom to call.",
                    service=service.name,
                ),
                self.env._("Give the service or the town a phone number."),
                service,
            )

    @api.model
    def _find_holidays(self):
        """Tell on which public holiday soon a town would give appointments."""
        services = self._begun_services()
        for company in services.company_id:
            own = services.filtered(lambda s, company=company: s.company_id == company)
            coming = self._open_holidays(company, own.type_ids)
            if coming:
                day = min(coming)
                yield (
                    self.env._(
                        "%(town)s is not closed on %(day)s, %(name)s.",
                        town=company.name,
                        day=format_date(self.env, day),
                        name=coming[day],
                    ),
                    self.env._("Add the public holidays to the closings."),
                    "municipal_appointment.municipal_closing_action",
                )

    @api.model
    def _open_holidays(self, company, types):
        """Return on which public holidays soon types receive visitors: day -> name."""
        today = company._today()
        last = today + timedelta(days=HOLIDAYS_AHEAD)
        leaves = self.env["resource.calendar.leaves"]
        known = {}
        for year in {today.year, last.year}:
            known |= leaves._public_holidays(year, self.env.lang or "nl_BE")
        coming = {day: name for day, name in known.items() if today < day <= last}
        return {
            day: name
            for day, name in coming.items()
            if any(type_._is_open_on(day) for type_ in types)
        }

    @api.model
    def _find_screens(self):
        """Tell which screens show nothing, or not all.

        At night they are dark because nobody is there: silence counts while a clerk
        is at work in the building.
        """
        screens = self.env["municipal.screen"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        for screen in screens.filtered("attention"):
            at_work = any(screen.location_id.desk_ids.mapped("desk_user_id"))
            if not screen.silent or at_work:
                yield (
                    f"{screen.display_name} ({screen.location_id.name}): "
                    f"{screen.attention}",
                    self.env._("Look at the device, or archive the screen."),
                    screen,
                )
