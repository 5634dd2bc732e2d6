from pytz import timezone

from odoo import api, models
from odoo.tools import ormcache

from .municipal_plan_version import VERSION


class MunicipalLocation(models.Model):
    _inherit = "municipal.location"

    def _in_one_line(self):
        """Return the name and the address of a building, or nothing of none."""
        known = self._origin.id
        return self._known_line(known, self.env.lang) if known else ""

    def _zone(self):
        """Return the zone in which the days of a building are counted."""
        if not self:
            return self.env.company._zone()
        known = self._origin.id
        return timezone(self._known_zone(known) if known else self.tz)

    @api.model
    @ormcache("location_id", VERSION)
    def _known_zone(self, location_id):
        return self._as_system().browse(location_id).tz

    @api.model
    @ormcache("location_id", "lang", VERSION)
    def _known_line(self, location_id, lang):
        place = self._as_system(lang=lang).browse(location_id)
        return ", ".join(filter(None, [place.name, place.address]))
