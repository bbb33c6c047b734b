"""Who leaves and comes back: nothing that a person gets once is given a second time, and a block stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry
from loyalty.book.left_members import Marks, accounts_of
from loyalty.member.birthday import congratulate, tell_birthday
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.leave import leave
from loyalty.member.owner_actions import book_action
from loyalty.member.proving import MAY_COME_AGAIN
from loyalty.member.redeem import redeem
from loyalty.member.referral import pay_referrals
from loyalty.member.survey import take_survey
from loyalty.model.causes import left_mark, rejoined_from
from loyalty.outcomes.extra_points import ActionBooked, ActionLimit, SurveyDone
from loyalty.outcomes.joining import ContactAdded, Joined
from loyalty.outcomes.not_served import Blocked
from loyalty.outcomes.redeeming import Redeemed, TakenBefore
from loyalty.owner.closing import close_books

Sheet = Callable[..., Book]

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MARKS = Marks("the key of this shop")
SHEET = """
    Members | Email           | Contact   | Joined
    LEA     | l.ea@gmail.com  | lea leas2 | 2026-11-01 09:00

    Orders | Email           | Amount | Placed
    1042   | l.ea@gmail.com  | 60.00  | 2026-11-20
    1043   | lea@new.example | 60.00  | 2026-11-21
    1044   | lea@new.example | 60.00  | 2026-11-22

    Rewards | Name | Points | Once
    mug     | Mug  | 40     | yes

    Settings        | Value
    Coupons         | generate
    Birthday points | 25

    Survey | Question       | Points
    tea    | Tea or coffee? | 10

    Actions | Name   | Points
    review  | Review | 20

    Ledger           | Member | Entry      | Points | Email           | Cause
    2026-11-01 09:00 | LEA    | sign-up    | 50     | lea@old.example | join:LEA
    2026-11-02 09:00 | LEA    | adjustment | 100    | l.ea@gmail.com  |
"""


def leaves(book: Book, contact: str = "lea", *, marks: Marks = MARKS, now: datetime = NOON) -> Book:
    return book.after(leave(book, contact=contact, confirmed=True, now=now, marks=marks).changes)


def joins(
    book: Book, contact: str, email: str, *, marks: Marks = MARKS, code: str = "NEW", referrer: str = ""
) -> tuple[Book, Joined]:
    rule = partial(join, book, contact=contact, email=email, name="", language="", referrer=referrer)
    decision = rule(codes=[code], now=NOON, marks=marks)
    assert isinstance(decision.outcome, Joined)
    return book.after(decision.changes), decision.outcome


@pytest.mark.parametrize(
    ("contact", "email"),
    [
        ("lea", "somebody@else.example"),
        ("leas2", "somebody@else.example"),
        ("another", "l.ea@gmail.com"),
        ("another", "L.E.A@googlemail.com"),
        ("another", "lea+second@gmail.com"),
        ("another", "lea@old.example"),
        ("another", "lea+2@old.example"),
    ],
)
def test_one_bonus_a_mailbox_and_a_contact_for_ever(sheet: Sheet, contact: str, email: str) -> None:
    book, joined = joins(leaves(sheet(SHEET)), contact, email)

    assert (joined.bonus, joined.standing.points) == (0, 0)
    assert accounts_of(book, "NEW") == ("NEW", "LEA")


@pytest.mark.parametrize("email", ["mia@gmail.com", "lea@example.com", "old.lea@gmail.com", "lea@straße.example"])
def test_somebody_else_gets_the_bonus(sheet: Sheet, email: str) -> None:
    assert joins(leaves(sheet(SHEET)), "mia", email)[1].bonus == 50


def test_the_marks_tell_nobody_who_it_was(sheet: Sheet) -> None:
    book = leaves(sheet(SHEET))

    marks = {left_mark(line.cause) for line in book.entries_of("LEA")} - {""}
    assert len(marks) == 4  # two contacts, two mailboxes
    assert {len(mark) for mark in marks} == {20}
    others = {left_mark(line.cause) for line in leaves(sheet(SHEET), marks=Marks("another key")).entries_of("LEA")}
    assert marks.isdisjoint(others)


def test_without_the_key_only_contacts_are_known_again_and_a_key_that_comes_later_knows_them_too(sheet: Sheet) -> None:
    left = leaves(sheet(SHEET), marks=Marks())

    assert joins(left, "another", "l.ea@gmail.com", marks=Marks())[1].bonus == 50
    for marks in (Marks(), MARKS):
        assert joins(left, "lea", "mia@example.com", marks=marks)[1].bonus == 0


def test_accounts_that_were_left_one_after_the_other_are_one_person(sheet: Sheet) -> None:
    book = leaves(sheet(SHEET))
    book, _ = joins(book, "lea", "second@example.com", code="TWO")
    book = leaves(book, "lea")

    book, joined = joins(book, "third", "lea@gmail.com", code="THREE")

    assert joined.bonus == 0
    assert set(accounts_of(book, "THREE")) == {"THREE", "TWO", "LEA"}
    assert joins(leaves(book, "third"), "fourth", "second@example.com", code="FOUR")[1].bonus == 0


def acts(book: Book, contact: str) -> Book:
    """All that there is to get once."""
    deeds = (
        partial(redeem, reward="mug", codes=["C1"]),
        partial(take_survey, survey="", question="", answer="Tea"),
        partial(book_action, action="review"),
    )
    for deed in deeds:
        book = book.after(deed(book, contact=contact, now=NOON).changes)
    return book


def test_what_there_is_once_there_is_once_a_person(sheet: Sheet) -> None:
    book = leaves(acts(sheet(SHEET), "lea"))
    book, _ = joins(book, "lea", "lea@new.example")
    for number in ("1043", "1044"):
        book = book.after(claim_order(book, contact="lea", number=number, now=NOON).changes)

    assert isinstance(redeem(book, contact="lea", reward="mug", codes=["C2"], now=NOON).outcome, TakenBefore)
    asked = take_survey(book, contact="lea", survey="", question="", answer="Tea", now=NOON).outcome
    assert isinstance(asked, SurveyDone)
    assert (asked.again, asked.points) == (True, 0)
    later = NOON + timedelta(hours=1)
    assert isinstance(book_action(book, contact="lea", action="review", now=later).outcome, ActionLimit)
    assert joins(leaves(sheet(SHEET)), "lea", "lea@new.example")[1].standing.takeable == ()


def test_what_they_have_not_had_before_they_left_they_get(sheet: Sheet) -> None:
    book, _ = joins(leaves(sheet(SHEET)), "lea", "lea@new.example")
    book = book.after(claim_order(book, contact="lea", number="1043", now=NOON).changes)

    assert isinstance(redeem(book, contact="lea", reward="mug", codes=["C2"], now=NOON).outcome, Redeemed)
    done = take_survey(book, contact="lea", survey="", question="", answer="Tea", now=NOON).outcome
    assert isinstance(done, SurveyDone)
    assert done.points == 10
    assert isinstance(book_action(book, contact="lea", action="review", now=NOON).outcome, ActionBooked)


def test_a_birthday_brings_its_points_once_a_year(sheet: Sheet) -> None:
    birthday = "Ledger | Member | Entry | Points | Cause\n2026-11-20 03:00 | LEA | birthday | 25 | birthday:LEA:2026"
    book, _ = joins(leaves(sheet(SHEET, birthday)), "lea", "lea@new.example")
    book = book.after(tell_birthday(book, contact="lea", birthday="1990-11-20", now=NOON).changes)

    booked = book.after(congratulate(book, now=NOON, limit=9).changes)

    assert booked.account_of("NEW").points == 0


@pytest.mark.parametrize(
    ("offers", "first", "second"),
    [
        ("Settings | Value\nMost points a day | 70", 60, 10),
        ("Campaigns | Bonus | Once\nHello | 15 | yes", 75, 60),
        ("Tiers | From | Bonus\nBronze | 1 | 5", 65, 60),
        ("Settings | Value\nEarn by | order\nPoints per unit | 60", 60, 0),
    ],
)
def test_a_limit_is_one_for_both_accounts(sheet: Sheet, offers: str, first: int, second: int) -> None:
    book = sheet(SHEET.replace("2026-11-21", "2026-11-20"), offers)
    before = book.account_of("LEA").points
    book = book.after(claim_order(book, contact="lea", number="1042", now=NOON).changes)
    assert book.account_of("LEA").points - before == first

    book, _ = joins(leaves(book), "lea", "lea@new.example")
    book = book.after(claim_order(book, contact="lea", number="1043", now=NOON).changes)

    assert book.account_of("NEW").points == second


FRIENDS = """
    Settings        | Value
    Referral points | 100
    Friend points   | 40

    Members | Email           | Contact | Joined
    ANA     | ana@example.com | ana     | 2026-10-01 09:00
"""


@pytest.mark.parametrize(("leaves_first", "points"), [(False, (50, 100)), (True, (0, 0))])
def test_who_comes_back_is_nobodys_friend(sheet: Sheet, leaves_first: bool, points: tuple[int, int]) -> None:
    book = sheet(SHEET.replace("1044   | lea@new.example", "1044   | new@friend.example"), FRIENDS)
    book = leaves(book) if leaves_first else book
    contact = "lea" if leaves_first else "newcomer"
    book, joined = joins(book, contact, "new@friend.example", referrer="ANA")
    book = book.after(claim_order(book, contact=contact, number="1044", now=NOON).changes)

    paid = book.after(pay_referrals(book, now=NOON, limit=9).changes)

    assert (joined.bonus, paid.account_of("ANA").points) == points


@pytest.mark.parametrize(("before", "points"), [(9, 100), (10, 0)])
def test_an_advocate_who_comes_back_has_not_begun_a_new_week(sheet: Sheet, before: int, points: int) -> None:
    friends = "\n".join(
        f"F{number:02} | f{number}@example.com | f{number} | 2026-11-2{number // 6} 0{number % 6}:00 | LEA"
        for number in range(before)
    )
    book = sheet(
        SHEET.replace("1044   | lea@new.example", "1044   | new@friend.example"),
        FRIENDS,
        f"Members | Email | Contact | Joined | Referred by\n{friends}",
    )
    book, _ = joins(leaves(book), "lea", "lea@gmail.com", code="AGAIN")
    book, _ = joins(book, "newcomer", "new@friend.example", code="NEW", referrer="AGAIN")
    book = book.after(claim_order(book, contact="newcomer", number="1044", now=NOON).changes)

    paid = book.after(pay_referrals(book, now=NOON, limit=99).changes)

    assert paid.account_of("AGAIN").points == points


def block(book: Book, code: str, *, blocked: bool = True) -> Book:
    """The owner writes Status in the member's row."""
    book.corrected(replace(book.members[code], blocked=blocked))
    return book


@pytest.mark.parametrize(("contact", "email"), [("lea", "x@example.com"), ("another", "lea+2@gmail.com")])
def test_who_is_blocked_stays_so(sheet: Sheet, contact: str, email: str) -> None:
    book, _ = joins(leaves(block(sheet(SHEET), "LEA")), contact, email)

    assert book.members["NEW"].blocked
    assert isinstance(redeem(book, contact=contact, reward="mug", codes=["C1"], now=NOON).outcome, Blocked)


def test_who_was_let_in_again_is_not_blocked_by_what_was_before(sheet: Sheet) -> None:
    book, _ = joins(leaves(block(sheet(SHEET), "LEA")), "lea", "lea@gmail.com")
    book = leaves(block(book, "NEW", blocked=False), now=NOON + timedelta(days=1))

    book, _ = joins(book, "lea", "lea@gmail.com", code="THREE")

    assert not book.members["THREE"].blocked


def test_who_comes_back_into_an_account_of_theirs_brings_along_what_they_had(sheet: Sheet) -> None:
    imported = "Members | Email | Contact\nOLD | lea@new.example |"
    book = leaves(acts(sheet(SHEET, imported, "Settings | Value\nConfirm e-mail | yes"), "lea"))

    rule = partial(join, contact="lea", email="lea@new.example", name="", language="", codes=["X"], marks=MARKS)
    decision = rule(book, now=NOON, proof=lambda _: MAY_COME_AGAIN)
    book = book.after(decision.changes)

    assert isinstance(decision.outcome, ContactAdded)
    assert accounts_of(book, "OLD") == ("OLD", "LEA")
    by_the_other = rule(book, now=NOON, proof=lambda _: MAY_COME_AGAIN, contact="leas2")
    assert isinstance(by_the_other.outcome, ContactAdded)
    assert [change for change in by_the_other.changes if isinstance(change, AddEntry)] == []
    assert isinstance(book_action(book, contact="lea", action="review", now=NOON).outcome, ActionLimit)


def test_closing_the_books_forgets_nobody(sheet: Sheet) -> None:
    book, _ = joins(leaves(acts(sheet(SHEET), "lea")), "lea", "lea@new.example")
    for number in ("1043", "1044"):
        book = book.after(claim_order(book, contact="lea", number=number, now=NOON).changes)

    closed = close_books(book, before=NOON + timedelta(days=400), limit=99)
    book = book.after(closed.changes)

    assert [change for change in closed.changes if isinstance(change, AddEntry)]
    assert accounts_of(book, "NEW") == ("NEW", "LEA")
    assert isinstance(redeem(book, contact="lea", reward="mug", codes=["C2"], now=NOON).outcome, TakenBefore)


@pytest.mark.parametrize("cause", ["", "join:K7Q4ZD", "merge:M3X9TR:K7Q4ZD"])
def test_no_other_cause_is_taken_for_one_of_these(cause: str) -> None:
    assert (left_mark(cause), rejoined_from(cause)) == ("", "")
