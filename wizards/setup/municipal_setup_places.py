import re

from pytz import all_timezones_set

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ...models.common.contact import check_contact
from ...models.setup.municipal_location import HOME_ZONE, NOWHERE

RANGE = re.compile(r"(\d+)\s*(?:-|–|tot|à)\s*(\d+)")
#: a town hall has fewer; 1-1000 is a slip
MOST_DESKS = 60
LONGEST_NUMBER = 12


class MunicipalSetup(models.TransientModel):
    """Buildings, desks and screens: typed in one line, added with one button."""

    _inherit = "municipal.setup"

    location_ids = fields.Many2many(
        comodel_name="municipal.location", compute="_compute_places"
    )
    desk_ids = fields.Many2many(
        comodel_name="resource.resource", compute="_compute_places"
    )
    screen_ids = fields.Many2many(
        comodel_name="municipal.screen", compute="_compute_places"
    )

    place_name = fields.Char(string="Name of the building")
    place_street = fields.Char(string="Street and number")
    place_zip = fields.Char(string="Postcode")
    place_city = fields.Char(string="City")
    place_phone = fields.Char(string="Phone of the building")
    place_tz = fields.Selection(
        selection=_tz_get, string="Time zone", default=HOME_ZONE, required=True
    )

    desk_numbers = fields.Char(
        string="Numbers of the desks",
        help="Several at once: 1-4, 6, S. They stand on displays and are called out.",
    )
    desk_location_id = fields.Many2one(
        comodel_name="municipal.location",
        string="In the building",
        domain="[('company_id', '=', company_id)]",
    )
    desk_type_ids = fields.Many2many(
        comodel_name="resource.booking.type",
        relation="municipal_setup_desk_type_rel",
        string="Receive",
        domain="[('company_id', '=', company_id), ('service_id', '!=', False)]",
    )

    screen_location_id = fields.Many2one(
        comodel_name="municipal.location",
        string="Building of the screen",
        domain="[('company_id', '=', company_id)]",
    )

    @api.depends("company_id", "step")
    def _compute_places(self):
        for setup in self:
            setup.location_ids = setup._locations()
            setup.desk_ids = setup._desks()
            setup.screen_ids = setup._own("municipal.screen")

    def _locations(self):
        return self._own("municipal.location")

    def _desks(self):
        return self._own("resource.resource", [("is_desk", "=", True)])

    # Buildings

    def action_add_place(self):
        """Add the building that was typed."""
        self._check_administrator()
        self.ensure_one()
        name = (self.place_name or "").strip()
        if not name:
            raise ValidationError(self.env._("What is the building called?"))
        if name.lower() in map(str.lower, self._locations().mapped("name")):
            raise ValidationError(
                self.env._("There is a building “%(name)s” already.", name=name)
            )
        self._check_zone()
        self._check_address()
        location = self.env["municipal.location"].create(self._place_values(name))
        self._leave_utc(location)
        self.write(dict.fromkeys(("place_name", "place_street", "place_phone"), False))
        self._suggest_place(location)

    def _place_values(self, name):
        return {
            "name": name,
            "street": self.place_street,
            "zip": self.place_zip,
            "city": self.place_city,
            "phone": self.place_phone,
            "tz": self.place_tz,
            "company_id": self.company_id.id,
        }

    def _check_zone(self):
        if self.place_tz in NOWHERE:
            raise ValidationError(
                self.env._("No town lies in UTC. Choose the zone: Europe/Brussels.")
            )
        if self.place_tz not in all_timezones_set:
            raise ValidationError(
                self.env._("“%(typed)s” is no time zone.", typed=self.place_tz)
            )

    def _check_address(self):
        """Refuse what is no address: citizens are sent there."""
        check_contact(self.env, {"phone": self.place_phone}, self.company_id)
        street, code = self.place_street or "", self.place_zip or ""
        belgian = self.company_id.country_id.code in {False, "BE"}
        if street and not re.search(r"[^\W\d_]", street):
            raise ValidationError(
                self.env._("“%(typed)s” is no street and number.", typed=street)
            )
        if code and belgian and not re.fullmatch(r"[1-9]\d{3}", code.strip()):
            raise ValidationError(
                self.env._("“%(typed)s” is no postcode: it has 4 digits.", typed=code)
            )

    def _leave_utc(self, location):
        """Let the days of the town begin at the midnight of its building.

        The calendar that a company begins with is in UTC where its maker had no zone.
        """
        calendar_sudo = self.company_id.sudo().resource_calendar_id
        if calendar_sudo.tz in NOWHERE:
            calendar_sudo.tz = location.tz

    def _suggest_place(self, location):
        for name in ("desk_location_id", "screen_location_id"):
            if not self[name]:
                self[name] = location

    def _save_places(self):
        if self.place_name:
            self.action_add_place()

    def _lacking_places(self):
        env, locations = self.env, self._locations()
        if not locations:
            return env._("There is no building yet.")
        lost = locations.filtered(lambda place: place.tz in NOWHERE)
        names = self._in_words(lost)
        return env._("In UTC: %(names)s", names=names) if lost else ""

    # Desks

    def action_add_desks(self):
        """Add all desks that were typed, or none of them."""
        self._check_administrator()
        self.ensure_one()
        numbers = self._numbers()
        location = self.desk_location_id or self._only_location()
        if not location:
            raise UserError(self.env._("In which building do these desks stand?"))
        types = self.desk_type_ids or self._begun_types()
        if not types:
            raise UserError(self.env._("Choose first which services begin."))
        self._check_numbers_free(numbers, location)
        self.env["resource.resource"].create(
            [
                {
                    "name": self.env._("Desk %(number)s", number=number),
                    "is_desk": True,
                    "desk_number": number,
                    "location_id": location.id,
                    "company_id": self.company_id.id,
                    "desk_type_ids": [Command.set(types.ids)],
                }
                for number in numbers
            ]
        )
        self.write({"desk_numbers": False, "desk_type_ids": [Command.clear()]})

    def _only_location(self):
        locations = self._locations()
        return locations if len(locations) == 1 else None

    def _numbers(self):
        """Return the numbers of desks that were typed, such as 1, 2, 3 and S.

        :raise ValidationError: for what makes no sense, in words
        """
        found = []
        for part in re.split(r"[,;\n]", self.desk_numbers or ""):
            part = part.strip()
            span = RANGE.fullmatch(part)
            if span:
                first, last = map(int, span.groups())
                self._check_range(part, first, last)
                found += map(str, range(first, last + 1))
            elif part:
                found.append(part)
        if not found:
            raise ValidationError(self.env._("Which desks? For example: 1-4, S."))
        for number in found:
            if len(number) > LONGEST_NUMBER:
                raise ValidationError(
                    self.env._(
                        "“%(number)s” is too long for a display: at most %(most)s "
                        "characters.",
                        number=number,
                        most=LONGEST_NUMBER,
                    )
                )
        return found

    def _check_range(self, part, first, last):
        if last < first:
            raise ValidationError(
                self.env._("“%(part)s” ends before it begins.", part=part)
            )
        if last - first >= MOST_DESKS:
            raise ValidationError(
                self.env._(
                    "“%(part)s” would be more than %(most)s desks at once.",
                    part=part,
                    most=MOST_DESKS,
                )
            )

    def _check_numbers_free(self, numbers, location):
        """Two desks of one number in a building: nobody would know where to go."""
        here = self._desks().filtered(lambda desk: desk.location_id == location)
        taken = {(number or "").lower() for number in here.mapped("desk_number")}
        for number in numbers:
            if number.lower() in taken:
                raise ValidationError(
                    self.env._(
                        "Two desks of %(location)s would have the number %(number)s.",
                        location=location.name,
                        number=number,
                    )
                )
            taken.add(number.lower())

    def _save_desks(self):
        if self.desk_numbers:
            self.action_add_desks()

    def _lacking_desks(self):
        env = self.env
        if not self._desks():
            return env._("There is no desk yet.")
        without = self._begun_types().filtered(
            lambda t: not t._candidate_combinations()
        )
        names = self._in_words(without)
        return env._("No desk: %(names)s", names=names) if without else ""

    # Screens

    def action_add_kiosk(self):
        """Add a kiosk to a building."""
        self._add_screen("kiosk")

    def action_add_display(self):
        """Add a display to a building."""
        self._add_screen("display")

    def _add_screen(self, kind):
        self._check_administrator()
        self.ensure_one()
        location = self.screen_location_id or self._only_location()
        if not location:
            raise UserError(self.env._("In which building does the screen stand?"))
        screens = self.env["municipal.screen"]
        kinds = dict(screens._fields["kind"]._description_selection(self.env))
        screens.create(
            {
                "name": f"{kinds[kind]} {location.name}",
                "kind": kind,
                "location_id": location.id,
            }
        )

    def _lacking_screens(self):
        """A service that calls visitors from a queue needs a kiosk and a display."""
        services = self._begun()
        if not services:
            return self.env._("No service has begun yet.")
        if not any(services.mapped("guidance_enabled")):
            return ""
        have = set(self._own("municipal.screen").mapped("kind"))
        screens = self.env["municipal.screen"]
        kinds = dict(screens._fields["kind"]._description_selection(self.env))
        missing = [kinds[kind] for kind in ("kiosk", "display") if kind not in have]
        return self._missing_parts(missing)
