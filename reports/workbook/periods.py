"""The sheets of visitors per day, per month and per half-year."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from ...models.visit.municipal_visit import CHANNELS
from ..sheets.notes import half_year_days
from ..sheets.sheet import Column

#: channels that take a moment of the agenda: the "contacts in the appointment system"
AGENDA = ("appointment", "urgent")


class PeriodSheet:
    """One row for each day, month or half-year in which a visit was registered."""

    #: the group of the figures that this sheet shows
    group = None

    def __init__(self, content, sheet):
        self.content = content
        self.env = content.book.env
        self.figures = content.figures
        self.notes = content.notes
        self.sheet = sheet
        self.first_row = self.last_row = None

    def fill(self):
        self.sheet.header([*self._lead_columns(), *self._columns()])
        self.first_row = self.sheet.next_row
        numbers = self._write_rows()
        self.last_row = self.sheet.next_row - 1
        self.sheet.filter()
        if numbers:
            self._write_sums(numbers)
            self._write_shares()
        else:
            self.sheet.empty()
        self.notes.write_texts(self.sheet)
        self._write_more()

    def _write_shares(self):
        """Add a row under the sums; a hook."""

    def _write_more(self):
        """Add a table under the notes; a hook."""

    def _write_rows(self):
        """Write the rows and return their numbers, to be added up."""
        numbers = []
        previous = None
        for key in self._keys():
            first, last = self._range(key, previous)
            note, style = self.notes.of(first, last, partial=self.group != "day")
            numbers.append(self._numbers(key))
            waited = self.figures.came[self.group][key].waited
            self.sheet.row([*self._lead(key), *numbers[-1], waited, note], style)
            previous = last
        return numbers

    def _keys(self):
        """Return the days, months or half-years with visits, in order."""
        registered = {key for key, _state in self.figures.registered[self.group]}
        return sorted(registered | set(self.figures.contacts[self.group]))

    def _lead_columns(self):
        """Return the columns that say which period a row is about."""
        raise NotImplementedError

    def _lead(self, key):
        return [key]

    def _range(self, key, previous):
        """Return the first and last day of a row.

        :param previous: last day of the row above
        """
        raise NotImplementedError

    def _columns(self):
        env = self.env
        return [
            Column(env._("Visitors"), "int", 11),
            Column(env._("Contacts"), "int", 11),
            Column(env._("On the agenda"), "int", 10),
            *(
                Column(self.content.totals.channels[channel], "few", 11.5)
                for channel, _label in CHANNELS
            ),
            Column(env._("Persons"), "int", 9),
            Column(env._("No-show"), "int", 10),
            Column(env._("Cancelled"), "int", 12),
            Column(env._("Mean wait (min)"), "dec", 12),
            Column(env._("Note"), "text", 30),
        ]

    def _numbers(self, key):
        group = self.figures.came[self.group][key]
        by_channel = self.figures.contacts[f"{self.group}_channel"]
        channels = [by_channel[key, channel] for channel, _label in CHANNELS]
        registered = self.figures.registered[self.group]
        return [
            group.visitors,
            self.figures.contacts[self.group][key],
            sum(by_channel[key, channel] for channel in AGENDA),
            *channels,
            group.persons,
            registered[key, "no_show"],
            registered[key, "cancelled"],
        ]

    def _write_sums(self, numbers):
        padding = [None] * (len(self._lead_columns()) - 1)
        sums = [sum(column) for column in zip(*numbers, strict=True)]
        self.sheet.sums(self.env._("Sum"), [*padding, *sums, None, None])
        keys = [
            "came",
            "contacts",
            None,
            *(("channel", channel) for channel, _label in CHANNELS),
            "persons",
            ("state", "no_show"),
            ("state", "cancelled"),
        ]
        self.content.totals.check(
            self.sheet, [*padding, *sums, None, None], [*padding, *keys, None, None]
        )


class DaysSheet(PeriodSheet):
    group = "day"

    def _lead_columns(self):
        return [
            Column(self.env._("Day"), "date", 22),
            Column(self.env._("Weekday"), "text", 11),
        ]

    def _lead(self, key):
        return [key, self.content.labels("weekday")[str(key.isoweekday())]]

    def _range(self, key, previous):
        """Let a change on a closed day show in the next row."""
        return (previous + timedelta(days=1) if previous else key), key


class MonthsSheet(PeriodSheet):
    group = "month"

    def _lead_columns(self):
        return [Column(self.env._("Month"), "month", 22)]

    def _range(self, key, previous):
        return key, key + relativedelta(day=31)

    def _write_shares(self):
        total = self.figures.contacts["total"][()]
        channels = self.figures.contacts["channel"]
        shares = [
            channels[channel] / total if total else None for channel, _label in CHANNELS
        ]
        cells = [self.env._("Share of contacts"), None, None, None, *shares]
        cells += [None] * (len(self.sheet.columns) - len(cells))
        self.sheet.row(cells, kinds=["text", *["share"] * (len(cells) - 1)])


class HalfYearsSheet(PeriodSheet):
    group = "half_year"

    def _lead_columns(self):
        return [Column(self.env._("Half-year"), "text", 22)]

    def _range(self, key, previous):
        return half_year_days(key)

    def _write_more(self):
        """Add a second table: visitors per half-year and service."""
        by_service = self.figures.came["half_year_service"]
        if not by_service:
            return
        services = (
            self.env["municipal.service"]
            .browse({service for _half_year, service in by_service})
            .sorted()
        )
        self.sheet.title(self.env._("Visitors per service"))
        self.sheet.header(
            [
                Column(self.env._("Half-year"), "text"),
                *(Column(service.name) for service in services),
                Column(self.env._("Visitors")),
            ],
            freeze=False,
        )
        rows = [
            [by_service[key, service.id].visitors for service in services]
            for key in self._keys()
        ]
        for key, row in zip(self._keys(), rows, strict=True):
            _note, style = self.notes.of(*self._range(key, None))
            self.sheet.row([key, *row, sum(row)], style)
        sums = [sum(column) for column in zip(*rows, strict=True)]
        sums.append(sum(sums))
        self.sheet.sums(self.env._("Sum"), sums)
        keys = [None] * len(services) + ["came"]
        self.content.totals.check(self.sheet, sums, keys)
