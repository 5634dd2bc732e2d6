"""Two courses of a pilot, week by week, with a line where each step began."""

from collections import Counter

from ..college.facts import Facts
from ..college.pictures import (
    BOTTOM,
    HEIGHT,
    LEFT,
    NOW,
    TOP,
    WIDTH,
    Picture,
    in_time,
    round_top,
)
from ..dashboard.weeks import week_name, weeks_between

STEP = "#a61b29"


def pictures(pilot, sentences):
    """Return the pictures of a page."""
    found = [visitors(pilot, sentences), in_time(Facts(pilot.whole), sentences)]
    for picture in found:
        _steps(picture, pilot)
    return found


def visitors(pilot, sentences):
    """Draw the visitors of an open day, week by week."""
    figures = pilot.whole
    picture = Picture(sentences.env._("Visitors on an open day, by week"))
    visitors, days = Counter(), Counter()
    for day, count in figures.daily[0].items():
        visitors[week_name(day)] += count
    days.update(map(week_name, figures.open_dates()[0]))
    means = {week: visitors[week] / days[week] for week in visitors}
    top = round_top(max(means.values(), default=1))
    picture.axis(top, lambda value: sentences.number(value, digits=0))
    weeks = weeks_between(figures)
    step, floor = (WIDTH - LEFT) / max(1, len(weeks)), HEIGHT - BOTTOM
    every = -(-22 // max(1, int(step)))
    for index, week in enumerate(weeks):
        x = LEFT + step * index
        if mean := means.get(week["key"]):
            high = mean / top * (floor - TOP)
            picture.rect(x + step * 0.12, floor - high, step * 0.76, high, NOW)
        if index % every == 0:
            picture.text(x + step / 2, floor + 15, week["short"])
    return picture


def _steps(picture, pilot):
    """Draw a line before the week in which a step began, as far into it as it was."""
    first, _last = pilot.whole.period
    width = (WIDTH - LEFT) / max(1, len(weeks_between(pilot.whole)))
    monday = first.toordinal() - first.weekday()
    for days in pilot.later:
        x = LEFT + width * (days.first.toordinal() - monday) / 7
        picture.line(x, TOP - 6, x, HEIGHT - BOTTOM, STEP)
