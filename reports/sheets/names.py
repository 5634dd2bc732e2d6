"""Names of products in a workbook that is mailed around."""

from ..workbook.raw_rows import neutral_names


class Names:
    """Names of products, those that are sensitive under the name of their service."""

    def __init__(self, env):
        self.env = env
        self.neutral = {}

    def key(self, product):
        """Return the key of a product: the same for the sensitive ones of a service."""
        if product and product.sensitive:
            self.neutral[product.id] = -product.service_id.id
            return -product.service_id.id
        return product.id or 0

    def name(self, key):
        """Return the name of the product or products of a key."""
        if not key:
            return self.env._("No single product")
        if key < 0:
            return neutral_names(self.env, self.neutral)[key]
        return self.env["municipal.product"].browse(key).name

    def service(self, key):
        if not key:
            return None
        if key < 0:
            return self.env["municipal.service"].browse(-key).name
        return self.env["municipal.product"].browse(key).service_id.name
