from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: figures that are written while the manager waits; more of them in the background
AT_ONCE = 2_000
#: figures between two commits
BATCH = 2_000


class MunicipalHistoryImport(models.Model):
    """A report of an earlier system that was taken over, and the figures out of it.

    Either all of its figures count or none: the report of visits reads those of an
    import that is done, so that one that is under way, or was stopped, is not seen.
    It is undone as a whole, with the note that stands under the figures because of it.
    """

    _name = "municipal.history.import"
    _inherit = ["municipal.job.mixin"]
    _description = "Report of an earlier system"
    _order = "id desc"

    name = fields.Char(string="File", required=True, readonly=True)
    state = fields.Selection(
        selection=[
            ("taking", "Being taken over"),
            ("done", "Taken over"),
            ("undone", "Undone"),
        ],
        required=True,
        readonly=True,
        default="taking",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="Until", readonly=True)
    contacts = fields.Integer(readonly=True, help="All figures of the file together.")
    figure_ids = fields.One2many(
        comodel_name="municipal.history.figure",
        inverse_name="import_id",
        string="Figures",
        readonly=True,
    )
    note_id = fields.Many2one(
        comodel_name="municipal.series.break",
        string="Note under the figures",
        readonly=True,
        ondelete="set null",
    )
    pending = fields.Json(
        readonly=True, copy=False, help="Figures that are yet to be written."
    )

    def write(self, vals):
        """Let nobody make figures count that were not taken over."""
        if not self.env.su:
            raise AccessError(self.env._("Figures are taken over out of a file."))
        return super().write(vals)

    # Taking over -----------------------------------------------------------------

    @api.model
    def _take_over(self, name, figures):
        """Take over all of these figures, at once or in the background.

        :param dict figures: (day, hour, half-hour, service, product, channel) -> count,
            with records; all of them checked
        :return: the import
        """
        self._check_once(figures)
        days = [key[0] for key in figures]
        history_sudo = self.sudo().create(
            {
                "name": name,
                "date_from": min(days),
                "date_to": max(days),
                "contacts": sum(figures.values()),
                "job_user_id": self.env.uid,
            }
        )
        rows = [_row(key, count) for key, count in sorted_figures(figures)]
        if len(rows) <= AT_ONCE:
            history_sudo._write_figures(rows)
            history_sudo._finish()
        else:
            history_sudo.pending = rows
            history_sudo._start_job()
        return history_sudo.sudo(False)

    def _check_once(self, figures):
        twice = self._known(figures)
        if twice:
            raise UserError(
                self.env._(
                    "Figures of these days were taken over before: undo that import "
                    "first, or take these days out of the file."
                )
            )

    @api.model
    def _known(self, figures):
        """Return (service, channel, day) of figures that were taken over before."""
        if not figures:
            return set()
        wanted = {(key[3].id, key[5], key[0]) for key in figures}
        groups = self.env["municipal.history.figure"]._read_group(
            [
                ("company_id", "=", self.env.company.id),
                ("day", ">=", min(day for _service, _channel, day in wanted)),
                ("day", "<=", max(day for _service, _channel, day in wanted)),
            ],
            ["service_id", "channel", "day:day"],
        )
        found = {(service.id, channel, day) for service, channel, day in groups}
        return wanted & found

    def _write_figures(self, rows):
        same = {"import_id": self.id, "company_id": self.company_id.id}
        self.env["municipal.history.figure"].sudo().create([same | row for row in rows])

    def _finish(self):
        """Let the figures count, and say under them where they come from."""
        services = self.figure_ids.service_id
        self.note_id = self.env["municipal.series.break"].create(
            {
                "name": self.env._("Out of an earlier system: %s", self.name),
                "kind": "estimate",
                "date": self.date_from,
                "date_to": self.date_to,
                "service_id": services.id if len(services) == 1 else False,
                "company_id": self.company_id.id,
            }
        )
        self.write({"state": "done", "pending": False})

    # In the background -----------------------------------------------------------

    def _job_left(self):
        return max(0, len(self.pending or ()) - self.job_done)

    def _job_batch(self):
        rows = self.pending[self.job_done : self.job_done + BATCH]
        self._write_figures(rows)
        return len(rows)

    def _job_end(self):
        self._finish()

    def _job_stopped(self):
        self._undo()

    # Undoing ---------------------------------------------------------------------

    def action_undo(self):
        """Take all figures of this file back, with the note about them.

        :raise UserError: when there are none
        """
        self.check_access("write")
        self.ensure_one()
        if self.state != "done":
            raise UserError(self.env._("There is nothing to undo."))
        self.sudo()._undo()

    def _undo(self):
        self.figure_ids.unlink()
        self.note_id.unlink()
        self.write({"state": "undone", "pending": False})


def sorted_figures(figures):
    """Return figures by day, so that a file gives the same rows each time."""
    return sorted(figures.items(), key=lambda item: (item[0][0], str(item[0])))


def _row(key, count):
    day, hour, half_hour, service, product, channel = key
    return {
        "day": str(day),
        "hour": hour,
        "half_hour": half_hour,
        "service_id": service.id,
        "product_id": product.id,
        "channel": channel,
        "count": count,
    }
