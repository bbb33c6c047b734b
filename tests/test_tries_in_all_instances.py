"""Guessing over HTTP, at two instances of the function on one spreadsheet, and what a code of ours proves, and when."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import functions_framework
import pytest
from flask import Flask

from sandbox.google.http.faults import DropBefore, Fault
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from service.container import now
from service.email_codes import code_for
from tests.taps import Tap, tapping
from tests.test_talk import Chat

ANA, BORIS = 7001, 7002
ADDRESS = "ana@example.com"


@pytest.fixture
def taps(app: Flask) -> tuple[Tap, Tap]:
    """Two instances of the function, each of which knows nothing of the other."""
    another = functions_framework.create_app("loyalty", str(Path(__file__).parent.parent / "main.py"))
    assert isinstance(another, Flask)
    return tapping(app), tapping(another)


@pytest.fixture
def strict(owner: Owner) -> Owner:
    """The owner, who wants every address proved."""
    owner.type_over("Settings", "Confirm e-mail", "Value", "on")
    return owner


def codes_in(mailbox: MailBox) -> list[str]:
    subjects = (str(letter.message["Subject"]) for letter in mailbox.letters)
    return [found[0] for subject in subjects if (found := re.search(r"\b\d{6}\b", subject))]


def others(code: str, number: int) -> list[str]:
    """Digits that are not these."""
    return [f"{(int(code) + more) % 1_000_000:06}" for more in range(1, number + 1)]


def hidden(owner: Owner) -> str:
    return str(owner.google.tab(owner.spreadsheet, "_system"))


def test_the_two_are_instances_of_their_own(taps: tuple[Tap, Tap], owner: Owner) -> None:
    here, there = taps
    here("join", email=ADDRESS)

    assert there("points")["points"] == 50
    assert len(owner.tab("Members")) == 1


def test_ten_wrong_numbers_are_ten_wherever_they_are_tried(taps: tuple[Tap, Tap], owner: Owner) -> None:
    taps[0]("join", email=ADDRESS)

    told = [taps[number % 2]("claim", order_number=f"90{number:02}")["code"] for number in range(12)]

    assert told == ["unknown_order"] * 10 + ["too_many_tries"] * 2
    assert [tap("claim", order_number="1042")["code"] for tap in taps] == ["too_many_tries"] * 2
    assert "1042" not in [str(row.get("For")) for row in owner.tab("Ledger")]


def test_what_is_typed_in_the_conversation_and_in_older_flows_is_counted_together(
    taps: tuple[Tap, Tap], app: Flask
) -> None:
    taps[0]("join", email=ADDRESS)
    chat = Chat(app.test_client())

    told = [chat.says(f"order 90{number:02}")["code"] for number in range(6)]
    told += [taps[1]("claim", order_number=f"90{number:02}")["code"] for number in range(4, 11)]

    # Two of the numbers were tried before, in the conversation.
    assert told == ["unknown_order"] * 12 + ["too_many_tries"]
    assert chat.says("order 1042")["code"] == "too_many_tries"


@pytest.mark.usefixtures("strict")
def test_codes_in_the_conversation_are_counted_with_those_of_others(
    taps: tuple[Tap, Tap], app: Flask, mailbox: MailBox
) -> None:
    chat = Chat(app.test_client())
    chat.follows("join")
    chat.says(ADDRESS)
    [code] = codes_in(mailbox)
    for number, digits in enumerate(others(code, 3)):
        taps[1]("join", 7100 + number, email=ADDRESS, code=digits)

    told = [chat.says(digits)["code"] for digits in (*others(code, 2), code)]

    assert told == ["code_wrong"] * 2 + ["too_many_tries"]


def test_two_hundred_guesses_at_once_at_two_instances_are_no_more_than_ten(taps: tuple[Tap, Tap]) -> None:
    taps[0]("join", email=ADDRESS)

    with ThreadPoolExecutor(100) as pool:
        told = Counter(pool.map(lambda n: taps[n % 2]("claim", order_number=str(9000 + n))["code"], range(200)))

    assert told["unknown_order"] == 10
    assert set(told) <= {"unknown_order", "too_many_tries", "later"}


def test_twenty_contacts_at_two_instances_have_five_tries_for_one_address(
    taps: tuple[Tap, Tap], strict: Owner, mailbox: MailBox
) -> None:
    taps[0]("join", email=ADDRESS)
    [code] = codes_in(mailbox)
    wrong = others(code, 20)

    with ThreadPoolExecutor(20) as pool:
        told = Counter(
            pool.map(lambda n: taps[n % 2]("join", 7100 + n, email=ADDRESS, code=wrong[n])["code"], range(20))
        )

    assert told == {"code_wrong": 5, "too_many_tries": 15}
    assert taps[1]("join", email=ADDRESS, code=code)["code"] == "too_many_tries"
    assert strict.tab("Members") == []


@pytest.mark.usefixtures("strict")
def test_dots_and_plus_words_are_one_mailbox_for_tries(taps: tuple[Tap, Tap]) -> None:
    spelled = [
        "lea@gmail.com",
        "l.ea@gmail.com",
        "le.a@googlemail.com",
        "lea+a@gmail.com",
        "LEA+b@gmail.com",
        "lea@gmail.com",
    ]

    told = [taps[n % 2]("join", 7100 + n, email=spelled[n], code=f"00000{n}")["code"] for n in range(6)]

    assert told == ["code_wrong"] * 5 + ["too_many_tries"]


def test_a_code_that_one_instance_sent_the_other_takes_and_nobody_a_second_time(
    taps: tuple[Tap, Tap], strict: Owner, mailbox: MailBox
) -> None:
    here, there = taps
    here("join", email=ADDRESS)
    [code] = codes_in(mailbox)

    joined = there("join", email=ADDRESS, code=code)
    here("leave", confirm="yes")
    again = [tap("join", email=ADDRESS, code=code)["code"] for tap in taps]
    other = there("join", BORIS, email=ADDRESS, code=code)

    assert (joined["code"], again, other["code"]) == ("joined", ["code_wrong"] * 2, "code_wrong")
    assert strict.tab("Members") == []


def test_digits_that_no_email_brought_prove_nothing_even_when_they_are_right(
    taps: tuple[Tap, Tap], strict: Owner, mailbox: MailBox
) -> None:
    made = code_for(str(ANA), ADDRESS, key="the-key-of-the-links-in-this-test", now=now())

    told = [tap("join", email=ADDRESS, code=made)["code"] for tap in taps]

    assert (told, mailbox.letters, strict.tab("Members")) == (["code_wrong"] * 2, (), [])


@pytest.mark.usefixtures("strict")
def test_three_emails_with_codes_an_hour_are_three_at_both_together(taps: tuple[Tap, Tap], mailbox: MailBox) -> None:
    told = [taps[n % 2]("join", ANA, email=f"ana+{n}@example.com")["code"] for n in range(5)]

    assert told == ["code_sent"] * 3 + ["too_many_tries"] * 2
    assert len(mailbox.letters) == 3


@pytest.mark.usefixtures("strict")
def test_three_requests_an_hour_of_a_stranger_keep_no_owner_of_a_mailbox_from_the_digits(
    taps: tuple[Tap, Tap], mailbox: MailBox
) -> None:
    stranger = [taps[n % 2]("join", 6666, email=f"ana+{n}@example.com")["code"] for n in range(9)]

    asked = taps[1]("join", ANA, email=ADDRESS)["code"]

    assert stranger == ["code_sent"] * 3 + ["too_many_tries"] * 6
    assert asked == "code_sent"
    assert taps[0]("join", ANA, email=ADDRESS, code=codes_in(mailbox)[-1])["code"] == "joined"


@pytest.mark.usefixtures("strict")
def test_thirty_at_once_at_two_instances_bring_a_mailbox_no_more_than_ten_letters(
    taps: tuple[Tap, Tap], mailbox: MailBox
) -> None:
    with ThreadPoolExecutor(30) as pool:
        told = Counter(pool.map(lambda n: taps[n % 2]("join", 7100 + n % 15, email=ADDRESS)["code"], range(30)))

    assert told == {"code_sent": 10, "too_many_tries": 20}
    assert len(mailbox.letters) == 10


def test_while_google_is_away_who_guesses_learns_nothing(
    taps: tuple[Tap, Tap], owner: Owner, outage: list[Fault]
) -> None:
    taps[0]("join", email=ADDRESS)
    owner.type("Orders", ["5001", ADDRESS, 20])
    outage.append(DropBefore())
    try:
        told = [taps[0]("claim", order_number=number)["code"] for number in ("9001", "5001")]
    finally:
        outage.clear()

    assert told == ["later"] * 2
    assert "guess:" not in hidden(owner)


@pytest.mark.parametrize("key", ["the-key-of-the-links-in-this-test", ""])
def test_the_sheet_says_of_nobody_what_they_have_tried(
    taps: tuple[Tap, Tap], strict: Owner, environment: pytest.MonkeyPatch, key: str
) -> None:
    environment.setenv("LINK_KEY", key)
    strict.type("Members", ["K7Q4ZD", "vera@example.com", "Vera", "7077001"])
    taps[0]("claim", 7077001, order_number="987654")
    taps[0]("join", 7077002, email="zoe@example.com", code="314159")
    taps[0]("join", 7077002, email="zoe@example.com")

    noted = hidden(strict)

    assert {kind: f"{kind}:" in noted for kind in ("guess", "code", "letter")} == dict.fromkeys(
        ("guess", "code", "letter"), True
    )
    assert not [word for word in ("7077001", "7077002", "zoe", "987654", "314159") if word in noted.split("guess:")[1]]
