"""Who is held out of a campaign: a stable part gets an order's own points, a line in Emails says so, no email waits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddLetter, Decision
from loyalty.intake.owner_edits import book_owner_edits
from loyalty.letters.due import Due, due_letter
from loyalty.member.claim import claim_order
from loyalty.model.email_log import Letter, LetterStatus
from loyalty.model.entry import Entry
from loyalty.model.orders import OrderStatus
from loyalty.model.program_settings import EditedOrder
from loyalty.points.claimed.corrections import correction
from loyalty.points.shopping import Shopping
from loyalty.report.customers import customers_of
from loyalty.report.hold_out_results import Group, HoldOut, hold_outs
from loyalty.report.periods import calendar_year

Sheet = Callable[..., Book]
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
PEOPLE = """
    Members | Email             | Contact | Joined
    ANA     | ana@example.com   | ana     | 2026-01-01 09:00
    BORIS   | boris@example.com | boris   | 2026-01-01 09:00
"""
CAMPAIGN = """
    Campaigns   | Starts     | Ends       | Multiplier
    Double week | 2026-11-16 | 2026-11-22 | 2
"""
ORDERS = """
    Orders | Email             | Amount | Placed
    1      | ana@example.com   | 60.00  | 2026-11-17
    2      | boris@example.com | 60.00  | 2026-11-17
    3      | ana@example.com   | 10.00  | 2026-11-18
"""
HALF = "Settings | Value\nHold out | 0.5"
"""By the hash of code and name this holds Ana out of Double week, and Boris not."""


def claimed(book: Book, number: str, who: str = "ana", now: datetime = NOW) -> Decision[object]:
    return claim_order(book, contact=who, number=number, now=now)


def entry(decision: Decision[object]) -> Entry:
    return next(change.entry for change in decision.changes if isinstance(change, AddEntry))


def lines(decision: Decision[object]) -> list[Letter]:
    return [change.letter for change in decision.changes if isinstance(change, AddLetter)]


def test_who_is_held_out_gets_the_orders_own_points_and_a_line_that_says_so(sheet: Sheet) -> None:
    book = sheet(PEOPLE, CAMPAIGN, ORDERS, HALF)

    ana, boris = claimed(book, "1"), claimed(book, "2", "boris")

    assert (entry(ana).points, entry(ana).campaign, entry(ana).note) == (60, "", "60.00 USD")
    [line] = lines(ana)
    assert (line.member, line.letter, line.status) == ("ANA", "Double week", LetterStatus.HELD_OUT)
    assert (line.email, line.time) == ("ana@example.com", NOW)
    assert (entry(boris).points, entry(boris).campaign, lines(boris)) == (120, "Double week", [])


def test_the_line_is_written_once_for_each_campaign(sheet: Sheet) -> None:
    book = sheet(PEOPLE, CAMPAIGN, ORDERS, HALF)

    book = book.after(claimed(book, "1").changes)

    assert lines(claimed(book, "3")) == []


@pytest.mark.parametrize("settings", ["Settings | Value\nHold out | 0", "Settings | Value\nHold out | 0.42"])
def test_without_a_hold_out_or_beyond_its_part_everybody_has_the_campaign(sheet: Sheet, settings: str) -> None:
    decision = claimed(sheet(PEOPLE, CAMPAIGN, ORDERS, settings), "1")

    assert (entry(decision).points, lines(decision)) == (120, [])


def test_nobody_is_held_out_of_a_campaign_for_everybody_however_large_the_share(sheet: Sheet) -> None:
    for_all = """
        Campaigns   | Multiplier | Hold out
        Double week | 2          | no
    """

    decision = claimed(sheet(PEOPLE, for_all, ORDERS, HALF), "1")

    assert (entry(decision).points, entry(decision).campaign, lines(decision)) == (120, "Double week", [])


def test_another_campaign_is_held_out_of_others(sheet: Sheet) -> None:
    both = """
        Campaigns   | Multiplier
        Double week | 2
        Double      | 1.5
    """

    decision = claimed(sheet(PEOPLE, both, ORDERS, HALF), "1")

    assert (entry(decision).points, entry(decision).campaign) == (90, "Double")
    assert [line.letter for line in lines(decision)] == ["Double week"]


def test_points_that_a_campaign_gave_stay_when_a_hold_out_begins(sheet: Sheet) -> None:
    book = sheet(PEOPLE, CAMPAIGN, ORDERS)
    book = book.after(claimed(book, "1").changes)
    assert book.account_of("ANA").points == 120

    settings = replace(book.settings, hold_out=Decimal("0.5"), edited_order=EditedOrder.CORRECT)
    begun, order = replace(book, settings=settings), replace(book.orders["1"], amount=Decimal(30))
    line = correction(begun, order=order, now=NOW + timedelta(days=1))

    # Half of the amount keeps half of what it brought with the campaign.
    assert line is not None
    assert line.points == -60
    assert correction(begun, order=book.orders["1"], now=NOW) is None


def test_what_goes_back_takes_no_more_than_the_order_brought(sheet: Sheet) -> None:
    book = sheet(PEOPLE, CAMPAIGN, ORDERS, HALF)
    book = book.after(claimed(book, "1").changes)

    book.corrected(replace(book.orders["1"], status=OrderStatus.REFUNDED))

    assert book.after(book_owner_edits(book, now=NOW)).account_of("ANA").points == 0


def test_the_line_holds_no_email_back(sheet: Sheet) -> None:
    settings = HALF + "\nReminder days | 28\nReminders | yes\nLetters | reminder"
    reward = "Rewards | Name | Points\ntote | Tote | 50"
    book = sheet(PEOPLE, CAMPAIGN, ORDERS, settings, reward)
    claim = claimed(book, "1")
    without = book.after(change for change in claim.changes if not isinstance(change, AddLetter))
    later = NOW + timedelta(days=5)

    due = [
        due_letter(known, known.members["ANA"], shopping=Shopping.of(known, today=known.settings.day(later)), now=later)
        for known in (without, book.after(claim.changes))
    ]

    assert isinstance(due[0], Due)
    assert due[0] == due[1]


def results(book: Book, today: date) -> list[HoldOut]:
    return list(hold_outs(book, customers_of(book), calendar_year(2026), today=today))


def test_the_report_compares_who_was_a_member_from_the_day_after_the_first_held_out_order_on(sheet: Sheet) -> None:
    more = """
        Members | Email             | Contact | Joined
        ANA     | ana@example.com   | ana     | 2026-01-01 09:00
        BORIS   | boris@example.com | boris   | 2026-01-01 09:00
        VERA    | vera@example.com  | vera    | 2026-01-01 09:00
        LAYLA   | layla@example.com | layla   | 2026-01-01 09:00
        NORA    | nora@example.com  | nora    | 2026-11-20 09:00
    """
    ordered = """
        Orders | Email             | Amount | Placed
        1      | ana@example.com   | 60.00  | 2026-11-18
        2      | boris@example.com | 60.00  | 2026-11-22
        3      | layla@example.com | 60.00  | 2026-11-23
        4      | vera@example.com  | 60.00  | 2026-11-19
        5      | nora@example.com  | 60.00  | 2026-11-21
    """
    book = sheet(more, CAMPAIGN, ordered, HALF)
    book = book.after(claimed(book, "1").changes)

    [found] = results(book, date(2026, 11, 24))

    # Of Ana and Vera, who are held out, Vera has ordered; of Boris and Layla, who are not, Boris within its days.
    assert found == HoldOut("Double week", Group([(1, 1), (1, 0)]), Group([(1, 0), (1, 1)]), campaign=True)
    assert results(book, date(2026, 11, 22)) == []
    # At 0 % the hash says of nobody any more that they were held out.
    assert results(replace(book, settings=replace(book.settings, hold_out=Decimal(0))), date(2026, 11, 24)) == []


def test_a_campaign_before_the_hold_out_has_no_result(sheet: Sheet) -> None:
    assert results(sheet(PEOPLE, CAMPAIGN, ORDERS, HALF), date(2026, 12, 31)) == []


def test_one_without_an_end_is_looked_at_for_28_days(sheet: Sheet) -> None:
    book = sheet(PEOPLE, "Campaigns | Multiplier\nDouble week | 2", ORDERS, HALF)
    book = book.after(claimed(book, "1").changes)

    assert results(book, date(2026, 12, 16)) == []
    assert [found.letter for found in results(book, date(2026, 12, 17))] == ["Double week"]


def test_a_campaign_that_runs_again_with_other_days_has_a_line_and_a_result_of_its_own(sheet: Sheet) -> None:
    last_year = "Emails | Member | Letter | Status | Id\n2025-11-18 12:00:00 | ANA | Double week | held out | {}"
    book = sheet(PEOPLE, CAMPAIGN, ORDERS, HALF, last_year.format("campaign:ANA:Double week"))
    assert results(book, date(2026, 11, 24)) == []

    claim = claimed(book, "1")
    book = book.after(claim.changes)

    assert [line.time for line in lines(claim)] == [NOW]
    assert lines(claimed(book, "3")) == []
    assert [found.letter for found in results(book, date(2026, 11, 24))] == ["Double week"]
