from datetime import date, datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .clerks_common import helped
from .common import MunicipalCase

#: a moment of another day, for bookings that tests make besides
OTHER_MOMENT = datetime(2026, 10, 15, 7, 0)
#: what only managers and administrators set up
PRODUCTS = {
    "municipal.product",
    "municipal.opening",
    "municipal.release",
    "municipal.series.break",
    "municipal.trusted.booker",
}
#: what only administrators set up
HOUSE = {"municipal.location", "municipal.service", "municipal.screen"}
#: what administrators type while they set up
SETUP = {"municipal.setup"}
#: products of bookings, which clerks change
LINES = {"municipal.booking.line"}
#: what steps and corrections write, and nobody by hand; they say so themselves
LOGGED = {
    "municipal.visit.event",
    "municipal.visit.line",
    "municipal.visit.period",
}
VISITS = {"municipal.visit"} | LOGGED
#: dialogs of clerks
DIALOGS = {
    "municipal.booking.request",
    "municipal.booking.request.line",
    "municipal.visit.correction",
    "municipal.visit.correction.line",
    "municipal.visit.finish",
    "municipal.visit.finish.line",
    "municipal.day.list",
    "municipal.urgent.booking",
}
#: dialogs and figures of managers
REPORTS = {
    "municipal.digital.figure",
    "municipal.digital.figure.change",
    "municipal.access.time",
    "municipal.capacity",
    "municipal.clerk.figure",
    "municipal.demand",
    "municipal.day.end",
    "municipal.evaluation.report",
    "municipal.forecast",
    "municipal.forecast.half.hour",
    "municipal.limit",
    "municipal.reply",
    "municipal.digital.use",
    "municipal.history.figure",
    "municipal.history.import",
    "municipal.privacy.log",
    "municipal.problem",
    "municipal.reservation.difference",
    "municipal.alarm",
    "municipal.visit.difference",
    "municipal.visit.report",
}
#: what the system makes for managers, who may throw it away
MADE = {"municipal.workbook"}
#: what the system writes, and staff read
TAKEN = {
    "municipal.reservation",
    "municipal.notice",
    "municipal.waiting",
    "municipal.waiting.line",
}
EXPORTS = {
    "municipal.catalogue.import",
    "municipal.digital.import",
    "municipal.history.column",
    "municipal.history.read",
    "municipal.privacy.request",
    "municipal.visit.export",
    "municipal.college.page",
    "municipal.pilot.page",
    # what managers review and draw, step by step
    "municipal.regime",
    "municipal.review",
    "municipal.review.alternative",
    "municipal.desk.need",
}
#: what the guard of hours writes, and managers decide about
CHANGES = {"municipal.hours.change", "municipal.hours.change.line"}
#: what the system keeps for itself
SYSTEM = {
    "municipal.evaluation.ask",
    "municipal.find.try",
    "municipal.plan.version",
    "municipal.proof",
    "municipal.rate",
    "municipal.ticket.day",
}
STAFF = PRODUCTS | HOUSE | LINES | VISITS | DIALOGS
EVERYTHING = STAFF | REPORTS | EXPORTS | TAKEN | CHANGES | MADE | SETUP


class RightsCase(MunicipalCase):
    """One record of every municipal model, and what it takes to make another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public = cls.env.ref("base.public_user")
        cls.portal = new_test_user(cls.env, "test_portal", groups="base.group_portal")
        cls.employee = new_test_user(cls.env, "test_employee", groups="base.group_user")
        cls.booking = cls.book([(cls.kids_id, 2), (cls.passport, 1)])
        cls.visit = cls.booking.visit_id
        # its products change with those of its visit
        cls.other_booking = cls.book([(cls.passport, 1)], datetime(2026, 10, 14, 9, 0))
        cls.opening = cls.env["municipal.opening"].create(
            {
                "name": "Test opening",
                "type_id": cls.type.id,
                "calendar_id": cls.calendar.id,
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
            }
        )
        cls.release = cls.env["municipal.release"].create(
            {"type_id": cls.type.id, "days_before": 365}
        )
        cls.series_break = cls.env["municipal.series.break"].create(
            {"name": "Test break"}
        )
        cls.hours_change = cls.env["municipal.hours.change"].create(
            {
                "name": "Test change",
                "state": "open",
                "company_id": cls.company.id,
                "line_ids": [Command.create({"booking_id": cls.booking.id})],
            }
        )

        cls.trusted = cls.env["municipal.trusted.booker"].create(
            {"name": "Test centre", "email": "@centre.example.com"}
        )

    def _values(self, user=None):
        """Return values that make one more record of every model.

        :param user: whose dialogs get more lines
        """
        return {
            "municipal.location": {"name": "Other hall"},
            "municipal.service": {"name": "Other service", "code": "ZY"},
            "municipal.screen": {"name": "Kiosk", "location_id": self.location.id},
            "municipal.product": {"name": "Other product", "type_id": self.type.id},
            "municipal.opening": {
                "name": "Other opening",
                "type_id": self.type.id,
                "calendar_id": self.calendar.id,
                "date_from": "2027-01-01",
            },
            "municipal.series.break": {"name": "Other break"},
            "municipal.trusted.booker": {
                "name": "Other",
                "email": "@other.example.com",
            },
            "municipal.release": {"type_id": self.type.id, "days_before": 7},
            "municipal.booking.line": {
                "booking_id": self.other_booking.id,
                "product_id": self.kids_id.id,
            },
            "municipal.visit": {
                "name": "B 001",
                "channel": "walk_in",
                "state": "waiting",
                "service_id": self.service.id,
            },
            "municipal.visit.line": {
                "visit_id": self.visit.id,
                "product_id": self.foreigner.id,
            },
            "municipal.visit.event": {"visit_id": self.visit.id, "step": "started"},
            "municipal.visit.period": {"visit_id": self.visit.id, "kind": "waiting"},
            "municipal.booking.request": {"product_id": self.kids_id.id},
            "municipal.booking.request.line": {
                "request_id": self._request(user).id,
                "product_id": self.passport.id,
            },
            "municipal.visit.correction": {"visit_id": self.visit.id, "reason": "x"},
            "municipal.visit.correction.line": {
                "wizard_id": self._correction(user).id,
                "product_id": self.foreigner.id,
            },
            "municipal.visit.finish": {"visit_id": self.visit.id},
            "municipal.visit.finish.line": {
                "wizard_id": self._finish(user).id,
                "product_id": self.passport.id,
            },
            "municipal.day.list": {},
            "municipal.urgent.booking": {"product_id": self.kids_id.id},
            "municipal.privacy.log": {
                "kind": "told",
                "user_id": self.env.uid,
                "company_id": self.company.id,
            },
            "municipal.privacy.request": {"words": "An"},
            "municipal.visit.export": {},
            "municipal.college.page": {},
            "municipal.pilot.page": {"service_id": self.service.id},
            "municipal.evaluation.report": {},
            "municipal.regime": self._regime_values(),
            "municipal.review": self._review_values(),
            "municipal.review.alternative": {
                "name": "Other alternative",
                "review_id": self._review().id,
            },
            "municipal.desk.need": {},
            "municipal.forecast": {
                "day": "2026-10-17",
                "service_id": self.service.id,
                "company_id": self.company.id,
            },
            "municipal.forecast.half.hour": {
                "forecast_id": self._forecast().id,
                "day": "2026-10-13",
                "company_id": self.company.id,
            },
            "municipal.visit.report": {},
            "municipal.clerk.figure": {},
            "municipal.workbook": self._workbook_values(),
            "municipal.history.import": {
                "name": "report.csv",
                "company_id": self.company.id,
            },
            "municipal.history.figure": self._history_values(),
            "municipal.history.read": {"filename": "report.csv"},
            "municipal.history.column": {
                "read_id": self._dialog("municipal.history.read", {}, user).id,
                "place": 1,
            },
            "municipal.digital.figure": {
                "product_id": self.passport.id,
                "day": "2026-10-13",
                "count": 1,
            },
            "municipal.digital.figure.change": {
                "figure_id": self._figure().id,
                "before": 1,
                "after": 2,
            },
            "municipal.catalogue.import": {},
            "municipal.digital.import": {},
            "municipal.digital.use": {
                "day": "2026-10-12",
                "product_id": self.passport.id,
                "service_id": self.service.id,
                "company_id": self.company.id,
                "channel": "website",
                "uses": 1,
            },
            "municipal.access.time": {
                "day": "2026-10-11",
                "product_id": self.passport.id,
                "service_id": self.service.id,
                "company_id": self.company.id,
            },
            "municipal.capacity": {
                "day": "2026-10-11",
                "start": "2026-10-11 08:00:00",
                "desk_id": self.desks[0].id,
                "company_id": self.company.id,
            },
            "municipal.limit": {
                "kind": "slot",
                "service_id": self.service.id,
                "product_id": self.passport.id,
                "since": "2026-10-11",
            },
            "municipal.demand": {
                "day": "2026-10-12",
                "kind": "word",
                "reason": "unknown_word",
                "channel": "website",
                "company_id": self.company.id,
                "times": 1,
            },
            "municipal.day.end": {
                "day": "2026-10-12",
                "company_id": self.company.id,
                "location_id": self.location.id,
                "score": 4,
            },
            "municipal.reply": {
                "rating_id": self._rating(self.other_booking.visit_id).id,
                "company_id": self.company.id,
            },
            "municipal.problem": {"name": "Problem"},
            "municipal.setup": {"place_name": "Town hall"},
            "municipal.notice": {
                "booking_id": self.booking.id,
                "company_id": self.company.id,
                "kind": "moved",
            },
            "municipal.hours.change": {"name": "Other change"},
            "municipal.hours.change.line": {"change_id": self.hours_change.id},
            "municipal.reservation": {
                "resource_id": self.desks[0].id,
                "start": "2027-01-04 08:00:00",
                "stop": "2027-01-04 08:10:00",
                "kind": "booking",
                "booking_id": self.booking.id,
            },
            "municipal.waiting": {"type_id": self.type.id, "expires": "2026-12-01"},
            "municipal.waiting.line": {
                "waiting_id": self._waiting().id,
                "product_id": self.kids_id.id,
            },
            "municipal.alarm": {
                "desk_id": self.desks[0].id,
                "location_id": self.location.id,
                "user_id": self.clerk.id,
            },
            "municipal.visit.difference": {"visit_id": self.visit.id, "field": "state"},
            "municipal.reservation.difference": {
                "kind": "missing",
                "booking_id": self.booking.id,
                "resource_id": self.desks[0].id,
                "start": "2027-01-04 08:00:00",
                "stop": "2027-01-04 08:10:00",
            },
        }

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

    def _changes(self):
        """Return a harmless change of a record of every model."""
        changes = {model: {"name": "Changed"} for model in PRODUCTS | HOUSE}
        return changes | {
            "municipal.release": {"percent": 50},
            "municipal.booking.line": {"quantity": 1},
            "municipal.visit": {"note": "Changed"},
            "municipal.visit.line": {"delivered": 1},
            "municipal.visit.event": {"note": "Changed"},
            "municipal.visit.period": {"minutes": 0},
            "municipal.booking.request": {"name": "Changed"},
            "municipal.booking.request.line": {"quantity": 2},
            "municipal.visit.correction": {"reason": "Changed"},
            "municipal.visit.correction.line": {"delivered": 0},
            "municipal.alarm": {"end": "2026-10-12 08:00:00"},
            "municipal.visit.difference": {"stored": "Changed"},
            "municipal.visit.finish": {"note": "Changed"},
            "municipal.visit.finish.line": {"delivered": 0},
            "municipal.day.list": {"day": "2026-10-14"},
            "municipal.urgent.booking": {"visitor": "Changed"},
            "municipal.privacy.log": {"bookings": 0},
            "municipal.privacy.request": {"words": "Changed"},
            "municipal.visit.export": {"date_from": "2026-01-01"},
            "municipal.college.page": {"date_from": "2026-01-01"},
            "municipal.pilot.page": {"date_from": "2026-01-01"},
            "municipal.regime": {"name": "Changed"},
            "municipal.review": {"name": "Changed"},
            "municipal.review.alternative": {"name": "Changed"},
            "municipal.desk.need": {"share": 80},
            "municipal.forecast": {"expected": 1},
            "municipal.forecast.half.hour": {"expected": 1},
            "municipal.visit.report": {"persons": 2},
            "municipal.workbook": {"name": "Changed"},
            "municipal.history.import": {"name": "Changed"},
            "municipal.history.figure": {"count": 2},
            "municipal.history.read": {"filename": "Changed"},
            "municipal.history.column": {"name": "Changed"},
            "municipal.catalogue.import": {"filename": "Changed"},
            "municipal.digital.import": {"filename": "Changed"},
            "municipal.digital.figure": {"count": 2},
            "municipal.digital.figure.change": {"before": 2},
            "municipal.access.time": {"first_days": 0},
            "municipal.capacity": {"offered": 0},
            "municipal.clerk.figure": {"visits": 0},
            "municipal.demand": {"times": 2},
            "municipal.day.end": {"remark": "Changed"},
            "municipal.evaluation.report": {"hour": "08"},
            "municipal.reply": {"remark": "Changed"},
            "municipal.limit": {"until": "2026-10-12"},
            "municipal.digital.use": {"uses": 2},
            "municipal.hours.change": {"line_ids": []},
            "municipal.hours.change.line": {"decision": "keep"},
            "municipal.reservation": {"stop": "2027-01-04 08:20:00"},
            "municipal.notice": {"called": True},
            "municipal.waiting": {"contact_name": "Changed"},
            "municipal.waiting.line": {"quantity": 2},
            "municipal.problem": {"name": "Changed"},
            "municipal.setup": {"place_name": "Changed"},
            "municipal.reservation.difference": {"kind": "surplus"},
        }

    def assertOperation(self, user, allowed, operation):
        """Check for every model that a user can do something, or is refused.

        :param set allowed: models on which the operation must succeed
        :param operation: function of (model name) that does it as the user
        """
        # lines before what they belong to: that takes them along
        for model in sorted(EVERYTHING, reverse=True):
            with self.subTest(model=model, user=user.login):
                if model in allowed:
                    operation(model)
                    self.env.flush_all()
                    continue
                # They say why, also to those who have no rights at all.
                refusal = UserError if model in LOGGED else AccessError
                with (
                    mute_logger("odoo.addons.base.models.ir_model"),
                    self.assertRaises(refusal),
                ):
                    operation(model)

    def assertCreates(self, user, allowed):
        values = self._values(user)
        self.assertOperation(
            user,
            allowed,
            lambda model: self.env[model].with_user(user).create(values[model]),
        )

    def assertReads(self, user, allowed):
        records = self._records(user)
        self.assertOperation(
            user,
            allowed,
            lambda model: records[model].with_user(user).read(["display_name"]),
        )

    def assertWrites(self, user, allowed):
        records, changes = self._records(user), self._changes()
        self.assertOperation(
            user,
            allowed,
            lambda model: records[model].with_user(user).write(changes[model]),
        )

    def assertUnlinks(self, user, allowed):
        """Delete records that nothing else needs, so that only rights decide."""
        records, values = self._records(user), self._values(user)
        for model in PRODUCTS | HOUSE | LINES:
            records[model] = self.env[model].create(values[model])
        self.env.flush_all()
        self.assertOperation(
            user, allowed, lambda model: records[model].with_user(user).unlink()
        )
