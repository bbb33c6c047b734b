"""Workbooks as owners have them: typed cells, several sheets, titles, filters, passwords and damage."""

import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook

from commands.files.excel_workbook import MOST_COLUMNS, is_workbook, read_workbook
from shops.csv_file import Export, NoTable
from shops.order_fields import NOT_CALCULATED

ROOT = Path(__file__).parents[3]
HEADINGS = ("Order", "Email", "Amount", "Placed")


def known(headings: Sequence[str]) -> bool:
    return set(HEADINGS) <= set(headings)


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def workbook(*rows: tuple[Any, ...], title: str = "Orders") -> Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return book


def read(book: Workbook, sheet: str = "") -> Export:
    return read_workbook(saved(book), known=known, sheet=sheet)


def cells(export: Export) -> list[tuple[str, ...]]:
    return [line.cells for line in export.lines]


def edited(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts as another program has written it; None for a part that is not there."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, change(data) if part == name else data)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_each_kind_of_cell_is_read_as_it_is_seen() -> None:
    book = workbook(
        HEADINGS,
        ("00123", "ana@example.com", 19.99, datetime(2026, 11, 28, 18, 30, 5)),  # noqa: DTZ001 - cells have no zone
        (1042, " boris@example.com ", 0.1 + 0.2, date(2026, 11, 28)),
        ("\u200e#7", None, Decimal("1250.50"), "28.11.2026"),
        (True, False, -3, time(9, 30)),
    )

    export = read(book)

    assert export.headings == HEADINGS
    assert cells(export) == [
        ("00123", "ana@example.com", "19.99", "2026-11-28 18:30:05"),
        ("1042", "boris@example.com", "0.3", "2026-11-28"),
        ("#7", "", "1250.5", "28.11.2026"),
        ("TRUE", "FALSE", "-3", "1899-12-30 09:30:00"),
    ]
    assert export.told == "an Excel workbook, sheet 'Orders'"
    assert export.notes == ()


def test_rows_keep_their_numbers_and_empty_ones_are_no_lines() -> None:
    book = workbook(HEADINGS, (), ("7", "a@b.example"), (), (), ("8",))
    sheet = book["Orders"]
    for row in range(7, 400):
        sheet.cell(row, 2).fill = PatternFill("solid", "FFEE00")  # somebody has coloured the empty rows below

    export = read(book)

    assert [line.number for line in export.lines] == [3, 6]


def test_a_title_may_stand_above_headings_that_are_known() -> None:
    export = read(workbook(("Our orders",), ("as of", date(2026, 11, 28)), HEADINGS, ("7",)))

    assert (export.headings, cells(export)) == (HEADINGS, [("7",)])


def test_headings_that_nobody_knows_are_the_first_row() -> None:
    export = read(workbook(("Beleg", "Summe"), ("7", 5)))

    assert export.headings == ("Beleg", "Summe")


def several() -> Workbook:
    book = workbook(("What", "it is"), ("a note", "for us"), title="Notes")
    book.create_sheet("Old").append(HEADINGS)
    book["Old"].sheet_state = "hidden"
    book["Old"].append(("1",))
    book.create_sheet("Orders 2026").append(HEADINGS)
    book["Orders 2026"].append(("2",))
    book.create_chartsheet("Chart")
    return book


def test_of_several_sheets_the_first_one_that_is_shown_with_known_headings_is_read_and_the_others_are_named() -> None:
    export = read(several())

    assert (export.sheet, cells(export)) == ("Orders 2026", [("2",)])
    assert export.notes == ("Not read: Notes, Old. --sheet reads another one.",)


@pytest.mark.parametrize("asked", ["Old", " old "])
def test_a_sheet_can_be_named_also_a_hidden_one(asked: str) -> None:
    assert cells(read(several(), asked)) == [("1",)]


def test_a_sheet_that_is_not_there_is_one_sentence_with_those_that_are() -> None:
    with pytest.raises(NoTable, match=r"it has no sheet 'Orders'; it has: Notes, Old, Orders 2026"):
        read(several(), "Orders")


def test_hidden_rows_are_read_and_told() -> None:
    book = workbook(HEADINGS, ("7",), ("8",), ("9",))
    book["Orders"].row_dimensions[3].hidden = True

    export = read(book)

    assert cells(export) == [("7",), ("8",), ("9",)]
    assert export.notes == ("Hidden rows are read like the others: 1.",)


def test_merged_cells_count_once_and_are_told() -> None:
    book = workbook(HEADINGS, ("7", "a@b.example", 12), (None, None, 12), ("8",))
    book["Orders"].merge_cells("A2:A3")

    export = read(book)

    assert cells(export) == [("7", "a@b.example", "12"), ("", "", "12"), ("8",)]
    assert export.notes == ("Of merged cells the first one holds what they show, and the others nothing: 1.",)


def formula(value: str, kind: str = "") -> bytes:
    """A workbook with a formula whose value is as another program has saved it."""
    content = saved(workbook(HEADINGS, ("7", "a@b.example", "=B2*2")))
    attribute = f' t="{kind}"' if kind else ""
    return edited(
        content,
        SHEET,
        lambda data: data.replace(
            b'<c r="C2"><f>B2*2</f><v /></c>', f'<c r="C2"{attribute}><f>B2*2</f>{value}</c>'.encode()
        ),
    )


@pytest.mark.parametrize(
    ("value", "kind", "seen"),
    [
        ("<v>30.100000000000001</v>", "", "30.1"),
        ("<v>paid</v>", "str", "paid"),
        ("<v></v>", "str", ""),
        ("<v>1</v>", "b", "TRUE"),
        ("<v>#N/A</v>", "e", "#N/A"),
        ("<v/>", "", NOT_CALCULATED),
        ("", "", NOT_CALCULATED),
    ],
)
def test_of_a_formula_its_last_value_is_read(value: str, kind: str, seen: str) -> None:
    export = read_workbook(formula(value, kind), known=known)

    assert export.lines[0].cell(2) == seen
    assert bool(export.notes) is (seen == NOT_CALCULATED)


def test_cells_without_places_and_texts_in_pieces_are_read() -> None:
    xml = (
        b"<row><c t='inlineStr'><is><r><t>12-</t></r><r><t>ABC</t></r></is></c><c/>"
        b"<c t='inlineStr'><is><t>a_x000D_b</t></is></c></row></sheetData>"
    )
    content = edited(saved(workbook(HEADINGS)), SHEET, lambda data: data.replace(b"</sheetData>", xml))

    [line] = read_workbook(content, known=known).lines

    assert (line.number, line.cells) == (2, ("12-ABC", "", "a\rb"))


def test_a_cell_far_to_the_right_costs_no_memory_and_is_no_column() -> None:
    book = workbook(HEADINGS)
    for row in range(2, 60):
        book["Orders"].cell(row, 16_384).value = "x"

    export = read(book)

    assert {len(line.cells) for line in export.lines} == {MOST_COLUMNS + 1}


def ole(*, encrypted: bool) -> bytes:
    stream = "EncryptedPackage" if encrypted else "Workbook"
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + stream.encode("utf-16-le") + b"\0" * 100


def archive(*names: str, flag: int = 0) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, "x")
    content = file.getvalue()
    # A password is a bit of the part's own heading.
    return content.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01") if flag else content


FINE = saved(workbook(HEADINGS, ("7", "a@b.example", 12, "2026-11-28")))


def shared(strings: bytes) -> bytes:
    """As Excel itself writes it: a text is the number of one that stands elsewhere."""
    content = edited(
        FINE,
        SHEET,
        lambda data: data.replace(b't="inlineStr"><is><t>7</t></is>', b't="s"><v>0</v>'),
    )
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind
    file = BytesIO(edited(content, "[Content_Types].xml", lambda data: data.replace(b"</Types>", part)))
    with zipfile.ZipFile(file, "a") as more:
        main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        more.writestr("xl/sharedStrings.xml", b'<sst xmlns="%s">%s</sst>' % (main, strings))
    return file.getvalue()


@pytest.mark.parametrize(
    ("strings", "seen"),
    [(b"<si><t> 00123 </t></si>", "00123"), (b"<si><r><t>00</t></r><r><t>123</t></r></si>", "00123")],
)
def test_texts_that_many_cells_share_are_read(strings: bytes, seen: str) -> None:
    assert cells(read_workbook(shared(strings), known=known)) == [(seen, "a@b.example", "12", "2026-11-28")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (ole(encrypted=True), "it is protected by a password; save it without one"),
        (archive("xl/workbook.xml", flag=1), "it is protected by a password; save it without one"),
        (ole(encrypted=False), "it is a workbook of an old Excel (.xls); save it as .xlsx or as CSV"),
        (archive("[Content_Types].xml", "xl/workbook.bin"), "it is a binary workbook of Excel (.xlsb)"),
        (archive("mimetype", "content.xml"), "it is an archive or a workbook of another program"),
        (archive("orders.csv"), "it is an archive or a workbook of another program"),
        (archive(), "it is an archive or a workbook of another program"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "it is a damaged workbook"),
        (FINE[:2000], "it is a damaged workbook or archive"),
        (b"PK\x03\x04", "it is a damaged workbook or archive"),
        (edited(FINE, SHEET, lambda data: data[:300]), "it is a damaged workbook"),
        (edited(shared(b"<si><t>7</t></si>"), SHEET, lambda data: data.replace(b"<v>0<", b"<v>9<")), "it is a damaged"),
        (edited(FINE, "xl/workbook.xml", lambda _: b"<x>"), "it is a damaged workbook"),
        (edited(FINE, SHEET, lambda data: data.replace(b'r="1"', b'r="one"', 1)), "it is a damaged workbook"),
        (saved(openpyxl.Workbook()), "the sheet 'Sheet' is empty"),
    ],
)
def test_what_is_no_workbook_that_can_be_read_is_one_sentence(content: bytes, why: str) -> None:
    with pytest.raises(NoTable) as refused:
        read_workbook(content, known=known)

    assert str(refused.value).startswith(why)


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused_before_it_is_unpacked() -> None:
    bomb = edited(FINE, "docProps/app.xml", lambda _: b"0" * 5_000_000)

    assert len(bomb) < 20_000
    with pytest.raises(NoTable, match="unpacked it is larger than 3 MB; split it"):
        read_workbook(bomb, known=known, largest=3 * 2**20)


def test_what_unpacks_to_a_hundred_times_its_size_is_no_workbook_of_excels() -> None:
    bomb = edited(FINE, "docProps/app.xml", lambda _: b"0" * 40_000_000)

    with pytest.raises(NoTable, match="it unpacks to more than 100 times its size"):
        read_workbook(bomb, known=known)


def test_entities_that_grow_are_no_way_to_fill_the_memory() -> None:
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
    doctype = b'<!DOCTYPE x [<!ENTITY l0 "lol">' + laughs + b"]>"
    content = edited(
        FINE, SHEET, lambda data: doctype + data.replace(b"</sheetData>", b"<row><c><v>&l11;</v></c></row></sheetData>")
    )

    with pytest.raises(NoTable, match="damaged"):
        read_workbook(content, known=known)


def test_whatever_is_damaged_ends_in_a_table_or_in_one_sentence() -> None:
    chance = Random(7)
    for _ in range(150):
        name = chance.choice(zipfile.ZipFile(BytesIO(FINE)).namelist())

        def damaged(data: bytes) -> bytes:
            at = chance.randrange(len(data))
            return data[:at] + bytes([chance.randrange(256)]) + data[at + chance.randrange(1, 30) :]

        with suppress(NoTable):
            read_workbook(edited(FINE, name, damaged), known=known)


@pytest.mark.parametrize(("content", "answer"), [(FINE, True), (ole(encrypted=True), True), (b"Order,Email\n", False)])
def test_text_is_no_workbook(content: bytes, *, answer: bool) -> None:
    assert is_workbook(content) is answer


def test_the_program_starts_without_the_package_that_only_workbooks_need() -> None:
    asked = "import sys, manage, commands.import_orders, commands.import_members; print('openpyxl' in sys.modules)"

    ran = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603

    assert ran.stdout == "False\n"
