from odoo import fields, models

from ..common.wording import range_in_words

#: calls that a visitor who was in the corridor can look up
LAST_CALLS = 6


class MunicipalScreen(models.Model):
    """What a display shows: everything, so that who missed a message misses nothing."""

    _inherit = "municipal.screen"

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
        today = fields.Date.context_today(self.with_context(tz=self.location_id.tz))
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
