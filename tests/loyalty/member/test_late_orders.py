"""Whoever claims an order before the shop has told of it: the claim waits, and is booked with the order, once."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.intake.owner_edits import OwnerEdits, follow_owner
from loyalty.intake.shop_orders import take_orders
from loyalty.letters.due import ABOUT_LATE_ORDERS, Due, NotDue, due_letter
from loyalty.letters.letter import LateOrder
from loyalty.letters.outbox import LetterResult, note_results, take_due
from loyalty.member.claim import claim_order
from loyalty.member.export import export
from loyalty.member.late.arrived_orders import WaitState, state_of
from loyalty.member.late.noted_claims import MOST_WAITING
from loyalty.member.leave import leave
from loyalty.model.causes import wait_of
from loyalty.model.email_log import LetterName, LetterStatus
from loyalty.model.entry import EntryKind, WaitingClaim
from loyalty.model.imported import ShopOrder
from loyalty.model.orders import OrderStatus
from loyalty.nightly.late_orders import settle_waits
from loyalty.outcomes.claiming import (
    AlreadyClaimed,
    Claimed,
    ClaimOutcome,
    InReview,
    OrderNoted,
    UnknownOrder,
    WaitingFull,
)
from loyalty.outcomes.joining import ConfirmEmail
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.stored_data import Exported
from loyalty.owner.merging import merge
from loyalty.points.shopping import Shopping

Sheet = Callable[..., Book]
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PEOPLE = """
    Members | Email             | Contact | Joined
    ANA     | ana@example.com   | ana     | 2026-11-01T09:00
    BORIS   | boris@example.com | boris   | 2026-11-01T09:00

    Settings         | Value
    Claim waits days | 14
"""


def claims(
    book: Book, number: str = "2001", contact: str = "ana", *, now: datetime = NOON, signed: bool = False
) -> tuple[ClaimOutcome, Book]:
    told = claim_order(book, contact=contact, number=number, now=now, signed=signed)
    return told.outcome, book.after(told.changes)


def waits(book: Book, *numbers: str, contact: str = "ana", signed: bool = False) -> Book:
    for number in numbers:
        told, book = claims(book, number, contact, signed=signed)
        assert isinstance(told, OrderNoted)
    return book


def shop_tells(
    book: Book,
    number: str = "2001",
    email: str = "ana@example.com",
    amount: str = "60",
    status: OrderStatus | None = None,
    placed: date = date(2026, 11, 22),
    now: datetime = NOON + DAY,
) -> Book:
    order = ShopOrder(number, email, Decimal(amount), placed=placed, status=status)
    return book.after(take_orders(book, orders=[order], now=now).changes)


def night(book: Book, days: int) -> Book:
    return book.after(settle_waits(book, now=NOON + days * DAY, limit=100).changes)


def points(book: Book, member: str = "ANA") -> int:
    return book.account_of(member).points


def states(book: Book) -> list[WaitState]:
    return [state_of(book, claim) for claim in book.all_waits()]


def test_a_claim_waits_for_its_order_and_is_booked_with_it_once(sheet: Sheet) -> None:
    told, book = claims(sheet(PEOPLE), " #2001 ")

    assert told == OrderNoted(Standing(0), "#2001", "ana@example.com", date(2026, 12, 6))
    assert states(book) == [WaitState.WAITING]
    assert points(book) == 0

    book = shop_tells(book)

    assert (points(book), states(book)) == (60, [WaitState.BOOKED])
    assert points(shop_tells(book)) == 60
    assert isinstance(claims(book)[0], AlreadyClaimed)


def test_a_copied_row_is_no_further_claim_and_a_later_last_day_holds(sheet: Sheet) -> None:
    [claim] = waits(sheet(PEOPLE), "2001").all_waits()
    book = Book.of(sheet(PEOPLE).settings, members=sheet(PEOPLE).members.values(), waits=[claim, claim])
    assert list(book.all_waits()) == [claim]

    book.corrected(replace(claim, until=date(2027, 3, 1)))

    assert points(shop_tells(book, now=NOON + 90 * DAY, placed=date(2026, 11, 22))) == 60


@pytest.mark.parametrize("text", ["", "wait", "wait:20261399T120000Z:ANA:1", "wait:20261122T120000Z:ANA", "order:1"])
def test_what_is_no_cause_of_a_claim_that_waits_names_none(text: str) -> None:
    assert wait_of(text) is None


def test_a_tap_twice_is_one_line(sheet: Sheet) -> None:
    first, book = claims(sheet(PEOPLE))
    assert isinstance(first, OrderNoted)
    for number in ("2001", "# 2001", "٢٠٠١"):
        again = claim_order(book, contact="ana", number=number, now=NOON + DAY)
        assert again == Decision(replace(first, order=number.strip()))

    assert len(list(book.all_waits())) == 1


def test_an_order_of_somebody_elses_is_answered_with_the_very_same_words(sheet: Sheet) -> None:
    """Whether there is none, it is another's, somebody has claimed it, or its row cannot be read."""
    book = shop_tells(sheet(PEOPLE), "2002", "boris@example.com")
    book = shop_tells(book, "2003", "boris@example.com")
    _, book = claims(book, "2003", "boris")
    book = replace(book, unreadable=frozenset({"2004"}))

    numbers = ("2001", "2002", "2003", "2004")

    for number in numbers:
        told, _ = claims(book, number)
        assert told == OrderNoted(Standing(0), number, "ana@example.com", date(2026, 12, 6))


def test_what_was_another_members_order_never_comes_and_is_not_told(sheet: Sheet) -> None:
    book = shop_tells(waits(sheet(PEOPLE), "2001"), email="boris@example.com")

    assert (points(book), states(book)) == (0, [WaitState.ANOTHER_ADDRESS])
    assert isinstance(claims(book)[0], OrderNoted)
    assert isinstance(claims(book, contact="boris")[0], Claimed)


def test_a_signed_number_counts_under_any_address(sheet: Sheet) -> None:
    book = shop_tells(waits(sheet(PEOPLE), "2001", signed=True), email="somebody@example.org")

    assert points(book) == 60


def test_a_signed_number_takes_the_place_of_the_same_one_that_was_typed(sheet: Sheet) -> None:
    book = waits(sheet(PEOPLE), "2001")
    told, book = claims(book, now=NOON + 2 * DAY, signed=True)

    [claim] = book.all_waits()
    assert claim == WaitingClaim(NOON, "ANA", "2001", date(2026, 12, 6), signed=True)
    assert isinstance(told, OrderNoted)
    assert told.signed
    assert isinstance(claims(book)[0], OrderNoted)
    assert points(shop_tells(book, email="")) == 60


def test_of_two_who_wait_for_one_order_the_first_has_its_points(sheet: Sheet) -> None:
    book = waits(sheet(PEOPLE), "2001", contact="boris", signed=True)
    told, book = claims(book, now=NOON + timedelta(hours=1))
    assert isinstance(told, OrderNoted)

    book = shop_tells(book)

    assert (points(book, "BORIS"), points(book)) == (60, 0)


def test_five_wait_and_no_more_until_one_has_come(sheet: Sheet) -> None:
    book = waits(sheet(PEOPLE), *(f"200{number}" for number in range(MOST_WAITING)))

    told, same = claims(book, "2009")
    assert (told, same) == (WaitingFull(Standing(0), "2009", 5), book)
    assert isinstance(claims(book, "2003")[0], OrderNoted)
    assert isinstance(claims(book, "2009", "boris")[0], OrderNoted)

    assert isinstance(claims(shop_tells(book, "2001"), "2009")[0], OrderNoted)
    assert isinstance(claims(book, "2009", now=NOON + 15 * DAY)[0], OrderNoted)


@pytest.mark.parametrize(
    "typed", ["", "   ", "hello", "2001@example.com", "my order of last week, number 2001, was not in the mail at all"]
)
def test_what_is_no_number_does_not_wait(sheet: Sheet, typed: str) -> None:
    told, book = claims(sheet(PEOPLE), typed)

    assert isinstance(told, UnknownOrder)
    assert list(book.all_waits()) == []


def test_where_the_owner_has_not_asked_for_it_nothing_waits(sheet: Sheet) -> None:
    told, book = claims(sheet(PEOPLE, "Settings | Value\nClaim waits days | 0"))

    assert isinstance(told, UnknownOrder)
    assert list(book.all_waits()) == []


@pytest.mark.parametrize(("day", "came"), [(14, 60), (15, 0)])
def test_the_order_may_come_until_the_last_day(sheet: Sheet, day: int, came: int) -> None:
    book = shop_tells(waits(sheet(PEOPLE), "2001"), now=NOON + day * DAY)

    assert points(book) == came


def test_it_is_judged_by_the_day_of_the_claim(sheet: Sheet) -> None:
    """The order is 85 days old when it is claimed and 95 when it comes; 90 are allowed."""
    book = shop_tells(waits(sheet(PEOPLE), "2001"), placed=date(2026, 8, 29), now=NOON + 10 * DAY)
    too_old = shop_tells(waits(sheet(PEOPLE), "2001"), placed=date(2026, 8, 23), now=NOON + 10 * DAY)

    assert points(book) == 60
    assert (points(too_old), states(too_old)) == (0, [WaitState.NO_POINTS])


def test_the_limit_of_the_day_of_the_claim_holds_and_leaves_that_of_today_alone(sheet: Sheet) -> None:
    book = sheet(PEOPLE, "Settings | Value\nMost points a day | 100")
    book = waits(book, "2001", "2002")
    book = shop_tells(shop_tells(book, "2001"), "2002")
    assert points(book) == 100

    told, book = claims(shop_tells(book, "2003", amount="100"), "2003", now=NOON + DAY)

    assert isinstance(told, Claimed)
    assert points(book) == 200


def test_who_claims_anew_is_judged_by_that_day(sheet: Sheet) -> None:
    book = sheet(PEOPLE, "Settings | Value\nMost points a day | 60")
    book = waits(book, "2001", "2002")
    book = shop_tells(shop_tells(book, "2001"), "2002")
    assert (points(book), states(book)) == (60, [WaitState.BOOKED, WaitState.NO_POINTS])

    told, book = claims(book, "2002", now=NOON + 2 * DAY)

    assert isinstance(told, Claimed)
    assert (points(book), states(book)) == (120, [WaitState.BOOKED])
    assert not isinstance(claims(shop_tells(book, "2003"), "2003", now=NOON + 2 * DAY)[0], Claimed)


def test_an_order_that_comes_unpaid_is_booked_once_it_is_paid(sheet: Sheet) -> None:
    book = shop_tells(waits(sheet(PEOPLE), "2001"), status=OrderStatus.UNPAID)
    assert (points(book), states(book)) == (0, [WaitState.NOT_PAID])

    assert points(shop_tells(book, status=OrderStatus.PAID)) == 60


def test_an_order_that_comes_refunded_in_part_brings_what_is_left(sheet: Sheet) -> None:
    book = waits(sheet(PEOPLE), "2001")
    order = ShopOrder("2001", "ana@example.com", Decimal(60), refunded=Decimal(20))

    book = book.after(take_orders(book, orders=[order], now=NOON + DAY).changes)

    assert points(book) == 40


def test_what_is_out_of_all_measure_waits_for_the_owner_then(sheet: Sheet) -> None:
    book = shop_tells(waits(sheet(PEOPLE), "2001"), amount="200000")

    assert (points(book), states(book)) == (0, [WaitState.IN_REVIEW])
    [review] = book.all_reviews()
    assert review.time == NOON

    book.corrected(replace(review, decision=True))
    book = book.after(follow_owner(book, now=NOON + DAY, among=OwnerEdits(reviews=tuple(book.all_reviews()))))
    assert points(book) == 200_000


def typed(book: Book, waiting: Iterable[WaitingClaim] | None = None) -> OwnerEdits:
    return OwnerEdits.among((), (), (), waits=book.all_waits() if waiting is None else waiting)


def test_a_row_that_the_owner_types_books_it_with_the_next_commit(sheet: Sheet) -> None:
    row = """
    Orders | Email           | Amount | Placed
    2001   | ana@example.com | 60.00  | 2026-11-22
    """
    book = waits(sheet(PEOPLE), "2001")
    assert len(typed(book).not_booked(book)) == 0

    book = book.grown(orders=sheet(row).orders.values())
    edits = typed(book).not_booked(book)
    assert [len(one) for one in edits.each()] == [1]
    book = book.after(follow_owner(book, now=NOON, among=edits.and_those(OwnerEdits())))

    assert points(book) == 60
    assert len(typed(book).not_booked(book)) == 0


def test_who_is_blocked_or_has_left_gets_nothing(sheet: Sheet) -> None:
    book = waits(sheet(PEOPLE), "2001")
    blocked = book.after(())
    blocked.corrected(replace(book.members["ANA"], blocked=True))
    assert points(shop_tells(blocked)) == 0

    book = waits(sheet(PEOPLE), "2001")
    left = book.after(leave(book, contact="ana", confirmed=True, now=NOON).changes)
    assert list(left.all_waits()) == []
    assert points(shop_tells(left)) == 0


def test_a_member_is_told_in_the_export_what_waits(sheet: Sheet) -> None:
    book = waits(sheet(PEOPLE), "2001")

    stored = export(book, contact="ana", now=NOON).outcome

    assert isinstance(stored, Exported)
    assert stored.as_words()["waiting for their orders"] == [
        {"time": "2026-11-22 12:00:00+00:00", "order": "2001", "signed": "no", "until": "2026-12-06"}
    ]


def test_two_members_who_become_one_wait_together(sheet: Sheet) -> None:
    book = waits(sheet(PEOPLE), "2001", "2002", contact="boris")
    book = book.after(merge(book, keep="ANA", other="BORIS", now=NOON).changes)

    assert len(book.waits_of("ANA")) == 2
    assert points(shop_tells(book)) == 60
    assert points(shop_tells(book, email="boris@example.com")) == 60


def test_what_the_night_finds_free_is_booked(sheet: Sheet) -> None:
    """An address that was corrected: no order has come, and yet it counts now."""
    book = sheet(
        PEOPLE.replace("ana@example.com", "anna@example.com"),
        "Waiting | Member | Order | Signed | Until\n2026-11-22T12:00 | ANA | 2001 | no | 2026-12-06",
        "Orders | Email | Amount | Placed\n2001 | anna@example.com | 60 | 2026-11-22",
    )
    done = settle_waits(book, now=NOON + 2 * DAY, limit=100)

    assert (done.outcome.count, done.outcome.points) == (1, 60)
    assert points(book.after(done.changes)) == 60


def test_the_night_ends_what_has_waited_long_enough_and_keeps_what_was_booked(sheet: Sheet) -> None:
    book = shop_tells(waits(sheet(PEOPLE), "2001", "2002"))

    assert night(book, 14) == book
    assert [claim.order for claim in night(book, 15).all_waits()] == ["2001"]
    assert [claim.order for claim in night(book, 4000).all_waits()] == ["2001"]


@pytest.mark.parametrize(("days", "left"), [(61, 1), (63, 0)])
def test_old_booked_lines_go_with_the_emails_of_that_age(sheet: Sheet, days: int, left: int) -> None:
    book = sheet(PEOPLE, "Settings | Value\nKeep emails months | 1")

    book = night(shop_tells(waits(book, "2001")), days)

    assert len(list(book.all_waits())) == left
    assert points(book) == 60


def test_the_night_goes_slice_by_slice_and_passes_over_what_is_gone(sheet: Sheet) -> None:
    book = waits(sheet(PEOPLE), "2001", "2002", "2003")

    first = settle_waits(book, now=NOON + 20 * DAY, limit=2)
    rest = settle_waits(book.after(first.changes), now=NOON + 20 * DAY, limit=2, among=first.outcome.rest)
    again = settle_waits(book.after(first.changes), now=NOON + 20 * DAY, limit=9, among=("no cause", "wait:x"))

    assert (first.outcome.count, len(first.outcome.rest), rest.outcome.count) == (2, 1, 1)
    assert again.changes == ()


PROOF = "Settings | Value\nConfirm e-mail | before points"


def test_before_the_proof_a_typed_number_tells_nothing_and_waits_for_nothing(sheet: Sheet) -> None:
    book = shop_tells(sheet(PEOPLE, PROOF), "2002")

    for number in ("2001", "2002"):
        told, after = claims(book, number)
        assert isinstance(told, ConfirmEmail)
        assert list(after.all_waits()) == []


def test_a_signed_number_that_waits_proves_the_address_when_its_order_comes(sheet: Sheet) -> None:
    book = shop_tells(waits(sheet(PEOPLE, PROOF), "2001", signed=True))

    member = book.members["ANA"]
    assert (points(book), member.proved is not None) == (60, True)

    other = shop_tells(waits(sheet(PEOPLE, PROOF), "2001", signed=True), email="x@example.org")
    assert (points(other), other.members["ANA"].proved) == (60, None)


def test_what_was_typed_is_not_booked_where_the_address_has_to_be_proved_by_now(sheet: Sheet) -> None:
    book = waits(sheet(PEOPLE), "2001")
    wanted = sheet(PEOPLE, PROOF).grown(waits=book.all_waits())

    book = shop_tells(wanted)

    assert (points(book), states(book)) == (0, [WaitState.WAITING])


def test_a_line_that_counts_has_the_time_at_which_the_order_came(sheet: Sheet) -> None:
    book = shop_tells(waits(sheet(PEOPLE), "2001"))

    [line] = book.entries_of("ANA")
    assert (line.kind, line.time, book.asked_at(line)) == (EntryKind.CLAIM, NOON + DAY, NOON)
    assert isinstance(claims(shop_tells(book, "2005"), "2005")[0], Claimed | InReview)


def told(book: Book, day: int) -> Due | None:
    """The letter about an order that is due on that day."""
    now = NOON + day * DAY
    due = due_letter(book, book.members["ANA"], shopping=Shopping.of(book, today=now.date()), now=now)
    return due if isinstance(due, Due) and due.name in ABOUT_LATE_ORDERS else None


def sent(book: Book, day: int, status: LetterStatus = LetterStatus.SENT) -> Book:
    """The letters of that day go out, and this is what becomes of them."""
    now = NOON + day * DAY
    took = take_due(book, now=now, limit=9)
    book = book.after(took.changes)
    results = {one.letter.id: LetterResult(status) for one in took.outcome.reminders}
    return book.after(note_results(book, results=results, now=now).changes)


def test_a_member_is_told_once_of_points_that_have_come(sheet: Sheet) -> None:
    book = shop_tells(waits(sheet(PEOPLE), "EN:7%3A"), "EN:7%3A")

    due = told(book, 1)
    assert due
    assert (due.name, due.about) == (LetterName.POINTS_EARNED, LateOrder("EN:7%3A", 60))
    took = take_due(book, now=NOON + DAY, limit=9).outcome
    assert [(one.letter.email, one.late) for one in took.reminders] == [("ana@example.com", due.about)]

    book = sent(book, 1)
    assert [letter.status for letter in book.letters_to("ANA")] == [LetterStatus.SENT]
    assert told(shop_tells(book, "EN:7%3A"), 1) is None


def test_an_email_that_failed_is_tried_again_and_one_of_long_ago_never(sheet: Sheet) -> None:
    book = shop_tells(waits(sheet(PEOPLE), "2001"))

    failed = sent(book, 1, LetterStatus.FAILED)
    assert told(failed, 1) is None
    due = told(failed, 2)
    assert due
    assert due.about == LateOrder("2001", 60)
    again = sent(failed, 2, LetterStatus.FAILED)
    assert [letter.letter for letter in again.letters_to("ANA")] == ["points_earned"] * 2
    assert told(sent(again, 3), 4) is None

    assert told(book, 7)
    assert told(book, 8) is None


def test_points_that_have_gone_back_meanwhile_are_not_told(sheet: Sheet) -> None:
    book = shop_tells(waits(sheet(PEOPLE), "2001"))

    assert told(shop_tells(book, status=OrderStatus.REFUNDED), 1) is None


def test_who_has_waited_in_vain_is_told_once_at_the_end(sheet: Sheet) -> None:
    book = shop_tells(waits(sheet(PEOPLE), "2001", "2002"), "2002", "boris@example.com")
    assert told(book, 14) is None

    book = night(book, 15)

    letters = [letter.id for letter in book.letters_to("ANA")]
    assert letters == ["claim_ended:ANA:20261207-2001", "claim_ended:ANA:20261207-2002"]
    due = told(book, 15)
    assert due
    assert (due.name, due.about) == (LetterName.CLAIM_ENDED, LateOrder("2001"))
    book = sent(sent(book, 15), 15)
    assert told(book, 15) is None
    assert night(book, 16) == book


@pytest.mark.parametrize(
    "settings",
    [
        "Settings | Value\nLetters | reminder",
        "Settings | Value\nReminders | no",
        "Settings | Value\nConfirm e-mail | before points",
        "Members | Email | Contact\nLAYLA | layla@example.com | layla",
    ],
)
def test_who_cannot_be_told_has_the_points_all_the_same(sheet: Sheet, settings: str) -> None:
    """No such emails, no proof, no address: nothing is noted that would never go."""
    people = PEOPLE.replace("ana@example.com", "" if "LAYLA" in settings else "ana@example.com")
    book = shop_tells(waits(sheet(people, settings), "2001", signed=True), email="x@example.org")

    assert points(book) == 60
    assert book.letters_to("ANA") == ()
    assert night(waits(sheet(people, settings), "2001", signed=True), 15).letters_to("ANA") == ()


def test_what_waits_to_be_told_makes_no_address_a_proved_one(sheet: Sheet) -> None:
    book = shop_tells(waits(sheet(PEOPLE), "2001"))
    wanted = Book.of(
        sheet(PROOF).settings,
        members=book.members.values(),
        letters=book.letters_to("ANA"),
        orders=book.orders.values(),
    )

    shopping = Shopping.of(wanted, today=NOON.date())
    assert due_letter(wanted, wanted.members["ANA"], shopping=shopping, now=NOON + 8 * DAY) == NotDue.UNPROVED
