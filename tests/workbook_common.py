"""A workbook that is made in the background, batch by batch."""

from datetime import datetime
from unittest.mock import patch

from ..models.figures import municipal_workbook
from ..wizards.figures import municipal_visit_export
from .figures_common import FiguresCase
from .workbook_reader import Workbook


class WorkbookCase(FiguresCase):
    """Five visits on four days, of which two fit in a batch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.email = "manager@example.com"
        for day, hour in ((2, 8), (3, 8), (3, 9), (5, 8), (6, 8)):
            cls.served(datetime(2026, 2, day, hour), service_id=cls.service.id)
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.seconds = [1e9] * 30
        for target, name, value in (
            (municipal_visit_export, "MAX_ROWS", 2),
            (municipal_workbook, "BATCH", 2),
            (type(self.env["ir.cron"]), "_commit_progress", self._commit_progress()),
        ):
            self.startPatcher(patch.object(target, name, value))

    def _commit_progress(self):
        def commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
            cron.env.flush_all()
            return self.seconds.pop(0)

        return commit_progress

    def begin(self, user=None, **values):
        """Begin a workbook as a manager does it, in the dialog."""
        wizard = self.env["municipal.visit.export"].with_user(user or self.manager)
        values = {
            "period": "own",
            "date_from": "2026-02-01",
            "date_to": "2026-02-28",
            "service_ids": self.service.ids,
        } | values
        action = wizard.create(values).action_export()
        return wizard.env["municipal.workbook"].browse(action["res_id"])

    def run_cron(self):
        self.env["municipal.job.mixin"]._cron_jobs()
        self.env.flush_all()

    def book(self, workbook):
        """Return the file of a workbook as its reader gets it."""
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", workbook._name),
                ("res_id", "=", workbook.id),
                ("res_field", "=", "file"),
            ]
        )
        return Workbook(attachment.raw)

    def parts(self, workbook):
        domain = [("res_model", "=", workbook._name), ("res_id", "=", workbook.id)]
        return self.env["ir.attachment"].search(domain)
