from odoo import api, fields, models
from odoo.fields import Domain

from ..visit.minutes import Minutes

KINDS = [("wait", "Long waits"), ("slot", "No free slot")]
#: what tells two broken promises of a kind apart
WHAT = ("service_id", "product_id", "location_id")
#: kind -> the mail that tells managers
MAILS = {
    "wait": "municipal_appointment.mail_template_limit_wait",
    "slot": "municipal_appointment.mail_template_limit_slot",
}


class MunicipalLimit(models.Model):
    """A promise of a service that is broken, from a day until it is kept again.

    Looked at every night. Managers are told once, when it begins, in one mail a day
    for each kind; it is among what needs attention for as long as it lasts.
    """

    _name = "municipal.limit"
    _description = "Promise that is broken"
    _order = "until desc, since desc, id desc"
    _rec_name = "kind"

    kind = fields.Selection(
        selection=KINDS, string="What is wrong", required=True, readonly=True
    )
    service_id = fields.Many2one(
        comodel_name="municipal.service",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        comodel_name="municipal.product", readonly=True, ondelete="cascade"
    )
    location_id = fields.Many2one(
        comodel_name="municipal.location", readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="service_id.company_id", store=True, index=True
    )
    since = fields.Date(
        required=True, readonly=True, help="The day on which it was noticed."
    )
    until = fields.Date(readonly=True, help="The day on which it was well again.")
    promised = fields.Integer(
        readonly=True, aggregator=None, help="Minutes of waiting, or weeks."
    )
    measured = Minutes(
        readonly=True,
        aggregator=None,
        digits=(6, 1),
        help="Minutes of waiting on the last day, or days until the first free slot; "
        "empty when there is none.",
    )
    mailed = fields.Date(
        readonly=True, help="The day on which the managers were told by mail."
    )

    _once = models.UniqueIndex(
        "(kind, service_id, COALESCE(product_id, 0), COALESCE(location_id, 0)) "
        "WHERE until IS NULL",
        "This is known already.",
    )

    # Noticing

    @api.model
    def _cron_watch(self):
        """Look which promises are broken, and tell the managers what is new."""
        services = self.env["municipal.service"].with_context(active_test=False)
        services = services.search(Domain.TRUE)
        companies = services.company_id.grouped("id").values()
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            self._watch(company)
            if not self.env["ir.cron"]._commit_progress(1):
                return

    @api.model
    def _watch(self, company):
        today = company._today()
        services = self.env["municipal.service"].search(
            [("company_id", "=", company.id)]
        )
        self._take_note("wait", company, services._long_waits(today))
        self._take_note("slot", company, services._without_slots(today))
        self._tell_managers(company, today)

    def _is_unknown(self, today):
        """Tell whether nobody looked tonight at what should have been looked at."""
        self.ensure_one()
        product, place = self.product_id, self.location_id
        offered = product.type_id.location_ids
        if self.kind != "slot" or not (
            self.service_id.active
            and product._is_bookable()
            and (place in offered if place else not offered)
        ):
            return False
        recorded = [
            ("day", "=", today),
            ("product_id", "=", product.id),
            ("location_id", "=", place.id),
        ]
        return not self.env["municipal.access.time"].search_count(recorded, limit=1)

    @api.model
    def _open(self, kind, company):
        return self.search(
            [
                ("kind", "=", kind),
                ("company_id", "=", company.id),
                ("until", "=", False),
            ],
            order="id",
        )

    def _what(self):
        """Return the service, the product and the building that it is about."""
        self.ensure_one()
        return tuple(self[name].id for name in WHAT)

    @api.model
    def _take_note(self, kind, company, broken):
        """Begin what is broken since, go on with what still is, end the rest.

        :param dict broken: (service, product, location) -> (promised, measured)
        """
        known = {limit._what(): limit for limit in self._open(kind, company)}
        for what, limit in known.items():
            if what in broken:
                promised, measured = broken[what]
                limit.write({"promised": promised, "measured": measured})
            elif not limit._is_unknown(company._today()):
                limit.until = company._today()
        self.create(
            [
                {
                    "kind": kind,
                    "since": company._today(),
                    **dict(zip(WHAT, what, strict=True)),
                    "promised": promised,
                    "measured": measured,
                }
                for what, (promised, measured) in broken.items()
                if what not in known
            ]
        )

    # Telling

    @api.model
    def _tell_managers(self, company, today):
        """Mail the managers what is new: at most one mail a day of each kind."""
        if not self._managers(company):
            return
        for kind, xmlid in MAILS.items():
            found = self._open(kind, company)
            news = found.filtered(lambda limit: not limit.mailed)
            told_today = self.search_count(
                [
                    ("kind", "=", kind),
                    ("company_id", "=", company.id),
                    ("mailed", "=", today),
                ],
                limit=1,
            )
            template = self.env.ref(xmlid, raise_if_not_found=False)
            if news and template and not told_today:
                news.mailed = today
                template.sudo().send_mail(news[0].id)

    @api.model
    def _managers(self, company):
        """Return the managers of a town that have an e-mail address."""
        group_sudo = self.env.ref("municipal_appointment.group_manager").sudo()
        return group_sudo.all_user_ids.filtered(
            lambda user: user.active
            and not user.share
            and user.email
            and company in user.company_ids
        )

    # What the mail says

    def _mail_partners(self):
        """Return to whom the mail goes, as the template wants it."""
        managers = self._managers(self.company_id)
        return ",".join(map(str, managers.partner_id.ids))

    def _mail_lang(self):
        return self.company_id.sudo().partner_id.lang or self.env.lang

    def _in_this_mail(self):
        """Return all that one mail tells: what is new on the same day."""
        self.ensure_one()
        return self.search(
            [
                ("kind", "=", self.kind),
                ("company_id", "=", self.company_id.id),
                ("mailed", "=", self.mailed),
            ],
            order="service_id, product_id, id",
        )

    def _in_words(self):
        """Return what is wrong in one sentence."""
        self.ensure_one()
        if self.kind == "wait":
            return self._wait_in_words()
        words = {
            "product": self.product_id.name,
            "place": self.location_id.name or self.service_id.name,
            "days": round(self.measured or 0),
        }
        if self.measured is False:
            return self.env._(
                "%(product)s (%(place)s): citizens find no free slot.", **words
            )
        return self.env._(
            "%(product)s (%(place)s): the first free slot is %(days)s days away.",
            **words,
        )

    def _wait_in_words(self):
        words = {
            "service": self.service_id.name,
            "days": self.service_id.wait_days,
            "promised": self.promised,
            "measured": round(self.measured or 0),
        }
        if self.service_id.wait_measure == "mean":
            return self.env._(
                "%(service)s: visitors waited more than %(promised)s minutes on "
                "average, %(days)s days running; %(measured)s on the last day.",
                **words,
            )
        return self.env._(
            "%(service)s: one visitor in ten waited more than %(promised)s minutes, "
            "%(days)s days running; %(measured)s minutes on the last day.",
            **words,
        )
