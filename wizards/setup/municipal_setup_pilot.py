import psycopg2

from odoo import Command, fields, models
from odoo.exceptions import UserError

from .municipal_setup_catalogue import ADDON

#: of the trial: free walk-in on Tuesday, late on Thursday, Friday afternoon closed
WEEK = [
    (day, start, stop, "walk_in" if day == 1 else "appointment")
    for day in range(5)
    for start, stop in ((510, 720), (780, 1140 if day == 3 else 960))
    if (day, start) != (4, 780)
]
DESKS = ("1", "2", "3", "S")


class MunicipalSetup(models.TransientModel):
    """A town like the demo, to try everything with, and its end.

    What was made is noted as Odoo notes what comes from a file (``ir.model.data``). So
    it is known after years too, and forgotten together with the record.
    """

    _inherit = "municipal.setup"

    has_trial = fields.Boolean(compute="_compute_has_trial")

    def _compute_has_trial(self):
        for setup in self:
            setup.has_trial = bool(setup._trial_records())

    def _trial_name(self):
        return f"__{ADDON}_trial_{self.company_id.id}__"

    def _trial_records(self):
        """Return what the trial made and is still there, what came last first."""
        data_sudo = self.env["ir.model.data"].sudo()
        found = data_sudo.search([("module", "=", self._trial_name())], order="id desc")
        records = [self.env[row.model].browse(row.res_id).exists() for row in found]
        return [record for record in records if record]

    def _note(self, records):
        data_sudo = self.env["ir.model.data"].sudo()
        data_sudo.create(
            [
                {
                    "module": self._trial_name(),
                    "name": f"{record._table}_{record.id}",
                    "model": record._name,
                    "res_id": record.id,
                    "noupdate": True,
                }
                for record in records
            ]
        )
        return records

    def action_make_trial(self):
        """Make a small town hall: a building, desks, hours and screens."""
        self._check_administrator()
        self.ensure_one()
        if self._trial_records():
            raise UserError(self.env._("The trial town is there already."))
        self._begin_services()
        location = self._note(self._trial_location())
        self._leave_utc(location)
        types = self._begun_types()
        self._note(self.env["resource.resource"].create(self._trial_desks(location)))
        self._make_trial_hours(types.filtered(lambda type_: not type_.opening_ids))
        self._note(self._trial_screens(location))
        self.step = "check"

    def _begin_services(self):
        """Let the services that come along begin, unless some did already."""
        if not self._own("municipal.service"):
            self.action_take_catalogue()
        if not self._begun():
            begun = {"appointment_enabled": True, "guidance_enabled": True}
            self._own("municipal.service").write(begun)

    def _trial_location(self):
        return self.env["municipal.location"].create(
            {
                "name": self.env._("Town hall (trial)"),
                "tz": self.place_tz,
                "company_id": self.company_id.id,
            }
        )

    def _trial_screens(self, location):
        names = {
            "kiosk": self.env._("Kiosk (trial)"),
            "display": self.env._("Display (trial)"),
        }
        return self.env["municipal.screen"].create(
            [
                {"name": name, "kind": kind, "location_id": location.id}
                for kind, name in names.items()
            ]
        )

    def _trial_desks(self, location):
        types = self._begun_types()
        return [
            {
                "name": self.env._("Desk %(number)s (trial)", number=number),
                "is_desk": True,
                "desk_number": number,
                "quick_counter": number == "S",
                "location_id": location.id,
                "company_id": self.company_id.id,
                "desk_type_ids": [Command.set(types.ids)],
            }
            for number in DESKS
        ]

    def _make_trial_hours(self, types):
        """Let types follow other hours; without these openings they hold as before."""
        if not types:
            return
        openings = self.env["municipal.opening"]
        calendar = self.env["resource.calendar"].create(
            {
                "name": self.env._("Free walk-in on Tuesday (trial)"),
                "company_id": self.company_id.id,
                "tz": self.place_tz,
                "attendance_ids": [
                    Command.clear(),
                    *map(Command.create, openings._attendances(WEEK)),
                ],
            }
        )
        self._note(calendar)
        self._note(
            openings.create(
                [
                    {
                        "name": calendar.name,
                        "type_id": type_.id,
                        "calendar_id": calendar.id,
                        "date_from": self.company_id._today(),
                    }
                    for type_ in types
                ]
            )
        )

    def action_remove_trial(self):
        """Remove what the trial made and nobody used since, and say what stays."""
        self._check_administrator()
        self.ensure_one()
        kept = []
        for record in self._trial_records():
            name, reason = record.display_name, self._why_kept(record)
            reason = reason or self._remove(record)
            if reason:
                kept.append(f"{name}: {reason}")
        self._take_off_what_is_dead()
        self.invalidate_recordset()
        if kept:
            message = self.env._(
                "This stays, because it was used:\n%(lines)s", lines="\n".join(kept)
            )
        else:
            message = self.env._("Nothing of the trial town is left.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if kept else "success",
                "message": message,
                "sticky": bool(kept),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _why_kept(self, record):
        """Return in words what rests on a record, or nothing."""
        env = self.env
        if record._name == "municipal.screen" and record.last_seen:
            return env._("a device opened it")
        field = {"municipal.location": "location_id", "resource.resource": "desk_id"}
        if record._name not in field:
            return ""
        visits_sudo = env["municipal.visit"].sudo().with_context(active_test=False)
        if visits_sudo.search_count([(field[record._name], "=", record.id)], limit=1):
            return env._("visitors were received there")
        if record._name == "resource.resource":
            bookings_sudo = env["resource.booking"].sudo()
            booked = bookings_sudo.with_context(active_test=False).search_count(
                [("combination_id.resource_ids", "in", record.ids)], limit=1
            )
            return booked and env._("appointments were made there")
        return ""

    def _remove(self, record):
        """Delete a record, or return why it cannot be."""
        try:
            with self.env.cr.savepoint():
                if record._name == "resource.resource":
                    record._own_combination().unlink()
                record.unlink()
                self.env.flush_all()
        except UserError as error:
            return error.args[0]
        except psycopg2.errors.ForeignKeyViolation:
            return self.env._("something else names it")
        return ""

    def _take_off_what_is_dead(self):
        """Citizens see no type that nobody can receive any more."""
        shown = self._own("resource.booking.type", [("published", "=", True)])
        dead = shown.filtered(
            lambda t: t.service_id and not t._candidate_combinations()
        )
        if dead:
            dead.action_unpublish()
