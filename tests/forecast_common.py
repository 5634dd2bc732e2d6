"""Visitors of past weeks, out of which those of the coming ones are expected."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo.addons.base.models.ir_cron import IrCron

from .figures_common import FiguresCase

#: a Monday; the tests stand on it, see ``clock_common.NOW``
TODAY = date(2026, 10, 12)
HALVES = ("09:00", "09:30", "10:00", "10:30", "11:00", "11:30")


class ForecastCase(FiguresCase):
    """A hall with 200 days behind it: six visitors a half-hour, twice on Monday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forecasts = cls.env["municipal.forecast"]
        cls.history = cls.env["municipal.history.import"].create(
            {"name": "Before", "company_id": cls.company.id, "state": "done"}
        )
        cls.days = [
            day
            for number in range(280, 0, -1)
            if (day := TODAY - timedelta(days=number)).weekday() < 5
        ]
        leaves = cls.env["resource.calendar.leaves"]
        leaves.search([]).unlink()
        leaves.create(
            {
                "name": "Armistice Day",
                "date_from": "2026-11-11 00:00:00",
                "date_to": "2026-11-11 22:00:00",
                "company_id": cls.company.id,
            }
        )

    @classmethod
    def count(cls, days, visitors=6, service=None):
        """Count visitors of past days, twice as many on Mondays."""
        service = service or cls.service
        cls.env["municipal.history.figure"].create(
            [
                {
                    "import_id": cls.history.id,
                    "company_id": service.company_id.id,
                    "day": day,
                    "half_hour": half,
                    "hour": half[:2],
                    "service_id": service.id,
                    "channel": "walk_in",
                    "count": visitors * (1 if day.weekday() else 2),
                }
                for day in days
                for half in HALVES
            ]
        )
        cls.env.flush_all()

    def make(self, service=None, look_back=False):
        """Make the forecasts of a service; return those of days to come."""
        service = service or self.service
        self.forecasts._make_service(service, look_back)
        return self.coming(service)

    def coming(self, service=None):
        return self.forecasts.search(
            [
                ("service_id", "=", (service or self.service).id),
                ("day", ">=", service.company_id._today() if service else TODAY),
            ]
        )

    def on(self, day, rows=None):
        rows = self.coming() if rows is None else rows
        return rows.filtered(lambda row: row.day == day)

    def run_cron(self, time_left=60):
        with patch.object(IrCron, "_commit_progress", return_value=time_left):
            self.forecasts._cron_forecast()
