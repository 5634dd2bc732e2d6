"""What must be said under figures of a period: breaks and estimates, numbered."""

from datetime import date, timedelta

from odoo.tools import format_date


def half_year_days(half_year):
    """Return the first and the last day of a half-year: 2024 H2."""
    year = int(half_year[:4])
    if half_year[-1] == "1":
        return date(year, 1, 1), date(year, 6, 30)
    return date(year, 7, 1), date(year, 12, 31)


class Notes:
    """The breaks and estimates of a period, each with its number in the workbook."""

    def __init__(self, env, wizard):
        self.env = env
        self.wizard = wizard
        model = env["municipal.series.break"]
        self.records = model.search(
            model._domain_in_period(*wizard._days(), wizard.service_ids),
            order="date, kind, id",
        )

    def of(self, first, last, partial=True):
        """Return the note of the figures from a day to a day, and their style.

        A row in which the way of counting changed gets a thick line above it.

        :param bool partial: whether to say that the chosen period cuts the days off
        """
        texts, style = [], ""
        for number, record in enumerate(self.records, start=1):
            if record.date <= last and (record.date_to or record.date) >= first:
                texts.append(f"({number})")
                style = "break" if record.kind == "break" else style
        if partial:
            texts += self._partial(first, last)
        return " ".join(texts), style

    def of_week(self, monday):
        """Return the note of a week, and its style."""
        return self.of(monday, monday + timedelta(days=6))

    def _partial(self, first, last):
        """Say that a half-year or month is cut off by the chosen period."""
        wizard, env = self.wizard, self.env
        if first < wizard.date_from:
            day = format_date(env, wizard.date_from)
            yield env._("only from %(day)s", day=day)
        if last > wizard.date_to:
            day = format_date(env, wizard.date_to)
            yield env._("only until %(day)s", day=day)

    def mark(self, first, last):
        """Return the numbers of the breaks between two days, for a chart."""
        numbers = [
            f"({number})"
            for number, record in enumerate(self.records, start=1)
            if record.kind == "break" and first <= record.date <= last
        ]
        return " ".join(numbers)

    def texts(self):
        """Return each note as a sentence with its number."""
        return [
            f"({number}) {record._sentence()}"
            for number, record in enumerate(self.records, start=1)
        ]

    @property
    def warning_rows(self):
        """How many rows :meth:`write_warning` takes."""
        return 2 if self.records else 0

    def write_warning(self, sheet):
        """Say above a table that its figures cross a break or hold an estimate.

        One line, because what stands above a table stays in sight when it is scrolled.
        """
        if not self.records:
            return
        numbers = [f"({number})" for number, _ in enumerate(self.records, 1)]
        numbers = " ".join(numbers)
        text = self.env._("▼ What happened in this period: see %s.", numbers)
        if set(self.records.mapped("kind")) != {"event"}:
            text = self.env._(
                "▼ Read with care: counted otherwise or estimated in this period, see "
                "%s under the table.",
                numbers,
            )
        sheet.line(text, bold=True)
        sheet.line()

    def write_texts(self, sheet):
        """Print under a table what the numbers mean."""
        for index, text in enumerate(self.texts()):
            if not index:
                sheet.line()
            sheet.paragraph(text)
