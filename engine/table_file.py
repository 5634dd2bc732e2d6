r"""A table in a file, as a spreadsheet of an office saves it: CSV, or a workbook.

Semicolons or commas, UTF-8 or the code page of Windows, a line that announces the
separator: what Excel makes of a Belgian computer is read without a question. Cells are
texts, whatever they were; a formula is what it gave when the file was saved, and is
never computed here.

    >>> read(b"sep=;\ndag;aantal\n13/10/2026;12\n")
    [(2, ['dag', 'aantal']), (3, ['13/10/2026', '12'])]
"""

import csv
import io
import re
import zipfile
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from datetime import date, datetime, time

from openpyxl import load_workbook

SEPARATORS = ";,\t"
#: a first line that tells Excel what separates the columns; as a cell of its own it may
#: have been saved in quotes, with empty cells behind it
ANNOUNCED = re.compile(r'("?)sep=([^"\w\s]|\t)\1\2*\r?(\n|\r|$)', re.IGNORECASE)
#: how a workbook of Excel, or another compressed file, begins
WORKBOOK = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
#: bytes that a workbook may have when it is unpacked, and files inside it
LARGEST_UNPACKED = 150_000_000
MOST_FILES = 1000
#: lines and columns of a report; what stands further is no table for people
MOST_LINES = 200_000
MOST_COLUMNS = 60
#: bytes of a file inside in which it would declare what makes it swell
HEAD = 2048


class UnreadableFile(Exception):
    """The whole file cannot be read; :attr:`why` says it in one of a few words."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


def read(data):
    """Return the lines of a file that hold anything.

    :param bytes data: the file
    :return: list of (number of the line, cells as texts without spaces around)
    :raise UnreadableFile: ``empty``, ``workbook``, ``encoding``, ``lines`` or ``large``
    """
    lines = read_workbook(data) if data.startswith(WORKBOOK) else read_text(data)
    filled = []
    for number, cells in lines:
        cells = [cell.strip() for cell in cells[:MOST_COLUMNS]]
        if any(cells):
            filled.append((number, cells))
        if len(filled) > MOST_LINES:
            raise UnreadableFile("large")
    if not filled:
        raise UnreadableFile("empty")
    return filled


# Texts ---------------------------------------------------------------------------


def read_text(data):
    """Yield the lines of a CSV file with their numbers."""
    text = decode(data)
    announced = ANNOUNCED.match(text)
    sign, above = (announced[2], 1) if announced else (separator(text), 0)
    file = io.StringIO(text[announced.end() :] if announced else text, newline="")
    reader = csv.reader(file, delimiter=sign, strict=True)
    try:
        for cells in reader:
            yield above + reader.line_num, cells
    except csv.Error as error:
        raise UnreadableFile("lines") from error


def decode(data):
    """Return the text of a file: UTF-8 if it can be, else the code page of Windows."""
    if data.startswith(OLD_WORKBOOK):
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
    """Return what separates the columns: what stands in most of the first lines.

    A title above the table may have a comma of its own.
    """
    lines = text.lstrip().splitlines()[:20]
    first = next((line for line in lines if any(map(line.count, SEPARATORS))), "")
    return max(
        SEPARATORS,
        key=lambda sign: (sum(sign in line for line in lines), first.count(sign)),
    )


# Workbooks -----------------------------------------------------------------------


def read_workbook(data):
    """Yield the lines of the first sheet of a workbook with their numbers."""
    check_unpacked(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(
            max_row=MOST_LINES + 2, max_col=MOST_COLUMNS, values_only=True
        )
        for number, cells in enumerate(rows, start=1):
            yield number, [cell_text(cell) for cell in cells]
    except UnreadableFile:
        raise
    except Exception as error:
        # a broken workbook breaks its reader in many ways
        raise UnreadableFile("workbook") from error


def check_unpacked(data):
    """Refuse what is small only as long as it is packed, before it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            files = packed.infolist()
            size = sum(file.file_size for file in files)
            if size > LARGEST_UNPACKED or len(files) > MOST_FILES:
                raise UnreadableFile("large")
            for file in files:
                with packed.open(file) as opened:
                    head = opened.read(HEAD)
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise UnreadableFile("workbook")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise UnreadableFile("workbook") from error


def cell_text(value):
    """Return the value of a cell as somebody would have typed it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes").removesuffix(" 00:00")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
