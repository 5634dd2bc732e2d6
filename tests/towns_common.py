from datetime import datetime
from types import SimpleNamespace

from odoo import Command
from odoo.tests import new_test_user

from .rights_common import RightsCase

ROLES = (
    "public",
    "portal",
    "employee",
    "booker",
    "receptionist",
    "auditor",
    "clerk",
    "manager",
    "administrator",
    "receptionist_b",
    "auditor_b",
    "clerk_b",
    "manager_b",
    "administrator_b",
)


class TwoTownsCase(RightsCase):
    """Two municipalities in one database, each with a hall, staff and visitors.

    What belongs to the other town is in ``self.b``. Its people have no access to the
    first one; neither have those of the first one to it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.booker = new_test_user(
            cls.env, "test_booker", groups="base.group_user,resource_booking.group_user"
        )
        cls.company_b = cls.env["res.company"].create({"name": "Neighbouring town"})
        for role in ("receptionist", "auditor", "clerk", "manager", "administrator"):
            user = new_test_user(
                cls.env,
                f"test_{role}_b",
                groups=f"municipal_appointment.group_{role}",
                company_id=cls.company_b.id,
                company_ids=[Command.set(cls.company_b.ids)],
            )
            setattr(cls, f"{role}_b", user)
        cls.b = cls._create_neighbours()

    @classmethod
    def _create_neighbours(cls):
        """Return a hall of the other town, with one desk and one visitor."""
        env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company_b.ids)
        )
        town = SimpleNamespace(env=env, company=cls.company_b)
        town.calendar = cls.calendar.with_env(env).copy(
            {"name": "Their hours", "company_id": town.company.id}
        )
        town.location = env["municipal.location"].create(
            {"name": "Their hall", "tz": "Europe/Brussels"}
        )
        town.service = env["municipal.service"].create(
            {"name": "Their service", "code": "YY"}
        )
        town.type = env["resource.booking.type"].create(
            {
                "name": "Their type",
                "service_id": town.service.id,
                "location_ids": [Command.set(town.location.ids)],
                "resource_calendar_id": town.calendar.id,
                "duration": 0.25,
                "slot_duration": 0.25,
            }
        )
        town.desk = env["resource.resource"].create(
            {
                "name": "Their desk",
                "is_desk": True,
                "desk_number": "9",
                "location_id": town.location.id,
                "tz": "Europe/Brussels",
                "desk_type_ids": [Command.set(town.type.ids)],
            }
        )
        town.product = env["municipal.product"].create(
            {"name": "Their passport", "type_id": town.type.id, "duration": 15}
        )
        town.booking = env["resource.booking"]._book(
            [(town.product, 1)],
            datetime(2026, 10, 14, 7, 0),
            {"name": "Bert Maes", "email": "bert@example.com", "phone": ""},
            lang="en_US",
        )
        town.visit = town.booking.visit_id
        return town

    def user_of(self, role):
        return getattr(self, role)

    def waiting(self):
        """Return a visitor of the first town who took a ticket."""
        return self.env["municipal.visit"]._take_ticket(
            [(self.kids_id, 1)], self.location
        )
