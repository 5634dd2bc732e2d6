from odoo import api, models

from .turn import let_one_through


class ResourceBooking(models.Model):
    """Whoever takes from what is limited does so one at a time.

    Simultaneous requests do not see each other: each would take the last desk that
    the website may give away, or one more hold than an address may have. So they wait
    for each other, and look again at what the others have committed meanwhile.
    """

    _inherit = "resource.booking"

    @api.model
    def _hold_desk(self, lines, start, key, *, by_staff=False, **kwargs):
        type_ = lines[0][0].type_id
        hold = super()._hold_desk
        if by_staff or not type_._limits_online():
            return hold(lines, start, key, by_staff=by_staff, **kwargs)
        reservations = self.env["municipal.reservation"].sudo()
        type_._wait_for_turn(lines, start, kwargs.get("own"))
        with reservations._looking_again():
            return hold(lines, start, key, by_staff=by_staff, **kwargs)

    @api.model
    def _is_crowded(self, address, key, most):
        """Count the holds of others from an address as well that are made just now."""
        if super()._is_crowded(address, key, most):
            return True
        if not address:
            return False
        let_one_through(self.env, address, about="moment")
        reservations = self.env["municipal.reservation"].sudo()
        known = set(self._live_holds("hold_address", address).mapped("hold_key"))
        return len((known | reservations._committed_holds(address)) - {key}) >= most
