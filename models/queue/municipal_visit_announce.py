from odoo import models

#: steps after which a display must not show the call any longer
CALL_ENDS = ("started", "missed", "left", "finished", "forwarded", "checked_in")
#: steps after which another number waits, and others are nearer to their turn
LINE_MOVES = ("checked_in", "called", "left", "forwarded", "released", "undone")


class MunicipalVisit(models.Model):
    """Tell displays, counters and waiting pages what happened, by Odoo's bus.

    A message never carries a name: numbers and desks only. It says what changed; who
    missed one asks for everything when he is back.
    """

    _inherit = "municipal.visit"

    def _announce(self, step):
        """Tell everybody who looks at these visits of a step."""
        for visit in self.filtered("location_id"):
            visit._tell_displays(step)
            visit.location_id._tell_counters(step in LINE_MOVES)
            visit._tell_visitor(step)

    def _tell_displays(self, step):
        if not self.ticket:
            return
        displays = (
            self.env["municipal.screen"]
            .sudo()
            .search(
                [("kind", "=", "display"), ("location_id", "=", self.location_id.id)]
            )
        )
        shown = displays.filtered(
            lambda screen: not screen.service_ids
            or self.service_id in screen.service_ids
        )
        if step in ("called", "recalled") or self.state == "called":
            shown._tell("call", self._call_payload())
        elif step in ("undone", "forwarded") or (step in CALL_ENDS and self.calls):
            shown._tell("call_end", {"id": self.id})

    def _call_payload(self):
        """Return what a display shows of a call."""
        self.ensure_one()
        desk = self.sudo().desk_id
        return {
            "id": self.id,
            "ticket": self.ticket,
            "desk": desk.desk_number or desk.name or "",
            "calls": self.calls,
        }

    def _tell_visitor(self, step):
        """Let the waiting page of a visitor, and who sees the line, look again."""
        bus = self.env["bus.bus"]
        token = self.sudo().access_token
        if token:
            bus._sendone(
                f"municipal_visit_{token}", "municipal_visit", {"state": self.state}
            )
        if step in LINE_MOVES:
            self.location_id._tell_line_moved()
