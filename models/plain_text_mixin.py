from odoo import api, models
from odoo.exceptions import ValidationError

from ..engine.person_name import FORMULA
from ..engine.plain_text import clean_line, clean_text


class PlainTextMixin(models.AbstractModel):
    """Keeps texts of staff without the signs that come along when they are pasted.

    Names are what lists and workbooks show: what a spreadsheet takes for a formula is
    no name.
    """

    _name = "plain.text.mixin"
    _description = "Texts without invisible signs"

    #: fields of one line, and of more lines
    _clean_lines = ("name",)
    _clean_texts = ()

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_vals(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean_vals(vals))

    @api.model
    def _clean_vals(self, vals):
        """Return values with clean texts.

        :raise ValidationError: for a name that a spreadsheet takes for a formula
        """
        clean = dict.fromkeys(self._clean_lines, clean_line)
        clean.update(dict.fromkeys(self._clean_texts, clean_text))
        typed = {key: vals[key] for key in clean if isinstance(vals.get(key), str)}
        if not typed:
            return vals
        cleaned = {key: clean[key](text) for key, text in typed.items()}
        if cleaned.get("name", "")[:1] in tuple(FORMULA):
            raise ValidationError(
                self.env._(
                    "A name cannot begin with =, +, - or @: a spreadsheet would take "
                    "it for a formula."
                )
            )
        return {**vals, **cleaned}


class MunicipalProduct(models.Model):
    _name = "municipal.product"
    _inherit = ["municipal.product", "plain.text.mixin"]

    _clean_lines = ("name", "price", "synonyms")
    _clean_texts = ("bring_list",)


class MunicipalService(models.Model):
    _name = "municipal.service"
    _inherit = ["municipal.service", "plain.text.mixin"]


class MunicipalLocation(models.Model):
    _name = "municipal.location"
    _inherit = ["municipal.location", "plain.text.mixin"]


class MunicipalOpening(models.Model):
    _name = "municipal.opening"
    _inherit = ["municipal.opening", "plain.text.mixin"]


class MunicipalSeriesBreak(models.Model):
    _name = "municipal.series.break"
    _inherit = ["municipal.series.break", "plain.text.mixin"]


class MunicipalTrustedBooker(models.Model):
    _name = "municipal.trusted.booker"
    _inherit = ["municipal.trusted.booker", "plain.text.mixin"]


class MunicipalVisit(models.Model):
    _name = "municipal.visit"
    _inherit = ["municipal.visit", "plain.text.mixin"]

    _clean_lines = ()
    _clean_texts = ("note",)


class MunicipalVisitEvent(models.Model):
    _name = "municipal.visit.event"
    _inherit = ["municipal.visit.event", "plain.text.mixin"]

    _clean_lines = ("note",)
