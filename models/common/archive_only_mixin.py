from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: codes that a refusal names
NAMED = 3


class KeptRecord(models.AbstractModel):
    """Records that appointments and visits tell of: they are archived, not deleted.

    Upstream deletes the bookings of a type with it, and the desk of a past visit
    would be unknown: figures rest on both. Whatever is archived instead lists the
    appointments that no longer fit.
    """

    _name = "resource.kept.record"
    _description = "Record that figures rest on"

    #: pairs (model, field) of what tells of such a record
    _told_by = ()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_told(self):
        for record in self:
            bookings = record._told_of("resource.booking")
            if bookings or record._told_of("municipal.visit"):
                raise UserError(record._why_kept(bookings.sorted("start", True)))

    def _told_of(self, model_name):
        """Return the municipal bookings or visits that tell of this record."""
        model_sudo = self.env[model_name].sudo().with_context(active_test=False)
        paths = [path for name, path in self._told_by if name == model_name]
        if not paths:
            return model_sudo
        told = Domain.OR(Domain(path, "in", self.ids) for path in paths)
        return model_sudo.search(told & Domain("service_id", "!=", False))

    def _why_kept(self, bookings):
        """Return why this record stays, and what to do instead."""
        names = {"record": self.display_name}
        if not bookings:
            return self.env._(
                "%(record)s cannot be deleted: figures rest on its visits. Archive it "
                "instead.",
                **names,
            )
        codes = [booking.reference for booking in bookings[:NAMED]]
        if len(bookings) > NAMED:
            codes.append("…")
        return self.env._(
            "%(record)s cannot be deleted: it has appointments, past ones included, "
            "and figures rest on them: %(count)s (%(codes)s). Archive it instead: the "
            "appointments that no longer fit are then listed, to be moved, kept or "
            "cancelled.",
            count=len(bookings),
            codes=", ".join(codes),
            **names,
        )
