"""How many days away the free slots of products are."""

from functools import cached_property
from typing import NamedTuple

from .tile import Tile, cell

#: products in the tile, those with the longest access time; all stand in the pivot
MOST_PRODUCTS = 12
MEASURES = ["third_days:avg", "first_days:avg", "nothing_free:sum", "__count"]


class Access(NamedTuple):
    """Mean days until the third and the first free slot, days without any, days."""

    third: float | None = None
    first: float | None = None
    nothing: int | None = None
    days: int = 0

    @property
    def order(self):
        """Return by what the longest access time comes first: nothing free is longer
        than any time."""
        known = self.third is not None
        return known, -(self.third or 0), -(self.nothing or 0)


class AccessTime(Tile):
    """The products of which citizens wait longest for a free slot."""

    model = "municipal.access.time"
    kind = "bars"

    def title(self):
        return self.env._("Days until a free slot")

    def help(self):
        return self.env._(
            "Looked up every night as citizens find them on the website, and the mean "
            "of the nights of this period. The third slot tells more than the first, "
            "which may just have been cancelled. A dash: there was none."
        )

    def empty(self):
        return self.env._(
            "No night of this period was recorded: free slots are looked up every "
            "night, since this was installed."
        )

    def views(self):
        names = (
            self.env._("Third free slot"),
            self.env._("First free slot"),
            self.env._("Days without a free slot"),
        )
        keys = (("third_days", 1), ("first_days", 1), ("nothing_free", 0))
        return [
            {"key": key, "label": name, "digits": digits, "unit": self.env._("days")}
            for (key, digits), name in zip(keys, names, strict=True)
        ]

    def columns(self):
        return [{"key": "product", "label": self.title(), "match": []}]

    @cached_property
    def _found(self):
        """Return the access times by product, and those of all: now and before."""
        found = []
        for _now, domain in self.figures.domains([]):
            by_product, [total] = self.figures.sets(
                self.model, domain, [["product_id"], []], MEASURES
            )
            products = {product: Access(*values) for product, *values in by_product}
            found.append((products, Access(*total)))
        return found

    def rows(self):
        (now, _total), (before, _total_before) = self._found
        longest = sorted(now, key=lambda product: (*now[product].order, product))
        products = self.env["municipal.product"].browse(longest[:MOST_PRODUCTS])
        return [
            {
                "key": product.id,
                "label": product.display_name,
                "match": [("product_id", "=", product.id)],
                "cells": [_cell(now[product.id], before.get(product.id, Access()))],
                **self._promise(product, now[product.id]),
            }
            for product in products
        ]

    def _promise(self, product, access):
        """Return what the service promises, and whether the period broke it."""
        days = 7 * product.service_id.slot_weeks
        if not days:
            return {}
        if access.nothing or (access.first or 0) > days:
            text = self.env._(
                "longer than promised: a slot within %(days)s days", days=days
            )
            return {"hint": text, "broken": True}
        return {"hint": self.env._("promised: a slot within %(days)s days", days=days)}

    def totals(self):
        (_products, now), (_products_before, before) = self._found
        if not now.days:
            return []
        nothing = cell([now.nothing], before.nothing)
        return [
            {
                "label": self.env._("Third free slot"),
                "digits": 1,
                "unit": self.env._("days"),
                **cell([now.third], before.third, now.days),
            },
            {
                "label": self.env._("Days without a free slot"),
                "hint": self.env._("of all products together"),
                "digits": 0,
                **nothing,
                "match": [("nothing_free", "=", 1)],
            },
        ]


def _cell(access, before):
    return cell([access.third, access.first, access.nothing], before.third, access.days)
