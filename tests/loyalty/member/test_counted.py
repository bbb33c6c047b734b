"""Guessing ends: ten wrong numbers, five codes and few emails with codes within an hour, decided with the book."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddTry, Decision
from loyalty.book.recent_tries import AHEAD, MOST_OF_A_KIND, NO_TRIES, RecentTries, Try, TryKind
from loyalty.member.claim import claim_order
from loyalty.member.guessing.counted import (
    CODE_LASTS,
    MOST_CODES,
    MOST_GUESSES,
    MOST_LETTERS,
    MOST_LETTERS_TO,
    Tried,
    counted,
    noted_letter,
)
from loyalty.member.join import join
from loyalty.member.join_then import join_then
from loyalty.member.proving import MAY_COME_AGAIN
from loyalty.outcomes.claiming import Claimed, UnknownOrder
from loyalty.outcomes.joining import AlreadyMember, CodeWrong, ConfirmEmail, Joined
from loyalty.outcomes.joining_then import JoinedThen
from loyalty.outcomes.not_served import Later, TooManyTries

Sheet = Callable[..., Book]

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANAS, BORISS, THE_MAILBOX = "contact-", "another-", "mailbox-"
SHEET = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Orders | Email           | Amount | Status
    1042   | ana@example.com | 60     | paid

    Settings       | Value
    Confirm e-mail | yes
"""


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def claims(book: Book, number: str, minutes: float = 0, *, contact: str = ANAS, typed: bool = True) -> Decision[object]:
    """Ana's contact names an order."""
    now = at(minutes)

    def rule(_: bool) -> Callable[[Book], Decision[object]]:
        return lambda book: claim_order(book, contact="ana", number=number, now=now)

    return counted(book, rule=rule, tried=Tried(contact, number=number if typed else ""), contact="ana", now=now)


def joins(
    book: Book,
    minutes: float = 0,
    *,
    digits: str = "",
    right_from: Iterable[float] = (),
    contact: str = BORISS,
    address: str = THE_MAILBOX,
    letter: str = "letter-1",
    order: str = "",
) -> Decision[object]:
    """Boris's contact joins, with digits that would be right from these minutes."""
    now = at(minutes)

    def rule(confirmed: bool) -> Callable[[Book], Decision[object]]:
        def joining(book: Book) -> Decision[object]:
            return join(
                book,
                contact="boris",
                email="boris@example.com",
                name="",
                language="",
                codes=["NEW"],
                now=now,
                proof=lambda _: MAY_COME_AGAIN if confirmed else None,
            )

        def claiming(book: Book) -> Decision[object]:
            return claim_order(book, contact="boris", number=order, now=now)

        return (lambda book: join_then(book, joining=joining, then=claiming)) if order else joining  # type: ignore[arg-type]

    tried = Tried(contact, order, address, digits, frozenset(map(at, right_from)), letter)
    return counted(book, rule=rule, tried=tried, contact="boris", now=now)


def after(book: Book, *decisions: Callable[[Book], Decision[object]]) -> Book:
    for decide in decisions:
        book = book.after(decide(book).changes)
    return book


def guessed(book: Book, *minutes: float) -> Book:
    """One different number in vain at each of these minutes."""
    return after(book, *(lambda book, n=n, m=m: claims(book, f"9{n}", m) for n, m in enumerate(minutes)))


def tried_codes(book: Book, codes: Iterable[int]) -> Book:
    return after(book, *(lambda book, code=code: joins(book, code, digits=f"00000{code}") for code in codes))


# Order numbers


def test_a_wrong_number_is_noted_with_what_was_decided_and_a_right_one_is_not(sheet: Sheet) -> None:
    wrong, right = claims(sheet(SHEET), "9001"), claims(sheet(SHEET), "1042")

    assert isinstance(wrong.outcome, UnknownOrder)
    assert wrong.changes == (AddTry(Try(TryKind.GUESS, ANAS, "--------", "9001", NOON)),)
    assert isinstance(right.outcome, Claimed)
    assert not [change for change in right.changes if isinstance(change, AddTry)]


def test_ten_different_numbers_are_as_many_as_one_may_try_and_nobody_looks_at_the_next(sheet: Sheet) -> None:
    nine, ten = guessed(sheet(SHEET), *range(9)), guessed(sheet(SHEET), *range(MOST_GUESSES))

    refused = claims(ten, "1042", 10)

    assert isinstance(claims(nine, "9009", 10).outcome, UnknownOrder)
    assert isinstance(claims(nine, "1042", 10).outcome, Claimed)
    assert isinstance(refused.outcome, TooManyTries)
    assert (refused.outcome.until, refused.changes) == (at(60), ())
    assert isinstance(claims(ten, "9009", 10, contact=BORISS).outcome, UnknownOrder)


def test_an_hour_after_the_first_one_more_may_be_tried(sheet: Sheet) -> None:
    book = guessed(sheet(SHEET), *range(10))
    early, late = claims(book, "9100", 59.9), claims(book, "9100", 60)

    then = claims(book.after(late.changes), "9101", 60).outcome

    assert isinstance(early.outcome, TooManyTries)
    assert isinstance(late.outcome, UnknownOrder)
    assert isinstance(then, TooManyTries)
    assert then.until == at(61)


def test_where_more_are_noted_than_one_may_try_the_newest_ten_say_until_when(sheet: Sheet) -> None:
    tries = NO_TRIES.after(Try(TryKind.GUESS, ANAS, "--------", f"n{n:07}", at(n)) for n in range(12))

    refused = claims(replace(sheet(SHEET), tries=tries), "9001", 12).outcome

    assert isinstance(refused, TooManyTries)
    assert refused.until == at(62)


def test_the_same_number_again_is_no_other_guess_and_writes_nothing(sheet: Sheet) -> None:
    book = guessed(sheet(SHEET), *range(9))

    again = claims(book, "90", 9)

    assert isinstance(again.outcome, UnknownOrder)
    assert again.changes == ()


def test_a_number_that_the_order_mail_itself_has_shown_is_neither_counted_nor_stopped(sheet: Sheet) -> None:
    book = guessed(sheet(SHEET), *range(10))

    assert claims(sheet(SHEET), "9001", typed=False).changes == ()
    assert isinstance(claims(book, "1042", 10, typed=False).outcome, Claimed)


def test_a_number_that_led_a_newcomer_here_is_a_guess_when_it_is_not_theirs(sheet: Sheet) -> None:
    book = sheet(SHEET.replace("yes", "no"))

    joined = joins(book, order="1042")

    assert isinstance(joined.outcome, JoinedThen)
    assert isinstance(joined.outcome.then, UnknownOrder)
    assert [change.attempt.what for change in joined.changes if isinstance(change, AddTry)] == ["1042"]


def full_of(kind: TryKind, minutes: float = 0) -> RecentTries:
    """Somebody with very many contacts was here."""
    return NO_TRIES.after(
        Try(kind, f"c{number:07}", f"a{number:07}", f"w{number:07}", at(minutes)) for number in range(MOST_OF_A_KIND)
    )


def test_when_others_have_tried_more_than_can_be_kept_nobody_looks_and_nothing_of_theirs_is_forgotten(
    sheet: Sheet,
) -> None:
    book = replace(sheet(SHEET), tries=full_of(TryKind.GUESS))

    wrong, right = claims(book, "9001", 1), claims(book, "1042", 1)

    assert (wrong, right) == (Decision(Later()), Decision(Later()))
    assert isinstance(claims(book, "1042", 60).outcome, Claimed)
    assert isinstance(claims(book, "1042", 1, typed=False).outcome, Claimed)


# Codes


def asked(book: Book, minutes: float = 0) -> Book:
    """An email with digits is on its way to Boris."""
    return after(book, lambda book: joins(book, minutes))


def test_the_email_with_the_digits_is_noted_before_it_leaves(sheet: Sheet) -> None:
    decision = joins(sheet(SHEET))

    assert decision.outcome == ConfirmEmail("boris@example.com", "Regulars")
    assert decision.changes == (AddTry(Try(TryKind.LETTER, BORISS, THE_MAILBOX, "letter-1", NOON)),)


def test_decided_anew_on_a_newer_book_it_is_the_same_email(sheet: Sheet) -> None:
    book = after(sheet(SHEET), *(lambda book, n=n: joins(book, n, letter=f"letter-{n}") for n in range(MOST_LETTERS)))

    assert joins(book, 2, letter="letter-2") == Decision(ConfirmEmail("boris@example.com", "Regulars"))
    assert joins(book, 2, letter="letter-3").outcome == TooManyTries(None, at(60))


def asked_for_letters(book: Book, asked: Iterable[tuple[str, str]]) -> Book:
    """An email for each of these, a contact and the mailbox that it is asked to go to."""
    for number, (contact, address) in enumerate(asked):
        book = book.after(joins(book, contact=contact, address=address, letter=f"letter-{number}").changes)
    return book


def test_three_emails_an_hour_are_enough_for_a_contact_wherever_they_go(sheet: Sheet) -> None:
    book = asked_for_letters(sheet(SHEET), [(BORISS, f"box-{n}---") for n in range(MOST_LETTERS)])

    assert joins(book, 3, letter="one-more", address="other---") == Decision(TooManyTries(None, at(60)))
    assert isinstance(joins(book, 60, letter="one-more", address="other---").outcome, ConfirmEmail)


def test_nobody_alone_takes_the_letters_of_a_mailbox_away_from_its_owner(sheet: Sheet) -> None:
    book = asked_for_letters(sheet(SHEET), [("stranger", THE_MAILBOX)] * (5 * MOST_LETTERS))

    assert isinstance(joins(book, 3, letter="one-more", contact="owners--").outcome, ConfirmEmail)


def test_ten_emails_an_hour_are_enough_for_a_mailbox_whoever_asks(sheet: Sheet) -> None:
    book = asked_for_letters(sheet(SHEET), [(f"contact{n}", THE_MAILBOX) for n in range(MOST_LETTERS_TO)])

    assert joins(book, 3, letter="one-more", contact="third---") == Decision(TooManyTries(None, at(60)))
    assert isinstance(joins(book, 60, letter="one-more", contact="third---").outcome, ConfirmEmail)


@pytest.mark.parametrize("full", ["contact", "mailbox", "all"])
def test_an_email_that_comes_of_itself_counts_with_those_and_goes_without_digits_where_no_more_may_leave(
    sheet: Sheet, full: str
) -> None:
    tried = Tried(BORISS, address=THE_MAILBOX, letter="of-a-run")
    contacts = [BORISS] * MOST_LETTERS if full == "contact" else [f"contact{n}" for n in range(MOST_LETTERS_TO)]
    book = asked_for_letters(sheet(SHEET), [(contact, THE_MAILBOX) for contact in contacts])
    if full == "all":
        book = replace(book, tries=full_of(TryKind.LETTER))

    assert noted_letter(NO_TRIES, tried, NOON) == AddTry(Try(TryKind.LETTER, BORISS, THE_MAILBOX, "of-a-run", NOON))
    assert noted_letter(book.tries, tried, at(5)) is None


def test_when_more_emails_are_under_way_than_can_be_noted_none_is_sent_but_old_ones_make_room(sheet: Sheet) -> None:
    book = replace(sheet(SHEET), tries=full_of(TryKind.LETTER))

    assert joins(book, 9) == Decision(Later())
    assert isinstance(joins(book, 10).outcome, ConfirmEmail)
    assert len(book.after(joins(book, 10).changes).tries.recent(TryKind.LETTER, at(10))) == MOST_OF_A_KIND


def test_digits_that_an_email_brought_prove_the_address_once(sheet: Sheet) -> None:
    book = asked(sheet(SHEET))
    proved = joins(book, 3, digits="123456", right_from=[0])

    again = joins(book.after(proved.changes), 4, digits="123456", right_from=[0])
    left = replace(book, tries=book.after(proved.changes).tries)

    assert isinstance(proved.outcome, Joined)
    assert isinstance(again.outcome, AlreadyMember)
    assert joins(left, 5, digits="123456", right_from=[0]) == Decision(CodeWrong())


def test_digits_that_no_email_brought_prove_nothing_and_are_a_try(sheet: Sheet) -> None:
    decision = joins(sheet(SHEET), digits="123456", right_from=[0])

    assert decision.outcome == CodeWrong()
    assert decision.changes == (AddTry(Try(TryKind.CODE, BORISS, THE_MAILBOX, "123456", NOON)),)


@pytest.mark.parametrize(
    ("minutes", "right_from", "other"),
    [
        (1, [1], {}),  # the digits of a minute in which none was sent
        (1, [], {}),
        (CODE_LASTS.seconds / 60, [0], {}),
        (1, [0], {"contact": "third---"}),
        (1, [0], {"address": "other---"}),
    ],
)
def test_of_another_minute_contact_or_address_they_prove_nothing(
    sheet: Sheet, minutes: float, right_from: list[float], other: dict[str, str]
) -> None:
    book = asked(sheet(SHEET))

    assert joins(book, minutes, digits="123456", right_from=right_from, **other).outcome == CodeWrong()


def test_digits_are_good_from_the_second_in_which_they_were_sent_for_ten_minutes(sheet: Sheet) -> None:
    book = asked(sheet(SHEET), 0.5)

    assert isinstance(joins(book, 10.4, digits="123456", right_from=[0]).outcome, Joined)
    assert joins(book, 10.5, digits="123456", right_from=[0]).outcome == CodeWrong()


@pytest.mark.parametrize("other", [{}, {"contact": "third---"}, {"address": "other---"}])
def test_after_five_codes_for_a_contact_or_a_mailbox_nobody_looks_at_the_right_one(
    sheet: Sheet, other: dict[str, str]
) -> None:
    book = tried_codes(asked(sheet(SHEET)), range(MOST_CODES))

    refused = joins(book, 5, digits="123456", right_from=[0], **other)

    assert isinstance(refused.outcome, TooManyTries)
    assert (refused.outcome.until, refused.changes) == (at(60), ())


def test_four_codes_leave_a_fifth_and_the_same_again_is_none(sheet: Sheet) -> None:
    book = tried_codes(asked(sheet(SHEET)), range(4))

    assert joins(book, 5, digits="000003") == Decision(CodeWrong())
    assert isinstance(joins(book, 5, digits="123456", right_from=[0]).outcome, Joined)


def test_twenty_contacts_have_five_tries_for_an_address_together(sheet: Sheet) -> None:
    book, told = sheet(SHEET), list[str]()
    for number in range(20):
        decision = joins(book, digits=f"{number:06}", contact=f"c-{number:06}")
        book = book.after(decision.changes)
        told.append(type(decision.outcome).__name__)

    assert told == ["CodeWrong"] * 5 + ["TooManyTries"] * 15


def test_who_is_full_by_two_counts_waits_for_the_later_one(sheet: Sheet) -> None:
    by_contact = after(
        sheet(SHEET),
        *(lambda book, n=n: joins(book, n, digits=f"00000{n}", address=f"other--{n}") for n in range(5)),
    )
    by_both = after(
        by_contact,
        *(lambda book, n=n: joins(book, 20 + n, digits=f"00000{n}", contact=f"third--{n}") for n in range(5)),
    )

    refused = joins(by_both, 30, digits="123456").outcome

    assert isinstance(refused, TooManyTries)
    assert refused.until == at(80)


def test_when_others_have_tried_more_codes_than_can_be_kept_nobody_looks_at_one(sheet: Sheet) -> None:
    book = replace(
        asked(sheet(SHEET)), tries=full_of(TryKind.CODE).after(asked(sheet(SHEET)).tries.by_kind[TryKind.LETTER])
    )

    assert joins(book, 1, digits="123456", right_from=[0]) == Decision(Later())


# What is kept


def test_an_hour_later_a_try_is_neither_counted_nor_kept() -> None:
    old, new = (
        Try(TryKind.CODE, ANAS, THE_MAILBOX, what, at(minutes)) for what, minutes in (("old-----", 0), ("new-----", 60))
    )

    tries = NO_TRIES.after([old, new])

    assert tries.by_kind == {TryKind.CODE: (new,)}
    assert tries.without_old(at(119)) == tries
    assert tries.without_old(at(120)).by_kind == {TryKind.CODE: ()}
    assert tries.recent(TryKind.CODE, at(119)) == (new,)
    assert tries.recent(TryKind.CODE, at(120)) == tries.recent(TryKind.GUESS, at(60)) == ()


def test_a_try_that_is_dated_far_ahead_stops_nobody() -> None:
    tries = NO_TRIES.after([Try(TryKind.CODE, ANAS, THE_MAILBOX, "ahead---", NOON + AHEAD)])

    assert len(tries.recent(TryKind.CODE, NOON)) == 1
    assert tries.recent(TryKind.CODE, NOON - timedelta(seconds=1)) == ()
    assert tries.without_old(NOON - timedelta(seconds=1)) == tries
