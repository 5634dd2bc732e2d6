r"""A file with figures per product and day, as a spreadsheet of an office saves it.

Semicolons or commas, UTF-8 or the code page of Windows, headings in the languages of
the country and Belgian dates: what Excel makes of a Belgian computer is read without a
question. What could mean two things (a year of two digits, a dot in a number) is not
guessed at.

    >>> [row] = read(b"datum;product;aantal\n13/10/2026;Attest;12\n")
    >>> parse_day(row.day), parse_count(row.count)
    (datetime.date(2026, 10, 13), 12)
"""

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from datetime import date

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
SEPARATORS = ";,\t"
#: a first line that tells Excel what separates the columns; as a cell of its own it may
#: have been saved in quotes, with empty cells behind it
ANNOUNCED = re.compile(r'("?)sep=([^"\w\s]|\t)\1\2*\r?(\n|\r|$)', re.IGNORECASE)
#: how a workbook of Excel, or another compressed file, begins
COMPRESSED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
#: 14/10/2026, 14-10-2026 or 14.10.2026
BELGIAN = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class UnreadableFile(Exception):
    """The whole file cannot be read; :attr:`why` says it in one of a few words."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


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
    text = decode(data)
    announced = ANNOUNCED.match(text)
    sign, above = (announced[2], 1) if announced else (separator(text), 0)
    file = io.StringIO(text[announced.end() :] if announced else text, newline="")
    try:
        reader = csv.reader(file, delimiter=sign, strict=True)
        lines = [(above + reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise UnreadableFile("lines") from error
    filled = [(number, cells) for number, cells in lines if any(map(str.strip, cells))]
    if not filled:
        raise UnreadableFile("empty")
    (_number, first), *rest = filled
    columns = find_columns(first)
    return [Row(number, **pick(columns, cells)) for number, cells in rest]


def decode(data):
    """Return the text of a file: UTF-8 if it can be, else the code page of Windows."""
    if data.startswith(COMPRESSED):
        raise UnreadableFile("workbook")
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableFile("encoding")


def separator(text):
    """Return what separates the columns: what occurs most in the first line."""
    first = next(iter(text.lstrip().splitlines()), "")
    return max(SEPARATORS, key=first.count)


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
