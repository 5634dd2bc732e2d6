from odoo import models
from odoo.fields import Domain

from ..sheets.about import meanings_of
from ..sheets.content import Content
from .access_sheets import AccessProductsSheet, AccessWeeksSheet
from .counts import DemandFigures
from .sheets import (
    DemandProductsSheet,
    DemandWeeksSheet,
    DigitalSheet,
    ReasonsSheet,
    WordsSheet,
)

DIGITAL = Domain("channel", "=", "digital") & Domain("contacts", ">", 0)


class DemandXlsx(models.AbstractModel):
    """The workbook of how long citizens wait for a slot, and what they ask in vain."""

    _name = "report.municipal_appointment.demand_xlsx"
    _inherit = "report.municipal_appointment.book"
    _description = "Demand and access in Excel"

    def _count(self, choice):
        names = ("municipal.demand", "municipal.access.time", "municipal.visit.report")
        return sum(self.env[name].search_count(choice._domain()) for name in names)

    def _write_sheets(self, book, choice, parts):
        env = self.env
        figures = DemandFigures(env, choice._domain())
        content = Content(book, choice, figures, env["municipal.demand"])
        about = book.sheet(env._("About"), choice._title(), pages=1)
        content.add_totals(self._totals(content))
        for name, heading, kind in self._sheets():
            kind(content, book.sheet(name, heading)).fill()
        content.fill_about(about, self._meanings(), empty=self._is_empty(figures))
        return content.totals.sums_agree

    def _is_empty(self, figures):
        return not any((figures.access, figures.times, figures.links, figures.contacts))

    def _sheets(self):
        """Return the sheets in the order in which they are read."""
        env = self.env
        return [
            (
                env._("Access time"),
                env._("Days until a free slot"),
                AccessProductsSheet,
            ),
            (
                env._("Access time per week"),
                env._("Days until a free slot, per week"),
                AccessWeeksSheet,
            ),
            (env._("Asked in vain"), env._("Asked in vain, and why"), ReasonsSheet),
            (
                env._("In vain per product"),
                env._("Asked in vain per product"),
                DemandProductsSheet,
            ),
            (
                env._("In vain per week"),
                env._("Asked in vain per week"),
                DemandWeeksSheet,
            ),
            (env._("Search words"), env._("Words that no product has"), WordsSheet),
            (
                env._("Digital counter"),
                env._("Digital counter and its links"),
                DigitalSheet,
            ),
        ]

    def _totals(self, content):
        env, figures = self.env, content.figures
        demand, kinds = self._by_kind(figures), content.labels("kind")
        access = figures.access.values()
        return [
            (
                "recorded",
                env._("Access times recorded: products × buildings × days"),
                sum(one.days for one in access),
                "int",
            ),
            (
                "nothing",
                env._("of these without any free slot"),
                sum(one.nothing_free for one in access),
                "int",
            ),
            ("times", env._("Asked in vain"), figures.times, "int"),
            *(
                (
                    ("kind", kind),
                    env._("of these: %(kind)s", kind=label),
                    demand[kind],
                    "int",
                )
                for kind, label in kinds.items()
            ),
            *self._digital_totals(figures),
        ]

    def _digital_totals(self, figures):
        env, domain = self.env, figures.domain
        uses = dict(
            env["municipal.digital.use"]._read_group(domain, ["channel"], ["uses:sum"])
        )
        digital = env["municipal.visit.report"]._read_group(
            domain & DIGITAL, [], ["contacts:sum"]
        )
        return [
            (
                "website",
                env._("Links to the digital counter followed on the website"),
                uses.get("website", 0),
                "int",
            ),
            (
                "kiosk",
                env._("Links to the digital counter followed at a kiosk"),
                uses.get("kiosk", 0),
                "int",
            ),
            (
                "digital",
                env._("Contacts of the digital counter, per product"),
                digital[0][0] or 0,
                "int",
            ),
        ]

    def _by_kind(self, figures):
        found = dict.fromkeys(("slot", "ticket", "word", "outside"), 0)
        for (_day, kind), times in figures.demand["day"].items():
            found[kind] += times
        return found

    def _meanings(self):
        env = self.env
        access, demand = env["municipal.access.time"], env["municipal.demand"]
        uses = env["municipal.digital.use"]
        return [
            *meanings_of(access, "first_days", "third_days", "nothing_free"),
            *meanings_of(demand, "kind", "reason", "channel", "word", "times"),
            *meanings_of(uses, "uses"),
            (
                env._("Mean of a week"),
                env._(
                    "Of the days of that week on which it was recorded and something "
                    "was free; the access time is recorded once a night."
                ),
            ),
            (
                env._("Link followed, digital counter"),
                env._(
                    "Who follows the link has not yet arranged anything: what the "
                    "digital counter itself counted stands beside it."
                ),
            ),
            (
                env._("Digital, of all contacts"),
                env._(
                    "A visit for two products stands in the rows of both, so that the "
                    "sums of contacts are higher than the number of contacts."
                ),
            ),
            (
                env._("Services and locations"),
                env._(
                    "What was asked without choosing a product belongs to no service, "
                    "and on the website often to no building: it is in a workbook of "
                    "all of them."
                ),
            ),
            (
                env._("Sensitive products"),
                env._(
                    "Those of a service stand together in one row, under a name that "
                    "does not tell which they are."
                ),
            ),
        ]
