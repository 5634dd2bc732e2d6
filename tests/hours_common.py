from datetime import datetime, timedelta

from pytz import utc

from .common import MunicipalCase, hours


class HoursCase(MunicipalCase):
    """Helpers to ask on which local moments somebody can come."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["resource.calendar.leaves"].search([]).unlink()

    def slots(self, day, product=None, **kwargs):
        """Return the local clock times at which a citizen can come on a day."""
        zone = self.type._tz()
        begin, end = (
            zone.localize(datetime(day.year, day.month, day.day) + timedelta(days=days))
            for days in (0, 1)
        )
        lines = [(product or self.kids_id, 1)]
        kwargs.setdefault("by_staff", True)
        return [
            utc.localize(start).astimezone(zone).strftime("%H:%M")
            for start in self.type._free_slots(lines, begin, end, **kwargs)
        ]

    def calendar_of(self, *lines, tz="Europe/Brussels"):
        return self.env["resource.calendar"].create(
            {"name": "Other hours", "tz": tz, "attendance_ids": hours(*lines)}
        )

    def open(self, calendar, date_from, date_to=False, name="Opening"):
        return self.env["municipal.opening"].create(
            {
                "name": name,
                "type_id": self.type.id,
                "calendar_id": calendar.id,
                "date_from": date_from,
                "date_to": date_to,
            }
        )
