from odoo import models

from ..common.refusal import Refusal
from .moment_search import MomentSearch

#: free moments that are named to who typed one that is not
NAMED = 3


class MunicipalHoursChangeLine(models.Model):
    """How a manager chooses the moment to which a booking moves."""

    _inherit = "municipal.hours.change.line"

    def _search_moments(self):
        """Return the search for this line: others keep the moments chosen for them."""
        self.ensure_one()
        search = MomentSearch(self.booking_id)
        for line in self.change_id.line_ids - self:
            line._promise(search)
        return search

    def _values_of_moment(self, start):
        """Return what is written when somebody chooses a moment, or leaves it open.

        :param datetime start: naive UTC, or false
        :raise Refusal: with the nearest free moments, when no desk is free then
        """
        self.ensure_one()
        booking, desk = self.booking_id, self.combination_id.browse()
        if start and booking.start:
            with self.change_id._as_if_changed():
                search = self._search_moments()
                desk = search.at(booking, start, self.combination_id)
                near = () if desk else search.around(booking)
            if not desk:
                raise self._not_free(start, near)
        return {
            "new_start": start,
            "combination_id": desk.id,
            "new_desk": self._desks(desk),
        }

    def _not_free(self, start, near):
        """Return the refusal of a moment, with the free ones that are nearest to it."""
        booking = self.booking_id
        nearest = sorted(sorted(near, key=lambda m: abs(m - start))[:NAMED])
        what = {
            "booking": booking.display_name,
            "moment": self._moment_in_words(start),
            "free": "\n".join(f"- {self._moment_in_words(m)}" for m in nearest),
        }
        if not near:
            text = self.env._(
                "%(booking)s cannot be received on %(moment)s, nor at any other moment "
                "around it: it can stand or be cancelled.",
                **what,
            )
        else:
            text = self.env._(
                "%(booking)s cannot be received on %(moment)s: no desk is free then. "
                "Free moments near it:\n%(free)s",
                **what,
            )
        return Refusal(text, "moment")

    def _moment_in_words(self, moment):
        return self.env._(
            "%(day)s at %(time)s",
            day=self.booking_id._day_in_words(moment),
            time=self.booking_id._time_in_words(moment),
        )

    def action_choose_moment(self):
        """Open the dialog with the moments that will be free for this booking."""
        self.check_access("write")
        self.ensure_one()
        self._check_open()
        with self.change_id._as_if_changed():
            free = self._search_moments().around(self.booking_id)
        request = self.env["municipal.booking.request"]._offer(self, free)
        dialog = self.env.ref(
            "municipal_appointment.municipal_booking_request_view_form_hours"
        )
        return {
            "name": self.env._(
                "Another moment for %(booking)s", booking=self.booking_id.display_name
            ),
            "type": "ir.actions.act_window",
            "res_model": request._name,
            "res_id": request.id,
            "views": [(dialog.id, "form")],
            "target": "new",
        }

    def _check_open(self):
        """Refuse to decide about what was carried out, or changed by others.

        :raise Refusal:
        """
        if self.result or self._is_gone():
            raise Refusal(
                self.env._("Nothing is left to decide about this appointment."),
                "moment",
            )
