r"""Products in a table: what a cell shows, what it says, and what changes by it.

Whatever is written into a cell is read back as the same, so that a table that nobody
touched changes nothing. Headings are known in every language of the town:

>>> minutes = Column("duration", "number", ("Minutes", "Minuten"), least=1, most=1440)
>>> where = find_columns(["Code", "minuten"], [minutes])
>>> where.places
{1: 'duration'}
>>> where.unknown
['Code']
>>> read_cell(minutes, "12")
12
"""

import re
from typing import NamedTuple

from .plain_text import clean_line, clean_text

#: what Excel takes into a cell
LONGEST_CELL = 32_767
#: stands for a text that no cell holds: it stays as it is
KEPT = "[…]"
WHOLE_NUMBER = re.compile(r"\d{1,6}", re.ASCII)
WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)


class CellError(ValueError):
    """A cell that makes no sense; :attr:`why` says it in one of a few words.

    ``number``, ``choice``, ``several``, ``required`` or ``address``.
    """

    def __init__(self, why):
        super().__init__(why)
        self.why = why


class Column(NamedTuple):
    """What stands in a column of the table."""

    key: str
    #: ``line``, ``text``, ``address``, ``number``, ``choice`` or ``codes``
    kind: str
    #: the first one is written, all of them are understood
    headings: tuple
    required: bool = False
    least: int = 0
    most: int = 0
    #: pairs (value, names): the first name is written, all of them are understood
    choices: tuple = ()


class Found(NamedTuple):
    """Which columns a table has."""

    #: number of the column -> key
    places: dict
    #: headings that nobody knows
    unknown: list
    #: headings of what stands in an earlier column too
    twice: list


def find_columns(cells, columns):
    """Return which columns a line of headings names."""
    known = {}
    for column in columns:
        for heading in (column.key, *column.headings):
            known.setdefault(_plain(heading), column.key)
    found = Found({}, [], [])
    for place, cell in enumerate(cells):
        key = known.get(_plain(cell))
        if not _plain(cell):
            continue
        if key is None:
            found.unknown.append(cell)
        elif key in found.places.values():
            found.twice.append(cell)
        else:
            found.places[place] = key
    return found


def write_cell(column, value):
    """Return what a cell shows of a value: a text or a whole number."""
    if column.kind == "number":
        return value
    if column.kind == "choice":
        return next((names[0] for known, names in column.choices if known == value), "")
    if column.kind == "codes":
        return ", ".join(value)
    text = same(column, value)
    return text if len(text) <= LONGEST_CELL else KEPT


def read_cell(column, text):
    """Return what a cell says, ``None`` for what stays as it is.

    :raise CellError: when it says nothing that belongs there
    """
    if text.strip() == KEPT:
        return None
    if column.required and not text.strip():
        raise CellError("required")
    readers = {
        "number": _read_number,
        "choice": _read_choice,
        "codes": lambda column, text: same(column, re.split(r"[,;\n]", text)),
        "address": _read_address,
    }
    return readers.get(column.kind, same)(column, text)


def same(column, value):
    """Return a value in the one form in which it is compared and kept."""
    if column.kind == "codes":
        return tuple(sorted({code.strip() for code in value or () if code.strip()}))
    if column.kind in ("line", "address"):
        return clean_line(value or "")
    if column.kind == "text":
        return clean_text(value or "").strip()
    return value


def changed(columns, old, new):
    """Return the keys of what a line changes, in the order of the columns.

    What the line says nothing of, and ``None``, stays as it is.
    """
    return [
        column.key
        for column in columns
        if new.get(column.key) is not None
        and same(column, old.get(column.key)) != same(column, new[column.key])
    ]


def _read_number(column, text):
    plain = text.strip()
    number = int(plain) if WHOLE_NUMBER.fullmatch(plain) else -1
    if not column.least <= number <= column.most:
        raise CellError("number")
    return number


def _read_choice(column, text):
    wanted = _plain(text)
    fitting = {
        value
        for value, names in column.choices
        for name in (*names, value)
        if _plain(str(name or "")) == wanted
    }
    exact = {value for value, names in column.choices if clean_line(text) in names}
    for found in (exact, fitting):
        if len(found) == 1:
            return found.pop()
    raise CellError("several" if fitting else "choice")


def _read_address(column, text):
    address = same(column, text)
    if address and not WEB_ADDRESS.fullmatch(address):
        raise CellError("address")
    return address


def _plain(text):
    return clean_line(text).casefold()
