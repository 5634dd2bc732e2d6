from datetime import date, datetime, time

from pytz import timezone, utc

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError

from .municipal_visit_tally import TALLY_STEPS
from .refusal import Refusal

#: more of one product in one day is a mistake
MOST_A_DAY = 10000


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
        if not self.env.user.has_group("municipal_appointment.group_manager"):
            raise AccessError(self.env._("Only managers take over figures."))
        if not isinstance(figures, list):
            raise Refusal(self.env._("Send a list of figures."), "figures")
        checked = [
            self._check_digital(figure, number)
            for number, figure in enumerate(figures, 1)
        ]
        result = {"added": 0, "removed": 0}
        for product, day, count in checked:
            added, removed = self.sudo()._set_digital_day(product, day, count)
            result["added"] += added
            result["removed"] += removed
        return result

    @api.model
    def _check_digital(self, figure, number):
        """Return the product, day and count of a figure, or say which one is wrong."""
        figure = figure if isinstance(figure, dict) else {}
        code = str(figure.get("product") or "")
        product = code and self.env["municipal.product"].search(
            [("code", "=", code), ("company_id", "=", self.env.company.id)], limit=1
        )
        if not product:
            words = self.env._("no product has the code “%(code)s”", code=code)
        elif not (day := self._digital_day(figure.get("day"))):
            words = self.env._("the day is not one of the past, like 2026-10-14")
        elif (count := self._digital_count(figure.get("count"))) is None:
            words = self.env._("the count is no number from 0 to %s", MOST_A_DAY)
        else:
            return product, day, count
        raise Refusal(
            self.env._("Figure %(number)s: %(why)s.", number=number, why=words),
            "figures",
        )

    @api.model
    def _digital_day(self, text):
        try:
            day = date.fromisoformat(str(text))
        except ValueError:
            return None
        return day if day <= fields.Date.context_today(self) else None

    @api.model
    def _digital_count(self, value):
        try:
            count = int(str(value))
        except ValueError:
            return None
        return count if 0 <= count <= MOST_A_DAY else None

    @api.model
    def _set_digital_day(self, product, day, count):
        """Have so many finished visits of a product on a day.

        :return: pair of numbers: added, removed
        """
        key = f"digital {product.id} {day} "
        known = self.search([("request_key", "=like", f"{key}%")]).sorted(
            lambda visit: int(visit.request_key.removeprefix(key))
        )
        moment = self._digital_moment(day)
        back = known[:count].filtered(lambda visit: visit.state == "cancelled")
        back.write({"state": "finished", "finished_at": moment})
        back._log("corrected")
        gone = known[count:].filtered(lambda visit: visit.state == "finished")
        gone.write({"state": "cancelled", "finished_at": False})
        gone._log("undone")
        new = self.create(
            [
                {
                    **self._digital_values(product, moment),
                    "request_key": f"{key}{number}",
                }
                for number in range(len(known) + 1, count + 1)
            ]
        )
        new._log_digital(moment)
        return len(new) + len(back), len(gone)

    @api.model
    def _digital_moment(self, day):
        """Return noon: of a digital counter only the day is known."""
        zone = timezone(self.env.company.resource_calendar_id.tz or "UTC")
        noon = zone.localize(datetime.combine(day, time(12)))
        return min(
            noon.astimezone(utc).replace(tzinfo=None),
            fields.Datetime.now(),
        )

    @api.model
    def _digital_values(self, product, moment):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        line = {"product_id": product.id, "quantity": 1, "delivered": 1}
        return {
            "name": channels["digital"],
            "channel": "digital",
            "state": "finished",
            "service_id": product.service_id.id,
            "arrival": moment,
            "started_at": moment,
            "finished_at": moment,
            "inaccurate": True,
            "line_ids": [Command.create(line)],
        }

    def _log_digital(self, moment):
        self.env["municipal.visit.event"].create(
            [
                {"visit_id": visit.id, "step": step, "moment": moment}
                for visit in self
                for step in TALLY_STEPS
            ]
        )
