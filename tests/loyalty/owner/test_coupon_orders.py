"""What was bought beside the rewards in orders that carried coupons: products and money."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.book.book import Book
from loyalty.model.bought.beside_rewards import beside_rewards
from loyalty.model.bought.order_lines import OrderLine
from loyalty.owner.coupon_orders import coupon_orders

Sheet = Callable[..., Book]
ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Rewards | Name          | Points
    tote    | Tote bag      | 200
    mug     | Stoneware mug | 100

    Coupons | Reward | Status    | Member | Issued           | Expires
    TOTE-1  | tote   | issued    | ANA    | 2026-10-20 09:00 | 2026-11-25
    MUG-1   | mug    | issued    | ANA    | 2026-10-21 09:00 | 2026-11-25
    OLD-1   | gone   | used      | ANA    | 2026-10-22 09:00 | 2026-11-25
    TOTE-2  | tote   | available |        |                  |

    Ledger           | Member | Entry      | Points | For  | Note     | Cause
    2026-10-20 09:00 | ANA    | redemption | -200   | tote | Tote bag | coupon:TOTE-1
    2026-10-21 09:00 | ANA    | redemption | -100   | mug  | Mug      | coupon:MUG-1
    2026-10-22 09:00 | ANA    | redemption | -100   | gone | Old lamp | coupon:OLD-1
"""
HEADINGS = "    Orders | Email | Amount | Goods | Refunded | Status | Codes | Lines"


def order(book: Sheet, row: str) -> Book:
    return book(ANA, f"{HEADINGS}\n    {row}")


@pytest.mark.parametrize(
    ("row", "codes", "beside", "net", "more"),
    [
        ("1 | a@b.ex | 5 | 0 | | paid | tote-1 | Tote bag / 1 / 0", ("TOTE-1",), [], "5", False),
        ("1 | a@b.ex | 64 | 59 | | paid | tote-1 | Tote bag / 1 / 0; Wool blanket / 1 / 59", ("TOTE-1",),
         [("Wool blanket", 1, "59")], "64", True),
        ("1 | a@b.ex | 17 | 12 | | paid | tote-1 | Tote bag / 2 / 12", ("TOTE-1",),
         [("Tote bag", 1, "12")], "17", True),
        ("1 | a@b.ex | 17 | 12 | 17 | refunded | tote-1 | Tote bag / 2 / 12", (), [], "", False),
        ("1 | a@b.ex | 64 | 59 | 60 | partly refunded | tote-1 | Tote bag / 1 / 0; Wool blanket / 1 / 59", ("TOTE-1",),
         [("Wool blanket", 1, "59")], "4", True),
        ("1 | a@b.ex | 5 | 0 | | paid | tote-1 mug-1 | tote bag / 1 / 0; Stoneware Mug / 1 / 0", ("TOTE-1", "MUG-1"),
         [], "5", False),
        ("1 | a@b.ex | 30 | | | paid | old-1 | Old lamp / 1 / 0; Pen / 2 / 30", ("OLD-1",),
         [("Pen", 2, "30")], "30", True),
        ("1 | a@b.ex | 5 | 0 | | paid | tote-1 |", ("TOTE-1",), [], "5", False),
        ("1 | a@b.ex | 5 | | | paid | tote-1 |", ("TOTE-1",), [], "5", True),
        ("1 | a@b.ex | 30 | | | paid | summer |", (), [], "", False),
        ("1 | a@b.ex | 30 | | | paid | tote-2 |", (), [], "", False),
    ],
)  # fmt: skip
def test_what_an_order_has_beside_its_rewards(
    sheet: Sheet, row: str, codes: tuple[str, ...], beside: list[tuple[str, int, str]], net: str, more: bool
) -> None:
    found = coupon_orders(order(sheet, row))

    assert [(one.codes, one.net, one.has_more) for one in found] == ([(codes, Decimal(net), more)] if codes else [])
    shown = [(line.name, int(line.quantity), str(line.amount)) for one in found for line in one.beside]
    assert shown == beside


LINES = st.lists(
    st.builds(
        OrderLine,
        name=st.sampled_from(["Tote bag", "tote  bag", "Mug", "Pen"]),
        quantity=st.integers(1, 4).map(Decimal),
        amount=st.none() | st.integers(0, 50).map(Decimal),
    ),
    max_size=6,
)


@given(lines=LINES, rewards=st.lists(st.sampled_from(["Tote bag", "Mug", "Lamp"]), max_size=4))
def test_one_unit_is_left_out_for_each_reward_and_nothing_else_that_was_paid(
    lines: list[OrderLine], rewards: list[str]
) -> None:
    beside = beside_rewards(lines, rewards)

    units = sum(line.quantity for line in lines if line.amount != 0)
    assert units - len(rewards) <= sum(line.quantity for line in beside) <= units
    assert all(line.quantity >= 1 and line.amount != 0 for line in beside)
    assert beside_rewards(lines, ()) == tuple(line for line in lines if line.amount != 0)
