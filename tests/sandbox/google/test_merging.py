"""Merged cells follow rows and columns, are pasted and sorted whole, and are never torn."""

import pytest

from sandbox.google.methods.core import Google
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import Refusal

TORN = "You must select all cells in a merged range to merge or unmerge them."


def box(top: int, bottom: int, left: int, right: int) -> Json:
    return {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}


def merged(google: Google, *ranges: Json) -> Google:
    google.edit("S", [{"mergeCells": {"range": held}} for held in ranges])
    return google


def merges(google: Google, at: int = 0) -> list[Json]:
    return list(google.spreadsheet("S").sheets[at].held("merges"))


def lines(first: int, past: int) -> Json:
    return {"sheetId": 0, "dimension": "ROWS", "startIndex": first, "endIndex": past}


def test_a_merge_grows_with_a_row_inside_it_and_shrinks_until_it_is_one_cell(google: Google) -> None:
    merged(google, box(1, 3, 0, 1))

    google.edit("S", [{"insertDimension": {"range": lines(2, 3)}}])
    assert merges(google) == [box(1, 4, 0, 1)]
    google.edit("S", [{"deleteDimension": {"range": lines(0, 2)}}])
    assert merges(google) == [box(0, 2, 0, 1)]
    google.edit("S", [{"deleteDimension": {"range": lines(0, 1)}}])
    assert merges(google) == []


def test_the_first_value_of_a_merge_is_kept(google: Google) -> None:
    google.enter("S", "A1", [["", "b"], ["c", "d"]])

    merged(google, box(0, 2, 0, 2))

    assert google.tab("S", "Members") == [["b"]]


@pytest.mark.parametrize("kind", ["mergeCells", "unmergeCells"])
def test_a_part_of_a_merge_is_neither_merged_nor_unmerged(google: Google, kind: str) -> None:
    merged(google, box(1, 3, 0, 2))

    with pytest.raises(Refusal) as refused:
        google.edit("S", [{kind: {"range": box(0, 2, 0, 2)}}])

    assert refused.value.message == f"Invalid requests[0].{kind}: {TORN}"


def test_rows_that_a_merge_holds_together_are_not_sorted(google: Google) -> None:
    google.enter("S", "A1", [["b"], ["a"], ["c"]])
    merged(google, box(1, 3, 0, 1))

    for kind in ("sortRange", "randomizeRange"):
        with pytest.raises(Refusal, match="There is a vertical merge at Members!A2:A3"):
            google.edit("S", [{kind: {"range": box(0, 3, 0, 1)}}])


def test_a_merge_within_a_row_is_sorted_with_it(google: Google) -> None:
    google.enter("S", "A1", [["b", "", 1], ["a", "x", 2]])
    merged(google, box(0, 1, 0, 2))

    google.edit("S", [{"sortRange": {"range": box(0, 2, 0, 3), "sortSpecs": [{"dimensionIndex": 0}]}}])

    assert google.tab("S", "Members") == [["a", "x", 2], ["b", "", 1]]
    assert merges(google) == [box(1, 2, 0, 2)]


def test_copied_cells_bring_their_merges_once_for_each_copy(google: Google) -> None:
    merged(google, box(0, 1, 0, 2))

    google.edit("S", [{"copyPaste": {"source": box(0, 2, 0, 2), "destination": box(4, 8, 0, 2)}}])
    assert merges(google) == [box(0, 1, 0, 2), box(4, 5, 0, 2), box(6, 7, 0, 2)]

    turned = {"source": box(0, 2, 0, 2), "destination": box(4, 8, 0, 2), "pasteOrientation": "TRANSPOSE"}
    google.edit("S", [{"copyPaste": turned}])
    assert merges(google) == [box(0, 1, 0, 2), box(4, 6, 0, 1), box(6, 8, 0, 1)]

    values = {"source": box(9, 11, 0, 2), "destination": box(4, 6, 0, 2), "pasteType": "PASTE_VALUES"}
    google.edit("S", [{"copyPaste": values}])
    assert len(merges(google)) == 3


def test_cut_cells_take_their_merges_along_also_to_another_tab(google: Google) -> None:
    merged(google, box(0, 1, 0, 2))
    ledger = google.spreadsheet("S").sheets[1].id

    google.edit("S", [{"cutPaste": {"source": box(0, 2, 0, 2), "destination": {"sheetId": ledger, "rowIndex": 3}}}])

    assert (merges(google), merges(google, 1)) == ([], [{"sheetId": ledger} | box(3, 4, 0, 2)])


@pytest.mark.parametrize(
    "request_",
    [
        {"insertRange": {"range": box(0, 1, 0, 1), "shiftDimension": "ROWS"}},
        {"insertRange": {"range": box(2, 3, 0, 2), "shiftDimension": "ROWS"}},
        {"deleteRange": {"range": box(1, 2, 0, 2), "shiftDimension": "ROWS"}},
        {"deleteRange": {"range": box(2, 3, 0, 1), "shiftDimension": "COLUMNS"}},
        {"moveDimension": {"source": lines(1, 2), "destinationIndex": 7}},
        {"moveDimension": {"source": lines(7, 8), "destinationIndex": 2}},
        {"cutPaste": {"source": box(0, 2, 0, 2), "destination": {"rowIndex": 9}}},
        {"copyPaste": {"source": box(5, 6, 0, 1), "destination": box(1, 2, 0, 1)}},
    ],
)
def test_merged_cells_are_not_torn(google: Google, request_: Json) -> None:
    merged(google, box(1, 3, 0, 2))

    with pytest.raises(Refusal, match=TORN):
        google.edit("S", [request_])


def test_merged_cells_move_whole_with_what_is_inserted_before_them(google: Google) -> None:
    merged(google, box(1, 3, 0, 2))

    google.edit("S", [{"insertRange": {"range": box(0, 1, 0, 2), "shiftDimension": "ROWS"}}])
    assert merges(google) == [box(2, 4, 0, 2)]
    google.edit("S", [{"deleteRange": {"range": box(2, 4, 0, 2), "shiftDimension": "ROWS"}}])
    assert merges(google) == []
