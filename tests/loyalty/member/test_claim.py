"""Claiming: whose orders give how many points, and until when."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Decision
from loyalty.member.claim import claim_order, proves_address
from loyalty.model.entry import Entry, EntryKind
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed, NotPaid, OrderTooOld, OrderTooSmall, UnknownOrder
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.not_served import NotMember

Sheet = Callable[..., Book]

PEOPLE = """
    Members | Email             | Contact
    ANA     | ana@example.com   | ana
    BORIS   | boris@example.com | boris
    LAYLA   |                   | layla

    Ledger           | Member | Entry   | Points | Cause
    2026-11-01 09:00 | ANA    | sign-up | 50     | join:ANA
"""
ORDER_1042 = """
    Orders | Email           | Amount | Placed
    1042   | ana@example.com | 60.00  | 2026-11-20
"""


def test_an_order_of_60_dollars_brings_her_from_50_to_110(sheet: Sheet, now: datetime) -> None:
    book = sheet(PEOPLE, ORDER_1042)

    decision = claim_order(book, contact="ana", number="1042", now=now)

    assert decision.outcome == Claimed(Standing(110), "1042", 60)
    assert decision.changes == (
        AddEntry(
            Entry(
                now,
                "ANA",
                EntryKind.CLAIM,
                60,
                email="ana@example.com",
                subject="1042",
                note="60.00 USD",
                cause="order:1042",
                amount=Decimal("60.00"),
            )
        ),
    )


@pytest.mark.parametrize("typed", ["1042", " 1042 ", "#1042", "# 1042", "10 42", "＃1042", "١٠٤٢"])
def test_however_she_writes_the_number_it_is_her_order(sheet: Sheet, now: datetime, typed: str) -> None:
    book = sheet(PEOPLE, ORDER_1042)

    outcome = claim_order(book, contact="ana", number=typed, now=now).outcome

    assert outcome == Claimed(Standing(110), "1042", 60)


@pytest.mark.parametrize("typed", ["№1042", "№ 1042"])
def test_the_number_sign_of_russian_keyboards_is_no_part_of_the_number(sheet: Sheet, now: datetime, typed: str) -> None:
    book = sheet(PEOPLE, ORDER_1042)

    outcome = claim_order(book, contact="ana", number=typed, now=now).outcome

    assert outcome == Claimed(Standing(110), "1042", 60)


@pytest.mark.parametrize(
    ("amount", "points"), [("60.99", 60), ("60.01", 60), ("59.99", 59), ("1", 1), ("1.00", 1), ("100000.50", 100_000)]
)
def test_a_point_for_each_whole_dollar(sheet: Sheet, now: datetime, amount: str, points: int) -> None:
    book = sheet(
        PEOPLE,
        f"""
        Orders | Email           | Amount
        1042   | ana@example.com | {amount}
        """,
    )

    outcome = claim_order(book, contact="ana", number="1042", now=now).outcome

    assert outcome == Claimed(Standing(50 + points), "1042", points)


@pytest.mark.parametrize(
    ("amount", "rate", "points"),
    [("60.99", "0.5", 30), ("61.99", "0.5", 30), ("62.00", "0.5", 31), ("60.50", "2", 121), ("33.30", "0.1", 3)],
)
def test_the_points_are_rounded_down_once_at_the_end(
    sheet: Sheet, now: datetime, amount: str, rate: str, points: int
) -> None:
    book = sheet(
        PEOPLE,
        f"""
        Settings        | Value
        Points per unit | {rate}

        Orders | Email           | Amount
        1042   | ana@example.com | {amount}
        """,
    )

    outcome = claim_order(book, contact="ana", number="1042", now=now).outcome

    assert outcome == Claimed(Standing(50 + points), "1042", points)


def test_where_points_go_by_the_order_its_amount_does_not_matter(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        """
        Settings        | Value
        Earn by         | order
        Points per unit | 10

        Orders | Email           | Amount
        1042   | ana@example.com | 999.00
        1043   | ana@example.com | 0.10
        """,
    )

    first = claim_order(book, contact="ana", number="1042", now=now)
    second = claim_order(book.after(first.changes), contact="ana", number="1043", now=now)

    assert first.outcome == Claimed(Standing(60), "1042", 10)
    assert second.outcome == Claimed(Standing(70), "1043", 10)


def test_claiming_again_earns_nothing_and_tells_what_it_gave(sheet: Sheet, now: datetime) -> None:
    book = sheet(PEOPLE, ORDER_1042)

    once = book.after(claim_order(book, contact="ana", number="1042", now=now).changes)
    again = claim_order(once, contact="ana", number="#1042", now=now)

    assert again == Decision(AlreadyClaimed(Standing(110), "1042", 60))


def test_an_order_claimed_long_ago_is_claimed_though_its_row_was_deleted(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        """
        Ledger           | Member | Entry | Points | For  | Cause
        2026-11-02 09:00 | ANA    | claim | 60     | 1042 | order:1042
        """,
    )

    decision = claim_order(book, contact="ana", number="1042", now=now)

    assert decision == Decision(AlreadyClaimed(Standing(110), "1042", 60))


def test_of_an_order_whose_books_are_closed_it_is_known_who_claimed_it_but_not_what_it_gave(
    sheet: Sheet, now: datetime
) -> None:
    book = sheet(
        PEOPLE,
        ORDER_1042,
        """
        Ledger           | Member | Entry   | Points | For                 | Cause
        2026-11-02 09:00 | ANA    | opening | 660    | join:ANA order:1042 | opening:ANA:2026-11-22
        """,
    )

    hers = claim_order(book, contact="ana", number="#1042", now=now)
    his = claim_order(book, contact="boris", number="1042", now=now)

    assert hers == Decision(AlreadyClaimed(Standing(660), "#1042", None))
    assert isinstance(his.outcome, UnknownOrder)


def test_an_order_that_the_owner_counted_by_hand_is_named_as_the_customer_wrote_it(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        ORDER_1042,
        """
        Ledger           | Member | Entry      | Points | For | Cause
        2026-11-02 09:00 | ANA    | adjustment | 75     |     | ORDER:1042
        """,
    )

    decision = claim_order(book, contact="ana", number="#1042", now=now)

    assert decision == Decision(AlreadyClaimed(Standing(125), "#1042", 75))


@pytest.mark.parametrize("claimed", ["yes", "no"])
def test_somebody_elses_order_is_as_unknown_as_one_that_is_not_there(sheet: Sheet, now: datetime, claimed: str) -> None:
    book = sheet(PEOPLE, ORDER_1042)
    if claimed == "yes":
        book = book.after(claim_order(book, contact="ana", number="1042", now=now).changes)

    hers = claim_order(book, contact="boris", number="1042", now=now)
    nobodys = claim_order(book, contact="boris", number="9999", now=now)

    assert hers == Decision(UnknownOrder(Standing(0), "1042"))
    assert nobodys == Decision(UnknownOrder(Standing(0), "9999"))


def test_an_order_that_another_has_claimed_stays_unknown_though_the_owner_wrote_her_address_on_it(
    sheet: Sheet, now: datetime
) -> None:
    book = sheet(
        PEOPLE,
        ORDER_1042,
        """
        Ledger           | Member | Entry | Points | For  | Cause
        2026-11-21 09:00 | BORIS  | claim | 60     | 1042 | order:1042
        """,
    )

    decision = claim_order(book, contact="ana", number="1042", now=now)

    assert decision == Decision(UnknownOrder(Standing(50), "1042"))


@pytest.mark.parametrize("number", ["", "#", "01042", "104", "order 1042"])
def test_an_order_that_the_shop_does_not_have_is_unknown(sheet: Sheet, now: datetime, number: str) -> None:
    book = sheet(PEOPLE, ORDER_1042)

    decision = claim_order(book, contact="ana", number=number, now=now)

    assert decision == Decision(UnknownOrder(Standing(50), number))


def test_the_address_on_the_order_may_be_written_in_capitals(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        """
        Orders | Email           | Amount
        1042   | ANA@Example.com | 60.00
        """,
    )

    outcome = claim_order(book, contact="ana", number="1042", now=now).outcome

    assert outcome == Claimed(Standing(110), "1042", 60)


@pytest.mark.parametrize("contact", ["ana", "layla"])
def test_an_order_without_an_address_is_nobodys(sheet: Sheet, now: datetime, contact: str) -> None:
    book = sheet(
        PEOPLE,
        """
        Orders | Email | Amount
        1042   |       | 60.00
        """,
    )

    outcome = claim_order(book, contact=contact, number="1042", now=now).outcome

    assert isinstance(outcome, UnknownOrder)


def test_a_member_without_an_address_has_no_orders(sheet: Sheet, now: datetime) -> None:
    book = sheet(PEOPLE, ORDER_1042)

    decision = claim_order(book, contact="layla", number="1042", now=now)

    assert decision == Decision(UnknownOrder(Standing(0), "1042"))


@pytest.mark.parametrize("contact", ["omar", ""])
def test_who_has_not_joined_cannot_claim(sheet: Sheet, now: datetime, contact: str) -> None:
    book = sheet(PEOPLE, ORDER_1042)

    assert claim_order(book, contact=contact, number="1042", now=now) == Decision(NotMember("Regulars"))


def test_an_order_that_is_not_paid_gives_nothing_yet(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        """
        Orders | Email           | Amount | Status
        1042   | ana@example.com | 60.00  | refunded
        """,
    )

    decision = claim_order(book, contact="ana", number="1042", now=now)

    assert decision == Decision(NotPaid(Standing(50), "1042"))


def test_an_order_may_be_claimed_on_its_ninetieth_day_and_not_after(sheet: Sheet) -> None:
    book = sheet(
        PEOPLE,
        """
        Orders | Email           | Amount | Placed
        1042   | ana@example.com | 60.00  | 2026-08-24
        """,
    )
    midnight = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)

    on_the_last_day = claim_order(book, contact="ana", number="1042", now=midnight - timedelta(seconds=1))
    a_day_late = claim_order(book, contact="ana", number="1042", now=midnight)

    assert on_the_last_day.outcome == Claimed(Standing(110), "1042", 60)
    assert a_day_late == Decision(OrderTooOld(Standing(50), "1042", 90))


@pytest.mark.parametrize(
    ("zone", "midnight"), [("America/New_York", "2026-11-23T05:00+00:00"), ("Asia/Tokyo", "2026-11-22T15:00+00:00")]
)
def test_the_last_day_of_claiming_ends_at_midnight_in_the_shop(sheet: Sheet, zone: str, midnight: str) -> None:
    book = sheet(
        PEOPLE,
        f"""
        Settings  | Value
        Time zone | {zone}

        Orders | Email           | Amount | Placed
        1042   | ana@example.com | 60.00  | 2026-08-24
        """,
    )
    end = datetime.fromisoformat(midnight)

    before = claim_order(book, contact="ana", number="1042", now=end - timedelta(seconds=1))
    after = claim_order(book, contact="ana", number="1042", now=end)

    assert isinstance(before.outcome, Claimed)
    assert isinstance(after.outcome, OrderTooOld)


@pytest.mark.parametrize("placed", ["", "2026-11-22", "2026-12-24"])
def test_an_order_of_today_of_tomorrow_or_without_a_day_is_never_too_old(
    sheet: Sheet, now: datetime, placed: str
) -> None:
    book = sheet(
        PEOPLE,
        f"""
        Orders | Email           | Amount | Placed
        1042   | ana@example.com | 60.00  | {placed}
        """,
    )

    assert isinstance(claim_order(book, contact="ana", number="1042", now=now).outcome, Claimed)


def test_an_order_at_the_minimum_counts_and_one_a_cent_below_does_not(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        """
        Settings      | Value
        Minimum order | 20

        Orders | Email           | Amount
        1042   | ana@example.com | 20.00
        1043   | ana@example.com | 19.99
        """,
    )

    at = claim_order(book, contact="ana", number="1042", now=now)
    below = claim_order(book, contact="ana", number="1043", now=now)

    assert at.outcome == Claimed(Standing(70), "1042", 20)
    assert below == Decision(OrderTooSmall(Standing(50), "1043", Decimal(20), "USD"))


@pytest.mark.parametrize("amount", ["0.99", "0"])
def test_an_order_too_small_for_a_single_point_gives_none_and_may_be_mended(
    sheet: Sheet, now: datetime, amount: str
) -> None:
    book = sheet(
        PEOPLE,
        f"""
        Orders | Email           | Amount
        1042   | ana@example.com | {amount}
        """,
    )

    decision = claim_order(book, contact="ana", number="1042", now=now)

    assert decision == Decision(OrderTooSmall(Standing(50), "1042", Decimal(0), "USD"))


@pytest.mark.parametrize("contact", ["ana", "boris", "layla"])
def test_of_a_signed_order_the_points_go_to_whoever_shows_it_once(sheet: Sheet, now: datetime, contact: str) -> None:
    book = sheet(PEOPLE, ORDER_1042)

    first = claim_order(book, contact=contact, number="1042", now=now, signed=True)
    others = {"ana", "boris", "layla"} - {contact}
    after = book.after(first.changes)

    assert isinstance(first.outcome, Claimed)
    assert all(
        isinstance(claim_order(after, contact=other, number="1042", now=now, signed=True).outcome, UnknownOrder)
        for other in others
    )


@pytest.mark.parametrize(
    ("number", "email", "proved"),
    [
        ("1042", "ana@example.com", True),
        ("#1042", " ANA@Example.com ", True),
        ("1042", "boris@example.com", False),
        ("1043", "ana@example.com", False),
        ("1042", "", False),
        ("1042", "ana@@example.com", False),
        ("", "ana@example.com", False),
    ],
)
def test_an_order_proves_the_address_that_the_shop_has_for_it_and_no_other(
    sheet: Sheet, number: str, email: str, proved: bool
) -> None:
    assert proves_address(sheet(PEOPLE, ORDER_1042), number=number, email=email, contact="ana") is proved


@pytest.mark.parametrize(("contact", "proved"), [("ana", True), ("new", False)])
def test_a_link_proves_no_address_that_somebody_else_has_proved(sheet: Sheet, contact: str, proved: bool) -> None:
    book = sheet(PEOPLE, ORDER_1042)

    assert proves_address(book, number="1042", email="ana@example.com", contact=contact) is proved


def test_a_link_that_has_been_used_proves_nothing(sheet: Sheet) -> None:
    used = """
    Ledger           | Member | Entry | Points | For  | Cause
    2026-11-20 09:00 | ANA    | claim | 60     | 1042 | order:1042
    """
    book = sheet(ORDER_1042, used)

    assert proves_address(sheet(ORDER_1042), number="1042", email="ana@example.com", contact="new")
    assert not proves_address(book, number="1042", email="ana@example.com", contact="new")


LITTLE = """
    Orders | Email           | Amount | Refunded
    1051   | ana@example.com | 0.70   |
    1052   | ana@example.com | 0      |
    1053   | ana@example.com | 0.90   | 0.90
"""
BY_ORDERS = """
    Tiers  | From | Multiplier | Perks | Bonus
    Silver | 3    | 1          |       |
"""


def test_where_orders_lead_to_a_tier_one_that_is_too_small_for_a_point_is_a_step(sheet: Sheet, now: datetime) -> None:
    by_orders = sheet(PEOPLE, LITTLE, BY_ORDERS, "Settings | Value\nTier by | orders")

    told = {
        number: claim_order(by_orders, contact="ana", number=number, now=now).outcome for number in ("1051", "1052")
    }

    assert isinstance(told["1051"], Claimed)
    assert told["1051"].earned == 0
    assert isinstance(told["1052"], OrderTooSmall), "an order of nothing may still get its price"


@pytest.mark.parametrize(
    "rules",
    [
        BY_ORDERS,
        "Settings | Value\nTier by | orders",
        f"{BY_ORDERS}\n    Settings      | Value\n    Tier by       | orders\n    Minimum order | 5",
    ],
)
def test_and_nowhere_else(sheet: Sheet, now: datetime, rules: str) -> None:
    decision = claim_order(sheet(PEOPLE, LITTLE, rules), contact="ana", number="1051", now=now)

    assert isinstance(decision.outcome, OrderTooSmall)
    assert decision.changes == ()


@pytest.mark.parametrize(("stands", "typed"), [("EN-1047", "EN–1047"), ("EN–1047", "EN–1047"), ("EN-1047", "en—1047")])
def test_a_dash_in_a_typed_number_is_the_hyphen_that_the_shop_has(
    sheet: Sheet, now: datetime, stands: str, typed: str
) -> None:
    book = sheet(
        PEOPLE,
        f"""
        Orders    | Email           | Amount
        {stands} | ana@example.com | 30.00
        """,
    )

    claimed = claim_order(book, contact="ana", number=typed, now=now)

    assert isinstance(claimed.outcome, Claimed)
    assert claimed.outcome.order == stands
