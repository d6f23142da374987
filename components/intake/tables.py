"""The bytes of a CSV file or an Excel workbook come in; a table of text comes out, or one sentence why not.

Tables are found by their content, never by a name. Of a workbook only what holds cells is unpacked, within
bounds and without its formulas, and that copy is read: macros, links and lying sizes never reach the reader.

The reader is openpyxl rather than the quicker python-calamine (looked at in version 0.9). That makes room for
every cell between a sheet's first and last one, so that two of them in 5 kB, A1 and XFD1048576, abort the
whole server; it gives error values and formulas without a result as empty cells, and tells neither formulas
nor hidden rows. What is done to a file before it is read would have to stay.
"""

import codecs
import csv
import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]

from components.intake.photos import IntakeError, starts_like_a_photo

MAX_TABLE_BYTES = 20 * 2**20
MAX_ROWS = 20_000  # without the header
MAX_COLUMNS = 200
MAX_CELL = 1_000  # characters
MAX_UNPACKED = 64 * 2**20
MAX_PARTS = 2_000  # files in a workbook
MAX_TAGS = 1_200_000  # in a workbook's XML: 20,000 rows of 14 cells
MAX_TAG_BYTES = 10_000
UNCOMPUTED = "(a formula without a result)"  # stands in a cell whose formula no program has computed yet

_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")  # .xls, .doc, and whatever has a password
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
_PART_MARK = b"PK\x01\x02"  # stands before every entry in a zip's directory
_NEEDLESS = re.compile(r"docProps/|xl/(theme|media|chart|drawing|embedding|external|pivot|comment|vba|query)")
_CELLS = re.compile(r"xl/(worksheets/|sharedstrings)", re.IGNORECASE)
_COST_BESIDES = 20  # a tag elsewhere, such as a style, counts as so many: openpyxl takes long over them
_OTHER_BOOKS = {  # by a file that each holds
    "xl/workbook.bin": "a binary Excel workbook (.xlsb)",
    "content.xml": "an OpenDocument file (.ods)",
    "Index/Document.iwa": "a Numbers file",
}
_STRICT = {  # names of the Strict Open XML workbook, which the reader knows by the usual ones only
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
_FORMULA = re.compile(rb"<((?:\w+:)?f)\b[^<>]*(?:/>|>[^<]*</\1\s*>)")
_ROOT = re.compile(rb"<((?:\w+:)?worksheet)\b[^<>]*>")
_DATA = re.compile(rb"<((?:\w+:)?sheetData)\b[^<>]*>")
_HIDDEN = re.compile(rb"<(?:\w+:)?row\b(?=[^<>]*\bhidden=[\"'](?:1|true))[^<>]*?\br=[\"'](\d{1,7})[\"']")
_LONG_TAG = re.compile(rb"<[^<>]{%d}" % MAX_TAG_BYTES)
_SPREADSHEET_ROWS = 2**20  # what Excel itself can hold
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")  # no text holds one
_OTHER_TEXT = ("<", "{", "%PDF")  # web pages, XML, JSON, RTF, PDF
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_DELIMITERS = ",;\t| "
_DELIMITER_HINT = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)  # which Excel obeys and does not show
_SAMPLE = 100  # rows, or bytes

# What openpyxl has to say about decorations it passes over is nothing for the log.
warnings.filterwarnings("ignore", module="openpyxl")


class TableError(IntakeError):
    """A file that can't be used as a table. The message is one plain sentence for the visitor."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table of text: a text file, or a sheet of a workbook."""

    name: str  # "" of a text file
    rows: Mapping[int, list[str]]  # by the number that a spreadsheet shows; those that hold something
    hidden: frozenset[int] = frozenset()  # rows that the spreadsheet hides


def read_table(data: bytes) -> tuple[Sheet, ...]:
    """The table in a CSV file, or in each visible sheet of a workbook that holds cells; at least one.

    Every cell is a str without space around it, "" where there is nothing; the last of a row holds something.
    Dates from a workbook are ISO, numbers plain. Raises TableError, and nothing else.
    """
    if not data:
        raise TableError("This file is empty; please use a CSV or .xlsx file with a table.")
    if len(data) > MAX_TABLE_BYTES:
        limit = MAX_TABLE_BYTES // 2**20
        raise TableError(f"This file is larger than {limit} MB; please use a smaller table.")
    if data.startswith(_OLD_OFFICE):
        raise TableError(
            "This is an old Excel file (.xls) or one with a password; "
            "please save it as .xlsx without a password, or as CSV."
        )
    try:
        return _workbook_sheets(data) if data.startswith(_ZIPS) else (_sheet("", _text_rows(data)),)
    except IntakeError:
        raise
    except Exception as trouble:  # openpyxl documents no list of what it raises on damaged bytes
        raise TableError(
            "This table is damaged or stored in an unusual way; please save it again as .xlsx or CSV."
        ) from trouble


def _sheet(name: str, rows: Iterable[list[str]], hidden: frozenset[int] = frozenset()) -> Sheet:
    """Rows of text, of any lengths, as a sheet."""
    kept: dict[int, list[str]] = {}
    for line, row in enumerate(rows, start=1):
        cells = _trimmed(row)
        if cells:
            _refuse_too_much(line, cells)
            kept[line] = cells
    if max(map(len, kept.values()), default=0) < 2:
        raise _no_table()
    if len(kept) < 2:
        raise TableError("This table has only a header; please use one with at least one row below it.")
    return Sheet(name, kept, frozenset(hidden & kept.keys()))


def _trimmed(row: list[str]) -> list[str]:
    """A row's cells without space around them, up to the last that holds something."""
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _refuse_too_much(line: int, cells: list[str]) -> None:
    if line > MAX_ROWS + 1:
        raise _too_many_rows()
    if len(cells) > MAX_COLUMNS:
        raise TableError(f"This table has more than {MAX_COLUMNS} columns; please keep only those needed.")
    if max(map(len, cells)) > MAX_CELL:
        raise _long_cell(f" in line {line}")


def _too_many_rows() -> TableError:
    return TableError(f"This table has more than {MAX_ROWS:,} rows; please use fewer of them.")


def _long_cell(where: str = "") -> TableError:
    return TableError(
        f"A cell{where} has more than {MAX_CELL:,} characters; "
        "please shorten it, or add the quotation mark that is missing."
    )


def _no_table() -> TableError:
    return TableError("This file is not a table that can be read here; please save it as .xlsx or CSV.")


# --- CSV ---------------------------------------------------------------------------------------------


def _text_rows(data: bytes) -> Iterator[list[str]]:
    if max(data.count(b"\n"), data.count(b"\r")) > _SPREADSHEET_ROWS:
        raise _too_many_rows()
    text = _text(data)
    hint = _DELIMITER_HINT.match(text)
    if hint:
        text = text[hint.end() :]
    try:
        yield from _split(text, hint[1] if hint else _delimiter(text))
    except csv.Error as trouble:  # the csv module's own limit of a cell's length
        raise _long_cell() from trouble


def _split(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)


def _text(data: bytes) -> str:
    if starts_like_a_photo(data):
        raise _no_table()
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text) or text.lstrip().startswith(_OTHER_TEXT):
            break
        return text
    raise _no_table()


def _encodings(data: bytes) -> tuple[str, ...]:
    """What a file's text may be stored in, the likeliest first."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return (encoding,)
    start = data[:_SAMPLE]
    if start[1::2].count(0) > len(start) // 4:  # Western text in UTF-16: every second byte is zero
        return ("utf-16-le",)
    if start[::2].count(0) > len(start) // 4:
        return ("utf-16-be",)
    return ("utf-8", "cp1252")


def _delimiter(text: str) -> str:
    """What parts the most rows into equally many cells; a comma last but one, since numbers hold it too.

    Only where no mark parts anything may spaces do so, into three columns at least.
    """

    def fit(delimiter: str) -> tuple[int, bool, int]:
        widths = [len(row) for row, _ in zip(_split(text, delimiter), range(_SAMPLE), strict=False) if row]
        width = max(set(widths), key=lambda one: (widths.count(one), one), default=0)
        return widths.count(width) if width > 1 else 0, delimiter != ",", width

    fits = {delimiter: fit(delimiter) for delimiter in _DELIMITERS}
    rows, _, width = fits.pop(" ")
    best = max(fits, key=lambda one: fits[one])
    return " " if fits[best][0] == 0 and rows > 1 and width > 2 else best


# --- Excel -------------------------------------------------------------------------------------------


def _workbook_sheets(data: bytes) -> tuple[Sheet, ...]:
    """The visible sheets that hold a table; raises what is wrong with the first if none does."""
    harmless, hidden = _harmless_copy(data)
    book = _workbook(harmless)
    found: list[Sheet] = []
    troubles: list[IntakeError] = []
    for sheet in book.worksheets:
        rows = _sheet_rows(harmless, book, sheet.title) if sheet.sheet_state == "visible" else []
        if any(map(any, rows)):
            try:
                found.append(_sheet(sheet.title, rows, hidden.get(sheet._worksheet_path, frozenset())))
            except TableError as trouble:
                troubles.append(trouble)
    if not found:
        raise next(iter(troubles), TableError("This workbook holds no cells; please use one with a table."))
    return tuple(found)


def _workbook(harmless: bytes, results: bool = False) -> Workbook:
    """The workbook: where formulas are, or else their results; openpyxl doesn't tell both."""
    return load_workbook(io.BytesIO(harmless), read_only=True, keep_links=False, data_only=results)


def _sheet_rows(harmless: bytes, book: Workbook, title: str) -> list[list[str]]:
    """A sheet's cells as text, with what its formulas came to."""
    bounds = {"max_row": MAX_ROWS + 2, "max_col": MAX_COLUMNS + 1}  # one more than allowed, to be noticed
    rows = list(book[title].iter_rows(**bounds))
    texts = [[_cell_text(cell.value) for cell in row] for row in rows]
    places = [(y, x) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell.data_type == "f"]
    if places:
        results = list(_workbook(harmless, results=True)[title].iter_rows(**bounds))
        for y, x in places:
            cell = results[y][x]  # of type "str" if it came to an empty text
            texts[y][x] = (
                UNCOMPUTED if cell.value is None and cell.data_type == "n" else _cell_text(cell.value)
            )
    return texts


def _harmless_copy(data: bytes) -> tuple[bytes, dict[str, frozenset[int]]]:
    """The same workbook with only the parts that hold cells, no larger than it says, without formulas.

    And by part the rows that are hidden, which the reader doesn't tell.
    """
    if data.count(_PART_MARK) > MAX_PARTS:
        raise _too_large()
    copy = io.BytesIO()
    room, tags = MAX_UNPACKED, MAX_TAGS
    hidden = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(copy, "w") as harmless:
        _refuse_other_zips(archive.namelist())
        for info in archive.infolist():
            if info.filename.endswith((".xml", ".rels")) and not _NEEDLESS.match(info.filename):
                with archive.open(info) as stream:
                    part = stream.read(room + 1)
                room -= len(part)
                tags -= part.count(b"<") * (1 if _CELLS.match(info.filename) else _COST_BESIDES)
                if room < 0 or tags < 0:
                    raise _too_large()
                cells = _only_cells(part)
                harmless.writestr(info.filename, cells)
                hidden[info.filename] = frozenset(int(row[1]) for row in _HIDDEN.finditer(cells))
    return copy.getvalue(), hidden


def _refuse_other_zips(names: list[str]) -> None:
    for sign, what in _OTHER_BOOKS.items():
        if sign in names:
            raise TableError(f"This is {what}, which can't be read here; please save it as .xlsx or CSV.")
    if not any(name.startswith("xl/") for name in names):
        raise _no_table()


def _only_cells(part: bytes) -> bytes:
    """A part with its formulas emptied, of a sheet only its cells; refuses XML that hides something."""
    if b"<!" in part or b"\0" in part or _LONG_TAG.search(part):  # entities; UTF-16, which would hide them
        raise ValueError("unusual XML")
    for strict, usual in _STRICT.items():
        part = part.replace(strict, usual)
    root, data = _ROOT.search(part), _DATA.search(part)
    if root and data:
        cells = part[data.start() : part.rfind(b"</" + data[1])]
        part = root[0] + cells + b"</" + data[1] + b"></" + root[1] + b">"
    elif root:
        part = root[0] + b"</" + root[1] + b">"
    return _FORMULA.sub(rb"<\1/>", part)


def _too_large() -> TableError:
    return TableError("This workbook holds too much; please save the table alone, as .xlsx or CSV.")


def _cell_text(value: object) -> str:
    """A workbook's value as text: dates in ISO, numbers plain, with the 15 digits that Excel shows."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return np.format_float_positional(float(f"{value:.15g}"), trim="-")
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "minutes").removesuffix(" 00:00")
    return str(value)
