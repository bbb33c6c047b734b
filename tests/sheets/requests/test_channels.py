"""A further channel of a member's is shown beside her row's own, and no cell that the owner writes is touched."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.ask import tell_points
from loyalty.member.birthday import tell_birthday
from loyalty.member.join import join
from loyalty.member.proving import MAY_COME_AGAIN
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.not_served import NotMember
from sandbox.owner import Owner
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PEOPLE = [
    ("7001", "ana@example.com", "K7Q4ZD"),
    ("7002", "boris@example.com", "M3X9TR"),
    ("7003", "layla@example.com", "LAY4LA"),
]


def joins(contact: str, email: str, code: str) -> Callable[[Book], Decision[Any]]:
    return partial(
        join,
        contact=contact,
        email=email,
        name="",
        language="en",
        codes=[code],
        now=NOW,
        proof=lambda _: MAY_COME_AGAIN,
    )


@pytest.fixture
def shop(workbook: Workbook, owner: Owner) -> Workbook:
    """An instance in a shop of three, who all have proved their addresses."""
    owner.type_over("Settings", "Confirm e-mail", "Value", "on")
    for person in PEOPLE:
        workbook.transact(joins(*person))
    return workbook


def contacts(owner: Owner) -> dict[object, tuple[object, object]]:
    """What stands under Contact, and what is shown beside it."""
    return {row["Member"]: (row.get("Contact"), row.get("Contact now")) for row in owner.tab("Members") if row}


def test_her_second_channel_is_hers_while_the_owner_sorts(shop: Workbook, owner: Owner) -> None:
    turns = iter([False, True])

    def joins_while_she_sorts(book: Book) -> Decision[Any]:
        if next(turns, False):
            owner.sort("Members", 0, descending=True)
        return joins("8002", "boris@example.com", "N2W2N2")(book)

    shop.transact(joins_while_she_sorts)

    assert {member: contact for member, (contact, _) in contacts(owner).items()} == {
        "K7Q4ZD": "7001",
        "M3X9TR": "7002",
        "LAY4LA": "7003",
    }
    assert shop.transact(partial(tell_points, contact="8002", now=NOW)) == shop.transact(
        partial(tell_points, contact="7002", now=NOW)
    )


def test_each_channel_of_hers_shows_the_same_points(
    shop: Workbook, owner: Owner, instance: Callable[..., Workbook]
) -> None:
    shop.transact(joins("8002", "boris@example.com", "N2W2N2"))
    owner.type("Ledger", ["", "M3X9TR", "", "a present", 7])

    for contact in ("7002", "8002"):
        outcome = instance().transact(partial(tell_points, contact=contact, now=NOW))
        assert isinstance(outcome, PointsTold)
        assert outcome.standing.points == 57
    assert isinstance(instance().transact(partial(tell_points, contact="7002, 8002", now=NOW)), NotMember)


def test_the_first_channel_of_who_had_none_is_shown_beside_her_empty_cell(shop: Workbook, owner: Owner) -> None:
    owner.type_over("Members", "M3X9TR", "Contact", "")

    shop.transact(joins("8002", "boris@example.com", "N2W2N2"))

    assert contacts(owner) == {"K7Q4ZD": ("7001", None), "M3X9TR": (None, "8002"), "LAY4LA": ("7003", None)}


def test_a_contact_that_stands_there_as_a_number_is_hers_as_well(shop: Workbook, owner: Owner) -> None:
    row = next(number for number, row in enumerate(owner.tab("Members"), 1) if row["Member"] == "M3X9TR")
    column = list(owner.google.tab(owner.spreadsheet, "Members")[0]).index("Contact")
    as_number = {"rows": [{"values": [{"userEnteredValue": {"numberValue": 7002}}]}], "fields": "userEnteredValue"}
    start = {"sheetId": owner.sheet_id("Members"), "rowIndex": row, "columnIndex": column}
    owner.edit({"updateCells": {"start": start} | as_number})

    shop.transact(joins("8002", "boris@example.com", "N2W2N2"))

    assert contacts(owner)["M3X9TR"] == (7002, "7002, 8002")


def test_what_she_tells_in_the_moment_she_joins_is_shown_in_her_row(shop: Workbook, owner: Owner) -> None:
    owner.type_over("Settings", "Birthday points", "Value", 20)

    def joins_and_tells(book: Book) -> Decision[Any]:
        joined = joins("7004", "mia@example.com", "N2W2N2")(book)
        tells = partial(tell_birthday, contact="7004", birthday="1990-05-17", now=NOW)
        told = tells(book.after(joined.changes))
        return Decision(told.outcome, (*joined.changes, *told.changes))

    shop.transact(joins_and_tells)

    [row] = [row for row in owner.tab("Members") if row.get("Member") == "N2W2N2"]
    assert row["Contact"] == "7004"
    assert row["Birthday now"]


def test_a_contact_that_looks_like_a_formula_stays_text(workbook: Workbook, owner: Owner) -> None:
    owner.type_over("Settings", "Confirm e-mail", "Value", "on")
    workbook.transact(joins("=1+1", "ana@example.com", "K7Q4ZD"))

    workbook.transact(joins("8002", "ana@example.com", "N2W2N2"))

    assert contacts(owner) == {"K7Q4ZD": ("'=1+1", "'=1+1, 8002")}
