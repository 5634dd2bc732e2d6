from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.finding import fitting, meant_words
from ...engine.spelling import known_words, nearest

#: days of visits that tell what is chosen most
CHOSEN_DAYS = 90
#: how many products stand first in a long catalogue, and what long means
MOST_CHOSEN, LONG = 6, 12


class MunicipalProduct(models.Model):
    """How citizens find a product, also when they call it otherwise than we do."""

    _inherit = "municipal.product"

    chosen = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="Visits of the last 90 days for this product, counted every night: the "
        "most chosen products stand first on the website.",
    )

    @api.model
    def _shown_domain(self):
        """Return the products that citizens see: all that can be had in some way.

        Those that only staff book, or that are only received in walk-in hours, say so:
        somebody who looks for one and finds nothing would think that we do not do it.
        """
        return self._catalogue_domain() | (
            self._published_domain()
            & (Domain("booking", "=", "staff") | Domain("walk_in", "!=", "never"))
        )

    @api.model
    def _search_catalogue(self, text, company):
        """Return what a company offers that fits a search text, in any language.

        What has the words in the language of the page comes first.

        :return: pair (products, whether they have every word of the text); when
            no product has, the products that come nearest to it
        """
        ours = Domain("company_id", "=", company.id)
        # all that is read of them, at once: the rest follows record by record
        shown = self.search_fetch(self._shown_domain() & ours)
        if not text:
            return shown, True
        names = shown._names_in_all_languages()
        found = fitting(text, names)
        if not found:
            return self.browse(nearest(" ".join(meant_words(text)), names)), False
        own = {
            p.id: [*p._search_names(), p.service_id.name]
            for p in shown & self.browse(found)
        }
        here = set(fitting(text, own))
        return self.browse(sorted(found, key=lambda id_: id_ not in here)), True

    def _names_in_all_languages(self):
        """Return by what these products are known: id -> list of names.

        Read as they are stored: Odoo gives one language at a time.
        """
        self.flush_model(["name", "synonyms", "other_words"])
        self.service_id.flush_model(["name"])
        rows = self.env.execute_query(
            SQL(
                """SELECT product.id, product.name, product.synonyms, service.name,
                    product.other_words
                FROM municipal_product product
                JOIN municipal_service service ON service.id = product.service_id
                WHERE product.id = ANY(%s)""",
                self.ids,
            )
        )
        found = {
            id_: [
                *(word for terms in translated for word in (terms or {}).values()),
                other or "",
            ]
            for id_, *translated, other in rows
        }
        return {id_: found[id_] for id_ in self.ids}

    def _search_names(self):
        """Return the names under which this product is known to the reader."""
        self.ensure_one()
        return [self.name, *(self.synonyms or "").split(",")]

    def _search_text(self):
        """Return the words that the live filter of the web page looks in."""
        self.ensure_one()
        names = [*self._search_names(), self.service_id.name, self.other_words or ""]
        return " ".join(known_words(" ".join(names)))

    def _most_chosen(self):
        """Return which of these stand first; none where all are seen at a glance."""
        if len(self) < LONG:
            return self.browse()
        chosen = self.filtered("chosen").sorted(lambda product: -product.chosen)
        return chosen[:MOST_CHOSEN]

    @api.model
    def _cron_count_chosen(self):
        """Count how often each product is chosen.

        Not through the ORM: nothing that rests on a product changes with it.
        """
        self.env.cr.execute(
            SQL(
                """UPDATE municipal_product product SET chosen = counted.visits
                FROM (
                    SELECT each.id, count(visit.id) AS visits
                    FROM municipal_product each
                    LEFT JOIN municipal_visit_line line ON line.product_id = each.id
                    LEFT JOIN municipal_visit visit ON visit.id = line.visit_id
                        AND visit.day >= %s
                    GROUP BY each.id
                ) counted
                WHERE counted.id = product.id
                    AND product.chosen IS DISTINCT FROM counted.visits""",
                fields.Date.today() - timedelta(days=CHOSEN_DAYS),
            )
        )
        self.invalidate_model(["chosen"], flush=False)
