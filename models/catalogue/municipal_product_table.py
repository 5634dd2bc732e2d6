import re

from psycopg2.extras import Json

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.catalogue_table import Column

#: languages that a table has columns for: more would not be read again
MOST_LANGUAGES = 7
#: language in which Odoo keeps what has no translation
BASE = "en_US"
#: what stands between codes in a list
SPLITS = re.compile(r"[,;\n]")
#: what a table has of each product: field -> (kind, how it is bounded)
CELLS = {
    "code": ("line", {}),
    "name": ("line", {}),
    "type_id": ("choice", {"required": True}),
    "duration": ("number", {"required": True, "least": 1, "most": 1440}),
    "extra_duration": ("number", {"required": True, "most": 1440}),
    "max_quantity": ("number", {"required": True, "least": 1, "most": 99}),
    "piece": ("line", {}),
    "pieces": ("line", {}),
    "combine": ("choice", {"required": True}),
    "combinable_ids": ("codes", {}),
    "booking": ("choice", {"required": True}),
    "walk_in": ("choice", {"required": True}),
    "bring_list": ("text", {}),
    "info": ("text", {}),
    "price": ("line", {}),
    "synonyms": ("line", {}),
    "other_words": ("line", {}),
    "digital_url": ("address", {}),
    "ipdc_number": ("line", {}),
    "ask_email": ("choice", {"required": True}),
    "ask_phone": ("choice", {"required": True}),
    "ask_remark": ("choice", {"required": True}),
    "sensitive": ("choice", {"required": True}),
    "pictogram": ("choice", {}),
}


def is_named(product):
    """Tell whether a table names a product by its code: no list splits it."""
    return bool(product.code) and not SPLITS.search(product.code)


class MunicipalProduct(models.Model):
    """The catalogue as a table: one line for each product, a column for each language.

    What a table says is compared with what is here, and written, by the same values.
    """

    _inherit = "municipal.product"

    @api.model
    def _table_languages(self):
        """Return the languages of a table, that of the town first."""
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        own = self.env.company.partner_id.lang
        return sorted(installed, key=lambda code: code != own)[:MOST_LANGUAGES]

    @api.model
    def _table_columns(self):
        """Return the columns of a table, as the engine reads and writes them."""
        names = self._names_in_languages()
        columns = []
        for field, (kind, bounds) in CELLS.items():
            choices = self._table_choices(field) if kind == "choice" else ()
            for lang in self._table_languages() if self._is_translated(field) else [""]:
                end = f" [{lang}]" if lang else ""
                key = f"{field}:{lang}" if lang else field
                headings = tuple(f"{name}{end}" for name in names[field])
                columns.append(Column(key, kind, headings, choices=choices, **bounds))
        return columns

    @api.model
    def _is_translated(self, field):
        return bool(self._fields[field].translate)

    @api.model
    def _languages_of_words(self):
        """Return in which languages words are understood, that of the reader first."""
        own = self.env.lang or BASE
        return list(dict.fromkeys([own, *self._table_languages(), BASE]))

    @api.model
    def _names_in_languages(self):
        """Return the names of fields, in the language of the reader first."""
        told = [
            self.with_context(lang=lang).fields_get(list(CELLS), ["string"])
            for lang in self._languages_of_words()
        ]
        return {
            field: tuple(dict.fromkeys(names[field]["string"] for names in told))
            for field in CELLS
        }

    @api.model
    def _table_choices(self, field):
        """Return what may stand in a column: pairs (value, names in all languages)."""
        if field == "type_id":
            return self._type_choices()
        found = {}
        for lang in self._languages_of_words():
            for value, name in self._choices_in(field, lang):
                found.setdefault(value, []).append(name)
        return tuple((value, tuple(names)) for value, names in found.items())

    @api.model
    def _choices_in(self, field, lang):
        speaking = self.with_context(lang=lang)
        if self._fields[field].type == "boolean":
            return [(True, speaking.env._("yes")), (False, speaking.env._("no"))]
        told = speaking.fields_get([field], ["selection"])[field]["selection"]
        empty = [] if self._fields[field].required else [(False, "")]
        return [*told, *empty]

    @api.model
    def _type_choices(self):
        """Return the types of this town; of one name, each is told with its number."""
        types = self.env["resource.booking.type"].search(
            Domain("service_id.company_id", "=", self.env.company.id)
        )
        names = types.mapped("name")
        langs = self._languages_of_words()
        return tuple(
            (type_.id, type_._names_in(langs))
            if names.count(type_.name) == 1
            else (type_.id, (f"{type_.name} ({type_.id})",))
            for type_ in types
        )

    def _table_values(self):
        """Return what a table has of these products: product id -> key -> value."""
        written = {
            field: self._written_in(field)
            for field in CELLS
            if self._is_translated(field)
        }
        return {product.id: product._table_cells(written) for product in self}

    def _table_cells(self, written):
        """Return the values of one line.

        :param dict written: field -> product id -> language -> text
        """
        self.ensure_one()
        values = {}
        for field in CELLS:
            if field in written:
                told = written[field].get(self.id, {})
                for lang in self._table_languages():
                    values[f"{field}:{lang}"] = told.get(lang) or ""
            elif field == "combinable_ids":
                others = self.combinable_ids.filtered(is_named)
                values[field] = tuple(sorted(others.mapped("code")))
            elif field == "type_id":
                values[field] = self.type_id.id
            else:
                values[field] = self[field]
        return values

    # What a line says is written.

    @api.model
    def _take_over_lines(self, lines):
        """Write what lines say: all of them, or none.

        :param lines: list of pairs (product, empty for a new one; key -> value)
        """
        written = self.browse()
        combinable = []
        for product, values in lines:
            texts, plain = self._split_cells(values)
            codes = plain.pop("combinable_ids", None)
            if product:
                product.write(plain) if plain else None
            else:
                product = self._create_from(plain, texts)
            product._write_texts(texts)
            combinable.append((product, codes))
            written |= product
        self._write_combinable(combinable)
        self.env.flush_all()
        return written

    @api.model
    def _split_cells(self, values):
        """Return the texts by field and language, and all that has no language."""
        texts, plain = {}, {}
        for key, value in values.items():
            field, _sign, lang = key.partition(":")
            if lang:
                texts.setdefault(field, {})[lang] = value
            else:
                plain[field] = value or False if isinstance(value, str) else value
        return texts, plain

    @api.model
    def _create_from(self, plain, texts):
        """Make a product, with its texts in the first language that has a name."""
        lang = next(lang for lang, name in texts["name"].items() if name)
        own = {field: told.get(lang) for field, told in texts.items()}
        speaking = self.with_context(lang=lang)
        return speaking.create({**plain, **own}).with_env(self.env)

    def _write_texts(self, texts):
        """Write texts in their languages; an empty one falls back to another."""
        self.ensure_one()
        for field, told in texts.items():
            full = {lang: text or False for lang, text in told.items()}
            known = self._written_in(field).get(self.id, {})
            read = {lang: known.get(lang) for lang in self._table_languages()}
            if not any({**read, **full}.values()):
                self[field] = False
                continue
            if not full.get(BASE, True):
                # what has no translation is read in it
                full[BASE] = next(filter(None, {**known, **full}.values()))
            self._write_told(field, full)

    def _write_told(self, field, told):
        if self._fields[field].type == "html":
            self._write_whole(field, told)
            return
        for lang, text in told.items():
            if text:
                self.with_context(lang=lang)[field] = text
        empty = {lang: False for lang, text in told.items() if not text}
        if empty:
            self.update_field_translations(field, empty)

    def _write_whole(self, field, told):
        """Write texts with mark-up, each as a whole.

        Odoo translates such texts sentence by sentence, and would put the mark-up of
        one language into all of them.
        """
        self.check_access("write")
        texts = {**self._written_in(field).get(self.id, {}), **told}
        kept = {lang: text for lang, text in texts.items() if text}
        kept.setdefault(BASE, next(iter(kept.values())))
        self.env.cr.execute(
            SQL(
                "UPDATE municipal_product SET %s = %s WHERE id = %s",
                SQL.identifier(field),
                Json(kept),
                self.id,
            )
        )
        self.invalidate_recordset([field])

    @api.model
    def _write_combinable(self, combinable):
        """Link products by their codes; links with products without code stay."""
        domain = Domain("company_id", "=", self.env.company.id)
        by_code = {
            product.code: product
            for product in self.with_context(active_test=False).search(domain)
            if product.code
        }
        for product, codes in combinable:
            if codes is not None:
                others = product.combinable_ids.filtered(lambda p: not is_named(p))
                for code in codes:
                    others |= by_code[code]
                product.combinable_ids = others
