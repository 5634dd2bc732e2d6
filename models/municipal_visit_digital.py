from datetime import datetime, time

from psycopg2.errors import UniqueViolation
from pytz import timezone, utc

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError

from ..engine.figures_file import parse_count, parse_day
from .municipal_visit_tally import TALLY_STEPS
from .refusal import Refusal

#: more of one product in one day is a mistake
MOST_A_DAY = 10000
#: more visits than this are not made in one request
MOST_AT_ONCE = 50000


class MunicipalVisit(models.Model):
    """The digital counter's own figures: so many of a product on a day."""

    _inherit = "municipal.visit"

    @api.model
    def set_digital(self, figures):
        """Take over how often products were arranged at the digital counter.

        Each figure says how many there were that day, not how many were added: sent
        twice it counts once, and a better figure replaces the former.

        :param list figures: dicts with ``product`` (its code), ``day``
            (2026-10-14) and ``count``
        :return: dict with the numbers of visits that were ``added`` and ``removed``
        :raise Refusal: when one of them makes no sense; nothing was written then
        """
        self._check_digital_manager()
        if not isinstance(figures, list):
            raise Refusal(self.env._("Send a list of figures."), "figures")
        figures = [figure if isinstance(figure, dict) else {} for figure in figures]
        codes = [str(figure.get("product") or "") for figure in figures]
        products = self._digital_products(codes)
        wanted = {}
        for number, figure in enumerate(figures, 1):
            product, day, count = self._check_digital(figure, number, products)
            wanted[product, day] = count
        return self._set_digital(wanted)

    @api.model
    def _check_digital_manager(self):
        if not self.env.user.has_group("municipal_appointment.group_manager"):
            raise AccessError(self.env._("Only managers take over figures."))

    @api.model
    def _digital_products(self, codes):
        """Return code -> product of the municipality, for all codes at once."""
        products = self.env["municipal.product"].search(
            [
                ("code", "in", [code for code in codes if code.isprintable()]),
                ("company_id", "=", self.env.company.id),
            ]
        )
        return {product.code: product for product in products}

    @api.model
    def _check_digital(self, figure, number, products):
        """Return the product, day and count of a figure, or say which one is wrong."""
        code = str(figure.get("product") or "")
        day, count = str(figure.get("day")), str(figure.get("count"))
        product = products.get(code)
        if not product:
            why = self.env._("no product has the code “%(code)s”", code=code)
        else:
            why = self._why_no_figure(day, count)
        if why:
            raise Refusal(
                self.env._("Figure %(number)s: %(why)s.", number=number, why=why),
                "figures",
            )
        return product, parse_day(day), parse_count(count)

    @api.model
    def _why_no_figure(self, day, count):
        """Return in words what is wrong with a day and a count; empty if nothing is."""
        parsed, number = parse_day(day), parse_count(count)
        if not parsed or parsed > self._digital_today():
            return self.env._("the day is not one of the past, like 2026-10-14")
        if number is None or number > MOST_A_DAY:
            return self.env._("the count is no number from 0 to %s", MOST_A_DAY)
        return ""

    @api.model
    def _set_digital(self, wanted):
        """Have so many finished visits of each product on each day.

        The number of searches does not depend on how many figures there are.

        :param dict wanted: (product, day) -> count, all of them checked
        :return: dict with the numbers of visits that were ``added`` and ``removed``
        :raise Refusal: when there are too many for one request
        """
        self = self.sudo()
        known = self._known_digital({day for _product, day in wanted})
        self._check_digital_size(wanted, known)
        back, gone, new = [], [], []
        for (product, day), count in wanted.items():
            visits = known.get((product.id, day), [])
            back += [visit for visit in visits[:count] if visit.state == "cancelled"]
            gone += [visit for visit in visits[count:] if visit.state == "finished"]
            new += [
                self._digital_values(product, day, number)
                for number in range(len(visits) + 1, count + 1)
            ]
        self._bring_back_digital(self.union(*back))
        self._take_back_digital(self.union(*gone))
        self._create_digital(new)
        return {"added": len(new) + len(back), "removed": len(gone)}

    @api.model
    def _known_digital(self, days):
        """Return (product id, day) -> the visits of earlier figures, in their order."""
        visits = self.sudo().search_fetch(
            [
                ("request_key", "=like", "digital %"),
                ("company_id", "=", self.env.company.id),
                ("day", "in", list(days)),
            ],
            ["request_key", "state"],
        )
        known = {}
        for visit in visits:
            _digital, product, day, number = visit.request_key.split()
            key = int(product), fields.Date.to_date(day)
            known.setdefault(key, []).append((int(number), visit))
        return {
            key: [visit for _number, visit in sorted(pairs, key=lambda pair: pair[0])]
            for key, pairs in known.items()
        }

    @api.model
    def _check_digital_size(self, wanted, known):
        new = sum(
            max(0, count - len(known.get((product.id, day), [])))
            for (product, day), count in wanted.items()
        )
        if new > MOST_AT_ONCE:
            raise Refusal(
                self.env._(
                    "These are %(new)s contacts at once, and at most %(most)s can be "
                    "taken over. Send a shorter period, and then the next one.",
                    new=new,
                    most=MOST_AT_ONCE,
                ),
                "figures",
            )

    @api.model
    def _create_digital(self, values):
        """Make the visits of figures; who sends the same just now goes first."""
        try:
            visits = self.create(values)
        except UniqueViolation as error:
            # begun again, this request finds what the other one has made
            raise ConcurrencyError(str(error)) from error
        visits._log_digital()

    def _bring_back_digital(self, visits):
        """Count visits again that a former figure took back."""
        for day, some in visits.grouped(lambda v: v.request_key.split()[2]).items():
            moment = self._digital_moment(fields.Date.to_date(day))
            some.write({"state": "finished", "finished_at": moment})
        visits._log("corrected")

    def _take_back_digital(self, visits):
        visits.write({"state": "cancelled", "finished_at": False})
        visits._log("undone")

    @api.model
    def _digital_zone(self):
        return timezone(self.env.company.resource_calendar_id.tz or "UTC")

    @api.model
    def _digital_today(self):
        """Return today as the municipality counts its days, wherever somebody is."""
        now = utc.localize(fields.Datetime.now())
        return now.astimezone(self._digital_zone()).date()

    @api.model
    def _digital_moment(self, day):
        """Return noon: of a digital counter only the day is known."""
        noon = self._digital_zone().localize(datetime.combine(day, time(12)))
        return min(
            noon.astimezone(utc).replace(tzinfo=None),
            fields.Datetime.now(),
        )

    @api.model
    def _digital_values(self, product, day, number):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        line = {"product_id": product.id, "quantity": 1, "delivered": 1}
        moment = self._digital_moment(day)
        return {
            "name": channels["digital"],
            "channel": "digital",
            "state": "finished",
            "service_id": product.service_id.id,
            "arrival": moment,
            "started_at": moment,
            "finished_at": moment,
            "inaccurate": True,
            "request_key": f"digital {product.id} {day} {number}",
            "line_ids": [Command.create(line)],
        }

    def _log_digital(self):
        self.env["municipal.visit.event"].create(
            [
                {"visit_id": visit.id, "step": step, "moment": visit.arrival}
                for visit in self
                for step in TALLY_STEPS
            ]
        )
