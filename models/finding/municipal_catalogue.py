from functools import cache
from time import monotonic
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL, ormcache
from odoo.tools.lru import LRU

from ..hours.municipal_plan_version import KEY
from . import municipal_product_access

#: how many pages of a kind a process remembers: products times languages, layouts
REMEMBERED = 256
#: what the pages about products tell, and the layout around it, is in rows of these
TABLES = (
    "municipal_location",
    "municipal_location_resource_booking_type_rel",
    "municipal_product",
    "municipal_product_combinable_rel",
    "municipal_service",
    "properties_base_definition",
    "res_company",
    "res_groups_website_menu_rel",
    "resource_booking_type",
    "website",
    "website_menu",
    "website_page",
)
#: Odoo notes here that templates, styles or languages changed
SIGNALS = ("templates", "assets", "stable", "groups")


class Remembered(NamedTuple):
    """A page, and out of what it was made."""

    #: of the rows that the transaction saw which made it
    version: str
    #: what it tells of the time, the free slots and the queue
    facts: object
    #: when the facts were asked for last: the minute, and by a clock that only goes on
    minute: object
    asked: float
    made: float
    value: str


class MunicipalCatalogue(models.AbstractModel):
    """Pages about products that are put into HTML once for all readers.

    A page is kept with all that it shows: the version of the rows that its maker saw,
    and the facts that change without a row of the catalogue. Who reads it must see the
    same rows, or it is made again: another thread or process, a replica that lags, a
    transaction that began before a change each find what is right for them, and nobody
    has to be told of a change. What else a template of the website may look up is as
    old as on Odoo's own pages, an hour at most.
    """

    _name = "municipal.catalogue"
    _description = "What the website remembers of the catalogue"

    @api.model
    def _version(self):
        """Return which rows the present transaction sees, by one statement.

        A row that is written is a new one to PostgreSQL, in another place (``ctid``) or
        by another transaction (``xmin``). So this tells two states of a table apart
        even within a transaction, where ``write_date`` does not; and of two changes
        at the same time it does not matter which one is committed first, as it would
        for a date.
        """
        self.env.flush_all()
        [[version, plan]] = self.env.execute_query(_query())
        self.env["municipal.plan.version"]._note(plan)
        return f"{version} / {plan}"

    @api.model
    @ormcache("kind", cache="templates.cached_values")
    def _known(self, kind):
        """Return what this process remembers; Odoo forgets it with its templates.

        :param str kind: of pages, so that many of one kind displace none of another
        """
        return LRU(REMEMBERED)

    @api.model
    def _remembered(self, key, facts, make, keeps, version=None, seconds=None):
        """Return a page, out of what is remembered as long as it is right.

        :param tuple key: which page it is, its kind first, and for whom it is the same
        :param facts: function that returns what the page tells beside the rows of the
            catalogue; asked again after some seconds, as the ways to a product are
        :param make: function that makes the page out of the facts
        :param keeps: function that tells whether what was made may be remembered
        :param str version: of the rows that the transaction sees, if it is known
        :param int seconds: for which the facts are good, where not as those of the ways
            to a product are
        """
        known, now = self._known(key[0]), monotonic()
        version = version or self._version()
        found = known.get(key)
        seconds = _seconds() if seconds is None else seconds
        longest = self.env["website.page"]._CACHE_DURATION
        if not found or found.version != version or now - found.made >= longest:
            found = Remembered(version, facts(), _minute(), now, now, "")
            found = found._replace(value=make(found.facts))
        elif found.minute != _minute() or now - found.asked >= seconds:
            told = facts()
            same = told == found.facts
            value, made = (found.value, found.made) if same else (make(told), now)
            found = Remembered(version, told, _minute(), now, made, value)
        if keeps(found.value):
            known[key] = found
        return found.value


@cache
def _query():
    """Return the statement that tells which rows a transaction sees."""
    rows = SQL("count(*), ' ', sum(hashtextextended(concat(ctid, ' ', xmin), 0))")
    parts = [
        SQL("(SELECT concat(%s) FROM %s)", rows, SQL.identifier(table))
        for table in TABLES
    ]
    parts += [
        SQL("(SELECT max(id) FROM %s)", SQL.identifier(f"orm_signaling_{name}"))
        for name in SIGNALS
    ]
    towns = SQL("id IN (SELECT partner_id FROM res_company)")
    countries = SQL("id IN (SELECT country_id FROM res_partner WHERE %s)", towns)
    parts += [
        SQL("(SELECT concat(%s) FROM res_partner WHERE %s)", rows, towns),
        SQL("(SELECT concat(%s) FROM res_country WHERE %s)", rows, countries),
    ]
    return SQL(
        "SELECT concat_ws(' / ', %s), (SELECT %s FROM municipal_plan_version)",
        SQL(", ").join(parts),
        KEY,
    )


def _minute():
    return fields.Datetime.now().replace(second=0)


def _seconds():
    """Return how long facts are remembered, as those of the ways are."""
    return municipal_product_access.REMEMBERED_SECONDS
