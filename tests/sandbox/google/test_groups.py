"""Rows and columns are grouped as Google's description of addDimensionGroup has it, and folded away."""

from typing import Any

import pytest

from sandbox.google.methods.core import Google
from sandbox.google.methods.description import Scope, described
from sandbox.google.protocol.discovery import Json
from sandbox.google.protocol.google_errors import Refusal

B, C, D, E = 1, 2, 3, 4


def columns(first: int, past: int) -> Json:
    return {"sheetId": 0, "dimension": "COLUMNS", "startIndex": first, "endIndex": past}


def groups(google: Google) -> list[tuple[int, int, int]]:
    held = described(google.spreadsheet("S"), Scope())["sheets"][0].get("columnGroups", [])
    return [(group["range"]["startIndex"], group["range"]["endIndex"] - 1, group["depth"]) for group in held]


def grouped(google: Google, *spans: tuple[int, int]) -> Google:
    google.edit("S", [{"addDimensionGroup": {"range": columns(first, last + 1)}} for first, last in spans])
    return google


def hidden(google: Google) -> list[int]:
    (sheet, _) = described(google.spreadsheet("S"), Scope(cells=True))["sheets"]
    held: list[Json] = sheet["data"][0]["columnMetadata"]
    return [index for index, column in enumerate(held) if column.get("hiddenByUser")]


@pytest.mark.parametrize(
    ("first", "second"),
    [((C, D), (B, E)), ((B, E), (C, D)), ((B, D), (C, E))],
    ids=["around", "within", "overlapping"],
)
def test_two_groups_are_drawn_as_in_googles_examples(
    google: Google, first: tuple[int, int], second: tuple[int, int]
) -> None:
    grouped(google, first, second)

    assert groups(google) == [(B, E, 1), (C, D, 2)]


def test_a_group_is_deleted_as_in_googles_example(google: Google) -> None:
    grouped(google, (B, E), (C, D))

    google.edit("S", [{"deleteDimensionGroup": {"range": columns(D, E + 1)}}])

    assert groups(google) == [(B, D, 1), (C, C, 2)]


@pytest.mark.parametrize("fields", ["collapsed", "*"])
def test_a_group_that_is_folded_hides_its_columns_until_it_is_opened(google: Google, fields: str) -> None:
    grouped(google, (B, D))
    group: Json = {"range": columns(B, D + 1), "depth": 1}
    fold = {"updateDimensionGroup": {"dimensionGroup": group | {"collapsed": True}, "fields": fields}}

    google.edit("S", [fold])
    folded = hidden(google)
    google.edit("S", [{"updateDimensionGroup": {"dimensionGroup": group, "fields": fields}}])

    assert (folded, hidden(google)) == ([B, C, D], [])


def test_columns_shown_by_hand_stay_so_when_only_the_depth_is_named(google: Google) -> None:
    grouped(google, (B, D))
    group: Json = {"range": columns(B, D + 1), "depth": 1, "collapsed": True}
    show = {"range": columns(C, D), "properties": {"hiddenByUser": False}, "fields": "hiddenByUser"}
    google.edit("S", [{"updateDimensionGroup": {"dimensionGroup": group, "fields": "*"}}])
    google.edit("S", [{"updateDimensionProperties": show}])

    google.edit("S", [{"updateDimensionGroup": {"dimensionGroup": group, "fields": "depth"}}])

    assert hidden(google) == [B, D]


def test_a_group_grows_with_a_column_inside_it_and_goes_with_its_last_one(google: Google) -> None:
    grouped(google, (B, D))

    google.edit("S", [{"insertDimension": {"range": columns(C, D)}}])
    grown = groups(google)
    google.edit("S", [{"deleteDimension": {"range": columns(B, E + 1)}}])

    assert (grown, groups(google)) == ([(B, E, 1)], [])


@pytest.mark.parametrize(
    ("kind", "request_"),
    [
        ("addDimensionGroup", {"range": columns(26, 30)}),
        ("addDimensionGroup", {"range": columns(3, 3)}),
        ("addDimensionGroup", {"range": columns(-1, 3)}),
        ("addDimensionGroup", {"range": {"dimension": "ROWS", "sheetId": 77}}),
        ("addDimensionGroup", {}),
        ("deleteDimensionGroup", {"range": columns(0, 3)}),
        ("updateDimensionGroup", {"dimensionGroup": {"range": columns(0, 3), "depth": 1}, "fields": "*"}),
        ("updateDimensionGroup", {"dimensionGroup": {"range": columns(0, 3), "depth": 1}}),
    ],
)
def test_a_group_that_cannot_be_is_refused(google: Google, kind: str, request_: Any) -> None:
    with pytest.raises(Refusal):
        google.edit("S", [{kind: request_}])


def test_groups_are_eight_deep_at_most(google: Google) -> None:
    grouped(google, *[(B, D)] * 8)

    with pytest.raises(Refusal, match="deeper than 8"):
        grouped(google, (C, C))
