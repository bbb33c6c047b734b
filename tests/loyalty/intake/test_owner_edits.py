"""The owner's own numbers in Members.Points become entries, once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry
from loyalty.intake.owner_edits import OwnerEdits, book_owner_edits, is_typed
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.member import Member
from loyalty.model.orders import Order, OrderStatus

Sheet = Callable[..., Book]


def test_a_number_typed_over_points_is_booked_as_the_difference(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        """
        Members | Email             | Points | As booked | Display
        ANA     | ana@example.com   | 120    | 110       | 2a
        BORIS   | boris@example.com | 50     | 50        | 2a
        LAYLA   | layla@example.com | 0      | 50        | 2b

        Ledger           | Member | Entry      | Points
        2026-11-01 09:00 | ANA    | adjustment | 110
        2026-11-01 09:00 | BORIS  | adjustment | 50
        2026-11-01 09:00 | LAYLA  | adjustment | 50
        """,
        version="r7",
    )

    edits = list(book_owner_edits(book, now=now))

    assert edits == [
        AddEntry(
            Entry(
                now,
                member,
                EntryKind.ADJUSTMENT,
                points,
                email=f"{member.lower()}@example.com",
                note="edited in the sheet",
                cause=cause,
            )
        )
        for member, points, cause in (("ANA", 10, "edit:ANA:2a:120"), ("LAYLA", -50, "edit:LAYLA:2b:0"))
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
        Members | Contact | Points  | As booked
        ANA     | 7001    | {shown} | {booked}
        """
    )

    assert [edit.entry.points for edit in book_owner_edits(book, now=now)] == ([] if points is None else [points])


def test_an_edit_seen_twice_in_one_version_of_the_sheet_counts_once(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        """
        Members | Points | As booked
        ANA     | 120    |
        """,
        version="r7",
    )

    once = book.after(book_owner_edits(book, now=now))
    twice = once.after(book_owner_edits(once, now=now))

    assert twice.account_of("ANA") == once.account_of("ANA")


def test_a_number_typed_over_one_display_is_booked_once_whatever_else_is_booked_meanwhile(
    sheet: Sheet, now: datetime
) -> None:
    drawing = """
        Members | Points | As booked | Display
        ANA     | 60     | 50        | 2a

        Ledger           | Member | Entry      | Points | Cause
        2026-11-01 09:00 | ANA    | sign-up    | 50     | join:ANA
        2026-11-02 09:00 | ANA    | adjustment | 10     | edit:ANA:2a:60
        2026-11-03 09:00 | ANA    | claim      | 60     | order:1042
        """

    assert list(book_owner_edits(sheet(drawing), now=now)) == []
    assert [
        edit.entry.points
        for edit in book_owner_edits(sheet(drawing.replace("| 60     | 50", "| 75     | 50")), now=now)
    ] == [15]


def test_the_same_number_typed_over_the_next_display_is_another_edit(sheet: Sheet, now: datetime) -> None:
    drawing = """
        Members | Points | As booked | Display
        ANA     | 60     | 50        | 2b

        Ledger           | Member | Entry      | Points | Cause
        2026-11-02 09:00 | ANA    | adjustment | 10     | edit:ANA:2a:60
        """

    assert [edit.entry.points for edit in book_owner_edits(sheet(drawing), now=now)] == [10]


def test_a_number_typed_back_over_one_that_is_booked_already_is_an_edit_too(sheet: Sheet, now: datetime) -> None:
    """The display of the booked one went astray, so its row still says that 50 is what was shown."""
    drawing = """
        Members | Points | As booked | Display
        ANA     | {typed} | 50       | 2b

        Ledger           | Member | Entry      | Points | Cause
        2026-11-01 09:00 | ANA    | adjustment | 50     |
        2026-11-02 09:00 | ANA    | adjustment | 10     | edit:ANA:2b:60
        """
    back = sheet(drawing.format(typed=50))
    once = back.after(book_owner_edits(back, now=now))
    again = sheet(
        drawing.format(typed=60), "Ledger | Member | Entry | Points | Cause\n | ANA | adjustment | -10 | edit:ANA:2b:50"
    )

    assert [(edit.entry.points, edit.entry.cause) for edit in book_owner_edits(back, now=now)] == [
        (-10, "edit:ANA:2b:50")
    ]
    assert list(book_owner_edits(once, now=now)) == []
    assert [(edit.entry.points, edit.entry.cause) for edit in book_owner_edits(again, now=now)] == [
        (10, "edit:ANA:2b:60:2")
    ]


def test_a_display_that_only_lags_behind_the_ledger_is_no_edit(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        """
        Members | Points | As booked | Display
        ANA     | 50     | 50        | 2b

        Ledger           | Member | Entry      | Points | Cause
        2026-11-01 09:00 | ANA    | adjustment | 50     |
        2026-11-02 09:00 | ANA    | adjustment | 10     | edit:ANA:2a:60
        """
    )

    assert list(book_owner_edits(book, now=now)) == []


def test_a_number_beside_a_display_that_landed_in_anothers_row_is_no_edit(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        """
        Members | Email             | Points | As booked | Display
        ANA     | ana@example.com   | 120    | 110       | 2a
        BORIS   | boris@example.com | 60     | 50        | 2a

        Ledger           | Member | Entry      | Points
        2026-11-01 09:00 | ANA    | adjustment | 110
        2026-11-01 09:00 | BORIS  | adjustment | 50
        """,
        version="r7",
    )

    edits = book_owner_edits(replace(book, misplaced=frozenset({"edit:ana:2a:"})), now=now)

    assert [(edit.entry.member, edit.entry.points) for edit in edits] == [("BORIS", 10)]


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

    assert book.after(book_owner_edits(book, now=now)).account_of("ANA").points >= 0


def test_an_edit_that_is_booked_is_not_looked_for_again(sheet: Sheet, now: datetime) -> None:
    before = sheet(
        """
        Members | Points | As booked
        ANA     | 60     | 50
        BORIS   | 50     | 50

        Ledger           | Member | Entry      | Points
        2026-11-01 09:00 | ANA    | adjustment | 50
        2026-11-01 09:00 | BORIS  | adjustment | 50
        """
    )
    typed = OwnerEdits.among(before.members.values(), (), ())

    waiting = typed.not_booked(before)
    waiting_after = typed.not_booked(before.after(book_owner_edits(before, now=now)))

    assert [member.code for member in waiting.members] == ["ANA"]
    assert waiting_after == OwnerEdits()


def test_a_difference_that_no_line_could_hold_is_booked_in_several(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        """
        Members | Email           | Points     | As booked  | Display
        ANA     | ana@example.com | 0          | 2500000000 | 2a

        Ledger           | Member | Entry      | Points
        2026-11-01 09:00 | ANA    | adjustment | 1000000000
        2026-11-02 09:00 | ANA    | adjustment | 1000000000
        2026-11-03 09:00 | ANA    | adjustment | 500000000
        """
    )
    booked = []

    while edits := tuple(book_owner_edits(book, now=now)):
        booked += [edit.entry.points for edit in edits]
        book = book.after(edits)

    assert booked == [-(10**9), -(10**9), -(5 * 10**8)]
    assert book.account_of("ANA").points == 0


def test_a_typed_number_must_not_be_written_over_until_it_is_booked() -> None:
    typed = Member("K7Q4ZD", "ana@example.com", points_shown=80, points_booked=50, display="2a")
    joined = Entry(datetime(2026, 11, 1, tzinfo=UTC), "K7Q4ZD", EntryKind.SIGN_UP, 50, cause="join:K7Q4ZD")
    book = Book.of(members=[typed], entries=[joined])

    [adjustment] = book_owner_edits(book, now=datetime(2026, 11, 2, tzinfo=UTC))

    assert is_typed(book, typed)
    assert not is_typed(book.after([adjustment]), typed)


def test_edits_taken_one_by_one_are_all_of_them() -> None:
    order = Order("1042", "ana@example.com", Decimal(60), OrderStatus.REFUNDED)
    coupon = Coupon("TOTE-1", "tote", CouponStatus.CANCELLED)
    edits = OwnerEdits((Member("K7Q4ZD", points_shown=5),), (order,), (coupon,))

    together = OwnerEdits()
    for edit in edits.each():
        assert len(edit) == 1
        together = together.and_those(edit)

    assert together == edits
