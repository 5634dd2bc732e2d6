from datetime import datetime

from odoo import Command
from odoo.tests import TransactionCase, freeze_time, new_test_user

from odoo.addons.municipal_appointment.models.finding import municipal_product_access
from odoo.addons.municipal_appointment.models.queue import municipal_location

from .clock_common import NOW


def hours(*lines):
    """Return calendar lines out of (weekday, from, to, access)."""
    return [Command.clear()] + [
        Command.create(
            {
                "name": f"{day} {start}",
                "dayofweek": str(day),
                "hour_from": start,
                "hour_to": stop,
                "day_period": "morning" if start < 12 else "afternoon",
                "access": access,
            }
        )
        for day, start, stop, access in lines
    ]


def empty_mail_queue(cls):
    """Begin without the mails that Odoo's demo data queue, at some hours only."""
    cls.env["mail.mail"].search([]).unlink()


def share_nothing(cls):
    """Let a test class change the line and look at it at once."""
    for name in ("SHARED_SECONDS", "NOTIFIED_SECONDS"):
        cls.classPatch(municipal_location, name, 0)
    cls.classPatch(municipal_product_access, "REMEMBERED_SECONDS", 0)


def create_town(cls):
    """Create a small town hall on a test class: two desks, three products.

    Monday to Friday 9 to 12 by appointment, but Tuesday is free walk-in;
    Kids-ID takes 10 minutes and 5 more for each next child. What a test sets up is on
    the website at once.
    """
    cls.env = cls.env(context=dict(cls.env.context, default_published=True))
    env = cls.env
    cls.company = env.company
    cls.calendar = env["resource.calendar"].create(
        {
            "name": "Test hours",
            "tz": "Europe/Brussels",
            "attendance_ids": hours(
                *[
                    (day, 9, 12, "walk_in" if day == 1 else "appointment")
                    for day in range(5)
                ]
            ),
        }
    )
    cls.location = env["municipal.location"].create(
        {"name": "Test hall", "tz": "Europe/Brussels"}
    )
    cls.service = env["municipal.service"].create(
        {"name": "Test service", "code": "ZZ"}
    )
    cls.type = env["resource.booking.type"].create(
        {
            "name": "Test type",
            "service_id": cls.service.id,
            "location_ids": [Command.set(cls.location.ids)],
            "resource_calendar_id": cls.calendar.id,
            "combination_assignment": "sorted",
            "duration": 0.25,
            "slot_duration": 0.25,
            "modifications_deadline": 2,
        }
    )
    cls.desks = env["resource.resource"].create(
        [
            {
                "name": f"Test desk {number}",
                "is_desk": True,
                "desk_number": str(number),
                "location_id": cls.location.id,
                "tz": "Europe/Brussels",
                "desk_type_ids": [Command.set(cls.type.ids)],
            }
            for number in (1, 2)
        ]
    )
    cls.kids_id, cls.passport, cls.foreigner = env["municipal.product"].create(
        [
            {
                "name": "Test Kids-ID",
                "type_id": cls.type.id,
                "duration": 10,
                "extra_duration": 5,
                "max_quantity": 4,
                "bring_list": "The child\nA photo",
                "synonyms": "children's card",
            },
            {"name": "Test passport", "type_id": cls.type.id, "duration": 15},
            {
                "name": "Test foreigner's file",
                "type_id": cls.type.id,
                "duration": 30,
                "walk_in": "never",
                "combine": "none",
            },
        ]
    )
    cls.contact = {"name": "An Peeters", "email": "an@example.com", "phone": ""}


def create_staff(cls):
    """Create one user per role on a test class."""
    group = "municipal_appointment.group_"
    cls.clerk = new_test_user(cls.env, "test_clerk", groups=f"{group}clerk")
    cls.manager = new_test_user(cls.env, "test_manager", groups=f"{group}manager")
    cls.administrator = new_test_user(
        cls.env, "test_administrator", groups=f"{group}administrator"
    )


@freeze_time(NOW)
class MunicipalCase(TransactionCase):
    """A small town hall on a Monday morning, with one user per role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(
                cls.env.context,
                no_reset_password=True,
                tz="Europe/Brussels",
            )
        )
        share_nothing(cls)
        empty_mail_queue(cls)
        create_town(cls)
        create_staff(cls)

    @classmethod
    def book(cls, lines=None, start=datetime(2026, 10, 14, 7, 0), **values):
        """Book a moment (Wednesday 09:00 in Brussels) in the way of the website.

        The mail is written too, which the queue does first.
        """
        booking = cls.env["resource.booking"]._book(
            lines or [(cls.kids_id, 1)],
            start,
            values.pop("contact", cls.contact),
            lang=values.pop("lang", "en_US"),
            **values,
        )
        cls.env["municipal.notice"]._write_promised()
        return booking
