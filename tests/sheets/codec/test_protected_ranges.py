"""What is protected from the program, in the owner's way of naming cells."""

from typing import Any

import pytest

from sheets.codec.protected_ranges import protected_from_programs, protected_from_us


@pytest.mark.parametrize(
    ("place", "a1", "rows", "only_headings"),
    [
        ({}, "", (1, None), False),
        ({"sheetId": 7}, "", (1, None), False),
        ({"startRowIndex": 0, "endRowIndex": 1}, "1", (1, 1), True),
        ({"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 4}, "B1:D1", (1, 1), True),
        ({"startColumnIndex": 2, "endColumnIndex": 3}, "C", (1, None), False),
        ({"endRowIndex": 9, "startRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 27}, "A5:AA9", (5, 9), False),
        ({"startRowIndex": 1}, "2:", (2, None), False),
    ],
)
def test_a_protected_range_says_where_it_is(
    place: dict[str, Any], a1: str, rows: tuple[int, int | None], *, only_headings: bool
) -> None:
    [held] = protected_from_us({"protectedRanges": [{"range": place}]})

    assert (held.a1, (held.first_row, held.last_row), held.only_headings) == (a1, rows, only_headings)


@pytest.mark.parametrize("open_to_us", [{"requestingUserCanEdit": True}, {"warningOnly": True}])
def test_what_we_may_edit_is_not_protected_from_us(open_to_us: dict[str, bool]) -> None:
    assert not list(protected_from_us({"protectedRanges": [{"range": {}, **open_to_us}]}))


@pytest.mark.parametrize(
    ("editors", "kept_out"),
    [
        ({"users": ["owner@shop.example"]}, True),
        ({"users": ["owner@shop.example", "x@p.iam.gserviceaccount.com"]}, False),
        ({"users": ["owner@shop.example"], "groups": ["team@shop.example"]}, False),
        ({"users": ["owner@shop.example"], "domainUsersCanEdit": True}, False),
        ({}, False),
    ],
)
def test_a_person_sees_what_no_program_may_edit(editors: dict[str, Any], *, kept_out: bool) -> None:
    held = {"range": {}, "requestingUserCanEdit": True, "editors": editors}

    assert bool(list(protected_from_programs({"protectedRanges": [held]}))) is kept_out
    assert not list(protected_from_programs({"protectedRanges": [held | {"warningOnly": True}]}))
