from odoo import models
from odoo.http import request


class WebsitePage(models.Model):
    _inherit = "website.page"

    def _complete_remembered(self, response):
        """Do to a page of ours what is done to remembered pages of Odoo.

        The token against forged forms is that of the reader, and other modules may
        have more to do. No visitor is tracked: our pages never were.
        """
        request.municipal_remembered = True
        try:
            self._post_process_response_from_cache(request, response)
        finally:
            del request.municipal_remembered
        del response._cached_page

    def _get_page_info(self, request):
        """Say of a page of ours that it has no record, where Odoo wants one."""
        if getattr(request, "municipal_remembered", False):
            return {"id": False, "url": "", "view_id": False, "group_ids": []}
        return super()._get_page_info(request)
