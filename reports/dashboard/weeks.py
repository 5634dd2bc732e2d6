"""The weeks of a period as the rows of a tile."""

from datetime import timedelta

from odoo.tools import format_date


def weeks_between(figures):
    """Return the ISO weeks of the period, each with the notes that it crosses."""
    first, last = figures.period
    monday = monday_of(first)
    rows = []
    while monday <= last:
        sunday = monday + timedelta(days=6)
        rows.append(
            {
                "key": week_name(monday),
                "label": week_name(monday),
                "short": f"{monday.isocalendar().week}",
                "hint": format_date(figures.env, max(monday, first)),
                "match": [("week", "=", week_name(monday))],
                "notes": note_numbers(figures, max(monday, first), min(sunday, last)),
            }
        )
        monday += timedelta(days=7)
    return rows


def monday_of(day):
    """Return the Monday with which the week of a day begins."""
    return day - timedelta(days=day.weekday())


def week_name(day):
    """Name a week as the figures do: 2026 W41."""
    year, week, _weekday = day.isocalendar()
    return f"{year} W{week:02}"


def note_numbers(figures, first, last):
    """Return the numbers of the notes that hold on some days."""
    return [
        number
        for number, note in enumerate(figures.notes, 1)
        if note.date <= last and (note.date_to or note.date) >= first
    ]
