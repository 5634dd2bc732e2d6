from datetime import timedelta

from pytz import utc

from odoo import api, fields, models
from odoo.tools import SQL

from .missing import DAYS, Missing


class MunicipalProduct(models.Model):
    """Whether a product can be shown to citizens, and what is missing.

    The one rule for its form, the list, the button that puts it on the website and the
    page that checks a town.
    """

    _name = "municipal.product"
    _inherit = ["municipal.product", "municipal.catalogue.mixin"]

    untranslated = fields.Char(
        string="Not translated into", compute="_compute_untranslated"
    )

    @api.model
    def _readiness_fields(self):
        return [
            *super()._readiness_fields(),
            "active",
            "booking",
            "calendar_id",
            "digital_url",
            "duration",
            "name",
            "service_id.appointment_enabled",
            "type_id.active",
            "type_id.published",
            "untranslated",
            "walk_in",
        ]

    def _missing(self):
        """Return what is missing before citizens can be shown this product."""
        self.ensure_one()
        if not self.service_id:
            return [Missing("type", self.env._("It has no appointment type."))]
        checks = (
            self._missing_in_type,
            self._missing_ways,
            self._missing_desks,
            self._missing_hours,
            self._missing_texts,
        )
        return [missing for check in checks for missing in check()]

    def _missing_in_type(self):
        env, type_ = self.env, self.type_id
        if not self.active:
            yield Missing("active", env._("It is archived."))
        if not type_.active:
            yield Missing(
                "type_active",
                env._("Its appointment type “%(type)s” is archived.", type=type_.name),
            )
        elif not type_.published:
            words = env._(
                "Its appointment type “%(type)s” is not on the website.",
                type=type_.name,
            )
            yield Missing("type_published", words)

    def _missing_ways(self):
        """A product that nobody books, fetches or does online is had by nobody."""
        received = self.booking != "none" or self.walk_in != "never"
        if not received and not self.digital_url:
            words = self.env._(
                "Nobody can have it: it is not booked, not received without "
                "appointment and not at the digital counter."
            )
            yield Missing("way", words)
        if self.booking == "online" and not self.service_id.appointment_enabled:
            words = self.env._(
                "The service %(service)s does not receive by appointment yet.",
                service=self.service_id.name,
            )
            yield Missing("service", words)

    def _missing_desks(self):
        if self._is_received() and not self.type_id._candidate_combinations(self):
            yield Missing("desk", self.env._("No desk receives visitors for it."))

    def _missing_hours(self):
        """Whoever books must find a day; who comes without appointment an hour."""
        if not self._is_received():
            return
        if self.booking != "none":
            yield from self._missing_booked_hours()
        elif not self._has_walk_in_hours():
            words = self.env._(
                "In the next %(days)s days there are no hours without appointment.",
                days=DAYS,
            )
            yield Missing("hours", words)

    def _missing_booked_hours(self):
        longest = self._longest_hours()
        if not longest:
            words = self.env._(
                "In the next %(days)s days there are no hours by appointment.",
                days=DAYS,
            )
            yield Missing("hours", words)
        elif longest < self.duration:
            words = self.env._(
                "It takes %(minutes)s minutes, and is never open that long: at most "
                "%(longest)s minutes on end.",
                minutes=self.duration,
                longest=longest,
            )
            yield Missing("too_long", words)

    def _is_received(self):
        """Tell whether somebody comes to a desk for it."""
        return self.booking != "none" or self.walk_in != "never"

    def _longest_hours(self):
        """Return for how many minutes on end it is open by appointment, at most."""
        type_ = self.type_id._origin
        if self == self._origin:
            opened = type_._opened(type_.id, self._ids, *self._ahead())
        else:
            # not saved yet: nothing is remembered of what it is in the form
            opened = type_._open_intervals(*self._ahead(), self)
        return max((stop - start for start, stop in opened), default=0)

    def _has_walk_in_hours(self):
        if self.walk_in == "quick_counter":
            return bool(self.type_id._open_days(*self._ahead()))
        return bool(self.type_id._walk_in_intervals(self, *self._ahead()))

    def _ahead(self):
        """Return between which midnights, aware, somebody must be received."""
        type_, now = self.type_id._origin, utc.localize(fields.Datetime.now())
        return type_._days_of(now, now + timedelta(days=DAYS))

    def _missing_texts(self):
        """A page in a language shows another one where there is no text in it."""
        if self.untranslated:
            words = self.env._(
                "Its name is not translated: %(languages)s.",
                languages=self.untranslated,
            )
            yield Missing("translation", words, needed=False)

    @api.depends("name", "company_id")
    def _compute_untranslated(self):
        written = self._origin._written_in("name")
        languages = self._website_languages()
        for product in self:
            known = written.get(product._origin.id, ())
            lacking = [
                name
                for code, name in languages.get(product.company_id.id, ())
                if code not in known
            ]
            product.untranslated = ", ".join(lacking)

    def _website_languages(self):
        """Return the languages of the websites of towns: company -> (code, name)."""
        websites_sudo = self.env["website"].sudo()
        found = {}
        for website in websites_sudo.search(
            [("company_id", "in", self.company_id.ids)]
        ):
            known = found.setdefault(website.company_id.id, {})
            known.update(
                website.language_ids.mapped(lambda lang: (lang.code, lang.name))
            )
        return {company_id: list(known.items()) for company_id, known in found.items()}

    def _written_in(self, name):
        """Return in which languages a text of these stands: id -> code -> text.

        Read as it is stored: Odoo answers in English where there is no translation.
        """
        if not self:
            return {}
        self.flush_recordset([name])
        query = SQL(
            "SELECT id, %s FROM municipal_product WHERE id = ANY(%s)",
            SQL.identifier(name),
            self.ids,
        )
        return {id_: stored or {} for id_, stored in self.env.execute_query(query)}
