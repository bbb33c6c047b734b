"""What the chat says, in words a customer understands and an owner would sign."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from loyalty.model.coupon import Coupon
from loyalty.model.offers import Plan
from loyalty.model.program_settings import TierBy
from loyalty.model.reward import Reward, RewardKind
from loyalty.outcomes.asking import CouponsTold, PointsTold, RewardsTold, TierTold
from loyalty.outcomes.claiming import (
    AlreadyClaimed,
    Claimed,
    DayIsFull,
    NotPaid,
    OrderNoted,
    OrderTooLarge,
    OrderTooOld,
    OrderTooSmall,
    UnknownOrder,
    WaitingFull,
)
from loyalty.outcomes.joining import AlreadyMember, EmailInvalid, EmailMissing, EmailTaken, Joined
from loyalty.outcomes.member_standing import HeldCoupon, Membership, Standing, TierStanding
from loyalty.outcomes.not_served import Later, NotMember
from loyalty.outcomes.outcome import Outcome
from loyalty.outcomes.redeeming import (
    AskedOwner,
    NotForThem,
    OutOfStock,
    PointsShort,
    Redeemed,
    TakenBefore,
    UnknownReward,
)
from manychat.say.sentences import sentence
from words.locales import locale_for

EN = locale_for("en", "chat")

MUG = Reward("mug", "Mug", 100)
TOTE = Reward("tote", "Tote bag", 200, link="https://shop.example/tote", how_to_redeem="Type the code at the till.")
ANA = Standing(110, (MUG,), TOTE)
NEWCOMER = Standing(120, (), MUG, bonus_waiting=100)
BORIS = Standing(1)
CHRISTMAS = date(2026, 12, 22)


ANSWERS: list[tuple[Outcome, list[str]]] = [
    (
        Joined(ANA, "Regulars", 50),
        ["Regulars", "50 points", "110 points", "Mug", "Only 90 points to the Tote bag."],
    ),
    (AlreadyMember(ANA, "Regulars"), ["already a member of Regulars", "110 points", "Mug"]),
    (EmailMissing(), ["send us the email address you order with"]),
    (EmailInvalid(), ["check it and send it again"]),
    (EmailTaken(), ["ask the shop"]),
    (NotMember("Regulars"), ["Regulars", "Join first"]),
    (Claimed(ANA, "1042", 60), ["Order 1042", "60 points", "110 points", "Only 90 points to the Tote bag."]),
    (
        Claimed(
            ANA, "1042", 60, counted=Decimal("41.50"), currency="USD", more_for=("Mug", "Tote bag"), order_limit=60
        ),
        [
            "41.50 USD of this order counts",
            "more than usual for this: Mug, Tote bag.",
            "One order can bring you at most 60 points",
        ],
    ),
    (OrderTooSmall(ANA, "1042", Decimal(20), "USD", nothing_counts=True), ["order 1042 earns no points"]),
    (AlreadyClaimed(ANA, "1042", 60), ["order 1042", "60 points", "110 points"]),
    (
        AlreadyClaimed(ANA, "1042", 60, 40),
        ["order 1042 brought you 60 points", "took 40 points back", "110 points"],
    ),
    (AlreadyClaimed(ANA, "1042", None), ["already claimed order 1042", "110 points"]),
    (UnknownOrder(ANA, "1042"), ["order 1042", "check the number"]),
    (UnknownOrder(ANA, " "), ["Which order"]),
    (
        OrderNoted(ANA, "1042", "", date(2026, 12, 6)),
        ["noted order 1042", "until 6 December 2026", "send us the right one"],
    ),
    (OrderNoted(ANA, "1042", "", date(2026, 12, 6), signed=True), ["noted order 1042", "6 December 2026"]),
    (
        WaitingFull(ANA, "1042", 5),
        ["cannot find order 1042", "5 orders that the shop has not told us about", "about one of them"],
    ),
    (NotPaid(ANA, "1042"), ["Order 1042", "not paid", "again"]),
    (OrderTooOld(ANA, "1042", 90), ["Order 1042", "90 days"]),
    (OrderTooSmall(ANA, "1042", Decimal("20.00"), "USD"), ["Order 1042", "20.00 USD"]),
    (PointsTold(ANA), ["110 points", "Mug (100 points)", "Only 90 points to the Tote bag."]),
    (RewardsTold(ANA, (MUG, TOTE)), ["Mug (100 points)", "Tote bag (200 points)", "110 points"]),
    (RewardsTold(ANA, ()), ["no rewards", "110 points"]),
    (PointsShort(ANA, TOTE, 90), ["200 points", "110 points", "Only 90 points to go"]),
    (
        PointsShort(NEWCOMER, MUG, 0),
        [
            "100 points",
            "points for joining after your first order: place it, claim it here",
            "120 points",
            "You can spend 100 of them",
        ],
    ),
    (
        PointsShort(NEWCOMER, TOTE, 80),
        ["200 points", "Only 80 points to go", "You can spend 100 of them after your first order"],
    ),
    (
        PointsTold(NEWCOMER),
        ["120 points now. You can spend 100 of them", "With your first order you can take the Mug."],
    ),
    (UnknownReward(ANA, "a car"), ["“a car”", "Mug"]),
    (UnknownReward(ANA, ""), ["Which reward", "Mug"]),
    (OutOfStock(ANA, TOTE), ["no Tote bag left", "Mug"]),
    (OutOfStock(BORIS, TOTE), ["no Tote bag left", "another one"]),
    (AskedOwner(ANA, TOTE, again=False), ["Thank you", "The shop will write", "Tote bag"]),
    (AskedOwner(ANA, TOTE, again=True), ["just asked", "the shop will write"]),
    (CouponsTold(ANA, ()), ["no coupons", "110 points"]),
    (Later(), ["Nothing happened", "try again in a minute"]),
]


@pytest.mark.parametrize(("outcome", "facts"), ANSWERS)
def test_each_answer_says_what_happened_and_what_to_do_next(outcome: Outcome, facts: list[str]) -> None:
    said = sentence(outcome, EN)

    assert [fact for fact in facts if fact not in said] == [], said


@pytest.mark.parametrize("language", ["ru", "ar"])
@pytest.mark.parametrize("outcome", [outcome for outcome, _ in ANSWERS])
def test_each_answer_is_said_in_another_language_as_a_whole(outcome: Outcome, language: str) -> None:
    said = sentence(outcome, locale_for(language, "chat"))

    assert re.findall(r"[A-Za-z]+", re.sub("Regulars|Mug|Tote bag|USD|a car", "", said)) == []
    assert len(said.splitlines()) == len(sentence(outcome, EN).splitlines())


def test_a_coupon_comes_with_its_code_its_last_day_its_use_and_its_page() -> None:
    said = sentence(Redeemed(ANA, TOTE, "ABCD-1234", CHRISTMAS, again=False), EN).splitlines()

    assert said == [
        "It is yours, enjoy: Tote bag!",
        "Your code: ABCD-1234",
        "Type the code at the till.",
        "Last day to use it: 22 December 2026",
        "Use it here: https://shop.example/tote",
        "You have 110 points left.",
    ]


def test_a_second_tap_shows_the_same_coupon_again() -> None:
    assert "Here it is again" in sentence(Redeemed(ANA, TOTE, "ABCD-1234", CHRISTMAS, again=True), EN)


def test_somebody_elses_order_sounds_like_one_that_does_not_exist() -> None:
    assert sentence(UnknownOrder(ANA, "1042"), EN).replace("1042", "9") == sentence(UnknownOrder(ANA, "9"), EN)


def test_what_waits_is_told_with_the_address_that_the_order_has_to_come_under() -> None:
    said = sentence(OrderNoted(ANA, "1042", "ana@example.com", date(2026, 12, 6)), EN)

    assert "under a…@example.com. We wait until 6 December 2026." in said
    assert "If the number or the address is wrong, send us the right number, or ask the shop." in said


def test_one_point_is_no_plural() -> None:
    assert sentence(PointsTold(BORIS), EN).startswith("You have 1 point now.")
    assert "1 day old," in sentence(OrderTooOld(ANA, "1042", 1), EN)


def test_an_order_that_is_only_a_step_to_a_tier_says_so_and_names_the_tier() -> None:
    said = sentence(Claimed(ANA, "1051", 0, rise="Silver"), EN)

    assert "too small for a point, but it counts as an order" in said
    assert "Silver" in said


def test_an_order_too_small_for_a_point_names_no_minimum_of_nothing() -> None:
    assert "from" not in sentence(OrderTooSmall(ANA, "1042", Decimal(0), "USD"), EN)


def test_no_bonus_is_not_mentioned() -> None:
    assert "0 points" not in sentence(Joined(BORIS, "Regulars", 0), EN)


def test_coupons_are_told_with_code_and_day_and_those_the_shop_still_sends() -> None:
    coupons = (
        HeldCoupon(Coupon("ABCD", "tote", expires=CHRISTMAS), TOTE, asked=False),
        HeldCoupon(Coupon("WXYZ", "gone"), None, asked=False),
        HeldCoupon(Coupon("secret", "mug"), MUG, asked=True),
    )

    said = sentence(CouponsTold(ANA, coupons), EN)

    assert "Tote bag: ABCD, until 22 December 2026" in said
    assert "gone: WXYZ" in said
    assert "Mug: the shop will send it to you." in said
    assert "secret" not in said


def test_fifty_rewards_are_told_by_the_first_few_and_the_number_of_the_rest() -> None:
    many = tuple(Reward(str(number), f"Prize {number} " + "x" * 200, number) for number in range(1, 51))

    said = sentence(RewardsTold(Standing(60, many), many), EN)

    assert "Prize 1 " in said
    assert "and 44 more" in said
    assert len(said) <= 1000


def test_endless_advice_is_cut_between_words_and_never_within_a_link() -> None:
    advice = "Show it at the till, or see https://shop.example/" + "a" * 3000
    tote = Reward("tote", "Tote bag", 200, link="https://shop.example/" + "t" * 370, how_to_redeem=advice)

    said = sentence(Redeemed(ANA, tote, "ABCD-1234", CHRISTMAS, again=False), EN)

    assert "Show it at the till, or see…" in said
    assert tote.link in said.split()
    assert len(said) <= 1000


@pytest.mark.parametrize("length", [401, 3000])
def test_a_code_or_link_too_long_for_a_chat_is_left_out_whole(length: int) -> None:
    tote = Reward("tote", "Tote bag", 200, link="https://shop.example/" + "t" * length)

    said = sentence(Redeemed(ANA, tote, "A" * length, CHRISTMAS, again=False), EN)

    assert "ask the shop" in said
    assert "https" not in said
    assert "AAA" not in said


def test_length_is_what_a_code_and_a_link_weigh_on_the_way() -> None:
    tote = Reward("tote", "Tote bag", 200, link="https://shop.example/" + "ح" * 200)

    said = sentence(Redeemed(ANA, tote, "ح" * 101, CHRISTMAS, again=False), EN)

    assert "ح" not in said


def test_an_order_with_a_campaign_says_what_it_is_for() -> None:
    said = sentence(Claimed(Standing(170), "1042", 120, campaign="Double week"), EN)

    assert said.splitlines()[0] == "Thank you! Order 1042 brings you 120 points. That is more than usual: Double week!"


def test_an_order_of_the_same_day_says_with_which_it_counts() -> None:
    said = sentence(Claimed(Standing(75), "1043", 0, basket="1042"), EN)

    assert said.splitlines()[0] == (
        "Thank you! Order 1043 counts as one with order 1042, because you placed them within a day."
    )


def test_an_order_that_is_too_large_sends_to_the_shop() -> None:
    assert sentence(OrderTooLarge(Standing(150), "1044"), EN) == (
        "Order 1044 is too large for us to add its points here. Please ask the shop: they can add them."
    )


def test_a_full_day_says_to_come_back_tomorrow() -> None:
    assert sentence(Claimed(Standing(150), "1043", 40, limit=100), EN).startswith(
        "Thank you! Order 1043 brings you 40 points. One day can bring you at most 100 points."
    )
    assert sentence(DayIsFull(Standing(150), "1044", 100), EN) == (
        "One day can bring you at most 100 points. Please send us the number of order 1044 again tomorrow."
    )


@pytest.mark.parametrize(
    ("kind", "value", "line"),
    [
        (RewardKind.PERCENT, Decimal("15.00"), "It takes 15% off your order."),
        (RewardKind.AMOUNT, Decimal(10), "It takes 10.00 USD off your order."),
        (RewardKind.GIFT_CARD, Decimal("20.5"), "It is a gift card worth 20.50 USD."),
        (RewardKind.FREE_SHIPPING, None, "It gives you free shipping on your order."),
        (RewardKind.PERCENT, None, "Your code: ABCD-1234"),
        (RewardKind.PRODUCT, Decimal(10), "Your code: ABCD-1234"),
    ],
)
def test_a_coupon_says_what_it_gives(kind: RewardKind, value: Decimal | None, line: str) -> None:
    reward = Reward("thing", "Thing", 100, kind=kind, value=value)
    currency = "USD" if kind in (RewardKind.AMOUNT, RewardKind.GIFT_CARD) else ""

    said = sentence(Redeemed(ANA, reward, "ABCD-1234", CHRISTMAS, again=False, currency=currency), EN)

    assert said.splitlines()[1] == line


def test_a_reward_that_is_not_hers_is_told_with_what_she_can_take() -> None:
    for outcome in (NotForThem(ANA, TOTE), TakenBefore(ANA, TOTE)):
        said = sentence(outcome, EN)
        assert "Tote bag" in said
        assert len(said.splitlines()) == 2


TIER = TierStanding("Silver", "Early access", "Gold", Decimal(380), TierBy.POINTS, "USD")


@pytest.mark.parametrize(
    ("tier", "lines"),
    [
        (TIER, ["Your tier: Silver.", "What it gives you: Early access", "To reach Gold, you still need 380 points."]),
        (
            replace(TIER, perks="", by=TierBy.MONEY, missing=Decimal("45.5")),
            ["Your tier: Silver.", "To reach Gold, you still need 45.50 USD in orders."],
        ),
        (
            replace(TIER, name="", perks="", by=TierBy.ORDERS, missing=Decimal(1)),
            ["You have no tier yet.", "To reach Gold, you still need 1 order."],
        ),
        (
            replace(TIER, perks="", next_tier="", until=CHRISTMAS, to_keep=Decimal(50)),
            ["Your tier: Silver.", "It is yours until 22 December 2026. To keep it, you need 50 points by then."],
        ),
        (
            replace(TIER, perks="", next_tier="", lost_on=CHRISTMAS, to_keep=Decimal(50)),
            ["Your tier: Silver.", "You lose it on 22 December 2026. To keep it, you need 50 points before then."],
        ),
    ],
)
def test_a_tier_says_what_it_brings_what_is_next_and_what_keeps_it(tier: TierStanding, lines: list[str]) -> None:
    assert sentence(TierTold(Standing(60, tier=tier), (), "USD"), EN).splitlines() == lines


def test_memberships_are_told_with_their_fees_and_her_own_first() -> None:
    standing = Standing(60, membership=Membership("Club", "Free shipping", CHRISTMAS))
    plans = (Plan("Club", 12), Plan("Gold club", 12, fee=Decimal(30), perks="Twice the points"))

    assert sentence(TierTold(standing, plans, "USD"), EN).splitlines() == [
        "Your membership Club runs until 22 December 2026.",
        "What it gives you: Free shipping",
        "Memberships you can get:",
        "• Gold club: Twice the points (30.00 USD)",
    ]
    assert sentence(TierTold(Standing(60), (), "USD"), EN) == "There are no tiers or memberships in our program."


def test_points_name_her_tier_and_her_membership_in_a_line_each() -> None:
    for_good = Membership("Club", "", None)

    said = sentence(PointsTold(Standing(60, tier=TIER, membership=for_good)), EN).splitlines()

    assert said[1:3] == ["Your tier: Silver.", "Your membership Club never expires."]
