"""A formula that breaks, or nonsense in a cell: told, and nobody loses or gains anything by it."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from loyalty.book.decision import Decision
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import Claimed
from loyalty.outcomes.joining import AlreadyMember, EmailTaken
from sandbox.owner import Owner
from sheets.codec.a1 import letters
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Start = Callable[..., Workbook]
ERRORS = ["#REF!", "#N/A", "#DIV/0!", "#BEZUG!", "#ССЫЛКА!", "#¡VALOR!", "Loading..."]


def joins(workbook: Workbook, contact: str, email: str, code: str) -> object:
    rule = partial(join, contact=contact, email=email, name="Ana", language="en", codes=[code], now=NOW)
    return workbook.transact(rule)


def shows(owner: Owner, tab: str, heading: str, row: int, cell: str) -> None:
    headings = [str(title) for title in owner.google.tab(owner.spreadsheet, tab)[0]]
    owner.type_at(f"{tab}!{letters(headings.index(heading))}{row}", [cell])


def told(owner: Owner, workbook: Workbook, tab: str) -> set[tuple[int, str]]:
    workbook.transact(lambda _book: Decision(None), tidy=True, seconds=60)
    return {(int(row["Row"]), str(row["Column"])) for row in owner.tab("Problems") if row["Tab"] == tab}


@pytest.fixture(params=[True, False], ids=["warm", "new"])
def shop(workbook: Workbook, owner: Owner, instance: Start, request: pytest.FixtureRequest) -> Callable[[], Workbook]:
    """Ana has joined; the instance that serves her then was awake, or begins with the broken cell."""
    owner.type_over("Settings", "Confirm e-mail", "Value", "no")
    joins(workbook, "7001", "ana@example.com", "K7Q4ZD")
    return lambda: workbook if request.param else instance()


@pytest.mark.parametrize("cell", ERRORS)
@pytest.mark.parametrize("heading", ["Member", "Email"])
def test_who_has_a_broken_code_or_address_stays_who_they_are_and_nobody_else_gets_it(
    shop: Callable[[], Workbook], owner: Owner, clock: Clock, heading: str, cell: str
) -> None:
    shows(owner, "Members", heading, 2, cell)
    clock.seconds += 301
    workbook = shop()

    claimed = workbook.transact(partial(claim_order, contact="7001", number="1042", now=NOW))

    assert isinstance(claimed, Claimed)
    assert isinstance(joins(workbook, "7001", "ana@home.example", "NEWAAA"), AlreadyMember)
    assert isinstance(joins(workbook, "7009", "ana@example.com", "NEWAAA"), EmailTaken)
    assert told(owner, workbook, "Members") == {(2, heading)}
    outcome = workbook.transact(partial(tell_points, contact="7001", now=NOW))
    assert isinstance(outcome, PointsTold)
    assert outcome.standing.points == 110


def test_a_new_row_with_a_broken_code_is_told_and_not_written_over(
    workbook: Workbook, owner: Owner, instance: Start
) -> None:
    joins(workbook, "7001", "ana@example.com", "K7Q4ZD")
    owner.type("Members", ["#REF!", "zoe@example.com", "Zoe"], ["", "yan@example.com", "Yan"])

    assert told(owner, workbook, "Members") == told(owner, instance(), "Members") == {(3, "Member")}
    codes = [row.get("Member") for row in owner.tab("Members")]
    assert codes[1] == "#REF!"
    assert codes[2]


@pytest.mark.parametrize("cell", ["ana.example.com", "ana(at)example.com", "ana [AT] example.com", "#REF!"])
@pytest.mark.parametrize("tab", ["Members", "Orders"])
def test_what_was_meant_as_an_address_is_told(workbook: Workbook, owner: Owner, tab: str, cell: str) -> None:
    joins(workbook, "7001", "ana@example.com", "K7Q4ZD")

    shows(owner, tab, "Email", 2, cell)

    assert told(owner, workbook, tab) == {(2, "Email")}


@pytest.mark.parametrize("cell", ["none", "-", "n/a", "walk-in", "no mail", "Total 12.50"])
def test_a_word_in_place_of_an_address_is_left_alone(workbook: Workbook, owner: Owner, cell: str) -> None:
    joins(workbook, "7001", "ana@example.com", "K7Q4ZD")

    shows(owner, "Members", "Email", 2, cell)

    assert told(owner, workbook, "Members") == set()


def test_a_broken_note_takes_no_points_from_a_line_of_the_ledger(
    workbook: Workbook, owner: Owner, instance: Start
) -> None:
    joins(workbook, "7001", "ana@example.com", "K7Q4ZD")

    shows(owner, "Ledger", "Note", 2, "#N/A")

    for one in (workbook, instance()):
        outcome = one.transact(partial(tell_points, contact="7001", now=NOW))
        assert isinstance(outcome, PointsTold)
        assert outcome.standing.points == 50
    assert told(owner, workbook, "Ledger") == {(2, "Note")}


@pytest.mark.parametrize(
    ("cell", "as_text"),
    [("12345678901234567890", False), ("24053199124352345", False), ("1.23457E+19", False), ("1.23457E+19", True)],
)
def test_a_contact_that_became_a_number_and_lost_digits_is_told(
    shop: Callable[[], Workbook], owner: Owner, clock: Clock, cell: str, *, as_text: bool
) -> None:
    """So it comes back from Data > Split text to columns, or from a file that was imported over the tab."""
    contact = next(
        at for at, title in enumerate(owner.google.tab(owner.spreadsheet, "Members")[0]) if title == "Contact"
    )
    where = {"sheetId": owner.sheet_id("Members"), "startRowIndex": 1, "endRowIndex": 2}
    where |= {"startColumnIndex": contact, "endColumnIndex": contact + 1}
    kind = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}} if as_text else {}
    owner.edit({"repeatCell": {"range": where, "cell": kind, "fields": "userEnteredFormat.numberFormat"}})
    shows(owner, "Members", "Contact", 2, cell)
    clock.seconds += 301

    assert (2, "Contact") in told(owner, shop(), "Members")


def test_a_code_that_became_a_number_and_lost_digits_is_told_and_given_to_nobody(
    shop: Callable[[], Workbook], owner: Owner, clock: Clock
) -> None:
    owner.edit(
        {"repeatCell": {"range": owner.range("Coupons!A2"), "cell": {}, "fields": "userEnteredFormat.numberFormat"}}
    )
    owner.type_at("Coupons!A2", ["9876543210987654321"])
    clock.seconds += 301
    workbook = shop()

    assert (2, "Code") in told(owner, workbook, "Coupons")
    assert "9876543210987654" not in "".join(coupon.code for coupon in workbook.read_whole().book.pool("tote"))


def test_an_email_whose_time_cannot_be_read_shows_no_day_of_1970_in_members(
    shop: Callable[[], Workbook], owner: Owner
) -> None:
    owner.type("Emails", ["noon", "K7Q4ZD", "ana@example.com", "reminder", "sent", "", "an-id"])

    told_of_emails = told(owner, shop(), "Emails")

    assert [column for _, column in told_of_emails] == ["Time"]
    assert not told(owner, shop(), "Members")
