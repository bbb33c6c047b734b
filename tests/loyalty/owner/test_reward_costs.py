"""What a reward costs by the shop's own orders, and the prices that are proposed."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.book.book import Book
from loyalty.model.reward import Reward
from loyalty.owner.price_proposals import MOST, Proposal, Why, proposals
from loyalty.owner.reward_costs import (
    NoPoints,
    OrderFigures,
    RewardCosts,
    TooFewOrders,
    order_figures,
    reward_cost,
    reward_costs,
)

Sheet = Callable[..., Book]


def orders(*amounts: str, count: int = 20, placed: str = "2026-06-01", more: str = "paid |") -> str:
    """So many orders, whose amounts come one after the other, with a status and what is refunded."""
    lines = (
        f"{number} | ana@example.com | {amounts[number % len(amounts)]} | {placed} | {more}" for number in range(count)
    )
    return "\n".join(["Orders | Email | Amount | Placed | Status | Refunded", *lines])


def settings(*rows: str) -> str:
    return "\n".join(["Settings | Value", *rows])


def rewards(*rows: str) -> str:
    heading = "Rewards | Name | Points | Worth | Your cost | Active | Only for | Ends"
    return "\n".join([heading, *(f"{row.split(' | ')[0]} | {row}" for row in rows)])


def found(book: Book, now: datetime) -> RewardCosts:
    costs = reward_costs(book, now=now)
    assert isinstance(costs, RewardCosts)
    return costs


def proposed(book: Book, now: datetime) -> dict[str, tuple[int, Why]]:
    return {one.now.reward.id: (one.points, one.why) for one in proposals(found(book, now))}


def test_an_order_of_60_reaches_a_reward_of_200_points_at_order_3_then_with_every_4th(
    sheet: Sheet, now: datetime
) -> None:
    book = sheet(orders("60"), rewards("tote | 200 | 12 | 6.50 | yes | |"))

    [cost] = found(book, now).rewards

    assert (cost.first, cost.every, cost.money) == (3, 4, Fraction(200))
    assert (cost.rebate, cost.worth, cost.margin) == (Fraction("0.0325"), Fraction("0.06"), Decimal("5.50"))


def test_average_and_middle_order_are_those_that_were_paid_less_refunds(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        orders("30", "50", "100", "60", count=40)
        + "\nback | ana@example.com | 90 | 2026-06-01 | partly refunded | 60"
        + "\ngone | ana@example.com | 90 | 2026-06-01 | refunded |"
        + "\nopen | ana@example.com | 90 | 2026-06-01 | unpaid |"
        + "\nold | ana@example.com | 90 | 2025-11-22 | paid |"
        + "\nnext | ana@example.com | 90 | 2026-11-23 | paid |"
        + "\nsome day | ana@example.com | 90 | | paid |"
    )

    assert order_figures(book, now=now) == OrderFigures(
        41, money=Decimal(2430), median=Decimal(50), points=2430, bonus=50, at_once=True
    )


@pytest.mark.parametrize(
    ("rows", "points"),
    [
        (["Unit | 10"], 20 * 6),
        (["Minimum order | 60"], 20 * 60),
        (["Most points an order | 20"], 20 * 20),
        (["Points per unit | 2.5"], 20 * 150),
    ],
)
def test_the_owner_s_own_rules_say_what_an_order_brings(
    sheet: Sheet, now: datetime, rows: list[str], points: int
) -> None:
    book = sheet(orders("60"), settings(*rows))

    figures = order_figures(book, now=now)

    assert isinstance(figures, OrderFigures)
    assert figures.points == points


def test_what_is_too_small_to_be_claimed_brings_nothing_but_is_spent(sheet: Sheet, now: datetime) -> None:
    book = sheet(orders("60", "20"), settings("Minimum order | 50"))

    figures = order_figures(book, now=now)

    assert isinstance(figures, OrderFigures)
    assert (figures.average, figures.points_an_order, figures.money_for(30)) == (
        Fraction(40),
        Fraction(30),
        Fraction(40),
    )


def test_from_19_orders_nobody_can_say_what_a_reward_costs(sheet: Sheet, now: datetime) -> None:
    assert reward_costs(sheet(orders("60", count=19)), now=now) == TooFewOrders(19)
    assert isinstance(reward_costs(sheet(orders("60", count=20)), now=now), RewardCosts)


@pytest.mark.parametrize(
    ("amount", "rows"), [("0.40", []), ("0", ["Earn by | order"]), ("60", ["Points per unit | 0.001"])]
)
def test_points_that_stand_for_no_money_cost_no_share_of_it(
    sheet: Sheet, now: datetime, amount: str, rows: list[str]
) -> None:
    assert reward_costs(sheet(orders(amount), settings(*rows)), now=now) == NoPoints(20)


@pytest.mark.parametrize(("spendable", "first"), [("at once", 0), ("after first order", 1)])
def test_what_joining_brings_is_the_first_reward_when_it_can_be_spent(
    sheet: Sheet, now: datetime, spendable: str, first: int
) -> None:
    book = sheet(orders("60"), settings(f"Bonus spendable | {spendable}"), rewards("pin | 50 | | | yes | |"))

    [cost] = found(book, now).rewards

    assert (cost.first, cost.every) == (first, 1)
    assert (cost.rebate, cost.worth, cost.margin) == (None, None, None)


def test_rewards_that_are_off_the_list_count_only_as_long_as_none_is_on_it(sheet: Sheet, now: datetime) -> None:
    off, over = "mug | 300 | | 5 | no | |", "cap | 400 | | 5 | yes | | 2026-11-21"

    new = found(sheet(orders("60"), rewards(off, over)), now)
    open_ = found(sheet(orders("60"), rewards("tote | 200 | | 5 | yes | |", off)), now)

    assert [cost.reward.id for cost in new.rewards] == ["mug"]
    assert [cost.reward.points for cost in open_.rewards] == [200]


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ("tote | 200 | 12 | 6.50 | yes | |", {}),
        ("tote | 200 | | 20 | yes | |", {}),
        ("tote | 200 | | 20.01 | yes | |", {"tote": (210, Why.COSTS_TOO_MUCH)}),
        ("tote | 200 | 1 | 31.20 | yes | |", {"tote": (320, Why.COSTS_TOO_MUCH)}),
        ("tote | 200 | 6 | 0 | yes | |", {}),
        ("tote | 200 | 5.99 | 0 | yes | |", {"tote": (190, Why.GIVES_TOO_LITTLE)}),
        ("tote | 200 | 0 | 0 | yes | |", {}),
        ("tote | 200 | 5 | | yes | |", {}),
        ("tote | 290 | | 9 | yes | |", {}),
        ("tote | 291 | | 9 | yes | |", {"tote": (230, Why.COMES_TOO_LATE)}),
        ("tote | 291 | | 25 | yes | |", {"tote": (250, Why.COMES_TOO_LATE)}),
        ("tote | 395 | | 39.10 | yes | |", {}),
        ("tote | 395 | 5 | 39.10 | yes | |", {}),
        ("tote | 995 | | | yes | |", {}),
        ("tote | 900 | | 9 | yes | gold |", {}),
        ("pin | 200 | 0.01 | 0 | yes | |", {"pin": (51, Why.GIVES_TOO_LITTLE)}),
    ],
)
def test_a_price_is_proposed_where_a_reward_costs_too_much_gives_too_little_or_comes_too_late(
    sheet: Sheet, now: datetime, row: str, wanted: object
) -> None:
    assert proposed(sheet(orders("60"), rewards(row)), now) == wanted


def test_only_the_cheapest_reward_for_everybody_has_to_come_soon(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        orders("60"),
        rewards("vip | 100 | | 1 | yes | gold |", "boat | 900 | | 50 | yes | |", "tote | 800 | | 5 | yes | |"),
    )

    assert proposed(book, now) == {"tote": (230, Why.COMES_TOO_LATE)}


def test_the_cheapest_reward_is_the_one_that_is_cheapest_then(sheet: Sheet, now: datetime) -> None:
    book = sheet(orders("60"), rewards("tote | 200 | | 40 | yes | |", "mug | 350 | | 9 | yes | |"))

    assert proposed(book, now) == {"tote": (400, Why.COSTS_TOO_MUCH), "mug": (230, Why.COMES_TOO_LATE)}


def test_where_the_bonus_waits_for_an_order_a_price_may_be_below_it(sheet: Sheet, now: datetime) -> None:
    waits = settings("Bonus spendable | after first order")
    book = sheet(orders("60"), waits, rewards("pin | 200 | 0.01 | 0 | yes | |"))

    assert proposed(book, now) == {"pin": (1, Why.GIVES_TOO_LITTLE)}


def test_what_a_proposal_brings_is_told_with_it(sheet: Sheet, now: datetime) -> None:
    [proposal] = proposals(found(sheet(orders("60"), rewards("tote | 200 | | 30 | yes | |")), now))

    assert (proposal.now.rebate, proposal.then.rebate) == (Fraction("0.15"), Fraction("0.10"))
    assert (proposal.then.first, proposal.then.every) == (5, 5)


money = st.decimals("0.01", "5000", places=2)
figures = st.builds(
    OrderFigures,
    orders=st.integers(20, 2_000),
    money=st.decimals("1", "1000000", places=2),
    median=st.just(Decimal(1)),
    points=st.integers(1, 10_000_000),
    bonus=st.integers(0, 500),
    at_once=st.booleans(),
)


def price_of(figures: OrderFigures, reward: Reward) -> tuple[int, Proposal | None]:
    """The price when the owner says yes to everything."""
    told = list(proposals(RewardCosts(figures, (reward_cost(figures, reward),))))
    return (told[0].points, told[0]) if told else (reward.points, None)


@given(figures, st.integers(1, 1_000_000), st.none() | money, money, money)
def test_a_proposal_is_whole_points_and_no_dearer_reward_gets_a_lower_one(
    figures: OrderFigures, price: int, worth: Decimal | None, one: Decimal, other: Decimal
) -> None:
    cheap, dear = (Reward("tote", "Tote", price, worth=worth, cost=cost) for cost in sorted((one, other)))

    (low, _), (high, proposal) = price_of(figures, cheap), price_of(figures, dear)

    assert 1 <= low <= high
    if proposal:
        rebate = proposal.then.rebate
        assert rebate is not None
        assert rebate <= MOST


@given(
    figures,
    st.lists(
        st.builds(
            Reward,
            st.text("abc", min_size=3, max_size=3),
            st.just("Tote"),
            st.integers(1, 1_000_000),
            worth=st.none() | money,
            cost=st.none() | money,
            only_for=st.sampled_from([(), ("gold",)]),
        ),
        max_size=4,
        unique_by=lambda reward: reward.id,
    ),
)
def test_who_says_yes_to_all_is_asked_nothing_more(figures: OrderFigures, rewards: list[Reward]) -> None:
    costs = RewardCosts(figures, tuple(reward_cost(figures, reward) for reward in rewards))
    agreed = {one.now.reward.id: one.then for one in proposals(costs)}

    then = RewardCosts(figures, tuple(agreed.get(cost.reward.id, cost) for cost in costs.rewards))

    assert list(proposals(then)) == []
