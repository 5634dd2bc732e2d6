"""The sheet of totals: each figure next to a recount of the raw rows."""

from statistics import fmean, median
from typing import NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell

from ...models.visit.municipal_visit import CHANNELS
from ..sheets.checks import Checks
from ..sheets.notes import half_year_days
from ..sheets.sheet import Column, Formula, quote
from ..visit_rows import CAME

VALUE, RECOUNT, AGREES = 1, 2, 3
#: states that are always listed; the others when a visit is in them
LISTED_STATES = ("finished", "left", "no_show", "cancelled")


class Line(NamedTuple):
    """A figure, the formula that recounts it, and the result of that formula."""

    key: object
    label: str
    value: object
    formula: str
    recount: object
    kind: str = "int"


def percentile(values, part):
    """Return a percentile in the way of PostgreSQL and Excel: between two values."""
    ordered = sorted(values)
    if not ordered:
        return None
    position = part * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


class TotalsSheet(Checks):
    """Writes the totals and tells other sheets where each of them is."""

    def __init__(self, content, sheet):
        super().__init__(content.book)
        self.notes = content.notes
        self.sheet = sheet
        self.figures = content.figures
        self.visits = content.visits
        self.counts = content.visits.row_count.counts
        selection = content.figures.report._fields
        self.channels = dict(selection["channel"]._description_selection(self.env))
        self.states = dict(selection["state"]._description_selection(self.env))
        #: whether every figure is what the raw rows say
        self.agree = None

    def fill(self):
        env = self.env
        sections = [
            (env._("Visits"), self._visits()),
            (env._("Contacts"), self._contacts()),
            (env._("Visitors per half-year"), self._half_years()),
            (env._("Products"), self._products()),
            (
                env._("Waiting, in minutes"),
                self._spread(
                    "waited", self.figures.waiting, self.visits.row_count.waiting
                ),
            ),
            (
                env._("At the desk, in minutes"),
                self._spread(
                    "handled", self.figures.handling, self.visits.row_count.handling
                ),
            ),
        ]
        self._write_verdict(sections)
        self.notes.write_warning(self.sheet)
        self.sheet.header(
            [
                Column(env._("Figure"), "text", 56),
                Column(env._("Value"), "int", 14),
                Column(env._("Recounted"), "int", 14),
                Column(env._("Agrees"), "word", 16),
            ]
        )
        for title, lines in sections:
            self.sheet.row((title, None, None, None), "section")
            for line in lines:
                self._write_line(line)
        self.sheet.filter()
        self.notes.write_texts(self.sheet)

    def _write_verdict(self, sections):
        """Say at the top whether all figures agree, for who reads no further."""
        lines = [line for _title, lines in sections for line in lines]
        first = self.sheet.next_row + 3 + self.notes.warning_rows
        area = f"D{first + 1}:D{first + len(lines) + len(sections)}"
        yes = self.env._(
            "All figures agree with the rows on the sheet “%(sheet)s”, from which "
            "column C recounts them.",
            sheet=self.visits.sheet.worksheet.get_name(),
        )
        no = self.env._("Some figures do not agree: see column D.")
        self.agree = all(self._agrees(line) for line in lines)
        self.sheet.worksheet.write_formula(
            self.sheet.next_row,
            0,
            f"=IF(COUNTIF({area},{quote(self.book.word(False))})=0,"
            f"{quote(yes)},{quote(no)})",
            self.book.format(bold=True),
            yes if self.agree else no,
        )
        self.sheet.next_row += 2

    @staticmethod
    def _agrees(line):
        if line.value is None or line.recount is None:
            return line.value == line.recount
        return round(line.value - line.recount, 6) == 0

    def _write_line(self, line):
        row = self.sheet.next_row
        value = xl_rowcol_to_cell(row, VALUE)
        recount = xl_rowcol_to_cell(row, RECOUNT)
        # Empty cells agree with empty texts; numbers may differ by a rounding.
        condition = (
            f"IF(AND(ISNUMBER({value}),ISNUMBER({recount})),"
            f"ROUND({value}-{recount},6)=0,{value}={recount})"
        )
        self.values[line.key] = line.value
        self.cells[line.key] = self.sheet.cell(row, VALUE)
        self.sheet.row(
            (
                line.label,
                line.value,
                Formula(line.formula, "" if line.recount is None else line.recount),
                self.book.agreement(condition, self._agrees(line)),
            ),
            kinds=("text", line.kind, line.kind, "word"),
        )

    def _count(self, *criteria):
        """Return the formula that counts visits by pairs (column, criterion)."""
        parts = [self.visits.area("first"), "1"]
        for key, criterion in criteria:
            parts += [self.visits.area(key), criterion]
        return f"COUNTIFS({','.join(parts)})"

    def _visitors(self, *criteria):
        """Return the formula of visitors: visits that came, and figures of such."""
        visits = self._count(("came", "1"), *criteria)
        figures = self._sum("contacts", ("figure", "1"), ("came", "1"), *criteria)
        return f"{visits}+{figures}"

    def _sum(self, key, *criteria):
        """Return the formula that adds a column up, by pairs (column, criterion)."""
        parts = [self.visits.area(key)]
        for column, criterion in criteria or [("came", "1")]:
            parts += [self.visits.area(column), criterion]
        return f"SUMIFS({','.join(parts)})"

    def _visits(self):
        env, figures = self.env, self.figures
        total = figures.came["total"][()]
        lines = [
            Line(
                "registered",
                env._("Visits registered"),
                figures.registered["total"][()],
                "=" + self._count(),
                self.counts["visits"],
            ),
            Line(
                "came",
                env._("Visitors: visits that came"),
                total.visitors,
                "=" + self._visitors(),
                self.counts["came"],
            ),
            Line(
                "persons",
                env._("Persons in these visits"),
                total.persons,
                "=" + self._sum("persons"),
                self.counts["persons"],
            ),
        ]
        return lines + self._states() + [self._no_shows()]

    def _states(self):
        registered = self.figures.registered["state"]
        return [
            Line(
                ("state", state),
                label,
                registered[state],
                "=" + self._count(("state", quote(label))),
                self.counts["state", state],
            )
            for state, label in self.states.items()
            if state in LISTED_STATES or registered[state]
        ]

    def _no_shows(self):
        """Return the part of the appointments at which nobody turned up."""
        appointment = ("channel", quote(self.channels["appointment"]))
        missed = self._count(("state", quote(self.states["no_show"])), appointment)
        came = self._count(("came", "1"), appointment)

        def rate(missed_count, came_count):
            kept = missed_count + came_count
            return missed_count / kept if kept else None

        return Line(
            "no_show_rate",
            self.env._("No-shows, of appointments kept or not"),
            rate(
                self.figures.registered["channel"]["appointment", "no_show"],
                sum(
                    self.figures.registered["channel"]["appointment", state]
                    for state in CAME
                ),
            ),
            f'=IFERROR({missed}/({missed}+{came}),"")',
            rate(
                self.counts["channel_state", "appointment", "no_show"],
                sum(
                    self.counts["channel_state", "appointment", state] for state in CAME
                ),
            ),
            "share",
        )

    def _contacts(self):
        """Return all contacts, and how many there were through each channel."""
        contacts = self.figures.contacts
        return [
            Line(
                "contacts",
                self.env._("Contacts: visitors, phone, mail and digital"),
                contacts["total"][()],
                self._contacts_formula(),
                self.counts["contacts"],
            ),
            *(
                Line(
                    ("channel", channel),
                    self.channels[channel],
                    contacts["channel"][channel],
                    self._contacts_formula(("channel", quote(self.channels[channel]))),
                    self.counts["contacts", channel],
                )
                for channel, _label in CHANNELS
            ),
        ]

    def _contacts_formula(self, *criteria):
        """Return the formula that counts contacts: of visits once, and of figures."""
        visits = self._sum("contacts", ("first", "1"), *criteria)
        figures = self._sum("contacts", ("figure", "1"), *criteria)
        return f"={visits}+{figures}"

    def _half_years(self):
        return [
            Line(
                ("half_year", half_year),
                " ".join([half_year, *self._half_year_note(half_year)]),
                group.visitors,
                "=" + self._visitors(("half_year", quote(half_year))),
                self.counts["half_year", half_year],
            )
            for half_year, group in sorted(self.figures.came["half_year"].items())
        ]

    def _half_year_note(self, half_year):
        """Return the numbers of the notes about a half-year, if there are any."""
        note, _style = self.notes.of(*half_year_days(half_year), partial=False)
        return [note] if note else []

    def _products(self):
        total = self.figures.came["total"][()]
        return [
            Line(
                key,
                label,
                getattr(total, key),
                "=" + self._sum(key),
                self.counts[key],
            )
            for key, label in (
                ("asked", self.env._("Pieces that visitors asked for")),
                ("delivered", self.env._("Pieces delivered")),
            )
        ]

    def _spread(self, key, spread, values):
        env, area = self.env, self.visits.area(key)
        measured, mean, middle, high = spread
        return [
            Line(
                (key, "count"),
                env._("Visits measured"),
                measured,
                f"=COUNT({area})",
                len(values),
            ),
            Line(
                (key, "mean"),
                env._("Mean"),
                mean,
                f'=IFERROR(AVERAGE({area}),"")',
                fmean(values) if values else None,
                "dec",
            ),
            Line(
                (key, "median"),
                env._("Median: half had less"),
                middle,
                f'=IFERROR(MEDIAN({area}),"")',
                median(values) if values else None,
                "dec",
            ),
            Line(
                (key, "p90"),
                env._("Nine in ten had less than"),
                high,
                f'=IFERROR(PERCENTILE({area},0.9),"")',
                percentile(values, 0.9),
                "dec",
            ),
        ]
