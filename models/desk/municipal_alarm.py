from datetime import timedelta

from odoo import Command, api, fields, models

#: an alarm that nobody ended is no longer shown after this
ALARM_MINUTES = 30


class MunicipalAlarm(models.Model):
    """A call for help of a clerk: who called, from where, who came, when it was over.

    It is written by the buttons only, and nobody changes it afterwards.
    """

    _name = "municipal.alarm"
    _description = "Alarm"
    _order = "start desc, id desc"
    _rec_name = "desk_id"

    desk_id = fields.Many2one(
        comodel_name="resource.resource",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    location_id = fields.Many2one(
        comodel_name="municipal.location",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="location_id.company_id", store=True, index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked for help",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    start = fields.Datetime(
        string="Called at", required=True, readonly=True, default=fields.Datetime.now
    )
    coming_ids = fields.Many2many(
        comodel_name="res.users",
        relation="municipal_alarm_coming_rel",
        string="Came",
        readonly=True,
        help="Colleagues who answered that they were coming.",
    )
    answered = fields.Datetime(
        string="Answered at", readonly=True, help="When the first colleague answered."
    )
    end = fields.Datetime(string="Over at", readonly=True)
    end_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Ended by",
        readonly=True,
        ondelete="restrict",
        help="Empty when nobody ended it: after half an hour it is no longer shown.",
    )

    @api.model
    def _open_domain(self):
        """Return the domain of alarms that still go on."""
        since = fields.Datetime.now() - timedelta(minutes=ALARM_MINUTES)
        return [("end", "=", False), ("start", ">=", since)]

    def _answer(self, user):
        now = fields.Datetime.now()
        for alarm in self:
            alarm.write(
                {
                    "coming_ids": [Command.link(user.id)],
                    "answered": alarm.answered or now,
                }
            )

    def _end(self, user):
        self.write({"end": fields.Datetime.now(), "end_user_id": user.id})

    def _values(self):
        """Return what colleagues see of an alarm."""
        return [
            {
                "desk_id": alarm.desk_id.id,
                "desk": alarm.desk_id.display_name,
                "location": alarm.location_id.name,
                "user_id": alarm.user_id.id,
                "name": alarm.user_id.name,
                "coming": alarm.coming_ids.mapped("name"),
                "coming_ids": alarm.coming_ids.ids,
            }
            for alarm in self
        ]
