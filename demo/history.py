"""The history of the demo town hall: four and a half years of visits.

Every run makes the same history. The visits have no booking and no personal data.
"""

import random
from datetime import date

from . import history_profile as profile
from .history_plan import Agenda, Cells
from .history_store import analyze, store
from .history_town import find_clerks, find_counters
from .history_visits import Story

SEED = 2020


def fill(env, last_day=profile.LAST_DAY):
    """Fill the past with visits, half-year by half-year, unless that was done.

    :param date last_day: half-years that end later are left out
    """
    if env["municipal.visit"].search_count([("day", "<=", last_day)], limit=1):
        return
    years = range(profile.FIRST_DAY.year, last_day.year + 1)
    env["resource.calendar.leaves"]._add_public_holidays(years)
    env.flush_all()
    History(env).make(last_day)
    _add_notes(env)
    env["municipal.visit"].invalidate_model()
    names = ("", "_line", "_event", "_period")
    analyze(env, [f"municipal_visit{name}" for name in names])


class History:
    def __init__(self, env):
        self.env = env
        self.rng = random.Random(SEED)
        self.counters = find_counters(env)
        self.agenda = Agenda(self.rng)
        self.story = Story(self.rng, find_clerks(env))

    def make(self, last_day):
        for index, (half_year, first, end) in enumerate(profile.half_years(last_day)):
            cells = self._cells(first, end)
            promises, arrivals = [], {}
            for service, service_cells in cells.items():
                count = self._count(service, index, half_year)
                self._promise(service_cells, count, promises)
            urgent = end > profile.WALK_IN_SINCE and cells.get(profile.CITIZENS)
            if urgent:
                self._squeeze_in(
                    urgent.since(profile.WALK_IN_SINCE), promises, arrivals
                )
            store(self.env, self.story.tell(promises, arrivals))

    def _cells(self, first, end):
        """Return for each service its counters on its open days."""
        found = {}
        for counter in self.counters:
            days = counter.open_days(first, end)
            found.setdefault(counter.service, []).extend((counter, day) for day in days)
        return {service: Cells(cells) for service, cells in found.items() if cells}

    def _count(self, service, index, half_year):
        """Return how many visitors with an appointment checked in."""
        if service != profile.CITIZENS:
            return profile.ASSUMED[service][index]
        if half_year == profile.NOT_PUBLISHED:
            return self._interpolated()
        if half_year == (profile.WALK_IN_SINCE.year, 2):
            return self._comparable()
        return profile.PUBLISHED[half_year]

    def _interpolated(self):
        """Return the middle of the half-year before and the comparable part after."""
        return round((profile.PUBLISHED[2023, 2] + self._comparable()) / 2)

    def _comparable(self):
        """Return the appointments in the contacts that were published for 2024 H2.

        One in six contacts since September has none: with A appointments, of which
        a part s since September, there are A + A · s / 5 contacts.
        """
        cells = self._cells(date(2024, 7, 1), date(2024, 12, 31))[profile.CITIZENS]
        part = cells.share_since(profile.WALK_IN_SINCE)
        return round(
            profile.PUBLISHED[2024, 2] / (1 + part / (profile.WALK_IN_ONE_IN - 1))
        )

    def _promise(self, cells, count, promises):
        """Promise moments for the visitors who came, and on top for who did not."""
        no_shows = round(count * profile.NO_SHOW / (100 - profile.NO_SHOW))
        left = round(count * profile.LEFT / 100)
        fates = ["came"] * (count - left) + ["left"] * left + ["no_show"] * no_shows
        fates += ["cancelled"] * round(count * profile.CANCELLED / 100)
        self.rng.shuffle(fates)
        promises += [self.agenda.promise(cells, fate) for fate in fates]

    def _squeeze_in(self, cells, promises, arrivals):
        """Put urgent visitors without appointment on the moments that are left."""
        for _visitor in range(profile.PUBLISHED[2024, 2] - self._comparable()):
            promise, arrival = self.agenda.squeeze_in(cells)
            promises.append(promise)
            arrivals[id(promise)] = arrival


def _add_notes(env):
    """Say under the figures what changed, and what is not a count."""
    service = env.ref("municipal_appointment.service_citizens")
    annotate(env, _texts, [{"service_id": service.id, **each} for each in _periods()])


def annotate(env, texts, periods):
    """Say something under the figures, in every language that is there.

    :param texts: function of an environment that returns the sentences
    :param list periods: the other values of each of them
    """
    breaks = env["municipal.series.break"].create(
        [
            {"name": name, **values}
            for name, values in zip(texts(env), periods, strict=True)
        ]
    )
    for code, _name in env["res.lang"].get_installed():
        translated = texts(env["base"].with_context(lang=code).env)
        for record, text in zip(breaks, translated, strict=True):
            record.with_context(lang=code).name = text


def _periods():
    since, end = profile.WALK_IN_SINCE, profile.LAST_DAY
    return [
        {"kind": "break", "date": since},
        {"kind": "estimate", "date": since, "date_to": end},
        {"kind": "estimate", "date": date(2024, 1, 1), "date_to": date(2024, 6, 30)},
    ]


def _texts(env):
    return [
        env._(
            "Urgent visitors without appointment who are put on the agenda are counted "
            "too; before this day they were not."
        ),
        env._(
            "How many of these contacts came without appointment was not published: "
            "one in six is assumed."
        ),
        env._(
            "No figure was published because the software changed: the number lies "
            "midway between the half-year before and the comparable part of the "
            "half-year after."
        ),
    ]
