"""Points out of nothing: what a stranger tries who opens accounts, leaves and comes back, over HTTP, in a new sheet."""

import pytest
from flask import Flask

from sandbox.owner import Owner
from tests.taps import Tap, tapping


@pytest.fixture
def tap(app: Flask) -> Tap:
    return tapping(app, "Lea")


@pytest.fixture
def pin(owner: Owner) -> Owner:
    """The owner, who gives a pin for less than the bonus, to each customer once."""
    owner.type_over("Settings", "Coupons", "Value", "generate")
    owner.type_over("Rewards", "tote", "Points", 40)
    owner.type_over("Rewards", "tote", "Once", "yes")
    return owner


def test_in_a_new_sheet_nobody_takes_a_reward_by_joining_and_the_chat_says_what_to_do(tap: Tap, pin: Owner) -> None:
    joined = tap("join", email="lea@shop.example")

    assert (joined["code"], joined["points"], joined["points_earned"], joined["rewards"]) == ("joined", 50, 50, "-")
    assert (joined["points_to_next"], joined["next_reward"]) == (0, "Tote bag")
    assert "You can spend 50 of them after your first order" in joined["message"]
    assert "With your first order you can take the Tote bag." in joined["message"]
    refused = tap("redeem", reward="tote")
    assert (refused["status"], refused["code"], refused["coupon"]) == ("no", "points_short", "-")
    assert (
        "You can spend your points for joining after your first order: place it, claim it here, then take the reward."
        in refused["message"]
    )
    assert [row.get("Status") for row in pin.tab("Coupons") if row.get("Member")] == []

    pin.type("Orders", ["6001", "lea@shop.example", 5])
    claimed = tap("claim", order_number="6001")
    assert (claimed["points"], claimed["rewards"]) == (55, "Tote bag (40)")
    assert "once you have ordered" not in claimed["message"]
    assert tap("redeem", reward="tote")["code"] == "redeemed"


def test_who_sends_the_first_order_back_cannot_spend_the_bonus(tap: Tap, pin: Owner) -> None:
    tap("join", email="lea@shop.example")
    pin.type("Orders", ["6001", "lea@shop.example", 60])
    assert tap("claim", order_number="6001")["rewards"] != "-"

    pin.type_over("Orders", "6001", "Status", "refunded")
    tap("points")

    assert tap("redeem", reward="tote")["code"] == "points_short"
    assert tap("points")["points"] == 50


def test_a_sheet_that_says_so_or_says_nothing_gives_the_bonus_at_once(tap: Tap, pin: Owner) -> None:
    for contact, word in ((7001, "at once"), (7002, "")):
        pin.type_over("Settings", "Bonus spendable", "Value", word)

        assert tap("join", contact, email=f"{contact}@shop.example")["rewards"] == "Tote bag (40)"
        assert tap("redeem", contact, reward="tote")["code"] == "redeemed"


LEAVES = [
    ("lea@gmail.com", 7001, "l.e.a@gmail.com"),
    ("lea@gmail.com", 7002, "lea@googlemail.com"),
    ("l.ea+shop@gmail.com", 7002, "LEA@gmail.com"),
    ("lea@shop.example", 7002, "Lea+2@SHOP.example"),
    ("lea+1@müller.de", 7002, "lea@xn--mller-kva.de"),
    ("lea@shop.example", 7001, "another@other.example"),
]


@pytest.mark.parametrize(("first", "contact", "second"), LEAVES)
def test_who_leaves_and_joins_again_gets_no_second_bonus(
    tap: Tap, pin: Owner, first: str, contact: int, second: str
) -> None:
    assert tap("join", 7001, email=first)["points"] == 50
    assert tap("leave", 7001, confirm="yes")["code"] == "left"

    again = tap("join", contact, email=second)

    assert (again["code"], again["points"], again["points_earned"]) == ("joined", 0, 0)
    assert not [cell for row in pin.tab("Ledger") for cell in row.values() if first in str(cell)]


def test_nor_who_has_two_channels_by_either_of_them(tap: Tap, pin: Owner) -> None:
    tap("join", 7001, email="lea@shop.example")
    pin.type_over("Members", "lea@shop.example", "Contact", "7001, 7002")
    tap("leave", 7002, confirm="yes")

    assert [tap("join", contact, email=f"{contact}@other.example")["points"] for contact in (7001, 7002)] == [0, 0]
    assert tap("join", 7003, email="7003@other.example")["points"] == 50


def test_who_is_blocked_leaves_and_joins_again_stays_blocked_until_the_owner_says_otherwise(
    tap: Tap, pin: Owner
) -> None:
    tap("join", 7001, email="lea@gmail.com")
    pin.type_over("Members", "lea@gmail.com", "Status", "blocked")
    assert tap("leave", 7001, confirm="yes")["code"] == "left"

    tap("join", 7002, email="l.ea+new@googlemail.com")

    pin.type("Orders", ["6001", "l.ea+new@googlemail.com", 60])
    assert tap("claim", 7002, order_number="6001")["code"] == "blocked"
    assert tap("redeem", 7002, reward="tote")["code"] == "blocked"
    pin.type_over("Members", "l.ea+new@googlemail.com", "Status", "")
    assert tap("claim", 7002, order_number="6001")["code"] == "claimed"


def test_what_each_customer_can_take_once_nobody_takes_again_as_a_new_member(tap: Tap, pin: Owner) -> None:
    pin.type("Actions", ["review", "A review", 20, 1, "ever"])
    pin.type("Orders", ["6001", "lea@gmail.com", 60])
    tap("join", 7001, email="lea@gmail.com")
    tap("claim", 7001, order_number="6001")
    assert tap("book", 7001, action="review")["points_earned"] == 20
    assert tap("redeem", 7001, reward="tote")["code"] == "redeemed"
    tap("leave", 7001, confirm="yes")

    tap("join", 7002, email="l.e.a@gmail.com")
    pin.type("Orders", ["6002", "l.e.a@gmail.com", 60])
    tap("claim", 7002, order_number="6002")

    assert tap("redeem", 7002, reward="tote")["code"] == "taken_before"
    assert tap("book", 7002, action="review")["code"] == "action_limit"
    assert tap("points", 7002)["points"] == 60


def test_without_the_key_contacts_alone_are_known_again(tap: Tap, pin: Owner, environment: pytest.MonkeyPatch) -> None:
    environment.delenv("LINK_KEY")
    tap("join", 7001, email="lea@shop.example")
    tap("leave", 7001, confirm="yes")

    assert tap("join", 7002, email="lea@shop.example")["points"] == 50
    assert len(pin.tab("Members")) == 1
    assert tap("join", 7001, email="another@shop.example")["points"] == 0
