"""Rows with one key: the one counts that gives less, however the tab is sorted."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry
from loyalty.book.doubled_rows import Offered, offer_gives
from loyalty.intake.owner_edits import book_owner_edits
from loyalty.model.bought.product_rules import ProductRule
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import Fact, FactKind
from loyalty.model.offers import Answer, Campaign, Offers, OwnerAction, Per, Plan, Question, Tier
from loyalty.model.orders import Order
from loyalty.model.reward import Reward
from loyalty.model.segment import Segment, SegmentRule
from loyalty.points.memberships import plan_in
from loyalty.points.redeemed import coupon_of

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
EARNED = Entry(NOW, "ANA", EntryKind.CLAIM, 260, cause="order:1041")
GIVEN = Entry(NOW, "ANA", EntryKind.REDEMPTION, -200, subject="tote", cause="coupon:TOTE-1")
TOTE_1 = Coupon("TOTE-1", "tote", CouponStatus.ISSUED, "ANA", issued=NOW, expires=date(2026, 12, 22))
IN_THE_POOL = Coupon("TOTE-1", "tote")


def books(*coupons: Coupon, entries: Sequence[Entry] = (EARNED, GIVEN)) -> list[Book]:
    """The books of these rows in every order."""
    return [Book.of(coupons=rows, entries=entries) for rows in permutations(coupons)]


@pytest.mark.parametrize(
    "copy",
    [
        replace(IN_THE_POOL, status=CouponStatus.CANCELLED),
        replace(TOTE_1, code="tote-1 ", status=CouponStatus.CANCELLED),
        replace(TOTE_1, reward="mug", status=CouponStatus.CANCELLED),
        replace(TOTE_1, member="BORIS", status=CouponStatus.USED),
        replace(TOTE_1, expires=None),
        IN_THE_POOL,
    ],
)
def test_a_copy_of_a_given_coupon_gives_nothing_back_and_goes_to_nobody_however_it_is_sorted(copy: Coupon) -> None:
    for book in books(TOTE_1, copy):
        assert list(book_owner_edits(book, now=NOW)) == []
        assert book.pool("tote") == ()
        assert book.coupon("TOTE-1") == TOTE_1
        assert book.coupon_rows_of("ANA") == (TOTE_1,)
        assert book.coupon_rows_of("BORIS") == ()


def test_a_coupon_that_one_of_two_rows_calls_used_is_used() -> None:
    used = replace(TOTE_1, status=CouponStatus.USED)

    assert [book.coupon("TOTE-1") for book in books(TOTE_1, used)] == [used, used]


def test_a_coupon_is_cancelled_when_all_its_rows_say_so() -> None:
    cancelled = replace(TOTE_1, status=CouponStatus.CANCELLED)

    for book in books(cancelled, replace(cancelled, expires=None)):
        assert [change.entry.points for change in book_owner_edits(book, now=NOW)] == [200]


@pytest.mark.parametrize("status", [status for status in CouponStatus if status is not CouponStatus.AVAILABLE])
def test_a_code_in_the_pool_is_given_only_when_all_its_rows_say_that_it_can_be(status: CouponStatus) -> None:
    for book in books(IN_THE_POOL, replace(IN_THE_POOL, status=status), entries=()):
        assert book.pool("tote") == ()


def test_a_code_in_the_pool_for_two_rewards_is_one_coupon_of_the_same_one_however_they_are_sorted() -> None:
    pools = {
        (book.pool("mug"), book.pool("tote"))
        for book in books(IN_THE_POOL, replace(IN_THE_POOL, reward="mug"), entries=())
    }

    assert len(pools) == 1
    assert sum(map(len, *pools)) == 1


def test_a_corrected_code_in_two_rows_is_the_same_coupon_however_they_are_sorted() -> None:
    corrected, copy = replace(TOTE_1, code="T-8"), replace(TOTE_1, code="T-9", status=CouponStatus.CANCELLED)

    assert [coupon_of(book, GIVEN) for book in books(corrected, copy)] == [corrected, corrected]


MUG = Reward("mug", "Blue mug", 200)


@pytest.mark.parametrize(
    "less",
    [
        replace(MUG, active=False),
        replace(MUG, points=201),
        replace(MUG, stock=5),
        replace(MUG, once=True),
        replace(MUG, only_for=("gold",)),
    ],
)
def test_of_rewards_with_one_name_the_one_is_taken_that_gives_less(less: Reward) -> None:
    less = replace(less, id="mug-2")

    assert offer_gives(less) < offer_gives(replace(MUG, special_price=150))
    assert {Book.of(rewards=order).reward("blue mug") for order in permutations([MUG, less])} == {less}
    assert Book.of(rewards=[MUG, less]).reward("mug") == MUG
    assert Book.of(rewards=[MUG, less]).reward("cup") is None


def test_an_order_that_pays_two_plans_pays_the_same_one_however_they_are_sorted() -> None:
    club, better = Plan("Club", 1, "card"), Plan("Better club", 12, "card")
    order = Order("1042", "ana@example.com", Decimal(60), products=("card",))

    for plans in permutations([club, better]):
        assert plan_in(Book.of(offers=Offers(plans=plans)), order) == club


def test_of_two_answers_or_lines_with_one_key_the_same_one_counts_however_they_are_sorted(
    same: Callable[[Sequence[Book]], Book],
) -> None:
    tea, coffee = (Answer("1", NOW, "ANA", "tea", "Tea or coffee?", said) for said in ("tea", "coffee"))
    yes, no = (Fact(NOW, FactKind.MEMBER_REMINDERS, "ANA", said) for said in ("yes", "no"))
    soon = Entry(NOW, "ANA", EntryKind.CLAIM, 60, subject="1042", cause="order:1042", available=date(2026, 11, 23))
    late = replace(soon, available=date(2026, 12, 23))

    book = same([Book.of(answers=answers) for answers in permutations([tea, coffee])])
    assert book.answers_of("ANA") == (coffee,)
    book = same([Book.of(facts=facts) for facts in permutations([yes, no])])
    assert [fact.value for fact in book.all_facts()] == ["no"]
    book = same([Book.of(entries=entries) for entries in permutations([soon, late])])
    assert book.entries_of("ANA") == (late,)


@pytest.fixture
def same() -> Callable[[Sequence[Book]], Book]:
    """The one book that all of these are."""

    def one_of(books: Sequence[Book]) -> Book:
        assert all(book == books[0] for book in books)
        return books[0]

    return one_of


def test_a_coupon_that_was_given_in_a_book_that_grows_has_its_row() -> None:
    book = Book.of(coupons=[IN_THE_POOL]).after([AddEntry(GIVEN)])

    assert book.pool("tote") == ()


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (Campaign("Week", multiplier=Decimal(2)), Campaign("Week", multiplier=Decimal(3))),
        (Campaign("Week", bonus=5, active=False), Campaign("Week")),
        (Campaign("Week", bonus=5), Campaign("Week", bonus=5, hold_out=False)),
        (Tier("Gold", Decimal(500)), Tier("Gold", Decimal(100))),
        (Plan("Club", 12), Plan("Club")),
        (Question("tea", "Why?", points=5), Question("tea", "Why?", points=50)),
        (OwnerAction("review", "A review", 20), OwnerAction("review", "A review", 20, per=Per.DAY)),
        (Segment("it", SegmentRule.BEST, Decimal(3)), Segment("it", SegmentRule.BEST, Decimal(2))),
        (Segment("it", SegmentRule.NEW, Decimal(7)), Segment("it", SegmentRule.NEW, Decimal(30))),
        (ProductRule("tea", Decimal("0.5")), ProductRule("tea", Decimal(0), active=False)),
        (ProductRule("tea", Decimal(3)), ProductRule("tea", fixed=1)),
        (ProductRule("tea", fixed=1), ProductRule("tea", fixed=2)),
    ],
)
def test_of_two_offers_of_one_kind_it_is_known_which_gives_less(less: Offered, more: Offered) -> None:
    assert offer_gives(less) < offer_gives(more)


def test_the_codes_that_can_be_given_are_by_their_rewards() -> None:
    book = Book.of(coupons=[IN_THE_POOL, Coupon("MUG-1", "Mug"), Coupon("MUG-2", "mug", CouponStatus.USED)])

    assert {reward: [coupon.code for coupon in pool] for reward, pool in book.pools.items()} == {
        "tote": ["TOTE-1"],
        "mug": ["MUG-1"],
    }
