from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from . import period
from .figures import Figures
from .tiles import TILES


class MunicipalDashboard(models.AbstractModel):
    """What a manager asks every week, on one screen and in one request."""

    _name = "municipal.dashboard"
    _description = "Figures at a glance"

    @api.model
    def _load(self, choice):
        """Return every tile for a choice of period, service and location.

        :param dict choice: ``period`` (a key of :data:`period.CHOICES`, or ``own`` with
            ``date_from`` and ``date_to``), ``compare`` (``before`` or ``year``),
            ``service_id``, ``location_id``
        """
        figures = self._figures(choice)
        return {
            "period": self._described(figures.period),
            "before": self._described(figures.before),
            "label": self.env._(
                "%(period)s, beside %(before)s",
                period=self._described(figures.period)["label"],
                before=self._described(figures.before)["label"],
            ),
            "scope": figures.scope,
            "services": self._names("municipal.service"),
            "locations": self._names("municipal.location"),
            "notes": [
                {"number": number, "text": note._sentence()}
                for number, note in enumerate(figures.notes, 1)
            ],
            "tiles": [
                {
                    "name": name,
                    **tile(figures).table(),
                    "notes": self._numbers(figures),
                }
                for name, tile in TILES.items()
            ],
        }

    @api.model
    def _figures(self, choice):
        """Return the figures of a choice.

        :raise UserError: of what nobody can choose
        """
        try:
            now, before = self._periods(choice)
            records = [
                self.env[model].browse(int(choice.get(key) or 0) or []).exists()
                for model, key in (
                    ("municipal.service", "service_id"),
                    ("municipal.location", "location_id"),
                )
            ]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise UserError(self.env._("This is no period that exists.")) from error
        for record in records:
            record.check_access("read")
        return Figures(self.env, now, before, *records)

    @api.model
    def _periods(self, choice):
        today = self.env.company._today()
        name = choice.get("period") or "this_quarter"
        if name == "own":
            days = [fields.Date.to_date(choice[k]) for k in ("date_from", "date_to")]
            self._check_own(*days)
            now, before = period.own(*days)
        else:
            now, before = period.named(name, today)
        if choice.get("compare") == "year":
            before = period.year_before(now)
        return now, before

    @api.model
    def _check_own(self, first, last):
        if not first or not last or last < first:
            raise UserError(self.env._("The period ends before it begins."))
        if (last - first).days >= period.MOST_DAYS:
            raise UserError(
                self.env._(
                    "Choose at most a year. Longer periods are under Reporting, "
                    "Visitors."
                )
            )

    @api.model
    def _numbers(self, figures):
        """Return the notes of both periods and of what lies between them."""
        return list(range(1, len(figures.notes) + 1))

    @api.model
    def _described(self, days):
        first, last = (format_date(self.env, day) for day in days)
        return {
            "first": str(days.first),
            "last": str(days.last),
            "domain": days.domain(),
            "label": self.env._("%(first)s to %(last)s", first=first, last=last),
        }

    @api.model
    def _names(self, model):
        records = self.env[model].search(
            [("company_id", "in", self.env.companies.ids)], order="name, id"
        )
        return [{"id": record.id, "name": record.name} for record in records]
