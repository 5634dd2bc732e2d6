from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: codes that a refusal names
NAMED = 3


class ArchiveOnlyMixin(models.AbstractModel):
    """Records that appointments and visits tell of: they are archived, not deleted.

    Upstream deletes the bookings of a type with it, and the desk of a past visit
    would be unknown: figures rest on both. Whatever is archived instead lists the
    appointments that no longer fit.
    """

    _name = "resource.archive.only.mixin"
    _description = "Record that figures rest on"

    #: pairs (model, field) of what tells of such a record
    _referenced_by = ()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_referenced(self):
        for record in self:
            bookings = record._references("resource.booking")
            if bookings or record._references("municipal.visit"):
                raise UserError(
                    record._why_archive_only(bookings.sorted("start", True))
                )

    def _references(self, model_name):
        """Return the municipal bookings or visits that tell of this record."""
        model_sudo = self.env[model_name].sudo().with_context(active_test=False)
        paths = [path for name, path in self._referenced_by if name == model_name]
        if not paths:
            return model_sudo
        told = Domain.OR(Domain(path, "in", self.ids) for path in paths)
        return model_sudo.search(told & Domain("service_id", "!=", False))

    def _why_archive_only(self, bookings):
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
