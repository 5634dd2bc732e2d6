from odoo import api, models
from odoo.fields import Domain


class ResourceResource(models.Model):
    """Bookings that lose their desk, because it is archived, moves or serves less."""

    _name = "resource.resource"
    _inherit = [
        "resource.hours.guard",
        "resource.kept.record",
        "resource.same.town",
        "resource.resource",
    ]

    _hours_fields = frozenset(
        {
            "active",
            "calendar_id",
            "clerk_id",
            "combination_ids",
            "company_id",
            "desk_type_ids",
            "location_id",
            "resource_type",
            "served_product_ids",
            "tz",
            "user_id",
        }
    )
    _plan_fields = frozenset({"is_desk"})
    _hours_operations = frozenset({"unlink"})
    _hours_action_name = "municipal_desk_action"
    _told_by = (
        ("resource.booking", "combination_id.resource_ids"),
        ("municipal.visit", "desk_id"),
        ("municipal.visit", "event_ids.desk_id"),
    )

    _town_paths = (
        "location_id",
        "calendar_id",
        "clerk_id",
        "served_product_ids",
        "combination_ids",
    )
    _town_named_by = (("municipal.visit", "desk_id", []),)

    def _is_of_a_town(self):
        return self.is_desk

    def _hours_scope(self):
        """Return bookings of these desks, and of the desks that these clerks staff."""
        return Domain("combination_id.resource_ids", "in", self.ids) | Domain(
            "combination_id.resource_ids.clerk_id", "in", self.ids
        )

    def _hours_in_words(self):
        return [line for desk in self for line in desk._desk_in_words()]

    def _desk_in_words(self):
        """Return where this desk is, when it is staffed and what it serves."""
        self.ensure_one()
        types = self.combination_ids.type_rel_ids.type_id.mapped("name")
        products = self.served_product_ids.mapped("name")
        texts = [
            self.env._("archived") if not self.active else None,
            self.location_id.name,
            self.env._(
                "staffed: %(hours)s", hours=self.calendar_id.display_name or "-"
            ),
            self.env._("waits for %(clerk)s", clerk=self.clerk_id.name)
            if self.clerk_id
            else None,
            self.env._("serves %(types)s", types=", ".join(types)) if types else None,
            self.env._("only %(products)s", products=", ".join(products))
            if products
            else None,
        ]
        return [f"{self.display_name}: {text}" for text in texts if text]

    @api.model
    def _hours_label(self):
        return self.env._("Desk")
