from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL

from ..common.turn import committed

LOOKING_AGAIN = "municipal.looking.again"
RELEASED = "municipal.released"


class MunicipalReservation(models.Model):
    """What others have committed since the present transaction began.

    A transaction of Odoo sees the database as it was at its beginning, also after it
    has waited for another one. What that one took is read by another connection.
    """

    _inherit = "municipal.reservation"

    @api.model
    @contextmanager
    def _looking_again(self):
        """Let :meth:`_taken` count what was promised online since we began."""
        cache = self.env.cr.cache
        cache[LOOKING_AGAIN] = True
        try:
            yield
        finally:
            del cache[LOOKING_AGAIN]

    @api.model
    def _with_committed(self, rows, spans, hold_key):
        """Return what :meth:`_taken` found, and what others took online meanwhile."""
        if not self.env.cr.cache.get(LOOKING_AGAIN):
            return rows
        committed = self._committed(SQL("%s AND online", spans), hold_key)
        return list({*map(tuple, rows), *committed})

    @api.model
    def _committed_holds(self, address):
        """Return the keys of the holds of an address that live by now."""
        query = SQL(
            "SELECT hold_key FROM municipal_reservation WHERE hold_address = %s",
            address,
        )
        return {key for (key,) in self._committed(query)}

    @api.model
    def _committed(self, query, hold_key=None):
        """Return rows that a connection finds that begins now.

        But for what this transaction has given back, or looks for itself.
        """
        own = [*self.env.cr.cache.get(RELEASED, ()), hold_key or "-"]
        return committed(
            self.env, SQL("%s AND %s", query, self._stopping(own)), "moment"
        )

    @api.model
    def _note_released(self, key):
        """Remember what we give back: others see it held until we commit."""
        self.env.cr.cache.setdefault(RELEASED, set()).add(key)
