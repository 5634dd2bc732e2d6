from itertools import chain
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..booking.resource_booking_contact import CONTACT_FIELDS
from ..booking.resource_booking_promise import QUIET

#: rows about any record, found by the name of its model and its number; what is
#: deleted takes along what hangs on it (tracked values, notifications, mails)
HANGING = {
    "mail.message": ("model", "res_id"),
    "mail.scheduled.message": ("model", "res_id"),
    "mail.activity": ("res_model", "res_id"),
    "mail.followers": ("res_model", "res_id"),
    "ir.attachment": ("res_model", "res_id"),
    "rating.rating": ("res_model", "res_id"),
}
#: rows about a contact
OF_PARTNERS = {
    "mail.message": "author_id",
    "mail.notification": "res_partner_id",
    "mail.followers": "partner_id",
    "sms.sms": "partner_id",
}
#: steps of which the note tells about the figures and not about the visitor
KEPT_STEPS = ("corrected", "undone")
TEXTS = ("char", "text", "html", "binary")


class Person(NamedTuple):
    """The records in which a person is written, who made these bookings."""

    bookings: models.Model
    partners: models.Model
    visits: models.Model
    meetings: models.Model
    attendees: models.Model
    lines: models.Model

    def records(self):
        """Return what texts, mails and files may hang on."""
        return (self.bookings, self.partners, self.meetings, self.attendees)


class MunicipalPrivacy(models.AbstractModel):
    """Where a visitor is written: the one place that knows it.

    Wiping and answering "what do you know about me" both ask here, so that what is
    told is what is wiped. Whoever adds a field or a model that holds a visitor adds
    it here; a test looks for a wiped visitor in every column of the database.
    """

    _name = "municipal.privacy"
    _description = "Where visitors are written"

    @api.model
    def _person(self, bookings):
        """Return the records in which the visitors of bookings are written.

        Contacts that another booking still needs, and accounts of citizens, are left
        out: those are not ours to wipe.
        """
        bookings = bookings.sudo().with_context(active_test=False, **QUIET)
        partners = bookings.partner_ids.filtered(
            lambda partner: partner.municipal_contact and not partner.user_ids
        )
        needed = bookings.search(
            [
                ("partner_ids", "in", partners.ids),
                ("id", "not in", bookings.ids),
                ("contact_wiped", "=", False),
            ]
        )
        visits = bookings.visit_ids
        lines = self.env["municipal.hours.change.line"].sudo()
        return Person(
            bookings=bookings,
            partners=partners - needed.partner_ids,
            visits=visits,
            meetings=bookings.meeting_id,
            attendees=bookings.meeting_id.attendee_ids,
            lines=lines.search([("booking_id", "in", bookings.ids)]),
        )

    @api.model
    def _hanging(self, person):
        """Return the rows about a person that are of no use without them.

        :return: list of recordsets
        """
        found = []
        for name, fields in HANGING.items():
            about = (
                Domain(fields[0], "=", records._name)
                & Domain(fields[1], "in", records.ids)
                for records in person.records()
                if records
            )
            found.append(self._rows(name, Domain.OR(about)))
        for name, field in OF_PARTNERS.items():
            found.append(self._rows(name, Domain(field, "in", person.partners.ids)))
        return found + self._dialogs(person)

    @api.model
    def _rows(self, name, domain):
        """Return rows of a model, none where its module is not installed."""
        if name not in self.env:
            return self.env["res.partner"]
        context = {"active_test": False, "skip_res_field_check": True}
        return self.env[name].sudo().with_context(**context).search(domain)

    @api.model
    def _dialogs(self, person):
        """Return dialogs in which the person was typed, and which linger for hours."""
        names, emails, phones = (
            [text for text in person.bookings.mapped(field) if text]
            for field in CONTACT_FIELDS
        )
        typed = (
            Domain("email", "in", emails)
            | Domain("phone", "in", phones)
            | Domain("name", "in", names)
            | Domain("booking_id", "in", person.bookings.ids)
        )
        visits = Domain("visit_id", "in", person.visits.ids)
        asked = Domain("booking_ids", "in", person.bookings.ids)
        return [
            self._rows("municipal.privacy.request", asked),
            self._rows("municipal.booking.request", typed),
            self._rows("municipal.walk.in.agenda", Domain("visitor", "in", names)),
            self._rows("municipal.visit.finish", visits),
            self._rows(
                "mail.compose.message", Domain("partner_ids", "in", person.partners.ids)
            ),
        ]

    @api.model
    def _wipe(self, bookings):
        """Forget who the visitors of bookings were; what is counted stays.

        Nothing that is written here may be written down by the tracking of changes,
        and what is deleted is deleted after it.
        """
        # changes of this transaction that are not tracked yet would be so afterwards
        self.env.cr.flush()
        person = self._person(bookings)
        seen = self._seen(person)
        hanging = self._hanging(person)
        person.bookings.write(
            {**dict.fromkeys(CONTACT_FIELDS, False), "contact_wiped": True}
        )
        self._empty_texts(person)
        person.partners._wipe_municipal_contact()
        visitors = person.bookings.partner_ids
        known = person.attendees.filtered(lambda a: a.partner_id in visitors)
        known.write({"common_name": False})
        self.env.cr.flush()
        for rows in chain(hanging, self._hanging(person)):
            rows.exists().unlink()
        self._forget_messages(seen)
        self._wipe_notes(person.visits)

    @api.model
    def _empty_texts(self, person):
        """Empty what people typed about a visitor in the records themselves."""
        typed = person.bookings.filtered("description")
        typed.write({"description": False})
        typed = person.meetings.filtered("description")
        typed.write({"description": False})
        person.lines.filtered("note").write({"note": False})
        # no mail is tried again, and nobody is to be called
        notices = self.env["municipal.notice"].sudo()
        notices.search(
            [
                ("booking_id", "in", person.bookings.ids),
                ("state", "not in", ("sent", "dropped")),
            ]
        ).write({"state": "dropped", "next_try": False})

    @api.model
    def _wipe_notes(self, visits):
        """Wipe what colleagues noted about visitors of visits, in the log too.

        Past the guards of visits and their log, by SQL: this changes no figure, and
        adds no step. What somebody noted about a correction of figures stays.
        """
        if not visits:
            return
        ids = tuple(visits.ids)
        self.env["municipal.visit"].flush_model()
        self.env["municipal.visit.event"].flush_model()
        self.env.cr.execute(
            SQL("UPDATE municipal_visit SET note = NULL WHERE id IN %s", ids)
        )
        self.env.cr.execute(
            SQL(
                "UPDATE municipal_visit_event SET note = NULL"
                " WHERE visit_id IN %s AND step NOT IN %s",
                ids,
                KEPT_STEPS,
            )
        )
        visits.invalidate_recordset(["note"])
        self.env["municipal.visit.event"].invalidate_model(["note"])

    @api.model
    def _seen(self, person):
        """Return the texts by which live messages about a person are recognised."""
        texts = chain.from_iterable(
            person.bookings.mapped(field) for field in ("reference", *CONTACT_FIELDS)
        )
        return {text for text in texts if text and len(text) > 3}

    @api.model
    def _forget_messages(self, texts):
        """Delete what browsers were told: it lies in the table of the bus for a day."""
        if not texts:
            return
        patterns = [f"%{text}%" for text in texts]
        self.env.cr.execute(
            SQL("DELETE FROM bus_bus WHERE message LIKE ANY(%s)", patterns)
        )

    @api.model
    def _person_fields(self, model):
        """Return the fields of a model in which somebody can write about a person."""
        return [
            name
            for name, field in model._fields.items()
            if field.store
            and field.type in TEXTS
            and not (field.compute or field.related or field.required)
        ]
