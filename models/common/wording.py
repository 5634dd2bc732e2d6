"""Moments in words, the same on the website, in mails and in calendar files."""

from odoo.tools.misc import format_date, format_time


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
