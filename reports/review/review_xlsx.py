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
        _ = self.env._
        sheet = book.sheet(_("Decision"), review.name)
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
        _ = self.env._
        sheet = book.sheet(_("Alternatives"), _("Alternatives"))
        accesses = Words(self.env).labels("resource.calendar.attendance", "access")
        weekdays = Words(self.env).weekdays()
        sheet.header(
            [
                Column(_("Alternative"), "text", 36),
                Column(_("Weekday"), "text", 14),
                Column(_("From"), "text", 8),
                Column(_("Until"), "text", 8),
                Column(_("Access"), "text", 26),
                Column(_("Desks"), "int", 8),
            ]
        )
        for one in review.alternative_ids:
            for weekday, start, stop, access in one._week()["lines"]:
                hours = [f"{at // 60:02}:{at % 60:02}" for at in (start, stop)]
                name = weekdays[str(weekday + 1)]
                sheet.row((one.name, name, *hours, accesses[access], one.desk_count))

    def _write_answers(self, book, review):
        _ = self.env._
        sheet = book.sheet(_("Side by side"), _("Alternatives side by side"))
        sheet.header(
            [
                Column(_("In a simulated week"), "text", 36),
                Column(_("Alternative"), "text", 36),
                Column(_("Mean"), "dec"),
                Column(_("From"), "dec"),
                Column(_("Until"), "dec"),
                Column(_("Beside today's hours"), "dec", 14),
                Column(_("More than chance?"), "word", 12),
            ]
        )
        labels = self.env["municipal.review.evidence"]._answer_labels()
        names = Words(self.env).names_of(review, review.answers["plans"])
        for figure, (kind, _less) in ANSWERS.items():
            number = KINDS.get(kind, "dec")
            for name, plan in zip(names, review.answers["plans"], strict=True):
                found = plan["figures"][figure]
                certain = found.get("certain")
                word = "" if certain is None else _("yes") if certain else _("no")
                numbers = [found[key] for key in ("middle", "low", "high")]
                sheet.row(
                    (labels[figure], name, *numbers, found.get("more"), word),
                    kinds=["text", "text", *[number] * 4, "word"],
                )

    def _write_evidence(self, book, evidence):
        _ = self.env._
        sheet = book.sheet(_("Evidence"), _("Evidence"))
        sheet.header([Column("", "text", 50), Column(_("Number"), "int", 14)])
        for label, value, kind in self._evidence_rows(evidence):
            sheet.row((label, value), kinds=["text", kind])

    def _evidence_rows(self, evidence):
        """Yield (label, number, kind) of what was known."""
        _, words = self.env._, Words(self.env)
        visitors, missed = evidence["visitors"], evidence["no_shows"]
        yield _("Visitors"), visitors["total"], "int"
        yield _("Open days"), visitors["days"], "int"
        for day, name in words.weekdays().items():
            for code, days, count in visitors["weekdays"]:
                if code == day:
                    label = _("Visitors on an open %(weekday)s", weekday=name)
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
        yield _("Called within the target"), waits["within"], WAITS["within"]
        yield _("Appointments"), missed["promised"], "int"
        yield _("Nobody came"), missed["missed"], "int"
        yield (
            _("Days until the third free slot"),
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
            label = _("Could be digital: %(product)s", product=product)
            yield label, count, "int"

    def _write_half_hours(self, book, evidence):
        _ = self.env._
        sheet = book.sheet(_("Half-hours"), _("Visitors in a half-hour of an open day"))
        weekdays = Words(self.env).weekdays()
        sheet.header(
            [
                Column(_("From"), "text", 10),
                *(Column(name, "dec", 11) for name in weekdays.values()),
            ]
        )
        for half, row in evidence["half_hours"].items():
            sheet.row((half, *(row.get(day) for day in weekdays)))
