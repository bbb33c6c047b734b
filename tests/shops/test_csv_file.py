"""Files as owners have them: in any encoding that is usual, with any separator, and odd ones."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shops.csv_file import LONGEST_CELL, SWALLOWED, NoTable, read_export
from shops.headings import OWN_MEMBER_HEADINGS, Shop, mapped_shop
from shops.member_rows import read_members
from shops.order_rows import read_orders

WESTERN = "Numéro;Prénom;Größe\n1001;Zoë;groß\n"
RUSSIAN = "Заказ;Почта;Сумма\n1001;anna@example.com;1 234,56 руб.\n"


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        (WESTERN, "utf-8", "UTF-8"),
        (RUSSIAN, "utf-8-sig", "UTF-8"),
        (RUSSIAN, "utf-16", "UTF-16"),
        (WESTERN, "utf-16-le", "UTF-16"),
        (WESTERN, "utf-16-be", "UTF-16"),
        (WESTERN, "cp1252", "Windows-1252"),
        ("Order;Café\n1;“quoted” – 5 €\n", "cp1252", "Windows-1252"),
        (RUSSIAN, "cp1251", "Windows-1251"),
        ("Order;Name\n1;Ёлка и №5\n", "cp1251", "Windows-1251"),
    ],
)
def test_the_usual_encodings_are_known_by_themselves(text: str, encoding: str, told: str) -> None:
    export = read_export(text.encode(encoding))

    headings, line = text.splitlines()
    assert export.encoding == told
    assert export.headings == tuple(headings.split(";"))
    assert [below.cells for below in export.lines] == [tuple(line.split(";"))]


def test_one_stray_zero_byte_is_no_sign_of_another_encoding() -> None:
    export = read_export("Order;Café\n1;Mug\0\n2;Cup\n".encode())

    assert (export.encoding, export.headings) == ("UTF-8", ("Order", "Café"))
    assert [line.cells for line in export.lines] == [("1", "Mug"), ("2", "Cup")]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_usual_separators_are_known_by_the_headings(sign: str) -> None:
    export = read_export(sign.join(("Order", "Email", '"A, b; c"')).encode() + b"\n1\n")

    assert export.separator == sign
    assert export.headings == ("Order", "Email", "A, b; c")


def test_what_excel_writes_before_the_headings_and_around_numbers_is_no_part_of_them() -> None:
    export = read_export(b'sep=;\r\nOrder;Email\r\n="00123"; a@example.com \r\n')

    assert export.separator == ";"
    assert [(line.number, line.cells) for line in export.lines] == [(3, ("00123", "a@example.com"))]


def test_lines_are_counted_as_an_editor_does_blank_ones_and_broken_cells_too() -> None:
    export = read_export(b'Order,Note\n1,"two\nlines"\n\n2,\n')

    assert [(line.number, line.cells) for line in export.lines] == [(2, ("1", "two\nlines")), (5, ("2", ""))]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"Order,Email\n\x81\x8d", "not text"),
        (b"\xff\xfe\x00", "not text"),
        (b'Order,Email\n1,a\n2,"b\n3,c\n', "line 3: a quotation mark is opened here and never closed"),
        (b'Order;Note\n1;"a\n2;"b"\n', "line 2: a quotation mark is left open here"),
        (b'Order,Note\n1,"5" pipe",a\n', "line 2: a quotation mark is left open here"),
        (b'"Order,Note\n1,a\n', "line 1: a quotation mark is opened here and never closed"),
        (b'Order\n"' + b"x" * (LONGEST_CELL + 1), "line 2 cannot be read as CSV"),
    ],
)
def test_what_is_no_table_is_one_sentence(content: bytes, why: str) -> None:
    with pytest.raises(NoTable, match=why):
        read_export(content)


def test_a_line_that_an_open_quotation_mark_has_swallowed_is_named() -> None:
    export = read_export(b'Order,Email,Amount\n1,"a@example.com,10\n2,b@example.com",20\n3,"c\nd",30\n')

    assert [(line.number, line.why) for line in export.lines] == [(2, SWALLOWED), (4, "")]


def test_a_note_of_several_lines_is_one_cell() -> None:
    export = read_export(b'Order,Note,Amount\n1,"Ring twice, please\nthank you",10\n')

    assert [(line.cells[1], line.why) for line in export.lines] == [("Ring twice, please\nthank you", "")]


@given(st.binary(max_size=200))
def test_no_file_breaks_it(content: bytes) -> None:
    with suppress(NoTable):
        assert read_export(content).headings


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("1042,ana@example.com,30,30", "30"),
        ("1042,ana@example.com,30,", "30"),
        ("1042,ana@example.com,,25", "25"),
        (
            "1042,ana@example.com,30,25",
            "Several columns are headed Total, and they say different things here. Rename all but the one that counts.",
        ),
    ],
)
def test_a_heading_that_stands_twice_says_one_thing_or_nothing(line: str, told: str) -> None:
    export = read_export(f"Order,Email,Total,total\n{line}\n1043,boris@example.com,12,12\n".encode())

    first, second = read_orders(export, mapped_shop({})).groups

    assert (str(first.value.amount) if first.value else first.why) == told
    assert second.value


def test_two_headings_of_one_field_still_stand_in_for_each_other() -> None:
    export = read_export(b"Order,Email,Amount,Total\n1042,ana@example.com,30,36\n")

    [group] = read_orders(export, mapped_shop({})).groups

    assert group.value
    assert group.value.amount == 30


def test_a_members_balance_that_stands_twice_says_one_thing_or_nothing() -> None:
    export = read_export(b"Email,Points,Points\nana@example.com,120,90\nboris@example.com,50,50\n")

    first, second = read_members(export, Shop("our own", (), OWN_MEMBER_HEADINGS)).groups

    assert first.why.startswith("Several columns are headed Points")
    assert second.value
    assert second.value.points == 50
