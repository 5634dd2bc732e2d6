from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.access import may_book
from ...engine.availability import DAY
from ...engine.duration import visit_minutes
from ..common.refusal import Refusal

#: what is asked of a product that is booked: its texts are long, and in many languages
BOOKED_FIELDS = (
    "active",
    "appointment_enabled",
    "ask_email",
    "ask_phone",
    "ask_remark",
    "booking",
    "calendar_id",
    "combine",
    "company_id",
    "duration",
    "extra_duration",
    "max_quantity",
    "published",
    "service_id",
    "type_id",
    "walk_in",
)
#: likewise of its type
BOOKED_TYPE_FIELDS = (
    "buffer_minutes",
    "combination_assignment",
    "company_id",
    "has_release_plan",
    "horizon_days",
    "lead_hours",
    "location",
    "online_desks",
    "online_percent",
    "product_minutes",
    "published",
    "requester_advice",
    "service_id",
    "slot_duration",
    "tz",
    "videocall_location",
)
#: whether visitors fill something in when they book
ASKED = [
    ("required", "Must be filled in"),
    ("optional", "May be filled in"),
    ("hidden", "Not asked"),
]
#: parts of a form that a product decides about
ASKED_PARTS = ("email", "phone", "remark")


class MunicipalProduct(models.Model):
    _name = "municipal.product"
    _inherit = ["kiosk.pictogram.mixin"]
    _description = "Product"
    _order = "service_id, sequence, name"
    _rec_names_search = ["name", "code", "synonyms"]
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    published = fields.Boolean(
        string="On the website",
        copy=False,
        help="Citizens see and book it, if its appointment type is on the website too. "
        "Staff book it anyhow, and it is received in the hall as before.",
    )
    name = fields.Char(required=True, translate=True, index="trigram")
    code = fields.Char(help="Short and stable: used in exports and imports.")
    type_id = fields.Many2one(
        comodel_name="resource.booking.type",
        string="Appointment type",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('service_id', '!=', False)]",
        help="Gives the product its desks and its opening hours.",
    )
    service_id = fields.Many2one(related="type_id.service_id", store=True, index=True)
    company_id = fields.Many2one(related="type_id.company_id", store=True, index=True)
    # stored, so that a booking reads it together with all else of the product
    appointment_enabled = fields.Boolean(
        related="service_id.appointment_enabled", store=True
    )
    duration = fields.Integer(
        aggregator=None,
        string="Minutes",
        required=True,
        default=10,
        help="Minutes at the desk for the first piece.",
    )
    extra_duration = fields.Integer(
        aggregator=None,
        string="Minutes per extra piece",
        help="Minutes that every next piece adds: the second Kids-ID of a family.",
    )
    max_quantity = fields.Integer(
        string="At most", required=True, default=1, aggregator=None
    )
    piece = fields.Char(
        string="One piece is called",
        translate=True,
        help="Asked and shown in these words: child, so that a family reads “2 "
        "children”. Empty: pieces are only counted.",
    )
    pieces = fields.Char(string="Several are called", translate=True)
    combine = fields.Selection(
        selection=[
            ("any", "With every product of its appointment type"),
            ("listed", "With the listed products only"),
            ("none", "With no other product"),
        ],
        string="In one visit",
        required=True,
        default="any",
    )
    combinable_ids = fields.Many2many(
        comodel_name="municipal.product",
        relation="municipal_product_combinable_rel",
        column1="product_id",
        column2="combinable_id",
        string="Combinable with",
        domain="[('type_id', '=', type_id), ('id', '!=', id)]",
    )
    booking = fields.Selection(
        selection=[
            ("online", "Citizens and staff"),
            ("staff", "Staff only"),
            ("none", "Nobody"),
        ],
        string="Booked by",
        required=True,
        default="online",
    )
    walk_in = fields.Selection(
        selection=[
            ("open_hours", "Welcome in walk-in hours"),
            ("never", "Only by appointment"),
            ("quick_counter", "At the quick counter"),
        ],
        string="Without appointment",
        required=True,
        default="open_hours",
        help="Only by appointment: keeps its appointments when the others have "
        "free walk-in, as foreigners' files do on Tuesday.",
    )
    calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Only within",
        ondelete="restrict",
        help="Weekly hours of this product alone, within the opening hours of its "
        "type: weddings only on Friday afternoon.",
    )
    bring_list = fields.Text(
        string="What to bring", translate=True, help="One item on each line."
    )
    info = fields.Html(
        string="Good to know", translate=True, sanitize_overridable=False
    )
    price = fields.Char(
        translate=True, help="In words, as a citizen reads it: € 9, urgent € 140."
    )
    synonyms = fields.Char(
        translate=True,
        help="Other words by which citizens search, separated by commas.",
    )
    other_words = fields.Char(
        string="Words in other languages",
        help="Words by which visitors search who speak other languages, separated by "
        "commas: kimlik, passport. They find the product on a page in any language, "
        "and are shown nowhere.",
    )
    digital_url = fields.Char(
        string="Digital counter",
        help="Address where a citizen arranges this without a visit.",
    )
    ipdc_number = fields.Char(
        string="IPDC number",
        help="Product number in the Flemish product catalogue (IPDC/LPDC).",
    )
    ask_email = fields.Selection(
        selection=ASKED, string="E-mail address", required=True, default="optional"
    )
    ask_phone = fields.Selection(
        selection=ASKED, string="Phone number", required=True, default="optional"
    )
    ask_remark = fields.Selection(
        selection=ASKED,
        string="Remark",
        required=True,
        default="optional",
        help="A few words of the visitor for who receives them: a wheelchair, an "
        "interpreter. Wiped together with the contact.",
    )
    sensitive = fields.Boolean(
        help="Mails, calendar files and screens show a neutral name, so that a "
        "housemate or a neighbour in the waiting room learns nothing.",
    )
    _code_unique = models.UniqueIndex(
        "(company_id, code) WHERE code IS NOT NULL",
        "Another product already has this code.",
    )
    _duration_fits_a_day = models.Constraint(
        "CHECK (duration > 0 AND duration <= 1440 AND extra_duration >= 0)",
        "A product takes at least one minute and at most one day.",
    )
    _reachable = models.Constraint(
        "CHECK (ask_email != 'hidden' OR ask_phone != 'hidden')",
        "Ask for an e-mail address or a phone number: visitors must be reachable.",
    )
    _quantity_positive = models.Constraint(
        "CHECK (max_quantity >= 1 AND max_quantity <= 99)",
        "A visitor can ask for at least one and at most 99 pieces.",
    )

    @api.constrains("calendar_id")
    def _check_hours(self):
        self.calendar_id._check_weekly_hours()

    def _public_name(self):
        """Return the name that mails, calendar files and screens may show."""
        self.ensure_one()
        return self.env._("Appointment") if self.sensitive else self.name

    def _counted_name(self, quantity, public=False):
        """Return the name with the number of pieces: Kids-ID for 2 children.

        :param bool public: a neutral name for what is sensitive
        """
        self.ensure_one()
        name = self._public_name() if public else self.name
        if quantity <= 1 or (public and self.sensitive):
            return name
        if self.pieces:
            return self.env._(
                "%(product)s for %(number)s %(pieces)s",
                product=name,
                number=quantity,
                pieces=self.pieces,
            )
        return f"{name} × {quantity}"

    def _piece_words(self, number):
        """Return a number of pieces in words: 2 children."""
        return f"{number} {(self.piece if number == 1 else self.pieces) or ''}".strip()

    def _asked_parts(self):
        """Return what visitors fill in for these products together.

        What one of them must know is asked; only what none of them wants is not.

        :return: dict from ``email``, ``phone`` and ``remark`` to a value of ``ASKED``
        """
        strictest = [value for value, _label in ASKED]
        return {
            part: min(self.mapped(f"ask_{part}"), key=strictest.index)
            for part in ASKED_PARTS
        }

    def _bring_items(self):
        """Return what to bring as a list of lines, without empty ones."""
        self.ensure_one()
        lines = (self.bring_list or "").splitlines()
        return [line.strip(" -•\t") for line in lines if line.strip(" -•\t")]

    @api.model
    def _catalogue_domain(self):
        """Return the products that citizens arrange themselves.

        They book, fetch at the quick counter or do at the digital counter.
        """
        return self._published_domain() & (
            Domain("booking", "=", "online")
            | Domain("walk_in", "=", "quick_counter")
            | Domain("digital_url", "!=", False)
        )

    @api.model
    def _published_domain(self):
        """Return the products that the town shows on its website."""
        return (
            Domain("service_id", "!=", False)
            & Domain("published", "=", True)
            & Domain("type_id.published", "=", True)
        )

    def _is_published(self):
        """Tell whether citizens see it on the website."""
        self.ensure_one()
        return self.published and self.type_id.published

    def _combines_with(self, other):
        """Tell whether two products may be dealt with in one visit.

        Both must agree, so that a list kept on one side only cannot be evaded.
        """
        self.ensure_one()

        def accepts(one, two):
            return one.combine == "any" or (
                one.combine == "listed" and two in one.combinable_ids
            )

        return (
            self.type_id == other.type_id
            and accepts(self, other)
            and accepts(other, self)
        )

    def _combinable_products(self):
        """Return the other products that a citizen may add to this one."""
        self.ensure_one()
        others = self.search(
            self._catalogue_domain()
            & Domain("booking", "=", "online")
            & Domain("type_id", "=", self.type_id.id)
            & Domain("id", "!=", self.id)
        )
        return others.filtered(self._combines_with)

    @api.model
    def _visit_minutes(self, lines):
        """Return the minutes that a visit for these lines takes.

        :param lines: list of pairs (product, quantity)
        """
        return visit_minutes(
            (product.duration, product.extra_duration, quantity)
            for product, quantity in lines
        )

    @api.model
    def _check_lines(self, lines, by_staff=False):
        """Refuse a choice of products that cannot be booked, and say why.

        :param lines: list of pairs (product, quantity)
        :param bool by_staff: whether a clerk books
        :raise Refusal: with a message for the person who chose
        """
        if not lines:
            raise Refusal(self.env._("Choose at least one product."), "products")
        products = self.union(*[product for product, _quantity in lines])
        products.fetch(BOOKED_FIELDS)
        products.type_id.fetch(BOOKED_TYPE_FIELDS)
        for product, quantity in lines:
            product._check_bookable(by_staff)
            product._check_quantity(quantity)
        self._check_combination([product for product, _quantity in lines])
        if self._visit_minutes(lines) > DAY:
            raise Refusal(
                self.env._("This takes more than a day: make several appointments."),
                "products",
            )

    def _is_bookable(self, by_staff=False):
        """Tell whether a citizen, or a clerk, can be promised a time for it."""
        self.ensure_one()
        bookable = self.active and may_book(self.booking, by_staff)
        shown = by_staff or self._is_published()
        return bookable and shown and self.appointment_enabled

    def _check_bookable(self, by_staff):
        if not self._is_bookable(by_staff):
            raise Refusal(
                self.env._("%(product)s cannot be booked here.", product=self.name),
                "products",
            )

    def _check_quantity(self, quantity):
        self.ensure_one()
        if not 1 <= quantity <= self.max_quantity:
            raise Refusal(
                self.env._(
                    "For %(product)s you can choose 1 to %(most)s pieces.",
                    product=self.name,
                    most=self.max_quantity,
                ),
                "products",
            )

    @api.model
    def _check_combination(self, products):
        for index, product in enumerate(products):
            for other in products[index + 1 :]:
                if product == other or not product._combines_with(other):
                    raise Refusal(
                        self.env._(
                            "%(one)s and %(two)s cannot be dealt with in one "
                            "appointment: make an appointment for each.",
                            one=product.name,
                            two=other.name,
                        ),
                        "products",
                    )
