"""Leaving, and who is blocked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.letters.due import NotDue, due_letter
from loyalty.member.ask import tell_points
from loyalty.member.birthday import congratulate, tell_birthday
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.leave import erase, leave
from loyalty.member.leaving.removal import removal
from loyalty.member.owner_actions import book_action
from loyalty.member.redeem import redeem
from loyalty.member.survey import take_survey
from loyalty.nightly.credit_orders import credit_orders
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.batch_reports import Booked
from loyalty.outcomes.claiming import AlreadyClaimed, UnknownOrder
from loyalty.outcomes.joining import Joined
from loyalty.outcomes.not_served import Blocked, NotMember
from loyalty.outcomes.stored_data import LeaveSure, Left
from loyalty.points.shopping import Shopping
from loyalty.points.tiers import rank_members

Sheet = Callable[..., Book]

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHEET = """
    Members | Email             | Contact | Blocked | Birthday
    ANA     | ana@example.com   | ana     | no      |
    BORIS   | boris@example.com | boris   | yes     | 1990-11-22

    Orders | Email             | Amount | Placed
    1042   | ana@example.com   | 60.00  | 2026-11-20
    1043   | boris@example.com | 60.00  | 2026-11-20

    Rewards | Name | Points
    mug     | Mug  | 40

    Tiers  | From | Bonus
    Bronze | 0    | 5

    Survey | Question
    tea    | Tea or coffee?

    Actions | Name   | Points
    review  | Review | 20

    Settings        | Value
    Coupons         | generate
    Birthday points | 25

    Answers          | Member | Survey | Question       | Answer | Id
    2026-11-02T09:00 | ANA    | tea    | Tea or coffee? | Tea    | a1

    Ledger           | Member | Entry   | Points | For | Cause
    2026-11-01T09:00 | ANA    | sign-up | 50     |     | join:ANA
    2026-11-01T09:00 | BORIS  | sign-up | 50     |     | join:BORIS
"""


def leaves(book: Book, *, confirmed: bool = True) -> Decision[object]:
    return leave(book, contact="ana", confirmed=confirmed, now=NOON)


def test_before_she_is_deleted_she_is_told_what_she_loses(sheet: Sheet) -> None:
    book = sheet(SHEET)
    book = book.after(redeem(book, contact="ana", reward="mug", codes=["C1"], now=NOON).changes)

    asked = leaves(book, confirmed=False)

    assert isinstance(asked.outcome, LeaveSure)
    assert (asked.outcome.standing.points, asked.outcome.coupons, asked.changes) == (10, 1, ())


def test_she_goes_with_all_that_is_hers_and_the_ledger_keeps_its_sums(sheet: Sheet) -> None:
    book = sheet(SHEET)
    book = book.after(claim_order(book, contact="ana", number="1042", now=NOON).changes)
    before = book.account_of("ANA")

    gone = leaves(book)
    book = book.after(gone.changes)

    assert gone.outcome == Left("Regulars")
    assert (book.member("ANA"), book.member_of("ana"), book.member_with("ana@example.com")) == (None, None, None)
    assert list(book.members) == ["BORIS"]
    assert book.answers_of("ANA") == ()
    assert replace(book.account_of("ANA"), points=0) == replace(before, points=0)
    assert isinstance(leaves(book).outcome, NotMember)


def test_who_comes_back_is_new_and_gets_no_second_bonus(sheet: Sheet) -> None:
    book = sheet(SHEET)
    book = book.after(claim_order(book, contact="ana", number="1042", now=NOON).changes)
    for code in ("ANA2", "ANA3"):
        book = book.after(leaves(book).changes)
        back = join(book, contact="ana", email="ana@example.com", name="", language="", codes=["ANA", code], now=NOON)
        book = book.after(back.changes)

        assert isinstance(back.outcome, Joined)
        assert (back.outcome.bonus, book.account_of(code).points) == (0, 0)
        claim = claim_order(book, contact="ana", number="1042", now=NOON).outcome
        assert isinstance(claim, UnknownOrder)
    stranger = join(book, contact="vera", email="vera@example.com", name="", language="", codes=["VERA"], now=NOON)
    assert isinstance(stranger.outcome, Joined)
    assert stranger.outcome.bonus == 50


def test_what_is_still_there_of_her_goes_in_the_night(sheet: Sheet) -> None:
    book = sheet(SHEET)
    missed = book.after(leaves(book).changes[:1])

    done = erase(missed, now=NOON, limit=9)

    assert done.outcome == Booked(1, 0, ())
    assert list(missed.after(done.changes).members) == ["BORIS"]
    assert erase(book, now=NOON, limit=9).outcome == Booked(0, 0, ())
    assert erase(missed, now=NOON, limit=0).outcome == Booked(0, 0, ("ANA",))
    assert erase(book, now=NOON, limit=9, among=["ANA", "GONE"]).outcome == Booked(0, 0, ())


def test_who_is_blocked_may_ask_but_gets_and_takes_nothing(sheet: Sheet) -> None:
    book = sheet(SHEET)
    wishes: list[Decision[object]] = [
        claim_order(book, contact="boris", number="1043", now=NOON),
        redeem(book, contact="boris", reward="mug", codes=["C1"], now=NOON),
        book_action(book, contact="boris", action="review", now=NOON),
        take_survey(book, contact="boris", survey="", question="", answer="Tea", now=NOON),
        tell_birthday(book, contact="boris", birthday="1990-02-28", now=NOON),
    ]

    assert {type(wish.outcome) for wish in wishes} == {Blocked}
    assert [wish.changes for wish in wishes] == [()] * 5
    told = tell_points(book, contact="boris", now=NOON).outcome
    assert isinstance(told, PointsTold)
    assert told.standing.points == 50


def test_nothing_is_booked_for_who_is_blocked_by_itself(sheet: Sheet) -> None:
    book = sheet(SHEET, "Settings | Value\nCredit orders | automatically")

    for step in (credit_orders, congratulate, rank_members):
        book = book.after(step(book, now=NOON, limit=9).changes)
    named = credit_orders(book, now=NOON, limit=9, among=["1043"])

    assert book.account_of("BORIS").points == 50
    assert book.account_of("ANA").points == 50 + 60 + 5
    assert named.changes == ()
    shopping = Shopping.of(book, today=NOON.date())
    assert due_letter(book, book.members["BORIS"], shopping=shopping, now=NOON) is NotDue.BLOCKED


def test_an_order_that_was_claimed_before_she_was_blocked_is_told_as_any(sheet: Sheet) -> None:
    book = sheet(SHEET.replace("boris   | yes", "boris   | no "))
    book = book.after(claim_order(book, contact="boris", number="1043", now=NOON).changes)

    assert isinstance(claim_order(book, contact="boris", number="1043", now=NOON).outcome, AlreadyClaimed)


@pytest.mark.parametrize("slip", ["ana2", ""])
def test_who_is_no_member_cannot_leave(sheet: Sheet, slip: str) -> None:
    decision = leave(sheet(SHEET), contact=slip, confirmed=True, now=NOON)

    assert isinstance(decision.outcome, NotMember)
    assert decision.changes == ()


def test_who_has_left_takes_no_address_along_that_is_somebody_elses_by_now(sheet: Sheet) -> None:
    before = sheet(SHEET)
    ana = before.members["ANA"]
    left = before.after(leave(before, contact="ana", confirmed=True, now=NOON).changes)
    joins = join(left, contact="mia", email="ana@example.com", name="Mia", language="en", codes=["MIA"], now=NOON)
    taken = left.after(joins.changes)

    assert removal(left, ana).unshared == ("ana@example.com",)
    assert removal(taken, ana).unshared == ()
