"""A book that is kept and grown row by row says what one says that is made anew."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.book.book import Book
from loyalty.book.decision import AddLetter, RemoveLines
from loyalty.book.indexes import layered
from loyalty.intake.owner_edits import OwnerEdits, book_owner_edits
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.email_log import Letter, LetterStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.member import Member
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.program_settings import Settings
from loyalty.model.reward import Reward

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

ANA = Member("ANAAAA", "ana@example.com", "Ana", "7001", points_shown=80, points_booked=50)
ORDER = Order("1042", "ana@example.com", Decimal(60))
FREE, TAKEN = Coupon("T-1", "tote"), Coupon("T-2", "tote")
GIVEN = Entry(NOW, "ANAAAA", EntryKind.REDEMPTION, -200, subject="tote", cause="coupon:T-2")
EARNED = Entry(NOW, "ANAAAA", EntryKind.CLAIM, 260, cause="order:1041")
LETTER = Letter("reminder:ANAAAA:2026-11-22", NOW, "ANAAAA", "", "reminder", LetterStatus.TAKEN)
TOTE = Reward("tote", "Tote bag", 200)


def test_a_book_may_grow_in_any_order_and_says_the_same() -> None:
    whole = Book.of(
        members=[ANA], orders=[ORDER], rewards=[TOTE], coupons=[FREE, TAKEN], entries=[EARNED, GIVEN], letters=[LETTER]
    )

    for first_coupons in (True, False):
        book = Book.of(rewards=[TOTE])
        if first_coupons:
            book = book.grown(coupons=[FREE, TAKEN]).grown(entries=[EARNED, GIVEN])
        else:
            book = book.grown(entries=[GIVEN, EARNED]).grown(coupons=[FREE, TAKEN])
        book = book.grown(members=[ANA], orders=[ORDER], letters=[LETTER])

        assert book.account_of("ANAAAA") == whole.account_of("ANAAAA")
        assert book.pool("tote") == whole.pool("tote") == (FREE,)
        assert book.coupons == whole.coupons
        assert book.coupon_rows_of("ANAAAA") == whole.coupon_rows_of("ANAAAA")
        assert book.given("tote") == 1
        assert book.member_of("7001") == ANA
        assert book.order("1042") == ORDER
        assert book.letters_to("ANAAAA") == (LETTER,)


def test_an_email_is_one_however_many_lines_it_has_and_is_none_when_they_are_old() -> None:
    sent = replace(LETTER, status=LetterStatus.SENT, time=NOW + timedelta(seconds=1))
    book = Book.of(members=[ANA], letters=[LETTER])

    more = book.after([AddLetter(sent), AddLetter(replace(LETTER, id="welcome:ANAAAA:2026-11-22"))])
    less = more.after([RemoveLines((LETTER,))])

    assert [each.count_letters() for each in (Book.of(), book, more, less)] == [0, 1, 2, 1]


def test_a_code_is_in_one_pool_at_most_as_when_all_is_read_and_one_that_is_over_in_none() -> None:
    others = [Coupon("T-1", "mug"), Coupon("T-1", "zebra"), Coupon("T-3", "tote", CouponStatus.CANCELLED)]

    grown, whole = Book.of(coupons=[FREE]).grown(coupons=others), Book.of(coupons=[FREE, *others])

    for reward in ("mug", "tote", "zebra"):
        assert grown.pool(reward) == whole.pool(reward)
    assert grown.coupons == whole.coupons


rows_of_coupons = st.lists(
    st.builds(
        Coupon,
        code=st.sampled_from(["T-1", "t-1", "T-2"]),
        reward=st.sampled_from(["tote", "mug"]),
        status=st.sampled_from(CouponStatus),
        member=st.sampled_from(["", "ANAAAA", "BORBOR"]),
    ),
    max_size=6,
)
gifts = st.lists(
    st.builds(
        Entry,
        st.just(NOW),
        st.sampled_from(["ANAAAA", "BORBOR"]),
        st.just(EntryKind.REDEMPTION),
        st.just(-200),
        subject=st.just("tote"),
        cause=st.sampled_from(["coupon:T-1", "coupon:T-2"]),
    ),
    max_size=2,
    unique_by=lambda entry: entry.cause,
)


@given(rows_of_coupons, st.integers(0, 6), gifts, st.booleans())
def test_rows_with_one_code_count_alike_wherever_the_tab_was_cut_and_whenever_the_ledger_was_read(
    coupons: list[Coupon], cut: int, entries: list[Entry], ledger_first: bool
) -> None:
    whole = Book.of(coupons=coupons, entries=entries)

    early, late = (entries, []) if ledger_first else ([], entries)
    grown = Book.of(coupons=coupons[:cut], entries=early).grown(coupons=coupons[cut:]).grown(entries=late)

    assert grown.coupons == whole.coupons
    for reward in ("tote", "mug"):
        assert grown.pool(reward) == whole.pool(reward)
    for member in ("ANAAAA", "BORBOR"):
        assert set(grown.coupon_rows_of(member)) == set(whole.coupon_rows_of(member))


def test_a_row_that_changed_in_its_place_counts_as_it_is_now() -> None:
    book = Book.of(members=[ANA], orders=[ORDER], letters=[LETTER])

    book.corrected(replace(ANA, name="Anna"))
    book.corrected(replace(ORDER, status=OrderStatus.UNPAID))
    book.corrected(replace(LETTER, status=LetterStatus.SENT))

    assert book.members["ANAAAA"].name == "Anna"
    assert not book.orders["1042"].paid
    assert [letter.status for letter in book.letters_to("ANAAAA")] == [LetterStatus.SENT]


def test_only_the_members_whose_rows_were_read_are_looked_at_for_edits() -> None:
    boris = replace(ANA, code="BORBOR", contact="7002", email="")
    book = Book.of(Settings(), members=[ANA, boris])

    assert [change.entry.member for change in book_owner_edits(book, now=NOW, among=OwnerEdits((boris,)))] == ["BORBOR"]


def test_nothing_is_taken_out_of_a_books_mapping() -> None:
    with pytest.raises(TypeError):
        del layered({"K7Q4ZD": ANA})["K7Q4ZD"]
