"""Who came, when, for what, and which way others asked."""

from collections import Counter
from functools import cached_property

from ..figures import CAME_DOMAIN, CONTACTS
from ..weeks import week_name
from .tile import Tile, cell, per

#: products in a tile; all of them stand in the pivot
MOST_PRODUCTS = 12
VISITOR_CHANNELS = ("appointment", "urgent", "walk_in", "quick_counter")


class VisitorsByWeek(Tile):
    """Visitors by ISO week and channel, and those of an open day."""

    domain = CAME_DOMAIN

    def title(self):
        return self.env._("Visitors by week and channel")

    def help(self):
        return self.env._(
            "People who came to the building. Weeks run from Monday to Sunday and are "
            "numbered as the calendar (ISO 8601) does."
        )

    def views(self):
        return [{"key": "visitors", "label": self.env._("Visitors"), "digits": 0}]

    @cached_property
    def _found(self):
        """Return the visitors of each week and channel."""
        found = Counter()
        for now, day, channel, visitors in self.figures.visitors:
            if now:
                found[week_name(day), channel] += visitors
        return found

    @cached_property
    def _channels(self):
        came_by = {channel for _week, channel in self._found}
        return [channel for channel in VISITOR_CHANNELS if channel in came_by]

    def columns(self):
        names = self.labels("channel")
        return [
            {"key": c, "label": names[c], "match": [("channel", "=", c)]}
            for c in self._channels
        ]

    def rows(self):
        return self.by_week(
            lambda week: [cell([self._found.get((week, c), 0)]) for c in self._channels]
        )

    def totals(self):
        now, before = (daily.total() for daily in self.figures.daily)
        days, days_before = self.figures.open_days()
        a_day = cell([per(now, days)], per(before, days_before), now)
        return [
            {"label": self.env._("Visitors"), "digits": 0, **cell([now], before)},
            {
                "label": self.env._("Visitors per open day"),
                "digits": 1,
                "hint": self.env._("%(days)s open days", days=days),
                **a_day,
            },
        ]


class HeatMap(Tile):
    """Visitors and waits by half-hour and weekday, per open day of each."""

    kind = "heat"
    domain = CAME_DOMAIN

    def title(self):
        return self.env._("Weekday and half-hour")

    def help(self):
        return self.env._(
            "Divided by the days on which visitors were received on that weekday, so "
            "that weekdays with holidays compare fairly. Empty: closed, and nobody "
            "came."
        )

    def views(self):
        visitors, wait = (
            self.env._("Visitors per open day"),
            self.env._("Mean wait (min)"),
        )
        return [
            {"key": "visitors", "label": visitors, "digits": 1},
            {"key": "wait", "label": wait, "digits": 1},
        ]

    @cached_property
    def _found(self):
        """Return visitors and mean wait of each half-hour of a weekday."""
        groups, measures = (
            ["half_hour", "weekday"],
            ["visitors:sum", "waiting_minutes:avg"],
        )
        rows = self.figures.grouped(groups, measures, CAME_DOMAIN, only_now=True)
        return {(half, day): values for _now, half, day, *values in rows if half}

    @cached_property
    def _opened(self):
        """Return the half-hours in which the hours say that visitors are received."""
        halves = self.figures.open_times[0].half_hours
        return {(half, str(weekday)) for weekday, half in halves}

    @cached_property
    def _days(self):
        """Return for each weekday on how many days visitors were received."""
        weekdays = {weekday for _half, weekday in {*self._found, *self._opened}}
        return {day: self.figures.open_days(int(day))[0] for day in sorted(weekdays)}

    def columns(self):
        names = self.labels("weekday")
        return [
            {
                "key": weekday,
                "label": names[weekday],
                "hint": self.env._("%(days)s open days", days=days),
                "match": [("weekday", "=", weekday)],
            }
            for weekday, days in self._days.items()
        ]

    def rows(self):
        names = self.labels("half_hour")
        halves = {half for half, _weekday in {*self._found, *self._opened}}
        return [
            {
                "key": half,
                "label": names[half],
                "match": [("half_hour", "=", half)],
                "cells": [self._cell(half, weekday) for weekday in self._days],
            }
            for half in sorted(halves)
        ]

    def _cell(self, half, weekday):
        """Return a half-hour; one in which it is closed and nobody came is empty."""
        visitors, waited = self._found.get((half, weekday), (0, None))
        if not visitors and (half, weekday) not in self._opened:
            return cell([None, None], count=0)
        return cell([per(visitors, self._days[weekday]), waited], count=visitors)


class Products(Tile):
    """The products asked most, and how long each takes at a desk."""

    kind = "bars"
    domain = CAME_DOMAIN

    def title(self):
        return self.env._("Products")

    def help(self):
        return self.env._(
            "Visitors who came for it; who came for two products stands with both. "
            "Minutes are of visits for that product only."
        )

    def views(self):
        minutes = self.env._("Minutes at the desk")
        return [
            {"key": "visitors", "label": self.env._("Visitors"), "digits": 0},
            {"key": "minutes", "label": minutes, "digits": 1},
        ]

    def columns(self):
        return [{"key": "product", "label": self.env._("Visitors"), "match": []}]

    @cached_property
    def _found(self):
        """Return visitors and minutes of each product: of the period and before."""
        found = {True: {}, False: {}}
        measures = ["visitors:sum", "product_minutes:avg"]
        for now, product, *values in self.figures.grouped(
            ["product_id"], measures, CAME_DOMAIN
        ):
            found[now][product] = values
        return found

    def rows(self):
        found, before = self._found[True], self._found[False]
        most = sorted(found, key=lambda product: (-found[product][0], product or 0))
        most = most[:MOST_PRODUCTS]
        # names of products that are archived, too
        named = self.env["municipal.product"].browse(filter(None, most))
        names = {product.id: product.display_name for product in named}
        return [
            {
                "key": product,
                "label": names.get(product, self.env._("No product")),
                "match": [("product_id", "=", product or False)],
                "cells": [cell(found[product], before.get(product, [0])[0])],
            }
            for product in most
        ]


class Contacts(Tile):
    """All contacts by channel: also who phoned, wrote or clicked."""

    kind = "bars"
    domain = CONTACTS

    def title(self):
        return self.env._("Contacts by channel")

    def help(self):
        return self.env._("Visitors, and contacts by phone, by mail and digital.")

    def views(self):
        return [{"key": "contacts", "label": self.env._("Contacts"), "digits": 0}]

    def columns(self):
        return [{"key": "contacts", "label": self.env._("Contacts"), "match": []}]

    @cached_property
    def _found(self):
        return self.figures.contacts_by_channel

    def rows(self):
        now, before = self._found
        return [
            {
                "key": channel,
                "label": name,
                "match": [("channel", "=", channel)],
                "cells": [cell([now[channel]], before[channel])],
            }
            for channel, name in self.labels("channel").items()
            if now[channel] or before[channel]
        ]

    def totals(self):
        now, before = (counter.total() for counter in self._found)
        return [{"label": self.env._("Contacts"), "digits": 0, **cell([now], before)}]
