import logging
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ...engine import flemish_days, forecast_hours
from ...engine.forecast import learn
from .hours_known import clock
from .municipal_forecast_score import AHEAD
from .series import series_of

_logger = logging.getLogger(__name__)


class MunicipalForecast(models.Model):
    """Making the forecasts, at night, one service after the other."""

    _inherit = "municipal.forecast"

    @api.model
    def _cron_forecast(self):
        """Make the forecasts of all towns.

        Every service is committed: what is killed goes on where it was.
        """
        commit_progress = self.env["ir.cron"]._commit_progress
        services = self._services_to_forecast()
        commit_progress(remaining=len(services))
        for service in services:
            self._try_service(service)
            if not commit_progress(1):
                return

    @api.model
    def _services_to_forecast(self):
        """Return the services of which no forecast was made today."""
        services = self.env["municipal.service"].search(
            Domain.TRUE, order="company_id, id"
        )
        return services.filtered(lambda each: each._is_forecast_due())

    @api.model
    def _try_service(self, service):
        """Make the forecast of a service; one that fails keeps no other waiting."""
        try:
            with self.env.cr.savepoint():
                self._make_service(service)
        except Exception:
            self.env.invalidate_all(flush=False)
            _logger.exception("No forecast of service %s could be made", service.id)

    @api.model
    def _make_service(self, service, look_back=True):
        """Compare what was said of a service with what came, and say what will come.

        :param bool look_back: work out what would have been said, if nothing was yet
        """
        today = service.company_id._today()
        last = today + timedelta(weeks=service.company_id.municipal_forecast_weeks)
        self._forget(service, today)
        for series in series_of(service, today, last):
            self._move_in(series)
            past = self._of_series(series) & Domain("day", "<", today)
            if look_back and not self.search_count(past, limit=1):
                self._look_back(series)
            self._compare(series)
            self._make(series)
        service.forecast_made_on = today

    @api.model
    def _forget(self, service, today):
        """Drop what was said of half-hours that are over: they are not compared."""
        self.env["municipal.forecast.half.hour"].search(
            [("service_id", "=", service.id), ("day", "<", today)]
        ).unlink()

    @api.model
    def _move_in(self, series):
        """Let what was said while no building was known be about the first one."""
        nowhere = [("service_id", "=", series.service.id), ("location_id", "=", False)]
        if series.location and not self.search_count(self._of_series(series), limit=1):
            rows = self.search(nowhere)
            rows.location_id = rows.half_hour_ids.location_id = series.location

    @api.model
    def _of_series(self, series):
        """Return the domain of the rows of a series."""
        mine = Domain("service_id", "=", series.service.id)
        return mine & Domain("location_id", "=", series.location.id)

    @api.model
    def _make(self, series):
        """Write what is expected of each open day to come, and of its half-hours."""
        expected = self._expected(series)
        ahead = self._of_series(series) & Domain("day", ">=", series.today)
        known = {row.day: row for row in self.search(ahead)}
        for day in known.keys() - expected.keys():
            known.pop(day).unlink()
        values = {day: self._day_values(series, each) for day, each in expected.items()}
        for day in values.keys() & known.keys():
            known[day].write(values[day])
        new = self.create(
            [
                self._keys(series, day) | values[day]
                for day in values
                if day not in known
            ]
        )
        rows = known | {row.day: row for row in new}
        self._write_half_hours(series, rows, expected)

    @api.model
    def _expected(self, series):
        """Return day -> what the engine expects of it, its agenda known."""
        forecaster, found = learn(series.history), {}
        for day in sorted(series.to_come):
            expected, part = forecaster.expected(day), series.parts.get(day.weekday())
            if expected.reason is None and part:
                lead = (day - series.today).days
                expected = series.pace.adjust(expected, lead, series.booked[day], part)
            found[day] = expected
        return found

    @api.model
    def _keys(self, series, day):
        return {
            "day": day,
            "weekday": str(day.isoweekday()),
            "service_id": series.service.id,
            "location_id": series.location.id,
            "company_id": series.service.company_id.id,
        }

    @api.model
    def _kinds(self, series, day):
        kinds = flemish_days.kinds(day, series.history.closed)
        return " ".join(sorted(kinds))

    @api.model
    def _day_values(self, series, expected):
        told = expected.reason is None
        values = {
            "made_on": series.today,
            "kinds": self._kinds(series, expected.day),
            "reason": expected.reason,
            "unknown": int(not told),
            **self._numbers(expected, ("expected", "low", "high")),
        }
        if (expected.day - series.today).days >= AHEAD:
            week = ("week_expected", "week_low", "week_high")
            values |= self._numbers(expected, week)
            naive = series.naive(expected.day, series.today) if told else None
            values["naive"] = naive
        return values

    @api.model
    def _numbers(self, expected, names):
        """Return the number and its range, or nothing where there is a reason."""
        numbers = (expected.visitors, expected.low, expected.high)
        if expected.reason is not None:
            numbers = (None, None, None)
        return dict(zip(names, numbers, strict=True))

    @api.model
    def _write_half_hours(self, series, rows, expected):
        """Write the half-hours of the days to come anew."""
        halves = self.env["municipal.forecast.half.hour"]
        self.browse(row.id for row in rows.values()).half_hour_ids.unlink()
        profile = forecast_hours.learn(series.history, series.hours)
        halves.create(
            [
                {
                    **self._keys(series, day),
                    "forecast_id": rows[day].id,
                    "half_hour": clock(half.start),
                    **self._numbers_of_half(half, each),
                }
                for day, each in expected.items()
                for half in profile.divide(series.history, each, series.to_come[day])
            ]
        )

    @api.model
    def _numbers_of_half(self, half, expected):
        numbers = (half.visitors, half.low, half.high)
        if expected.reason is not None:
            numbers = (None, None, None)
        return dict(zip(("expected", "low", "high"), numbers, strict=True))
