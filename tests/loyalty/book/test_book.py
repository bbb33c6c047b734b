"""The Book: what the tabs say, however they are sorted and whatever stands in them twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import permutations

import pytest

from loyalty.book.account import Account, account
from loyalty.book.book import Book
from loyalty.book.decision import AddCoupon, AddEntry, Decision
from loyalty.member.claim import claim_order
from loyalty.member.redeem import redeem
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.email_log import LetterStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.member import Member
from loyalty.model.orders import Order
from loyalty.outcomes.claiming import NotPaid

Sheet = Callable[..., Book]

PEOPLE = """
    Members | Email             | Contact | Joined
    ANA     | ana@example.com   | ana     | 2026-11-01 09:00
    BORIS   | boris@example.com | boris   | 2026-11-02 09:00
"""


def sorted_in_all_ways(sheet: Sheet, heading: str, *rows: str) -> list[Book]:
    return [sheet(PEOPLE, "\n".join([heading, *order])) for order in permutations(rows)]


def test_an_account_tells_what_she_has_what_she_earned_and_what_she_spent(sheet: Sheet) -> None:
    book = sheet(
        """
        Ledger           | Member | Entry      | Points
        2026-11-01 09:00 | ANA    | sign-up    | 50
        2026-11-02 09:00 | ANA    | claim      | 260
        2026-11-03 09:00 | ANA    | redemption | -200
        2026-11-04 09:00 | ANA    | adjustment | -10
        2026-11-04 09:00 | BORIS  | sign-up    | 50
        """
    )

    assert book.account_of("ANA") == Account(points=100, lifetime=300, redeemed=200)
    assert account([]) == book.account_of("LAYLA") == Account(0, 0, 0)


def test_a_line_that_the_owner_adds_without_time_or_cause_counts(sheet: Sheet) -> None:
    book = sheet(
        """
        Ledger           | Member | Entry      | Points | Cause
                         | ANA    | adjustment | 25     |
                         | ANA    | adjustment | 25     |
        2026-11-01 09:00 | ANA    | sign-up    | 50     | join:ANA
        """
    )

    assert book.account_of("ANA").points == 100


def test_a_cause_counts_once_and_the_earlier_line_counts_however_the_ledger_is_sorted(sheet: Sheet) -> None:
    books = sorted_in_all_ways(
        sheet,
        "Ledger | Member | Entry | Points | Cause",
        "2026-11-02 09:00 | ANA | claim | 60 | order:1042",
        "2026-11-03 09:00 | ANA | claim | 999 | order:1042",
        "2026-11-04 09:00 | BORIS | claim | 60 | ORDER:1042",
    )

    assert {(book.account_of("ANA").points, book.account_of("BORIS").points) for book in books} == {(60, 0)}


def test_of_two_copies_of_a_line_the_same_one_counts_however_the_ledger_is_sorted(sheet: Sheet) -> None:
    books = sorted_in_all_ways(
        sheet,
        "Ledger | Member | Entry | Points | Cause",
        "2026-11-02 09:00 | ANA | claim | 60 | order:1042",
        "2026-11-02 09:00 | ANA | claim | 999 | order:1042",
        "2026-11-02 09:00 | BORIS | claim | 60 | order:1042",
    )

    assert len({(book.account_of("ANA").points, book.account_of("BORIS").points) for book in books}) == 1


def test_an_order_in_two_rows_is_claimed_for_the_lower_amount_however_orders_are_sorted(
    sheet: Sheet, now: datetime
) -> None:
    books = sorted_in_all_ways(
        sheet,
        "Orders | Email | Amount",
        "1042 | ana@example.com | 60.00",
        "#1042 | ana@example.com | 6.00",
        "1042 | ana@example.com | 600.00",
    )

    after = [book.after(claim_order(book, contact="ana", number="1042", now=now).changes) for book in books]

    assert {book.account_of("ANA").points for book in after} == {6}


def test_an_order_in_two_rows_is_paid_only_when_both_say_so_however_orders_are_sorted(
    sheet: Sheet, now: datetime
) -> None:
    books = sorted_in_all_ways(
        sheet,
        "Orders | Email | Amount | Status",
        "1042 | ana@example.com | 60.00 | paid",
        "1042 | ana@example.com | 60.00 | refunded",
    )

    outcomes = [claim_order(book, contact="ana", number="1042", now=now).outcome for book in books]

    assert all(isinstance(outcome, NotPaid) for outcome in outcomes)


@pytest.mark.parametrize("others_joined", ["2026-11-03 09:00", ""])
def test_of_two_rows_with_one_address_the_member_who_joined_first_counts_however_members_are_sorted(
    sheet: Sheet, others_joined: str
) -> None:
    rows = [
        f"BORIS | ana@example.com | ana | {others_joined}",
        "ANA | Ana@Example.com | ana | 2026-11-01 09:00",
        f"ANA | else@example.com | else | {others_joined}",
    ]
    books = [sheet("\n".join(["Members | Email | Contact | Joined", *order])) for order in permutations(rows)]

    assert {book.member_of("ana") == book.member_with("ANA@example.com") for book in books} == {True}
    assert {member.code for book in books if (member := book.member_of("ana"))} == {"ANA"}
    assert {book.members["ANA"].email for book in books} == {"Ana@Example.com"}


def test_of_two_who_joined_at_one_moment_the_same_one_counts_however_members_are_sorted(sheet: Sheet) -> None:
    rows = ["BORIS | ana@example.com | ana | 2026-11-01 09:00", "ANA | ana@example.com | ana | 2026-11-01 09:00"]
    books = [sheet("\n".join(["Members | Email | Contact | Joined", *order])) for order in permutations(rows)]

    assert len({member.code for book in books if (member := book.member_of("ana"))}) == 1


def test_a_code_in_two_rows_is_one_coupon(sheet: Sheet) -> None:
    book = sheet(
        """
        Coupons | Reward
        TOTE-1  | tote
        tote-1  | tote
        """
    )

    assert [coupon.code for coupon in book.pool("tote")] == ["TOTE-1"]


def test_a_blank_contact_or_address_is_nobody(sheet: Sheet) -> None:
    book = sheet(
        """
        Members | Email | Contact | Joined
        ANA     |       |         | 2026-01-01 09:00
        """
    )

    assert book.member_of("") is None
    assert book.member_with("") is None
    assert book.members["ANA"].code == "ANA"


def test_a_decision_leaves_the_book_it_was_made_on_as_it_was(sheet: Sheet, now: datetime) -> None:
    drawings = (
        PEOPLE,
        """
        Rewards | Name     | Points
        tote    | Tote bag | 200

        Coupons | Reward
        TOTE-1  | tote

        Ledger           | Member | Entry      | Points
        2026-11-01 09:00 | ANA    | adjustment | 200
        """,
    )
    book = sheet(*drawings)

    taken = redeem(book, contact="ana", reward="tote", codes=(), now=now)
    after = book.after(taken.changes)
    much_later = after.after([AddEntry(Entry(now, "BORIS", EntryKind.ADJUSTMENT, 7))])

    assert book == sheet(*drawings)
    assert (after.account_of("ANA").points, after.account_of("BORIS").points) == (0, 0)
    assert (much_later.account_of("ANA").points, much_later.account_of("BORIS").points) == (0, 7)
    assert (len(book.pool("tote")), len(after.pool("tote")), book.given("tote"), after.given("tote")) == (1, 0, 0, 1)


def test_a_coupon_added_twice_is_there_once(sheet: Sheet) -> None:
    added = AddCoupon(Coupon("MADE-1", "tote", CouponStatus.ISSUED, "ANA"))

    book = sheet(PEOPLE).after([added]).after([added])

    assert [row.code for row in book.coupon_rows_of("ANA")] == ["MADE-1"]


def test_a_decision_without_changes_writes_nothing() -> None:
    assert Decision("no").changes == ()


def test_a_book_grows_by_new_rows_as_if_they_had_always_been_there(sheet: Sheet) -> None:
    drawing = """
        Coupons | Reward | Status
        TOTE-1  | tote   | available
        TOTE-2  | tote   | available
        TOTE-3  | tote   | used
        """
    later = sheet(
        PEOPLE,
        """
        Orders | Email           | Amount
        1042   | ana@example.com | 60.00

        Coupons | Reward | Status
        TOTE-3  | tote   | available
        TOTE-4  | tote   | available
        TOTE-5  | tote   | cancelled

        Emails           | Member | Letter   | Status | Id
        2026-11-20 09:00 | ANA    | reminder | sent   | one
        """,
    )
    given = Entry(datetime(2026, 11, 20, 9, tzinfo=UTC), "ANA", EntryKind.REDEMPTION, -200, cause="coupon:TOTE-1")

    book = sheet(drawing).grown(
        members=later.members.values(),
        orders=later.orders.values(),
        coupons=later.coupons.values(),
        entries=[given],
        letters=later.letters_to("ANA"),
    )
    more = book.grown(coupons=[Coupon("TOTE-6", "tote"), Coupon("TOTE-1", "tote")])

    assert book.member_of("ana") == later.members["ANA"]
    assert (book.order("1042"), book.letters_to("ANA")) == (later.order("1042"), later.letters_to("ANA"))
    assert [coupon.code for coupon in more.pool("tote")] == ["TOTE-2", "TOTE-4", "TOTE-6"]
    assert [coupon.code for coupon in more.coupon_rows_of("ANA")] == ["TOTE-1"]


def test_a_code_that_comes_to_the_tab_after_the_ledger_gave_it_is_not_given_again(sheet: Sheet) -> None:
    book = sheet(
        """
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-20 09:00 | ANA    | redemption | -200   | tote | coupon:TOTE-1
        """
    )

    grown = book.grown(coupons=[Coupon("TOTE-1", "tote")])

    assert grown.pool("tote") == ()
    assert [(row.code, row.status) for row in grown.coupon_rows_of("ANA")] == [("TOTE-1", CouponStatus.ISSUED)]


def test_a_row_that_changed_in_its_place_is_as_it_is_now(sheet: Sheet) -> None:
    book = sheet(
        PEOPLE,
        """
        Orders | Email           | Amount
        1042   | ana@example.com | 60.00

        Emails           | Member | Letter   | Status | Id
        2026-11-20 09:00 | ANA    | reminder | taken  | one
        """,
    )
    ana = replace(book.members["ANA"], name="Anna")
    order = Order("1042", "ana@example.com", Decimal(30))
    taken = book.letters_to("ANA")[0]
    letter = replace(taken, status=LetterStatus.SENT, last_take=taken.time)

    for row in (ana, order, letter):
        book.corrected(row)

    assert (book.member_of("ana"), book.order("#1042"), book.letters_to("ANA")) == (ana, order, (letter,))


def test_a_book_knows_every_word_under_segment(sheet: Callable[..., Book]) -> None:
    book = sheet("Members | Email | Segment\nANA | ana@example.com | vip")
    grown = book.grown(members=[Member("BORIS", "boris@example.com", segments=("wholesale", "vip"))])

    assert (book.has_word("vip"), book.has_word("wholesale"), grown.has_word("gold")) == (True, True, False)
    assert not sheet("Members | Email\nANA | ana@example.com").has_word("vip")
