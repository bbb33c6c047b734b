"""The tab Texts: the owner's words for emails, read, refused with a reason, and written by set-up."""

from collections.abc import Callable

import pytest

from commands.sheet.provision import set_up
from loyalty.book.decision import Decision
from loyalty.model.email_log import LetterName
from loyalty.model.written.letter_texts import EDITABLE, LetterText
from sandbox.owner import Owner
from sheets.google.client import Google
from sheets.workbook import Workbook

Instance = Callable[..., Workbook]


def texts(instance: Instance) -> tuple[LetterText, ...]:
    return instance().transact(lambda book: Decision(book.offers.texts))


def problems(owner: Owner) -> list[tuple[str, str]]:
    """The column of each problem of the tab, and what is said of it."""
    return [(row["Column"], row["Why"]) for row in owner.tab("Problems") if row["Tab"] == "Texts"]


def test_set_up_writes_every_email_with_what_it_can_fill_in_and_no_words(owner: Owner, instance: Instance) -> None:
    rows = owner.tab("Texts")

    assert [row["Email"] for row in rows] == list(EDITABLE)
    assert all("{program}" in row["Placeholders"] for row in rows)
    assert not [row for row in rows if row.get("Subject") or row.get("First sentence")]
    assert texts(instance) == ()
    assert problems(owner) == []


def test_what_the_owner_writes_is_theirs(owner: Owner, instance: Instance) -> None:
    owner.type_over("Texts", "reminder", "Subject", " {points} at {shop} ")
    owner.type_over("Texts", "coupon", "First sentence", "Show {code}\nat the till.")
    owner.type("Texts", ["win_back", "RU", "Скучаем"])

    assert texts(instance) == (
        LetterText(LetterName.REMINDER, "", "{points} at {shop}", ""),
        LetterText(LetterName.COUPON, "", "", "Show {code} at the till."),
        LetterText(LetterName.WIN_BACK, "ru", "Скучаем", ""),
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Hello {name}", "This email cannot fill in {name}. It can fill in {program} {shop} {points} {reward}"),
        ("Show {code}", "This email cannot fill in {code}."),
        ("Hello {points", "A brace is missing its partner. Write placeholders such as {points}"),
        ("Hello points}", "A brace is missing its partner."),
        ("Hello {{points}}", "A brace is missing its partner."),
        ("Hello {}", "This email cannot fill in {}."),
        ("x" * 121, "This is too long. Write no more than 120 characters"),
    ],
)
def test_what_cannot_be_filled_in_is_told_and_the_rest_of_the_row_counts(
    owner: Owner, instance: Instance, words: str, why: str
) -> None:
    owner.type_over("Texts", "reminder", "Subject", words)
    owner.type_over("Texts", "reminder", "First sentence", "Come in.")

    assert texts(instance) == (LetterText(LetterName.REMINDER, "", "", "Come in."),)
    [(column, said)] = problems(owner)
    assert column == "Subject"
    assert said.startswith(why)


@pytest.mark.parametrize(
    ("row", "column"), [(["remainder", "", "Hi"], "Email"), (["reminder", "fr", "Hi"], "Language")]
)
def test_an_email_or_a_language_that_there_is_not_is_told(
    owner: Owner, instance: Instance, row: list[str], column: str
) -> None:
    owner.type("Texts", row)

    assert texts(instance) == ()
    assert [heading for heading, _ in problems(owner)] == [column]


@pytest.mark.parametrize("order", [("B", "A"), ("A", "B")])
def test_of_two_rows_for_one_email_the_same_one_counts_however_they_are_sorted(
    owner: Owner, instance: Instance, order: tuple[str, str]
) -> None:
    for words in order:
        owner.type("Texts", ["reminder", "ru", words])

    assert [text.subject for text in texts(instance)] == ["A"]
    assert [column for column, _ in problems(owner)] == ["Email"]


def test_a_sheet_without_the_tab_goes_on_in_the_program_s_words_and_gets_it_with_set_up(
    owner: Owner, connect: Callable[[], Google], instance: Instance
) -> None:
    owner.delete_tab("Texts")
    assert texts(instance) == ()

    set_up(connect(), chance="again")

    assert [row["Email"] for row in owner.tab("Texts")] == list(EDITABLE)


def test_set_up_again_leaves_the_owner_s_words(owner: Owner, connect: Callable[[], Google]) -> None:
    owner.type_over("Texts", "reminder", "Subject", "Come in")
    before = owner.tab("Texts")

    set_up(connect(), chance="again")

    assert owner.tab("Texts") == before
