"""Texts are pasted, split and trimmed as Google's reference says."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.google.cell_text import pasted_text
from sandbox.google.changes.cells import text_cells
from sandbox.google.grid.cell import Cell, Formula
from sandbox.google.methods.core import Google
from sandbox.google.protocol import discovery
from sandbox.google.protocol.google_errors import Refusal

PEOPLE: list[list[object]] = [["Name", "Points"], ["Ana", 110], ["Boris", 60], ["Layla", 90]]


@pytest.fixture
def people(google: Google) -> Google:
    google.enter("S", "Members!A1", PEOPLE)
    return google


def box(top: int, bottom: int | None, left: int = 0, right: int | None = None) -> dict[str, int]:
    ends = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return {name: index for name, index in ends.items() if index is not None}


def refusal_of(google: Google, request: dict[str, Any]) -> str:
    with pytest.raises(Refusal) as refused:
        google.edit("S", [request])
    return refused.value.message


def test_every_delimiter_of_googles_is_known() -> None:
    delimiters = discovery.properties("TextToColumnsRequest")["delimiterType"]["enum"]

    assert {*text_cells.DELIMITERS, "CUSTOM", "AUTODETECT", "DELIMITER_TYPE_UNSPECIFIED"} == set(delimiters)


def paste(google: Google, text: str, *, row: int = 0, column: int = 0, **how: Any) -> None:
    corner = {"sheetId": 0, "rowIndex": row, "columnIndex": column}
    google.edit("S", [{"pasteData": {"coordinate": corner, "data": text, **how}}])


def test_pasted_lines_become_rows_and_are_entered_as_if_typed(google: Google) -> None:
    paste(google, 'Name,Points\r\nAna,"1,100"\n"Bo ""B"" ris",=2*3\n', row=1, column=1, delimiter=",")

    assert google.tab("S", "Members") == [
        [],
        ["", "Name", "Points"],
        ["", "Ana", 1100],
        ["", 'Bo "B" ris', 6],
    ]


def test_a_pasted_field_in_quotes_may_hold_delimiters_and_line_ends(google: Google) -> None:
    google.enter("S", "Members!A2", [["gone"]])

    paste(google, 'a\t"b\tc\nd"\n\ne', delimiter="\t")

    assert google.tab("S", "Members") == [["a", "b\tc\nd"], [], ["e"]]


def test_an_empty_pasted_field_empties_its_cell_and_a_short_row_leaves_cells_alone(people: Google) -> None:
    paste(people, "||\n\nx", column=0, delimiter="||")

    assert people.tab("S", "Members") == [[], ["", 110], ["x", 60], PEOPLE[3]]


def test_a_pasted_text_may_be_larger_than_the_grid(google: Google) -> None:
    paste(google, "1;2;3\n4;5;6", row=999, column=25, delimiter=";")

    sheet = google.spreadsheet("S").sheets[0]
    assert (sheet.row_count, sheet.column_count) == (1001, 28)
    assert google.tab("S", "Members")[1000][25:] == [4, 5, 6]


def test_pasted_values_keep_the_look_of_their_cells(google: Google) -> None:
    paste(google, "50%,60%", delimiter=",", type="PASTE_VALUES")
    paste(google, "50%", row=1, delimiter=",")
    paste(google, "$7", row=2, delimiter=",", type="PASTE_FORMAT")

    sheet = google.spreadsheet("S").sheets[0]
    assert [cell.value for cell in (sheet.cell(0, 0), sheet.cell(0, 1), sheet.cell(1, 0))] == [0.5, 0.6, 0.5]
    assert (sheet.cell(0, 0).format, sheet.cell(2, 0)) == (None, Cell())
    assert sheet.cell(1, 0).format == {"numberFormat": {"type": "PERCENT", "pattern": "0%"}}


def test_a_pasted_html_table_becomes_rows(google: Google) -> None:
    html = """
        <style>td { color: red }</style><p>Not pasted</p>
        <table><tr><th>Name<th colspan=2>Points<th>Tier</tr>
        <tr><td>Ana &amp;
            Boris<br>Layla</td><td></td><td><b>11</b>0</td></tr></table>
    """

    paste(google, html, html=True)

    assert google.tab("S", "Members") == [["Name", "Points", "", "Tier"], ["Ana & Boris\nLayla", "", 110]]


def test_pasted_html_without_a_table_becomes_lines(google: Google) -> None:
    paste(google, "<style>p {}</style><div>Ana</div><div>110<br>points</div>", html=True)

    assert google.tab("S", "Members") == [["Ana"], [110], ["points"]]


def test_pasted_text_needs_one_way_to_be_split_and_a_place(google: Google) -> None:
    place = {"coordinate": {"sheetId": 0}, "data": "a,b"}

    neither = refusal_of(google, {"pasteData": place})
    both = refusal_of(google, {"pasteData": {**place, "delimiter": ",", "html": True}})
    outside = refusal_of(google, {"pasteData": {**place, "coordinate": {"rowIndex": 1000}, "delimiter": ","}})

    assert "Either a delimiter or html" in neither
    assert "oneof" in both
    assert "exceeds grid limits" in outside


@pytest.mark.parametrize(
    "read", [lambda text: pasted_text.delimited(text, ","), lambda text: pasted_text.delimited(text, '"')]
)
def test_a_pasted_text_of_any_size_is_split_or_refused_but_never_breaks(
    read: Callable[[str], pasted_text.Fields],
) -> None:
    assert read("") == []
    assert read("a\nb") == [["a"], ["b"]]
    with pytest.raises(Refusal, match="50000 characters"):
        pasted_text.delimited("x" * 200_000, ",")


def split(source: dict[str, int], **how: str) -> dict[str, Any]:
    return {"textToColumns": {"source": source, **how}}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ({"delimiterType": "COMMA"}, "Ana,110"),
        ({"delimiterType": "SEMICOLON"}, "Ana;110"),
        ({"delimiterType": "PERIOD"}, "Ana.110"),
        ({"delimiterType": "SPACE"}, "Ana 110"),
        ({"delimiterType": "CUSTOM", "delimiter": "->"}, "Ana->110"),
        ({"delimiterType": "AUTODETECT"}, "Ana;110"),
    ],
)
def test_a_column_of_texts_is_split_at_a_delimiter(google: Google, kind: dict[str, str], text: str) -> None:
    google.enter("S", "Members!B1", [[text, "over", "kept"], ["Boris", "kept"], [7, "kept"]])

    google.edit("S", [split(box(0, None, 1, 2), **kind)])

    assert google.tab("S", "Members") == [["", "Ana", 110, "kept"], ["", "Boris", "kept"], ["", 7, "kept"]]


def test_what_cannot_be_split_is_refused(google: Google) -> None:
    two = refusal_of(google, split(box(0, 1, 0, 2), delimiterType="COMMA"))
    unsaid = refusal_of(google, split(box(0, 1, 0, 1)))
    empty = refusal_of(google, split(box(0, 1, 0, 1), delimiterType="CUSTOM"))

    assert "exactly one column" in two
    assert "A delimiterType must be specified" in unsaid
    assert "A delimiter must be specified" in empty


def test_whitespace_is_trimmed_and_counted(google: Google) -> None:
    cells = [{"userEnteredValue": {"stringValue": text}} for text in ("  Ana \n B ", "Boris", " =1+1", "\t", "x\u00a0")]
    write = {"start": {"sheetId": 0}, "rows": [{"values": cells}], "fields": "userEnteredValue"}
    google.edit("S", [{"updateCells": write}])
    google.enter("S", "Members!A2", [["= 1 + 1"]])

    reply = google.edit("S", [{"trimWhitespace": {"range": box(0, 5)}}])
    again = google.edit("S", [{"trimWhitespace": {"range": box(0, None)}}])

    assert reply == [{"trimWhitespace": {"cellsChangedCount": 3}}]
    assert again == [{"trimWhitespace": {}}]
    assert google.tab("S", "Members") == [["Ana B", "Boris", "=1+1", "", "x\u00a0"], [2]]
    sheet = google.spreadsheet("S").sheets[0]
    assert (sheet.cell(0, 3).value, sheet.cell(1, 0).value) == (None, Formula("= 1 + 1"))


def test_only_what_lies_in_the_range_is_trimmed(google: Google) -> None:
    google.enter("S", "Members!A1", [[" a", " b"], [" c", " d"]])

    google.edit("S", [{"trimWhitespace": {"range": box(1, 2, 0, 1)}}])

    assert google.tab("S", "Members") == [[" a", " b"], ["c", " d"]]
