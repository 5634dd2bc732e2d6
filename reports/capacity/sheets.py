"""The sheets of capacity: each a table of the same minutes, grouped otherwise."""

from ..dashboard.weeks import monday_of, week_name
from ..sheets.sheet import Column
from ..sheets.table import TableSheet
from .minutes import NOTHING, together


class MinutesSheet(TableSheet):
    """A row for each group, with what was offered, booked and used in it."""

    def _columns(self):
        return [*self._lead_columns(), *self._minute_columns(), *self._end_columns()]

    def _write_row(self, lead, group, end=(), style=""):
        self.sheet.row([*lead, *self._values(group), *end], style)
        before, after = self._beside()
        return [*before, *group.numbers, *after]

    def _lead_columns(self):
        raise NotImplementedError

    def _end_columns(self):
        return []

    def _minute_columns(self):
        env = self.env
        return [
            Column(env._("Offered (min)"), "int", 11),
            Column(env._("Booked (min)"), "int", 11),
            Column(env._("Used (min)"), "int", 11),
            Column(env._("Overtime (min)"), "int", 11),
            Column(env._("Booked, of offered"), "share", 11),
            Column(env._("Used, of offered"), "share", 11),
            Column(env._("Used per open hour (min)"), "dec", 12),
            Column(env._("Open days"), "int", 9),
            Column(env._("Used per open day (min)"), "dec", 12),
        ]

    def _values(self, group):
        return [
            *group.numbers,
            group.booked_share,
            group.used_share,
            group.used_per_hour,
            group.days,
            group.used_per_day,
        ]

    def _beside(self):
        """Return what stands before and after the minutes: nothing to add up."""
        after = len(self._minute_columns()) - 4 + len(self._end_columns())
        return [None] * (len(self._lead_columns()) - 1), [None] * after

    def _keys(self):
        before, after = self._beside()
        return [*before, "offered", "booked", "used", "overtime", *after]


class SlotsSheet(MinutesSheet):
    def _lead_columns(self):
        return [
            Column(self.env._("Weekday"), "text", 16),
            Column(self.env._("Half-hour"), "text", 18),
        ]

    def _rows(self):
        weekdays = self.content.labels("weekday")
        half_hours = self.content.labels("half_hour")
        for (weekday, half_hour), group in sorted(self.figures.groups["slot"].items()):
            yield [weekdays[weekday], half_hours[half_hour]], group


class DesksSheet(MinutesSheet):
    def _lead_columns(self):
        env = self.env
        return [
            Column(env._("Desk"), "text", 28),
            Column(env._("Location"), "text", 24),
            Column(env._("Service"), "text", 24),
        ]

    def _rows(self):
        desks = self.figures.by("desk").items()
        for desk, group in sorted(
            desks, key=lambda one: (one[0].location_id.name or "", one[0].name)
        ):
            services = ", ".join(desk.desk_type_ids.service_id.mapped("name"))
            yield [desk.name, desk.location_id.name or None, services or None], group


class DaysSheet(MinutesSheet):
    def _lead_columns(self):
        return [
            Column(self.env._("Day"), "date", 13),
            Column(self.env._("Weekday"), "text", 14),
        ]

    def _end_columns(self):
        return [Column(self.env._("Note"), "text", 12)]

    def _rows(self):
        weekdays = self.content.labels("weekday")
        for day, group in sorted(self.figures.by("day").items()):
            note, style = self.content.notes.of(day, day, partial=False)
            yield [day, weekdays[str(day.isoweekday())]], group, [note], style


class WeeksSheet(MinutesSheet):
    def _lead_columns(self):
        return [
            Column(self.env._("Week"), "text", 13),
            Column(self.env._("First day"), "date", 13),
        ]

    def _end_columns(self):
        return [Column(self.env._("Note"), "text", 30)]

    def _rows(self):
        weeks = {}
        for day, group in sorted(self.figures.by("day").items()):
            weeks.setdefault(monday_of(day), []).append((day, group))
        for monday, days in weeks.items():
            note, style = self.content.notes.of_week(monday)
            group = together(group for _day, group in days)
            yield [week_name(monday), days[0][0]], group, [note], style


class HeatSheet(TableSheet):
    """Two pictures of the week: what was booked of each half-hour, and used."""

    def __init__(self, content, sheet):
        super().__init__(content, sheet)
        self.slots = self.figures.groups["slot"]
        self.weekdays = sorted({weekday for weekday, _half_hour in self.slots})
        self.half_hours = sorted({half_hour for _weekday, half_hour in self.slots})

    def _write_table(self):
        self.sheet.line(self.env._("Used, of offered"), bold=True, font_size=13)
        self.sheet.header(self._columns())
        if not self.slots:
            self.sheet.empty(self.content.nothing())
            return
        self._write("used_share")
        self.sheet.title(self.env._("Booked, of offered"))
        self.sheet.header(self._columns(), freeze=False)
        self._write("booked_share")

    def _columns(self):
        names = self.content.labels("weekday")
        return [
            Column(self.env._("Half-hour"), "text", 22),
            *(Column(names[weekday], "share", 13) for weekday in self.weekdays),
        ]

    def _write(self, share):
        labels = self.content.labels("half_hour")
        for half_hour in self.half_hours:
            groups = (
                self.slots.get((weekday, half_hour), NOTHING)
                for weekday in self.weekdays
            )
            self.sheet.row(
                [labels[half_hour], *(getattr(group, share) for group in groups)]
            )
        self.sheet.shade(len(self.half_hours), len(self.weekdays))


class OvertimeSheet(TableSheet):
    """Which desk helped visitors after an opening had ended, and on which weekday."""

    def __init__(self, content, sheet):
        super().__init__(content, sheet)
        self.found = self.figures.overtime_by_weekday()
        self.weekdays = sorted(set().union(*self.found.values()))

    def _write_table(self):
        if not self.found:
            self.sheet.empty(self.env._("No overtime was measured in this period."))
            return
        super()._write_table()
        self._write_half_hours()

    def _columns(self):
        names = self.content.labels("weekday")
        return [
            Column(self.env._("Desk"), "text", 32),
            *(Column(names[weekday], "few", 13) for weekday in self.weekdays),
            Column(self.env._("Overtime (min)"), "int", 12),
        ]

    def _keys(self):
        return [*[None] * len(self.weekdays), "overtime"]

    def _rows(self):
        """Return the desks, the one with most overtime first."""
        return sorted(
            self.found.items(), key=lambda one: (-one[1].total(), one[0].name)
        )

    def _write_row(self, desk, minutes):
        numbers = [minutes[weekday] for weekday in self.weekdays]
        self.sheet.row([desk.name, *numbers, sum(numbers)])
        return [*numbers, sum(numbers)]

    def _write_half_hours(self):
        """Write how late it became."""
        slots = self.figures.groups["slot"]
        labels = self.content.labels("half_hour")
        names = self.content.labels("weekday")
        late = sorted({half for (_day, half), group in slots.items() if group.overtime})
        self.sheet.title(self.env._("Minutes of overtime by half-hour"))
        self.sheet.header(
            [
                Column(self.env._("Half-hour"), "text", 32),
                *(Column(names[weekday], "few", 13) for weekday in self.weekdays),
            ],
            freeze=False,
        )
        for half_hour in late:
            minutes = [
                slots.get((weekday, half_hour), NOTHING).overtime or 0
                for weekday in self.weekdays
            ]
            self.sheet.row([labels[half_hour], *minutes])
