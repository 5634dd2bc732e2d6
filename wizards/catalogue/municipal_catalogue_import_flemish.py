import json

from odoo import models

from ...engine import flemish_catalogue
from ...engine.table_file import UnreadableFile
from ...models.catalogue.municipal_product_plan import Line

#: field -> what the Flemish catalogue has for it, by language
TEXTS = {
    "name": "names",
    "info": "infos",
    "bring_list": "bring",
    "price": "prices",
    "synonyms": "keywords",
}


class MunicipalCatalogueImport(models.TransientModel):
    """Products out of the Flemish product catalogue (IPDC, LPDC), as JSON-LD.

    A product is known by its number in that catalogue. What the catalogue does not tell
    (how long it takes, how it is had) stays as it is.
    """

    _inherit = "municipal.catalogue.import"

    def _flemish_lines(self, data):
        """Return what the catalogue says of products: lines of a plan.

        :raise UnreadableFile: when it is no JSON, or says nothing of products
        """
        try:
            products = flemish_catalogue.read(json.loads(data))
        except flemish_catalogue.NoCatalogue as error:
            raise UnreadableFile("catalogue") from error
        except (ValueError, RecursionError) as error:
            raise UnreadableFile("json") from error
        if not products:
            raise UnreadableFile("empty")
        own = self.env["municipal.product"]._own_products()
        numbers = set(own.mapped("ipdc_number"))
        return [
            self._flemish_line(place, product, numbers)
            for place, product in enumerate(products, start=1)
        ]

    def _flemish_line(self, place, product, numbers):
        values = {}
        if product.number:
            values["ipdc_number"] = product.number
        if product.number not in numbers or not product.number:
            # a new one gets a code by which it is known from then on
            end = product.number or product.identity.rstrip("/").rpartition("/")[2]
            values["code"] = f"ipdc-{end}" if end else ""
        if product.digital_url:
            values["digital_url"] = product.digital_url
        for field, name in TEXTS.items():
            values.update(self._in_our_languages(field, getattr(product, name)))
        return Line(place, values, [])

    def _in_our_languages(self, field, texts):
        """Return texts under our languages; those that are not installed are left out.

        What the catalogue does not tell is left as it is.
        """
        found = {}
        for lang in self.env["municipal.product"]._table_languages():
            text = texts.get(lang.partition("_")[0])
            if text:
                found.setdefault(f"{field}:{lang}", text)
        return found
