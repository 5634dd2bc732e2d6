from datetime import date, timedelta

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from . import at_work, town

#: from which the hours of a type without any opening held until now
ALWAYS = date(2000, 1, 1)
#: until this hour a line is one of the morning
NOON = 12


class MunicipalReview(models.Model):
    """Accepted hours become the next opening of every type, at once or not at all."""

    _inherit = "municipal.review"

    def _today_alternative(self):
        """Return the values of the hours in force at the end of the period."""
        day = format_date(self.env, self.date_to)
        types = self._types()
        lines = town.lines_of(types, self.date_to)
        since = town.since_of(self, types)
        desk_count, desks = at_work.week_of(self, since, lines)
        return {
            "name": self.env._("Today: hours in force on %(day)s", day=day),
            "is_today": True,
            "week": {"lines": lines, "desks": desks},
            "desk_count": desk_count,
        }

    def action_put_in_force(self):
        """Let all types of the services follow the accepted hours from a day on.

        Appointments that no longer fit are listed once, and decided about first.

        :raise HoursConflict: when there are such; nothing was changed then
        """
        self.check_access("write")
        self.ensure_one()
        self._check_can_be_put_in_force()

        def put(reviews):
            reviews._put_in_force()
            return reviews

        if self._guards("write"):
            self._change_hours("action_put_in_force", None, put)
        else:
            with self.env.cr.savepoint():
                put(self)
        return True

    def _check_can_be_put_in_force(self):
        if self.state != "decided":
            raise UserError(self.env._("First record the decision."))
        if not self.valid_from:
            raise UserError(self.env._("From which day do the hours hold?"))
        if self.valid_from <= self._today():
            raise UserError(
                self.env._("New hours hold from tomorrow on, or from a later day.")
            )
        if not self._types():
            raise UserError(
                self.env._("These services have no appointment types to follow hours.")
            )
        self.accepted_id._check_can_hold()
        taken = self._openings().filtered(lambda o: o.date_from == self.valid_from)
        if taken:
            raise UserError(
                self.env._(
                    "%(opening)s of %(type)s begins on that day already: choose "
                    "another day, or remove it first.",
                    opening=taken[0].name,
                    type=taken[0].type_id.name,
                )
            )

    def _openings(self):
        return self.env["municipal.opening"].search(
            [("type_id", "in", self._types().ids)], order="date_from, id"
        )

    def _put_in_force(self):
        """End the openings of today, and begin those that were accepted."""
        openings = self.env["municipal.opening"]
        for type_ in self._types():
            self._end_before(type_)
        calendar = self._new_calendar()
        for type_ in self._types():
            openings |= openings.create(self._opening_values(type_, calendar))
        self.sudo().write(
            {"state": "in_force", "opening_ids": [Command.set(openings.ids)]}
        )
        self.message_post(
            body=self.env._(
                "In force from %(day)s for %(types)s.",
                day=format_date(self.env, self.valid_from),
                types=", ".join(self._types().mapped("name")),
            )
        )

    def _end_before(self, type_):
        """End the opening that holds on the first day; one is made if there is none."""
        last = self.valid_from - timedelta(days=1)
        if not type_.opening_ids:
            self.env["municipal.opening"].create(
                {
                    "name": self.env._("Hours until then"),
                    "type_id": type_.id,
                    "calendar_id": type_.resource_calendar_id.id,
                    "date_from": ALWAYS,
                    "date_to": last,
                }
            )
            return
        held = type_.opening_ids.filtered(
            lambda o: o.date_from <= last and (not o.date_to or o.date_to > last)
        )
        if held:
            held.write({"date_to": last})

    def _new_calendar(self):
        """Return weekly hours as they were accepted."""
        now = self._types()[0]
        return self.env["resource.calendar"].create(
            {
                "name": self._regime_name(),
                "company_id": self.company_id.id,
                "tz": now.tz or now.resource_calendar_id.tz,
                "attendance_ids": [
                    Command.clear(),
                    *map(Command.create, self._attendances()),
                ],
            }
        )

    def _attendances(self):
        return [
            {
                "name": self.env._("Opening hours"),
                "dayofweek": str(weekday),
                "hour_from": start / 60,
                "hour_to": stop / 60,
                "day_period": "morning" if start < NOON * 60 else "afternoon",
                "access": access,
            }
            for weekday, start, stop, access in self.accepted_id._week()["lines"]
        ]

    def _opening_values(self, type_, calendar):
        """Return the next opening of a type: until the one after it begins."""
        later = type_.opening_ids.filtered(lambda o: o.date_from > self.valid_from)
        first = min(later.mapped("date_from"), default=None)
        return {
            "name": self._regime_name(),
            "type_id": type_.id,
            "calendar_id": calendar.id,
            "date_from": self.valid_from,
            "date_to": first and first - timedelta(days=1),
        }

    def _regime_name(self):
        return self.env._(
            "%(name)s, from %(day)s",
            name=self.accepted_id.name,
            day=format_date(self.env, self.valid_from),
        )

    # What the guard of hours asks

    def _hours_scope(self):
        types = self.service_ids.type_ids
        return Domain("type_id", "in", types.ids)

    def _hours_in_words(self):
        openings = self.env["municipal.opening"]
        for review in self:
            openings |= review._openings()
        lines = openings._hours_in_words()
        for review in self.filtered(lambda one: one.state == "in_force"):
            lines += review.opening_ids.calendar_id._hours_in_words()
        return lines

    def _hours_label(self):
        return self.env._("Review of opening hours")
