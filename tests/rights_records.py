from datetime import date

from odoo import Command

from .clerks_common import helped


class RightsRecords:
    """One record of every model, made when it is asked for."""

    def _dialog(self, model, values, user=None):
        """Return a dialog that somebody opened: nobody else sees it."""
        dialogs = self.env[model]
        return (dialogs.with_user(user).sudo() if user else dialogs).create(values)

    def _regime_values(self):
        types = [Command.set(self.type.ids)]
        return {"name": "New hours", "type_ids": types, "date_from": "2027-02-01"}

    def _regime(self):
        return self.env["municipal.regime"].create(self._regime_values())

    def _request(self, user=None):
        lines = [Command.create({"product_id": self.passport.id})]
        values = {"product_id": self.kids_id.id, "line_ids": lines}
        return self._dialog("municipal.booking.request", values, user)

    def _correction(self, user=None):
        values = {"visit_id": self.visit.id, "reason": "x"}
        return self._dialog("municipal.visit.correction", values, user)

    def _finish(self, user=None):
        values = {"visit_id": self.visit.id}
        return self._dialog("municipal.visit.finish", values, user)

    def _records(self, user=None):
        """Return an existing record of every model.

        :param user: who opened the dialogs
        """
        request, finish = self._request(user), self._finish(user)
        correction = self._correction(user)
        self.env.flush_all()
        return {
            "municipal.location": self.location,
            "municipal.service": self.service,
            "municipal.screen": self.env["municipal.screen"].create(
                self._values()["municipal.screen"]
            ),
            "municipal.product": self.kids_id,
            "municipal.opening": self.opening,
            "municipal.series.break": self.series_break,
            "municipal.trusted.booker": self.trusted,
            "municipal.release": self.release,
            "municipal.booking.line": self.booking.line_ids[0],
            "municipal.visit": self.visit,
            "municipal.visit.line": self.visit.line_ids[0],
            "municipal.visit.event": self.visit.event_ids[0],
            "municipal.visit.period": self._period(),
            "municipal.booking.request": request,
            "municipal.booking.request.line": request.line_ids,
            "municipal.visit.correction": correction,
            "municipal.visit.correction.line": correction.line_ids[0],
            "municipal.visit.finish": finish,
            "municipal.visit.finish.line": finish.line_ids[0],
            "municipal.day.list": self._dialog("municipal.day.list", {}, user),
            "municipal.urgent.booking": self._dialog(
                "municipal.urgent.booking", {"product_id": self.kids_id.id}, user
            ),
            "municipal.visit.export": self._dialog("municipal.visit.export", {}, user),
            "municipal.college.page": self._dialog("municipal.college.page", {}, user),
            "municipal.pilot.page": self._dialog(
                "municipal.pilot.page", {"service_id": self.service.id}, user
            ),
            "municipal.desk.need": self._dialog("municipal.desk.need", {}, user),
            "municipal.catalogue.import": self._dialog(
                "municipal.catalogue.import", {}, user
            ),
            "municipal.digital.import": self._dialog(
                "municipal.digital.import", {}, user
            ),
            **self._reviews(),
            "municipal.privacy.log": self.env["municipal.privacy.log"]._note(
                "told", self.booking
            ),
            "municipal.privacy.request": self._dialog(
                "municipal.privacy.request", {"words": "An"}, user
            ),
            "municipal.workbook": self.env["municipal.workbook"].create(
                self._workbook_values()
            ),
            **self._history(user),
            "municipal.digital.figure": self._figure(),
            "municipal.digital.figure.change": self._figure().change_ids[:1],
            "municipal.access.time": self._access_time(),
            "municipal.capacity": self._capacity(),
            "municipal.clerk.figure": self._clerk_figure(),
            "municipal.demand": self._demand(),
            "municipal.day.end": self._day_end(),
            "municipal.evaluation.report": self._evaluated(),
            "municipal.reply": self._reply(),
            "municipal.forecast": self._forecast(),
            "municipal.forecast.half.hour": self._forecast().half_hour_ids[:1],
            "municipal.limit": self._limit(),
            "municipal.digital.use": self._use(),
            "municipal.visit.report": self.env["municipal.visit.report"].search(
                [("visit_id", "=", self.visit.id)], limit=1
            ),
            "municipal.hours.change": self.hours_change,
            "municipal.hours.change.line": self.hours_change.line_ids,
            "municipal.reservation": self.booking.reservation_ids,
            "municipal.waiting": self._waiting(),
            "municipal.waiting.line": self._waiting().line_ids,
            "municipal.notice": self.booking.notice_ids,
            "municipal.problem": self._dialog(
                "municipal.problem", {"name": "One"}, user
            ),
            "municipal.setup": self._dialog("municipal.setup", {}, user),
            "municipal.reservation.difference": self._difference(),
            "municipal.alarm": self.env["municipal.alarm"].create(
                self._values()["municipal.alarm"]
            ),
            "municipal.visit.difference": self.env["municipal.visit.difference"].create(
                self._values()["municipal.visit.difference"]
            ),
        }

    def _period(self):
        """Return a period of a visitor who came."""
        visit = self.env["municipal.visit"].create(
            {
                "name": "B 002",
                "channel": "walk_in",
                "state": "waiting",
                "service_id": self.service.id,
            }
        )
        visit._log("checked_in")
        return visit.period_ids

    def _history_values(self, day="2020-01-02"):
        history = self.env["municipal.history.import"].create(
            {"name": "report.csv", "company_id": self.company.id, "state": "done"}
        )
        return {
            "import_id": history.id,
            "company_id": self.company.id,
            "day": day,
            "service_id": self.service.id,
            "channel": "walk_in",
            "count": 1,
        }

    def _history(self, user):
        """Return the records about an earlier system."""
        figure = self.env["municipal.history.figure"].create(
            self._history_values("2020-01-03")
        )
        dialog, other = (
            self._dialog("municipal.history.read", {}, user) for _time in range(2)
        )
        values = {"read_id": other.id, "place": 1}
        return {
            "municipal.history.import": figure.import_id,
            "municipal.history.figure": figure,
            "municipal.history.read": dialog,
            "municipal.history.column": self._dialog(
                "municipal.history.column", values, user
            ),
        }

    def _workbook_values(self):
        return {
            "name": "Workbook",
            "company_id": self.company.id,
            "date_from": "2026-01-01",
            "date_to": "2026-12-31",
        }

    def _review_values(self):
        return {
            "name": "Review",
            "service_ids": [Command.set(self.service.ids)],
            "date_from": "2026-01-01",
            "date_to": "2026-06-30",
        }

    def _review(self):
        """Return a review of which alternatives are drawn."""
        values = self._review_values() | {"state": "drawing"}
        return self.env["municipal.review"].create(values)

    def _reviews(self):
        alternative = self.env["municipal.review.alternative"].create(
            {"name": "Alternative", "review_id": self._review().id}
        )
        return {
            "municipal.regime": self._regime(),
            "municipal.review": self._review(),
            "municipal.review.alternative": alternative,
        }

    def _figure(self):
        """Return a figure that a better one has replaced."""
        figures = self.env["municipal.digital.figure"].sudo()
        for count in (1, 2):
            figures._take_over({(self.kids_id, date(2026, 10, 9)): count})
        return figures.search([("product_id", "=", self.kids_id.id)])

    def _use(self):
        uses = self.env["municipal.digital.use"]
        uses._count(self.kids_id)
        return uses.search([("product_id", "=", self.kids_id.id)])

    def _access_time(self):
        times = self.env["municipal.access.time"]
        times._record(self.type)
        return times.search([("product_id", "=", self.kids_id.id)])

    def _capacity(self):
        capacity, day = self.env["municipal.capacity"], date(2026, 10, 9)
        # what the demo counted on this day is that of other desks
        capacity.search(
            [("day", "=", day), ("desk_id", "not in", self.desks.ids)]
        ).unlink()
        capacity._count_day(self.company, day)
        return capacity.search([("desk_id", "=", self.desks[0].id)], limit=1)

    def _clerk_figure(self):
        """Let a clerk help so many visitors that a town may see it."""
        self.company.write(
            {"municipal_per_clerk": True, "municipal_per_clerk_least": 10}
        )
        helped(self, self.clerk, 10)
        return self.env["municipal.clerk.figure"].search(
            [("user_id", "=", self.clerk.id)], limit=1
        )

    def _forecast(self):
        """Return a day of which nobody can say anything: it has half-hours too."""
        forecasts = self.env["municipal.forecast"].sudo()
        if not self.service.forecast_made_on:
            forecasts._make_service(self.service)
        return forecasts.search([("service_id", "=", self.service.id)], limit=1)

    def _waiting(self):
        """Return somebody on the waiting list."""
        waiting = self.env["municipal.waiting"]
        known = waiting.search([("type_id", "=", self.type.id)])
        self.type.write({"waiting_list": True})
        self.service.email = "desk@town.example.com"
        return known or waiting._join([(self.kids_id, 1)], self.contact)

    def _limit(self):
        limits = self.env["municipal.limit"]
        broken = {(self.service.id, self.kids_id.id, False): (0, None)}
        limits._take_note("slot", self.company, broken)
        return limits.search([("product_id", "=", self.kids_id.id)])

    def _demand(self):
        demand = self.env["municipal.demand"]
        demand._count_slot([(self.kids_id, 1)], "staff", "full")
        return demand.search([("product_id", "=", self.kids_id.id)])

    def _rating(self, visit):
        """Return what a visitor answered about a visit, with a remark."""
        ratings = self.env["rating.rating"]
        values = {"rating": 4, "feedback": "Slow", "consumed": True}
        return ratings._of_visits(visit) or ratings.create(
            {**ratings._prepare_for_visit(visit, "page"), **values}
        )

    def _evaluated(self):
        self._rating(self.visit)
        self.env.flush_all()
        return self.env["municipal.evaluation.report"].search(
            [("company_id", "=", self.company.id)], limit=1
        )

    def _reply(self):
        values = {"rating_id": self._rating(self.visit).id}
        values["company_id"] = self.company.id
        return self.env["municipal.reply"].create(values)

    def _day_end(self):
        return self.env["municipal.day.end"].create(self._values()["municipal.day.end"])

    def _difference(self):
        values = self._values()["municipal.reservation.difference"]
        return self.env["municipal.reservation.difference"].create(values)
