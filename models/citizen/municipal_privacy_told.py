from datetime import date, datetime

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime, html2plaintext

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
        "lang",
        "channel",
        "visit_state",
        "location_id",
        "description",
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
    "sms.sms": ("create_date", "number", "body", "state"),
}


class MunicipalPrivacy(models.AbstractModel):
    """What a person is told that asks what is kept about them (GDPR, article 15)."""

    _inherit = "municipal.privacy"

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
            self._told_of(found[name], columns)
            for name, columns in TOLD.items()
            if found.get(name)
        ]

    @api.model
    def _told_of(self, records, columns):
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
