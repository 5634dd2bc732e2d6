import logging
import os
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..common.job_mixin import NOT_ENDED
from .visit_choice_mixin import grouped

_logger = logging.getLogger(__name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: rows between two commits: some seconds of work
BATCH = 50_000
#: days after which a workbook is deleted; it can be made again at any time
KEPT_DAYS = 30
#: how often the sheets are put together again, when visits changed meanwhile or when
#: the server was ended halfway
MOST_TRIES = 3
#: rows of a sheet, without its heading: that is how Excel is
MOST_ROWS = 1_048_575
#: until this day of a month the workbook of the month before is made by itself
LAST_DAY_MONTHLY = 10


class MunicipalWorkbook(models.Model):
    """A workbook of visitors that takes longer to make than somebody waits.

    The raw rows are written some days at a time, each part in a file of its own; at
    the end the sheets are put together out of these. Managers of the town find the
    workbook here, for a month: the mail that tells of it only has a link, because
    figures of persons do not belong in a mailbox.
    """

    _name = "municipal.workbook"
    _inherit = ["municipal.visit.choice", "municipal.job.mixin"]
    _description = "Workbook of visitors"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    rows = fields.Integer(
        readonly=True, help="Of figures in it, when the workbook was begun."
    )
    file = fields.Binary(readonly=True, copy=False)
    made_at = fields.Datetime(string="Ready at", readonly=True, copy=False)
    kept_until = fields.Date(
        compute="_compute_kept_until",
        help="It is deleted then; the same workbook can be made again.",
    )
    recipient_ids = fields.Many2many(
        comodel_name="res.users",
        string="Told when it is ready",
        readonly=True,
    )
    making = fields.Json(
        readonly=True,
        copy=False,
        help="How far it is: what is to be written, and what was.",
    )

    @api.depends("made_at")
    def _compute_kept_until(self):
        for workbook in self:
            made = workbook.made_at
            workbook.kept_until = made and made.date() + timedelta(days=KEPT_DAYS)

    def write(self, vals):
        """Let nobody write a file or a user on it: the system does what it says."""
        if not self.env.su:
            raise AccessError(self.env._("Workbooks are made by the system."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_ended(self):
        """Do not take a workbook away under the hands of what makes it."""
        if any(workbook.job_state in NOT_ENDED for workbook in self):
            raise UserError(self.env._("Stop it first: it is being made."))

    def _towns(self):
        return self.company_id

    # Beginning -------------------------------------------------------------------

    @api.model
    def _begin(self, choice, company, recipients=None):
        """Begin to make the workbook of a choice for a town, as the present user.

        :return: the workbook; empty when nothing of the choice is of this town
        :raise UserError: when it has more rows than a sheet
        """
        services = choice.service_ids.filtered(lambda s: s.company_id == company)
        locations = choice.location_ids.filtered(lambda s: s.company_id == company)
        if len(choice.service_ids) and not services:
            return self.browse()
        if len(choice.location_ids) and not locations:
            return self.browse()
        workbook_sudo = self.sudo().create(
            {
                "name": choice._file_name(),
                "kind": choice.kind,
                "before_from": choice.before_from,
                "before_to": choice.before_to,
                "company_id": company.id,
                "date_from": choice.date_from,
                "date_to": choice.date_to,
                "service_ids": services.ids,
                "location_ids": locations.ids,
                "recipient_ids": (recipients or self.env.user).ids,
                "job_user_id": self.env.uid,
            }
        )
        workbook_sudo._plan()
        workbook_sudo._check_rows()
        workbook_sudo._start_job()
        return workbook_sudo.sudo(False)

    def _check_rows(self):
        if self.kind == "visitors" and self.rows > MOST_ROWS:
            raise UserError(
                self.env._(
                    "This period has %(rows)s rows, and a sheet of Excel holds at most "
                    "%(most)s. Choose a shorter period, or make a workbook for each "
                    "service.",
                    rows=grouped(self.env, self.rows),
                    most=grouped(self.env, MOST_ROWS),
                )
            )

    def _plan(self, tries=0):
        """Divide the work in runs of days, and forget what was done of it."""
        self._drop_parts()
        reader = self._as_reader()
        days = reader._builder()._split(reader, BATCH)
        self.rows = reader._builder()._count(reader)
        self.making = {
            "days": [[str(first), str(last), rows] for first, last, rows in days],
            "done": 0,
            "line": 2,
            "visits": 0,
            "texts": [],
            "tries": tries,
        }

    def _as_reader(self):
        """Return this workbook with the rights of who asked for it, in its town.

        Who lost these rights meanwhile gets no figures.
        """
        user = self.job_user_id
        return self.with_user(user).with_context(
            allowed_company_ids=self.company_id.ids, lang=user.lang, tz=user.tz
        )

    # In the background -----------------------------------------------------------

    def _job_left(self):
        if self.made_at or not self.making:
            return 0
        left = self.making["days"][self.making["done"] :]
        return 1 + sum(rows for _first, _last, rows in left)

    def _job_batch(self):
        making = self.making
        if making["done"] < len(making["days"]):
            return self._write_part(making)
        if making.get("process") != os.getpid():
            return self._announce(making)
        return self._put_together(making)

    def _write_part(self, making):
        """Write the rows of the next days; the last run reaches to the end."""
        place = making["done"]
        first, last, rows = making["days"][place]
        days = [date.fromisoformat(first), date.fromisoformat(last)]
        reader = self._as_reader()
        part, visits, texts = reader._builder()._part(reader, days, making)
        self.env["ir.attachment"].sudo().create(
            {
                "name": f"{place:04}",
                "raw": part.file.getvalue(),
                "res_model": self._name,
                "res_id": self.id,
                "mimetype": "application/zip",
            }
        )
        self.making = making | {
            "done": place + 1,
            "line": making["line"] + part.rows,
            "visits": visits,
            "texts": texts,
        }
        return rows

    def _announce(self, making):
        """Note that the last step begins, so that it does not begin for ever.

        A server that is ended in the middle of it has no other way to tell.
        """
        if making["tries"] >= MOST_TRIES:
            raise UserError(
                self.env._(
                    "The server ended before it was ready, each time. Choose a shorter "
                    "period, or let the server give more time (limit_time_real)."
                )
            )
        self.making = making | {"tries": making["tries"] + 1, "process": os.getpid()}
        return 1

    def _put_together(self, making):
        """Make the file; when visits changed meanwhile, begin again."""
        parts = self._parts_sudo()
        reader = self._as_reader()
        builder = reader._builder()
        content, agrees = builder._make(reader, parts, making["texts"])
        if not agrees and making["tries"] < MOST_TRIES:
            self._plan(making["tries"])
            return 1
        self._keep(content)
        self.made_at = fields.Datetime.now()
        return 1

    def _keep(self, content):
        """Write the file as its field does, without a copy of it as text."""
        self.env["ir.attachment"].sudo().create(
            {
                "name": "file",
                "raw": content,
                "res_model": self._name,
                "res_field": "file",
                "res_id": self.id,
                "mimetype": XLSX,
            }
        )
        self.invalidate_recordset(["file"])

    def _job_end(self):
        self._drop_parts()
        self._tell()

    def _job_stopped(self):
        self._drop_parts()
        if self.job_state == "failed":
            text = self.env._("The workbook could not be made: %s", self.job_failure)
            self._notify(self.job_user_id, text, "danger")

    def _parts_sudo(self):
        """Return the files with the rows that were written, in their order."""
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return self.env["ir.attachment"].sudo().search(domain, order="name, id")

    def _drop_parts(self):
        self._parts_sudo().unlink()

    # Telling ---------------------------------------------------------------------

    def _tell(self):
        """Tell who asked for it, on their screen and by mail, in their language."""
        for user in self.recipient_ids.filtered("active"):
            workbook = self.with_context(lang=user.lang)
            workbook._notify(
                user, workbook.env._("%s is ready in Excel.", self.name), "success"
            )
            if user.email:
                workbook._mail(user)
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _notify(self, user, text, kind):
        user._bus_send(
            "simple_notification", {"message": text, "type": kind, "sticky": True}
        )

    def _mail(self, user):
        """Send a link: who may not see the figures cannot follow it."""
        values = {"workbook": self, "user": user, "url": self._address()}
        body = self.env["ir.qweb"]._render(
            "municipal_appointment.mail_workbook", values, lang=user.lang
        )
        sender = self.company_id.email_formatted or user.email_formatted
        self.env["mail.mail"].sudo().create(
            {
                "subject": self.env._("%s is ready in Excel.", self.name),
                "body_html": body,
                "email_from": sender,
                "email_to": user.email_formatted,
                "auto_delete": True,
            }
        )

    def _address(self):
        action = "municipal_appointment.municipal_workbook_action"
        return f"{self.get_base_url()}/odoo/action-{action}/{self.id}"

    def _show(self):
        """Return the page of the workbook, or the list when there are several."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "municipal_appointment.municipal_workbook_action"
        )
        if len(self) == 1:
            form = self.env.ref("municipal_appointment.municipal_workbook_view_form")
            action |= {"res_id": self.id, "views": [(form.id, "form")]}
        return action

    def action_download(self):
        """Return the download of the file."""
        self.check_access("read")
        self.ensure_one()
        if not self.made_at:
            raise UserError(self.env._("This workbook is not ready."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file?download=true"
            f"&filename={self.name}.xlsx",
            "target": "self",
        }

    # By itself -------------------------------------------------------------------

    @api.model
    def _cron_monthly(self):
        """Begin the workbook of the past month of every town that wants one.

        What cannot be begun for one town keeps no other waiting.
        """
        towns = self.env["res.company"].search([("municipal_monthly", "=", True)])
        for town in towns:
            try:
                with self.env.cr.savepoint():
                    self._begin_monthly(town)
            except UserError:
                _logger.exception("The monthly workbook of %s was not begun", town.name)

    @api.model
    def _begin_monthly(self, town):
        """Make the workbook of the past month, once.

        Once means that the month stands on the town, not that a workbook of it is
        here: that one may have been deleted.
        """
        today = town._today()
        first = today + relativedelta(months=-1, day=1)
        made = town.municipal_monthly_made
        if today.day > LAST_DAY_MONTHLY or (made and made >= first):
            return self.browse()
        readers = town.municipal_monthly_user_ids.filtered(
            lambda user: user.active
            and user.has_group("municipal_appointment.group_manager")
            and town in user.company_ids
        )
        if not readers:
            return self.browse()
        town.municipal_monthly_made = first
        user = readers[0]
        self = self.with_user(user).with_context(
            lang=user.lang, tz=user.tz, allowed_company_ids=town.ids
        )
        choice = self.new(
            {
                "company_id": town.id,
                "date_from": first,
                "date_to": first + relativedelta(day=31),
                "service_ids": town.municipal_monthly_service_ids.ids,
            }
        )
        return self._begin(choice, town, readers)

    @api.autovacuum
    def _gc_workbooks(self):
        """Delete workbooks that are old: what they hold can be asked at any time.

        Not before the day has passed that stands on them, see ``kept_until``.
        """
        day = fields.Date.today() - timedelta(days=KEPT_DAYS)
        before = fields.Datetime.to_datetime(day)
        made = Domain("made_at", "<", before)
        never = Domain("made_at", "=", False) & Domain("create_date", "<", before)
        ended = Domain("job_state", "not in", NOT_ENDED)
        self.search(ended & (made | never)).unlink()
