from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class SameTown(models.AbstractModel):
    """Records that name nothing of another municipality, and are given to none.

    Two municipalities in one database know nothing of each other. Rules of access
    decide what somebody reads and writes; they do not see the identifier of a building
    of the neighbours in a desk of one's own, nor that a record leaves one's town.
    """

    _name = "resource.same.town"
    _description = "Record of one municipality"

    #: paths to what a record names: all of it is of one municipality, or of none
    _town_paths = ()
    #: (model, field, further domain) of what names such a record, and so keeps it
    _town_named_by = ()

    @api.model
    def _town_fields(self):
        """Return the fields after whose change it is looked at what a record names."""
        own = ["company_id"] if "company_id" in self._fields else []
        return own + [path.split(".")[0] for path in self._town_paths]

    def _is_of_a_town(self):
        """Tell whether this record is one of ours: upstream's own are left alone."""
        return True

    def _town(self):
        """Return the municipality of this record, or none."""
        self.ensure_one()
        return self.company_id

    def write(self, vals):
        """Give nothing away: who wrote a record can still write it afterwards.

        Odoo asks the rules of access before a change only.
        """
        result = super().write(vals)
        if not self.env.su and vals.keys() & set(self._town_fields()):
            self.check_access("write")
        return result

    @api.constrains(lambda self: self._town_fields())
    def _check_same_town(self):
        for record in self.sudo().filtered(lambda r: r._is_of_a_town()):
            towns = record._town()
            for path in record._town_paths:
                towns |= record.mapped(f"{path}.company_id")
            if len(towns) > 1:
                raise ValidationError(record._why_not_one_town(towns))

    @api.constrains(lambda self: ["company_id"] if self._town_named_by else [])
    def _check_town_of_names(self):
        """Keep a record in the municipality of what names it."""
        for record in self.sudo().filtered("company_id"):
            elsewhere = Domain("company_id", "not in", [False, record.company_id.id])
            for model, field, domain in record._town_named_by:
                records_sudo = self.env[model].sudo().with_context(active_test=False)
                found = records_sudo.search(
                    Domain(field, "in", record.ids) & elsewhere & Domain(domain),
                    limit=1,
                )
                if found:
                    towns = record.company_id | found.company_id
                    raise ValidationError(record._why_not_one_town(towns))

    def _why_not_one_town(self, towns):
        return self.env._(
            "%(record)s belongs to one municipality, with all that it names: not to "
            "%(towns)s at the same time.",
            record=self.display_name,
            towns=", ".join(towns.mapped("display_name")),
        )
