from contextlib import contextmanager

from odoo import api, models

from ..common.turn import let_one_through


class ResourceBooking(models.Model):
    """Whoever takes from what is limited does so one at a time.

    Simultaneous requests do not see each other: each would take the last desk that
    the website may give away, or one more hold than an address may have. So they wait
    for each other, and look again at what the others have committed meanwhile.
    """

    _inherit = "resource.booking"

    @api.model
    @contextmanager
    def _in_turn(self, lines, start, own=None):
        """Take online from what is limited while nobody else does.

        :param own: booking that is being moved
        """
        type_ = lines[0][0].type_id
        if not type_._limits_online():
            yield
            return
        type_._wait_for_turn(lines, start, own)
        with self.env["municipal.reservation"].sudo()._looking_again():
            yield

    @api.model
    def _holds_made_just_now(self, address):
        """Return the keys of all holds of an address, of which others see none yet."""
        let_one_through(self.env, address, about="moment")
        return self.env["municipal.reservation"].sudo()._committed_holds(address)
