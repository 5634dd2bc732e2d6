r"""The report of an earlier system: how many visitors came, by day and what it knew.

Such a report is made to be read: a title above, totals below, days as somebody says
them, thousands apart. The columns are guessed from their headings; a manager says what
they are.

    >>> parse_moment("di 14 oktober 2025 9u40")
    Moment(day=datetime.date(2025, 10, 14), hour=9, half=30)
    >>> parse_number("1.234")
    1234
"""

import re
from datetime import date
from typing import NamedTuple

#: what the heading of a column may begin with -> what is in it, in this order
HEADINGS = (
    ("day", ("datum", "dag", "date", "jour", "tag", "day", "tijdstip", "moment")),
    ("hour", ("uur", "tijd", "hour", "heure", "stunde", "uhrzeit", "time", "begin")),
    ("product", ("product", "produit", "produkt", "onderwerp", "reden", "aanvraag")),
    ("service", ("dienst", "service", "afdeling", "department", "abteilung")),
    ("channel", ("kanaal", "channel", "canal", "kanal", "soort", "type")),
    (
        "count",
        (
            "aantal",
            "bezoekers",
            "count",
            "number",
            "nombre",
            "anzahl",
            "visit",
            "klant",
        ),
    ),
)
MONTHS = {
    "jan": 1,
    "feb": 2,
    "fev": 2,
    "fév": 2,
    "maa": 3,
    "mrt": 3,
    "mar": 3,
    "mär": 3,
    "apr": 4,
    "avr": 4,
    "mei": 5,
    "mai": 5,
    "may": 5,
    "jun": 6,
    "juin": 6,
    "jul": 7,
    "juil": 7,
    "aug": 8,
    "aou": 8,
    "aoû": 8,
    "sep": 9,
    "okt": 10,
    "oct": 10,
    "nov": 11,
    "dec": 12,
    "déc": 12,
    "dez": 12,
}
TOTALS = ("totaal", "total", "eindtotaal", "subtotaal", "som", "sum", "summe", "gemid")
#: 14/10/2025, 14-10-2025, 14.10.2025; a weekday may stand before, a time behind
NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})\b(.*)", re.ASCII | re.DOTALL)
ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]|$)(.*)", re.ASCII | re.DOTALL)
NAMED = re.compile(r"(\d{1,2})[. -]*([^\W\d_]+)\.?[ -]*(\d{4})\b(.*)", re.DOTALL)
WEEKDAY = re.compile(r"^[^\W\d_]+\.?,? +(?=\d)")
#: 9, 09u, 9h30, 09:30:15; what follows a hyphen is the end of the hour
CLOCK = re.compile(
    r"(\d{1,2})\s*(?:[:hu.]\s*(\d\d)?(?::\d\d(?:\.\d+)?)?)?\s*(?:uur|h|u)?"
    r"(?:\s*[-–]\s*\d.*)?",
    re.ASCII | re.IGNORECASE,
)
THOUSANDS = re.compile(r"\d{1,3}(?:[. '’\u00a0\u202f]\d{3})+(?:,0+)?", re.ASCII)
PLAIN = re.compile(r"(\d{1,9})(?:[.,]0+)?", re.ASCII)


class Moment(NamedTuple):
    """A day, and the hour and the half of it if they are known."""

    day: date
    hour: int | None = None
    half: int | None = None


def guess(heading):
    """Return what the column of a heading holds, ``None`` if nothing tells.

    >>> guess("Aantal bezoekers"), guess("Opmerking")
    ('count', None)
    """
    words = re.findall(r"[^\W\d_]+", heading.casefold())
    for meaning, beginnings in HEADINGS:
        if words and words[0].startswith(beginnings):
            return meaning
    return None


def find_headings(lines, most=20):
    """Return the place of the line of headings: where most columns are understood.

    :param lines: pairs (number, cells)
    """
    scores = [
        len({guess(cell) for cell in cells} - {None}) for _number, cells in lines[:most]
    ]
    best = max(scores, default=0)
    return scores.index(best) if best >= 2 else None


def is_total(cells):
    """Tell whether a line adds others up."""
    return any(cell.casefold().lstrip().startswith(TOTALS) for cell in cells)


def parse_moment(text):
    """Return the day that was written, with the time behind it; ``None`` if it is none.

    >>> parse_moment("14/10/25") is None
    True
    """
    text = WEEKDAY.sub("", text.strip(), count=1)
    found = NUMERIC.fullmatch(text)
    if found:
        day, _sign, month, year, rest = found.groups()
    elif found := ISO.fullmatch(text):
        year, month, day, rest = found.groups()
    elif found := NAMED.fullmatch(text):
        day, name, year, rest = found.groups()
        month = month_of(name)
    else:
        return None
    try:
        day = date(int(year), int(month or 0), int(day))
    except ValueError:
        return None
    if not rest.strip(" ,T"):
        return Moment(day)
    clock = parse_hour(rest.strip(" ,T"))
    return clock and Moment(day, *clock)


def month_of(name):
    """Return the number of a month by its name in Dutch, French, German or English."""
    name = name.casefold()
    for length in (4, 3):
        if name[:length] in MONTHS:
            return MONTHS[name[:length]]
    return None


def parse_hour(text):
    """Return the hour and the half of it: 0, 30 or unknown; ``None`` if it is no time.

    >>> parse_hour("09:00 - 10:00"), parse_hour("9u45"), parse_hour("9")
    ((9, None), (9, 30), (9, None))
    """
    found = CLOCK.fullmatch(text.strip())
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    hour, minute = int(found[1]), found[2]
    is_range = re.search(r"[-–]", text)
    if minute is None or (is_range and not _half_hour(text)):
        return hour, None
    return hour, 0 if int(minute) < 30 else 30


def _half_hour(text):
    """Tell whether a range of times is no longer than a half-hour."""
    start, end = re.split(r"[-–]", text, maxsplit=1)
    first, last = CLOCK.fullmatch(start.strip()), CLOCK.fullmatch(end.strip())
    if not first or not last:
        return False
    minutes = [int(one[1]) * 60 + int(one[2] or 0) for one in (first, last)]
    return 0 < minutes[1] - minutes[0] <= 30


def parse_number(text):
    """Return the number of visitors, ``None`` if it is not clearly one.

    >>> parse_number("12,5") is None, parse_number("1 234")
    (True, 1234)
    """
    text = text.strip()
    if THOUSANDS.fullmatch(text):
        return int(re.sub(r"\D", "", text.partition(",")[0]))
    found = PLAIN.fullmatch(text)
    return int(found[1]) if found else None
