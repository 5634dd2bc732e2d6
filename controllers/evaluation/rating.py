from werkzeug.exceptions import NotFound

from odoo.addons.rating.controllers.main import Rating


class MunicipalRating(Rating):
    """Odoo's own pages of ratings do not open ours: they know three faces, no limit
    of days, and nothing of what a town promises about answers."""

    def _get_rating_and_record(self, token):
        rating_sudo, record_sudo = super()._get_rating_and_record(token)
        if rating_sudo.municipal_door:
            raise NotFound()
        return rating_sudo, record_sudo
