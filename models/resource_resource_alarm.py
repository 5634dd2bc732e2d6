from datetime import timedelta

from odoo import fields, models

#: an alarm that nobody ended is no longer shown after this
ALARM_MINUTES = 30


class ResourceResource(models.Model):
    """The emergency button of a desk."""

    _inherit = "resource.resource"

    alarm_at = fields.Datetime(readonly=True, copy=False)
    alarm_user_id = fields.Many2one(
        comodel_name="res.users", string="Asked for help", readonly=True, copy=False
    )

    def counter_alarm(self):
        """Ask the colleagues of the building for help at this desk."""
        self._check_counter()
        self.sudo().write(
            {"alarm_at": fields.Datetime.now(), "alarm_user_id": self.env.uid}
        )
        self._tell_colleagues("municipal_alarm", self._alarm_values())

    def counter_alarm_answer(self):
        """Tell everybody that somebody is on the way."""
        self._check_counter()
        self._tell_colleagues(
            "municipal_alarm_answer",
            {"desk_id": self.id, "name": self.env.user.name},
        )

    def counter_alarm_end(self):
        """Take the alarm away from all screens."""
        self._check_counter()
        self.sudo().write({"alarm_at": False, "alarm_user_id": False})
        self._tell_colleagues("municipal_alarm_end", {"desk_id": self.id})

    def _alarm_values(self):
        """Return what colleagues see of an alarm."""
        self.ensure_one()
        desk = self.sudo()
        return {
            "desk_id": desk.id,
            "desk": desk.display_name,
            "location": desk.location_id.name,
            "user_id": desk.alarm_user_id.id,
            "name": desk.alarm_user_id.name,
        }

    def _alarms(self):
        """Return the alarms that still go on in the building of this desk."""
        since = fields.Datetime.now() - timedelta(minutes=ALARM_MINUTES)
        desks = self.sudo().search(
            [("location_id", "=", self.location_id.id), ("alarm_at", ">=", since)]
        )
        return [desk._alarm_values() for desk in desks]

    def _tell_colleagues(self, kind, payload):
        """Send something to all clerks but those who sit in another building."""
        clerks = self.env.ref("municipal_appointment.group_clerk").sudo().all_user_ids
        company = self.sudo().location_id.company_id
        elsewhere = (
            self.sudo()
            .search(
                [
                    ("counter_user_id", "!=", False),
                    ("location_id", "!=", self.location_id.id),
                ]
            )
            ._staffed()
            .counter_user_id
        )
        for user in clerks - elsewhere:
            if company in user.company_ids:
                self.env["bus.bus"]._sendone(user.partner_id, kind, payload)
