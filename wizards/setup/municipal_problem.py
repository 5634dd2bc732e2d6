from datetime import timedelta
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...models.common.transaction import writes

#: behind its time, a job waits for nothing: nobody runs it
LATE = timedelta(minutes=30)
#: in which a queued mail leaves when everything works
LEAVING = timedelta(minutes=10)
#: all of this add-on, in the order of its data, and those of others on which it rests
JOBS = (
    "mail.ir_cron_mail_scheduler_action",
    "calendar.ir_cron_scheduler_alarm",
    "municipal_appointment.ir_cron_check_reservations",
    "municipal_appointment.ir_cron_check_visits",
    "municipal_appointment.ir_cron_check_hours",
    "municipal_appointment.ir_cron_count_chosen",
    "municipal_appointment.ir_cron_jobs",
    "municipal_appointment.ir_cron_monthly_workbook",
    "municipal_appointment.ir_cron_open_data",
    "municipal_appointment.ir_cron_mail_again",
    "municipal_appointment.ir_cron_night_run",
    "municipal_appointment.ir_cron_learn",
    "municipal_appointment.ir_cron_capacity",
    "municipal_appointment.ir_cron_forecast",
    "municipal_appointment.ir_cron_access_times",
    "municipal_appointment.ir_cron_watch_limits",
    "municipal_appointment.ir_cron_close_desks",
    "municipal_appointment.ir_cron_evaluation",
    "municipal_appointment.ir_cron_waiting_list",
    "municipal_appointment.ir_cron_unconfirmed",
)
ADDON = "municipal_appointment"
#: begins a target that is a step of the set-up
SETUP = "setup:"
#: where a town says what it is
SETTINGS = "municipal_appointment.res_config_settings_action"
#: model -> the action in whose form of it something is mended
FORMS = {
    "ir.cron": "base.ir_cron_act",
    "municipal.location": "municipal_appointment.municipal_location_action",
    "municipal.product": "municipal_appointment.municipal_product_action",
    "municipal.screen": "municipal_appointment.municipal_screen_action",
    "municipal.service": "municipal_appointment.municipal_service_action",
    "resource.booking.type": "municipal_appointment.municipal_booking_type_action",
}


class Problem(NamedTuple):
    """What is wrong, what to do about it, and where: a record or an action."""

    name: str
    advice: str
    target: object = ""


class MunicipalProblem(models.TransientModel):
    """What keeps appointments from being as they were promised, as it is now.

    Looked up when a manager asks, and counted while they work: what stands still
    (jobs after a restart of the database, mails without a server or a sender) says
    nothing by itself.
    """

    _name = "municipal.problem"
    _description = "What needs attention"
    _order = "id"

    company_id = fields.Many2one(
        comodel_name="res.company",
        default=lambda self: self.env.company,
        readonly=True,
    )
    # sentences: lists show the whole of a text, and cut a name
    name = fields.Text(string="What is wrong", readonly=True)
    advice = fields.Text(string="What to do", readonly=True)
    target_action = fields.Char(readonly=True)
    target_id = fields.Many2oneReference(model_field="target_model", readonly=True)
    target_model = fields.Char(readonly=True)

    @api.model
    def count_now(self):
        """Return how many problems there are, for the sign in the top bar."""
        self._check_manager()
        return len(self._find())

    @api.model
    def _check_manager(self):
        if not self.env.user.has_group("municipal_appointment.group_manager"):
            raise AccessError(self.env._("Only managers see what needs attention."))

    @api.model
    def action_open(self):
        """Return the list of what is wrong now."""
        self._check_manager()
        problems_sudo = self._write_down()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "municipal_appointment.municipal_problem_action"
        )
        return dict(action, domain=[("id", "in", problems_sudo.ids)])

    @api.model
    def _write_down(self):
        """Return a row for everything that is wrong now."""
        found = [
            {"name": each.name, "advice": each.advice, **self._where(each.target)}
            for each in self._find()
        ]
        return self.sudo().create(found)

    @api.model
    def _where(self, target):
        """Return where the reader can mend something, if they may do so at all."""
        record = target if isinstance(target, models.BaseModel) else None
        if not record and target.startswith(SETUP):
            sets_up = self.env.user.has_group(f"{ADDON}.group_administrator")
            return {"target_action": target} if sets_up else {}
        xmlid = FORMS[record._name] if record else target
        if not xmlid:
            return {}
        model = self.env["ir.actions.actions"]._for_xml_id(xmlid)["res_model"]
        if not self.env[model].has_access("write"):
            return {}
        return {
            "target_action": xmlid,
            "target_model": record and model,
            "target_id": record and record.id,
        }

    def action_mend(self):
        """Open what is wrong where it can be mended."""
        self._check_manager()
        self.ensure_one()
        if self.target_action.startswith(SETUP):
            step = self.target_action.removeprefix(SETUP)
            return self.env["municipal.setup"].action_open(step)
        action = self.env["ir.actions.actions"]._for_xml_id(self.target_action)
        if not self.target_id:
            return action
        forms = [view for view in action["views"] if view[1] == "form"]
        return dict(action, res_id=self.target_id, views=forms, view_mode="form")

    @api.model
    @writes
    def web_search_read(self, domain, *args, **kwargs):
        """Look again when the list is opened by its address, or once more (F5).

        "Nothing needs attention" must not be said because nobody looked.
        """
        if not domain:
            domain = self.action_open()["domain"]
        return super().web_search_read(domain, *args, **kwargs)

    @api.model
    def _find(self):
        """Return what is wrong, each with what to do about it, worst first."""
        checks = (
            self._find_jobs,
            self._find_mails,
            self._find_mail_server,
            self._find_senders,
            self._find_calls,
            self._find_reminders,
            self._find_address,
            self._find_town,
            self._find_places,
            self._find_unready,
            self._find_catalogue,
            self._find_phones,
            self._find_holidays,
            self._find_screens,
            self._find_limits,
            self._find_statements,
        )
        return [Problem(*problem) for check in checks for problem in check()]

    @api.model
    def _watched_jobs(self):
        """Return id -> name of the jobs on which promises rest."""
        data = self.env["ir.model.data"]
        ids = {data._xmlid_to_res_id(xmlid): xmlid for xmlid in JOBS}
        ids.pop(False, None)
        return ids

    @api.model
    def _jobs_at_fault(self):
        """Return the jobs on which promises rest and that keep none of them.

        :return: dict with the ``late``, those that are ``off``, and the ``failing``
        """
        jobs_sudo = self.env["ir.cron"].sudo().browse(self._watched_jobs()).exists()
        limit = fields.Datetime.now() - LATE
        off = jobs_sudo.filtered(lambda job: not job.active)
        working = jobs_sudo - off
        return {
            "late": working.filtered(lambda job: job.nextcall < limit),
            "off": off,
            "failing": working.filtered("failure_count"),
        }

    @api.model
    def _find_jobs(self):
        at_fault = self._jobs_at_fault()
        late = at_fault["late"]
        if late:
            since = format_datetime(
                self.env, min(late.mapped("nextcall")), dt_format="short"
            )
            yield (
                self.env._(
                    "Nothing has run in the background since %(moment)s: no mails, no "
                    "reminders, no night run.",
                    moment=since,
                ),
                self.env._("Ask the IT department to restart Odoo."),
            )
        for job in at_fault["off"]:
            yield (
                self.env._("The job “%(job)s” is switched off.", job=job.name),
                self.env._("Switch it on in the technical settings."),
                job,
            )
        for job in at_fault["failing"]:
            yield (
                self.env._("The job “%(job)s” fails.", job=job.name),
                self.env._("The log of the server says why."),
                job,
            )

    @api.model
    def _mail_patience(self):
        """Return in what time a queued mail leaves when everything works."""
        return LEAVING

    @api.model
    def _overdue_notices(self):
        """Return which notices should have left: nobody is told by them yet."""
        limit = fields.Datetime.now() - self._mail_patience()
        queued = Domain("state", "=", "queued") & Domain("create_date", "<", limit)
        return queued | Domain("next_try", "!=", False)

    @api.model
    def _find_mails(self):
        own = Domain("company_id", "in", self.env.companies.ids)
        notices_sudo = self.env["municipal.notice"].sudo()
        waiting = notices_sudo.search_count(own & self._overdue_notices())
        if waiting:
            yield (
                self.env._("%(count)s mails to visitors do not leave.", count=waiting),
                self.env._("Ask the IT department to look at the mail server."),
            )

    @api.model
    def _find_senders(self):
        services = self.env["municipal.service"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        for service in services.filtered("sender_missing"):
            yield (
                self.env._(
                    "Nobody gets a mail from %(service)s: there is no sender.",
                    service=service.name,
                ),
                self.env._("Give the service or the town hall an e-mail address."),
                service,
            )

    @api.model
    def _find_calls(self):
        count = self.env["municipal.notice"].search_count(
            [("to_call", "=", True), ("until", ">", fields.Datetime.now())]
        )
        if count:
            yield (
                self.env._(
                    "%(count)s visitors do not know about their appointment.",
                    count=count,
                ),
                self.env._("Call them: Agenda, People to call."),
                "municipal_appointment.municipal_notice_action",
            )

    @api.model
    def _find_reminders(self):
        types = self.env["resource.booking.type"].search(
            [
                ("service_id.company_id", "in", self.env.companies.ids),
                ("alarm_ids", "!=", False),
            ]
        )
        for type_ in types.filtered("reminder_too_late"):
            yield (
                self.env._(
                    "%(type)s: the first reminder leaves when it is too late to move "
                    "the appointment.",
                    type=type_.name,
                ),
                self.env._("Add a reminder before the deadline to the type."),
                type_,
            )

    @api.model
    def _find_catalogue(self):
        """Tell what citizens see on the website although nobody could be received."""
        advice = self.env._("Mend it, or take it off the website.")
        for model in ("resource.booking.type", "municipal.product"):
            for record in self.env[model]._needs_attention():
                missing = " ".join(record.missing.split("\n"))
                yield f"{record.display_name}: {missing}", advice, record

    @api.model
    def _find_limits(self):
        """Tell which promises to citizens the figures of last night say are broken."""
        limits = self.env["municipal.limit"].search(
            [("until", "=", False), ("company_id", "in", self.env.companies.ids)],
            order="kind desc, service_id, product_id, id",
        )
        advice = {
            "wait": self.env._("Look when it is busy: Reporting, Visitors."),
            "slot": self.env._(
                "Open more hours or desks, or let the website give away more."
            ),
        }
        targets = {
            "wait": "municipal_appointment.municipal_visit_report_action",
            "slot": "municipal_appointment.municipal_access_time_action",
        }
        for limit in limits:
            yield limit._in_words(), advice[limit.kind], targets[limit.kind]

    @api.model
    def _find_statements(self):
        """Tell which statements the law asks for still wait for a town."""
        says = {
            "privacy": (
                self.env._("The town has not confirmed its privacy statement."),
                self.env._(
                    "Read /afspraak/privacy on the website, complete it, and confirm "
                    "it in the settings."
                ),
            ),
            "accessibility": (
                self.env._("The town has not drawn up its accessibility statement."),
                self.env._(
                    "Look at /afspraak/toegankelijkheid on the website, and say in the "
                    "settings what you found."
                ),
            ),
        }
        services = self.env["municipal.service"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        for company in services.company_id:
            yield from (
                (*told, SETTINGS)
                for kind, told in says.items()
                if company._statement_missing(kind)
            )

    @api.model
    def _find_address(self):
        """Tell when links in mails lead to where no citizen can come."""
        for company in self.env.companies.sudo():
            address = company.get_base_url() or ""
            if not is_public(urlsplit(address).hostname or ""):
                yield (
                    self.env._(
                        "Links in mails lead to %(address)s, which citizens cannot "
                        "open.",
                        address=address,
                    ),
                    self.env._("Fill in the domain of the website in its settings."),
                    "setup:town",
                )


def is_public(host):
    """Tell whether citizens can reach a host by its name."""
    try:
        return not ip_address(host).is_private
    except ValueError:
        return "." in host and not host.endswith((".local", ".lan", ".localdomain"))
