import contextlib
import datetime
import io
import random
import re
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Sequence

import openpyxl  # type: ignore[import-untyped]
import pytest
from PIL import Image

from components.intake import tables
from components.intake.tables import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_PARTS,
    MAX_ROWS,
    MAX_TABLE_BYTES,
    UNCOMPUTED,
    TableError,
    read_table,
)

SHEET = "xl/worksheets/sheet1.xml"
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(*sheets: Sequence[Sequence[object]], hidden: int = 0) -> bytes:
    """An .xlsx file with these sheets' rows, of which the first ones are hidden."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for place, rows in enumerate(sheets):
        sheet = book.create_sheet()
        sheet.sheet_state = "hidden" if place < hidden else "visible"
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A zip after its files were changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    return changed(SMALL, lambda files: files.update({name: content}))


def with_sheet(rows: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    xml = b"<worksheet %b>%b<sheetData>%b</sheetData>%b</worksheet>" % (MAIN, before, rows, after)
    return with_part(SHEET, xml)


def cells(data: bytes) -> list[list[str]]:
    """The header and the rows."""
    rows = list(read_table(data)[0].rows.values())
    assert all(type(cell) is str for row in rows for cell in row)
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def lines(data: bytes) -> list[int]:
    return list(read_table(data)[0].rows)


def refusal(data: bytes) -> str:
    with pytest.raises(TableError) as caught:
        read_table(data)
    text = str(caught.value)
    assert text.endswith(".")
    assert "\n" not in text
    return text


def peak(data: bytes) -> int:
    """The most memory the refusal of a file takes, in bytes."""
    tracemalloc.start()
    refusal(data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


SMALL = workbook([["patient", "day"], [1, 2]])


# --- CSV ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_delimiter_is_found(mark: str, end: str) -> None:
    text = end.join(mark.join(row) for row in (["a", "b", "c"], ["1", "", "3"], ["4", "5", ""]))
    assert cells(text.encode()) == [["a", "b", "c"], ["1", "", "3"], ["4", "5", ""]]


def test_semicolons_win_over_decimal_commas() -> None:
    assert cells(b"a;b;c\n1;2,5;12,4\n2;3,5;12,5")[1] == ["1", "2,5", "12,4"]
    assert cells(b"a;b, mg/dl;c, g/l\n1;2,5;12,4")[0] == ["a", "b, mg/dl", "c, g/l"]


def test_a_comma_table_may_hold_semicolons_in_its_header() -> None:
    assert cells(b"a,b;c,d\n1,2,3\n4,5,6")[0] == ["a", "b;c", "d"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"]
)
def test_every_usual_encoding_is_read(encoding: str) -> None:
    text = "Patient;Größe (µmol/l)\nMüller;1,5\nÉmile;2,5\n"
    assert cells(text.encode(encoding)) == [
        ["Patient", "Größe (µmol/l)"],
        ["Müller", "1,5"],
        ["Émile", "2,5"],
    ]


def test_utf_16_is_also_found_in_the_other_byte_order() -> None:
    assert cells(b"\xfe\xff" + "a,b\n1,2".encode("utf-16-be")) == [["a", "b"], ["1", "2"]]


def test_quoted_cells_hold_marks_quotes_and_lines() -> None:
    data = b'a,"b, c"\n"1,234","say ""x"""\n"two\nlines", "3"\n'
    assert cells(data) == [["a", "b, c"], ["1,234", 'say "x"'], ["two\nlines", "3"]]


def test_lines_count_as_a_spreadsheet_counts_them() -> None:
    data = b'\n,,\na,b\n"1\n1",2\n\n,,,\n  ,\n3,4\n'
    assert lines(data) == [3, 4, 8]
    assert cells(data)[0] == ["a", "b"]


def test_rows_of_other_lengths_are_filled_up_and_space_is_cut() -> None:
    assert cells(b"a , b\n 1\n\xc2\xa02\xc2\xa0,3,4") == [["a", "b", ""], ["1", "", ""], ["2", "3", "4"]]


def test_excels_hint_of_the_delimiter_is_obeyed_and_not_counted() -> None:
    (sheet,) = read_table(b"sep=;\r\na;b\r\n1,5;2\r\n")
    assert sheet.rows == {1: ["a", "b"], 2: ["1,5", "2"]}


def test_lines_above_a_table_do_not_hide_its_delimiter() -> None:
    data = b"Report, printed today\n\npatient;date;a;b\nA;2021;1,1;2,2\nB;2021;1,3;2,4\n"
    assert cells(data)[2] == ["A", "2021", "1,1", "2,2"]


def test_spaces_part_columns_where_nothing_else_does() -> None:
    assert cells(b'"id" "day"   "a b"\n"A" 0 1.4\n')[:2] == [["id", "day", "a b"], ["A", "0", "1.4"]]


# --- Excel -------------------------------------------------------------------------------------------


def test_a_workbook_is_read_with_iso_dates_and_plain_numbers() -> None:
    rows: list[list[object]] = [
        ["date", "number", "text"],
        [datetime.date(2020, 1, 2), 12.4, " x "],
        [datetime.datetime(2020, 1, 2, 3, 4), 0.1 + 0.2, None],
        [datetime.datetime(1999, 12, 31), 12.0, True],
        [None, 1e-7, "12,4"],
        [None, -1_234_567, "007"],
    ]
    assert cells(workbook(rows)) == [
        ["date", "number", "text"],
        ["2020-01-02", "12.4", "x"],
        ["2020-01-02 03:04", "0.3", ""],
        ["1999-12-31", "12", "TRUE"],
        ["", "0.0000001", "12,4"],
        ["", "-1234567", "007"],
    ]


def test_lines_of_a_workbook_count_empty_rows() -> None:
    data = workbook([[], [None, "a", "b"], [None, 1, 2], [], [None, 3, 4]])
    assert lines(data) == [2, 3, 5]
    assert cells(data)[0] == ["", "a", "b"]


def test_the_visible_sheets_with_cells_are_read() -> None:
    data = workbook([["hidden", "x"], [1, 2]], [], [["a", "b"], [3, 4]], [["c", "d"], [5, 6]], hidden=1)
    assert [list(sheet.rows.values()) for sheet in read_table(data)] == [
        [["a", "b"], ["3", "4"]],
        [["c", "d"], ["5", "6"]],
    ]


def test_a_formulas_stored_result_is_used_and_a_missing_one_is_marked() -> None:
    data = workbook([["a", "b", "c", "d"], [1, "=A2+1", "=A2&A2", '=""']])
    assert cells(data)[1] == ["1", UNCOMPUTED, UNCOMPUTED, UNCOMPUTED]

    def store(files: dict[str, bytes]) -> None:
        sheet = re.sub(rb"(<f>[^<]*</f>)<v ?/>|(<f>[^<]*</f>)<v></v>", rb"\1\2<v/>", files[SHEET])
        sheet = sheet.replace(b"A2+1</f><v/>", b"A2+1</f><v>2.5</v>")
        files[SHEET] = sheet.replace(b'<c r="D2"><f>', b'<c r="D2" t="str"><f>')

    assert cells(changed(data, store))[1] == ["1", "2.5", UNCOMPUTED, ""]


def test_an_error_value_is_text() -> None:
    rows = b'<row><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row><row><c t="e"><v>#DIV/0!</v></c></row>'
    assert cells(with_sheet(rows))[1] == ["#DIV/0!", ""]


def test_rows_that_are_hidden_are_read_and_told() -> None:
    rows = (
        b'<row r="1"><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row>'
        b'<row hidden="1" r="2"><c><v>1</v></c><c><v>2</v></c></row>'
        b'<row r="3" hidden="true"><c><v>1</v></c><c><v>2</v></c></row>'
        b'<row r="4" hidden="0"><c><v>1</v></c><c><v>2</v></c></row>'
    )
    (sheet,) = read_table(with_sheet(rows))
    assert list(sheet.rows) == [1, 2, 3, 4]
    assert sheet.hidden == {2, 3}


def test_a_sheet_that_holds_no_table_is_passed_over() -> None:
    data = workbook([["only a note"]], [["a", "b"], [1, 2]], [["x"] * (MAX_COLUMNS + 1)] * 2)
    assert [sheet.name for sheet in read_table(data)] == ["Sheet1"]


def test_strict_open_xml_is_read() -> None:
    def make_strict(files: dict[str, bytes]) -> None:
        for name, part in files.items():
            for kind in (b"spreadsheetml/2006/main", b"officeDocument/2006/relationships"):
                usual = b"http://schemas.openxmlformats.org/" + kind
                files[name] = part = part.replace(
                    usual, b"http://purl.oclc.org/ooxml/" + kind.replace(b"2006/", b"")
                )

    assert cells(changed(SMALL, make_strict)) == [["patient", "day"], ["1", "2"]]


@pytest.mark.parametrize(
    ("part", "name"),
    [("content.xml", ".ods"), ("xl/workbook.bin", ".xlsb"), ("Index/Document.iwa", "Numbers")],
)
def test_other_spreadsheets_are_refused_by_name(part: str, name: str) -> None:
    assert name in refusal(changed(SMALL, lambda files: files.update({part: b""})))


def test_shared_formulas_and_prefixed_xml_are_read() -> None:
    xml = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        b'<x:row r="1"><x:c r="A1" t="str"><x:v>a</x:v></x:c><x:c r="B1" t="str"><x:v>b</x:v></x:c></x:row>'
        b'<x:row r="2"><x:c r="A2"><x:f t="shared" ref="A2:B2" si="0">A1&amp;"</x:f><x:v>2</x:v></x:c>'
        b'<x:c r="B2"><x:f t="shared" si="0"/></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert cells(with_part(SHEET, xml)) == [["a", "b"], ["2", UNCOMPUTED]]


def test_macros_links_and_pictures_are_never_unpacked() -> None:
    def add(files: dict[str, bytes]) -> None:
        files["xl/vbaProject.bin"] = b"macro"
        files["xl/externalLinks/externalLink1.xml"] = b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'>"
        files["xl/drawings/drawing1.xml"] = bytes(1000)
        files["docProps/core.xml"] = b"no XML"
        macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        types = files["[Content_Types].xml"]
        files["[Content_Types].xml"] = re.sub(rb"application/vnd[^\"]*sheet\.main\+xml", macro, types)

    assert cells(changed(SMALL, add)) == [["patient", "day"], ["1", "2"]]


# --- Limits ------------------------------------------------------------------------------------------


def test_what_is_too_large_is_refused_unread() -> None:
    assert "larger than 20 MB" in refusal(b"a" * (MAX_TABLE_BYTES + 1))
    assert "empty" in refusal(b"")


def test_as_many_rows_as_allowed_are_read_and_no_more() -> None:
    assert len(lines(b"a,b\n" + b"1,2\n" * MAX_ROWS)) == MAX_ROWS + 1
    assert "more than 20,000 rows" in refusal(b"a,b\n" + b"1,2\n" * (MAX_ROWS + 1))
    assert "more than 20,000 rows" in refusal(with_sheet(b"<row><c><v>1</v></c></row>" * (MAX_ROWS + 2)))


def test_as_many_columns_as_allowed_are_read_and_no_more() -> None:
    assert len(cells(b"a,b\n1" + b",2" * (MAX_COLUMNS - 1))[0]) == MAX_COLUMNS
    assert "more than 200 columns" in refusal(b"a,b\n1" + b",2" * MAX_COLUMNS)
    assert "more than 200 columns" in refusal(workbook([["a", "b"], [1] * (MAX_COLUMNS + 1)]))


def test_a_long_cell_is_refused() -> None:
    long = "x" * (MAX_CELL + 1)
    assert cells(f"a,b\n1,{long[1:]}".encode())[1] == ["1", long[1:]]
    assert "in line 2 has more than 1,000 characters" in refusal(f"a,b\n1,{long}".encode())
    assert "in line 2 has more than 1,000 characters" in refusal(workbook([["a", "b"], [1, long]]))
    assert "quotation mark" in refusal(b'a,b\n1,"' + b"2,3\n" * 50_000)


def test_millions_of_marks_are_refused_in_little_memory() -> None:
    assert peak(b"\n" * MAX_TABLE_BYTES) < 2**20
    refusal(b"," * MAX_TABLE_BYTES)


def test_a_workbook_that_says_it_is_huge_is_refused() -> None:
    assert "holds too much" in refusal(with_sheet(b" " * (tables.MAX_UNPACKED + 1)))


def test_a_bomb_that_lies_about_its_size_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_UNPACKED", 2**20)
    bomb = with_sheet(b" " * 2**26)
    size = max(info.file_size for info in zipfile.ZipFile(io.BytesIO(bomb)).infolist())
    assert peak(bomb) < 2**24
    assert peak(bomb.replace(struct.pack("<I", size), struct.pack("<I", 1000))) < 2**24


@pytest.mark.parametrize("name", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
def test_entities_are_refused_wherever_they_stand(name: str) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]><x>&l9;</x>'
    assert "damaged" in refusal(with_part(name, bomb.encode()))
    assert "damaged" in refusal(with_part(name, bomb.encode("utf-16")))


def test_even_a_harmless_entity_is_refused() -> None:
    def define(files: dict[str, bytes]) -> None:
        files["xl/workbook.xml"] = b'<!DOCTYPE x [<!ENTITY a "a">]>' + files["xl/workbook.xml"]

    assert "damaged" in refusal(changed(SMALL, define))


def test_millions_of_tags_are_refused_before_they_are_parsed() -> None:
    tags = tables.MAX_TAGS
    assert "holds too much" in refusal(with_sheet(b"<row>" + b"<c/>" * tags + b"</row>"))
    styles = b"<styleSheet %b><cellXfs>%b</cellXfs></styleSheet>" % (MAIN, b"<xf/>" * (tags // 10))
    assert "holds too much" in refusal(with_part("xl/styles.xml", styles))
    assert "damaged" in refusal(with_sheet(b"", before=b'<x ref="%b"/>' % (b"A1 " * 10_000)))


def test_decorations_are_cut_off_before_they_are_parsed() -> None:
    rows = b'<row r="1"><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row><row><c><v>1</v></c></row>'
    costly = b'<conditionalFormatting sqref="%b"/>' % (b"A1 " * 3_000) * 1_000
    assert cells(with_sheet(rows, before=costly, after=costly)) == [["a", "b"], ["1", ""]]


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="99999999999"><c><v>1</v></c></row>',
        b'<row r="1"><c r="ZZZ1"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1"><c><f t="shared" si="0">%b</f></c></row>' % (b"A1+" * 2_000),
        b"<row>" * 10_000,
    ],
)
def test_cells_in_impossible_places_cost_nothing(rows: bytes) -> None:
    refusal(with_sheet(rows))


def test_too_many_parts_are_refused_before_they_are_listed() -> None:
    assert "holds too much" in refusal(
        changed(SMALL, lambda files: files.update({f"xl/{n}.xml": b"" for n in range(MAX_PARTS)}))
    )


# --- What is no table --------------------------------------------------------------------------------


def picture(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, kind)
    return stream.getvalue()


def into_word(files: dict[str, bytes]) -> None:
    for name in list(files):
        files[name.replace("xl/", "word/")] = files.pop(name)


@pytest.mark.parametrize(
    "data",
    [
        *map(picture, ("PNG", "JPEG", "GIF", "BMP")),
        b"%PDF-1.7\n1,2\n3,4",
        b"{\\rtf1 a,b\n1,2}",
        b"<html><table><tr><td>1,2</td></tr>\n<tr>1,2</tr></table></html>",
        changed(SMALL, into_word),
        random.Random(0).randbytes(5000),
        bytes(5000),
        b"\xff\xfe\x00\xd8\x00\x00",
        b"\xef\xbb\xbf\xff\xff,1\n1,2",
        b"Dear diary\nnothing happened\n",
        b"\n\n  \n",
        b"a,b\x00\n1,2",
        b"a,\x81\n1,2",
    ],
)
def test_what_is_no_table_is_said(data: bytes) -> None:
    assert "not a table" in refusal(data)


def test_old_excel_files_and_passwords_get_their_own_sentence() -> None:
    assert "save it as .xlsx" in refusal(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000))


def test_a_header_alone_and_an_empty_workbook_are_said() -> None:
    assert "only a header" in refusal(b"a,b\n,\n")
    assert "only a header" in refusal(workbook([["a", "b"]]))
    assert "no cells" in refusal(workbook([], []))


def test_a_text_that_starts_like_a_zip_is_still_a_table() -> None:
    assert cells(b"PK,day\n1,2") == [["PK", "day"], ["1", "2"]]


# --- Damage ------------------------------------------------------------------------------------------

WHOLE = workbook(
    [["patient", "date", "bili"], [1, datetime.date(2020, 1, 2), "=1+1"], ["x", "y", 1.5]], [["a", "b"]]
)
TEXT = 'patient;date;"bili, total"\n1;2020-01-02;1,5\nÄ;"2020";<0,5\n'.encode()


@pytest.mark.parametrize("whole", [WHOLE, TEXT, TEXT.decode().encode("utf-16"), picture("PNG")])
def test_truncated_bytes_end_in_a_table_or_a_sentence(whole: bytes) -> None:
    for length in range(1, len(whole), max(1, len(whole) // 60)):
        with contextlib.suppress(TableError):
            read_table(whole[:length])


def damaged(whole: bytes, chance: random.Random, bytes_: bytes = bytes(range(256))) -> bytes:
    data = bytearray(whole)
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] = chance.choice(bytes_)
    return bytes(data)


@pytest.mark.parametrize("seed", range(30))
def test_damaged_and_random_bytes_end_in_a_table_or_a_sentence(seed: int) -> None:
    chance = random.Random(seed)

    def damage_a_part(files: dict[str, bytes]) -> None:
        name = chance.choice(sorted(files))
        files[name] = damaged(files[name], chance, b'<>"/=0129AZ \xff')

    noise = chance.randbytes(chance.randint(1, 300))
    broken = (damaged(WHOLE, chance), damaged(TEXT, chance), changed(WHOLE, damage_a_part))
    for data in (*broken, noise, b"PK\x03\x04" + noise, b"a,b\n" + noise):
        with contextlib.suppress(TableError):
            assert read_table(data)
