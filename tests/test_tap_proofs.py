"""Buttons of dynamic blocks: what they carry opens their own door for their own contact, and nothing else."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import functions_framework
import pytest
from flask.testing import FlaskClient

from sandbox.owner import Owner
from service.container import now
from tests.taps import SECRET, Shop

ANA, BORIS = {"id": "7001", "first_name": "Ana"}, {"id": "7002", "first_name": "Boris"}


class Answer(NamedTuple):
    """What came back over HTTP."""

    status: int
    body: Any


def asked(client: FlaskClient, path: str, contact: object = ANA, proof: str = SECRET, **fields: object) -> Answer:
    body = {"contact": contact, **fields}
    answer = client.post(path, json=body, headers={"Authorization": f"Bearer {proof}"})
    return Answer(answer.status_code, answer.get_json())


def tapped(client: FlaskClient, button: dict[str, Any], **other: object) -> Answer:
    """A tap on a button as ManyChat makes it, from anywhere in the chat's past."""
    path = button["url"].removeprefix("https://regulars.example")
    answer = client.post(path, json=button["payload"] | other, headers=button["headers"])
    return Answer(answer.status_code, answer.get_json())


def buttons_of(answer: Answer) -> list[dict[str, Any]]:
    *_, last = answer.body["content"]["messages"]
    shown = [last, *last.get("elements", [])]
    return [button for holder in shown for button in holder.get("buttons", []) if "headers" in button]


def taken(owner: Owner) -> list[dict[str, Any]]:
    return [row for row in owner.tab("Coupons") if row.get("Member")]


@pytest.fixture
def take(client: FlaskClient, owner: Owner) -> dict[str, Any]:
    """The button "Take it" of the Tote bag, for which Ana and Boris have points enough."""
    for number, (contact, email) in enumerate(((ANA, "ana@example.com"), (BORIS, "boris@example.com")), 3001):
        asked(client, "/manychat/join", contact, email=email)
        owner.type("Orders", [number, email, 200])
        asked(client, "/manychat/claim", contact, order_number=number)
    [button] = buttons_of(asked(client, "/manychat/rewards/block"))
    return button


def test_a_tap_takes_the_reward_without_the_secret(client: FlaskClient, owner: Owner, take: dict[str, Any]) -> None:
    answer = tapped(client, take)

    [coupon] = taken(owner)
    assert (answer.status, coupon["Reward"]) == (200, "tote")
    assert str(coupon["Code"]) in json.dumps(answer.body)


def test_the_secret_stands_in_no_answer(client: FlaskClient, owner: Owner, take: dict[str, Any]) -> None:
    owner.type("Survey", ["taste", "Tea, none\nor coffee?", "tea, none"], ["taste", "Why is that?"])

    doors = ("rewards", "points", "survey", "redeem", "coupons", "history", "talk")
    answers = [asked(client, f"/manychat/{door}/block", reward="tote", survey="taste") for door in doors]

    assert {answer.status for answer in answers} == {200}
    assert buttons_of(answers[2])
    assert SECRET not in json.dumps([answer.body for answer in answers] + [take])


def test_an_answer_that_is_tapped_leads_to_the_next_question_and_its_buttons(client: FlaskClient, owner: Owner) -> None:
    owner.type("Survey", ["taste", "Tea?", "yes, no"], ["taste", "Milk?", "yes, no"])
    asked(client, "/manychat/join", email="ana@example.com")

    first = buttons_of(asked(client, "/manychat/survey/block", survey="taste"))
    second = buttons_of(tapped(client, first[0]))
    done = tapped(client, second[1])

    assert done.status == 200
    assert [(row["Question"], row["Answer"]) for row in owner.tab("Answers")] == [("Tea?", "yes"), ("Milk?", "no")]


def test_the_proof_of_one_contact_is_none_for_another(client: FlaskClient, owner: Owner, take: dict[str, Any]) -> None:
    refused = [
        tapped(client, take, contact=BORIS),
        tapped(client, take, contact={"id": 70010}),
        tapped(client, take, contact=json.dumps(BORIS)),
    ]

    assert {answer.status for answer in refused} == {401}
    assert taken(owner) == []


@pytest.mark.parametrize("path", ["/manychat/redeem", "/manychat/leave", "/manychat/talk/block", "/orders"])
def test_at_another_door_it_opens_nothing(shop: Shop, client: FlaskClient, take: dict[str, Any], path: str) -> None:
    shop("3009", amount=20)  # there is a door for orders

    assert client.post(path, json=take["payload"], headers=take["headers"]).status_code == 401


def test_one_that_is_made_up_or_bent_opens_nothing(client: FlaskClient, take: dict[str, Any]) -> None:
    mark, contact, seal = take["headers"]["Authorization"].removeprefix("Bearer ").split(".")
    bent = ["tap", "tap.", "tap..", f"{mark}.{contact}", f"{mark}.{seal}.{contact}", f"{mark}.{contact}.{seal[:-1]}"]
    bent += [f"{mark}.{contact}.{seal}0", f"{mark}.{'0' * 32}.{seal}", f"pat.{contact}.{seal}", f"{mark}.é.{seal}"]

    assert {asked(client, "/manychat/redeem/block", proof=proof, reward="tote").status for proof in bent} == {401}


def test_it_ends_with_the_secret_that_made_it(environment: pytest.MonkeyPatch, take: dict[str, Any]) -> None:
    statuses = []
    for days in (1, -1):
        environment.setenv("MANYCHAT_SECRET", f"the-new-secret-of-the-chat,{SECRET}@{now().date() + timedelta(days)}")
        new_instance = functions_framework.create_app("loyalty", str(Path(__file__).parent.parent / "main.py"))
        statuses.append(tapped(new_instance.test_client(), take).status)

    assert statuses == [200, 401]
