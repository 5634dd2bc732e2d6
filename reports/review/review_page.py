from odoo import api, models


class ReviewPage(models.AbstractModel):
    """What the page of a review is filled with: the record, to who may read it."""

    _name = "report.municipal_appointment.review_page"
    _description = "Page of a review"

    @api.model
    def _get_report_values(self, docids, data=None):
        reviews = self.env["municipal.review"].browse(docids)
        reviews.check_access("read")
        return {"doc_ids": docids, "doc_model": reviews._name, "docs": reviews}
