from odoo import api, models
from odoo.fields import Domain

from .municipal_privacy import KEPT_STEPS

BATCH = 2000


class MunicipalVisit(models.Model):
    """What colleagues noted about visitors goes; the visit stays."""

    _inherit = "municipal.visit"

    # few have a note, and looking for them must not cost the whole history
    _noted_idx = models.Index("(day) WHERE note IS NOT NULL")

    @api.model
    def _gc_notes(self, company):
        """Wipe the notes of past visits, those without appointment too.

        :return: whether more are waiting
        """
        limit = self.env["resource.booking"]._retention_limit(company)
        step = Domain("note", "!=", False) & Domain("step", "not in", KEPT_STEPS)
        noted = Domain("note", "!=", False) | Domain("event_ids", "any", step)
        past = Domain("company_id", "=", company.id) & Domain("day", "<", limit)
        visits_sudo = self.sudo().search(past & noted, limit=BATCH)
        self.env["municipal.privacy"]._wipe_notes(visits_sudo)
        return len(visits_sudo) == BATCH


class MunicipalVisitEvent(models.Model):
    _inherit = "municipal.visit.event"

    _noted_idx = models.Index("(visit_id) WHERE note IS NOT NULL")
