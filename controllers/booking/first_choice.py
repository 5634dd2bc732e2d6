"""The product of a page on which nothing was chosen yet."""

from werkzeug.exceptions import NotFound

from ..common.choice import Choice


class Renamed(Exception):
    """A product has another address now; search engines shall know one."""

    def __init__(self, path):
        super().__init__(path)
        self.path = path


class FirstChoice:
    """The product that the address of a page names.

    :param str slug: its name in the address
    """

    def __init__(self, product_id, slug):
        self.choice = None
        self._product_id, self._slug = product_id, slug

    def told(self):
        """Look the product up; return what its page tells that is in no row of it.

        :raise NotFound: where there is none, or not any more
        :raise Renamed: where it is called otherwise now
        """
        self.choice = Choice({f"q_{self._product_id}": "1"})
        path = told_path(self.choice)
        if self._slug != path.rpartition("/")[2]:
            raise Renamed(path)
        return told(self.choice)


def told_path(choice):
    """Return the path of the page of the product that was chosen first."""
    if not choice.products:
        raise NotFound()
    return choice.products[0]._page_path()


def told(choice):
    """Return how what was chosen first is had, and when without appointment.

    :return: what ``_ways`` and ``_walk_in_days`` of products tell, not to be changed
    """
    if not choice.products:
        raise NotFound()
    product = choice.products[0]
    walk_in = ((day, tuple(hours)) for day, hours in product._walk_in_days())
    return tuple(product._ways()[product]), tuple(walk_in)
