import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize, hmac

_logger = logging.getLogger(__name__)

TEMPLATE = "mail_template_evaluation"
#: who was here longer ago is not asked any more: after a failure, or a late switch
PAST_DAYS = 3
#: between two commits
BATCH = 50


class MunicipalEvaluationAsk(models.Model):
    """When a person was last asked how a visit was: nobody is asked too often.

    The person is a fingerprint of the address: it can be found again when the address
    is known, and the address cannot be read from it. So it may be remembered longer
    than the address, which is wiped.
    """

    _name = "municipal.evaluation.ask"
    _description = "Person who was asked"
    _log_access = False
    _rec_name = "day"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="cascade"
    )
    person = fields.Char(required=True, readonly=True)
    day = fields.Date(required=True, readonly=True, index=True)

    _once = models.UniqueIndex("(company_id, person)", "One row for each person.")

    @api.model
    def _fingerprint(self, email):
        """Return what is remembered instead of an address; empty for no address."""
        address = email_normalize(email or "")
        scope = "municipal evaluation"
        return hmac(self.env(su=True), scope, address) if address else ""

    @api.model
    def _cron_ask(self):
        """Mail the visitors of the last days, in each town that wants it."""
        commit_progress = self.env["ir.cron"]._commit_progress
        towns = self.env["res.company"].search(
            [
                ("municipal_evaluation", "=", True),
                ("municipal_evaluation_share", ">", 0),
            ]
        )
        for company in towns:
            visits = self._to_ask(company)
            commit_progress(remaining=len(visits))
            for begin in range(0, len(visits), BATCH):
                batch = visits[begin : begin + BATCH]
                self._ask(company, batch)
                if not commit_progress(len(batch)):
                    return

    @api.model
    def _to_ask(self, company):
        """Return the visits about which somebody is asked now: one for each person."""
        visits = self._recent(company)
        asked = self.env["rating.rating"]._of_visits(visits)
        visits -= visits.browse(asked.mapped("res_id"))
        visits = visits.filtered(lambda visit: self._is_drawn(company, visit.id))
        persons = {}
        for visit in visits.sorted("finished_at", reverse=True):
            person = self._fingerprint(visit.booking_id.contact_email)
            if person and visit.booking_id._sender():
                persons.setdefault(person, visit)
        for known in self.search(
            [("company_id", "=", company.id), ("person", "in", list(persons))]
        ):
            if known.day > self._limit(company):
                persons.pop(known.person)
        return visits.browse().union(*persons.values())

    @api.model
    def _recent(self, company):
        """Return the visits with an address that ended some time ago."""
        now = fields.Datetime.now()
        hours = timedelta(hours=company.municipal_evaluation_hours)
        return self.env["municipal.visit"].search(
            [
                ("company_id", "=", company.id),
                ("day", ">=", (now - timedelta(days=PAST_DAYS)).date()),
                ("state", "=", "finished"),
                ("finished_at", "<=", now - hours),
                ("finished_at", ">=", now - timedelta(days=PAST_DAYS)),
                ("booking_id.contact_email", "!=", False),
                ("booking_id.contact_wiped", "=", False),
            ]
        )

    @api.model
    def _is_drawn(self, company, visit_id):
        """Tell whether a visit is in the share that is asked: the same every time."""
        drawn = int(hmac(self.env(su=True), "municipal share", visit_id), 16) % 100
        return drawn < company.municipal_evaluation_share

    @api.model
    def _limit(self, company):
        """Return the last day on which somebody was asked who may be asked again."""
        months = relativedelta(months=company.municipal_evaluation_months)
        return company._today() - months

    @api.model
    def _ask(self, company, visits):
        """Put the question in the queue of mails, and remember who gets it."""
        ratings_sudo = self.env["rating.rating"].sudo()
        ratings_sudo.create(
            [ratings_sudo._prepare_for_visit(visit, "mail") for visit in visits]
        )
        bookings = visits.booking_id
        persons = [self._fingerprint(booking.contact_email) for booking in bookings]
        today = company._today()
        self.search(
            [("company_id", "=", company.id), ("person", "in", persons)]
        ).unlink()
        self.create(
            [
                {"company_id": company.id, "person": person, "day": today}
                for person in persons
            ]
        )
        bookings._write_mails(TEMPLATE)
        self.env["municipal.notice"]._trigger_queue()

    @api.autovacuum
    def _gc_asked(self):
        """Forget who may be asked again."""
        for company in self.env["res.company"].sudo().search(Domain.TRUE):
            self.sudo().search(
                [("company_id", "=", company.id), ("day", "<=", self._limit(company))]
            ).unlink()
