import base64
import json
from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...engine.table_file import UnreadableFile
from ...models.catalogue.municipal_product_plan import Plan
from ...models.common.refusal import Refusal

#: bytes of a catalogue
LARGEST = 10_000_000
#: changes and problems that are shown one by one
MOST_SHOWN = 300
#: what may stand before the first sign of JSON
BLANK = b" \t\r\n\xef\xbb\xbf"
#: how much of a long text is shown
LONGEST_SHOWN = 300


class MunicipalCatalogueImport(models.TransientModel):
    """Change many products at once, out of a file.

    What the file would change is shown first, field by field, with all that is wrong at
    once. Either all of it is taken over or nothing. Nothing is ever deleted, and
    nothing is put on the website.
    """

    _name = "municipal.catalogue.import"
    _description = "Products from a file"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    file = fields.Binary(
        attachment=False,
        help="The workbook that you downloaded here and changed, or products of the "
        "Flemish product catalogue (IPDC, LPDC) as JSON-LD.",
    )
    filename = fields.Char()
    type_id = fields.Many2one(
        comodel_name="resource.booking.type",
        string="Appointment type of new products",
        domain="[('service_id.company_id', '=', company_id)]",
        help="Of new products for which the file names none.",
    )
    report = fields.Html(
        string="What would change", compute="_compute_report", sanitize=False
    )
    ready = fields.Boolean(compute="_compute_report")
    looked_at = fields.Char(
        compute="_compute_looked_at",
        store=True,
        readonly=False,
        help="A fingerprint of the changes that were shown.",
    )

    @api.depends("file", "type_id")
    def _compute_report(self):
        for wizard in self:
            if not wizard.file:
                wizard.report, wizard.ready = False, False
                continue
            plan = wizard._plan()
            wizard.ready = bool(plan.changes) and not plan.problems
            wizard.report = wizard._render_report(plan)

    @api.depends("file", "type_id")
    def _compute_looked_at(self):
        for wizard in self:
            plan = bool(wizard.file) and wizard._plan()
            wizard.looked_at = plan and wizard._fingerprint(plan)

    def action_export(self):
        """Download the products as a workbook."""
        self._check_manager()
        self.ensure_one()
        report = self.env.ref("municipal_appointment.catalogue_xlsx")
        return report.report_action(self, config=False)

    def action_import(self):
        """Take over all that was shown, or nothing.

        :raise Refusal: when something is wrong, or is not any more as it was shown
        """
        self._check_manager()
        self.ensure_one()
        plan = self._plan()
        if plan.problems or not plan.changes:
            raise Refusal(
                self.env._("Nothing was taken over: mend the file first."), "products"
            )
        if self._fingerprint(plan) != self.looked_at:
            raise Refusal(
                self.env._(
                    "Somebody has changed these products since you looked. Choose the "
                    "file again to see what it would change now."
                ),
                "products",
            )
        lines = [(change.product, change.values) for change in plan.changes]
        products = self.env["municipal.product"]._take_over_lines(lines)
        return self._action_done(plan, products)

    def _action_done(self, plan, products):
        """Return the list of what was taken over."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "municipal_appointment.municipal_product_action"
        )
        return dict(
            action,
            name=self.env._("Taken over: %(count)s products", count=len(products)),
            domain=[("id", "in", products.ids)],
            context={"active_test": False},
            target="main",
        )

    def _check_manager(self):
        self.check_access("read")
        if not self.env.user.has_group("municipal_appointment.group_manager"):
            raise AccessError(self.env._("Only managers change the catalogue."))

    # What a workbook asks of a dialog ------------------------------------------------

    def _exported(self):
        """Return the products that are exported, in the order of the catalogue."""
        return self.env["municipal.product"].search(
            [("company_id", "=", self.env.company.id)]
        )

    def _file_name(self):
        day = self.env.company._today()
        return f"{self.env._('Products')} {self.env.company.name} {day:%Y-%m-%d}"

    # Reading -------------------------------------------------------------------------

    def _plan(self):
        """Return what the file would change, with all that is wrong with it."""
        self.ensure_one()
        try:
            lines, problems = self._lines(self._data())
        except UnreadableFile as error:
            return Plan([], [(None, "", "", self._unreadable(error.why))], 0)
        plan = self.env["municipal.product"]._plan_lines(lines, self._of_new_products())
        return plan._replace(problems=[*problems, *plan.problems])

    def _of_new_products(self):
        """Return what new products get of which the file says nothing."""
        type_id = self.type_id._origin.id
        own = dict(self.env["municipal.product"]._type_choices())
        return {"type_id": type_id} if type_id in own else {}

    def _lines(self, data):
        """Return what the file says, whatever kind of file it is.

        :return: pair (lines of a plan, problems of the whole file)
        :raise UnreadableFile: when there is nothing to read
        """
        if data.lstrip(BLANK).startswith((b"{", b"[")):
            return self._flemish_lines(data), []
        return self._table_lines(data)

    def _data(self):
        """Return the bytes of the file.

        :raise UnreadableFile: when it is too large for a catalogue
        """
        data = base64.b64decode(self.with_context(bin_size=False).file or b"")
        if len(data) > LARGEST:
            raise UnreadableFile("large")
        return data

    @api.model
    def _fingerprint(self, plan):
        """Return by what it is seen that a plan is another one."""
        told = [[change.product.id, change.shown] for change in plan.changes]
        return sha256(json.dumps(told).encode()).hexdigest()

    # In words ------------------------------------------------------------------------

    @api.model
    def _unreadable(self, why):
        """Return in words why the whole file cannot be read."""
        env = self.env
        texts = {
            "empty": env._("There are no products in this file."),
            "large": env._("This file is too large for a catalogue of products."),
            "workbook": env._(
                "This workbook cannot be read. Open it in Excel and save it as a "
                "workbook (.xlsx)."
            ),
            "encoding": env._(
                "This file is neither a workbook of Excel nor products of the Flemish "
                "product catalogue."
            ),
            "headings": env._(
                "The first line has to name the columns, with the code of the product "
                "among them. Download the products to see how."
            ),
            "json": env._(
                "This file is no JSON that can be read. Download it from the catalogue "
                "again."
            ),
            "catalogue": env._(
                "There are no products of the Flemish product catalogue in this file."
            ),
            "lines": env._(
                "The lines of this file cannot be told apart. Save it as a workbook "
                "of Excel (.xlsx)."
            ),
        }
        return texts[why]

    def _render_report(self, plan):
        """Return what would change as a page for the dialog."""
        new = [change for change in plan.changes if not change.product]
        values = {
            "problems": plan.problems[:MOST_SHOWN],
            "more_problems": max(0, len(plan.problems) - MOST_SHOWN),
            "changes": plan.changes[:MOST_SHOWN],
            "more_changes": max(0, len(plan.changes) - MOST_SHOWN),
            "new": len(new),
            "changed": len(plan.changes) - len(new),
            "unchanged": plan.unchanged,
            "short": _short,
        }
        return self.env["ir.qweb"]._render(
            "municipal_appointment.catalogue_import_report", values
        )


def _short(text):
    """Return a text as the page shows it; the end of a long one is left out."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
