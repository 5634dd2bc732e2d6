"""Visits to count, and their workbook."""

import json
from datetime import timedelta
from io import BytesIO

from pypdf import PdfReader

from odoo import Command

from .common import MunicipalCase
from .workbook_reader import render

REPORT = "municipal_appointment.visitors_xlsx"


def one_page(case, report, record):
    """Print a report, check that it is one page of A4, and return it with its text.

    :param case: an ``HttpCase`` that is logged in
    """
    # in tests, Odoo prints only when told so
    context = json.dumps({"force_report_rendering": True})
    address = f"/report/pdf/{report}/{record.id}?context={context}"
    answer = case.url_open(address, timeout=60)
    case.assertEqual(answer.headers["Content-Type"], "application/pdf")
    [paper] = PdfReader(BytesIO(answer.content)).pages
    width, height = map(float, paper.mediabox[2:])
    case.assertAlmostEqual(height / width, 297 / 210, 2)
    return paper, " ".join(paper.extract_text().split())


class FiguresCase(MunicipalCase):
    """A town hall in which visits of any kind can be made up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what the demo says under its own years says nothing of these visits
        cls.env["municipal.series.break"].search([]).unlink()

    @classmethod
    def visit(cls, planned=None, lines=None, **values):
        """Create a visit; times are minutes after the appointment time.

        :param planned: appointment time in UTC; without one the visitor just arrives
        :param lines: triples (product, asked, delivered)
        """
        moment = planned or values.pop("at")
        for key in ("arrival", "called_at", "started_at", "finished_at"):
            if isinstance(values.get(key), int | float):
                values[key] = moment + timedelta(minutes=values[key])
        visit = cls.env["municipal.visit"].create(
            {
                "name": f"TEST-{moment:%d%H%M}",
                "channel": "appointment",
                "state": "finished" if values.get("finished_at") else "booked",
                "service_id": cls.service.id,
                "location_id": cls.location.id,
                "planned_start": planned,
                "line_ids": [
                    Command.create(
                        {"product_id": product.id, "quantity": asked, "delivered": got}
                    )
                    for product, asked, got in lines or []
                ],
                **values,
            }
        )
        cls.log(visit)
        return visit

    @classmethod
    def log(cls, visit):
        """Tell the visit in its log too, on which its minutes rest."""
        end = "left" if visit.state == "left" else "finished"
        moments = {
            "checked_in": visit.arrival,
            "called": visit.called_at,
            "started": visit.started_at,
            end: visit.finished_at,
        }
        cls.env["municipal.visit.event"].create(
            [
                {"visit_id": visit.id, "step": step, "moment": moment}
                for step, moment in moments.items()
                if moment
            ]
        )

    @classmethod
    def served(cls, planned, lines=None, **values):
        """Create a visit that was on time and took ten minutes."""
        times = {"arrival": 0, "called_at": 2, "started_at": 3, "finished_at": 13}
        lines = [(cls.kids_id, 1, 1)] if lines is None else lines
        return cls.visit(planned, lines, **(times | values))

    def rows(self, *visits):
        """Return the rows of visits in the report."""
        self.env.flush_all()
        self.env["municipal.visit.report"].invalidate_model()
        return self.env["municipal.visit.report"].search(
            [("visit_id", "in", [visit.id for visit in visits])], order="id"
        )

    @classmethod
    def export(cls, first, last, user=None, **values):
        """Return the workbook of a period as its user downloads it."""
        env = cls.env(user=user or cls.manager)
        wizard = env["municipal.visit.export"].create(
            {
                "period": "own",
                "date_from": first,
                "date_to": last,
                **values,
            }
        )
        return cls.read_book(wizard)

    @classmethod
    def read_book(cls, wizard):
        """Return the workbook of an export dialog."""
        return render(wizard, f"{wizard.kind}_xlsx")
