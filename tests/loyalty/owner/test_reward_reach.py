"""Rewards that nobody can reach, and pools that are empty or run out."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from loyalty.book.book import Book
from loyalty.owner.free_rewards import FreeReward
from loyalty.owner.reward_reach import ForNobody, NoCodes, NothingOnOffer, RunningOut, SoldOut, TooDear, concerns

Sheet = Callable[..., Book]

GENERATE = "Settings | Value\nCoupons | generate"
TOTE = "Rewards | Name | Points\ntote | Tote bag | 200"


def orders(count: int = 20, *, amount: int = 10, email: str = "ana@example.com", placed: str = "2025-12-01") -> str:
    """So many paid orders of one customer."""
    lines = (f"{email[0]}{number} | {email} | {amount} | {placed} | paid" for number in range(count))
    return "\n".join(["Orders | Email | Amount | Placed | Status", *lines])


def rewards(*rows: str) -> str:
    """Rewards that are called what their short names say."""
    heading = "Rewards | Name | Points | Active | Stock | Only for | Starts | Ends | Special price | Special for"
    named = (f"{id_} | {id_} | {rest}" for id_, rest in (row.split(" | ", 1) for row in rows))
    return "\n".join([heading, *named])


def settings(*rows: str) -> str:
    return "\n".join(["Settings | Value", "Coupons | generate", *rows])


def kinds(book: Book, now: datetime) -> list[str]:
    return [type(one).__name__ for one in concerns(book, now=now)]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("tote | 200 | yes | | | | | |", []),
        ("tote | 200 | no | | | | | |", [NothingOnOffer()]),
        ("tote | 200 | yes | | | | 2026-11-21 | |", [NothingOnOffer()]),
        ("tote | 200 | yes | | | | 2026-11-22 | |", []),
        ("tote | 200 | yes | | | 2026-11-23 | | |", [NothingOnOffer()]),
    ],
)
def test_a_shop_with_nothing_on_its_list_today_is_told_so(
    sheet: Sheet, now: datetime, row: str, found: list[object]
) -> None:
    assert list(concerns(sheet(GENERATE, rewards(row)), now=now)) == found


def test_a_shop_without_any_reward_has_nothing_on_its_list(sheet: Sheet, now: datetime) -> None:
    assert list(concerns(sheet(GENERATE), now=now)) == [NothingOnOffer()]


@pytest.mark.parametrize(
    ("groups", "drawn"),
    [
        ("gold", "Tiers | From\nGold | 100"),
        ("club", "Plans | Fee\nClub | 10"),
        ("vip", "Members | Contact | Segment\nANA | 7001 | vip"),
        ("gold vip", "Members | Contact | Segment\nANA | 7001 | vip"),
    ],
)
def test_a_reward_for_a_group_that_is_none_is_for_nobody(sheet: Sheet, now: datetime, groups: str, drawn: str) -> None:
    row = rewards(f"tote | 200 | yes | | {groups} | | | |")

    assert kinds(sheet(GENERATE, row), now) == ["ForNobody"]
    assert kinds(sheet(GENERATE, row, drawn), now) == []
    assert isinstance(concerns(sheet(GENERATE, row), now=now)[0], ForNobody)


def test_a_reward_dearer_than_the_best_customer_s_orders_of_two_years_is_out_of_reach(
    sheet: Sheet, now: datetime
) -> None:
    year = orders(placed="2025-11-23")
    least = 20 * 10 * 2 + 50

    book = sheet(
        GENERATE, rewards(f"ok | {least + 1} | yes | | | | | |", f"boat | {least + 2} | yes | | | | | |"), year
    )

    [found] = concerns(book, now=now)
    assert found == TooDear(book.rewards[1], price=least + 2, most=least + 1, months=24)


def test_orders_of_a_few_weeks_are_taken_for_those_of_three_months(sheet: Sheet, now: datetime) -> None:
    recent = orders(placed="2026-11-20")

    assert kinds(sheet(GENERATE, rewards("boat | 1672 | yes | | | | | |"), recent), now) == []
    assert kinds(sheet(GENERATE, rewards("boat | 1673 | yes | | | | | |"), recent), now) == ["TooDear"]


@pytest.mark.parametrize(
    "drawn",
    [
        orders(19),
        orders(placed="2025-11-22"),
        orders(placed="2026-11-23"),
        "Orders | Email | Amount | Status\n" + "\n".join(f"{n} | ana@example.com | 1 | paid" for n in range(30)),
        orders().replace("paid", "refunded"),
    ],
)
def test_too_few_orders_of_the_last_year_tell_nothing(sheet: Sheet, now: datetime, drawn: str) -> None:
    assert kinds(sheet(GENERATE, rewards("boat | 90000 | yes | | | | | |"), drawn), now) == []


@pytest.mark.parametrize(
    ("rules", "price", "months"),
    [
        (["Points expire | rolling", "Expiry months | 6"], 153, 6),
        (["Points expire | yearly"], 252, 12),
        (["Points expire | inactivity"], 452, 24),
    ],
)
def test_points_that_expire_cannot_be_saved_up_for_longer(
    sheet: Sheet, now: datetime, rules: list[str], price: int, months: int
) -> None:
    year = orders(placed="2025-11-23")

    [found] = concerns(sheet(settings(*rules), rewards(f"boat | {price} | yes | | | | | |"), year), now=now)
    nothing = concerns(sheet(settings(*rules), rewards(f"boat | {price - 3} | yes | | | | | |"), year), now=now)

    assert isinstance(found, TooDear)
    assert found.months == months
    assert list(nothing) == []


@pytest.mark.parametrize(
    "drawn",
    [
        "Tiers | From | Multiplier\nGold | 100 | 3",
        "Plans | Multiplier\nClub | 3",
        "Ledger | Member | Entry | Points\n2026-01-01 | ANA | claim | 900\n\nMembers | Email\nANA | ana@example.com",
    ],
)
def test_what_tiers_multiply_and_what_somebody_had_is_within_reach(sheet: Sheet, now: datetime, drawn: str) -> None:
    year, boat = orders(placed="2025-11-23"), rewards("boat | 900 | yes | | | | | |")

    assert kinds(sheet(GENERATE, boat, year), now) == ["TooDear"]
    assert kinds(sheet(GENERATE, boat, year, drawn), now) == []


def test_its_special_price_is_what_counts_where_there_is_one(sheet: Sheet, now: datetime) -> None:
    year, vip = orders(placed="2025-11-23"), "Members | Contact | Segment\nANA | 7001 | vip"

    assert kinds(sheet(GENERATE, rewards("boat | 900 | yes | | | | | 100 | vip"), year, vip), now) == []
    assert kinds(sheet(GENERATE, rewards("boat | 900 | yes | | | | | | vip"), year, vip), now) == ["TooDear"]


def test_an_empty_pool_is_told(sheet: Sheet, now: datetime) -> None:
    book = sheet(TOTE)

    assert list(concerns(book, now=now)) == [NoCodes(book.rewards[0])]
    assert kinds(sheet(TOTE, "Coupons | Reward\nTOTE-1 | tote"), now) == []


def test_a_stock_that_is_given_out_is_told(sheet: Sheet, now: datetime) -> None:
    book = sheet(GENERATE, rewards("tote | 200 | yes | 0 | | | | |"))

    assert list(concerns(book, now=now)) == [SoldOut(book.rewards[0])]


@pytest.mark.parametrize(
    ("codes", "days", "left"),
    [(2, (1, 40), 2), (3, (1,), None), (3, (1, 2, 30), 3), (4, (1, 2, 3), None), (1, (31,), None)],
)
def test_a_pool_that_will_not_last_another_month_is_told(
    sheet: Sheet, now: datetime, codes: int, days: tuple[int, ...], left: int | None
) -> None:
    pool = "\n".join(["Coupons | Reward", *(f"TOTE-{n} | tote" for n in range(codes))])
    taken = (
        f"{(date(2026, 11, 22) - timedelta(days=day))} 12:00 | ANA | redemption | -200 | TOTE | coupon:T{day}"
        for day in days
    )
    ledger = "\n".join(["Ledger | Member | Entry | Points | For | Cause", *taken])

    book = sheet(TOTE, "Members | Email\nANA | ana@example.com", pool, ledger)

    recent = len([day for day in days if day <= 30])
    assert list(concerns(book, now=now)) == ([RunningOut(book.rewards[0], left, recent)] if left else [])


@pytest.mark.parametrize(
    ("rules", "row", "found"),
    [
        (["Sign-up bonus | 50"], "pin | 50 | yes | | | | | |", (50, False)),
        (["Sign-up bonus | 50"], "pin | 51 | yes | | | | | |", None),
        (["Sign-up bonus | 50"], "pin | 40 | no | | | | | |", None),
        (["Sign-up bonus | 50"], "pin | 40 | yes | | gold | | | |", None),
        (["Sign-up bonus | 50"], "pin | 40 | yes | | guest | | | |", (50, False)),
        (["Sign-up bonus | 50"], "pin | 90 | yes | | | | | 45 | guest", (50, False)),
        (["Sign-up bonus | 50", "Bonus spendable | after first order"], "pin | 1 | yes | | | | | |", None),
        (["Friend points | 40"], "pin | 90 | yes | | | | | |", (90, True)),
        (["Friend points | 40", "Bonus spendable | after first order"], "pin | 50 | yes | | | | | |", (90, True)),
        (["Friend points | 40"], "pin | 91 | yes | | | | | |", None),
        (["Friend points | 40", "Referral minimum order | 60"], "pin | 90 | yes | | | | | |", None),
    ],
)
def test_a_reward_that_a_new_account_can_take_for_nothing_is_named(
    sheet: Sheet, now: datetime, rules: list[str], row: str, found: tuple[int, bool] | None
) -> None:
    book = sheet(settings(*rules), rewards(row, "tote | 200 | yes | | | | | |"), "Tiers | From\nGuest | 0\nGold | 500")

    free = [concern for concern in concerns(book, now=now) if isinstance(concern, FreeReward)]

    assert [(one.reward.id, one.points, one.friend) for one in free] == ([("pin", *found)] if found else [])
