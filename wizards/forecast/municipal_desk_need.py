from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ...engine.staffing import Target
from ...models.common.wording import WEEKDAYS
from ...models.forecast.desks_needed import DesksNeeded, groups
from ...models.forecast.hours_known import clock


class MunicipalDeskNeed(models.TransientModel):
    """Ask how many desks a week needs, so that nobody waits longer than was promised.

    The page beside the question is worked out anew with every change of it.
    """

    _name = "municipal.desk.need"
    _description = "Desks needed"

    day = fields.Date(
        string="Week of",
        required=True,
        default=lambda self: self._next_week(),
        help="Any day of the week.",
    )
    service_ids = fields.Many2many(
        comodel_name="municipal.service",
        string="Services",
        domain="[('company_id', 'in', allowed_company_ids)]",
        help="Services that share desks are taken together: their visitors wait for "
        "the same desks.",
    )
    location_id = fields.Many2one(
        comodel_name="municipal.location",
        domain="[('company_id', 'in', allowed_company_ids)]",
        help="Leave empty for all locations.",
    )
    minutes = fields.Integer(
        string="Minutes to wait at most",
        compute="_compute_minutes",
        store=True,
        readonly=False,
        help="The shortest target of these services, unless you want to see another.",
    )
    share = fields.Integer(
        string="Visitors helped within it (%)",
        default=90,
        required=True,
        help="So many of a hundred visitors are called within these minutes.",
    )
    page = fields.Html(compute="_compute_page", sanitize=False)

    _share_of_hundred = models.Constraint(
        "CHECK (share BETWEEN 1 AND 99)",
        "A share lies between 1 and 99 %: nobody can promise that none ever waits.",
    )

    @api.model
    def _next_week(self):
        today = self.env.company._today()
        return today + timedelta(days=7 - today.weekday())

    @api.depends("day")
    def _compute_display_name(self):
        for need in self:
            need.display_name = self.env._("Desks needed")

    @api.depends("service_ids")
    def _compute_minutes(self):
        for need in self:
            targets = need.service_ids.mapped("wait_target_minutes")
            need.minutes = min(filter(None, targets), default=10)

    @api.depends("day", "service_ids", "location_id", "minutes", "share")
    def _compute_page(self):
        for need in self:
            need.page = self.env["ir.qweb"]._render(
                "municipal_appointment.desk_need_page", need._page_values()
            )

    def _page_values(self):
        self.ensure_one()
        wanted = self.day and 0 < self.share < 100 and self.minutes >= 0
        services = self.service_ids._origin._filtered_access("read")
        place = self.location_id._origin._filtered_access("read")
        return {
            "asked": bool(services and wanted),
            "groups": [
                self._group_values(group)
                for group in (groups(services, place) if wanted else ())
                for group in [self._needed(group, place)]
            ],
            "minutes": self.minutes,
            "share": self.share,
        }

    def _needed(self, services, place):
        monday = self.day - timedelta(days=self.day.weekday())
        target = Target(self.minutes, self.share / 100)
        return DesksNeeded(services, place, monday, target)

    # The page of a group of services -------------------------------------------------

    def _group_values(self, group):
        """Return a table of a week, or why there is none."""
        values = {
            "name": ", ".join(group.services.mapped("name")),
            "reason": group.reason and self._reasons()[group.reason],
        }
        if group.reason:
            return values
        weekdays = sorted(group.needs)
        halves = sorted({h for need in group.needs.values() for h in need.desks})
        return values | {
            "most": len(group.desks),
            "days": [self._day_values(group, weekday) for weekday in weekdays],
            "rows": [
                {
                    "half_hour": clock(half),
                    "cells": [self._cell(group, day, half) for day in weekdays],
                }
                for half in halves
            ],
            "doubts": self._doubts(group),
        }

    @api.model
    def _reasons(self):
        env = self.env
        return {
            "no_desks": env._("No desk serves these services here."),
            "closed": env._("The doors are closed all week."),
            "few_days": env._(
                "Too little is known: fewer than 20 open days were counted since the "
                "hours changed last."
            ),
            "no_visits": env._("Too little is known: no visitor was counted."),
            "no_times": env._(
                "Too little is known: nobody registered how long visitors were helped."
            ),
        }

    def _cell(self, group, weekday, half):
        """Return the desks of a half-hour: needed, planned, and what that means."""
        need = group.needs[weekday].desks.get(half)
        if need is None:
            return {"need": None, "kind": "closed", "text": ""}
        planned = group.planned[weekday][half]
        kind = "lack" if planned < need else "spare" if planned > need else "even"
        return {"need": need, "planned": planned, "kind": kind}

    def _day_values(self, group, weekday):
        """Return what is said of a day under its column."""
        need = group.needs[weekday]
        return {
            "name": dict(self._weekdays())[str(weekday + 1)],
            "date": format_date(self.env, group.monday + timedelta(days=weekday)),
            "expected": self._expected(group, weekday),
            "met": need.met,
            "share": round(100 * need.share),
            "hours": self._in_hours(need.hours),
            "planned_hours": self._in_hours(
                sum(group.planned[weekday][half] for half in need.desks) / 2
            ),
            "moves": self._moves(group, weekday),
        }

    def _in_hours(self, hours):
        return formatLang(self.env, hours, digits=1)

    def _weekdays(self):
        field = self.env["municipal.forecast"]._fields["weekday"]
        return field._description_selection(self.env) or WEEKDAYS

    def _expected(self, group, weekday):
        number = group.expected.get(weekday)
        if number is None:
            usual = round(group.measured.usual.get(weekday, 0))
            return self.env._("%(number)s visitors, as usual", number=usual)
        return self.env._("%(number)s visitors expected", number=round(number))

    def _moves(self, group, weekday):
        """Say which half-hour can give a desk to which, and what is lacking still."""
        pairs, spare, lacking = group.moves(weekday)
        said = [
            self.env._("from %(from)s to %(to)s", **{"from": clock(a), "to": clock(b)})
            for a, b in pairs
        ]
        if lacking:
            at = ", ".join(clock(half) for half in sorted(lacking))
            said.append(self.env._("one more desk at %(times)s", times=at))
        if spare:
            hours = self._in_hours(len(spare) / 2)
            said.append(self.env._("%(hours)s desk hours to spare", hours=hours))
        if not group.needs[weekday].met:
            said.append(self.env._("all desks together are too few on this day"))
        return said or [self.env._("nothing: the plan is what is needed")]

    def _doubts(self, group):
        """Say what is doubtful about what was learnt."""
        known, said = group.measured.known, []
        names = dict(self._weekdays())
        rare = [
            names[str(d + 1)] for d in sorted(known.few_weekdays & set(group.needs))
        ]
        if rare:
            said.append(
                self.env._(
                    "Counted on fewer than four such days: %(days)s.",
                    days=", ".join(rare),
                )
            )
        few = self.env["municipal.product"].browse(sorted(known.few_times))
        if few:
            said.append(
                self.env._(
                    "Too few were timed, so that the planned duration counts: "
                    "%(products)s.",
                    products=", ".join(few.mapped("name")),
                )
            )
        return said
