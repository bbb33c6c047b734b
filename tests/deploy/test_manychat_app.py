"""deploy/manychat-app.json: each of its requests is one that the function answers, and each of its outputs is there."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from service.chat.chat_actions import ACTIONS

APP = json.loads((Path(__file__).parents[2] / "deploy" / "manychat-app.json").read_text(encoding="utf-8"))
ASKED = {action["name"]: action for action in APP["actions"]}
HOST, SECRET = "function.example", "the-secret-of-this-test"
TYPED = {
    "email": "ana@example.com",
    "order_number": "1042",
    "reward": "tote",
    "birthday": "1990-02-28",
    "action": "visit",
    "ask": "order-1042",
}
TYPES = {"string": str, "number": int}
NOT_MAPPED = {"member"}
"""Yes or no, for which no type of an output is known; the code ``not_member`` says it as well."""


def request_of(name: str) -> dict[str, Any]:
    [request] = ASKED[name]["requests"]
    return dict(request)


def filled(text: str, values: dict[str, str]) -> str:
    """The text as ManyChat sends it: forms and what was asked for at the installation, then the contact."""
    for key, value in ({"host": HOST, "secret": SECRET} | values).items():
        text = text.replace(f"[[{key}]]", value)
    return text.replace("{{user_id}}", "7001").replace("{{first_name}}", "Ana")


def ask(app: Flask, name: str) -> dict[str, Any]:
    forms = {form["name"]: TYPED.get(form["name"], form.get("default", "")) for form in ASKED[name]["forms"]}
    request = request_of(name)
    secret = filled(APP["auth"]["connection"]["headers"]["Authorization"], {})
    address = filled(request["url"], forms).removeprefix(f"https://{HOST}")
    body = filled(json.dumps(request["payload"]), forms)
    assert "[[" not in address + body
    headers = dict(header.split(": ") for header in request["headers"]) | {"Authorization": secret}
    answer = app.test_client().open(address, method=request["method"], data=body, headers=headers)
    assert answer.status_code == 200, answer.get_json()
    return dict(answer.get_json())


def test_the_app_has_each_action_and_the_conversation() -> None:
    assert set(ASKED) == {*ACTIONS, "talk"}
    assert len(ASKED) == len(APP["actions"])


@pytest.mark.parametrize("name", ACTIONS)
def test_each_output_is_a_key_of_the_answer_with_its_type(app: Flask, name: str) -> None:
    if name != "join":
        ask(app, "join")

    reply = ask(app, name)

    outputs = {output["path"].removeprefix("$."): output["type"] for output in request_of(name)["mapping"]}
    assert outputs.keys() == reply.keys() - NOT_MAPPED
    assert all(type(reply[key]) is TYPES[kind] for key, kind in outputs.items())
    assert (reply["status"], reply["code"]) != ("no", "not_member")


def test_the_conversation_can_be_led_by_the_app(app: Flask) -> None:
    ask(app, "join")

    reply = ask(app, "talk")

    assert reply["code"] == "claimed"
    assert {output["path"] for output in request_of("talk")["mapping"]} == {"$.message", "$.ask"}


def test_the_app_holds_no_secret_and_asks_for_what_it_needs() -> None:
    asked = {param["name"] for param in APP["auth"]["params"]}

    used = set(re.findall(r"\[\[(\w+)\]\]", json.dumps(APP)))
    assert asked == {"host", "secret"}
    assert used - asked == {form["name"] for action in APP["actions"] for form in action["forms"]}
