"""What is not understood never books anything: each such line of the tables, in whatever the conversation waits for."""

import re
from collections.abc import Callable, Mapping

import pytest
from flask.testing import FlaskClient

from sandbox.google.http.server import Server
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from tests.manychat.talk.test_understanding import table
from tests.test_talk import FLOW, Chat
from words.locales import LANGUAGES

NOT_UNDERSTOOD = [line for language in LANGUAGES for line, meant in table(language) if meant == "-"]
TABS = ("Ledger", "Members", "Orders", "Coupons", "Log", "Answers", "Emails", "Settings", "Problems")
RICH = 2000
"""Points that would pay for any reward: nothing is refused for want of them."""
LEAST_LINES = 100


def asked_for_nothing(chat: Chat, _mailbox: MailBox) -> str:
    """A newcomer writes for the first time."""
    return chat.ask


def member_asked_for_nothing(chat: Chat, mailbox: MailBox) -> str:
    joins(chat, mailbox)
    return chat.ask


def asked_for_the_address(chat: Chat, _mailbox: MailBox) -> str:
    return last(chat.follows("order-1042"), "ask_email")


def asked_for_the_order(chat: Chat, mailbox: MailBox) -> str:
    joins(chat, mailbox)
    return last(chat.follows("order"), "ask_order")


def asked_for_the_digits(chat: Chat, _mailbox: MailBox) -> str:
    """A newcomer who came by an unsigned order."""
    chat.follows("order-1042")
    return last(chat.says("ana@example.com"), "joined")


def asked_for_the_reward(chat: Chat, mailbox: MailBox) -> str:
    joins(chat, mailbox)
    return last(chat.follows("take"), "rewards")


def asked_whether_they_leave(chat: Chat, mailbox: MailBox) -> str:
    joins(chat, mailbox)
    return last(chat.says("leave"), "leave_sure")


def asked_for_the_birthday(chat: Chat, mailbox: MailBox) -> str:
    joins(chat, mailbox)
    return last(chat.follows("birthday"), "ask_birthday")


def asked_to_choose_in_a_survey(chat: Chat, mailbox: MailBox) -> str:
    joins(chat, mailbox)
    return last(chat.follows("survey"), "survey_question")


STATES: Mapping[str, Callable[[Chat, MailBox], str]] = {
    state.__name__: state
    for state in (
        asked_for_nothing,
        member_asked_for_nothing,
        asked_for_the_address,
        asked_for_the_order,
        asked_for_the_digits,
        asked_for_the_reward,
        asked_whether_they_leave,
        asked_for_the_birthday,
        asked_to_choose_in_a_survey,
    )
}


def joins(chat: Chat, mailbox: MailBox) -> None:
    """A member with a proved address and points to spend, who has not claimed their orders yet."""
    chat.follows("order-1051")
    chat.says("ana@example.com")
    digits = re.search(r"\b\d{6}\b", str(mailbox.letters[-1].message["Subject"]))
    assert digits
    assert chat.says(digits[0])["code"] == "claimed"


def last(reply: Mapping[str, object], code: str) -> str:
    """What the field holds after this answer."""
    assert reply["code"] == code
    return str(reply["ask"])


@pytest.fixture
def chat(client: FlaskClient, owner: Owner) -> Chat:
    """A chat with the program of a new sheet, where every kind of answer would book something."""
    for setting, value in (
        ("Confirm e-mail", "before points"),
        ("Chat flow", FLOW),
        ("Sign-up bonus", RICH),
        ("Bonus spendable", "at once"),
        ("Birthday points", 25),
    ):
        owner.type_over("Settings", setting, "Value", value)
    owner.type("Survey", ("tea", "Tea or coffee?", "tea, coffee", 10, "yes"))
    return Chat(client)


def rows(owner: Owner) -> dict[str, object]:
    return {tab: owner.tab(tab) for tab in TABS}


@pytest.mark.parametrize("state", STATES)
def test_what_is_not_understood_books_nothing_whatever_is_waited_for(
    chat: Chat, owner: Owner, server: Server, mailbox: MailBox, state: str
) -> None:
    asked = STATES[state](chat, mailbox)
    before = rows(owner)
    books = []

    for line in NOT_UNDERSTOOD:
        chat.ask = asked
        server.google.requests.clear()
        for _ in range(2):  # the second time the question was repeated, or the hint was given
            chat.says(line)
        # A mistyped address where digits are awaited has them sent again, which is counted, and nothing else.
        if any(seen.kind == "write" for seen in server.google.requests) and rows(owner) != before:
            books.append(line)

    assert books == []
    assert rows(owner) == before


@pytest.mark.parametrize("state", [state for state in STATES if not state.endswith("nothing")])
def test_what_is_awaited_books_from_the_same_state(chat: Chat, owner: Owner, mailbox: MailBox, state: str) -> None:
    asked = STATES[state](chat, mailbox)
    before, chat.ask = rows(owner), asked
    digits = re.search(r"\b\d{6}\b", str(mailbox.letters[-1].message["Subject"])) if mailbox.letters else None
    answers = {
        "asked_for_the_address": "ana@example.com",
        "asked_for_the_order": "1042",
        "asked_for_the_digits": digits[0] if digits else "",
        "asked_for_the_reward": "1",
        "asked_whether_they_leave": "yes",
        "asked_for_the_birthday": "03.05.1990",
        "asked_to_choose_in_a_survey": "coffee",
    }

    chat.says(answers[state])

    assert rows(owner) != before


def test_the_tables_have_enough_of_what_nobody_understands() -> None:
    assert len(NOT_UNDERSTOOD) > LEAST_LINES


def test_a_mistyped_address_in_place_of_the_digits_brings_no_second_email(chat: Chat, mailbox: MailBox) -> None:
    asked_for_the_digits(chat, mailbox)
    told = chat.says("ana@example")

    assert (told["code"], len(mailbox.letters)) == ("ask_code", 1)
    assert "“menu”" in told["message"]
