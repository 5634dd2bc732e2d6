import re
import secrets

from odoo import api, fields, models

#: what the last part of a secret address can look like
SECRET = re.compile(r"[A-Za-z0-9_-]{8,64}")


class MunicipalScreen(models.Model):
    """A device in the building: a kiosk or a display.

    It is opened by a secret address, without log-in. Whoever has the address has the
    screen and nothing else; a new address shuts out who has the old one.

    Whoever darkens a screen leaves a line in its log.
    """

    _name = "municipal.screen"
    _inherit = ["mail.thread", "resource.same.town"]
    _description = "Screen"
    _order = "location_id, kind, name"
    _town_paths = ("location_id", "service_ids")

    active = fields.Boolean(default=True, tracking=True)
    name = fields.Char(required=True, tracking=True)
    kind = fields.Selection(
        selection=[("kiosk", "Kiosk"), ("display", "Display")],
        required=True,
        default="display",
        tracking=True,
    )
    location_id = fields.Many2one(
        comodel_name="municipal.location",
        required=True,
        ondelete="restrict",
        tracking=True,
    )
    company_id = fields.Many2one(
        related="location_id.company_id", store=True, index=True
    )
    service_ids = fields.Many2many(
        comodel_name="municipal.service",
        string="Services",
        help="Leave empty for every service of the building.",
    )
    token = fields.Char(
        required=True,
        copy=False,
        readonly=True,
        default=lambda self: secrets.token_urlsafe(24),
        groups="municipal_appointment.group_administrator",
    )
    url = fields.Char(
        string="Address",
        compute="_compute_url",
        groups="municipal_appointment.group_administrator",
    )
    news = fields.Text(translate=True, help="Shown while nobody is called.")
    speak = fields.Boolean(
        string="Spoken calls", default=True, help="In Dutch, by the browser."
    )
    chime = fields.Boolean(default=True)
    print_tickets = fields.Boolean(
        help="The browser prints on a roll of 80 mm; else the ticket is a QR code."
    )

    _token_unique = models.UniqueIndex("(token)", "Screens cannot share an address.")

    @api.depends("token", "kind")
    def _compute_url(self):
        for screen in self:
            screen.url = f"{screen.get_base_url()}/municipal/screen/{screen.token}"

    @api.model
    def _find(self, token):
        """Return the screen of an address, nothing for a revoked or unknown one."""
        if not SECRET.fullmatch(token or ""):
            return self.sudo().browse()
        return self.sudo().search([("token", "=", token)], limit=1)

    def action_renew_address(self):
        """Give the screen another address; the device with the old one is shut out.

        :raise AccessError: for everybody but the administrators of its municipality
        """
        self.check_access("write")
        for screen in self:
            screen._tell("revoked", {})
            screen.token = secrets.token_urlsafe(24)
            screen.message_post(
                body=self.env._(
                    "A new address: the device that had the old one is shut out."
                )
            )

    def action_open(self):
        """Open the screen as its device does; its address is for administrators."""
        self.check_access("write")
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.url, "target": "new"}

    def _channel(self):
        """Return the name of the bus channel, which nobody can guess."""
        self.ensure_one()
        return f"municipal_screen_{self.sudo().token}"

    def _tell(self, kind, payload):
        """Send something to the device."""
        for screen in self:
            self.env["bus.bus"]._sendone(
                screen._channel(), f"municipal_{kind}", payload
            )

    def _services(self):
        """Return the services that this screen is about."""
        self.ensure_one()
        services = self.env["municipal.service"].sudo()
        own = self.sudo().service_ids
        return (
            own.filtered("guidance_enabled")
            if own
            else services.search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("guidance_enabled", "=", True),
                ]
            )
        )
