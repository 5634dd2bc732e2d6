from datetime import date, datetime
from itertools import chain
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date, format_datetime, html2plaintext

from ...engine.phone import PhoneError, read_phone
from ..booking.resource_booking import CONTACT_FIELDS
from ..booking.resource_booking_lifecycle import QUIET
from ..common.contact import phone_region

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
#: what a person is told of each model: everything but what is about others, or
#: says the same once more
TOLD = {
    "resource.booking": (
        "reference",
        "start",
        "products",
        "contact_name",
        "contact_email",
        "contact_phone_local",
        "client_name",
        "lang",
        "channel",
        "visit_state",
        "location_id",
        "description",
        "remark",
        "create_date",
    ),
    "municipal.visit": (
        "name",
        "ticket",
        "channel",
        "state",
        "planned_start",
        "arrival",
        "called_at",
        "started_at",
        "finished_at",
        "products",
        "persons",
        "location_id",
        "desk_id",
        "note",
    ),
    "municipal.visit.event": ("visit_id", "moment", "step", "desk_id", "note"),
    "municipal.hours.change.line": (
        "reference",
        "reasons",
        "old_start",
        "decision",
        "new_start",
        "result",
        "note",
    ),
    "res.partner": ("name", "email", "phone", "lang", "street", "city", "comment"),
    "calendar.event": ("name", "start", "location", "description"),
    "calendar.attendee": ("common_name", "email", "state"),
    "mail.message": ("date", "subject", "body"),
    "mail.tracking.value": (
        "create_date",
        "field_id",
        "old_value_char",
        "new_value_char",
        "old_value_datetime",
        "new_value_datetime",
    ),
    "mail.mail": ("date", "email_to", "subject", "state", "failure_reason"),
    "mail.scheduled.message": ("scheduled_date", "subject", "body"),
    "mail.activity": ("date_deadline", "summary", "note"),
    "ir.attachment": ("create_date", "name"),
    "rating.rating": ("create_date", "rating", "feedback"),
    "municipal.waiting": (
        "create_date",
        "products",
        "contact_name",
        "contact_email",
        "lang",
        "date_from",
        "date_to",
        "part",
        "state",
        "offers",
        "offer_start",
    ),
    "municipal.reply": ("day", "remark", "email", "phone", "state"),
    "sms.sms": ("create_date", "number", "body", "state"),
}


class Person(NamedTuple):
    """The records in which a person is written, who made these bookings."""

    bookings: models.Model
    partners: models.Model
    visits: models.Model
    meetings: models.Model
    attendees: models.Model
    lines: models.Model
    #: what the visitors answered afterwards, and to what they want a reply
    answers: models.Model
    replies: models.Model
    #: places on the waiting list
    waiting: models.Model

    def records(self):
        """Return what texts, mails and files may hang on."""
        return (
            self.bookings,
            self.partners,
            self.meetings,
            self.attendees,
            self.replies,
            self.waiting,
        )


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
        lines_sudo = self.env["municipal.hours.change.line"].sudo()
        answers = self.env["rating.rating"]._of_visits(visits)
        return Person(
            bookings=bookings,
            partners=partners - needed.partner_ids,
            visits=visits,
            meetings=bookings.meeting_id,
            attendees=bookings.meeting_id.attendee_ids,
            lines=lines_sudo.search([("booking_id", "in", bookings.ids)]),
            answers=answers,
            replies=self._rows("municipal.reply", [("rating_id", "in", answers.ids)]),
            waiting=self._waiting(bookings),
        )

    @api.model
    def _waiting(self, bookings):
        """Return the places on the waiting list of the visitors of bookings.

        Who waits for something else meanwhile does so on: their booking of last month
        is wiped, and not their wish.
        """
        emails = [text for text in bookings.mapped("contact_email") if text]
        ended = Domain("state", "in", ("booked", "ended"))
        ended &= Domain("contact_email", "in", emails)
        own = Domain("booking_id", "in", bookings.ids)
        return self._rows("municipal.waiting", own | ended)

    @api.model
    def _hanging(self, person):
        """Return the rows about a person that are of no use without them.

        :return: list of recordsets
        """
        found = []
        for name, links in HANGING.items():
            about = (
                Domain(links[0], "=", records._name)
                & Domain(links[1], "in", records.ids)
                for records in person.records()
                if records
            )
            found.append(self._rows(name, Domain.OR(about)))
        for name, field in OF_PARTNERS.items():
            found.append(self._rows(name, Domain(field, "in", person.partners.ids)))
        return [*found, person.replies, *self._dialogs(person)]

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
            self._rows("municipal.urgent.booking", Domain("visitor", "in", names)),
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
        for name in ("description", "remark", "client_name"):
            person.bookings.filtered(name).write({name: False})
        typed = person.meetings.filtered("description")
        typed.write({"description": False})
        person.lines.filtered("note").write({"note": False})
        person.waiting._wipe_contact()
        person.answers._wipe_remarks()
        # no mail is tried again, and nobody is to be called
        notices_sudo = self.env["municipal.notice"].sudo()
        notices_sudo.search(
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

    # What a new version does with what earlier ones kept.

    @api.model
    def _purge_earlier(self):
        """Wipe again what earlier versions wiped, and left in logs and notes.

        They wrote down whom they wiped, as a tracked change; did not look at notes;
        and lost sight of contacts that were replaced.
        """
        self._purge_names_in_notes()
        more = True
        while more:
            _wiped, more = self.env["resource.booking"]._gc_contacts()

    @api.model
    def _purge_names_in_notes(self):
        """Take names out of what is noted about changes of hours."""
        self.env["municipal.hours.change.line"].flush_model()
        self.env.cr.execute(
            """
            UPDATE municipal_hours_change_line line
            SET note = replace(line.note, ' · ' || booking.contact_name, '')
            FROM resource_booking booking
            WHERE booking.id = line.booking_id
                AND position(booking.contact_name IN line.note) > 0;
            UPDATE municipal_hours_change_line SET note = NULL
            WHERE booking_id IS NULL AND position(reference || ' · ' IN note) > 0;
            """
        )
        self.env["municipal.hours.change.line"].invalidate_model(["note"])

    @api.model
    def _read_phones(self):
        """Bring phone numbers in the form in which they are kept now.

        What cannot be read stays as it was typed: clerks may understand it.
        """
        bookings_sudo = (
            self.env["resource.booking"].sudo().with_context(active_test=False)
        )
        found = bookings_sudo.search_fetch(
            [("contact_phone", "!=", False), ("service_id", "!=", False)],
            ["contact_phone", "type_id", "partner_ids"],
        )
        for booking in found:
            region = phone_region(booking.type_id.company_id)
            self._read_phone(booking, "contact_phone", region)
            for partner in booking.partner_ids.filtered("municipal_contact"):
                self._read_phone(partner, "phone", region)

    @api.model
    def _read_phone(self, record, field, region):
        """Write a number as it is kept, past all that follows a correction."""
        typed = record[field]
        try:
            kept = typed and read_phone(typed, region)
        except PhoneError:
            return
        if kept != typed:
            query = "UPDATE %s SET %s = %s WHERE id = %s"
            names = (SQL.identifier(record._table), SQL.identifier(field))
            self.env.cr.execute(SQL(query, *names, kept, record.id))
            record.invalidate_recordset([field], flush=False)

    # What a person is told that asks what is kept about them (GDPR, article 15).

    @api.model
    def _told(self, bookings):
        """Return all that is kept about the visitors of bookings, in words.

        :return: list of (title, labels of the columns, rows of texts)
        """
        person = self._person(bookings)
        found = {
            records._name: records
            for records in (
                person.bookings,
                person.visits,
                person.visits.event_ids,
                person.lines,
                person.partners,
                person.meetings,
                person.attendees,
                person.answers.filtered("consumed"),
                person.waiting,
            )
        }
        for rows in self._hanging(person):
            found[rows._name] = found.get(rows._name, rows.browse()) | rows
        messages = found["mail.message"]
        found["mail.mail"] = self._rows(
            "mail.mail", [("mail_message_id", "in", messages.ids)]
        )
        found["mail.tracking.value"] = messages.tracking_value_ids
        return [
            self._references(found[name], columns)
            for name, columns in TOLD.items()
            if found.get(name)
        ]

    @api.model
    def _references(self, records, columns):
        """Return the section of one model, without columns that hold nothing."""
        records = records.with_env(records.env(context=self.env.context))
        rows = [
            [self._in_words(record, name) for name in columns]
            for record in records.with_context(active_test=False)
        ]
        labels = records.fields_get(columns, ["string"])
        used = [
            index for index, _name in enumerate(columns) if any(r[index] for r in rows)
        ]
        return (
            self.env["ir.model"]._get(records._name).sudo().name,
            [labels[columns[index]]["string"] for index in used],
            [[row[index] for index in used] for row in rows],
        )

    @api.model
    def _in_words(self, record, name):
        """Return the value of a field as a text in the language of the reader."""
        field, value = record._fields[name], record[name]
        if field.type == "html":
            return html2plaintext(value or "")
        if field.type == "selection":
            labels = dict(field._description_selection(record.env))
            return labels.get(value, "")
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if isinstance(value, datetime):
            return format_datetime(self.env, fields.Datetime.to_datetime(value))
        if isinstance(value, date):
            return format_date(self.env, value)
        return "" if value in (False, None) else str(value)
