from odoo import api, models
from odoo.exceptions import UserError

from ..sheets.sheet import Book, Column
from .evidence import ANSWERS, Words

#: kinds of figures as the workbook writes them
KINDS = {"percent": "share", "count": "int", "minutes": "dec", "days": "dec"}
#: figures of the waits and the desks, and how they are written
WAITS = {
    "known": "int",
    "mean": "dec",
    "median": "dec",
    "p90": "dec",
    "within": "share",
}
DESKS = {"offered": "int", "booked": "int", "used": "int", "overtime": "int"}


class ReviewXlsx(models.AbstractModel):
    """The workbook of a review: decision, alternatives, answers and evidence."""

    _name = "report.municipal_appointment.review_xlsx"
    _inherit = "report.municipal_appointment.book"
    _description = "Review in Excel"

    @api.private
    def generate_xlsx_report(self, workbook, data, objs):
        """Write the workbook of one review."""
        objs.check_access("read")
        if len(objs) != 1:
            raise UserError(self.env._("Choose one review."))
        workbook.set_properties({"title": objs.name, "author": objs._owner()})
        book = Book(self.env, workbook, objs)
        self._write_decision(book, objs)
        self._write_alternatives(book, objs)
        if objs.answers:
            self._write_answers(book, objs)
        if objs.evidence:
            self._write_evidence(book, objs.evidence)
            self._write_half_hours(book, objs.evidence)

    def _write_decision(self, book, review):
        sheet = book.sheet(self.env._("Decision"), review.name)
        sheet.header([Column("", "text", 30), Column("", "note", 90)])
        for name in (
            "state",
            "accepted_id",
            "decided_by",
            "decided_on",
            "votes_for",
            "votes_against",
            "votes_abstained",
            "reasons",
            "valid_from",
            "signed_by_id",
            "signed_at",
            "frozen_by_id",
            "frozen_at",
        ):
            label = review._fields[name]._description_string(self.env)
            sheet.row((label, self._in_words(review, name)))

    def _in_words(self, review, name):
        """Return the value of a field as a text."""
        field, value = review._fields[name], review[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env))[value]
        if field.type == "many2one":
            return value.display_name or ""
        return str(value or (0 if field.type == "integer" else ""))

    def _write_alternatives(self, book, review):
        sheet = book.sheet(self.env._("Alternatives"), self.env._("Alternatives"))
        accesses = Words(self.env).labels("resource.calendar.attendance", "access")
        weekdays = Words(self.env).weekdays()
        sheet.header(
            [
                Column(self.env._("Alternative"), "text", 36),
                Column(self.env._("Weekday"), "text", 14),
                Column(self.env._("From"), "text", 8),
                Column(self.env._("Until"), "text", 8),
                Column(self.env._("Access"), "text", 26),
                Column(self.env._("Desks"), "int", 8),
            ]
        )
        for one in review.alternative_ids:
            for weekday, start, stop, access in one._week()["lines"]:
                hours = [f"{at // 60:02}:{at % 60:02}" for at in (start, stop)]
                name = weekdays[str(weekday + 1)]
                sheet.row((one.name, name, *hours, accesses[access], one.desk_count))

    def _write_answers(self, book, review):
        sheet = book.sheet(
            self.env._("Side by side"), self.env._("Alternatives side by side")
        )
        sheet.header(
            [
                Column(self.env._("In a simulated week"), "text", 36),
                Column(self.env._("Alternative"), "text", 36),
                Column(self.env._("Mean"), "dec"),
                Column(self.env._("From"), "dec"),
                Column(self.env._("Until"), "dec"),
                Column(self.env._("Beside today's hours"), "dec", 14),
                Column(self.env._("More than chance?"), "word", 12),
            ]
        )
        labels = self.env["municipal.review.evidence"]._answer_labels()
        names = Words(self.env).names_of(review, review.answers["plans"])
        for figure, (kind, _less) in ANSWERS.items():
            number = KINDS.get(kind, "dec")
            for name, plan in zip(names, review.answers["plans"], strict=True):
                found = plan["figures"][figure]
                certain = found.get("certain")
                word = (
                    ""
                    if certain is None
                    else self.env._("yes")
                    if certain
                    else self.env._("no")
                )
                numbers = [found[key] for key in ("middle", "low", "high")]
                sheet.row(
                    (labels[figure], name, *numbers, found.get("more"), word),
                    kinds=["text", "text", *[number] * 4, "word"],
                )

    def _write_evidence(self, book, evidence):
        sheet = book.sheet(self.env._("Evidence"), self.env._("Evidence"))
        sheet.header([Column("", "text", 50), Column(self.env._("Number"), "int", 14)])
        for label, value, kind in self._evidence_rows(evidence):
            sheet.row((label, value), kinds=["text", kind])

    def _evidence_rows(self, evidence):
        """Yield (label, number, kind) of what was known."""
        _, words = self.env._, Words(self.env)
        visitors, missed = evidence["visitors"], evidence["no_shows"]
        yield self.env._("Visitors"), visitors["total"], "int"
        yield self.env._("Open days"), visitors["days"], "int"
        for day, name in words.weekdays().items():
            for code, days, count in visitors["weekdays"]:
                if code == day:
                    label = self.env._("Visitors on an open %(weekday)s", weekday=name)
                    yield label, count / days if days else None, "dec"
        report = self.env["municipal.visit.report"]._fields
        waits = evidence["waits"]
        for name, field in (
            ("known", "waits_known"),
            ("mean", "waiting_minutes"),
            ("median", "waiting_median"),
            ("p90", "waiting_p90"),
        ):
            yield report[field]._description_string(self.env), waits[name], WAITS[name]
        yield self.env._("Called within the target"), waits["within"], WAITS["within"]
        yield self.env._("Appointments"), missed["promised"], "int"
        yield self.env._("Nobody came"), missed["missed"], "int"
        yield from self._satisfaction_rows(evidence.get("satisfaction"))
        yield (
            self.env._("Days until the third free slot"),
            evidence["access_time"]["mean"],
            "dec",
        )
        capacity = self.env["municipal.capacity"]._fields
        for name, kind in DESKS.items():
            label = capacity[name]._description_string(self.env)
            yield label, evidence["capacity"][name], kind
        kinds = words.labels("municipal.demand", "kind")
        reasons = words.labels("municipal.demand", "reason")
        for kind, reason, times in evidence["unmet"] + evidence["outside"]:
            yield f"{kinds.get(kind)}: {reasons.get(reason)}", times, "int"
        for product, count in evidence["digital"]["products"]:
            label = self.env._("Could be digital: %(product)s", product=product)
            yield label, count, "int"

    def _satisfaction_rows(self, said):
        """Yield what visitors answered, of reviews in which that was kept."""
        if not said:
            return
        report = self.env["municipal.evaluation.report"]._fields
        for name, field, kind in (
            ("answers", "answers", "int"),
            ("share", "satisfied_percent", "share"),
            ("low", "low_percent", "share"),
            ("high", "high_percent", "share"),
        ):
            yield report[field]._description_string(self.env), said[name], kind

    def _write_half_hours(self, book, evidence):
        sheet = book.sheet(
            self.env._("Half-hours"),
            self.env._("Visitors in a half-hour of an open day"),
        )
        weekdays = Words(self.env).weekdays()
        sheet.header(
            [
                Column(self.env._("From"), "text", 10),
                *(Column(name, "dec", 11) for name in weekdays.values()),
            ]
        )
        for half, row in evidence["half_hours"].items():
            sheet.row((half, *(row.get(day) for day in weekdays)))
