"""``manage.py advise membership``: what those name in a survey who did not buy; counts and words, nothing written."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from commands.sheet.advice.membership_sentences import BUNDLES
from loyalty.model.written.hindrances import Hindrance
from sandbox.owner import Owner
from tests.taps import tapping

Run = Callable[..., Result]


@pytest.fixture
def answered(app: Flask, owner: Owner) -> Owner:
    """Three members have said in the chat why they did not buy."""
    owner.type("Survey", ["why", "Why did you not buy?"])
    for contact, said in ((7001, "The shipping was expensive"), (7002, "shipping, and no size M"), (7003, "my dog")):
        tap = tapping(app, "Ana")
        tap("join", contact, email=f"c{contact}@example.com")
        tap("survey", contact)
        assert tap("survey", contact, answer=said)["code"] == "survey_done"
    owner.google.requests.clear()
    return owner


def test_answers_are_counted_in_groups_that_a_membership_could_bundle(run: Run, answered: Owner) -> None:
    said = run("advise", "membership").stdout.splitlines()

    assert said == [
        "Why did you not buy? Answers: 3, members: 3.",
        "These are too few to go by (n = 3): it takes 20.",
        "2: shipping. A membership could include free shipping. Words: shipping 2, expensive 1.",
        "1: choice and size. A membership could include first choice and goods kept for its members. Words: size 1.",
        "This goes by words alone, and an answer may be in several groups: read the answers before you rely on it.",
        "Not grouped: 1. Read these yourself:",
        "  1 × my dog",
    ]
    assert all(request.kind == "read" for request in answered.google.requests)


@pytest.mark.usefixtures("owner")
def test_without_such_a_question_it_says_how_to_ask(run: Run) -> None:
    assert "Ask it in the tab Survey, such as: Why did you not buy?" in run("advise", "membership").stdout


def test_another_question_can_be_named(run: Run, answered: Owner) -> None:
    assert "Answers: 3" in run("advise", "membership", answered.spreadsheet, "--question", "WHY").stdout
    assert "Answered questions: Why did you not buy?" in run("advise", "membership", "--question", "tea").stdout


@pytest.mark.parametrize("words", [(), ("rewards",), ("--dry-run",)])
@pytest.mark.usefixtures("owner")
def test_without_a_further_word_the_advice_is_about_rewards(run: Run, words: tuple[str, ...]) -> None:
    result = run("advise", *words)

    assert "too few to say what a reward costs" in result.stdout
    assert result.exit_code == 0


def test_each_hindrance_has_its_sentence() -> None:
    assert set(BUNDLES) == set(Hindrance)
