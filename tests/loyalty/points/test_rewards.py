"""Which rewards a member can have, when, and at what price."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.intake.owner_edits import book_owner_edits
from loyalty.member.ask import tell_rewards
from loyalty.member.redeem import redeem
from loyalty.model.coupon import CouponStatus
from loyalty.model.reward import RewardKind
from loyalty.outcomes.asking import RewardsTold
from loyalty.outcomes.redeeming import NotForThem, Redeemed, RedeemOutcome, TakenBefore, UnknownReward

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PEOPLE = """
    Members | Email             | Contact | Segment
    ANA     | ana@example.com   | ana     | vip
    BORIS   | boris@example.com | boris   |

    Settings | Value
    Coupons  | generate

    Ledger           | Member | Entry      | Points | Cause
    2026-11-01T09:00 | ANA    | adjustment | 300    | gift:1
    2026-11-01T09:00 | BORIS  | adjustment | 300    | gift:2
"""


def rewards(row: str) -> str:
    columns = "Rewards | Name | Points | Only for | Once | Starts | Ends | Special price | Special for | Kind | Value"
    return f"{columns}\n{row}"


def takes(book: Book, contact: str, now: datetime = NOW) -> tuple[Book, RedeemOutcome]:
    codes = (f"CODE{number}" for number in range(99) if book.code_is_free(f"CODE{number}"))
    decision = redeem(book, contact=contact, reward="mug", codes=codes, now=now)
    return book.after(decision.changes), decision.outcome


def listed(book: Book, contact: str) -> list[tuple[str, int]]:
    told = tell_rewards(book, contact=contact, now=NOW).outcome
    assert isinstance(told, RewardsTold)
    return [(reward.id, reward.points) for reward in told.rewards]


def test_a_reward_for_some_is_on_their_list_alone(sheet: Sheet) -> None:
    book = sheet(PEOPLE, rewards("mug | Mug | 100 | gold vip | | | | | | |"))

    assert (listed(book, "ana"), listed(book, "boris")) == ([("mug", 100)], [])
    assert isinstance(takes(book, "ana")[1], Redeemed)
    assert isinstance(takes(book, "boris")[1], NotForThem)
    assert takes(book, "boris")[0] == book


@pytest.mark.parametrize(
    ("starts", "ends", "there"),
    [
        ("2026-11-22", "2026-11-22", True),
        ("2026-11-23", "", False),
        ("", "2026-11-21", False),
        ("", "", True),
    ],
)
def test_a_reward_is_there_from_its_first_day_to_its_last(sheet: Sheet, starts: str, ends: str, there: bool) -> None:
    book = sheet(PEOPLE, rewards(f"mug | Mug | 100 | | | {starts} | {ends} | | | |"))

    assert listed(book, "ana") == ([("mug", 100)] if there else [])
    assert isinstance(takes(book, "ana")[1], Redeemed if there else UnknownReward)


@pytest.mark.parametrize(("special", "ana"), [("60", 60), ("160", 100), ("", 100)])
def test_a_special_price_is_for_those_it_names_and_never_dearer(sheet: Sheet, special: str, ana: int) -> None:
    book = sheet(PEOPLE, rewards(f"mug | Mug | 100 | | | | | {special} | vip | |"))

    assert (listed(book, "ana"), listed(book, "boris")) == ([("mug", ana)], [("mug", 100)])
    assert takes(book, "ana")[0].account_of("ANA").points == 300 - ana


def test_a_special_price_that_names_nobody_is_nobodys(sheet: Sheet) -> None:
    assert listed(sheet(PEOPLE, rewards("mug | Mug | 100 | | | | | 60 | | |")), "ana") == [("mug", 100)]


def test_a_reward_can_be_taken_once_unless_its_coupon_was_cancelled(sheet: Sheet) -> None:
    book = sheet(PEOPLE, rewards("mug | Mug | 100 | | yes | | | | | |"))
    book, first = takes(book, "ana")
    assert isinstance(first, Redeemed)
    later = NOW + timedelta(minutes=10)

    again, refused = takes(book, "ana", later)
    coupon = replace(book.coupons["code0"], status=CouponStatus.CANCELLED)
    edited = Book.of(
        book.settings,
        members=book.members.values(),
        rewards=book.rewards,
        coupons=[coupon],
        entries=[*book.entries_of("ANA"), *book.entries_of("BORIS")],
    )
    freed = edited.after(book_owner_edits(edited, now=later))

    assert isinstance(refused, TakenBefore)
    assert (again, listed(book, "ana"), listed(book, "boris")) == (book, [], [("mug", 100)])
    assert isinstance(takes(freed, "ana", later)[1], Redeemed)


def test_a_tap_again_at_once_shows_the_same_coupon_though_it_can_be_taken_once(sheet: Sheet) -> None:
    book, _ = takes(sheet(PEOPLE, rewards("mug | Mug | 100 | | yes | | | | | |")), "ana")

    _, again = takes(book, "ana", NOW + timedelta(minutes=9))

    assert isinstance(again, Redeemed)
    assert (again.again, again.code) == (True, "CODE0")


def test_a_redemption_keeps_the_price_that_it_had(sheet: Sheet) -> None:
    book, _ = takes(sheet(PEOPLE, rewards("mug | Mug | 100 | | | | | | | |")), "ana")
    [mug] = book.rewards
    dearer = replace(book, rewards=(replace(mug, points=250),))

    assert dearer.account_of("ANA").points == 200
    assert listed(dearer, "ana") == [("mug", 250)]
    assert [entry.points for entry in dearer.entries_of("ANA") if entry.kind.value == "redemption"] == [-100]


@pytest.mark.parametrize(
    ("kind", "currency"), [("amount", "USD"), ("gift card", "USD"), ("percent", ""), ("free shipping", "")]
)
def test_what_is_money_is_told_in_its_currency(sheet: Sheet, kind: str, currency: str) -> None:
    book = sheet(PEOPLE, rewards(f"mug | Mug | 100 | | | | | | | {kind} | 15"))

    _, outcome = takes(book, "ana")

    assert isinstance(outcome, Redeemed)
    assert (outcome.currency, outcome.reward.kind, outcome.reward.value) == (currency, RewardKind(kind), Decimal(15))
