"""Reminding: who is due a letter, what it says, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, auto

from loyalty.book import Book
from loyalty.claim import points_for
from loyalty.decisions import AddLetter, Decision, NoteLetter
from loyalty.identifiers import letter_id
from loyalty.outcomes import LetterFacts, TakenReminders
from loyalty.standing import held_coupons, prizes, standing, worth_of_prizes
from loyalty.values import Letter, LetterStatus, Member, Order

REMINDER = "reminder"
TRIES = 3
"""A letter that failed is tried again the next day, so often in all."""


class NotDue(Enum):
    """Why a member gets no reminder today."""

    SWITCHED_OFF = auto()
    OPTED_OUT = auto()
    NO_ADDRESS = auto()
    TOO_SOON = auto()


@dataclass(frozen=True, slots=True)
class LetterResult:
    """What became of a letter that was taken: sent, or failed and why."""

    status: LetterStatus
    detail: str = ""


def not_due(book: Book, member: Member, *, today: date) -> NotDue | None:
    """Why the member gets no reminder today; None when one is due."""
    if not book.settings.reminders:
        return NotDue.SWITCHED_OFF
    if member.reminders is False:
        return NotDue.OPTED_OUT
    if not member.email:
        return NotDue.NO_ADDRESS
    return None if _waited(book, member, today) else NotDue.TOO_SOON


def take_due(book: Book, *, now: datetime, limit: int) -> Decision[TakenReminders]:
    """Takes up to ``limit`` letters that are due, so that no other run sends them, and gives what they say."""
    today, glance = book.settings.day(now), book.at_a_glance()
    due = [member for member in book.members.values() if not_due(glance, member, today=today) is None]
    looked_up = [member for one in due[:limit] if (member := book.member(one.code))]
    taking = [member for member in looked_up if not_due(book, member, today=today) is None]
    usual = _usual_points(glance)
    reminders = tuple(_reminder(book, member, now, usual) for member in taking)
    taken = TakenReminders(reminders, left=len(due) - len(reminders))
    return Decision(taken, tuple(AddLetter(reminder.letter) for reminder in reminders))


def note_results(book: Book, *, results: Mapping[str, LetterResult]) -> Decision[None]:
    """Notes what became of the letters, by their ids."""
    glance = book.at_a_glance()
    theirs = [code for code in book.members if any(letter.id in results for letter in glance.letters_to(code))]
    noted = (
        NoteLetter(replace(letter, status=results[letter.id].status, detail=results[letter.id].detail))
        for code in theirs
        for letter in book.letters_to(code)
        if letter.id in results
    )
    return Decision(None, tuple(noted))


def _waited(book: Book, member: Member, today: date) -> bool:
    letters = sorted(
        (letter for letter in book.letters_to(member.code) if letter.letter == REMINDER),
        key=lambda letter: letter.time,
    )
    if letters and _may_be_tried_again(letters):
        return book.settings.day(letters[-1].time) < today
    instants = (member.joined, member.last_reminder, letters[-1].time if letters else None)
    days = [(today - book.settings.day(instant)).days for instant in instants if instant]
    return min(days, default=book.settings.reminder_days) >= book.settings.reminder_days


def _may_be_tried_again(letters: list[Letter]) -> bool:
    last = [letter.status for letter in letters[-TRIES:]]
    return last[-1] is LetterStatus.FAILED and last.count(LetterStatus.FAILED) < TRIES


def _reminder(book: Book, member: Member, now: datetime, usual: int) -> LetterFacts:
    today, settings = book.settings.day(now), book.settings
    letter = Letter(
        letter_id(REMINDER, member.code, today), now, member.code, member.email, REMINDER, LetterStatus.TAKEN
    )
    stands = standing(book, member)
    return LetterFacts(
        letter,
        name=member.name,
        program=settings.program_name,
        shop=settings.shop_name,
        shop_link=settings.shop_link,
        standing=stands,
        won=prizes(book, member),
        redeemed=book.account_of(member.code).redeemed,
        coupons=held_coupons(book, member, today=today),
        language=member.language,
        program_language=settings.language,
        orders_to_next=-(-stands.points_to_next // usual) if usual and stands.next_reward else None,
        worth=worth_of_prizes(book, member),
        currency=settings.currency,
        chat=settings.chat_link,
        colour=settings.colour,
        logo=settings.logo,
    )


def _usual_points(book: Book) -> int:
    """The points of an order of the shop's usual size, the average of its paid ones; 0 when nobody can say."""
    amounts = [order.amount for order in book.orders.values() if order.paid]
    average = sum(amounts, Decimal()) / max(len(amounts), 1)
    return points_for(Order("", "", average), book.settings) if amounts else 0
