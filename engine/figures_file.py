r"""A file with figures per product and day, as a spreadsheet of an office saves it.

Titles above the table, headings in the languages of the country and Belgian dates are
read without a question; ``table_file`` reads the file itself. What could mean two
things (a year of two digits, a dot in a number) is not guessed at.

    >>> [row] = read(b"datum;product;aantal\n13/10/2026;Attest;12\n")
    >>> parse_day(row.day), parse_count(row.count)
    (datetime.date(2026, 10, 13), 12)
"""

import re
from dataclasses import dataclass
from datetime import date

from . import table_file
from .table_file import UnreadableFile

#: what a column may be called -> what it holds
HEADINGS = {
    "code": "code",
    "productcode": "code",
    "product": "product",
    "name": "product",
    "naam": "product",
    "productnaam": "product",
    "produit": "product",
    "nom": "product",
    "produkt": "product",
    "day": "day",
    "date": "day",
    "dag": "day",
    "datum": "day",
    "jour": "day",
    "tag": "day",
    "count": "count",
    "number": "count",
    "aantal": "count",
    "nombre": "count",
    "anzahl": "count",
}
#: 14/10/2026, 14-10-2026 or 14.10.2026
BELGIAN = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
#: lines above the headings that may hold a title
MOST_TITLES = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file as it stands there."""

    #: of the line in the file, beginning with 1 for the headings
    number: int
    code: str = ""
    product: str = ""
    day: str = ""
    count: str = ""


def read(data):
    """Return the lines of a file under its headings, without those that are empty.

    :param bytes data: the file
    :rtype: list of Row
    :raise UnreadableFile: ``empty``, ``workbook``, ``encoding``, ``headings`` or
        ``lines``
    """
    lines = table_file.read(data)
    columns, rest = find_table(lines, find_columns)
    return [Row(number, **pick(columns, cells)) for number, cells in rest]


def find_table(lines, find):
    """Return what a function finds in the headings, and the lines under them.

    :param find: returns what is in which column by the cells of the headings, or
        raises :class:`UnreadableFile`
    """
    for place, (_number, cells) in enumerate(lines[:MOST_TITLES], start=1):
        try:
            return find(cells), lines[place:]
        except UnreadableFile:
            continue
    raise UnreadableFile("headings")


def find_columns(cells):
    """Return what is in which column, by the headings.

    :return: dict: ``code``, ``product``, ``day`` or ``count`` -> number of the column
    """
    columns = {}
    for place, cell in enumerate(cells):
        heading = "".join(char for char in cell.casefold() if char.isalpha())
        if heading in HEADINGS:
            columns.setdefault(HEADINGS[heading], place)
    if not (
        {"day", "count"} <= columns.keys() and columns.keys() & {"code", "product"}
    ):
        raise UnreadableFile("headings")
    return columns


def pick(columns, cells):
    """Return the cells that have a meaning; a short line misses the last ones."""
    return {
        key: cells[place].strip() if place < len(cells) else ""
        for key, place in columns.items()
    }


def parse_day(text):
    """Return the date that was written, ``None`` if it is none: 14/10/2026."""
    match = BELGIAN.fullmatch(text)
    try:
        if match:
            day, _sign, month, year = match.groups()
            return date(int(year), int(month), int(day))
        return date.fromisoformat(text) if ISO.fullmatch(text) else None
    except ValueError:
        return None


def parse_count(text):
    """Return the number that was written, ``None`` if it is not clearly one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
