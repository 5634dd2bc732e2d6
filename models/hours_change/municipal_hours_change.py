from contextlib import contextmanager
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..hours.hours_guard import CONTEXT_KEY, HoursGuard
from .municipal_hours_change_line import SETTLED

#: of a record: what PostgreSQL can count
LARGEST_ID = 2**31 - 1


class MunicipalHoursChange(models.Model):
    """A change of hours that met appointments, and what was decided about them."""

    _name = "municipal.hours.change"
    _inherit = ["municipal.job.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Change of hours"
    _order = "id desc"
    name = fields.Char(string="Change", readonly=True)
    state = fields.Selection(
        selection=[
            ("draft", "Not saved yet"),
            ("open", "To decide"),
            ("running", "Being carried out"),
            ("applied", "Done"),
        ],
        required=True,
        default="draft",
        readonly=True,
        index=True,
        help="Not saved yet: the hours change when you apply the decisions.\n"
        "To decide: the hours have changed; the appointments wait for a decision.\n"
        "Being carried out: so many visitors are being told that it takes a while.",
    )
    before = fields.Text(readonly=True)
    after = fields.Text(string="From now on", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Changed by", readonly=True
    )
    decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True
    )
    applied_at = fields.Datetime(string="Decided on", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True, index=True)
    line_ids = fields.One2many(
        comodel_name="municipal.hours.change.line",
        inverse_name="change_id",
        string="Appointments",
    )
    line_count = fields.Integer(string="Number", compute="_compute_counts")
    call_count = fields.Integer(string="To call", compute="_compute_counts")
    model = fields.Char(readonly=True)
    method = fields.Char(readonly=True)
    record_ids = fields.Json(readonly=True)
    values = fields.Json(readonly=True)
    defaults = fields.Json(readonly=True)

    @api.depends("line_ids.to_call")
    def _compute_counts(self):
        for change in self:
            change.line_count = len(change.line_ids)
            change.call_count = len(change.line_ids.filtered("to_call"))

    def write(self, vals):
        """Let nobody rewrite history: people decide, the rest writes itself."""
        written = vals.keys() - {"line_ids"}
        if not self.env.su and any(
            not name.startswith(("activity_", "message_")) for name in written
        ):
            raise UserError(self.env._("The history of hours cannot be changed."))
        return super().write(vals)

    @api.autovacuum
    def _gc_drafts(self):
        """Forget changes that somebody looked at and did not make."""
        limit = fields.Datetime.now() - timedelta(days=1)
        self.search([("state", "=", "draft"), ("create_date", "<", limit)]).unlink()

    @api.model
    def _user_decides(self):
        """Tell whether the present user is asked, and not a program or a colleague."""
        user = self.env.user
        return not self.env.su and user.has_group("municipal_appointment.group_manager")

    # A change to come

    @api.model
    def _open_draft(self):
        """Return the form in which is decided about the change in the context."""
        data = self.env.context.get(CONTEXT_KEY)
        records = self._records_of(data)
        change_sudo = self.sudo().create(
            {
                "name": records._hours_name(),
                "company_id": self.env.company.id,
                "user_id": self.env.uid,
                "model": data["model"],
                "method": data["method"],
                "record_ids": data["ids"],
                "values": data["values"],
                "defaults": data["context"],
            }
        )
        change_sudo.with_context(**{CONTEXT_KEY: None}).sudo(False)._list_bookings()
        return change_sudo._action_open()

    @api.model
    def _records_of(self, data):
        """Return the records of a change that a client describes, or refuse it."""
        keys = {"model", "method", "ids", "values", "context"}
        described = isinstance(data, dict) and data.keys() == keys
        if not described or not self._is_readable(data):
            raise UserError(self.env._("There is no change of hours to decide about."))
        records = self.env[data["model"]].browse(data["ids"])
        # what is shown of them is read for the manager by the system
        records.check_access("read")
        return records

    @api.model
    def _is_readable(self, data):
        """Tell whether a client describes a change that can be made."""
        model, method, values = data["model"], data["method"], data["values"]
        records = self.env.get(model) if isinstance(model, str) else None
        if not isinstance(records, HoursGuard) or records._abstract:
            return False
        ids, defaults = data["ids"], data["context"]
        kinds = {"create": (dict, list), "write": dict}
        return (
            method in list(records._hours_methods)
            and isinstance(values, kinds.get(method, object))
            and isinstance(ids, list)
            and all(type(id_) is int and 0 < id_ <= LARGEST_ID for id_ in ids)
            and isinstance(defaults, dict)
            and all(key.startswith("default_") for key in defaults)
        )

    def _records(self):
        """Return the records that are to change, as the present user sees them."""
        self.ensure_one()
        records = self.env[self.model].with_context(**self.defaults or {})
        return records.browse(self.record_ids or [])

    def _perform(self, records):
        """Make the change.

        :return: the changed or new records
        """
        if self.method == "create":
            return records.create(self.values)
        if self.method == "write":
            records.write(self.values)
        else:
            getattr(records, self.method)()
        return records.exists()

    def _list_bookings(self):
        """Try the change, and list the bookings that have no place after it."""
        records = self._records()
        before = records.sudo()._hours_in_words()
        _changed, conflicts = records._try_hours(self._perform, keep=False)
        self.sudo().company_id = self._company_of(conflicts)
        conflicts = self._own_conflicts(conflicts, self.company_id)
        with records._dry_run():
            changed = self._perform(records._under_way())
            after = changed.sudo()._hours_in_words()
            name = changed.sudo()._hours_name() if changed else self.name
            lines = self.env["municipal.hours.change.line"]._prepare(
                conflicts, self.line_ids
            )
        vals = dict(self._difference(before, after), name=name)
        vals["line_ids"] = [Command.create(line) for line in lines]
        self.sudo().write(vals)

    @api.model
    def _own_conflicts(self, conflicts, company=None):
        """Return the conflicts that the present user decides about."""
        company = company or self._company_of(conflicts)
        return {
            booking: reasons
            for booking, reasons in conflicts.items()
            if booking.type_id.company_id == company
        }

    @api.model
    def _company_of(self, conflicts):
        """Return the company whose bookings the present user decides about."""
        concerned = {booking.type_id.company_id for booking in conflicts}
        mine = [company for company in self.env.companies if company in concerned]
        return mine[0] if mine else self.env.company

    @api.model
    def _difference(self, before, after):
        """Return what changes, without the lines that stay as they are."""
        return {
            "before": "\n".join(line for line in before if line not in after),
            "after": "\n".join(line for line in after if line not in before),
        }

    # Decisions

    def action_move_all(self):
        self._decide("move")

    def action_keep_all(self):
        self._decide("keep")

    def action_cancel_all(self):
        self._decide("cancel")

    def _decide(self, decision):
        """Take the same decision about every booking; nobody is moved to nowhere."""
        self.check_access("write")
        lines = self.line_ids
        if decision == "move":
            lines = lines.filtered("new_start")
        lines.write({"decision": decision})

    def action_apply(self):
        """Make the change and carry out the decisions: all of it, or nothing."""
        self.check_access("write")
        self.ensure_one()
        if self.state in SETTLED:
            raise UserError(self.env._("This change was already made."))
        with self.env.cr.savepoint():
            if self.state == "draft" and not self._apply_change():
                return self._say_more_came()
            self._carry_out()
        return True

    def _apply_change(self):
        """Make the change, unless bookings came in that nobody decided about.

        :return bool: whether it was made
        """
        records = self._records()
        before = records.sudo()._hours_in_words()
        changed, conflicts = records._try_hours(self._perform)
        own = self._own_conflicts(conflicts, self.company_id)
        if own.keys() - self._listed():
            self._list_more(own)
            return False
        if changed is None:
            changed = self._perform(records._under_way())
        self.sudo().record_ids = changed.ids
        others = {b: reasons for b, reasons in conflicts.items() if b not in own}
        if others:
            self._leave_open(records, changed, before, others)
        return True

    def _listed(self):
        """Return the bookings of which the list still tells how they are promised."""
        lines = self.line_ids.filtered(lambda line: not line._is_gone())
        return set(lines.booking_id.sudo())

    def _list_more(self, conflicts):
        """Add lines for bookings that came in, or moved, since the list was made."""
        listed = self._listed()
        more = {b: reasons for b, reasons in conflicts.items() if b not in listed}
        ids = [booking.id for booking in more]
        self.line_ids.filtered(lambda x: x.booking_id.id in ids).sudo().unlink()
        with self._as_if_changed():
            lines = self.env["municipal.hours.change.line"]._prepare(
                more, self.line_ids
            )
        self.sudo().line_ids = [Command.create(line) for line in lines]

    @contextmanager
    def _as_if_changed(self):
        """Let free slots be looked for as they are when the change is made."""
        if self.state != "draft":
            yield
            return
        records = self._records()
        with records._dry_run():
            self._perform(records._under_way())
            yield

    def _say_more_came(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "Nothing was changed yet: more appointments came in. Decide about "
                    "them as well."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # Ways to and from the list

    def _action_open(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "municipal_appointment.municipal_hours_change_action"
        )
        return dict(action, res_id=self.id, views=[(False, "form")], target="main")

    def action_discard(self):
        """Leave the hours as they are."""
        self.check_access("write")
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("This change was already made."))
        action = self.action_open_records()
        self.sudo().unlink()
        return action

    def action_open_records(self):
        """Open what was changed, or the list it was deleted from or never came into."""
        self.check_access("read")
        self.ensure_one()
        if not self.model:
            return self.env["ir.actions.act_window"]._for_xml_id(
                "municipal_appointment.municipal_hours_action"
            )
        records = self._records()
        if self.method == "create" and self.state == "draft":
            records = records.browse()
        return dict(records.exists()._hours_action(), target="main")

    # Changes that a program or a colleague without say made.
    #
    # They are made already; their bookings wait for a decision of a manager.

    @api.model
    def _leave_open(self, records, changed, before, conflicts):
        """Note a change that was made, and ask the managers about its bookings.

        :param records: what was changed; gone when it was deleted
        :param changed: the same, or what is new
        :param before: lines that tell how it was
        :param dict conflicts: from booking to reasons
        """
        after = changed.sudo()._hours_in_words()
        words = self._difference(before, after)
        words["name"] = (changed or records.exists()).sudo()._hours_name()
        self._leave_open_in_words(words, conflicts)

    @api.model
    def _leave_open_in_words(self, words, conflicts):
        """Ask the managers of each municipality about its bookings."""
        Line = self.env["municipal.hours.change.line"].sudo()
        by_company = {}
        for booking, reasons in conflicts.items():
            company = booking.type_id.company_id
            by_company.setdefault(company, {})[booking] = reasons
        for company, own in by_company.items():
            lines = [Command.create(line) for line in Line._prepare(own)]
            change_sudo = self.sudo().create(
                dict(
                    words,
                    state="open",
                    user_id=self.env.uid,
                    company_id=company.id,
                    line_ids=lines,
                )
            )
            change_sudo._ask_managers()

    def _ask_managers(self):
        """Put a decision that waits on the list of every manager."""
        group = self.env.ref("municipal_appointment.group_manager")
        managers = group.all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )
        for manager in managers - self.env.ref("base.user_root"):
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.with_context(lang=manager.lang).env._(
                    "Appointments no longer fit the hours"
                ),
                user_id=manager.id,
            )

    @api.model
    def _cron_check(self):
        """List promised bookings that fit no hours and that nobody was asked about.

        Every day, and a minute after each change of hours, for what no guard sees: who
        books at the same instant, or a database that was edited by hand.
        """
        self._end_settled()
        bookings = self.env["resource.booking"]._upcoming()._concerned([])
        lines_sudo = self.env["municipal.hours.change.line"].sudo()
        asked = lines_sudo.search(
            [("change_id.state", "in", ("open", "running"))]
        ).booking_id
        kept = bookings.filtered("hours_exception")
        conflicts = (bookings - asked - kept)._hours_conflicts()
        words = {"name": self.env._("Found when hours and appointments were compared")}
        self._leave_open_in_words(words, conflicts)
        return len(conflicts)

    @api.model
    def _end_settled(self):
        """End lists with nothing to decide: hours were put back, visitors cancelled."""
        for change in self.search([("state", "=", "open")]):
            todo = change.line_ids.filtered(lambda line: not line.result)
            gone, fitting = todo.filtered(lambda x: x._is_gone()), todo._fitting()
            if todo <= gone | fitting:
                gone.sudo().result = "gone"
                fitting.sudo().result = "fits"
                change.sudo().applied_at = fields.Datetime.now()
                change._finish()
