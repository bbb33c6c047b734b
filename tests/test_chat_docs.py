"""docs/chat-flows.md as ManyChat would do it: each body filled in and posted, each answer mapped."""

import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pytest
from flask import Flask

from commands.chat.manychat_account import BOOLEAN, CONTACT_FIELDS, NUMBER, TEXT
from commands.chat.pasted_texts import ADDRESS_KEYWORD, body, keywords
from loyalty.outcomes.asking import AskOutcome, NoReferrals
from loyalty.outcomes.claiming import ClaimOutcome
from loyalty.outcomes.extra_points import BirthdayOutcome, BookOutcome, SurveyOutcome
from loyalty.outcomes.joining import ConfirmEmail, JoinOutcome
from loyalty.outcomes.not_served import TooManyTries
from loyalty.outcomes.redeeming import RedeemOutcome
from loyalty.outcomes.stored_data import ExportOutcome, LeaveOutcome
from manychat.incoming import Channel
from sandbox.google.http.faults import DropBefore, Fault
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from service.chat.chat_actions import ACTIONS

DOC = (Path(__file__).parent.parent / "docs" / "chat-flows.md").read_text()
HEADERS = {"Authorization": "Bearer the-secret-of-this-test", "Content-Type": "application/json"}
OUTCOMES: dict[str, Any] = {
    "join": JoinOutcome,
    "claim": ClaimOutcome,
    "redeem": RedeemOutcome,
    "book": BookOutcome,
    "birthday": BirthdayOutcome,
    "survey": SurveyOutcome,
    "leave": LeaveOutcome,
    "export": ExportOutcome,
}
TYPES = {TEXT: str, NUMBER: int, BOOLEAN: bool}
Outage = list[Fault]
Ask = Callable[..., dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Flow:
    """A section of the page: its path, its bodies, the codes of its table and its numbered steps."""

    action: str
    bodies: tuple[str, ...]
    codes: frozenset[str]
    steps: tuple[str, ...]


def flows() -> Iterator[Flow]:
    for section in DOC.partition("\n## Before the first flow\n")[2].split("\n## ")[1:]:
        [action] = re.findall(r"^Path: `/manychat/([a-z]+)`$", section, flags=re.MULTILINE)
        bodies = re.findall(r"```json\n(.+?)\n```", section, flags=re.DOTALL)
        rows = re.findall(r"^\| (`[a-z_`, ]+`) \|", section, flags=re.MULTILINE)
        codes = frozenset(re.findall(r"`([a-z_]+)`", " ".join(rows)))
        yield Flow(action, tuple(bodies), codes, tuple(numbered_steps(section)))


def numbered_steps(section: str) -> Iterator[str]:
    """What stands behind 1., 2., 3. …; a number out of turn fails."""
    for place, (number, step) in enumerate(re.findall(r"^(\d+)\. (.+)$", section, flags=re.MULTILINE), start=1):
        assert int(number) == place, step
        yield step


def presets(step: str) -> dict[str, str]:
    """The fields that a step Set User Field sets; none for other steps."""
    found = re.findall(r"`([^`]+)` to `([^`]+)`", step)
    return dict(found) if step.startswith("Set User Field, twice: ") else {}


FLOWS = {flow.action: flow for flow in flows()}
PRESETS = {"Loyalty status": "later", "Loyalty message": "That did not work. Please try again in a minute."}
MAPPING = dict(re.findall(r"^\| `\$\.([a-z_]+)` \| `([A-Za-z ]+)` \|$", DOC, flags=re.MULTILINE))


def filled(body: str, *, typed: str = "", email: str | None = None, **fields: str) -> str:
    """The body as ManyChat sends it: Full Contact Data as JSON; a field that is empty leaves its braces."""
    contact = {
        "id": "7001",
        "first_name": "Ana",
        "email": email,
        "last_input_text": typed,
        "custom_fields": {"Order Number": None, "Referrer": None, "Birthday": None}
        | {name.replace("_", " "): value for name, value in fields.items()},
    }
    return body.replace("{{subscriber_data|to_json:true}}", json.dumps(contact))


@pytest.fixture
def ask(app: Flask) -> Ask:
    """Sends a flow's body and gives the answer, each of whose mapped keys suits its field."""

    def send(action: str, number: int = 0, **values: str) -> dict[str, Any]:
        flow = FLOWS[action]
        answer = app.test_client().post(
            f"/manychat/{action}", data=filled(flow.bodies[number], **values), headers=HEADERS
        )
        reply = answer.get_json()
        assert answer.status_code == 200, reply
        for key, field in MAPPING.items():
            assert type(reply[key]) is TYPES[CONTACT_FIELDS[field]], (key, reply)
            assert reply[key] != ""
        assert reply["code"] in flow.codes
        return dict(reply)

    return send


def test_the_page_has_a_flow_for_each_action_and_each_mapping_has_a_field() -> None:
    assert set(FLOWS) == set(ACTIONS)
    assert all(flow.bodies for flow in FLOWS.values())
    assert len(MAPPING) == 10
    assert set(MAPPING.values()) <= set(CONTACT_FIELDS)


@pytest.mark.parametrize("action", ACTIONS)
def test_each_request_of_a_flow_has_its_own_step_and_right_before_it_the_one_that_sets_status_and_message(
    action: str,
) -> None:
    steps = FLOWS[action].steps
    requests = [place for place, step in enumerate(steps) if step.startswith("External Request")]

    assert steps[0].startswith("Trigger: ")
    assert requests
    assert [presets(steps[place - 1]) for place in requests] == [PRESETS] * len(requests)
    assert [steps[place + 1].partition(" At ")[0] for place in requests] == ["The answer."] * len(requests)
    assert len(requests) <= len(FLOWS[action].bodies)


@pytest.mark.parametrize("action", ["join", "claim"])
def test_the_digits_have_steps_of_their_own_which_the_code_leads_to(action: str) -> None:
    [section] = [text for text in DOC.split("\n## ") if f"Path: `/manychat/{action}`" in text]
    steps = FLOWS[action].steps
    [asks] = [place for place, step in enumerate(steps, start=1) if "six digits" in step]

    assert re.findall(r"\| `code_sent` \| goes on with step (\d+) \|", section) == [str(asks)]
    assert steps[asks - 1].startswith("User Input: ")
    assert "Reply type **Text**" in steps[asks - 1]
    assert presets(steps[asks]) == PRESETS
    assert steps[asks + 2] == f"The answer. At `code_wrong` go back to step {asks}."


@pytest.mark.parametrize("action", ACTIONS)
def test_each_code_that_an_action_can_answer_with_is_in_its_table(action: str) -> None:
    if action in OUTCOMES:
        can = {outcome.answer_code for outcome in get_args(OUTCOMES[action]) if outcome is not ConfirmEmail}
    else:
        can = {code for outcome in get_args(AskOutcome) if (code := outcome.answer_code) in (action, "not_member")}
        can |= {NoReferrals.answer_code} if action == "refer" else set()

    can |= {TooManyTries.answer_code} if action in ("join", "claim") else set()
    assert FLOWS[action].codes == can | {"later"}


@pytest.mark.parametrize("action", sorted(set(ACTIONS) - {"join"}))
def test_who_has_not_joined_is_told_so_by_every_body(ask: Ask, action: str) -> None:
    for number in range(len(FLOWS[action].bodies)):
        for typed in ("", "1042"):
            assert ask(action, number, typed=typed)["code"] == "not_member"


def test_while_google_is_away_every_flow_says_later(ask: Ask, outage: Outage) -> None:
    outage.append(DropBefore())
    try:
        with ThreadPoolExecutor(len(ACTIONS)) as customers:  # each waits for some seconds
            replies = list(customers.map(lambda action: ask(action, email="ana@example.com"), ACTIONS))
    finally:
        outage.clear()

    assert [(reply["status"], reply["code"]) for reply in replies] == [("later", "later")] * len(ACTIONS)


def test_a_first_day_by_the_bodies_of_the_page(ask: Ask, owner: Owner) -> None:
    owner.type("Actions", ["visit", "Your visit", 10])

    codes = [
        ask("join")["code"],
        ask("join", email="ana")["code"],
        ask("join", email="ana@example.com")["code"],
        ask("join", email="ana@example.com")["code"],
        ask("redeem")["code"],
        ask("claim", Order_Number="1042")["code"],
        ask("claim", Order_Number="#1042")["code"],
        ask("claim", Order_Number="1055")["code"],
        ask("claim", 2, typed="Order 1051")["code"],
        ask("claim", 2, typed="order 1063")["code"],
        ask("points")["code"],
        ask("rewards")["code"],
        ask("redeem")["code"],
        ask("coupons")["code"],
        ask("refer")["code"],
        ask("history")["code"],
        ask("tier")["code"],
        ask("birthday", Birthday="1990-02-28")["code"],
        ask("birthday", Birthday="1990-02-28")["code"],
        ask("survey")["code"],
        ask("book")["code"],
        ask("export")["code"],
        ask("export", 1)["code"],
        ask("leave")["code"],
        ask("leave", 1)["code"],
    ]

    assert codes == [
        *("email_missing", "email_invalid", "joined", "already_member"),
        *("points_short", "claimed", "already_claimed", "unknown_order", "claimed", "claimed"),
        *("points", "rewards", "redeemed", "coupons", "no_referrals", "history", "tier"),
        *("birthday", "birthday_known", "no_survey", "booked", "export", "export_sent", "leave_sure", "left"),
    ]


def test_join_goes_on_with_the_digits_of_the_email(ask: Ask, owner: Owner, mailbox: MailBox) -> None:
    owner.type_over("Settings", "Confirm e-mail", "Value", "at joining")
    sent = ask("join", email="ana@example.com")
    digits = digits_in(mailbox)

    wrong = ask("join", 1, email="ana@example.com", typed="no idea")
    joined = ask("join", 1, email="ana@example.com", typed=digits)

    assert [reply["code"] for reply in (sent, wrong, joined)] == ["code_sent", "code_wrong", "joined"]


@pytest.mark.parametrize("order", ["1042", "order 1042"])
def test_claim_goes_on_with_the_digits_of_the_email_also_where_the_field_holds_a_whatsapp_message(
    ask: Ask, owner: Owner, mailbox: MailBox, order: str
) -> None:
    owner.type_over("Settings", "Confirm e-mail", "Value", "before points")
    ask("join", email="ana@example.com")
    sent = ask("claim", Order_Number=order)

    claimed = ask("claim", 1, typed=digits_in(mailbox), Order_Number=order)

    assert [reply["code"] for reply in (sent, claimed)] == ["code_sent", "claimed"]


def digits_in(mailbox: MailBox) -> str:
    [digits] = re.findall(r"\b\d{6}\b", str(mailbox.letters[-1].message["Subject"]))
    return str(digits)


@pytest.mark.parametrize("channel", Channel)
def test_each_keyword_to_paste_is_answered_on_every_channel(app: Flask, channel: Channel) -> None:
    for word in set(keywords()) - {ADDRESS_KEYWORD}:
        sent = filled(body(channel), typed=word)
        answer = app.test_client().post("/manychat/talk/block", data=sent, headers=HEADERS)

        assert answer.status_code == 200
        assert answer.get_json()["content"]["messages"], word
