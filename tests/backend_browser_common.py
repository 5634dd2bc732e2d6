from datetime import date, datetime, time

from odoo.tests import HttpCase, freeze_time, new_test_user

from .common import create_town, hours


class BackendBrowserCase(HttpCase):
    """A morning in a town hall with two desks, in a browser.

    The browser has the real day; the hour is frozen, so that the day of the test is
    never over.
    """

    #: how visitors are received, every day from nine to eight
    access = "appointment"

    @classmethod
    def setUpClass(cls):
        cls.morning = datetime.combine(date.today(), time(8))
        frozen = freeze_time(cls.morning)
        frozen.start()
        cls.addClassCleanup(frozen.stop)
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tz="Europe/Brussels"))
        cls.env["resource.calendar.leaves"].search([]).unlink()
        cls.env["res.lang"]._activate_lang("en_US")
        create_town(cls)
        cls.calendar.attendance_ids = hours(
            *[(day, 9, 20, cls.access) for day in range(7)]
        )
        for login in ("clerk", "manager"):
            new_test_user(
                cls.env,
                f"test_{login}",
                groups=f"municipal_appointment.group_{login}",
                tz="Europe/Brussels",
                lang="en_US",
            ).odoobot_state = "disabled"
