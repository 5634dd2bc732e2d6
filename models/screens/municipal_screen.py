import base64
import re
import secrets
from datetime import timedelta
from urllib.parse import quote

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..common.refusal import Refusal
from ..common.wording import range_in_words

#: what the last part of a secret address can look like
SECRET = re.compile(r"[A-Za-z0-9_-]{8,64}")
#: a screen tells that it lives every minute
SILENT_MINUTES = 5
LONGEST_BROWSER = 250
#: pixels of the code of an address
QR_SIZE = 240
#: calls that a visitor who was in the corridor can look up
LAST_CALLS = 6


class MunicipalScreen(models.Model):
    """A device in the building: a kiosk, a display, or a question at the exit.

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
        selection=[
            ("kiosk", "Kiosk"),
            ("display", "Display"),
            ("feedback", "Feedback at the exit"),
        ],
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
    qr = fields.Binary(
        string="QR code",
        compute="_compute_qr",
        groups="municipal_appointment.group_administrator",
        help="Of the address, for a device that has a camera and no keyboard.",
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
    last_seen = fields.Datetime(readonly=True, copy=False)
    silent = fields.Boolean(compute="_compute_attention")
    browser = fields.Char(
        readonly=True, copy=False, help="As the device names itself (user agent)."
    )
    scripts_failed = fields.Boolean(
        readonly=True,
        copy=False,
        help="The page was opened, but its scripts did not start: the browser is too "
        "old, or something on the way holds them back.",
    )
    sound = fields.Selection(
        selection=[
            ("ok", "Calls are spoken"),
            ("blocked", "Waits for a touch"),
            ("no_voice", "No voice of this language"),
            ("failed", "The voice does not work"),
        ],
        readonly=True,
        copy=False,
        help="What the display itself says about its chime and voice.",
    )
    attention = fields.Char(
        compute="_compute_attention", help="What somebody should look at."
    )

    @api.depends("token", "kind")
    def _compute_url(self):
        for screen in self:
            screen.url = f"{screen.get_base_url()}/municipal/screen/{screen.token}"

    @api.depends("url")
    def _compute_qr(self):
        reports = self.env["ir.actions.report"]
        for screen in self:
            image = reports.barcode("QR", screen.url, width=QR_SIZE, height=QR_SIZE)
            screen.qr = base64.b64encode(image)

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
            screen._notify("revoked", {})
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

    def _notify(self, kind, payload):
        """Send something to the device."""
        for screen in self:
            self.env["bus.bus"]._sendone(
                screen._channel(), f"municipal_{kind}", payload
            )

    def _services(self):
        """Return the services that this screen is about."""
        self.ensure_one()
        services_sudo = self.env["municipal.service"].sudo()
        own_sudo = self.sudo().service_ids
        return (
            own_sudo.filtered("guidance_enabled")
            if own_sudo
            else services_sudo.search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("guidance_enabled", "=", True),
                ]
            )
        )

    # What is known of the device that shows a screen: does it live, is it heard?
    #
    # A dark or silent screen in a hall looks like one that has nothing to tell.

    @api.depends("last_seen", "active", "scripts_failed", "sound")
    def _compute_attention(self):
        since = self._silent_since()
        for screen in self:
            seen = screen.last_seen
            screen.silent = bool(screen.active and seen and seen < since)
            screen.attention = screen.active and screen._attention_in_words()

    @api.model
    def _silent_since(self):
        return fields.Datetime.now() - timedelta(minutes=SILENT_MINUTES)

    @api.model
    def _silent_domain(self):
        """Return which screens were heard of and are not any more."""
        return Domain("active", "=", True) & Domain(
            "last_seen", "<", self._silent_since()
        )

    def _attention_in_words(self):
        """Return the worst thing about the device, nothing when all is well."""
        if not self.last_seen:
            return self.env._("Was never opened")
        if self.silent:
            return self.env._(
                "Not heard of since %(moment)s",
                moment=format_datetime(self.env, self.last_seen, dt_format="short"),
            )
        if self.scripts_failed:
            return self.env._("The browser is too old for this screen")
        return {
            "blocked": self.env._("No sound: waits for a touch"),
            "no_voice": self.env._("Calls are not spoken: no voice of this language"),
            "failed": self.env._("Calls are not spoken: the voice does not work"),
        }.get(self.sound, "")

    def _touch(self, browser="", sound="", scripts_failed=False):
        """Remember that the device lives, and what it says about itself.

        At most once a minute, unless something changed: it asks more often. What is
        written at this moment by another request of the device is left to that one.

        :param str sound: a value of the field; anything else is taken for silence
        """
        now = fields.Datetime.now()
        sounds = dict(self._fields["sound"].selection)
        said = {
            "browser": (browser or "")[:LONGEST_BROWSER] or False,
            "sound": sound if sound in sounds else False,
            "scripts_failed": bool(scripts_failed),
        }
        for screen in self.sudo():
            late = not screen.last_seen or now - screen.last_seen > timedelta(minutes=1)
            news = any(screen[name] != value for name, value in said.items())
            if late or news:
                screen.try_lock_for_update().write({**said, "last_seen": now})

    # What a display shows: everything, so that who missed a message misses nothing.

    def _display_state(self):
        """Return what a display shows now, without any name.

        ``last`` is the last message that this answer knows about: who listens from
        there on misses none and hears none twice.
        """
        self.ensure_one()
        visits = self._display_visits()
        return {
            "last": self.env["bus.bus"].sudo()._bus_last_id(),
            "now": fields.Datetime.now().isoformat() + "Z",
            "calls": [visit._call_payload() for visit in visits],
            "before": [visit._call_payload() for visit in self._called_before(visits)],
            "waiting": self._display_waiting(),
            "news": self.news or "",
            "chime": self.chime,
            "speak": self.speak,
        }

    def _display_domain(self):
        today = self.location_id._today()
        domain = [("location_id", "=", self.location_id.id), ("day", "=", today)]
        if self.service_ids:
            domain.append(("service_id", "in", self.service_ids.ids))
        return domain

    def _display_visits(self):
        """Return who is called and not at the desk yet, the last call first."""
        return (
            self.env["municipal.visit"]
            .sudo()
            .search(
                [
                    *self._display_domain(),
                    ("state", "=", "called"),
                    ("ticket", "!=", False),
                ],
                order="called_at desc, id desc",
            )
        )

    def _called_before(self, visits):
        """Return the last visitors that were called and are not any more."""
        return visits.search(
            [
                *self._display_domain(),
                ("called_at", "!=", False),
                ("ticket", "!=", False),
                ("desk_id", "!=", False),
                ("state", "!=", "called"),
            ],
            order="called_at desc, id desc",
            limit=LAST_CALLS,
        )

    def _display_waiting(self):
        """Return for each service how many wait, and how long somebody new would."""
        waiting = self.env["municipal.visit"].sudo()._waiting_at(self.location_id)
        by_service = waiting.grouped("service_id")
        services = self._kiosk_services()
        usual = self._usual_products(services)
        return [
            {
                "service": service.name,
                "count": len(by_service.get(service, ())),
                "wait": self._wait_for(usual.get(service)),
            }
            for service in services
        ]

    def _usual_products(self, services):
        """Return service -> the product that stands for what visitors come for."""
        products = self._kiosk_products(services).filtered(
            lambda product: product.walk_in == "open_hours"
        )
        return {
            service: some[:1]
            for service, some in products.grouped("service_id").items()
        }

    def _wait_for(self, product):
        if not product:
            return ""
        location = self.location_id
        return range_in_words(location._shared_wait_of_newcomer([(product, 1)]))

    # What a kiosk offers now, and what it says about all the rest.

    def _languages(self):
        """Return the languages of the municipality's website, its own first."""
        website = self._website()
        return website.default_lang_id | website.language_ids

    def _website(self):
        self.ensure_one()
        website_sudo = self.env["website"].sudo()
        own = website_sudo.search([("company_id", "=", self.company_id.id)], limit=1)
        return own or website_sudo.search([], limit=1)

    def _kiosk_services(self):
        """Return the services that somebody deals with in this building."""
        products = self._kiosk_products(self._services())
        return products.service_id.sorted()

    def _kiosk_products(self, services):
        """Return the products of services that are received in this building."""
        products_sudo = (
            self.env["municipal.product"]
            .sudo()
            .search(
                Domain("service_id", "in", services.ids)
                & (
                    self.env["municipal.product"]._catalogue_domain()
                    | Domain("walk_in", "!=", "never")
                )
            )
        )
        return products_sudo.filtered(
            lambda product: not product.type_id.location_ids
            or self.location_id in product.type_id.location_ids
        )

    def _kiosk_offer(self, products):
        """Tell which products give a ticket now, and what to do for the others.

        :return: pair (products, list of (product, reason in words))
        """
        now, later = products.browse(), []
        by_type = products.grouped("type_id").values()
        hours = {some.type_id: some[0]._hours_soon() for some in by_type}
        for product in products:
            known = hours[product.type_id]
            try:
                product._check_walk_in(1, self.location_id, hours=known)
            except Refusal as refusal:
                later.append((product, refusal.args[0]))
            else:
                now |= product
        return now, later

    def _count_refused(self, product):
        """Count that a visitor wanted a ticket for a product and gets none now."""
        try:
            product._check_walk_in(1, self.location_id)
        except Refusal as refusal:
            lines = [(product, 1)]
            demand = self.env["municipal.demand"]
            demand._count_refusal(refusal, lines, self.location_id)

    def _kiosk_links(self, product):
        """Return where a visitor can go with their phone instead: (address, words)."""
        links = []
        if product._is_bookable():
            slug = self.env["ir.http"]._slug(product)
            path = f"/afspraak/product/{slug}"
            links.append((self._web_address(path), self.env._("Make an appointment")))
        if product.digital_url:
            address = self._web_address(product._digital_path())
            address += f"?kiosk={self.location_id.id}"
            links.append((address, self.env._("Digital counter")))
        return links

    def _web_address(self, path):
        """Return the full address of a page, in the language of the screen."""
        self.ensure_one()
        lang = self.env["res.lang"]._get_data(code=self.env.lang)
        default = self._website().default_lang_id
        prefix = f"/{lang.url_code}" if lang and lang.code != default.code else ""
        return f"{self._website().get_base_url()}{prefix}{quote(path, safe='/-')}"

    def _withdraw_unseen(self, request_key):
        """Take back a ticket that nobody saw: the kiosk lost its server meanwhile.

        The visitor was sent to the reception; what was given since or called already
        is left to the clerks.
        """
        self.ensure_one()
        visit = self.env["municipal.visit"].search(
            [
                ("request_key", "=", request_key),
                ("screen_id", "=", self.id),
                ("state", "=", "waiting"),
            ]
        )
        if visit:
            visit._take_step(
                "withdrawn", note=self.env._("The kiosk could not show this number.")
            )
