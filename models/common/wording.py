"""Moments in words, the same on the website, in mails and in calendar files."""

from functools import lru_cache
from itertools import pairwise

from babel import dates

from odoo.tools.misc import babel_locale_parse, get_lang

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
    return _date(_code(env), day, env._("EEEE d MMMM y")) if day else ""


def short_day_in_words(env, day):
    """Return a date of which the year is clear: Wednesday 14 October."""
    return _date(_code(env), day, env._("EEEE d MMMM")) if day else ""


def time_in_words(env, moment):
    """Return the clock time of a local moment in the habit of the language."""
    return _time(_code(env), moment.time())


def _code(env):
    """Return the language in which to speak, as Odoo finds it."""
    return env.lang if env.lang not in (None, "en_US") else get_lang(env).code


# A page of slots says thirty days and times, as the next one does: the patterns of a
# language are looked up once for each.


@lru_cache(maxsize=4096)
def _date(code, day, pattern):
    return dates.format_date(day, pattern, locale=babel_locale_parse(code))


@lru_cache(maxsize=4096)
def _time(code, time):
    return dates.format_time(time, "short", locale=babel_locale_parse(code))


def range_in_words(wait):
    """Return a range of minutes as a page shows it.

    :param wait: engine.estimate.Wait, or nothing when nobody can tell
    """
    return f"{wait.low}–{wait.high}" if wait else ""
