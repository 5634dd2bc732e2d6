from odoo import api, models
from odoo.fields import Domain


class MunicipalProduct(models.Model):
    """Bookings of a product that is received at other hours, or in another way.

    What changes in its duration does not touch what was promised.
    """

    _name = "municipal.product"
    _inherit = [
        "resource.hours.guard",
        "resource.kept.record",
        "resource.same.town",
        "municipal.product",
    ]

    _hours_fields = frozenset({"active", "calendar_id", "walk_in"})
    _plan_fields = frozenset({"type_id"})
    _hours_action_name = "municipal_product_action"
    _told_by = (
        ("resource.booking", "line_ids.product_id"),
        ("municipal.visit", "line_ids.product_id"),
    )

    _town_paths = ("type_id", "calendar_id", "combinable_ids")

    def _hours_scope(self):
        return Domain("line_ids.product_id", "in", self.ids)

    def _hours_in_words(self):
        rules = dict(self._fields["walk_in"]._description_selection(self.env))
        access = [f"{product.name}: {rules[product.walk_in]}" for product in self]
        archived = [
            self.env._("%(name)s (archived)", name=product.name)
            for product in self.filtered(lambda p: not p.active)
        ]
        return (
            archived
            + access
            + [
                self.env._(
                    "%(product)s: only within “%(calendar)s”",
                    product=product.name,
                    calendar=product.calendar_id.display_name,
                )
                for product in self.filtered("calendar_id")
            ]
        )

    @api.model
    def _hours_label(self):
        return self.env._("Product")
