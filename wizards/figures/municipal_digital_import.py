import base64
import csv
import io

from odoo import api, fields, models
from odoo.tools import format_date

from ...engine import figures_file
from ...models.common.refusal import Refusal

#: bytes: more than 10,000 lines with long names
LARGEST = 2_000_000
#: lines that are told one by one; who has more mends these first
MOST_PROBLEMS = 100


class MunicipalDigitalImport(models.TransientModel):
    """Take over the figures of the digital counter out of a file.

    The file is shown as it was understood before anything is written, and either all
    of its lines are taken over or none. The file says how many there were, so that
    the same file a second time changes nothing.
    """

    _name = "municipal.digital.import"
    _description = "Figures of the digital counter"

    file = fields.Binary(attachment=False, help="A CSV file, or a workbook of Excel.")
    filename = fields.Char()
    report = fields.Html(
        string="What the file says", compute="_compute_report", sanitize=False
    )
    ready = fields.Boolean(compute="_compute_report")
    template = fields.Binary(compute="_compute_template", attachment=False)

    @api.depends("file")
    def _compute_report(self):
        for wizard in self:
            if not wizard.file:
                wizard.report, wizard.ready = False, False
                continue
            figures, problems, left_out = wizard._read()
            wizard.ready = bool(figures) and not problems
            wizard.report = wizard._render_report(figures, problems, left_out)

    @api.depends_context("lang")
    def _compute_template(self):
        """Make a file that only needs its counts: the products that are done online."""
        for wizard in self:
            content = io.StringIO()
            writer = csv.writer(content, delimiter=";", lineterminator="\r\n")
            env = wizard.env
            heads = [env._("code"), env._("product"), env._("day"), env._("count")]
            writer.writerow(heads)
            day = fields.Date.context_today(wizard).strftime("%d/%m/%Y")
            for product in wizard._online_products():
                writer.writerow([product.code or "", product.name, day, ""])
            wizard.template = base64.b64encode(content.getvalue().encode("utf-8-sig"))

    @api.model
    def _online_products(self):
        domain = [
            ("company_id", "=", self.env.company.id),
            ("digital_url", "!=", False),
        ]
        return self.env["municipal.product"].search(domain)

    def action_template(self):
        """Download a file to fill in."""
        self.check_access("read")
        self.ensure_one()
        name = self.env._("digital-counter.csv")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/template"
            f"?download=true&filename={name}",
            "target": "self",
        }

    def action_import(self):
        """Take over all figures of the file, or none.

        :raise Refusal: when a line makes no sense
        """
        self.check_access("read")
        self.ensure_one()
        model = self.env["municipal.digital.figure"]
        model._check_manager()
        figures, problems, _left_out = self._read()
        if problems or not figures:
            raise Refusal(
                self.env._("Nothing was taken over: mend the file first."), "figures"
            )
        model._check_size(figures)
        wanted = {(product, day): count for _row, product, day, count in figures}
        done = model._take_over(wanted)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("The figures were taken over"),
                "message": self.env._(
                    "%(added)s contacts were added, %(removed)s taken back.", **done
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # Reading ---------------------------------------------------------------------

    def _read(self):
        """Read the file.

        :return: list of (row, product, day, count); list of problems, each of them
            (number of the line or ``None``, what stands there, what is wrong); number
            of lines that have no count, as those of the template
        """
        self.ensure_one()
        try:
            rows = figures_file.read(self._data())
        except figures_file.UnreadableFile as error:
            return [], [(None, "", self._unreadable(error.why))], 0
        counted = [row for row in rows if row.count]
        if not counted:
            return [], [(None, "", self._unreadable("empty"))], 0
        return *self._check(counted), len(rows) - len(counted)

    def _check(self, rows):
        """Return which lines make sense, and what is wrong with the others."""
        by_code, by_name = self._products()
        figures, problems, seen = [], [], {}
        for row in rows:
            product, why = self._product_of(row, by_code, by_name)
            why = why or self.env["municipal.digital.figure"]._why_none(
                row.day, row.count
            )
            why = why or self._twice(row, product, seen)
            if why:
                problems.append((row.number, self._in_words(row), why))
                continue
            day = figures_file.parse_day(row.day)
            count = figures_file.parse_count(row.count)
            figures.append((row, product, day, count))
        return figures, problems

    def _data(self):
        """Return the bytes of the file.

        :raise UnreadableFile: when it is too large to be one of figures
        """
        data = base64.b64decode(self.with_context(bin_size=False).file or b"")
        if len(data) > LARGEST:
            raise figures_file.UnreadableFile("large")
        return data

    @api.model
    def _products(self):
        """Return code -> products and name in any language -> products."""
        by_code, by_name = {}, {}
        products = self.env["municipal.product"].search(
            [("company_id", "=", self.env.company.id)]
        )
        for product in products.filtered("code"):
            by_code[product.code.casefold()] = product
        for lang, _name in self.env["res.lang"].get_installed():
            for product in products.with_context(lang=lang):
                key = " ".join(product.name.casefold().split())
                known = by_name.setdefault(key, products.browse())
                by_name[key] = known | products.browse(product.id)
        return by_code, by_name

    def _product_of(self, row, by_code, by_name):
        """Return the product that a line names, or what is wrong with its name.

        :return: pair (product, words), one of them empty
        """
        env, nothing = self.env, self.env["municipal.product"]
        if row.code:
            product = by_code.get(row.code.casefold(), nothing)
            words = env._("no product has the code “%(code)s”", code=row.code)
            return product, "" if product else words
        if not row.product:
            return nothing, env._("no product is named")
        name = " ".join(row.product.casefold().split())
        products = by_name.get(name) or by_code.get(name) or nothing
        if len(products) == 1:
            return products, ""
        if products:
            return nothing, env._(
                "several products are called “%(name)s”: write the code",
                name=row.product,
            )
        return nothing, env._("no product is called “%(name)s”", name=row.product)

    def _twice(self, row, product, seen):
        """Return in words that a product and day stood on another line already."""
        key = product, figures_file.parse_day(row.day)
        first = seen.setdefault(key, row.number)
        if first == row.number:
            return ""
        return self.env._(
            "this product and day stand on line %(number)s already", number=first
        )

    # In words --------------------------------------------------------------------

    @api.model
    def _in_words(self, row):
        cells = (row.code, row.product, row.day, row.count)
        return " · ".join(filter(None, cells))

    @api.model
    def _unreadable(self, why):
        """Return in words why the whole file cannot be read."""
        env = self.env
        texts = {
            "empty": env._("There are no figures in this file."),
            "large": env._("This file is too large. Take a shorter period."),
            "workbook": env._(
                "This workbook cannot be read. Open it in Excel and save it as a "
                "workbook (.xlsx) or as CSV."
            ),
            "encoding": env._(
                "This file is no text. In Excel, save the sheet as “CSV UTF-8” and "
                "choose that file."
            ),
            "headings": env._(
                "The first line has to name the columns: code or product, day and "
                "count. Download the template to see how."
            ),
            "lines": env._(
                "The lines of this file cannot be told apart: is a quotation mark left "
                "open somewhere?"
            ),
        }
        return texts[why]

    def _render_report(self, figures, problems, left_out):
        """Return what the file says as a page for the dialog."""
        values = {
            "problems": problems[:MOST_PROBLEMS],
            "more": max(0, len(problems) - MOST_PROBLEMS),
            "good": len(figures),
            "left_out": left_out,
            **(self._summary(figures) if not problems else {}),
        }
        return self.env["ir.qweb"]._render(
            "municipal_appointment.digital_import_report", values
        )

    def _summary(self, figures):
        """Return what will be taken over, by product, next to what is counted now."""
        wanted = {(product, day) for _row, product, day, _count in figures}
        days = {day for _product, day in wanted}
        known = self.env["municipal.digital.figure"]._known(wanted)
        totals = {}
        for _row, product, day, count in figures:
            total = totals.setdefault(product, {"days": 0, "before": 0, "after": 0})
            total["days"] += 1
            total["after"] += count
            if (product, day) in known:
                total["before"] += known[product, day].count
        return {
            "totals": totals,
            "first": format_date(self.env, min(days)),
            "last": format_date(self.env, max(days)),
            "together": {
                key: sum(total[key] for total in totals.values())
                for key in ("before", "after")
            },
        }
