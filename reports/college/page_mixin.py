from odoo import api, models


class MunicipalPageMixin(models.AbstractModel):
    """A page of figures that is chosen in a dialog and printed on A4."""

    _name = "municipal.page.mixin"
    _description = "Page of figures"
    #: the model of the dialog
    _chosen_in = None

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["municipal.visit.report"].check_access("read")
        chosen = self.env[self._chosen_in].browse(docids)
        chosen.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": chosen._name,
            "docs": chosen,
            "pages": [self._page(one) for one in chosen],
        }
