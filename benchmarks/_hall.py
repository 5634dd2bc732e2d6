"""The town hall of the rush: a building with desks, clerks, kiosks and displays."""

from datetime import datetime, timezone

from _town import desks_of, make_calendar, make_municipal_type

from odoo import Command

PASSWORD = "a long password of a benchmark"
#: local hour at which the rush begins, whatever the clock of the machine says
MORNING = 9
#: minutes of what people come for on a Saturday
MINUTES = (5, 10, 15)


class Hall:
    """What the clients of a benchmark have to know of the building.

    :param env: the database in which it is made, as administrator
    """

    def __init__(self, env, desks, kiosks, displays):
        calendar = make_calendar(env, ((0, 24),), range(7), access="both")
        product = make_municipal_type(env, desks, minutes=30, calendar=calendar)
        type_ = product.type_id
        location = type_.location_ids
        calendar.tz = location.tz = morning_zone()
        desks_of(type_).tz = location.tz
        self.location = location.id
        self.channel = location._queue_channel()
        self.products = self._products(product).ids
        self.desks = [
            (desk.id, self._clerk(env, f"{location.id}-{number}"))
            for number, desk in enumerate(desks_of(type_))
        ]
        self.kiosks = self._screens(location, "kiosk", kiosks, type_.service_id)
        self.displays = self._screens(location, "display", displays, type_.service_id)

    @staticmethod
    def _products(product):
        """Put what people come for in the place of the one product of the type."""
        values = {"type_id": product.type_id.id, "walk_in": "open_hours"}
        product.unlink()
        return product.create(
            [
                {**values, "name": f"Benchmark {minutes}", "duration": minutes}
                for minutes in MINUTES
            ]
        )

    @staticmethod
    def _clerk(env, number):
        """Create a clerk; return how they log in."""
        group = env.ref("municipal_appointment.group_clerk")
        login = f"clerk{number}@example.com"
        env["res.users"].create(
            {
                "name": f"Clerk {number}",
                "login": login,
                "password": PASSWORD,
                "group_ids": [Command.set(group.ids)],
            }
        )
        return login

    @staticmethod
    def _screens(location, kind, number, services):
        """Create screens; return what follows their secret addresses."""
        screens = location.env["municipal.screen"].create(
            [
                {
                    "name": f"{kind} {index}",
                    "kind": kind,
                    "location_id": location.id,
                    "service_ids": [Command.set(services.ids)],
                }
                for index in range(number)
            ]
        )
        return [(f"/municipal/screen/{s.token}", s._channel()) for s in screens]


def morning_zone():
    """Return a zone in which it is morning: near midnight kiosks give no tickets."""
    ahead = (MORNING - datetime.now(timezone.utc).hour + 11) % 24 - 11
    # these names count the other way round
    return f"Etc/GMT{-ahead:+d}"
