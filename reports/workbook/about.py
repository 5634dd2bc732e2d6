"""The first sheet: what the workbook is about and what its figures mean."""

from odoo import fields
from odoo.tools import format_date, format_datetime

from .sheet import LINE_HEIGHT, lines_of

#: of the column of texts, in characters
WIDTH = 110


class AboutSheet:
    def __init__(self, content, sheet):
        self.content = content
        self.env = content.book.env
        self.sheet = sheet
        self.wizard = content.book.wizard

    def fill(self):
        self.sheet.worksheet.set_column(0, 0, 30)
        self.sheet.worksheet.set_column(1, 1, WIDTH)
        self._write_pairs(self._facts())
        figures = self.content.figures
        if not figures.registered["total"][()] + figures.contacts["total"][()]:
            self.sheet.empty()
        self._write_table(
            self.env._("Breaks and estimates"),
            self._notes()
            or [
                (
                    self.env._("None"),
                    self.env._(
                        "No change in the way of counting and no estimate is known in "
                        "this period."
                    ),
                )
            ],
        )
        self._write_table(self.env._("What the figures mean"), self._meanings())
        self._write_table(self.env._("How to read the sheets"), self._sheets())

    def _write_pairs(self, pairs):
        label = self.content.book.format(bold=True)
        for name, text in pairs:
            row = self.sheet.next_row
            self.sheet.worksheet.set_row(row, LINE_HEIGHT * lines_of(text, WIDTH))
            self.sheet.worksheet.write_string(row, 0, name, label)
            self.sheet.worksheet.write_string(
                row, 1, text, self.content.book.format("note")
            )
            self.sheet.next_row += 1

    def _write_table(self, title, pairs):
        self.sheet.title(title)
        self._write_pairs(pairs)

    def _facts(self):
        env, wizard = self.env, self.wizard
        everywhere = env._("all locations")
        return [
            (env._("Municipality"), wizard._owner()),
            (
                env._("Period"),
                env._(
                    "%(first)s to %(last)s, both included",
                    first=format_date(env, wizard.date_from),
                    last=format_date(env, wizard.date_to),
                ),
            ),
            (
                env._("Services"),
                ", ".join(wizard.service_ids.mapped("name")) or env._("all services"),
            ),
            (
                env._("Locations"),
                ", ".join(wizard.location_ids.mapped("name")) or everywhere,
            ),
            (
                env._("Made"),
                env._(
                    "on %(moment)s by %(user)s",
                    moment=format_datetime(env, fields.Datetime.now()),
                    user=env.user.name,
                ),
            ),
        ]

    def _notes(self):
        return [
            (
                f"({number}) {record._service_text()}",
                f"{record._period_text()}: {record.name}",
            )
            for number, record in enumerate(self.content.notes.records, start=1)
        ]

    def _meanings(self):
        """Explain the figures to somebody who was not there when they were chosen."""
        return [*self._meanings_of_visits(), *self._meanings_of_times()]

    def _meanings_of_visits(self):
        env = self.env
        return [
            (
                env._("Visit"),
                env._(
                    "One contact of one visitor or party, through whatever channel, "
                    "for one product or more. It counts once."
                ),
            ),
            (
                env._("Visitors"),
                env._(
                    "Visits of people who came to the building: by appointment, "
                    "without appointment, at the free walk-in or at the quick counter; "
                    "not cancelled, and not given up as missed. Hours, half-hours, "
                    "persons and waits are theirs alone."
                ),
            ),
            (
                env._("Contacts"),
                env._(
                    "Visitors, and who was helped by phone, by mail or at the digital "
                    "counter. What the digital counter counted itself is one row for "
                    "each product and day, without an hour."
                ),
            ),
            (
                env._("Persons"),
                env._(
                    "People in these visits: a parent with two children is one visit "
                    "and three persons."
                ),
            ),
            (
                env._("On the agenda"),
                env._(
                    "Visitors by appointment, and urgent visitors without appointment "
                    "who were put on a free slot: the contacts in the appointment "
                    "system."
                ),
            ),
            (
                env._("No-show"),
                env._(
                    "Nobody turned up, or nobody answered when called. The share is "
                    "counted of the appointments that were kept or missed; those "
                    "cancelled in time do not matter."
                ),
            ),
            (
                env._("Pieces asked, delivered"),
                env._(
                    "Of visits that came. Two Kids-ID in one visit are two pieces. "
                    "Nothing is delivered when, for instance, a document was missing."
                ),
            ),
            (
                env._("Share of visitors"),
                env._(
                    "Per product: a visit for two products counts in both rows, so "
                    "that the shares add up to more than 100%."
                ),
            ),
        ]

    def _meanings_of_times(self):
        env = self.env
        return [
            (
                env._("Day, hour, half-hour"),
                env._(
                    "On the clock of the location: of the appointment time, or of the "
                    "arrival of visitors without appointment."
                ),
            ),
            (
                env._("Week"),
                env._(
                    "From Monday to Sunday, numbered as in the calendar (ISO 8601): "
                    "2026 W53 is the 53rd week of 2026."
                ),
            ),
            (
                env._("Empty"),
                env._("Not measured. A 0 was counted or measured."),
            ),
            (
                env._("Waited"),
                env._(
                    "Minutes from arrival, or from the appointment time if that was "
                    "later, until called to the desk. Visitors who are "
                    "helped before the appointment time waited 0 minutes; of those "
                    "whose arrival nobody registered, the wait is not known."
                ),
            ),
            (
                env._("At the desk"),
                env._("Minutes from start to finish of finished visits."),
            ),
            (
                env._("This product alone"),
                env._(
                    "Minutes at the desk of visits for one product only: how long each "
                    "product of a longer visit took was not measured."
                ),
            ),
            (
                env._("Median, nine in ten"),
                env._(
                    "Half of the visits took less than the median; nine in ten took "
                    "less than the last figure. One very long visit moves the mean, "
                    "not these."
                ),
            ),
            (
                env._("Times not reliable"),
                env._(
                    "Such visits count in every number, but their minutes are left out "
                    "of means, medians and shares of ten."
                ),
            ),
            (
                env._("Half-year"),
                env._("H1 is January to June, H2 is July to December."),
            ),
            (
                env._("Sensitive products"),
                env._(
                    "Those of a service stand together in one row, under a name that "
                    "does not tell which they are."
                ),
            ),
            (
                env._("Personal data"),
                env._(
                    "No names, addresses, codes of appointments or exact times. The "
                    "last sheet still has a row for each visit: whoever knows that "
                    "somebody came at a half-hour can read for what and how long. Keep "
                    "it within the administration, and delete that sheet before you "
                    "publish the workbook."
                ),
            ),
        ]

    def _sheets(self):
        """Say what is on each of the other sheets."""
        env = self.env
        return [
            (
                env._("Agrees"),
                env._(
                    "Figures are grouped by the database and recounted by formulas "
                    "from the rows on the last sheet; the word “%(agrees)s” or "
                    "“%(differs)s” says whether both are the same.",
                    agrees=self.content.book.word(True),
                    differs=self.content.book.word(False),
                ),
            ),
            (
                env._("Thick line"),
                env._(
                    "Above the first row in which figures are counted otherwise; the "
                    "number in the last column refers to the notes."
                ),
            ),
        ]
