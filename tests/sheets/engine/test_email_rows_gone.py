"""Rows of Emails that an owner deletes are told: what is still due is sent once more."""

from collections.abc import Callable
from functools import partial

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddLetter, Decision, RemoveLines
from loyalty.member.leave import leave
from loyalty.model.email_log import Letter, LetterStatus
from sandbox.owner import Owner
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock
from tests.sheets.engine.conftest import NOW, Start, tidies

GONE = "emails have no row"


def letter(number: int, status: LetterStatus = LetterStatus.TAKEN) -> Letter:
    return Letter(f"reminder:K7Q4ZD:2026-11-{number:02}", NOW, "K7Q4ZD", "ana@example.com", "reminder", status)


def goes_out(workbook: Workbook, *numbers: int) -> None:
    """Each letter gets its two rows, as a run writes them."""
    for status in (LetterStatus.TAKEN, LetterStatus.SENT):
        lines = tuple(AddLetter(letter(number, status)) for number in numbers)
        workbook.transact(partial(_adds, lines=lines))


def _adds(_book: Book, lines: tuple[AddLetter, ...]) -> Decision[None]:
    return Decision(None, lines)


@pytest.fixture
def written_to(ana: Workbook) -> Workbook:
    """Ana has had three emails: six rows, those that were taken above those that were sent."""
    goes_out(ana, 1, 2, 3)
    return ana


def told(owner: Owner) -> list[str]:
    return [str(row["Why"]) for row in owner.tab("Problems") if GONE in str(row["Why"])]


def all_cleared(owner: Owner) -> None:
    owner.clear("Emails!A2:H7")


def both_rows_of_one_deleted(owner: Owner) -> None:
    owner.delete("Emails", "ROWS", 5, 1)
    owner.delete("Emails", "ROWS", 2, 1)


def an_id_typed_over_and_the_other_row_cleared(owner: Owner) -> None:
    owner.type_over("Emails", "K7Q4ZD", "Id", "mine")
    owner.type_over("Emails", "K7Q4ZD", "Letter", "")
    owner.clear("Emails!A5:H5")


@pytest.mark.parametrize(
    ("deed", "emails"),
    [(all_cleared, 3), (both_rows_of_one_deleted, 1), (an_id_typed_over_and_the_other_row_cleared, 1)],
)
def test_emails_whose_rows_are_gone_are_told_once_with_their_number(
    written_to: Workbook, owner: Owner, start: Start, clock: Clock, deed: Callable[[Owner], None], emails: int
) -> None:
    deed(owner)
    for workbook in (start(), written_to, start()):
        clock.seconds += 400
        tidies(workbook)

    [why] = told(owner)
    assert f"none that counts: {emails}." in why
    assert "set Keep emails months" in why


def test_they_are_told_also_when_another_email_goes_out_meanwhile(
    written_to: Workbook, owner: Owner, clock: Clock
) -> None:
    all_cleared(owner)
    goes_out(written_to, 4)
    clock.seconds += 400
    tidies(written_to)

    [why] = told(owner)
    assert "none that counts: 3." in why


def test_one_of_a_letters_two_rows_says_enough_and_so_does_a_sorted_tab(
    written_to: Workbook, owner: Owner, start: Start, clock: Clock
) -> None:
    owner.delete("Emails", "ROWS", 1, 1)
    owner.sort("Emails", 6, descending=True)
    for workbook in (written_to, start()):
        clock.seconds += 400
        tidies(workbook)

    assert told(owner) == []


def test_what_is_emptied_because_it_is_old_is_not_missed(
    written_to: Workbook, owner: Owner, start: Start, clock: Clock
) -> None:
    written_to.transact(lambda _book: Decision(None, (RemoveLines((letter(1), letter(2))),)))
    for workbook in (start(), written_to):
        clock.seconds += 400
        tidies(workbook)

    assert told(owner) == []
    # What comes afterwards is counted on.
    all_cleared(owner)
    clock.seconds += 400
    tidies(written_to)
    [why] = told(owner)
    assert "none that counts: 1." in why


def test_who_leaves_takes_their_emails_along_and_nothing_is_missing(
    written_to: Workbook, owner: Owner, start: Start, clock: Clock
) -> None:
    written_to.transact(partial(leave, contact="7001", confirmed=True, now=NOW))
    for workbook in (written_to, start()):
        clock.seconds += 400
        tidies(workbook)

    assert told(owner) == []
