"""The owner's own numbers in Members.Points become entries, once."""

from collections.abc import Callable
from datetime import datetime

import pytest

from loyalty.adopt import adopt_edits
from loyalty.book import Book
from loyalty.decisions import AddEntry
from loyalty.values import Entry, EntryKind

Sheet = Callable[..., Book]


def test_a_number_typed_over_points_is_booked_as_the_difference(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        """
        Members | Email             | Points | As booked
        ANA     | ana@example.com   | 120    | 110
        BORIS   | boris@example.com | 50     | 50
        LAYLA   | layla@example.com | 0      | 50

        Ledger           | Member | Entry      | Points
        2026-11-01 09:00 | ANA    | adjustment | 110
        2026-11-01 09:00 | BORIS  | adjustment | 50
        2026-11-01 09:00 | LAYLA  | adjustment | 50
        """,
        version="r7",
    )

    edits = list(adopt_edits(book, now=now))

    assert edits == [
        AddEntry(
            Entry(
                now,
                member,
                EntryKind.ADJUSTMENT,
                points,
                email=f"{member.lower()}@example.com",
                note="edited in the sheet",
                cause=f"edit:{member}:r7",
            )
        )
        for member, points in (("ANA", 10), ("LAYLA", -50))
    ]
    assert [book.after(edits).account_of(member).points for member in ("ANA", "BORIS", "LAYLA")] == [120, 50, 0]


@pytest.mark.parametrize(
    ("shown", "booked", "points"),
    [("", "", None), ("", "50", None), ("0", "", None), ("100", "", 100), ("50", "50", None)],
)
def test_a_blank_or_unchanged_cell_is_no_edit_and_a_number_in_a_new_row_is(
    sheet: Sheet, now: datetime, shown: str, booked: str, points: int | None
) -> None:
    book = sheet(
        f"""
        Members | Points  | As booked
        ANA     | {shown} | {booked}
        """
    )

    assert [edit.entry.points for edit in adopt_edits(book, now=now)] == ([] if points is None else [points])


def test_an_edit_seen_twice_in_one_version_of_the_sheet_counts_once(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        """
        Members | Points | As booked
        ANA     | 120    |
        """,
        version="r7",
    )

    once = book.after(adopt_edits(book, now=now))
    twice = once.after(adopt_edits(once, now=now))

    assert twice.account_of("ANA") == once.account_of("ANA")


def test_the_same_edit_in_the_next_version_of_the_sheet_is_another(sheet: Sheet, now: datetime) -> None:
    drawing = """
        Members | Points | As booked
        ANA     | 60     | 50
        """

    first = next(adopt_edits(sheet(drawing, version="r7"), now=now))
    next_one = next(adopt_edits(sheet(drawing, version="r8"), now=now))

    assert first.entry.cause != next_one.entry.cause


def test_a_number_typed_after_a_line_was_added_by_hand_never_makes_a_balance_negative(
    sheet: Sheet, now: datetime
) -> None:
    book = sheet(
        """
        Members | Points | As booked
        ANA     | 100    | 200

        Ledger           | Member | Entry      | Points
        2026-11-01 09:00 | ANA    | adjustment | 200
        2026-11-02 09:00 | ANA    | adjustment | -150
        """
    )

    assert book.after(adopt_edits(book, now=now)).account_of("ANA").points >= 0
