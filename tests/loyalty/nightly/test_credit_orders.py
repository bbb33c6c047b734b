"""Orders that are booked without a claim: which, when, and what the owner is told."""

from collections.abc import Callable
from datetime import UTC, datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry
from loyalty.member.claim import claim_order
from loyalty.nightly.credit_orders import credit_orders
from loyalty.outcomes.batch_reports import Booked
from loyalty.outcomes.claiming import AlreadyClaimed

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SHEET = """
    Members | Email             | Contact
    ANA     | ana@example.com   | ana
    BORIS   | boris@example.com | boris

    Settings      | Value
    Credit orders | automatically

    Orders | Email             | Amount | Placed     | Status
    1041   | ana@example.com   | 10.00  | 2026-08-23 | paid
    1042   | ANA@example.com   | 60.00  | 2026-11-20 | paid
    1043   | boris@example.com | 25.00  | 2026-11-19 | paid
    1044   | boris@example.com | 99.00  | 2026-11-19 | unpaid
    1045   | layla@example.com | 70.00  | 2026-11-19 | paid
    1046   | boris@example.com | 0.50   | 2026-11-19 | paid
    1047   |                   | 70.00  | 2026-11-19 | paid
"""


def booked(book: Book, **more: object) -> tuple[Booked, list[tuple[str, str, int]]]:
    decision = credit_orders(book, now=NOW, limit=100, **more)  # type: ignore[arg-type]
    entries = [change.entry for change in decision.changes if isinstance(change, AddEntry)]
    return decision.outcome, [(entry.member, entry.subject, entry.points) for entry in entries]


def test_paid_orders_of_members_are_booked_oldest_first(sheet: Sheet) -> None:
    assert booked(sheet(SHEET)) == (Booked(2, 85, ()), [("BORIS", "1043", 25), ("ANA", "1042", 60)])


def test_an_order_under_another_spelling_at_gmail_is_booked_where_it_can_be_only_one_members(sheet: Sheet) -> None:
    one = "Members | Email | Contact\nLEA | lea@gmail.com | lea"
    order = "Orders | Email | Amount | Placed | Status\n1 | l.ea@googlemail.com | 10.00 | 2026-11-20 | paid"
    settings = "Settings | Value\nCredit orders | automatically"
    two = f"{one}\nLEA2 | le.a@gmail.com | other"

    assert booked(sheet(one, order, settings)) == (Booked(1, 10, ()), [("LEA", "1", 10)])
    assert booked(sheet(two, order, settings)) == (Booked(0, 0, ()), [])


def test_by_link_nothing_is_booked(sheet: Sheet) -> None:
    assert booked(sheet(SHEET.replace("automatically", "by link"))) == (Booked(0, 0, ()), [])


def test_what_is_booked_cannot_be_claimed_again_nor_booked_again(sheet: Sheet) -> None:
    book = sheet(SHEET)
    book = book.after(credit_orders(book, now=NOW, limit=100).changes)

    assert isinstance(claim_order(book, contact="ana", number="1042", now=NOW).outcome, AlreadyClaimed)
    assert booked(book) == (Booked(0, 0, ()), [])


def test_a_slice_books_so_many_and_the_next_one_goes_on(sheet: Sheet) -> None:
    book = sheet(SHEET)

    first = credit_orders(book, now=NOW, limit=1)
    book = book.after(first.changes)

    assert first.outcome == Booked(1, 25, ("1046", "1042"))
    assert booked(book, among=first.outcome.rest) == (Booked(1, 60, ()), [("ANA", "1042", 60)])


def test_an_order_that_has_gone_since_the_slice_was_planned_is_left_out(sheet: Sheet) -> None:
    assert booked(sheet(SHEET), among=("1040", "1045", "1042")) == (Booked(1, 60, ()), [("ANA", "1042", 60)])


def test_a_days_limit_leaves_the_rest_to_the_next_night(sheet: Sheet) -> None:
    book = sheet(
        SHEET,
        """
        Orders | Email             | Amount | Placed     | Status
        1050   | boris@example.com | 40.00  | 2026-11-20 | paid
        1051   | boris@example.com | 40.00  | 2026-11-21 | paid

        Settings          | Value
        Most points a day | 50
        """,
    )

    outcome, entries = booked(book)

    assert [one for one in entries if one[0] == "BORIS"] == [("BORIS", "1043", 25), ("BORIS", "1050", 25)]
    assert outcome.count == 3
