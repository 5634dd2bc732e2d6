from odoo import api, models

from .res_users import HOMES

#: apps that clerks get with what they may do, and never need
UPSTREAM_APPS = ("resource_booking.resource_booking_main_menu",)
#: of whoever may not edit the website either
WEBSITE_APPS = ("website.menu_website_configuration",)
UPSTREAM_MANAGER = "resource_booking.group_manager"
WEBSITE_EDITOR = "website.group_website_restricted_editor"


class IrUiMenu(models.Model):
    """One door to appointments: that of the town hall."""

    _inherit = "ir.ui.menu"

    @api.model
    def get_user_roots(self):
        """Leave out hidden apps: the website compares these with the menus."""
        return super().get_user_roots() - self.browse(self._load_menus_blacklist())

    def _load_menus_blacklist(self):
        """Hide from clerks and managers the apps of upstream that say the same again.

        *Resource Bookings* lists bookings without visits, tickets and contact data, and
        is found under nearly the same name. Who manages all bookings, administrators
        of the town among them, sets up plain types there.
        """
        hidden = super()._load_menus_blacklist()
        user = self.env.user
        if user.has_group(UPSTREAM_MANAGER) or not any(map(user.has_group, HOMES)):
            return hidden
        names = UPSTREAM_APPS
        if not user.has_group(WEBSITE_EDITOR):
            names += WEBSITE_APPS
        menus = [self.env.ref(name, raise_if_not_found=False) for name in names]
        return [*hidden, *(menu.id for menu in menus if menu)]
