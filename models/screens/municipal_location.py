from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..visit.municipal_visit import DISTANCE_CHANNELS

#: the state of a visit -> the column of the board that counts it
COLUMNS = {
    "booked": "expected",
    "called": "serving",
    "serving": "serving",
    "paused": "serving",
    "finished": "served",
    "no_show": "no_show",
    "left": "left",
}


class MunicipalLocation(models.Model):
    """The live board: how things stand in each building, for the manager."""

    _inherit = "municipal.location"

    kiosk_away = fields.Char(
        string="When the kiosk fails",
        translate=True,
        help="What a visitor reads at the kiosk while it cannot reach the server, for "
        "example “Take a paper number at the reception”. Empty: they are sent to the "
        "reception.",
    )

    @api.model
    def board_state(self):
        """Return how each service does now, per building.

        The number of queries depends on nothing: visits are grouped by the database,
        and who waits is read in one go.

        :return: list of dicts, one for each building
        """
        if not self.env.user.has_group("municipal_appointment.group_manager"):
            raise AccessError(self.env._("Only managers see the live board."))
        locations = self.search(Domain.TRUE)
        desks = self._board_desks(locations)
        rows = self._board_rows(locations, desks)
        locations._count_today(rows)
        locations._count_waiting(rows)
        return [location._board_values(rows, desks) for location in locations]

    @api.model
    def _board_desks(self, locations):
        """Return the desks by building."""
        desks = self.env["resource.resource"].search(
            [("is_desk", "=", True), ("location_id", "in", locations.ids)]
        )
        return desks.grouped("location_id")

    @api.model
    def _board_rows(self, locations, desks):
        """Return an empty row for every service that a building receives.

        :return: dict from (building, service) to its figures
        """
        rows = {}
        for location in locations:
            for desk in desks.get(location, []):
                services = desk.desk_type_ids.service_id
                for service in services.filtered("guidance_enabled"):
                    row = rows.setdefault((location, service), self._board_row())
                    row["open"] += bool(desk._staffed())
        return rows

    @api.model
    def _board_row(self):
        names = ("open", "waiting", "contacts", *COLUMNS.values())
        return dict.fromkeys(names, 0) | {"longest": None}

    def _count_today(self, rows):
        groups = self.env["municipal.visit"]._read_group(
            self._today_domain()
            & Domain("state", "in", list(COLUMNS))
            & Domain("service_id.guidance_enabled", "=", True),
            ["location_id", "service_id", "channel", "state"],
            ["__count"],
        )
        for location, service, channel, state, count in groups:
            row = rows.setdefault((location, service), self._board_row())
            # who phones or writes is no visitor, and stands in no column of theirs
            distant = channel in DISTANCE_CHANNELS
            row["contacts" if distant else COLUMNS[state]] += count

    def _today_domain(self):
        """Return the visits of today, by the day of each building."""
        return Domain.OR(
            Domain("location_id", "in", locations.ids)
            & Domain("day", "=", locations[0]._today())
            for _zone, locations in self.grouped("tz").items()
        )

    def _count_waiting(self, rows):
        waiting = self.env["municipal.visit"].search(
            self._today_domain()
            & Domain("state", "=", "waiting")
            & Domain("ticket", "!=", False)
        )
        for visit in waiting:
            key = (visit.location_id, visit.service_id)
            row = rows.setdefault(key, self._board_row())
            row["waiting"] += 1
            row["longest"] = max(row["longest"] or 0, visit._minutes_waited())

    def _board_values(self, rows, desks):
        """Return what the board shows of a building."""
        self.ensure_one()
        mine = [
            (service, row)
            for (location, service), row in rows.items()
            if location == self
        ]
        mine.sort(key=lambda pair: (pair[0].sequence, pair[0].name))
        here = desks.get(self, self.env["resource.resource"])
        total = {
            name: sum(row[name] or 0 for _service, row in mine)
            for name in self._board_row()
        }
        waits = [row["longest"] for _service, row in mine if row["waiting"]]
        total["longest"] = max(waits, default=None)
        total["open"] = len(here._staffed())
        return {
            "id": self.id,
            "name": self.name,
            "maximum": self.queue_maximum,
            "desks": len(here),
            "total": total,
            "services": [
                {"id": service.id, "name": service.name, **row} for service, row in mine
            ],
        }
