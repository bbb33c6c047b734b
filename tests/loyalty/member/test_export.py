"""What a member is told of all that is stored about them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.member.export import export
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import Fact, FactKind
from loyalty.outcomes.stored_data import Exported

Sheet = Callable[..., Book]
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHEET = """
    Members | Email           | Contact | Joined           | Blocked
    ANA     | ana@example.com | 7001    | 2026-11-01T09:00 | yes

    Orders | Email             | Amount | Placed     | Refunded
    1042   | ana@example.com   | 60.00  | 2026-11-01 |
    1043   | ana@example.com   | 20.00  | 2026-11-02 | 5.00
    1044   | boris@example.com | 30.00  | 2026-11-02 |

    Ledger           | Member | Entry      | Points | For  | Note          | Cause
    2026-11-01T09:00 | ANA    | sign-up    | 50     |      |               | join:ANA
    2026-11-02T09:00 | ANA    | claim      | 60     | 1042 | 60.00 USD     | order:1042
    2026-11-03T09:00 | ANA    | adjustment | 5      |      | grumbles      |
"""


def words(book: Book, *closed: Entry) -> Any:
    told = export(book, contact="7001", now=NOW)
    assert isinstance(told.outcome, Exported)
    assert told.changes == ()
    return told.outcome.as_words(closed)


@pytest.mark.parametrize(("proof", "orders"), [("yes", ["1042", "1043"]), ("no", ["1042"])])
def test_orders_that_they_have_not_claimed_are_told_only_with_proof(
    sheet: Sheet, proof: str, orders: list[str]
) -> None:
    said = words(sheet(SHEET, f"Settings | Value\nConfirm e-mail | {proof}"))

    assert [order["order"] for order in said["orders"]] == orders
    assert said["status"] == "blocked"


def test_all_lines_are_told_those_of_closed_years_first_but_not_what_the_owner_noted(sheet: Sheet) -> None:
    closed = Entry(NOW.replace(year=2024), "ANA", EntryKind.SURVEY, 7, "ana@old.example", "tea", "Tea", "survey:tea")
    said = words(sheet(SHEET), closed)

    assert [(line["points"], line["note"]) for line in said["ledger"]] == [
        (7, "Tea"),
        (50, ""),
        (60, "60.00 USD"),
        (5, ""),
    ]
    assert said["ledger"][0]["email"] == "ana@old.example"


def test_what_was_learned_of_their_orders_is_told_too(sheet: Sheet) -> None:
    book = sheet(SHEET)
    book = book.grown(facts=[Fact(NOW, FactKind.ORDER_STATUS, number, "refunded") for number in ("1042", "1044")])

    assert [(fact["about"], fact["value"]) for fact in words(book)["learned"]] == [("1042", "refunded")]
