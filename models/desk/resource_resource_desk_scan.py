import re

from odoo import api, models
from odoo.tools import format_date

from ...engine.access import WALK_IN
from ...engine.keyboard import us_readings
from ..common.refusal import Refusal

#: the QR code of a ticket holds the address of its waiting page
WAITING_PAGE = re.compile(r"/wachten/([A-Za-z0-9_-]{8,64})")
LONGEST_CODE = 200


class ResourceResource(models.Model):
    """A clerk scans or types a code: of a confirmation, or of a ticket."""

    _inherit = "resource.resource"

    def desk_scan(self, text):
        """Do the next thing for whom the code belongs to.

        Who has an appointment is checked in; who waits is called, when the desk is
        free. Of everybody else the clerk reads where they are.

        :param str text: reference code, ticket number, or what its QR code holds
        :return: dict with ``visit_id``, ``done`` (``checked_in``, ``called`` or
            ``nothing``) and a ``message`` for the clerk
        :raise Refusal: when the code leads to nobody who can be helped here now
        """
        self._check_desk_clerk()
        self._lock_desk()
        visit = self._find_scanned(str(text or "")[:LONGEST_CODE].strip())
        visit.check_access("write")
        why = self._why_not_here(visit)
        if why:
            raise Refusal(why, "code")
        done = self._do_scanned(visit)
        message = self._scanned_in_words(visit, done)
        return {"visit_id": visit.id, "done": done, "message": message}

    def _find_scanned(self, text):
        """Return the visit of a code.

        :raise Refusal: when there is none
        """
        Visit = self.env["municipal.visit"]
        texts = [text, *us_readings(text)]
        pages = filter(None, map(WAITING_PAGE.search, texts))
        page = next(pages, None)
        if page:
            visit = Visit.search([("access_token", "=", page.group(1))], limit=1)
        else:
            visit = self._find_ticket(text) or Visit._search_code(text)
        if not visit:
            # without what was scanned: a refusal stands in the log of the server
            raise Refusal(
                self.env._(
                    "This is no appointment, and no ticket of today in this building."
                ),
                "code",
            )
        return visit

    def _find_ticket(self, text):
        """Return the visit that has a ticket number in this building today."""
        Visit = self.env["municipal.visit"]
        typed = "".join(text.upper().split())
        services = self.env["municipal.service"].search(
            [("company_id", "=", self.location_id.company_id.id)]
        )
        tickets = [
            f"{service.code} {int(rest):03}"
            for service in services
            if (rest := self._without_prefix(typed, service.code.upper()))
        ]
        return tickets and Visit.search(
            [
                ("ticket", "in", tickets),
                ("location_id", "=", self.location_id.id),
                ("ticket_day", "=", self.location_id._today()),
            ],
            limit=1,
        )

    @api.model
    def _without_prefix(self, text, prefix):
        rest = text.removeprefix("".join(prefix.split()))
        number = rest.isascii() and rest.isdecimal() and len(rest) < 7
        return rest if number and rest != text else ""

    def _why_not_here(self, visit):
        """Return in words why nothing can be done for a visitor here."""
        words = {"ticket": visit.ticket or visit.name}
        if visit.state == "finished":
            return self.env._("%(ticket)s has been helped already.", **words)
        if visit.state == "cancelled":
            return self.env._("%(ticket)s was cancelled.", **words)
        if not visit.booking_id and visit.day != self.location_id._today():
            return self.env._(
                "%(ticket)s is a ticket of %(day)s.",
                day=format_date(self.env, visit.day),
                **words,
            )
        if not visit.booking_id and visit.location_id != self.location_id:
            return self.env._(
                "%(ticket)s is a ticket of another building: %(place)s.",
                place=visit.location_id.name,
                **words,
            )
        if visit.state == "booked":
            self._check_guided(visit.service_id)
        return visit._why_no_arrival(self.location_id)

    def _do_scanned(self, visit):
        """Check somebody in, or call them; return which of them it was."""
        if visit.state in ("booked", "no_show", "left"):
            self.desk_check_in(visit.id)
            return "checked_in"
        mine = self._clerk_today() == self.env.user
        free = visit.state == "waiting" and mine and not self._at_desk()
        if free and self._deals_with(visit):
            self.desk_call(visit.id)
            return "called"
        return "nothing"

    def _scanned_in_words(self, visit, done):
        """Tell the clerk what was done, or where the visitor is."""
        env = self.env
        words = {
            "ticket": visit.ticket or visit.name,
            "desk": visit.desk_id.display_name or "",
            "minutes": visit._minutes_waited(),
        }
        if done == "checked_in":
            return env._("%(ticket)s is checked in.", **words)
        if done == "called":
            return env._("%(ticket)s is called to %(desk)s.", **words)
        texts = {
            "waiting": env._("%(ticket)s waits, %(minutes)s minutes so far.", **words),
            "called": env._("%(ticket)s is called to %(desk)s already.", **words),
            "serving": env._("%(ticket)s is at %(desk)s.", **words),
            "paused": env._("%(ticket)s is paused at %(desk)s.", **words),
        }
        return texts[visit.state]

    def _only_walk_in(self):
        """Tell whether this desk works without appointments now: only the queue.

        It does in hours of free walk-in, as long as nobody is expected at it.
        """
        types = self.desk_type_ids.filtered("service_id")
        now, end = self.env["municipal.product"]._soon(1)
        found = [
            line[2]
            for type_ in types
            for line in type_._hours_and_closings(now, end)[0]
        ]
        return bool(found) and set(found) == {WALK_IN}
