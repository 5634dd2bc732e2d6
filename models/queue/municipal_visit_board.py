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
    late_at = fields.Datetime(
        string="Comes late, by",
        readonly=True,
        copy=False,
        help="The visitor said on the page of the appointment that they come late.",
    )

    @api.depends("expected", "state", "arrival", "called_at", "started_at", "late_at")
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
        if self._late_time():
            return self.env._("late, here by %(time)s", time=self._late_time())
        if self.state == "waiting":
            return self.env._("arrived %(time)s", time=self._local_time(self.arrival))
        if self.state == "called":
            return self.env._("called %(time)s", time=self._local_time(self.called_at))
        if self.state in ("serving", "paused"):
            return self.env._(
                "started %(time)s", time=self._local_time(self.started_at)
            )
        return False

    def _late_time(self):
        """Return by when a visitor said that they come, local time, or nothing.

        What was said of an earlier slot is no longer true after a move.
        """
        self.ensure_one()
        awaited = self.state in ("booked", "no_show") and self._is_today()
        if not (self.late_at and awaited and self.late_at > self.planned_start):
            return ""
        return self._local_time(self.late_at)

    def action_open_booking(self):
        self.check_access("read")
        self.ensure_one()
        return self.booking_id._action_open()
