"""What rewards cost, whether coupons are used, and what is bought beside them, worked out by hand."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from loyalty.book.book import Book
from loyalty.report.customers import customers_of
from loyalty.report.periods import calendar_year
from loyalty.report.point_sums import ledgers_of
from loyalty.report.reward_use import (
    Carried,
    CostOfPoints,
    CouponUse,
    carried,
    cost_of_points,
    coupon_use,
    median_days_to_first_reward,
)

Sheet = Callable[..., Book]
YEAR = calendar_year(2026)
TODAY = date(2027, 1, 1)
REWARDS = """
    Rewards | Name | Points | Your cost
    tote    | Tote | 200    | 6.50
    mug     | Mug  | 350    | 9
    pin     | Pin  | 100    |

    Members | Joined
    ANA     | 2026-01-01 09:00:00
    BORIS   | 2026-01-01 09:00:00
    LAYLA   | 2026-01-01 09:00:00
"""


def of(book: Book) -> Carried:
    return carried(book, ledgers_of(book), customers_of(book).all_in(YEAR), YEAR)


def test_a_point_costs_what_the_rewards_taken_in_the_year_cost_by_the_points_spent_on_them(sheet: Sheet) -> None:
    book = sheet(
        REWARDS,
        """
        Ledger              | Member | Entry      | Points | For  | Cause
        2026-02-01 10:00:00 | ANA    | redemption | -200   | Tote | coupon:T1
        2026-03-01 10:00:00 | ANA    | redemption | -350   | mug  | coupon:M1
        2026-04-01 10:00:00 | BORIS  | redemption | -100   | pin  | coupon:P1
        2025-12-31 10:00:00 | BORIS  | redemption | -200   | tote | coupon:T0
        """,
    )

    cost = cost_of_points(book, ledgers_of(book), YEAR)

    # 6.50 + 9 for 550 points; of the 650 that were spent the cost of 550 is known.
    assert (cost.cost, cost.points, cost.all_points, cost.each) == (Decimal("15.50"), 550, 650, Fraction(31, 1100))


def test_without_a_cost_or_a_reward_nobody_knows_what_a_point_costs(sheet: Sheet) -> None:
    pin = "Ledger | Member | Entry | Points | For | Cause\n2026-04-01 | ANA | redemption | -100 | pin | coupon:P1"
    book, none = sheet(REWARDS, pin), sheet(REWARDS)

    assert cost_of_points(book, ledgers_of(book), YEAR).each is None
    assert cost_of_points(book, ledgers_of(book), YEAR) == CostOfPoints(Decimal(0), 0, 100)
    assert cost_of_points(none, ledgers_of(none), YEAR) == CostOfPoints(Decimal(0), 0, 0)


COUPONS = """
    Coupons | Reward | Status    | Member | Issued              | Expires
    T1      | tote   | issued    | ANA    | 2026-02-01 10:00:00 | 2026-03-03
    T2      | tote   | used      | BORIS  | 2026-02-01 10:00:00 | 2026-03-03
    M1      | mug    | issued    | LAYLA  | 2026-02-01 10:00:00 | 2026-03-03
    P1      | pin    | issued    | LAYLA  | 2026-12-20 10:00:00 | 2027-01-19
    P2      | pin    | cancelled | LAYLA  | 2026-02-01 10:00:00 | 2026-03-03
    P3      | pin    | available |        |                     |

    Ledger              | Member | Entry        | Points | For  | Cause
    2026-02-01 10:00:00 | ANA    | redemption   | -200   | tote | coupon:T1
    2026-02-01 10:00:00 | BORIS  | redemption   | -200   | tote | coupon:T2
    2026-02-01 10:00:00 | LAYLA  | redemption   | -350   | mug  | coupon:M1
    2026-12-20 10:00:00 | LAYLA  | redemption   | -100   | pin  | coupon:P1
    2026-02-01 10:00:00 | LAYLA  | redemption   | -100   | pin  | coupon:P2
    2026-02-02 10:00:00 | LAYLA  | cancellation | 100    | pin  | cancel:P2
    2026-02-03 10:00:00 | LAYLA  | redemption   | -100   |      |
    2026-02-20 10:00:00 | ANA    | use          | 0      | 12   | used:t1
    2026-02-21 10:00:00 | ANA    | use          | 0      | 13   | used:t1:13
    2026-02-22 10:00:00 | ANA    | use          | 0      | 13   |

    Orders | Email             | Amount | Placed     | Status   | Codes
    12     | ana@example.com   | 40     | 2026-02-20 | paid     | t1
    13     | ana@example.com   | 60     | 2026-02-21 | paid     | t1
    14     | boris@example.com | 0      | 2026-02-22 | paid     | t2
    15     | layla@example.com | 80     | 2026-02-23 | refunded | m1
    16     | layla@example.com | 80     | 2026-02-24 | paid     | p3 sale10
    17     | layla@example.com | 300    | 2026-02-25 | paid     |
"""


def test_of_the_coupons_past_their_last_day_those_count_as_used_that_an_order_carried_or_the_owner_calls_so(
    sheet: Sheet,
) -> None:
    book = sheet(REWARDS, COUPONS)

    # T1 and T2 of T1, T2 and M1; P1 is still good, P2 was cancelled, and P3 was never given.
    assert coupon_use(book, ledgers_of(book), today=TODAY) == CouponUse(3, 2)
    assert coupon_use(book, ledgers_of(book), today=date(2026, 3, 3)) == CouponUse(0, 0)


def test_what_was_paid_in_orders_that_carried_a_coupon_and_what_the_coupons_cost(sheet: Sheet) -> None:
    # T1 in 12 (and once more in 13, which counts for nothing), T2 in 14, where nothing else was bought.
    assert of(sheet(REWARDS, COUPONS)) == Carried(2, Decimal(40), 1, Decimal(13))


def test_postage_alone_is_nothing_beside_the_reward(sheet: Sheet) -> None:
    book = sheet(
        REWARDS,
        """
        Ledger              | Member | Entry      | Points | For  | Cause
        2026-02-01 10:00:00 | ANA    | redemption | -200   | tote | coupon:T1
        2026-02-01 11:00:00 | ANA    | redemption | -350   | mug  | coupon:M1

        Coupons | Reward | Status | Member | Issued           | Expires
        T1      | tote   | issued | ANA    | 2026-02-01 10:00 | 2026-03-01
        M1      | mug    | issued | ANA    | 2026-02-01 11:00 | 2026-03-01

        Orders | Email           | Amount | Placed     | Codes | Lines
        12     | ana@example.com | 5      | 2026-02-20 | T1    | Tote / 1 / 0
        13     | ana@example.com | 25     | 2026-02-21 | M1    | Mug / 1 / 0; Pen / 2 / 20
        """,
    )

    found = of(book)

    assert (found.orders, found.net, found.with_more) == (2, Decimal(30), 1)


def test_a_coupon_that_was_carried_without_a_known_cost_leaves_the_cost_unknown(sheet: Sheet) -> None:
    book = sheet(
        REWARDS,
        """
        Ledger              | Member | Entry      | Points | For | Cause
        2026-02-01 10:00:00 | ANA    | redemption | -100   | pin | coupon:P1
        2026-02-20 10:00:00 | ANA    | use        | 0      | 12  | used:p1

        Orders | Email           | Amount | Placed
        12     | ana@example.com | 40     | 2026-02-20
        """,
    )

    assert of(book) == Carried(1, Decimal(40), 1, None)
    assert of(sheet(REWARDS)) == Carried(0, Decimal(0), 0, Decimal(0))


def test_a_code_that_the_owner_has_put_in_place_of_another_is_still_of_its_reward(sheet: Sheet) -> None:
    given = """
        Ledger              | Member | Entry      | Points | For  | Cause
        2026-02-01 10:00:00 | ANA    | redemption | -200   | tote | coupon:T1
    """
    order = "Orders | Email | Amount | Placed | Codes\n12 | ana@example.com | 40 | 2026-02-20 | summer"
    row = "Coupons | Reward | Status | Member | Issued\nSUMMER | tote | issued | ANA | 2026-02-01 10:00:00"

    assert of(sheet(REWARDS, given, order, row)).cost == Decimal("6.50")


def test_a_use_whose_row_and_redemption_are_gone_costs_what_its_row_says_or_nobody_knows(sheet: Sheet) -> None:
    used = "Ledger | Member | Entry | Points | For | Cause\n2026-02-20 | ANA | use | 0 | 12 | used:t1"
    order = "Orders | Email | Amount | Placed\n12 | ana@example.com | 40 | 2026-02-20"
    row = "Coupons | Reward | Status | Member\nT1 | tote | used | ANA"

    assert of(sheet(REWARDS, used, order)).cost is None
    assert of(sheet(REWARDS, used, order, row)).cost == Decimal("6.50")


def test_days_to_the_first_reward_are_those_in_the_middle(sheet: Sheet) -> None:
    book = sheet(
        REWARDS,
        """
        Ledger              | Member | Entry      | Points | For  | Cause
        2026-01-31 10:00:00 | ANA    | redemption | -200   | tote | coupon:T1
        2026-01-11 10:00:00 | BORIS  | redemption | -200   | tote | coupon:T2
        2026-05-01 10:00:00 | BORIS  | redemption | -200   | tote | coupon:T3
        2026-01-05 10:00:00 | LAYLA  | redemption | 0      | tote | coupon:OLD
        """,
    )

    assert median_days_to_first_reward(book, ledgers_of(book)) == 20
    assert median_days_to_first_reward(sheet(REWARDS), ledgers_of(sheet(REWARDS))) is None


def test_a_first_reward_whose_time_was_emptied_came_after_nobody_knows_how_many_days(sheet: Sheet) -> None:
    book = sheet(
        REWARDS,
        """
        Ledger              | Member | Entry      | Points | For  | Cause
        2026-01-31 10:00:00 | ANA    | redemption | -200   | tote | coupon:T1
                            | BORIS  | redemption | -200   | tote | coupon:T2
        2026-05-01 10:00:00 | BORIS  | redemption | -200   | tote | coupon:T3
        """,
    )

    assert median_days_to_first_reward(book, ledgers_of(book)) == 30
