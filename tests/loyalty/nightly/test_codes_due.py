"""The night's work on codes in the shop: what is due there, and what is noted of it, each once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, GiveCoupon, RemoveFacts
from loyalty.letters.due import Due, due_letter
from loyalty.letters.letter import RefusedReward
from loyalty.member.leave import leave
from loyalty.member.redeem import redeem
from loyalty.model.causes import taken_again_cause
from loyalty.model.coupon import CouponStatus
from loyalty.model.email_log import LetterName
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import FactKind
from loyalty.model.shop.wanted_code import CodeMade, CodeRefused, Refusal
from loyalty.nightly.codes_due import CodesDue, codes_due, note_codes
from loyalty.nightly.unused_coupons import give_back_unused_coupons
from loyalty.owner.letter_examples import example
from loyalty.points.redeemed import undone
from loyalty.points.shop_codes.code_states import refusals, refused_lately, state_of
from loyalty.points.shopping import Shopping

Sheet = Callable[..., Book]

ANA = """
    Settings | Value
    Coupons  | shop

    Members | Email           | Contact | Joined
    ANA     | ana@example.com | ana     | 2026-01-01 09:00

    Rewards | Name     | Points | Product
    tote    | Tote bag | 200    | 45

    Ledger           | Member | Entry      | Points
    2026-11-01 09:00 | ANA    | adjustment | 500
"""


@pytest.fixture
def wanted(sheet: Sheet, now: datetime) -> Book:
    """Ana has taken the tote bag, and the shop has still to make its code."""
    book = sheet(ANA)
    return book.after(redeem(book, contact="ana", reward="tote", codes=(), shop_codes=["TOTECODE"], now=now).changes)


def noted(book: Book, now: datetime, *done: CodeMade | CodeRefused) -> Book:
    return book.after(note_codes(book, done=done, now=now).changes)


def cancelled(book: Book, now: datetime) -> Book:
    [given] = [entry for entry in book.entries_of("ANA") if entry.kind is EntryKind.REDEMPTION]
    return book.after([AddEntry(undone(given, now, "coupon cancelled"))])


def value(book: Book) -> str:
    fact = book.fact(FactKind.SHOP_CODE, "TOTECODE")
    return fact.value if fact else ""


def test_what_waits_is_made_and_then_no_more(wanted: Book, now: datetime) -> None:
    due = codes_due(wanted, now=now)
    made = note_codes(wanted, done=[CodeMade("TOTECODE")], now=now)
    after = wanted.after(made.changes)

    assert [code.code for code in due.make] == ["TOTECODE"]
    assert made.outcome == ("TOTECODE",)
    assert value(after) == "made"
    assert codes_due(after, now=now) == CodesDue()
    assert note_codes(after, done=[CodeMade("TOTECODE")], now=now).changes == ()


def test_a_refusal_gives_the_points_back_once_and_never_after_it_was_made(wanted: Book, now: datetime) -> None:
    no = CodeRefused("TOTECODE", Refusal.SHOP_SAYS, "x" * 500)
    once, made = noted(wanted, now, no), noted(wanted, now, CodeMade("TOTECODE"))

    assert once.account_of("ANA").points == 500
    assert value(once) == f"refused: shop says: {'x' * 160}"
    assert noted(once, now, no).account_of("ANA").points == 500
    assert note_codes(made, done=[no], now=now).changes == ()
    # An earlier call may have made it all the same.
    assert [said.about for said in codes_due(once, now=now).off] == ["TOTECODE"]


@pytest.mark.parametrize("state", ["wanted", "made"])
def test_a_cancelled_code_is_switched_off_once(wanted: Book, now: datetime, state: str) -> None:
    book = cancelled(noted(wanted, now, *([CodeMade("TOTECODE")] if state == "made" else [])), now)
    due = codes_due(book, now=now)
    off = book.after(note_codes(book, off=due.off, now=now).changes)

    assert (due.make, [said.about for said in due.off]) == ((), ["TOTECODE"])
    assert value(off) == "off"
    assert codes_due(off, now=now) == CodesDue()


def test_who_looked_before_it_was_made_does_not_say_that_it_is_off(wanted: Book, now: datetime) -> None:
    book = cancelled(wanted, now)
    seen = codes_due(book, now=now).off
    made = noted(book, now, CodeMade("TOTECODE"))

    assert note_codes(made, off=seen, now=now).changes == ()
    assert [said.value for said in codes_due(made, now=now).off] == ["made"]


def test_a_code_that_was_used_after_all_stays(wanted: Book, now: datetime) -> None:
    book = cancelled(noted(wanted, now, CodeMade("TOTECODE")), now)
    again = Entry(now, "ANA", EntryKind.REDEMPTION, -200, subject="tote", cause=taken_again_cause("TOTECODE"))

    assert codes_due(book.after([AddEntry(again)]), now=now).off == ()


def test_a_code_that_was_never_made_gives_its_points_back_after_its_last_day(wanted: Book, now: datetime) -> None:
    last, over = now + timedelta(days=30), now + timedelta(days=31)
    due = codes_due(wanted, now=over)

    assert codes_due(wanted, now=last).make
    assert due == CodesDue(over=(CodeRefused("TOTECODE", Refusal.TOO_LATE),))
    assert noted(wanted, over, *due.over).account_of("ANA").points == 500


def test_a_code_that_was_never_made_is_told_as_refused_also_where_unused_coupons_give_back(
    sheet: Sheet, now: datetime
) -> None:
    book, late = sheet(ANA, "Settings | Value\nUnused coupon | give back"), now + timedelta(days=40)
    book = book.after(redeem(book, contact="ana", reward="tote", codes=(), shop_codes=["TOTECODE"], now=now).changes)

    book = book.after(give_back_unused_coupons(book, now=late, limit=9).changes)
    over = codes_due(book, now=late).over
    book = noted(book, late, *over)

    assert [one.why for one in over] == [Refusal.TOO_LATE]
    assert value(book).startswith("refused")
    assert book.account_of("ANA").points == 500
    assert give_back_unused_coupons(book, now=late, limit=9).changes == ()


def test_a_code_whose_last_day_is_over_needs_no_switching_off(wanted: Book, now: datetime) -> None:
    book = cancelled(noted(wanted, now, CodeMade("TOTECODE")), now)

    assert codes_due(book, now=now + timedelta(days=31)).off == ()


def test_codes_wait_for_rewards_that_are_not_in_order(wanted: Book, now: datetime) -> None:
    assert codes_due(replace(wanted, rewards=()), now=now) == CodesDue(unclear=1)


def test_what_the_owner_says_is_used_is_not_made(wanted: Book, now: datetime) -> None:
    row = wanted.coupon("TOTECODE")
    assert row is not None
    used = wanted.after([GiveCoupon(replace(row, status=CouponStatus.USED))])

    assert codes_due(used, now=now) == CodesDue()


def test_who_has_left_keeps_what_they_were_told_and_nothing_else(wanted: Book, now: datetime) -> None:
    made = noted(wanted, now, CodeMade("TOTECODE"))
    left, with_code = (
        book.after(leave(book, contact="ana", confirmed=True, now=now).changes) for book in (wanted, made)
    )

    assert [said.about for said in codes_due(left, now=now).off] == ["TOTECODE"]
    assert codes_due(with_code, now=now) == CodesDue()


def test_who_is_missing_in_members_for_a_moment_has_not_left(wanted: Book, now: datetime) -> None:
    rows = list(wanted.entries_of("ANA"))
    gone = Book.of(wanted.settings, rewards=wanted.rewards, entries=rows, facts=wanted.all_facts())

    assert codes_due(gone, now=now).off == ()
    assert codes_due(gone, now=now).make


def test_a_line_of_the_log_without_its_redemption_asks_for_nothing(wanted: Book, now: datetime) -> None:
    facts = [fact for fact in wanted.all_facts() if fact.kind is FactKind.SHOP_CODE]
    proved = wanted.next_fact(FactKind.MEMBER_BIRTHDAY, "ANA", "2000-01-01", stood="", now=now)
    other = Book.of(wanted.settings, facts=[*facts, proved])

    assert codes_due(other, now=now) == CodesDue()
    assert state_of(wanted.after([RemoveFacts(tuple(facts))]), "TOTECODE") is None


@pytest.mark.parametrize(("hours", "due"), [(0, False), (5, True)])
def test_whoever_waited_gets_an_email_with_the_code(wanted: Book, now: datetime, hours: int, due: bool) -> None:
    at = now + timedelta(hours=hours)
    made = noted(wanted, at, CodeMade("TOTECODE"))
    ana = made.members["ANA"]
    letter = due_letter(made, ana, shopping=Shopping.of(made, today=at.date()), now=at)

    assert (isinstance(letter, Due) and letter.name is LetterName.COUPON) == due


@pytest.mark.parametrize(("hours", "due"), [(0, False), (5, True)])
def test_whoever_was_told_that_the_code_comes_soon_gets_an_email_when_the_shop_refuses_it(
    wanted: Book, now: datetime, hours: int, due: bool
) -> None:
    at = now + timedelta(hours=hours)
    refused = noted(wanted, at, CodeRefused("TOTECODE", Refusal.NO_PRODUCT, "45"))
    # By the next night it is switched off, too, if an earlier call has made it.
    off = refused.after(note_codes(refused, off=codes_due(refused, now=at).off, now=at + timedelta(days=1)).changes)
    letters = [
        due_letter(book, book.members["ANA"], shopping=Shopping.of(book, today=when.date()), now=when)
        for book, when in ((refused, at), (off, at + timedelta(days=1)))
    ]
    late = due_letter(
        off, off.members["ANA"], shopping=Shopping.of(off, today=now.date()), now=now + timedelta(days=8, hours=5)
    )

    about = RefusedReward("Tote bag", 200)
    told = [isinstance(one, Due) and (one.name, one.about) == (LetterName.COUPON_REFUSED, about) for one in letters]
    assert told == [due, due]
    assert not (isinstance(late, Due) and late.name is LetterName.COUPON_REFUSED)
    assert [(given.subject, said.value) for given, said in refusals(off, since=now)] == [
        ("tote", "refused: no product: 45")
    ]
    assert list(refusals(off, since=at + timedelta(days=2))) == []
    assert [reward.id for reward in refused_lately(off, off.members["ANA"], today=at.date())] == ["tote"]


def test_no_letter_and_no_example_shows_a_code_that_is_not_there(wanted: Book, now: datetime) -> None:
    ana = wanted.members["ANA"]
    letter = due_letter(wanted, ana, shopping=Shopping.of(wanted, today=now.date()), now=now)

    assert not (isinstance(letter, Due) and letter.name is LetterName.COUPON)
    assert example(wanted, LetterName.COUPON, now=now) is None
