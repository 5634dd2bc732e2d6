from odoo import api, models

from ..common.refusal import Refusal


class ResourceResource(models.Model):
    """The emergency button of a desk."""

    _inherit = "resource.resource"

    def desk_alarm(self):
        """Ask the colleagues of the building for help at this desk.

        :return: what all see of the alarm
        """
        self._check_desk_clerk()
        alarms = self._open_alarms()
        if not alarms:
            alarms = alarms.create(
                {
                    "desk_id": self.id,
                    "location_id": self.location_id.id,
                    "user_id": self.env.uid,
                }
            )
        [values, *_doubles] = alarms._values()
        self._notify_colleagues("municipal_alarm", values)
        return values

    @api.model
    def desk_alarm_here(self):
        """The same from anywhere in the backend, for the desk where the clerk sits.

        :raise Refusal: when they sit nowhere: nobody would know where to go
        """
        self._check_clerk()
        desk_sudo = self.sudo().search([("desk_user_id", "=", self.env.uid)], limit=1)
        if not desk_sudo:
            raise Refusal(
                self.env._("You sit at no desk: colleagues would not find you."), "desk"
            )
        return desk_sudo.sudo(False).desk_alarm()

    def desk_alarm_answer(self):
        """Tell everybody that somebody is on the way."""
        self._check_desk_clerk()
        self._open_alarms()._answer(self.env.user)
        self._notify_colleagues(
            "municipal_alarm_answer",
            {
                "desk_id": self.id,
                "user_id": self.env.uid,
                "name": self.env.user.name,
            },
        )

    def desk_alarm_end(self):
        """Take the alarm away from all screens."""
        self._check_desk_clerk()
        self._open_alarms()._end(self.env.user)
        self._notify_colleagues("municipal_alarm_end", {"desk_id": self.id})

    @api.model
    def desk_alarms(self):
        """Return the alarms that go on, for a screen that was just opened.

        :return: list of dicts: those of the building where the clerk sits, or of all
            buildings when they sit nowhere
        """
        self._check_clerk()
        desks_sudo = self.sudo().search([("desk_user_id", "=", self.env.uid)])
        domain = [("company_id", "in", self.env.user.company_ids.ids)]
        if desks_sudo:
            domain.append(("location_id", "in", desks_sudo.location_id.ids))
        return self._alarms_of(domain)

    def _alarms(self):
        """Return the alarms that still go on in the building of this desk."""
        return self._alarms_of([("location_id", "=", self.location_id.id)])

    @api.model
    def _alarms_of(self, domain):
        alarms_sudo = self.env["municipal.alarm"].sudo()
        return alarms_sudo.search([*domain, *alarms_sudo._open_domain()])._values()

    def _open_alarms(self):
        alarms_sudo = self.env["municipal.alarm"].sudo()
        return alarms_sudo.search(
            [("desk_id", "=", self.id), *alarms_sudo._open_domain()]
        )

    def _notify_colleagues(self, kind, payload):
        """Send something to all clerks but those who sit in another building."""
        clerks_sudo = (
            self.env.ref("municipal_appointment.group_clerk").sudo().all_user_ids
        )
        company_sudo = self.sudo().location_id.company_id
        elsewhere = (
            self.sudo()
            .search(
                [
                    ("desk_user_id", "!=", False),
                    ("location_id", "!=", self.location_id.id),
                ]
            )
            ._staffed()
            .desk_user_id
        )
        for user in clerks_sudo - elsewhere:
            if company_sudo in user.company_ids:
                self.env["bus.bus"]._sendone(user.partner_id, kind, payload)
