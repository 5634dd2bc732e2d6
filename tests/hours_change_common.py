from datetime import datetime

from odoo.tests import Form

from ..models.common.hours_conflict import HoursConflict
from .hours_common import HoursCase

#: Wednesday 14 October 2026, 09:00 in Brussels
PROMISED = datetime(2026, 10, 14, 7, 0)
CLOSED_WEDNESDAY = {
    "name": "Strike",
    "date_from": datetime(2026, 10, 13, 22),
    "date_to": datetime(2026, 10, 14, 21, 59, 59),
    "calendar_id": False,
}
#: a contact who can only be called
BY_PHONE = {"name": "Jan Maes", "email": "", "phone": "0470 12 34 56"}


class HoursChangeCase(HoursCase):
    """A manager who changes hours under promised appointments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(context=dict(cls.env.context, lang="en_US"))
        cls.env["municipal.hours.change"].search([]).unlink()
        (cls.manager | cls.clerk).write({"lang": "en_US", "tz": "Europe/Brussels"})

    def refused(self, change):
        """Make a change as a manager, and return the error that it must raise."""
        with self.assertRaises(HoursConflict) as caught, self.env.cr.savepoint():
            change()
        return caught.exception

    def draft(self, change):
        """Follow the button of the error, and return the list that it opens."""
        way = self.refused(change).context
        action = self.env["ir.actions.server"].browse(way["action"])
        window = action.with_user(self.manager).with_context(**way["change"]).run()
        return (
            self.env["municipal.hours.change"]
            .with_user(self.manager)
            .browse(window["res_id"])
        )

    def decide(self, change, *decisions):
        """Choose in the form, row by row, and confirm."""
        with Form(change) as form:
            for index, decision in enumerate(decisions):
                with form.line_ids.edit(index) as line:
                    line.decision = decision
        return change.action_apply()

    def close_wednesday(self, **values):
        closings = self.env["resource.calendar.leaves"].with_user(self.manager)
        return closings.create(dict(CLOSED_WEDNESDAY, **values))

    def mails_to(self, booking):
        self.env.flush_all()
        return self.env["mail.mail"].search(
            [("model", "=", booking._name), ("res_id", "=", booking.id)]
        )

    def new_mails_to(self, booking, since):
        return self.mails_to(booking) - since
