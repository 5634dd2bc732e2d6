"""The sheet of one building: who comes when, for what, and to which desk."""

from odoo import fields
from odoo.tools import format_datetime

from ...engine.ticks import local
from ...models.common.wording import day_in_words
from ..sheets.sheet import Column
from .regime import regimes
from .remarks import remarks

#: an empty box, to tick by hand
BOX = "☐"


class DaySheet:
    def __init__(self, book, choice, place):
        self.book = book
        self.env = book.env
        self.choice = choice
        self.place = place
        self.zone = (place or choice.env.company)._zone()
        name = place.name or self.env._("Day list")
        day = day_in_words(self.env, choice.day)
        self.sheet = book.sheet(name, " · ".join(filter(None, [day, place.name])))

    def fill(self, bookings):
        self.sheet.columns = self._columns()
        services = self.choice._services(self.place) | bookings.service_id
        for service in services:
            types = self.choice._types(service, self.place)
            for text in regimes(service, types, self.choice.day):
                self.sheet.paragraph(text)
        self.sheet.line()
        self.sheet.header(self._columns())
        for service in services:
            self._write_service(
                service,
                bookings.filtered(lambda b, service=service: b.service_id == service),
            )
        self._write_end(bookings)

    def _columns(self):
        env = self.env
        return [
            Column(env._("Here"), "word", 7),
            Column(env._("Time"), "time", 8),
            Column(env._("Code"), "text", 15),
            Column(env._("Visitor"), "note", 28),
            Column(env._("Comes for"), "note", 40),
            Column(env._("Desk"), "note", 24),
            Column(env._("Remarks"), "note", 36),
        ]

    def _write_service(self, service, bookings):
        if not bookings:
            return
        count = self.env._(
            "%(service)s – appointments: %(count)s",
            service=service.name,
            count=len(bookings),
        )
        kinds = ["text"] * len(self.sheet.columns)
        self.sheet.row([count, *[None] * 6], "section", kinds)
        for booking in bookings:
            self._write_booking(booking)

    def _write_booking(self, booking):
        known = not self.choice._is_over(self.place)
        self.sheet.row(
            [
                BOX,
                local(booking.start, self.zone).time(),
                booking.reference,
                booking.contact_name if known else None,
                ", ".join(booking._product_names(public=True)),
                booking.desk_id.name or None,
                "; ".join(remarks(booking, known)),
            ]
        )

    def _write_end(self, bookings):
        env = self.env
        if not bookings:
            self.sheet.empty(env._("There are no appointments on this day."))
        elif self.choice._is_over(self.place):
            self.sheet.line()
            self.sheet.paragraph(
                env._("This day is over: names are left out, nobody needs them.")
            )
        else:
            self.sheet.line()
            self.sheet.paragraph(
                env._(
                    "As it stood on %(moment)s, for %(user)s. Names are on this list: "
                    "let no visitor read it, and destroy it at the end of the day.",
                    moment=format_datetime(env, fields.Datetime.now()),
                    user=env.user.name,
                )
            )
