"""Codes in the shop: what is to be made and switched off there, and the lines that say what was done."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddFact, Change, Decision
from loyalty.member.leave import has_left
from loyalty.model.causes import coupon_cause, taken_again_cause
from loyalty.model.entry import Entry
from loyalty.model.fact import Fact, FactKind
from loyalty.model.shop.wanted_code import CodeDone, CodeMade, CodeRefused, CodeState, Refusal, WantedCode
from loyalty.points.redeemed import HELD_STATUSES, coupon_of, undone, used_for
from loyalty.points.refunded_coupons import was_cancelled
from loyalty.points.shop_codes.code_states import newest_state, state_in, wanted_code

LONGEST_SAYING = 160
"""So much of the shop's own words is kept."""


@dataclass(frozen=True, slots=True)
class CodesDue:
    """What a shop is to be asked for: to ``make`` these codes, and to switch those ``off``, with the line that the Log
    has of each by now. ``over`` are codes whose last day is over before they were made, ``unclear`` is how many cannot
    be made as long as their rewards are not in order.
    """

    make: tuple[WantedCode, ...] = ()
    off: tuple[Fact, ...] = ()
    over: tuple[CodeRefused, ...] = ()
    unclear: int = 0


def codes_due(book: Book, *, now: datetime) -> CodesDue:
    """All that is due in the shop now, the oldest first."""
    make, off, over, unclear = list[WantedCode](), list[Fact](), list[CodeRefused](), 0
    today = book.settings.day(now)
    for said in _last_words(book):
        given = book.caused_by(coupon_cause(said.about))
        if given is None:
            continue
        coupon, state = coupon_of(book, given), state_in(said)
        if _is_to_be_switched_off(book, given, state):
            # A code whose last day is over works in no shop any more.
            off += () if coupon.expired_on(today) else (said,)
        elif state is CodeState.WANTED and coupon.expired_on(today):
            over.append(CodeRefused(said.about, Refusal.TOO_LATE))
        elif state is CodeState.WANTED and coupon.status in HELD_STATUSES:
            wanted = wanted_code(book, given, coupon)
            make += (wanted,) if wanted else ()
            unclear += wanted is None
    return CodesDue(tuple(make), tuple(off), tuple(over), unclear)


def note_codes(
    book: Book, *, done: Iterable[CodeDone] = (), off: Iterable[Fact] = (), now: datetime
) -> Decision[tuple[str, ...]]:
    """The lines for what the shop has ``done`` and has switched ``off``; the outcome are the codes that are there.

    Each is said once, and nothing is said that a newer line contradicts: who found that a code was not there may have
    looked before somebody else made it.
    """
    changes, made = list[Change](), list[str]()
    for result in done:
        lines = tuple(_noted(book, result, now))
        changes += lines
        book = book.after(lines)
        if isinstance(result, CodeMade):
            made.append(result.code)
    for seen in off:
        if newest_state(book, seen.about) == seen:
            line = AddFact(_said(book, seen.about, CodeState.OFF, now))
            changes.append(line)
            book = book.after((line,))
    return Decision(tuple(made), tuple(changes))


def _last_words(book: Book) -> Sequence[Fact]:
    """The newest line about each code in the shop, in the order in which they were said."""
    newest = dict[str, Fact]()
    for fact in book.all_facts():
        if fact.kind is FactKind.SHOP_CODE and (fact.key not in newest or fact.age > newest[fact.key].age):
            newest[fact.key] = fact
    return sorted(newest.values(), key=lambda fact: (fact.age, fact.about))


def _is_to_be_switched_off(book: Book, given: Entry, state: CodeState | None) -> bool:
    """True for a code that may be in the shop and gives what nobody has paid for.

    Of a member who has left it is one whose code nobody was ever told; what they were told goes on working.
    """
    if state is CodeState.OFF:
        return False
    if state is CodeState.WANTED and has_left(book, given.member):
        return True
    used = book.caused_by(taken_again_cause(given.cause.partition(":")[2])) or used_for(book, coupon_of(book, given))
    return was_cancelled(book, given) and not used


def _noted(book: Book, result: CodeDone, now: datetime) -> Iterator[Change]:
    state = state_in(newest_state(book, result.code))
    match result:
        case CodeMade(code):
            if state is not CodeState.MADE:
                yield AddFact(_said(book, code, CodeState.MADE, now))
        case CodeRefused(code, why, said):
            given = book.caused_by(coupon_cause(code))
            # Another instance may have made it, or the owner cancelled it.
            if state is CodeState.WANTED and given and not was_cancelled(book, given):
                yield AddFact(_said(book, code, CodeState.REFUSED, now, why.value, said[:LONGEST_SAYING]))
                yield AddEntry(undone(given, now, "the shop made no coupon"))
        case _:
            assert_never(result)


def _said(book: Book, code: str, state: CodeState, now: datetime, *more: str) -> Fact:
    value = ": ".join(filter(None, (state.value, *more)))
    return book.next_fact(FactKind.SHOP_CODE, code, value, stood="", now=now)
