from odoo import api, models

from .facts import Facts
from .pictures import pictures
from .sentences import Sentences


class CollegePage(models.AbstractModel):
    """What the page for the college is filled with."""

    _name = "report.municipal_appointment.college_page"
    _inherit = ["municipal.page.mixin"]
    _description = "One page for the college"
    _chosen_in = "municipal.college.page"

    @api.model
    def _page(self, chosen):
        dashboard = self.env["municipal.dashboard"]
        figures = dashboard._figures(chosen._choice())
        facts = Facts(figures)
        sentences = Sentences(facts)
        return {
            "title": self.env._(
                "Visitors of %(owner)s",
                owner=", ".join(self.env.companies.mapped("name")),
            ),
            "scope": ", ".join(
                filter(None, [figures.service.name, figures.location.name])
            ),
            "period": self.env._(
                "%(period)s, beside %(before)s",
                period=dashboard._described(figures.period)["label"],
                before=dashboard._described(figures.before)["label"],
            ),
            "sentences": sentences.texts(),
            "pictures": pictures(facts, sentences),
            "notes": [note._sentence() for note in figures.notes],
        }
