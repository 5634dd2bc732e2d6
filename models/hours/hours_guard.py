import json
from contextlib import closing, contextmanager
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools.json import json_default

from ..common.hours_conflict import HoursConflict

CONTEXT_KEY = "municipal_hours_change"
# An object, because nobody can send one from outside.
UNDER_WAY = object()
SHOWN = 5
#: the job that compares hours and appointments
COMPARE = "municipal_appointment.ir_cron_check_hours"
MINUTE = timedelta(minutes=1)


class HoursGuard(models.AbstractModel):
    """Records on which the hours of appointments rest.

    Whatever door a change comes through, the appointments that no longer fit are
    listed before it is saved. A manager decides about each of them first; what
    others and programs change is saved, and left to the managers as a list.
    """

    _name = "resource.hours.guard"
    _description = "Hours that appointments rest on"

    #: fields whose change can leave an appointment without a place
    _hours_fields = frozenset()
    #: further fields out of which it is remembered who can receive visitors, and when
    _plan_fields = frozenset()
    #: operations other than writing that can do so
    _hours_operations = frozenset()
    #: ways to change hours that can wait for decisions
    _hours_methods = ("create", "write", "unlink")
    #: window action of a manager that shows such records
    _hours_action_name = "municipal_hours_action"

    @api.model_create_multi
    def create(self, vals_list):
        def create(records):
            with self._changing_plan():
                created = super().create(vals_list)
            return created.with_env(self.env)

        if not self._guards("create"):
            return create(self)
        return self._change_hours("create", vals_list, create)

    def write(self, vals):
        if not vals.keys() & (self._hours_fields | self._plan_fields):
            return super().write(vals)

        def write(records):
            with self._changing_plan():
                super().write(vals)
            return self

        if vals.keys() & self._hours_fields and self._guards("write"):
            self._change_hours("write", vals, write)
        else:
            write(self)
        return True

    def unlink(self):
        def unlink(records):
            with self._changing_plan():
                super().unlink()
            return self.browse()

        if self._guards("unlink"):
            self._change_hours("unlink", None, unlink)
        else:
            unlink(self)
        return True

    def _as_system(self, **context):
        """Return these records as everybody sees them, archived ones included.

        What is remembered for all must not depend on who happens to ask first.

        :param context: part of the key of what is remembered
        """
        context = {"active_test": False, **context}
        return self.with_env(self.env(user=SUPERUSER_ID, su=True, context=context))

    @api.model
    @contextmanager
    def _changing_plan(self):
        """Change hours and desks: of another version before, and of one more after."""
        versions = self.env["municipal.plan.version"]
        versions._new_version()
        try:
            yield
            self._compare_soon()
        finally:
            versions._new_version()

    @api.model
    def _compare_soon(self):
        """Let hours and appointments be compared once this change is committed.

        Who books at this instant is not listed by the guard: neither of both
        transactions sees the other. A minute later both are there.
        """
        job = self.env.ref(COMPARE, raise_if_not_found=False)
        if not job:  # while the add-on is being installed
            return
        now = fields.Datetime.now()
        planned = [("cron_id", "=", job.id), ("call_at", ">", now + MINUTE / 2)]
        if not self.env["ir.cron.trigger"].sudo().search_count(planned, limit=1):
            job.sudo()._trigger(now + MINUTE)

    def _hours_scope(self):
        """Return the domain of the bookings that these records concern."""
        raise NotImplementedError

    def _hours_in_words(self):
        """Return lines that tell a manager what these records say about hours."""
        return []

    @api.model
    def _hours_label(self):
        """Return what a manager calls such a record."""
        return self._description

    def _guards(self, operation):
        """Tell whether an operation must be looked at: a part of another is not."""
        asked = operation == "write" or operation in self._hours_operations
        under_way = self.env.context.get(CONTEXT_KEY) is UNDER_WAY
        return asked and not under_way and self._upcoming().search_count([], limit=1)

    def _upcoming(self):
        return self.env["resource.booking"]._upcoming()

    def _under_way(self):
        """Return these records for a change of which the bookings are looked at."""
        return self.with_context(**{CONTEXT_KEY: UNDER_WAY})

    def _change_hours(self, method, values, change):
        """Make a change, unless somebody has to decide about bookings first.

        :param change: function that makes it on the records that it gets
        :return: what ``change`` returns
        :raise HoursConflict: when the user can decide; nothing was changed then
        """
        changed, conflicts = self._try_hours(change)
        if changed is not None:
            return changed
        HoursChange = self.env["municipal.hours.change"]
        own = HoursChange._own_conflicts(conflicts)
        if own and HoursChange._user_decides():
            raise self._hours_conflict(method, values, own)
        before = self.sudo()._hours_in_words()
        changed = change(self._under_way())
        if conflicts:
            HoursChange._leave_open(self, changed, before, conflicts)
        return changed

    def _try_hours(self, change, keep=True):
        """Make a change and look which bookings no longer fit.

        :param bool keep: whether a change that concerns no booking is kept
        :return: pair of what ``change`` returns, or ``None`` when it was taken back,
            and a dict from booking to the reasons why it no longer fits
        """
        with self._dry_run() as savepoint:
            bookings = self._upcoming()._concerned(self.sudo()._hours_scope())
            changed = change(self._under_way())
            bookings |= self._upcoming()._concerned(changed.sudo()._hours_scope())
            after = bookings._hours_conflicts()
            if keep and not after:
                savepoint.close(rollback=False)
                return changed, {}
        before = bookings._hours_conflicts() if after else {}
        new = {
            booking: reasons - before.get(booking, frozenset())
            for booking, reasons in after.items()
        }
        return None, {booking: reasons for booking, reasons in new.items() if reasons}

    @contextmanager
    def _dry_run(self):
        """Take back what happens inside, unless the savepoint is released."""
        with closing(self.env.cr.savepoint()) as savepoint:
            yield savepoint

    def _hours_conflict(self, method, values, conflicts):
        """Return the error that leads to the list of bookings."""
        data = {
            "model": self._name,
            "method": method,
            "ids": self.ids,
            "values": values,
            "context": {
                key: value
                for key, value in self.env.context.items()
                if key.startswith("default_")
            },
        }
        action = self.env.ref("municipal_appointment.municipal_hours_change_open")
        plain = json.loads(json.dumps(data, default=json_default))
        return HoursConflict(
            self._conflict_in_words(list(conflicts)),
            {
                "action": action.id,
                "button": self.env._("See the appointments"),
                "change": {CONTEXT_KEY: plain},
            },
        )

    def _conflict_in_words(self, bookings):
        """Return what a change would do to bookings, the first of them by code."""
        bookings = self.env["resource.booking"].union(*bookings).sorted("start")
        lines = [
            self.env._(
                "%(reference)s on %(day)s at %(time)s",
                reference=booking.reference,
                day=booking._day_in_words(),
                time=booking._time_in_words(),
            )
            for booking in bookings[:SHOWN]
        ]
        if len(bookings) > SHOWN:
            more = len(bookings) - SHOWN
            lines.append(self.env._("and %(count)s more", count=more))
        return self.env._(
            "Appointments that no longer fit after this change: %(count)s.\n"
            "%(bookings)s\n\n"
            "Nothing was changed yet. First say for each appointment whether it "
            "stands, moves or is cancelled.",
            count=len(bookings),
            bookings="\n".join(f"- {line}" for line in lines),
        )

    def _hours_name(self):
        """Return what changed as the title of a line in the history."""
        names = [record.display_name for record in self[:1] if record.display_name]
        return " · ".join([self._hours_label(), *names])

    def _hours_action(self):
        """Return the action that shows these records, or their list."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"municipal_appointment.{self._hours_action_name}"
        )
        if len(self) == 1:
            forms = [view for view in action["views"] if view[1] == "form"]
            action.update(res_id=self.id, views=forms)
        return action
