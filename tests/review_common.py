"""A review of hours: six weeks of visits, and what is drawn beside them."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from .figures_common import FiguresCase

#: Monday 31 August 2026, nine o'clock in Brussels
FIRST = datetime(2026, 8, 31, 7, 0)
DAYS = [FIRST + timedelta(days=day) for day in range(40)]
OPEN = [moment for moment in DAYS if moment.isoweekday() <= 5]
#: visitors of a day, a quarter of an hour after each other
VISITORS = 6
LINES = [[day, 540, 720, "both"] for day in range(5)]


class ReviewCase(FiguresCase):
    """Thirty days of six visitors: by appointment, and on Tuesday without."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        (cls.manager | cls.clerk).write({"lang": "en_US", "tz": "Europe/Brussels"})
        cls.env["municipal.opening"].search([("type_id", "=", cls.type.id)]).unlink()
        for moment in OPEN:
            for number in range(VISITORS):
                cls.visitor(moment + timedelta(minutes=15 * number))
        cls.env.flush_all()

    @classmethod
    def visitor(cls, moment):
        if moment.isoweekday() == 2:
            times = {"called_at": 8, "started_at": 9, "finished_at": 19, "arrival": 0}
            lines = [(cls.passport, 1, 1)]
            return cls.visit(None, lines, at=moment, channel="walk_in", **times)
        return cls.served(moment)

    @classmethod
    def answered(cls, *scores):
        """Let visitors of the first day say how it was."""
        ratings = cls.env["rating.rating"]
        visits = cls.env["municipal.visit"].search(
            [("service_id", "=", cls.service.id)], order="id", limit=VISITORS
        )
        for visit, score in zip(visits, scores, strict=False):
            values = ratings._prepare_for_visit(visit, "page")
            ratings.create({**values, "rating": score, "consumed": True})
        cls.env.flush_all()

    @classmethod
    def review(cls, **values):
        """Return a review as a manager begins it."""
        return (
            cls.env["municipal.review"]
            .with_user(cls.manager)
            .create(
                {
                    "name": "Hours of autumn",
                    "service_ids": cls.service.ids,
                    "date_from": date(2026, 8, 31),
                    "date_to": date(2026, 10, 9),
                    "weeks": 4,
                    "repetitions": 4,
                    **values,
                }
            )
        )

    @classmethod
    def frozen(cls, **values):
        review = cls.review(**values)
        review.action_freeze()
        return review

    @classmethod
    def draw(cls, review, lines=None, name="Longer", **values):
        """Return another alternative, as the grid writes it."""
        week = {"lines": LINES if lines is None else lines, "desks": {}}
        return (
            cls.env["municipal.review.alternative"]
            .with_user(cls.manager)
            .create({"review_id": review.id, "name": name, "week": week, **values})
        )

    @classmethod
    def decide(cls, review, alternative, **values):
        review.write(
            {
                "accepted_id": alternative.id,
                "reasons": "Fewer people wait.",
                "decided_by": "College",
                "decided_on": date(2026, 10, 12),
                "valid_from": date(2026, 10, 13),
                **values,
            }
        )
        review.action_decide()

    def run_jobs(self, seconds=1e9):
        """Let the scheduled action work, without commits."""
        left = [seconds] if isinstance(seconds, float) else list(seconds)

        def commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
            cron.env.flush_all()
            return left.pop(0) if len(left) > 1 else left[0]

        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", commit_progress):
            self.env["municipal.job.mixin"]._cron_jobs()
        self.env.flush_all()
        self.env.invalidate_all()
