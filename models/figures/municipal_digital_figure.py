from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError

from ...engine.figures_file import parse_count, parse_day
from ..common.refusal import Refusal

#: more of one product in one day is a mistake
MOST_A_DAY = 10000
#: more figures than this are not taken over in one request: some ten seconds of work
MOST_AT_ONCE = 20000
#: an earlier day is a slip of the hand: no digital counter is that old
FIRST_YEAR = 2000


class MunicipalDigitalFigure(models.Model):
    """How often a product was arranged at the digital counter on a day.

    A figure is what another program counted: nobody was in the building, no hour is
    known, nobody waited. The report of visits adds it to the contacts, and to
    nothing else. Sent twice it counts once; a better figure replaces the former, and
    the former stays in the log.
    """

    _name = "municipal.digital.figure"
    _description = "Figure of the digital counter"
    _order = "day desc, product_id, id"
    _rec_name = "product_id"

    day = fields.Date(required=True, readonly=True, index=True)
    product_id = fields.Many2one(
        comodel_name="municipal.product",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    service_id = fields.Many2one(
        comodel_name="municipal.service",
        compute="_compute_service_id",
        store=True,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        help="The service of the product when the figure was first taken over.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        related="product_id.company_id",
        store=True,
        precompute=True,
        index=True,
    )
    count = fields.Integer(
        string="Contacts",
        required=True,
        readonly=True,
        help="How many there were that day.",
    )
    change_ids = fields.One2many(
        comodel_name="municipal.digital.figure.change",
        inverse_name="figure_id",
        string="Log",
        readonly=True,
    )

    _once = models.UniqueIndex(
        "(product_id, day)", "A product has one figure for each day."
    )
    _count_positive = models.Constraint(
        "CHECK (count >= 0)", "Contacts are counted from zero up."
    )

    @api.depends("product_id")
    def _compute_service_id(self):
        for figure in self:
            figure.service_id = figure.product_id.service_id

    def write(self, vals):
        """Keep what a figure was before: nobody changes one without a trace."""
        if "count" in vals:
            self._log(dict.fromkeys(self, vals["count"]))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._("Figures are not deleted: take over a better one, or a 0.")
        )

    @api.model
    def take_over(self, figures):
        """Take over how often products were arranged at the digital counter.

        :param list figures: dicts with ``product`` (its code), ``day``
            (2026-10-14) and ``count``: how many there were that day
        :return: dict with the numbers of contacts that were ``added`` and ``removed``
        :raise Refusal: when one of them makes no sense; nothing was written then
        """
        self._check_manager()
        if not isinstance(figures, list):
            raise Refusal(self.env._("Send a list of figures."), "figures")
        self._check_size(figures)
        figures = [figure if isinstance(figure, dict) else {} for figure in figures]
        codes = [str(figure.get("product") or "") for figure in figures]
        products = self._products_by_code(codes)
        wanted = {}
        for number, figure in enumerate(figures, 1):
            product, day, count = self._check_figure(figure, number, products)
            wanted[product, day] = count
        return self._take_over(wanted)

    @api.model
    def _check_manager(self):
        if not self.env.user.has_group("municipal_appointment.group_manager"):
            raise AccessError(self.env._("Only managers take over figures."))

    @api.model
    def _check_size(self, figures):
        if len(figures) > MOST_AT_ONCE:
            raise Refusal(
                self.env._(
                    "These are %(figures)s figures at once, and at most %(most)s can "
                    "be taken over. Send a shorter period, and then the next one.",
                    figures=len(figures),
                    most=MOST_AT_ONCE,
                ),
                "figures",
            )

    @api.model
    def _products_by_code(self, codes):
        """Return code -> product of the municipality, for all codes at once."""
        products = self.env["municipal.product"].search(
            [
                ("code", "in", [code for code in codes if code.isprintable()]),
                ("company_id", "=", self.env.company.id),
            ]
        )
        return {product.code: product for product in products}

    @api.model
    def _check_figure(self, figure, number, products):
        """Return the product, day and count of a figure, or say which one is wrong."""
        code = str(figure.get("product") or "")
        day, count = str(figure.get("day")), str(figure.get("count"))
        product = products.get(code)
        if not product:
            why = self.env._("no product has the code “%(code)s”", code=code)
        else:
            why = self._why_none(day, count)
        if why:
            raise Refusal(
                self.env._("Figure %(number)s: %(why)s.", number=number, why=why),
                "figures",
            )
        return product, parse_day(day), parse_count(count)

    @api.model
    def _why_none(self, day, count):
        """Return in words what is wrong with a day and a count; empty if nothing is."""
        parsed, number = parse_day(day), parse_count(count)
        if not parsed or parsed > self.env.company._today():
            return self.env._("the day is not one of the past, like 2026-10-14")
        if parsed.year < FIRST_YEAR:
            return self.env._(
                "the year %(year)s cannot be right, days begin in %(first)s",
                year=parsed.year,
                first=FIRST_YEAR,
            )
        if number is None or number > MOST_A_DAY:
            return self.env._("the count is no number from 0 to %s", MOST_A_DAY)
        return ""

    @api.model
    def _take_over(self, wanted):
        """Have these figures, whatever was known of these products and days before.

        The number of queries does not depend on how many figures there are.

        :param dict wanted: (product, day) -> count, all of them checked
        :return: dict with the numbers of contacts that were ``added`` and ``removed``
        """
        known = self.sudo()._known(wanted)
        better = {
            known[key]: count
            for key, count in wanted.items()
            if key in known and known[key].count != count
        }
        new = {key: count for key, count in wanted.items() if key not in known}
        steps = [count - figure.count for figure, count in better.items()]
        steps += new.values()
        self.sudo()._create_new(new)
        self.sudo()._replace(better)
        return {
            "added": sum(step for step in steps if step > 0),
            "removed": -sum(step for step in steps if step < 0),
        }

    @api.model
    def _known(self, wanted):
        """Return (product, day) -> figure, of those that were taken over before."""
        figures = self.search_fetch(
            [
                ("product_id", "in", list({product.id for product, _day in wanted})),
                ("day", "in", list({day for _product, day in wanted})),
            ],
            ["product_id", "day", "count"],
        )
        return {(figure.product_id, figure.day): figure for figure in figures}

    @api.model
    def _create_new(self, new):
        """Create figures; who sends the same just now goes first."""
        try:
            self.create(
                [
                    {"product_id": product.id, "day": day, "count": count}
                    for (product, day), count in new.items()
                ]
            )
        except UniqueViolation as error:
            # begun again, this request finds what the other one has made
            raise ConcurrencyError(str(error)) from error

    @api.model
    def _replace(self, better):
        """Write better figures, with all former ones in the log at once."""
        self._log(better)
        for figure, count in better.items():
            # past our own write, which would log each of them again, one by one
            models.BaseModel.write(figure, {"count": count})

    @api.model
    def _log(self, counts):
        """Write in the log what figures were, and what they become."""
        self.env["municipal.digital.figure.change"].sudo().create(
            [
                {"figure_id": figure.id, "before": figure.count, "after": count}
                for figure, count in counts.items()
                if figure.count != count
            ]
        )
