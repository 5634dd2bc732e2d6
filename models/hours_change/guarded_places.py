from odoo import api, models
from odoo.fields import Domain


class MunicipalLocation(models.Model):
    """Bookings in a building where nobody is received any more."""

    _name = "municipal.location"
    _inherit = [
        "resource.hours.guard",
        "resource.archive.only.mixin",
        "resource.same.town",
        "municipal.location",
    ]

    _hours_fields = frozenset({"active"})
    _plan_fields = frozenset({"name", "street", "zip", "city", "tz"})
    _hours_action_name = "municipal_location_action"
    _referenced_by = (
        ("resource.booking", "location_id"),
        ("municipal.visit", "location_id"),
    )

    _town_named_by = (
        ("resource.booking.type", "location_ids", [("service_id", "!=", False)]),
        ("resource.resource", "location_id", []),
        ("municipal.visit", "location_id", []),
    )

    def _hours_scope(self):
        return Domain("location_id", "in", self.ids)

    def _hours_in_words(self):
        return [
            self.env._("%(name)s (archived)", name=location.name)
            if not location.active
            else location.name
            for location in self
        ]

    @api.model
    def _hours_label(self):
        return self.env._("Location")


class MunicipalProduct(models.Model):
    """Bookings of a product that is received at other hours, or in another way.

    What changes in its duration does not touch what was promised.
    """

    _name = "municipal.product"
    _inherit = [
        "resource.hours.guard",
        "resource.archive.only.mixin",
        "resource.same.town",
        "municipal.product",
    ]

    _hours_fields = frozenset({"active", "calendar_id", "walk_in"})
    _plan_fields = frozenset({"type_id"})
    _hours_action_name = "municipal_product_action"
    _referenced_by = (
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


class ResourceBookingCombination(models.Model):
    """Bookings whose combination of resources changes."""

    _name = "resource.booking.combination"
    _inherit = [
        "resource.hours.guard",
        "resource.archive.only.mixin",
        "resource.same.town",
        "resource.booking.combination",
    ]

    _hours_fields = frozenset(
        {"active", "forced_calendar_id", "resource_ids", "type_rel_ids"}
    )
    _hours_operations = frozenset({"unlink"})
    _referenced_by = (("resource.booking", "combination_id"),)

    _town_paths = ("resource_ids", "forced_calendar_id", "type_rel_ids.type_id")

    def _is_of_a_town(self):
        return any(resource.is_desk for resource in self.resource_ids)

    def _hours_scope(self):
        return Domain("combination_id", "in", self.ids)

    def _hours_action(self):
        return self.resource_ids._hours_action()

    def _hours_in_words(self):
        return [
            self.env._("%(desks)s (archived)", desks=combination.name)
            if not combination.active
            else combination.name
            for combination in self
        ]

    @api.model
    def _hours_label(self):
        return self.env._("Desks together")


class ResourceBookingType(models.Model):
    """Bookings whose type follows other hours, or loses desks."""

    _name = "resource.booking.type"
    _inherit = [
        "resource.hours.guard",
        "resource.archive.only.mixin",
        "resource.same.town",
        "resource.booking.type",
    ]

    _hours_fields = frozenset(
        {
            "active",
            "combination_rel_ids",
            "company_id",
            "opening_ids",
            "resource_calendar_id",
        }
    )
    _plan_fields = frozenset({"alarm_ids", "product_ids"})
    _hours_action_name = "municipal_booking_type_action"
    _referenced_by = (("resource.booking", "type_id"),)

    _town_paths = ("service_id", "location_ids", "resource_calendar_id")

    def _is_of_a_town(self):
        return bool(self.service_id)

    def _hours_scope(self):
        return Domain("type_id", "in", self.ids)

    def _hours_in_words(self):
        archived = [
            self.env._("%(name)s (archived)", name=type_.name)
            for type_ in self.filtered(lambda t: not t.active)
        ]
        hours = [
            self.env._(
                "%(type)s follows “%(calendar)s”",
                type=type_.name,
                calendar=type_.resource_calendar_id.display_name,
            )
            for type_ in self
        ]
        openings = self.opening_ids._hours_in_words()
        return archived + hours + openings + self.combination_rel_ids._hours_in_words()

    @api.model
    def _hours_label(self):
        return self.env._("Appointment type")


class ResourceBookingTypeCombinationRel(models.Model):
    """Bookings at a desk that no longer serves their type."""

    _name = "resource.booking.type.combination.rel"
    _inherit = [
        "resource.hours.guard",
        "resource.same.town",
        "resource.booking.type.combination.rel",
    ]

    _hours_fields = frozenset({"combination_id", "type_id"})
    _plan_fields = frozenset({"sequence"})
    _hours_operations = frozenset({"unlink"})

    _town_paths = ("type_id", "combination_id")

    def _is_of_a_town(self):
        return bool(self.type_id.service_id)

    def _town(self):
        return self.type_id.company_id

    def _hours_scope(self):
        return Domain.OR(
            Domain("type_id", "=", relation.type_id.id)
            & Domain("combination_id", "=", relation.combination_id.id)
            for relation in self
        )

    def _hours_action(self):
        return self.combination_id.resource_ids._hours_action()

    def _hours_in_words(self):
        return [
            self.env._(
                "%(desks)s: serves %(type)s",
                desks=relation.combination_id.name,
                type=relation.type_id.name,
            )
            for relation in self
        ]

    @api.model
    def _hours_label(self):
        return self.env._("What a desk serves")


class ResourceResource(models.Model):
    """Bookings that lose their desk, because it is archived, moves or serves less."""

    _name = "resource.resource"
    _inherit = [
        "resource.hours.guard",
        "resource.archive.only.mixin",
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
    _referenced_by = (
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
