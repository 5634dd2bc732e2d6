from datetime import date, timedelta

from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

#: from which the hours of a type without any opening held until now
ALWAYS = date(2000, 1, 1)
#: until this hour a line is one of the morning
NOON = 12
DAY = timedelta(days=1)


class MunicipalOpening(models.Model):
    """How hours follow each other: what holds now ends where the next begin."""

    _inherit = "municipal.opening"

    @api.model
    def _check_can_follow(self, types, first, last=None):
        """Refuse new hours where others begin already.

        :param date first: of the new hours
        :param date last: of the new hours; with it nothing may begin between both
        :raise UserError:
        """
        begins = types.opening_ids.filtered(
            lambda o: o.date_from == first or (last and first < o.date_from <= last)
        )
        if begins:
            opening = begins.sorted("date_from")[0]
            raise UserError(
                self.env._(
                    "%(opening)s of %(type)s begins on %(day)s already: choose "
                    "another day, or remove it first.",
                    opening=opening.name,
                    type=opening.type_id.name,
                    day=format_date(self.env, opening.date_from),
                )
            )

    @api.model
    def _follow(self, types, lines, name, first, last=None):
        """Let types follow weekly hours from a day on; what holds before ends then.

        "Summer", from 1 July to 31 August, ends what holds on 30 June and lets it hold
        again from 1 September.

        :param list lines: of :mod:`engine.weekly_hours`
        :param str name: of the hours and of the openings
        :param date first: local, of the new hours
        :param date last: local, of the new hours; left out, they hold until the next
            ones that are known
        :return: an opening for each type
        """
        calendar = self._new_hours(types[0], lines, name)
        openings = self.browse()
        for type_ in types:
            held = type_._held_until(first)
            openings |= self.create(
                {
                    "name": name,
                    "type_id": type_.id,
                    "calendar_id": calendar.id,
                    "date_from": first,
                    "date_to": last or type_._day_before_next(first),
                }
            )
            if last:
                self._go_on(type_, held, last + DAY)
        return openings

    @api.model
    def _go_on(self, type_, held, first):
        """Let what was interrupted hold again, for as long as it would have held.

        :param dict held: values of what was ended, see ``_held_until``
        """
        if held and not (held["date_to"] and held["date_to"] < first):
            until = held["date_to"] or type_._day_before_next(first)
            self.create(dict(held, date_from=first, date_to=until))

    @api.model
    def _new_hours(self, type_, lines, name):
        """Return a calendar with drawn weekly hours, in the zone of a type."""
        return self.env["resource.calendar"].create(
            {
                "name": name,
                "company_id": type_.company_id.id,
                "tz": type_.tz or type_.resource_calendar_id.tz,
                "attendance_ids": [
                    Command.clear(),
                    *map(Command.create, self._attendances(lines)),
                ],
            }
        )

    @api.model
    def _attendances(self, lines):
        return [
            {
                "name": self.env._("Opening hours"),
                "dayofweek": str(weekday),
                "hour_from": start / 60,
                "hour_to": stop / 60,
                "day_period": "morning" if start < NOON * 60 else "afternoon",
                "access": access,
            }
            for weekday, start, stop, access in lines
        ]
