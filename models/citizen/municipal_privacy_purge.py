from odoo import api, models
from odoo.tools import SQL

from ...engine.phone import PhoneError, read_phone
from ..common.contact import phone_region


class MunicipalPrivacy(models.AbstractModel):
    """What a new version does with what earlier ones kept."""

    _inherit = "municipal.privacy"

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
        bookings = self.env["resource.booking"].sudo().with_context(active_test=False)
        found = bookings.search_fetch(
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
