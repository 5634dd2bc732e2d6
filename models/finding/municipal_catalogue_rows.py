from odoo import api, models
from odoo.tools import ormcache
from odoo.tools.lru import LRU

#: how many readings of a town a process remembers: websites times languages
REMEMBERED = 16
#: what the ORM keeps of such a field is a value that nobody changes in place; of JSON
#: and definitions it hands out copies
PLAIN = {
    "boolean",
    "char",
    "date",
    "datetime",
    "float",
    "html",
    "integer",
    "json",
    "many2one",
    "many2one_reference",
    "monetary",
    "properties_definition",
    "selection",
    "text",
}
#: fields of several records that pages read; their rows are part of the version too
SEVERAL = {("resource.booking.type", "location_ids"), ("website.menu", "child_id")}
#: computed out of rows that are part of the version, and of nothing else
COMPUTED = {("website", "menu_id")}


class MunicipalCatalogue(models.AbstractModel):
    """What every page asks of its town, read once for many readers.

    Each page of the flow needs the same rows of a dozen tables: the town, the website
    and its menus, products, types, services, buildings. They change a few times a
    year, and reading them was half of the statements of a page.

    So a process remembers their values under the version of the rows that were read
    (:meth:`_version`), for each language. A transaction that sees the same rows gets
    them into its cache of records, as if it had read them at that moment; one that sees
    others reads them itself. From there on they are what every value in that cache is:
    written, forgotten and read anew by the rules of the ORM. Nothing has to be told to
    other threads or workers, and a replica that lags finds what is right for it.
    """

    _inherit = "municipal.catalogue"

    @api.model
    @ormcache(cache="templates.cached_values")
    def _known_rows(self):
        """Return what this process remembers; Odoo forgets it with its templates."""
        return LRU(REMEMBERED)

    @api.model
    def _recall(self, website, product_ids=()):
        """Let a visitor who is not logged in know the rows of the town of a website.

        At the beginning of a request: later a transaction may have written. Which
        menus somebody sees depends on who they are: nobody else is told of them.

        :param product_ids: those that the request is about
        :return: the version of these rows
        """
        version = self._version()
        known, key = self._known_rows(), (version, website.id, self.env.lang)
        if key not in known:
            known[key] = self._values(self._town_rows(website))
        for model, ids, columns in known[key]:
            if model == "municipal.product":
                # there are many, and each has many texts
                self._insert(model, ids, columns, set(product_ids))
            else:
                self._insert(model, ids, columns)
        return version

    @api.model
    def _insert(self, model, ids, columns, asked=None):
        """Put values into the cache of the ORM, of all records or of those asked."""
        places = range(len(ids))
        if asked is not None:
            places = [place for place in places if ids[place] in asked]
        records = self.env[model].browse(ids[place] for place in places)
        for field, values in columns:
            chosen = values if asked is None else [values[place] for place in places]
            field._insert_cache(records, chosen)

    @api.model
    def _town_rows(self, website):
        """Read the rows that the pages of a town need; return them, model by model."""
        env = self.env
        website_sudo = website.sudo()
        company_sudo = website_sudo.company_id
        partner_sudo = company_sudo.partner_id
        ours = [("company_id", "=", company_sudo.id)]
        types_sudo = env["resource.booking.type"].sudo().search_fetch(ours)
        places_sudo = env["municipal.location"].sudo().with_context(active_test=False)
        # Odoo asks it for every new contact
        asked_sudo = env["properties.base.definition"].sudo()
        of_contacts = [("properties_field_id.model", "=", "res.partner")]
        # in the rights of the visitor: who may not see a menu does not see it
        own = website.with_env(env(su=False))
        menus = own.menu_id.search_fetch([("website_id", "=", website.id)])
        alone = (website_sudo, company_sudo, partner_sudo, partner_sudo.country_id)
        pages_sudo = menus.sudo().page_id
        types_sudo.mapped("location_ids")
        for records in (*alone, pages_sudo):
            records.fetch()
        return [
            *alone,
            pages_sudo,
            menus,
            types_sudo,
            places_sudo.search_fetch(ours),
            asked_sudo.search_fetch(of_contacts),
            env["municipal.service"].sudo().search_fetch(ours),
            env["municipal.product"].sudo().search_fetch(ours),
        ]

    @api.model
    def _values(self, rows):
        """Return what the cache of the ORM holds of records, as far as it can be kept.

        :return: list of (name of the model, ids, pairs of fields and values)
        """
        found = []
        for records in filter(None, rows):
            columns = []
            for field in records._fields.values():
                cache = self._can_be_kept(records, field) and field._get_cache(self.env)
                if cache and all(id_ in cache for id_ in records._ids):
                    columns.append((field, tuple(cache[id_] for id_ in records._ids)))
            found.append((records._name, records._ids, columns))
        return found

    @api.model
    def _can_be_kept(self, records, field):
        """Tell whether a value follows from the rows, whoever asks for it.

        What some groups alone may read is left to the ORM.
        """
        name = (records._name, field.name)
        if field in self.env._field_depends_context or field.groups:
            return False
        plain = field.store and field.type in PLAIN
        return plain or name in SEVERAL or name in COMPUTED
