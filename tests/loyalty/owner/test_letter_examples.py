"""Examples: a member for each letter whom it would suit, or none."""

from collections.abc import Callable
from datetime import datetime

import pytest

from loyalty.book.book import Book
from loyalty.model.email_log import LetterName
from loyalty.owner.letter_examples import WHOM_IT_SUITS, example

Sheet = Callable[..., Book]

SHOP = """
    Settings      | Value
    Owner e-mail  | owner@shop.example
    Points expire | yearly
    Expiry day    | 12-01
    Expire from   | 2026-01-01
    Tier loss     | one step
    Tier window   | 12 months

    Members | Email             | Name  | Reminders | Bounced | Joined           | Plan | Plan until
    NOBODY  |                   | Eve   |           |         | 2026-01-01 09:00 |      |
    BORIS   | boris@example.com | Boris | no        |         | 2026-01-02 09:00 | Plus | 2026-11-29
    GONE    | gone@example.com  | Gone  |           | yes     | 2026-01-03 09:00 | Plus | 2026-11-29
    LAYLA   | layla@example.com | Layla |           |         | 2026-01-04 09:00 |      |
    ANA     | ana@example.com   | Ana   | yes       |         | 2026-01-05 09:00 | Plus | 2026-11-30

    Plans | Months
    Plus  | 12

    Tiers | From
    Gold  | 500

    Orders | Email             | Amount | Placed     | Status
    1042   | boris@example.com | 60     | 2026-11-20 | paid
    1043   | ana@example.com   | 60     | 2026-11-21 | paid

    Rewards | Name     | Points
    tote    | Tote bag | 200
    mug     | Mug      | 100

    Ledger           | Member | Entry      | Points | For  | Cause
    2025-11-20 09:00 | LAYLA  | sign-up    | 200    |      | join:LAYLA
    2025-11-20 09:00 | BORIS  | sign-up    | 200    |      | join:BORIS
    2026-06-01 09:00 | ANA    | tier       | 0      | gold | tier:ANA:1:gold
    2026-11-11 09:00 | ANA    | tier       | 0      | gold | tier-warned:ANA:2:gold
    2026-11-20 09:00 | NOBODY | redemption | -200   | tote | coupon:TOTE-0
    2026-11-20 09:00 | ANA    | claim      | 60     | 1043 | order:1043
    2026-11-20 09:00 | ANA    | redemption | -200   | tote | coupon:TOTE-1
    2026-11-20 09:00 | LAYLA  | redemption | -100   | mug  | coupon:MUG-1
    2026-11-20 09:00 | BORIS  | redemption | -100   | mug  | coupon:MUG-2

    Waiting          | Member | Order | Until
    2026-11-20 09:00 | LAYLA  | 2001  | 2026-12-04

    Coupons | Reward | Status | Member | Expires
    TOTE-0  | tote   | issued | NOBODY | 2026-12-20
    TOTE-1  | tote   | issued | ANA    | 2026-12-20
    MUG-1   | mug    | asked  | LAYLA  | 2026-12-20
    MUG-2   | mug    | issued | BORIS  |
"""


@pytest.mark.parametrize(
    ("name", "to", "about"),
    [
        (LetterName.CONFIRM, "BORIS boris@example.com", ""),
        (LetterName.WELCOME, "LAYLA layla@example.com", ""),
        (LetterName.REMINDER, "LAYLA layla@example.com", ""),
        (LetterName.COUPON, "BORIS boris@example.com", "MUG-2"),
        (LetterName.COUPON_REFUSED, "BORIS boris@example.com", "Mug 100"),
        (LetterName.POINTS_EARNED, "ANA ana@example.com", "1043 60"),
        (LetterName.CLAIM_ENDED, "LAYLA layla@example.com", "2001 None"),
        (LetterName.COUPON_EXPIRING, "ANA ana@example.com", "TOTE-1"),
        (LetterName.POINTS_EXPIRING, "LAYLA layla@example.com", "2026-12-01"),
        (LetterName.MEMBERSHIP_ENDING, "ANA ana@example.com", "2026-11-30"),
        (LetterName.TIER_WARNING, "ANA ana@example.com", "2026-12-10"),
        (LetterName.WIN_BACK, "ANA ana@example.com", ""),
        (LetterName.OWNER_TASK, "LAYLA owner@shop.example", "MUG-1"),
    ],
)
def test_each_letter_is_shown_to_a_member_whom_it_would_suit(
    sheet: Sheet, now: datetime, name: LetterName, to: str, about: str
) -> None:
    said = example(sheet(SHOP), name, now=now)

    assert said is not None
    assert f"{said.letter.member} {said.letter.email}" == to
    late = f"{said.late.order} {said.late.points}" if said.late else ""
    refused = f"{said.refused.reward} {said.refused.points}" if said.refused else late
    assert (said.subject.coupon.code if said.subject else str(said.loss.day) if said.loss else refused) == about


@pytest.mark.parametrize("name", LetterName)
def test_where_a_letter_suits_nobody_there_is_none(sheet: Sheet, now: datetime, name: LetterName) -> None:
    assert example(sheet("Members | Email\nEVE |"), name, now=now) is None
    assert name in WHOM_IT_SUITS
