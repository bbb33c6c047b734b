"""What is out of all measure, over HTTP: it gives and takes nothing until the owner says yes in the tab Review."""

import pytest
from flask import Flask

from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from tests.taps import Night, Shop, Tap, tapping


@pytest.fixture
def tap(app: Flask, owner: Owner) -> Tap:
    owner.type_over("Settings", "Bonus spendable", "Value", "at once")
    return tapping(app, "Ana")


@pytest.mark.parametrize(
    "order", [{"amount": 999_999_999}, {"amount": 250_000.5}, {"amount": 60, "placed": "2199-01-01"}]
)
@pytest.mark.parametrize(
    ("language", "word"),
    [("English", "the shop checks it first"), ("Russian", "проверит магазин"), ("Arabic", "سيراجعه المتجر")],
)
def test_what_is_out_of_all_measure_gives_nothing_until_the_owner_says_yes(
    tap: Tap, shop: Shop, owner: Owner, order: dict[str, object], language: str, word: str
) -> None:
    tap("join", email="ana@example.com", language=language)
    shop("3001", **order)

    answers = [tap("claim", order_number="3001", language=language) for _ in range(3)]

    assert {(answer["status"], answer["code"], answer["points"]) for answer in answers} == {("no", "in_review", 50)}
    assert word in answers[0]["message"]
    [row] = owner.tab("Review")

    owner.type_over("Review", row["Cause"], "Decision", "no")
    assert tap("claim", order_number="3001")["code"] == "not_approved"
    assert tap("points")["points"] == 50

    owner.type_over("Review", row["Cause"], "Decision", "yes")
    tap("claim", order_number="3001")
    assert tap("points")["points"] == 50 + int(order["amount"])  # type: ignore[call-overload]
    assert tap("claim", order_number="3001")["code"] == "already_claimed"


def test_a_refund_of_more_than_was_paid_takes_nothing_until_the_owner_says_yes(
    tap: Tap, shop: Shop, owner: Owner, night: Night
) -> None:
    tap("join", email="ana@example.com")
    shop("3001", amount=10)
    tap("claim", order_number="3001")

    shop("3001", refunded=100)
    night()
    assert tap("points")["points"] == 60
    [row] = owner.tab("Review")
    assert (row["What"], row["For"]) == ("refund", "3001")

    owner.type_over("Review", row["Cause"], "Decision", "yes")
    night()
    night()

    assert tap("points")["points"] == 50
    assert [line["Points"] for line in owner.tab("Ledger") if line["Entry"] == "refund"] == [-10]


def test_a_slip_of_the_hand_in_actions_gives_nobody_a_fortune(tap: Tap, owner: Owner, night: Night) -> None:
    owner.type("Actions", ["visit", "A visit", 999_999_999, 1, "ever", "yes"])
    tap("join", email="ana@example.com")

    answers = [tap("book", action="visit") for _ in range(2)]

    assert {(answer["code"], answer["points"]) for answer in answers} == {("in_review", 50)}
    assert "A visit" in answers[0]["message"]
    [row] = owner.tab("Review")
    assert (row["What"], row["For"], row["Points"]) == ("action", "visit", 999_999_999)

    owner.type_over("Actions", "visit", "Points", 9)
    owner.type_over("Review", row["Cause"], "Decision", "yes")
    night()

    assert tap("points")["points"] == 59
    assert tap("book", action="visit")["code"] != "in_review"


def test_a_crowd_of_friends_is_paid_only_after_a_yes(app: Flask, tap: Tap, owner: Owner, night: Night) -> None:
    for setting, points in (("Referral points", 100), ("Friend points", 20)):
        owner.type_over("Settings", setting, "Value", points)
    tap("join", email="ana@example.com")
    code = owner.tab("Members")[0]["Member"]
    friend = tapping(app, "Carla")
    for number in (1, 2, 3):
        friend("join", 7100 + number, email=f"carla{number}@example.com", referrer=code)
        owner.type("Orders", [f"c{number}", f"carla{number}@example.com", 500])
        friend("claim", 7100 + number, order_number=f"c{number}")

    night()
    night()

    assert tap("points")["points"] == 150
    waits = owner.tab("Review")
    assert [(row["What"], row["For"], row["Why"]) for row in waits] == [
        ("referral", code, "nearly the same address")
    ] * 2

    owner.type_over("Review", waits[0]["Cause"], "Decision", "yes")
    owner.type_over("Review", waits[1]["Cause"], "Decision", "no")
    night()
    night()

    assert tap("points")["points"] == 250


def test_in_the_night_the_owner_is_written_to_of_what_is_new_there_and_only_once(
    tap: Tap, shop: Shop, owner: Owner, night: Night, mailbox: MailBox
) -> None:
    owner.type_over("Settings", "Owner e-mail", "Value", "owner@shop.example")
    owner.type_over("Settings", "Owner note", "Value", "no")
    tap("join", email="ana@example.com")
    for number in ("3001", "3002"):
        shop(number, amount=999_999_999)
        tap("claim", order_number=number)

    night()
    night()

    [letter] = mailbox.letters
    plain = letter.message.get_body(("plain",))
    assert letter.recipients == ("owner@shop.example",)
    assert letter.message["Subject"] == "Finch Club: something is waiting for your yes or no"
    assert plain
    assert "New in the tab Review: 2. Write yes or no under Decision." in " ".join(plain.get_content().split())
