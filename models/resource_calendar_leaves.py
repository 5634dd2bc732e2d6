from datetime import date, datetime, time

import holidays
from pytz import timezone, utc

from odoo import api, models

# Feast of the Flemish Community: Decree of the Flemish Parliament of 7 November
# 1990; municipalities close, but no library of legal holidays lists it.
FLEMISH_FEAST = (7, 11)


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model
    def _public_holidays(self, year, lang="nl"):
        """Return the days on which Flemish town halls close: a dict day -> name."""
        language = (lang or "nl")[:2]
        if language not in ("nl", "fr", "de", "en"):
            language = "nl"
        known = holidays.Belgium(
            years=year, language="en_US" if language == "en" else language
        )
        days = {day: name for day, name in known.items()}
        days[date(year, *FLEMISH_FEAST)] = self.env._("Feast of the Flemish Community")
        return days

    @api.model
    def _add_public_holidays(self, years, company=None):
        """Close every calendar of a company on public holidays, once for each day.

        :param years: whole numbers
        :param company: the present company when left out
        :return: the closings that were added
        """
        company = company or self.env.company
        zone = timezone(company.resource_calendar_id.tz or "Europe/Brussels")
        lang = company.partner_id.lang
        added = self.browse()
        for year in years:
            for day, name in sorted(self._public_holidays(year, lang).items()):
                added |= self._close_day(day, name, company, zone)
        return added

    @api.model
    def _close_day(self, day, name, company, zone):
        """Close a whole local day for all calendars, unless that is done already."""
        begin = zone.localize(datetime.combine(day, time.min))
        end = zone.localize(datetime.combine(day, time(23, 59, 59)))
        vals = {
            "date_from": begin.astimezone(utc).replace(tzinfo=None),
            "date_to": end.astimezone(utc).replace(tzinfo=None),
            "calendar_id": False,
            "resource_id": False,
            "company_id": company.id,
        }
        if self.search_count([(key, "=", value) for key, value in vals.items()]):
            return self.browse()
        return self.with_company(company).create(dict(vals, name=name))
