"""Goods that go back after their points have bought a reward: which coupons are cancelled, and what stays a deficit."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry
from loyalty.intake.owner_edits import OwnerEdits, book_owner_edits
from loyalty.member.ask import tell_coupons
from loyalty.member.claim import claim_order
from loyalty.member.referral import pay_referrals
from loyalty.nightly.coupon_uses import note_coupon_uses
from loyalty.outcomes.asking import CouponsTold
from loyalty.points.rewards import had
from loyalty.points.tiers import rank_members

Sheet = Callable[..., Book]
Line = tuple[str, int, str]

CANCEL = """
    Settings                     | Value
    Refunded order with a coupon | cancel coupon
"""
ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Rewards | Name     | Points
    tote    | Tote bag | 200
    mug     | Mug      | 100
"""
ORDERS = """
    Orders | Email           | Amount | Status   | Refunded
    1042   | ana@example.com | 200.00 | {first}  |
    1043   | ana@example.com | 200.00 | {second} |
    1044   | ana@example.com | 200.00 | partly refunded | {back}
"""
BOTH_CLAIMED = """
    Ledger           | Member | Entry | Points | For  | Cause      | Amount
    2026-11-01 09:00 | ANA    | claim | 200    | 1042 | order:1042 | 200
    2026-11-03 09:00 | ANA    | claim | 200    | 1043 | order:1043 | 200
"""
ONE_CLAIMED = BOTH_CLAIMED.rpartition("    2026-11-03")[0]


def setting(value: str, before: str = "stop at zero") -> str:
    return f"""
    Settings                       | Value
    Refunded order with a coupon   | {value}
    When points are already spent  | {before}
"""


def orders(first: str = "paid", second: str = "paid", back: str = "") -> str:
    return ORDERS.format(first=first, second=second, back=back)


def taken(*coupons: str, status: str = "issued", expires: str = "2026-12-20") -> str:
    """Each coupon that Ana has taken, as ``code day reward``, and its redemption."""
    rows, lines = "", ""
    for code, day, reward in map(str.split, coupons):
        price = {"tote": 200, "mug": 100}[reward]
        rows += f"    {code} | {reward} | {status} | ANA | 2026-11-{day} 10:00 | {expires}\n"
        lines += f"    2026-11-{day} 10:00 | ANA | redemption | {-price} | {reward} | coupon:{code}\n"
    return (
        "    Coupons | Reward | Status | Member | Issued | Expires\n"
        + rows
        + "\n    Ledger | Member | Entry | Points | For | Cause\n"
        + lines
    )


def booked(book: Book, now: datetime) -> list[Line]:
    return [(edit.entry.kind.value, edit.entry.points, edit.entry.cause) for edit in book_owner_edits(book, now=now)]


def after_edits(book: Book, now: datetime) -> Book:
    return book.after(book_owner_edits(book, now=now))


def points(book: Book) -> int:
    return book.account_of("ANA").points


def coupons_told(book: Book, now: datetime) -> list[str]:
    told = tell_coupons(book, contact="ana", now=now).outcome
    assert isinstance(told, CouponsTold)
    return [held.coupon.code for held in told.coupons]


@pytest.mark.parametrize("status", ["refunded", "cancelled"])
def test_the_unused_coupon_goes_with_the_order_that_paid_it_and_once(sheet: Sheet, now: datetime, status: str) -> None:
    book = sheet(CANCEL, ANA, orders(status), ONE_CLAIMED, taken("T-1 02 tote"))
    settled = after_edits(book, now)

    assert booked(book, now) == [("cancellation", 200, "cancel:T-1"), ("refund", -200, "refund:1042")]
    assert points(settled) == 0
    assert coupons_told(book, now) == ["T-1"]
    assert coupons_told(settled, now) == []
    assert booked(settled, now) == []


@pytest.mark.parametrize(
    ("settings", "lines", "balance"),
    [
        (setting("deficit"), [("refund", -200, "refund:1042")], -200),
        (setting("deficit", "deficit"), [("refund", -200, "refund:1042")], -200),
        (setting("leave"), [("refund", 0, "refund:1042")], 0),
        ("", [("refund", 0, "refund:1042")], 0),
        (setting("leave", "deficit"), [("refund", -200, "refund:1042")], -200),
    ],
)
def test_elsewhere_the_coupon_stays_good_and_the_balance_goes_below_zero_or_stops_there(
    sheet: Sheet, now: datetime, settings: str, lines: list[Line], balance: int
) -> None:
    book = sheet(*filter(None, (settings, ANA, orders("refunded"), ONE_CLAIMED, taken("T-1 02 tote"))))
    settled = after_edits(book, now)

    assert booked(book, now) == lines
    assert (points(settled), coupons_told(settled, now)) == (balance, ["T-1"])


@pytest.mark.parametrize(
    ("status", "expires"),
    [("used", "2026-12-20"), ("issued", "2026-11-21"), ("expired", "2026-12-20"), ("available", "2026-11-21")],
)
def test_a_coupon_that_was_used_or_is_over_stays_and_its_points_become_a_deficit_that_the_next_ones_settle(
    sheet: Sheet, now: datetime, status: str, expires: str
) -> None:
    book = sheet(CANCEL, ANA, orders("refunded"), ONE_CLAIMED, taken("T-1 02 tote", status=status, expires=expires))
    settled = after_edits(book, now)
    claim = claim_order(settled, contact="ana", number="1043", now=now)

    assert booked(book, now) == [("refund", -200, "refund:1042")]
    assert points(settled) == -200
    assert points(settled.after(claim.changes)) == 0


def test_a_coupon_that_waits_for_the_owner_is_cancelled_too(sheet: Sheet, now: datetime) -> None:
    book = sheet(CANCEL, ANA, orders("refunded"), ONE_CLAIMED, taken("ASKED-1 02 tote", status="asked"))

    assert booked(book, now)[0] == ("cancellation", 200, "cancel:ASKED-1")


def test_what_is_at_hand_is_taken_first_and_no_coupon_goes_without_need(sheet: Sheet, now: datetime) -> None:
    book = sheet(CANCEL, ANA, orders("refunded"), BOTH_CLAIMED, taken("M-1 04 mug", "M-2 05 mug"))

    assert booked(book, now) == [("refund", -200, "refund:1042")]
    assert points(after_edits(book, now)) == 0


def test_the_newest_goes_first_and_no_more_than_it_takes(sheet: Sheet, now: datetime) -> None:
    claimed = """
    Ledger           | Member | Entry | Points | For  | Cause      | Amount
    2026-11-01 09:00 | ANA    | claim | 330    | 1042 | order:1042 | 330
    2026-11-12 09:00 | ANA    | claim | 120    | 1043 | order:1043 | 120
    """
    taken_of_it = taken("M-1 02 mug", "M-3 04 mug", "M-2 03 mug")
    book = sheet(CANCEL, ANA, orders("refunded"), claimed, taken_of_it)

    assert [line[2] for line in booked(book, now)] == ["cancel:M-3", "cancel:M-2", "refund:1042"]
    assert points(after_edits(book, now)) == 20
    assert coupons_told(after_edits(book, now), now) == ["M-1"]


def test_a_coupon_that_other_points_paid_stays(sheet: Sheet, now: datetime) -> None:
    both = taken("T-1 02 tote", "T-2 04 tote")
    first, second = sheet(CANCEL, ANA, orders("refunded"), BOTH_CLAIMED, both), orders("paid", "refunded")

    assert [line[2] for line in booked(first, now)] == ["cancel:T-1", "refund:1042"]
    assert [line[2] for line in booked(sheet(CANCEL, ANA, second, BOTH_CLAIMED, both), now)] == [
        "cancel:T-2",
        "refund:1043",
    ]


def test_a_reward_that_points_of_several_orders_paid_is_given_back_once(sheet: Sheet, now: datetime) -> None:
    claimed = """
    Ledger           | Member | Entry | Points | For  | Cause      | Amount
    2026-11-01 09:00 | ANA    | claim | 120    | 1042 | order:1042 | 120
    2026-11-01 09:30 | ANA    | claim | 80     | 1043 | order:1043 | 80
    """
    one = sheet(CANCEL, ANA, orders("refunded"), claimed, taken("T-1 02 tote"))
    both = sheet(CANCEL, ANA, orders("refunded", "refunded"), claimed, taken("T-1 02 tote"))

    assert (booked(one, now)[0], points(after_edits(one, now))) == (("cancellation", 200, "cancel:T-1"), 80)
    assert [line[0] for line in booked(both, now)] == ["cancellation", "refund", "refund"]
    assert points(after_edits(both, now)) == 0


def test_points_of_a_cancelled_coupon_are_what_they_were_before(sheet: Sheet, now: datetime) -> None:
    again = """
    Ledger           | Member | Entry        | Points | For  | Cause
    2026-11-03 10:00 | ANA    | cancellation | 200    | tote | cancel:T-1
    """
    book = sheet(CANCEL, ANA, orders("refunded"), ONE_CLAIMED, taken("T-1 02 tote", "T-2 04 tote"), again)

    assert [line[2] for line in booked(book, now)] == ["cancel:T-2", "refund:1042"]
    assert points(after_edits(book, now)) == 0


def test_a_part_that_went_back_cancels_what_it_needs_and_the_rest_of_the_points_stays(
    sheet: Sheet, now: datetime
) -> None:
    claimed = """
    Ledger           | Member | Entry | Points | For  | Cause      | Amount
    2026-11-01 09:00 | ANA    | claim | 200    | 1044 | order:1044 | 200
    """
    book = sheet(CANCEL, ANA, orders(back="50.00"), claimed, taken("T-1 02 tote"))
    settled = after_edits(book, now)

    assert [line[:2] for line in booked(book, now)] == [("cancellation", 200), ("refund", -50)]
    assert points(settled) == 150
    assert booked(settled, now) == []


def test_points_that_cannot_be_spent_yet_cover_nothing(sheet: Sheet, now: datetime) -> None:
    waiting = """
    Ledger           | Member | Entry | Points | For  | Cause      | Amount | Available
    2026-11-05 09:00 | ANA    | claim | 200    | 1043 | order:1043 | 200    | 2026-12-05
    """
    book = sheet(CANCEL, ANA, orders("refunded"), ONE_CLAIMED, waiting, taken("T-1 02 tote"))

    assert [line[2] for line in booked(book, now)] == ["cancel:T-1", "refund:1042"]


def test_a_redemption_that_names_no_coupon_and_a_free_one_are_left_alone(sheet: Sheet, now: datetime) -> None:
    by_hand = """
    Ledger           | Member | Entry      | Points | For  | Cause
    2026-11-02 10:00 | ANA    | redemption | -200   | tote | by hand
    2026-11-02 11:00 | ANA    | redemption | 0      | mug  | coupon:FREE
    """
    book = sheet(CANCEL, ANA, orders("refunded"), ONE_CLAIMED, by_hand)

    assert booked(book, now) == [("refund", -200, "refund:1042")]


def test_of_somebody_who_is_gone_no_coupon_is_looked_for(sheet: Sheet, now: datetime) -> None:
    book = sheet(CANCEL, orders("refunded"), ONE_CLAIMED, taken("T-1 02 tote"))

    assert booked(book, now) == [("refund", -200, "refund:1042")]


def test_what_the_owner_cancels_afterwards_gives_nothing_a_second_time(sheet: Sheet, now: datetime) -> None:
    lines = """
    Ledger           | Member | Entry        | Points | For  | Cause
    2026-11-10 10:00 | ANA    | cancellation | 200    | tote | cancel:T-1
    2026-11-10 10:00 | ANA    | refund       | -200   | 1042 | refund:1042
    """
    book = sheet(CANCEL, ANA, orders("refunded"), BOTH_CLAIMED, taken("T-1 02 tote", status="cancelled"), lines)

    assert booked(book, now) == []


@pytest.mark.parametrize(
    ("settings", "shown", "lines"),
    [
        (CANCEL, "yes", [("redemption", -200, "taken-again:T-1")]),
        (CANCEL, "no", []),
        (setting("leave"), "yes", []),
    ],
)
def test_a_cancelled_coupon_that_the_owner_marks_used_takes_its_points_again_and_once(
    sheet: Sheet, now: datetime, settings: str, shown: str, lines: list[Line]
) -> None:
    used = f"""
    Coupons | Reward | Status | Member | Issued           | Shown cancelled
    T-1     | tote   | used   | ANA    | 2026-11-02 10:00 | {shown}

    Ledger           | Member | Entry        | Points | For  | Cause
    2026-11-02 10:00 | ANA    | redemption   | -200   | tote | coupon:T-1
    2026-11-10 10:00 | ANA    | cancellation | 200    | tote | cancel:T-1
    """
    book = sheet(settings, ANA, orders(), BOTH_CLAIMED, used)
    settled = after_edits(book, now)

    assert booked(book, now) == lines
    assert booked(settled, now) == []
    assert points(settled) == 400 + sum(line[1] for line in lines)
    assert book.given("tote") + len(lines) == settled.given("tote")


def test_a_used_coupon_that_was_never_cancelled_takes_nothing_again(sheet: Sheet, now: datetime) -> None:
    used = """
    Coupons | Reward | Status | Member | Issued           | Shown cancelled
    T-1     | tote   | used   | ANA    | 2026-11-02 10:00 | yes
    T-9     | tote   | used   |        |                  | yes

    Ledger           | Member | Entry        | Points | For  | Cause
    2026-11-02 10:00 | ANA    | redemption   | -200   | tote | coupon:T-1
    """

    assert booked(sheet(CANCEL, ANA, orders(), BOTH_CLAIMED, used), now) == []


def test_a_cancelled_coupon_that_an_order_carries_takes_its_points_again_and_once(sheet: Sheet, now: datetime) -> None:
    lines = """
    Orders | Email            | Amount | Status | Codes
    1050   | shop@example.com | 30.00  | paid   | t-1
    1051   | shop@example.com | 30.00  | paid   | t-1

    Ledger           | Member | Entry        | Points | For  | Cause
    2026-11-10 10:00 | ANA    | cancellation | 200    | tote | cancel:T-1
    """
    book = sheet(CANCEL, ANA, orders(), BOTH_CLAIMED, taken("T-1 02 tote", status="cancelled"), lines)
    noted = [line.entry for line in note_coupon_uses(book, now=now, limit=9).changes if isinstance(line, AddEntry)]

    assert [(line.kind.value, line.points, line.cause) for line in noted] == [
        ("use", 0, "used:t-1"),
        ("redemption", -200, "taken-again:T-1"),
        ("use", 0, "used:t-1:1051"),
    ]
    settled = book.after(map(AddEntry, noted))
    assert points(settled) == 200
    assert not note_coupon_uses(settled, now=now, limit=9).changes


def test_an_edit_is_one_whatever_it_books(sheet: Sheet, now: datetime) -> None:
    book = sheet(CANCEL, ANA, orders("refunded"), ONE_CLAIMED, taken("T-1 02 tote"))
    edits = OwnerEdits.among((), book.orders.values(), ())

    assert len(edits.not_booked(book)) == 1
    assert len(edits.not_booked(after_edits(book, now))) == 0


def test_a_bonus_for_friends_whose_orders_go_back_takes_each_coupon_once(sheet: Sheet, now: datetime) -> None:
    friends = """
    Members | Email             | Contact | Referred by
    ANA     | ana@example.com   | ana     |
    BOB     | bob@example.com   | bob     | ANA
    CAT     | cat@example.com   | cat     | ANA

    Settings                     | Value
    Refunded order with a coupon | cancel coupon
    Referral points              | 100

    Ledger           | Member | Entry    | Points | For  | Cause
    2026-11-01 08:00 | BOB    | claim    | 60     | 2001 | order:2001
    2026-11-01 08:00 | CAT    | claim    | 60     | 2002 | order:2002
    2026-11-01 09:00 | ANA    | referral | 100    | 2001 | referral:BOB
    2026-11-01 09:10 | ANA    | referral | 100    | 2002 | referral:CAT
    2026-11-05 09:00 | BOB    | refund   | -60    | 2001 | refund:2001
    2026-11-05 09:00 | CAT    | refund   | -60    | 2002 | refund:2002
    """
    book = sheet(friends, taken("T-1 02 tote"))

    changes = pay_referrals(book, now=now, limit=9).changes
    mine = [line.entry for line in changes if isinstance(line, AddEntry) and line.entry.member == "ANA"]

    assert [(line.kind.value, line.points) for line in mine] == [
        ("cancellation", 200),
        ("referral", -100),
        ("referral", -100),
    ]
    assert points(book.after(changes)) == 0


def test_the_bonus_of_a_tier_that_never_was_takes_its_coupon_along(sheet: Sheet, now: datetime) -> None:
    tiers = """
    Tiers  | From | Bonus
    Silver | 100  | 100

    Ledger           | Member | Entry  | Points | For    | Cause               | Amount
    2026-11-01 09:00 | ANA    | claim  | 100    | 1042   | order:1042          | 100
    2026-11-01 09:00 | ANA    | tier   | 100    | silver | tier:ANA:1:silver   | 100
    2026-11-04 09:00 | ANA    | refund | -100   | 1042   | refund:1042         |
    """
    book = sheet(CANCEL, ANA, tiers, taken("T-1 02 tote"))
    settled = book.after(rank_members(book, now=now + timedelta(days=1), limit=9).changes)

    assert points(settled) == 0
    assert coupons_told(settled, now) == []


def test_a_reward_that_can_be_had_once_can_be_had_again_when_its_coupon_is_cancelled(
    sheet: Sheet, now: datetime
) -> None:
    book = sheet(CANCEL, ANA, orders("refunded"), ONE_CLAIMED, taken("T-1 02 tote"))
    settled, ana, tote = after_edits(book, now), book.members["ANA"], book.rewards[0]

    assert not had(settled, ana, tote)
    assert settled.given("tote") == 0
