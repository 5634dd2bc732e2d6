from odoo import api, fields, models

from ...engine import periods
from .municipal_visit_correction import CORRECTED_MOMENTS
from .municipal_visit_periods import (
    ABSENT,
    counted_half_hour,
    measured_values,
    stored_periods,
)
from .municipal_visit_steps import FACTS, with_lines

#: what is computed of the rest
COMPUTED = (
    "day",
    "half_hour",
    "lead_days",
    "expected",
    "company_id",
    "waiting_minutes",
    "walking_minutes",
    "handling_minutes",
    "paused_minutes",
    "left_stage",
)
MEASURED = (
    "waiting_minutes",
    "walking_minutes",
    "handling_minutes",
    "paused_minutes",
    "left_stage",
)


class MunicipalVisit(models.Model):
    """What the log alone says of a visit, compared with what the visit says."""

    _inherit = "municipal.visit"

    @api.model
    def _compared_fields(self):
        return [
            "state",
            *CORRECTED_MOMENTS,
            "day",
            "half_hour",
            "company_id",
            *MEASURED,
            *FACTS,
            "line_ids",
            "period_ids",
        ]

    def _differences(self):
        """Return where visits do not say what their log says.

        :return: dict visit -> field -> (what the visit says, what the log says)
        """
        self.event_ids.fetch(["step", "moment", "desk_id", "user_id", "after"])
        found = {}
        for visit in self:
            logged = visit._logged()
            stored = {name: visit._stored(name) for name in logged}
            differ = {
                name: (stored[name], value)
                for name, value in logged.items()
                if stored[name] != value
            }
            if differ:
                found[visit] = differ
        return found

    def _stored(self, name):
        """Return what the visit says, as the log would."""
        if name == "line_ids":
            return self._plain_lines()
        if name == "period_ids":
            return [period._plain() for period in self.period_ids.sorted("number")]
        many2one = self._fields[name].type == "many2one"
        return self[name].id if many2one else self[name]

    def _logged(self):
        """Return what the log says of a visit, as far as it does."""
        self.ensure_one()
        told = self._logged_course()
        moments = told.moments()
        facts = self._logged_facts(told)
        planned = facts.get("planned_start", self.planned_start)
        channel = facts.get("channel", self.channel)
        found = periods.periods(
            told.steps if told.state not in ABSENT else (),
            planned if channel == "appointment" else None,
        )
        measured = periods.measure(found)
        inaccurate = facts.get("inaccurate", self.inaccurate)
        arrival = moments.get("checked_in")
        expected = planned or arrival
        return {
            "state": told.state or False,
            **{
                name: moments.get(step) or False
                for name, step in CORRECTED_MOMENTS.items()
            },
            "day": bool(expected) and self._local(expected).date(),
            "half_hour": counted_half_hour(channel, expected, arrival, self._local),
            "company_id": self.service_id.company_id.id,
            **self._rounded(measured_values(measured, inaccurate)),
            **facts,
            "left_stage": periods.left_during(found, told.state) or False,
            "period_ids": stored_periods(
                found,
                inaccurate,
                facts.get("service_id", self.service_id.id),
                self.service_id.company_id.id,
            ),
        }

    def _logged_facts(self, told):
        """Return facts of the log as the fields of the visit hold them.

        Until the visitor comes a visit follows its booking, without a step for each
        change; the appointment time alone is in the log then.
        """
        names = ("planned_start",) if told.state == "booked" else FACTS
        known = {name: told.facts[name] for name in names if name in told.facts}
        if known.get("planned_start"):
            known["planned_start"] = fields.Datetime.to_datetime(known["planned_start"])
        if "lines" in told.facts:
            known["line_ids"] = told.facts["lines"]
        return known

    def _rounded(self, values):
        """Return minutes as their fields keep them."""
        return {
            name: self._fields[name].convert_to_record(
                self._fields[name].convert_to_cache(value, self), self
            )
            for name, value in values.items()
        }

    def _compared_in_words(self, name, value):
        """Return a value as the list of differences shows it."""
        if name == "line_ids":
            products_sudo = self.env["municipal.product"].sudo()
            return ", ".join(
                f"{products_sudo.browse(line['product_id']).exists().name} "
                f"{line['delivered']}/{line['quantity']}"
                for line in value
            )
        if name == "period_ids":
            return self._periods_in_words(value)
        field = self._fields[name]
        if field.type == "many2one":
            return self.env[field.comodel_name].sudo().browse(value).display_name or ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "datetime":
            return value and self._local(value).strftime("%Y-%m-%d %H:%M:%S")
        return "" if value is False and field.type != "boolean" else str(value)

    def _periods_in_words(self, found):
        """Return periods as the list of differences shows them: Waiting 09:00–09:10."""
        kinds = dict(
            self.env["municipal.visit.period"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        return ", ".join(
            f"{kinds.get(period.kind, period.kind)} {self._clock(period.start)}"
            f"–{self._clock(period.stop)}"
            for period in found
        )

    def _clock(self, moment):
        return self._local(moment).strftime("%H:%M:%S") if moment else ""

    def _repair(self, user):
        """Say what the log says; what stood there stays in the log.

        :param user: who decided it
        """
        self.ensure_one()
        logged = self._logged()
        if not logged["state"]:
            return
        before = {self: self._course(lines=True) | {"channel": self.channel}}
        lines = logged.pop("line_ids", None)
        # they follow the line of the log that the repair writes
        del logged["period_ids"]
        values = {
            name: value
            for name, value in logged.items()
            if name not in COMPUTED and self._stored(name) != value
        }
        if lines is not None and lines != self._plain_lines():
            values["lines"] = lines
        self.write(with_lines(values))
        for name in COMPUTED:
            self.env.add_to_compute(self._fields[name], self)
        self.with_user(user).sudo()._log("repaired", before=before)
