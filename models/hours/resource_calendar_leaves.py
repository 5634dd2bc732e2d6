from datetime import date, datetime, time

import holidays
from pytz import utc

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

# Feast of the Flemish Community: Decree of the Flemish Parliament of 7 November
# 1990; municipalities close, but no library of legal holidays lists it.
FLEMISH_FEAST = (7, 11)
DAY_END = time(23, 59, 59)
# our language codes -> those of the library
HOLIDAY_LANGUAGES = {"nl": "nl", "fr": "fr", "de": "de", "en": "en_US"}


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    substitute_id = fields.Many2one(
        comodel_name="resource.resource",
        string="Taken over by",
        domain="[('resource_type', '=', 'user')]",
        index="btree_not_null",
        ondelete="set null",
        help="While this colleague is there, the desks of who is away stay open.",
    )
    substitute_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Taken over by (colleague)",
        compute="_compute_substitute_user_id",
        inverse="_inverse_substitute_user_id",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )

    @api.depends("substitute_id.user_id")
    def _compute_substitute_user_id(self):
        for leave in self:
            leave.substitute_user_id = leave.substitute_id.user_id

    def _inverse_substitute_user_id(self):
        for leave in self:
            town = leave.company_id or leave.resource_id.company_id
            persons = self.env["resource.resource"]
            leave.substitute_id = persons._person_of(leave.substitute_user_id, town)

    @api.constrains("substitute_id", "resource_id")
    def _check_substitute(self):
        """Nobody takes over from themselves, and nobody but a person does."""
        for leave in self.filtered("substitute_id"):
            person = leave.substitute_id
            if leave.resource_id.resource_type != "user":
                raise ValidationError(
                    self.env._("Only of a colleague who is away another takes over.")
                )
            if person == leave.resource_id or person.resource_type != "user":
                raise ValidationError(
                    self.env._("Choose another colleague, who takes over.")
                )

    @api.model
    def _public_holidays(self, year, lang="nl_BE"):
        """Return the days on which Flemish town halls close: a dict day -> name."""
        language = HOLIDAY_LANGUAGES.get(lang[:2], "nl")
        days = dict(holidays.Belgium(years=year, language=language).items())
        feast = self.with_context(lang=lang).env._("Feast of the Flemish Community")
        days[date(year, *FLEMISH_FEAST)] = feast
        return days

    @api.model
    def _add_public_holidays(self, years, company=None):
        """Close every calendar of a company on public holidays, once for each day.

        :param years: whole numbers
        :param company: the present company when left out
        :return: the closings that were added
        """
        company = company or self.env.company
        lang = company.partner_id.lang or self.env.lang or "en_US"
        missing = []
        for year in years:
            for day, name in sorted(self._public_holidays(year, lang).items()):
                missing += self._missing_closing(day, name, company)
        return self.with_company(company).create(missing)

    @api.model
    def _close(self, day, name, company, start=time.min, stop=DAY_END):
        """Close all calendars of a company for a part of a local day.

        :return: the closing that was added, if any
        """
        missing = self._missing_closing(day, name, company, start, stop)
        return self.with_company(company).create(missing)

    @api.model
    def _missing_closing(self, day, name, company, start=time.min, stop=DAY_END):
        """Return the values of a closing in a list, or nothing when it is there.

        A longer closing that is there already, such as the week after Christmas,
        is left as it is: nothing is added to it.

        :param time start: the whole day unless a half day is meant
        """
        zone = self._closing_zone(company)
        date_from, date_to = (
            zone.localize(datetime.combine(day, hour))
            .astimezone(utc)
            .replace(tzinfo=None)
            for hour in (start, stop)
        )
        whole_company = {
            "calendar_id": False,
            "resource_id": False,
            "time_type": "leave",
            "company_id": company.id,
        }
        domain = [(key, "=", value) for key, value in whole_company.items()]
        domain += [("date_from", "<=", date_from), ("date_to", ">=", date_to)]
        if self.search_count(domain, limit=1):
            return []
        return [dict(whole_company, name=name, date_from=date_from, date_to=date_to)]

    @api.model_create_multi
    def create(self, vals_list):
        """Keep the company that was asked: upstream takes that of the reader."""
        closings = super().create(vals_list)
        for closing, vals in zip(closings, vals_list, strict=True):
            if vals.get("company_id") and not vals.get("calendar_id"):
                closing.company_id = vals["company_id"]
        return closings

    @api.model
    def _closing_zone(self, company):
        """Return the zone in which the days of a municipality begin and end.

        Its buildings tell: the calendar that a company starts with is in UTC.
        """
        location_sudo = (
            self.env["municipal.location"]
            .sudo()
            .search([("company_id", "=", company.id)], limit=1)
        )
        return (location_sudo or company)._zone()

    def action_add_public_holidays(self):
        """Close this year and next year on public holidays, and say how many days.

        A button above the list calls it, whatever closings are selected.
        """
        self.check_access("read")
        if not self.env.user.has_group("municipal_appointment.group_manager"):
            # upstream lets every employee create leaves, their own for instance
            raise AccessError(self.env._("Only managers close the town hall."))
        year = fields.Date.context_today(self).year
        added = self._add_public_holidays([year, year + 1])
        if added:
            message = self.env._(
                "%(count)s public holidays of %(year)s and %(next)s were added.",
                count=len(added),
                year=year,
                next=year + 1,
            )
        else:
            message = self.env._(
                "The public holidays of %(year)s and %(next)s were there already.",
                year=year,
                next=year + 1,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if added else "info",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
