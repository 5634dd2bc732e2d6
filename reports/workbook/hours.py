"""The sheets of visitors per hour of the day, and per weekday and half-hour."""

from collections import defaultdict

from ..sheets.sheet import Column


class HoursSheet:
    """One row for each hour between the first and the last visit of a day."""

    def __init__(self, content, sheet):
        self.content = content
        self.env = content.book.env
        self.figures = content.figures
        self.sheet = sheet
        self.first_row = self.last_row = None

    def fill(self):
        groups = self.figures.came["hour"]
        self.content.notes.write_warning(self.sheet)
        self.sheet.header(self._columns())
        self.first_row = self.sheet.next_row
        rows = [self._write_row(hour, groups[hour]) for hour in hours_of(groups)]
        if False in groups:
            rows.append(self._write_row(False, groups[False]))
        self.last_row = self.sheet.next_row - 1
        self.sheet.filter()
        if not rows:
            self.sheet.empty()
            return
        visits, persons = (sum(column) for column in zip(*rows, strict=True))
        sums = [visits, None, persons, None]
        self.sheet.sums(self.env._("Sum"), sums)
        self.content.totals.check(self.sheet, sums, ["came", None, "persons", None])
        self.content.notes.write_texts(self.sheet)

    def _columns(self):
        env = self.env
        return [
            Column(env._("Hour"), "text", 22),
            Column(env._("Visitors"), "int", 11),
            Column(env._("Share of visitors"), "share", 11),
            Column(env._("Persons"), "int", 11),
            Column(env._("Mean wait (min)"), "dec", 12),
        ]

    def _write_row(self, hour, group):
        share = group.visitors / self.figures.visitors
        label = self.content.labels("hour").get(hour) or self.env._("Not known")
        self.sheet.row([label, group.visitors, share, group.persons, group.waited])
        return group.visitors, group.persons


class SlotsSheet:
    """Two tables of weekdays and half-hours: visitors, and the mean of such a day."""

    def __init__(self, content, sheet):
        self.content = content
        self.env = content.book.env
        self.sheet = sheet
        self.slots = content.figures.came["slot"]
        self.weekdays = sorted({weekday for weekday, _slot in self.slots})
        self.half_hours = content.labels("half_hour")

    def fill(self):
        self.content.notes.write_warning(self.sheet)
        self.sheet.header([*self._columns(), Column(self.env._("Visitors"), "int", 12)])
        if not self.slots:
            self.sheet.empty()
            return
        rows = self._write_visits()
        sums = [sum(column) for column in zip(*rows, strict=True)]
        self.sheet.sums(self.env._("Sum"), sums)
        keys = [None] * len(self.weekdays) + ["came"]
        self.content.totals.check(self.sheet, sums, keys)
        self._write_means()
        self.content.notes.write_texts(self.sheet)

    def _columns(self):
        names = self.content.labels("weekday")
        return [
            Column(self.env._("Half-hour"), "text", 22),
            *(Column(names[weekday], "few", 12) for weekday in self.weekdays),
        ]

    def _half_hours(self):
        used = sorted({slot for _weekday, slot in self.slots if slot})
        known = [s for s in self.half_hours if used and used[0] <= s <= used[-1]]
        return known + [False] * any(not slot for _weekday, slot in self.slots)

    def _label(self, slot):
        """Return the name of a half-hour; an earlier system may know days only."""
        return self.half_hours.get(slot) or self.env._("Not known")

    def _write_visits(self):
        rows = []
        for slot in self._half_hours():
            row = [self.slots[weekday, slot].visitors for weekday in self.weekdays]
            rows.append([*row, sum(row)])
            self.sheet.row([self._label(slot), *rows[-1]])
        self.sheet.shade(len(rows), len(self.weekdays))
        return rows

    def _write_means(self):
        """Divide by the days of that weekday on which anybody came."""
        days = defaultdict(int)
        for day in self.content.figures.came["day"]:
            days[str(day.isoweekday())] += 1
        self.sheet.title(self.env._("Mean of a day on which anybody came"))
        self.sheet.header(self._columns(), freeze=False)
        kinds = ["text", *["mean"] * len(self.weekdays)]
        for slot in self._half_hours():
            means = [
                self.slots[weekday, slot].visitors / days[weekday]
                for weekday in self.weekdays
            ]
            self.sheet.row([self._label(slot), *means], kinds=kinds)
        self.sheet.shade(len(self._half_hours()), len(self.weekdays))
        counted = [days[weekday] for weekday in self.weekdays]
        self.sheet.row([self.env._("Days"), *counted], "total")


def hours_of(groups):
    """Return every hour from the first to the last that has visits."""
    known = [int(hour) for hour in groups if hour]
    if not known:
        return []
    return [f"{hour:02}" for hour in range(min(known), max(known) + 1)]
