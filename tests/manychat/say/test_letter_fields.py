"""A letter as the chat tells it: short, in her language, with codes and links whole, and no field empty."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from loyalty.letters.letter import LateOrder, LetterFacts, Loss, MembershipEnds, TierAtRisk
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.email_log import Letter, LetterName, LetterStatus
from loyalty.model.program_settings import TierBy
from loyalty.model.reward import Reward
from loyalty.outcomes.member_standing import Expiring, HeldCoupon, Membership, Standing, TierStanding
from manychat.say.letter_fields import FIELDS, letter_fields, message
from words.locales import LANGUAGES, locale_for

TO_MEMBERS = [name for name in LetterName if name is not LetterName.OWNER_TASK]
LAST = date(2026, 12, 22)
LONG = "Золотая кофейная кружка с крышкой и ложкой, ручной работы "
MUG = Reward("mug", "Mug", 50, link="https://shop.example/mug", how_to_redeem="Type it in at the till.")
TOTE = Reward("tote", "Tote bag", 200)
HELD = HeldCoupon(Coupon("MUG-7", "mug", CouponStatus.ISSUED, expires=date(2026, 12, 14)), MUG, asked=False)
TO_COME = HeldCoupon(Coupon("ask-1", "tote", CouponStatus.ASKED), TOTE, asked=True)


def facts(letter: LetterName, **more: object) -> LetterFacts:
    about = HELD if letter in (LetterName.COUPON, LetterName.COUPON_EXPIRING) else None
    taken = Letter("id", datetime(2026, 11, 22, 9, 30, tzinfo=UTC), "K7Q4ZD", "", letter.value, LetterStatus.TAKEN)
    losses: dict[LetterName, Loss] = {
        LetterName.POINTS_EXPIRING: Expiring(30, LAST),
        LetterName.MEMBERSHIP_ENDING: MembershipEnds("Plus", "Free coffee", LAST, sold=True),
        LetterName.TIER_WARNING: TierAtRisk("Gold", "Free coffee", LAST, Decimal("45.5"), TierBy.MONEY),
    }
    known = LetterFacts(
        taken, "Ana", "Bean Regulars", "Bean & Co", "", Standing(110, (MUG,), TOTE), (), 0, (HELD, TO_COME),
        orders_to_next=2, subject=about, loss=losses.get(letter), currency="USD",
    )  # fmt: skip
    return replace(known, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", TO_MEMBERS)
def test_each_letter_says_what_she_has_and_can_take_and_what_is_missing(letter: LetterName, language: str) -> None:
    said = message(facts(letter), locale_for(language, "chat"))

    assert [
        word for word in ("Bean Regulars", "110", "Mug", "90", "MUG-7", "Tote bag", "2026") if word not in said
    ] == []
    assert "%(" not in said


def test_the_reminder_reads_so() -> None:
    assert message(facts(LetterName.REMINDER), locale_for("en", "chat")).splitlines() == [
        "Hello Ana! Here is what you have in Bean Regulars.",
        "You have 110 points now.",
        "You can take now: Mug (50 points).",
        "Only 90 points to the Tote bag.",
        "That is about 2 more orders.",
        "Your coupons:",
        "• Mug: MUG-7, until 14 December 2026",
        "• Tote bag: the shop will send it to you.",
    ]


def test_a_coupon_reads_so() -> None:
    assert message(facts(LetterName.COUPON_EXPIRING), locale_for("en", "chat")).splitlines()[:6] == [
        "Your coupon from Bean Regulars expires soon.",
        "It is for: Mug",
        "Your code: MUG-7",
        "Last day to use it: 14 December 2026",
        "Use it here: https://shop.example/mug",
        "Type it in at the till.",
    ]


@pytest.mark.parametrize(
    ("letter", "lines"),
    [
        (
            LetterName.POINTS_EXPIRING,
            [
                "Some of your points in Bean Regulars expire soon.",
                "You have 110 points now. 30 of them are good until 22 December 2026.",
            ],
        ),
        (
            LetterName.MEMBERSHIP_ENDING,
            [
                "Your membership in Bean Regulars ends soon.",
                "Your membership Plus runs until 22 December 2026.",
                "What it gives you: Free coffee",
                "You have 110 points now.",
            ],
        ),
        (
            LetterName.TIER_WARNING,
            [
                "You may soon lose your tier in Bean Regulars.",
                "Your tier: Gold.",
                "It is yours until 22 December 2026. To keep it, you need 45.50 USD in orders by then.",
                "What it gives you: Free coffee",
                "You have 110 points now.",
            ],
        ),
    ],
)
def test_a_warning_reads_so(letter: LetterName, lines: list[str]) -> None:
    assert message(facts(letter), locale_for("en", "chat")).splitlines()[: len(lines)] == lines


def test_points_that_end_sooner_than_those_of_the_letter_are_not_told_beside_them() -> None:
    sooner = Standing(110, expiring=Expiring(5, date(2026, 12, 1)))

    said = message(facts(LetterName.POINTS_EXPIRING, standing=sooner), locale_for("en", "chat"))

    assert "You have 110 points now. 30 of them are good until 22 December 2026." in said
    assert "1 December" not in said


def test_a_member_with_nothing_is_told_so_kindly() -> None:
    nothing = facts(LetterName.REMINDER, name="", standing=Standing(0), coupons=(), orders_to_next=None)

    said = letter_fields(nothing, locale_for("en", "chat"), unsubscribe="")

    assert said["Loyalty message"] == "Hello! Here is what you have in Bean Regulars.\nYou have 0 points now."
    assert [name for name, value in said.items() if value == "-"] == [
        "Loyalty next reward", "Loyalty rewards", "Loyalty coupon", "Loyalty coupon link", "Loyalty coupon expires",
        "Loyalty unsubscribe",
    ]  # fmt: skip


def test_a_coupon_of_a_reward_that_is_gone_and_never_ends_is_told() -> None:
    gone = HeldCoupon(Coupon("OLD-1", "", CouponStatus.ISSUED), None, asked=False)

    english = locale_for("en", "chat")
    said = letter_fields(facts(LetterName.COUPON, subject=gone, coupons=(gone,)), english, unsubscribe="")

    assert "It is for: A reward\nYour code: OLD-1" in said["Loyalty message"]
    assert (said["Loyalty coupon"], said["Loyalty coupon link"], said["Loyalty coupon expires"]) == ("OLD-1", "-", "-")


def test_one_order_is_said_in_words() -> None:
    assert "about one more order" in message(facts(LetterName.REMINDER, orders_to_next=1), locale_for("en", "chat"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", TO_MEMBERS)
def test_however_long_its_parts_are_a_letter_fits_every_channel_with_its_code_whole(
    letter: LetterName, language: str
) -> None:
    dear = Reward("dear", LONG * 3, 999_999, link=f"https://shop.example/{'a' * 380}", how_to_redeem=LONG * 30)
    held = HeldCoupon(Coupon("C" * 200, "dear", CouponStatus.ISSUED, expires=date(2026, 12, 14)), dear, asked=False)
    about = held if facts(letter).subject else None
    long = facts(
        letter,
        name=LONG * 5,
        program=LONG * 5,
        standing=Standing(1, (dear,) * 9, dear),
        coupons=(held,) * 9,
        subject=about,
    )

    said = letter_fields(long, locale_for(language, "chat"), unsubscribe=f"https://x.example/{'u' * 600}")

    assert len(said["Loyalty message"]) <= 640
    assert len(said["Loyalty message"].encode()) <= 1000
    assert "C" * 200 in said["Loyalty message"] or about is None
    assert said["Loyalty unsubscribe"] == "-"
    assert all(said.values())


def test_the_owner_is_told_of_exactly_the_fields_that_are_set(loyalty_fields: frozenset[str]) -> None:
    assert set(FIELDS) == loyalty_fields


def test_a_reminder_tells_her_tier_and_membership_and_a_warning_only_what_it_is_about() -> None:
    stands = Standing(110, tier=TierStanding("Gold"), membership=Membership("Plus", "", LAST))
    about_gold, both = (
        message(facts(name, standing=stands), locale_for("en", "chat"))
        for name in (LetterName.TIER_WARNING, LetterName.REMINDER)
    )

    assert "Your tier: Gold.\nYour membership Plus runs until 22 December 2026." in both
    assert about_gold.count("Gold") == 1
    assert "Plus" not in about_gold


def test_what_has_become_of_an_order_that_a_claim_waited_for_is_told() -> None:
    came = message(facts(LetterName.POINTS_EARNED, late=LateOrder("1042", 60)), locale_for("en", "chat"))
    ended = message(facts(LetterName.CLAIM_ENDED, late=LateOrder("1043")), locale_for("en", "chat"))

    assert came.splitlines()[1] == "The shop has told us about your order 1042. It brings you 60 points."
    assert ended.splitlines()[1].startswith(
        "You sent us order 1043, but the shop has not told us about an order of yours"
    )
