"""The flat answer, as an owner maps it into fields."""

import json
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from loyalty.model.coupon import Coupon
from loyalty.model.reward import Reward
from loyalty.outcomes.answer_status import AnswerStatus
from loyalty.outcomes.asking import CouponsTold, PointsTold, ReferTold
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed, UnknownOrder
from loyalty.outcomes.extra_points import ActionBooked, BirthdayTold, SurveyDone
from loyalty.outcomes.joining import Joined
from loyalty.outcomes.member_standing import HeldCoupon, Standing
from loyalty.outcomes.not_served import Later, NotMember
from loyalty.outcomes.outcome import Outcome
from loyalty.outcomes.redeeming import AskedOwner, PointsShort, Redeemed
from manychat.reply_flat import flat
from sandbox.manychat_limits.blocks import flat_violations
from words.locales import locale_for

EN = locale_for("en", "chat")

MUG = Reward("mug", "Mug", 100)
TOTE = Reward("tote", "Tote bag", 200, link="https://shop.example/tote")
ANA = Standing(110, (MUG,), TOTE)
CHRISTMAS = date(2026, 12, 22)


def test_a_claim_answers_as_the_design_promises() -> None:
    answer = flat(Claimed(Standing(110, (), TOTE), "1042", 60), EN)

    message = answer.pop("message")
    assert str(message).startswith("Thank you!")
    assert answer == {
        "status": "ok",
        "code": "claimed",
        "member": True,
        "points": 110,
        "points_earned": 60,
        "points_pending": 0,
        "points_to_next": 90,
        "next_reward": "Tote bag",
        "rewards": "-",
        "coupon": "-",
        "coupon_link": "-",
        "coupon_expires": "-",
    }


def test_each_outcome_has_a_code_of_its_own_and_a_known_status() -> None:
    outcomes = get_args(Outcome)
    codes = [outcome.answer_code for outcome in outcomes]

    assert sorted(codes) == sorted(set(codes))
    assert {outcome.answer_status for outcome in outcomes} == set(get_args(AnswerStatus))


def test_each_outcome_with_points_of_its_own_has_earned_them_or_only_tells_of_them() -> None:
    points_of_its_own = {
        outcome for outcome in get_args(Outcome) for field in fields(outcome) if field.name in ("earned", "points")
    } | {Joined}

    assert points_of_its_own == {Claimed, Joined, ActionBooked, SurveyDone} | {AlreadyClaimed, BirthdayTold, ReferTold}


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        *((PointsTold(ANA), "ok"), (AskedOwner(ANA, TOTE, again=False), "ok"), (NotMember("Regulars"), "no")),
        *((UnknownOrder(ANA, "9"), "no"), (PointsShort(ANA, TOTE, 90), "no"), (Later(), "later")),
    ],
)
def test_a_flow_branches_on_three_states(outcome: Outcome, status: str) -> None:
    assert flat(outcome, EN)["status"] == status


def test_somebody_who_is_no_member_has_no_points_and_no_empty_field() -> None:
    answer = flat(NotMember("Regulars"), EN)

    assert (answer["member"], answer["points"], answer["next_reward"], answer["rewards"]) == (False, 0, "-", "-")


def test_a_bonus_counts_as_earned() -> None:
    assert flat(Joined(ANA, "Regulars", 50), EN)["points_earned"] == 50
    assert flat(PointsTold(ANA), EN)["points_earned"] == 0


def test_what_she_can_take_is_listed_with_its_price() -> None:
    assert flat(PointsTold(Standing(400, (MUG, TOTE))), EN)["rewards"] == "Mug (100), Tote bag (200)"


def test_a_taken_reward_fills_the_coupon_fields() -> None:
    answer = flat(Redeemed(ANA, TOTE, "ABCD-1234", CHRISTMAS, again=False), EN)

    assert answer["coupon"] == "ABCD-1234"
    assert answer["coupon_link"] == "https://shop.example/tote"
    assert answer["coupon_expires"] == "2026-12-22"


def test_her_coupons_fill_the_fields_from_the_first_one_with_a_code() -> None:
    asked = HeldCoupon(Coupon("secret", "mug"), MUG, asked=True)
    first = HeldCoupon(Coupon("ABCD", "gone"), None, asked=False)

    answer = flat(CouponsTold(ANA, (asked, first)), EN)

    assert (answer["coupon"], answer["coupon_link"], answer["coupon_expires"]) == ("ABCD", "-", "-")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "shop.example", "http://[", "https://a b", "ftp://a/b", ""])
def test_a_link_that_no_chat_should_open_is_left_out(link: str) -> None:
    tote = Reward("tote", "Tote bag", 200, link=link)

    answer = flat(Redeemed(ANA, tote, "ABCD", CHRISTMAS, again=False), EN)

    assert answer["coupon_link"] == "-"
    assert "javascript" not in str(answer["message"])


def test_fifty_rewards_fit_into_a_field() -> None:
    many = tuple(Reward(str(number), "x" * 200, number) for number in range(50))

    listed = str(flat(PointsTold(Standing(60, many)), EN)["rewards"])

    assert len(listed) < 1050
    assert listed.endswith(" more")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        *(({"points": "110"}, "points"), ({"points": True}, "points"), ({"member": 1}, "member"), ({"new": 1}, "new")),
        *(({"message": ""}, "message"), ({"coupon": None}, "coupon"), ({"status": "fine"}, "status")),
        *(({"message": "x" * 2001}, "message"), ({"rewards": " "}, "rewards"), ({"points_to_next": 1.0}, "to_next")),
    ],
)
def test_the_check_of_the_flat_answer_finds_what_breaks_its_promise(change: dict[str, object], fault: str) -> None:
    good: dict[str, object] = {**flat(PointsTold(ANA), EN)}

    assert flat_violations(good) == ()
    assert any(fault in found for found in flat_violations(good | change))


def test_a_missing_or_misplaced_key_is_found() -> None:
    good = flat(PointsTold(ANA), EN)
    short = {key: value for key, value in good.items() if key != "coupon"}

    assert any("coupon is missing" in found for found in flat_violations(short))
    assert any("order" in found for found in flat_violations(dict(reversed(good.items()))))


def test_the_example_in_the_design_passes_the_check() -> None:
    example = json.loads((Path(__file__).parent / "contacts" / "answer_claimed.json").read_text(encoding="utf-8"))

    assert flat_violations(example) == ()
