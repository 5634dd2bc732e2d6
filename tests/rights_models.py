"""Which models a role may do something with, by what they are."""

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
#: what a reception reads itself; of visitors it has what its screen asks for
RECEPTION = {"municipal.location", "municipal.service", "municipal.product"}
#: what auditors read: log, figures and decisions, and nothing with a name of a visitor
AUDITED = (
    RECEPTION
    | LOGGED
    | {
        "municipal.opening",
        "municipal.release",
        "municipal.series.break",
        "municipal.visit",
        "municipal.hours.change",
        "municipal.regime",
        "municipal.review",
        "municipal.review.alternative",
        "municipal.workbook",
    }
    | REPORTS
    - {
        "municipal.clerk.figure",
        "municipal.problem",
        "municipal.reply",
        "municipal.reservation.difference",
    }
)
