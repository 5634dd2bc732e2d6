from functools import cache

from ...engine import queue


class HallDesks:
    """The desks of a building as the engine knows them: those open, and all.

    Who is asked about every visitor of a full hall answers each question once.
    """

    def __init__(self, opened, desks):
        self.opened, self.desks = tuple(opened), tuple(desks)
        self.needed = cache(self._needed)

    def _needed(self, service, products):
        """Return what a desk must deal with to call a visitor.

        :param int service: id
        :param tuple products: ids, in the order in which they were asked
        """
        return queue.needed(service, products, self.opened, self.desks)
