"""Moments in words, the same on the website, in mails and in calendar files."""

from itertools import pairwise

from odoo.tools.misc import format_date, format_time

#: number of the day (ISO 8601) -> its name
WEEKDAYS = [
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
]


def half_hours():
    """Return the half-hours of a day, in every language: ``09:00``, 09:00 – 09:30."""
    clock = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)]
    return [(start, f"{start} – {stop}") for start, stop in pairwise([*clock, "00:00"])]


def day_in_words(env, day):
    """Return a date as a person says it: Wednesday 14 October 2026."""
    # A pattern, because German writes a comma and a point in it.
    return format_date(env, day, date_format=env._("EEEE d MMMM y"))


def short_day_in_words(env, day):
    """Return a date of which the year is clear: Wednesday 14 October."""
    return format_date(env, day, date_format=env._("EEEE d MMMM"))


def time_in_words(env, moment):
    """Return the clock time of a local moment in the habit of the language."""
    return format_time(env, moment.time(), time_format="short")


def range_in_words(wait):
    """Return a range of minutes as a page shows it.

    :param wait: engine.estimate.Wait, or nothing when nobody can tell
    """
    return f"{wait.low}–{wait.high}" if wait else ""
