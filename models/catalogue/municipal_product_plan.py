from typing import NamedTuple

from odoo import api, models
from odoo.tools import html2plaintext

from ...engine.catalogue_table import changed, same
from .municipal_product_table import BASE


class Line(NamedTuple):
    """A line as it was read: its number, what it says, and what is wrong with it."""

    number: int
    #: key of a column -> value; what it says nothing of is left out
    values: dict
    #: list of (key of the column, what stands there, why it makes no sense)
    wrong: list


class Change(NamedTuple):
    """What a line does: to a product, or a new one where that is empty."""

    number: int
    product: models.Model
    name: str
    #: key -> value, of what changes only
    values: dict
    #: list of (heading, text that is here, text that comes)
    shown: list


class Plan(NamedTuple):
    """What a file would change; nothing has been written yet."""

    changes: list
    #: list of (number of the line, heading, what stands there, what is wrong)
    problems: list
    #: how many products the file has that stay as they are
    unchanged: int


class MunicipalProduct(models.Model):
    """What a file of products would change, to be looked at before it does."""

    _inherit = "municipal.product"

    @api.model
    def _plan_lines(self, lines, new_values=None):
        """Return what lines would change.

        :param lines: list of :class:`Line`
        :param dict new_values: what new products get of which a line says nothing
        """
        columns = {column.key: column for column in self._table_columns()}
        matched, problems = self._match_lines(lines)
        known = self.union(*matched.values())._table_values() if matched else {}
        codes = {*self._own_products().mapped("code")}
        codes |= {line.values.get("code") for line in lines}
        changes, unchanged = [], 0
        for line in lines:
            found = [
                (key, what, self._why_in_cell(why)) for key, what, why in line.wrong
            ]
            product = matched.get(line.number)
            if product is None:
                # who cannot be told apart is told so, and nothing else
                continue
            change = self._plan_line(line, product, columns, known, new_values or {})
            found += self._check_change(
                change, known.get(product.id, {}), codes, columns
            )
            problems += [
                (line.number, columns[key].headings[0] if key else "", what, why)
                for key, what, why in found
            ]
            if change.values or not product:
                changes.append(change)
            else:
                unchanged += 1
        return Plan(changes, sorted(problems, key=lambda each: each[0]), unchanged)

    def _plan_line(self, line, product, columns, known, new_values):
        values = {**({} if product else new_values), **line.values}
        values = {key: self._as_kept(key, value) for key, value in values.items()}
        old = known.get(product.id, {})
        keys = changed(columns.values(), old, values)
        keys = [key for key in keys if not self._stays(key, values, old)]
        if not product:
            keys = [key for key in values if values[key] is not None]
        told = {key: values[key] for key in keys}
        shown = [
            (columns[key].headings[0], *self._shown_change(columns[key], old, told))
            for key in keys
            if product or told[key] not in ("", (), False)
        ]
        name = product.name or self._name_in(line.values)
        return Change(line.number, product, name, told, shown)

    @api.model
    def _as_kept(self, key, value):
        """Return a value as it is kept: mark-up loses what could do harm."""
        field = self._fields[key.partition(":")[0]]
        if field.type != "html" or not value:
            return value
        return field.convert_to_cache(value, self.browse()) or ""

    @api.model
    def _stays(self, key, values, old):
        """Tell whether an empty cell takes nothing away.

        A product is known by its code. And Odoo keeps a text in English beside those of
        other languages, where nobody wrote one.
        """
        if key == "code":
            return not values[key]
        field, _sign, lang = key.partition(":")
        texts = {**old, **values}
        return (
            lang == BASE
            and not values[key]
            and any(
                text
                for other, text in texts.items()
                if other.startswith(f"{field}:") and other != key
            )
        )

    @api.model
    def _name_in(self, values):
        names = [text for key, text in values.items() if key.startswith("name:")]
        return next(filter(None, names), "")

    @api.model
    def _shown_change(self, column, old, new):
        """Return the texts of a value that is here, and of the one that comes."""
        values = (old.get(column.key), new[column.key])
        if column.key.startswith("info:"):
            values = (values[0] or "", values[1])
            before, after = (
                html2plaintext(same(column, value)).strip() for value in values
            )
            # where only its look changes, that is shown
            return (before, after) if before != after else values
        return tuple(self._cell_in_words(column, value) for value in values)

    @api.model
    def _cell_in_words(self, column, value):
        if column.kind == "choice":
            return next((n[0] for known, n in column.choices if known == value), "")
        if column.kind == "codes":
            return ", ".join(value or ())
        return str(value) if value not in (None, False) else ""

    # Which product a line is about.

    @api.model
    def _own_products(self):
        """Return all products of this town, those in the archive too."""
        everything = self.with_context(active_test=False)
        found = everything.search([("company_id", "=", self.env.company.id)])
        return found.with_env(self.env)

    @api.model
    def _match_lines(self, lines):
        """Return the product of each line, empty for a new one.

        :return: pair (number -> product, list of problems); a line of which nobody
            knows which product it is about is in the problems only
        """
        own = self._own_products()
        matched, problems, seen = {}, [], {}
        for line in lines:
            product, why = own._of_line(line.values)
            said = product or line.values.get("code") or line.values.get("ipdc_number")
            first = seen.setdefault(said, line.number) if said else line.number
            if not why and first != line.number:
                why = self.env._("stands on line %(number)s already", number=first)
            if why:
                what = line.values.get("code") or self._name_in(line.values)
                problems.append((line.number, "", what, why))
            else:
                matched[line.number] = product
        return matched, problems

    def _of_line(self, values):
        """Return which of these a line is about, or in words why nobody can tell."""
        code, number = values.get("code"), values.get("ipdc_number")
        nothing = self.browse()
        if code:
            exact = self.filtered(lambda p: p.code == code)
            alike = self.filtered(
                lambda p: (p.code or "").casefold() == code.casefold()
            )
            found = exact or alike
            if len(found) == 1:
                return found, ""
            if found:
                return nothing, self.env._("several products have a code like this")
        elif number:
            found = self.filtered(lambda p: p.ipdc_number == number)
            if len(found) == 1:
                return found, ""
            if found:
                return nothing, self.env._("several products have this IPDC number")
        # a product without code gets one, or is known by its name
        named = self.filtered(lambda p: not p.code)._called_so(values)
        if len(named) == 1:
            return named, ""
        if code:
            return nothing, ""
        return nothing, self.env._("it has no code: fill in the code of the product")

    def _called_so(self, values):
        """Return which of these have a name that a line says, in its language."""
        written = self._written_in("name")
        texts = {
            key.partition(":")[2]: text
            for key, text in values.items()
            if key.startswith("name:") and text
        }
        return self.filtered(
            lambda product: any(
                written.get(product.id, {}).get(lang) == text
                for lang, text in texts.items()
            )
        )

    # What is wrong.

    @api.model
    def _why_in_cell(self, why):
        """Return in words why a cell makes no sense."""
        env = self.env
        texts = {
            "number": env._("is no whole number that can stand here"),
            "choice": env._("is none of the values of this column"),
            "several": env._("can be several things: write it exactly as it is here"),
            "required": env._("must be filled in"),
            "address": env._("is no web address, like https://www.example.com"),
        }
        return texts[why]

    @api.model
    def _check_change(self, change, old, codes, columns):
        """Return what cannot be written: list of (key, what stands there, why)."""
        env, values = self.env, {**old, **change.values}
        found = []
        if not change.product and not values.get("type_id"):
            found.append(("type_id", "", env._("a new product needs one")))
        if not self._name_in(values):
            key = next(key for key in columns if key.startswith("name:"))
            found.append((key, "", env._("must be filled in")))
        unknown = [
            code
            for code in change.values.get("combinable_ids", ())
            if code not in codes
        ]
        if unknown:
            why = env._("no product has this code")
            found.append(("combinable_ids", ", ".join(unknown), why))
        if values.get("ask_email") == values.get("ask_phone") == "hidden":
            why = env._("visitors must be reachable by mail or by phone")
            found.append(("ask_phone", "", why))
        return found
