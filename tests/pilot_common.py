"""A pilot of ten weeks to evaluate."""

from datetime import date, datetime, timedelta

from .figures_common import FiguresCase

REPORT = "municipal_appointment.pilot_page"
#: the first Monday of each period, nine o'clock in Brussels
BEFORE = datetime(2026, 8, 3, 7, 0)
GUIDANCE = datetime(2026, 8, 31, 7, 0)
APPOINTMENTS = datetime(2026, 9, 14, 7, 0)
#: four, two and four weeks
PERIODS = [
    (date(2026, 8, 3), date(2026, 8, 30)),
    (date(2026, 8, 31), date(2026, 9, 13)),
    (date(2026, 9, 14), date(2026, 10, 11)),
]


class PilotCase(FiguresCase):
    """A pilot of ten weeks: nothing, then guidance, then appointments too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service.write(
            {
                "guidance_from": GUIDANCE.date(),
                "appointment_from": APPOINTMENTS.date(),
            }
        )

    def weeks(self, first, count, visits, **values):
        """Make some visits on each working day of some weeks, and return them."""
        found = []
        for day in range(7 * count):
            moment = first + timedelta(days=day)
            if moment.isoweekday() > 5:
                continue
            for number in range(visits):
                at = moment + timedelta(minutes=10 * number)
                if values.get("channel") == "walk_in":
                    found.append(self.served(None, at=at, **self.minutes(at, values)))
                else:
                    found.append(self.served(at, **values))
        return found

    @staticmethod
    def minutes(moment, values):
        """Return values of a visit without appointment: minutes after a moment."""
        times = {"arrival": 0, "called_at": 2, "started_at": 3, "finished_at": 13}
        return {
            key: moment + timedelta(minutes=value) if key in times else value
            for key, value in (times | values).items()
        }

    def usual(self):
        """Before: three visitors a day wait long. With appointments: six, not long."""
        slow = {"channel": "walk_in", "called_at": 20, "started_at": 20}
        slow["finished_at"] = 30
        self.weeks(BEFORE, 4, 3, **slow)
        self.weeks(GUIDANCE, 2, 3, channel="walk_in")
        found = self.weeks(APPOINTMENTS, 4, 6)
        self.env.flush_all()
        return found

    def answer(self, visits, scores):
        ratings = self.env["rating.rating"]
        for visit, score in zip(visits, scores, strict=False):
            values = ratings._prepare_for_visit(visit, "page")
            ratings.create({**values, "rating": score, "consumed": True})

    def day_ends(self, first, *scores):
        """Let staff of the service say how each of some days was."""
        self.env["municipal.day.end"].create(
            [
                {
                    "day": first.date() + timedelta(days=number),
                    "company_id": self.company.id,
                    "location_id": self.location.id,
                    "service_id": self.service.id,
                    "score": score,
                }
                for number, score in enumerate(scores)
            ]
        )

    def wizard(self, user=None, **values):
        return (
            self.env["municipal.pilot.page"]
            .with_user(user or self.manager)
            .with_context(lang="en_US")
            .create(
                {
                    "service_id": self.service.id,
                    "date_from": PERIODS[0][0],
                    "date_to": PERIODS[-1][1],
                    **values,
                }
            )
        )

    def page(self, **values):
        self.env.flush_all()
        self.env.invalidate_all()
        wizard = self.wizard(**values)
        wizard.action_show()
        report = self.env[f"report.{REPORT}"].with_env(wizard.env)
        [page] = report._get_report_values(wizard.ids)["pages"]
        return page

    def cells(self, page, label):
        """Return what a row says: texts with what differs behind them."""
        rows = [one for one in page["rows"] if one["label"] == label and one["cells"]]
        return [
            " ".join(filter(None, [cell["text"], cell["small"], cell["mark"]]))
            for row in rows
            for cell in row["cells"]
        ]
