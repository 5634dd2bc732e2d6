from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.spelling import plain_words
from ...engine.ticks import local

KINDS = [
    ("slot", "A free slot"),
    ("ticket", "A ticket"),
    ("word", "A product, by a word"),
    ("outside", "Help outside the opening hours"),
]
REASONS = [
    ("full", "No free slot"),
    ("not_released", "No free slot yet: more come later"),
    ("not_suitable", "No free slot suited the visitor"),
    ("closing", "Too near to closing time"),
    ("closed", "Closed"),
    ("later", "Tickets are given later that day"),
    ("crowded", "The wait is longer than the day"),
    ("daily_maximum", "All tickets of the day were given"),
    ("by_appointment", "By appointment only"),
    ("elsewhere", "Not in this building"),
    ("unknown_word", "No product has this word"),
    ("visit", "Came to the counter"),
    ("phone", "Phoned"),
    ("digital", "Followed the link to the digital counter"),
]
CHANNELS = [("website", "Website"), ("kiosk", "Kiosk"), ("staff", "Staff")]

#: of one kind, for one product, in one town: no robot fills a table
MOST_A_DAY = 500
#: a word is shown once it was typed on so many days: no name of one visitor is
SHOWN_AFTER = 3
#: days after which a word that was not typed so often is forgotten
FORGOTTEN_AFTER = 90
LONGEST_WORD = 40


class MunicipalDemand(models.Model):
    """What visitors asked for in vain, counted without persons.

    One row for each day, kind, reason, way, product, building and word once the day is
    over. The log of visits cannot tell this: who found nothing made no visit.
    """

    _name = "municipal.demand"
    _inherit = ["municipal.count.mixin"]
    _description = "Unmet demand"
    _order = "day desc, kind, reason, product_id, id desc"
    _rec_name = "kind"
    _log_access = False
    _counted = "times"
    _counted_for = (
        "day",
        "company_id",
        "kind",
        "reason",
        "channel",
        "product_id",
        "service_id",
        "location_id",
        "typed",
        "word",
    )

    day = fields.Date(required=True, readonly=True, index=True)
    kind = fields.Selection(
        selection=KINDS,
        string="Asked for",
        required=True,
        readonly=True,
        help="What visitors looked for and did not find.",
    )
    reason = fields.Selection(
        selection=REASONS,
        string="Why not",
        required=True,
        readonly=True,
        help="As it was told to the visitor; of contacts outside the opening hours, "
        "how they came.",
    )
    channel = fields.Selection(
        selection=CHANNELS,
        string="Asked at",
        required=True,
        readonly=True,
        help="Staff: a clerk asked for a visitor at the desk or on the phone.",
    )
    product_id = fields.Many2one(
        comodel_name="municipal.product",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty for words, and when several products were asked for at once.",
    )
    service_id = fields.Many2one(
        comodel_name="municipal.service", readonly=True, ondelete="cascade"
    )
    location_id = fields.Many2one(
        comodel_name="municipal.location",
        readonly=True,
        ondelete="cascade",
        help="The building that was chosen, or that of the kiosk.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    typed = fields.Char(
        groups=fields.NO_ACCESS,
        readonly=True,
        help="The word as it was typed; nobody reads it before it is shown.",
    )
    word = fields.Char(
        readonly=True,
        help="The word that matches no product, in small letters. It is shown once it "
        "was typed on at least 3 different days, so that no name that somebody typed "
        "is: until then the search counts without it. Words with digits are never "
        "kept, and rare words are forgotten after 90 days.",
    )
    times = fields.Integer(
        string="How often",
        required=True,
        readonly=True,
        help="A browser that asks the same again on the same day is counted "
        "once; a kiosk and a clerk count each time. Browsers without scripts and "
        "robots are not counted.",
    )

    _bounded = models.Index("(day, company_id, kind, product_id)")
    _typed_words = models.Index("(company_id, typed, day) WHERE typed IS NOT NULL")

    # What is counted

    @api.model
    def _count_slot(self, lines, channel, reason, location=None):
        """Count that somebody looked for a slot and found none.

        :param lines: list of pairs (product, quantity)
        :param str reason: ``full``, ``not_released`` or ``not_suitable``
        """
        products = self.env["municipal.product"].union(*[line[0] for line in lines])
        self._count("slot", reason, channel, products, location)

    @api.model
    def _count_refusal(self, refusal, lines, location, channel="kiosk"):
        """Count a ticket that was not given.

        :param refusal: why, in words and as a reason; without reason it is a mistake
            in what was asked, and no demand
        """
        if refusal.reason:
            products = self.env["municipal.product"].union(*[line[0] for line in lines])
            self._count("ticket", refusal.reason, channel, products, location)

    @api.model
    def _count_outside(self, product, reason, location=None, moment=None):
        """Count a contact, if it is one outside the opening hours of its product.

        :param str reason: ``visit``, ``phone`` or ``digital``
        :param datetime moment: when it was, now if left out
        """
        if product._is_closed(location, moment):
            channel = "kiosk" if location else "website"
            channel = channel if reason == "digital" else "staff"
            zone = (location or product.company_id)._zone()
            day = moment and local(moment, zone).date()
            self._count("outside", reason, channel, product, location, day=day)

    @api.model
    def _count_word(self, text, company):
        """Count a search on the website without result.

        :param str text: what was searched for, as it was typed
        :return: whether it was one that no product fits
        """
        products_sudo = self.env["municipal.product"].sudo()
        _nearest, exact = products_sudo._search_catalogue(text, company)
        if exact:
            return False
        typed = self._unknown_word(text, company)
        self._count("word", "unknown_word", "website", company=company, typed=typed)
        return True

    @api.model
    def _unknown_word(self, text, company):
        """Return the longest word that no product has, none that may tell who it was.

        Neither an address nor anything with a digit in it is kept.
        """
        products_sudo = self.env["municipal.product"].sudo()
        parts = [part for part in text.split() if "@" not in part]
        words = {
            word
            for part in parts
            if not any(char.isdigit() for char in part)
            for word in plain_words(part)
            if word.isalpha() and 2 < len(word) <= LONGEST_WORD
        }
        for word in sorted(words, key=lambda word: (-len(word), word))[:8]:
            if not products_sudo._search_catalogue(word, company)[1]:
                return word
        return None

    @api.model
    def _count(
        self,
        kind,
        reason,
        channel,
        products=None,
        location=None,
        company=None,
        typed=None,
        day=None,
    ):
        """Count one more, unless so many were counted today that it is a robot."""
        service = products.service_id[:1] if products else None
        company = company or service.company_id
        product = products if products and len(products) == 1 else None
        values = {
            "day": day or (location or company)._today(),
            "company_id": company.id,
            "kind": kind,
            "reason": reason,
            "channel": channel,
            "product_id": product.id if product else None,
            "service_id": service.id if service else None,
            "location_id": location.id if location else None,
            "typed": typed,
        }
        if self._counted_today(values) < MOST_A_DAY:
            self.sudo()._add_count(values)

    @api.model
    def _counted_today(self, values):
        """Return how many rows there are of this kind and product on this day."""
        query = SQL(
            """SELECT count(*) FROM municipal_demand
            WHERE day = %(day)s AND company_id = %(company)s AND kind = %(kind)s
                AND product_id IS NOT DISTINCT FROM %(product)s""",
            day=values["day"],
            company=values["company_id"],
            kind=values["kind"],
            product=values["product_id"],
        )
        return self.env.execute_query(query)[0][0]

    # What the night does

    @api.autovacuum
    def _gc_single_demands(self):
        """Show the words of many, forget those of few, add up past days."""
        self.flush_model()
        self._show_words()
        self._forget_words()
        self._fold_days()

    @api.model
    def _show_words(self):
        self.env.cr.execute(
            SQL(
                """UPDATE municipal_demand AS shown SET word = shown.typed
                FROM (
                    SELECT company_id, typed FROM municipal_demand
                    WHERE typed IS NOT NULL
                    GROUP BY company_id, typed HAVING count(DISTINCT day) >= %s
                ) AS often
                WHERE shown.word IS NULL AND shown.company_id = often.company_id
                    AND shown.typed = often.typed""",
                SHOWN_AFTER,
            )
        )

    @api.model
    def _forget_words(self):
        before = fields.Date.today() - timedelta(days=FORGOTTEN_AFTER)
        self.env.cr.execute(
            SQL(
                """UPDATE municipal_demand SET typed = NULL
                WHERE typed IS NOT NULL AND word IS NULL AND day < %s""",
                before,
            )
        )
