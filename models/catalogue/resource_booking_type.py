from datetime import timedelta

from pytz import utc

from odoo import api, fields, models

from ...engine.ticks import begin_of_day
from .missing import DAYS, Missing

HOURS_OF_DAY = 24


class ResourceBookingType(models.Model):
    """Whether the products of a type can be shown to citizens, and what is missing."""

    _name = "resource.booking.type"
    _inherit = ["resource.booking.type", "municipal.catalogue.mixin"]

    @api.model
    def _readiness_fields(self):
        return [
            *super()._readiness_fields(),
            "active",
            "combination_rel_ids.combination_id",
            "horizon_days",
            "lead_hours",
            "online_percent",
            "opening_ids.calendar_id",
            "product_ids.active",
            "product_ids.booking",
            "resource_calendar_id",
            "service_id.appointment_enabled",
        ]

    def _names_in(self, langs):
        """Return the names of a type in some languages, without repeating any."""
        self.ensure_one()
        names = [self.with_context(lang=lang).name for lang in langs]
        return tuple(dict.fromkeys(names))

    def _missing(self):
        """Return what is missing before citizens can be shown its products."""
        self.ensure_one()
        if not self.service_id:
            # one of upstream: it has no page of ours
            return []
        checks = (
            self._missing_parts,
            self._missing_hours,
            self._missing_online,
            self._missing_sender,
        )
        return [missing for check in checks for missing in check()]

    def _missing_parts(self):
        env = self.env
        if not self.active:
            yield Missing("active", env._("It is archived."))
        if not self.product_ids.filtered("active"):
            yield Missing("products", env._("It has no products."))
        if not self._candidate_combinations():
            yield Missing("desk", env._("No desk receives its visitors."))

    def _missing_hours(self):
        now = utc.localize(fields.Datetime.now())
        if not self._open_days(now, now + timedelta(days=DAYS)):
            words = self.env._(
                "In the next %(days)s days nobody is received: it has no "
                "opening hours.",
                days=DAYS,
            )
            yield Missing("hours", words)

    def _missing_online(self):
        """What citizens book on the website must leave them a slot at all."""
        if "online" not in self.product_ids.filtered("active").mapped("booking"):
            return
        env = self.env
        if self.lead_hours >= self.horizon_days * HOURS_OF_DAY:
            words = env._(
                "Nobody can book online: it asks %(hours)s hours ahead, and goes no "
                "further than %(days)s days.",
                hours=f"{self.lead_hours:g}",
                days=self.horizon_days,
            )
            yield Missing("lead", words)
        if not self.online_percent:
            words = env._(
                "Nobody can book online: 0 percent of the desks is offered there."
            )
            yield Missing("quota", words)

    def _is_open_on(self, day):
        """Tell whether visitors are received on a local day, in whatever way."""
        zone = self._tz()
        begin, end = (begin_of_day(one, zone) for one in (day, day + timedelta(days=1)))
        return bool(self._open_days(begin, end))

    def _missing_sender(self):
        """Mails are not needed to be shown, and visitors miss them."""
        if self.service_id.sender_missing:
            words = self.env._(
                "No mail can be sent: give the service %(service)s an e-mail address.",
                service=self.service_id.name,
            )
            yield Missing("sender", words, needed=False)
