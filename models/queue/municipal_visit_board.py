from odoo import api, fields, models


class MunicipalVisit(models.Model):
    """What the screens of the clerk show of a visit."""

    _inherit = "municipal.visit"

    service_color = fields.Integer(related="service_id.color")
    clock = fields.Char(
        string="Time",
        compute="_compute_clock",
        help="Local time at the location.",
    )
    since = fields.Char(compute="_compute_clock", help="How far the visitor got.")

    @api.depends("expected", "state", "arrival", "called_at", "started_at")
    def _compute_clock(self):
        for visit in self:
            visit.clock = visit._local_time(visit.expected)
            visit.since = visit._describe_since()

    def _local_time(self, moment):
        self.ensure_one()
        return moment and self._local(moment).strftime("%H:%M")

    def _describe_since(self):
        """Return since when the visitor is where they are, in words."""
        self.ensure_one()
        if self.state == "waiting":
            return self.env._("arrived %(time)s", time=self._local_time(self.arrival))
        if self.state == "called":
            return self.env._("called %(time)s", time=self._local_time(self.called_at))
        if self.state in ("serving", "paused"):
            return self.env._(
                "started %(time)s", time=self._local_time(self.started_at)
            )
        return False

    def action_open_booking(self):
        self.check_access("read")
        self.ensure_one()
        return self.booking_id._action_open()
