from odoo import api, fields, models

from ...engine import queue
from ...engine.ticks import to_minutes
from ..common.wording import range_in_words
from .municipal_screen import SECRET


class MunicipalVisit(models.Model):
    """What somebody who waits wants to know: how many before me, and how long."""

    _inherit = "municipal.visit"

    @api.model
    def _find_waiting_page(self, access_token):
        """Return the visit of a waiting page, nothing when there is no such page."""
        if not SECRET.fullmatch(access_token or ""):
            return self.sudo().browse()
        return self.sudo().search([("access_token", "=", access_token)], limit=1)

    def _ahead(self):
        """Return how many are called before this visitor, ``None`` if none can tell.

        Nobody is "next" as long as it is too early to be called for an appointment.
        """
        self.ensure_one()
        if self._is_too_early():
            return None
        return self.location_id._shared_position(self)

    def _is_too_early(self):
        """Tell whether no desk may call the visitor yet."""
        if not (self.planned_start and self.arrival):
            return False
        moments = map(to_minutes, (self.arrival, self.planned_start))
        since = queue.callable_from(
            queue.Visit(self.id, *moments), self.location_id._queue_rules()
        )
        return to_minutes(fields.Datetime.now()) < since

    def _wait_in_words(self):
        """Return how many minutes the visitor still waits: 10–15; empty if unknown."""
        self.ensure_one()
        return range_in_words(self.location_id._shared_wait(self))

    def _waiting_url(self):
        """Return the address of the personal waiting page."""
        self.ensure_one()
        screen_sudo = self.screen_id.sudo()
        path = f"/wachten/{self.sudo().access_token}"
        return (
            screen_sudo._web_address(path)
            if screen_sudo
            else self.get_base_url() + path
        )

    def _public_products(self):
        """Return what a page that others may see says that the visitor comes for."""
        self.ensure_one()
        lines_sudo = self.sudo().line_ids
        if any(lines_sudo.product_id.mapped("sensitive")):
            return ""
        return self.sudo().products or ""

    def _desk_name(self):
        """Return how displays call the desk."""
        desk_sudo = self.sudo().desk_id
        return desk_sudo.desk_number or desk_sudo.name or ""

    def _leave_queue(self):
        """Let the visitor give up their place; doing so again changes nothing."""
        self.ensure_one()
        if self.state in ("waiting", "called"):
            self._take_step("left")
