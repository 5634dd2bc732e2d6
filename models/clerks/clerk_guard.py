from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: fields that say which colleague it was
COLLEAGUES = ("user_id", "create_uid", "write_uid")


class MunicipalClerkGuard(models.AbstractModel):
    """Rows that say who helped a visitor, and that nobody adds up by colleague.

    A single visit and its log say who it was, for a complaint or a question. Grouping,
    filtering and exporting by colleague would be figures about people, whoever asks and
    through whatever other model: those are in ``municipal.clerk.figure`` alone, which a
    town switches on and which keeps to a least number. Everybody finds what they
    received themselves.
    """

    _name = "municipal.clerk.guard"
    _description = "Not added up by colleague"

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        if not (self.env.su or bypass_access):
            self._check_filter(domain)
        return super()._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )

    @api.model
    def _check_filter(self, domain):
        """Refuse to look for the rows of a colleague; one's own are no secret."""
        for condition in Domain(domain).iter_conditions():
            if _names_colleague(condition.field_expr) and not self._is_own(condition):
                self._refuse_colleagues()

    @api.model
    def _is_own(self, condition):
        """Tell whether a filter is on oneself, or on rows without anybody."""
        value, operator = condition.value, condition.operator
        values = [value] if isinstance(value, int) else value
        if operator not in ("=", "in", "!=", "not in"):
            return False
        if not isinstance(values, list | tuple | set | frozenset):
            return False
        nobody = not any(values)
        return nobody or (operator in ("=", "in") and set(values) == {self.env.uid})

    @api.model
    def _read_group_groupby(self, alias, groupby_spec, query):
        if not self.env.su and _names_colleague(groupby_spec):
            self._refuse_colleagues()
        return super()._read_group_groupby(alias, groupby_spec, query)

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        if not self.env.su and _names_colleague(aggregate_spec.partition(":")[0]):
            self._refuse_colleagues()
        return super()._read_group_select(aggregate_spec, query)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Refuse colleagues in a list, also one of other rows that lead to these."""
        if not self.env.su and any(path and path[0] in COLLEAGUES for path in fields):
            self._refuse_colleagues()
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    @api.model
    def _refuse_colleagues(self):
        raise UserError(
            self.env._(
                "Visits are not added up by colleague. Where the municipality has "
                "agreed on it with its staff, the administrator switches on “Figures "
                "per colleague”, which has its own page under Reporting."
            )
        )


def _names_colleague(path):
    """Tell whether a path of fields begins with who it was: ``user_id.name``."""
    return path.partition(":")[0].partition(".")[0] in COLLEAGUES
