"""Answers that a code from the shop belongs to: commit, make the code, commit that it is made, then tell it.

Nobody is told a code that the shop does not have at that moment. Where there is no time for it, or the shop is away,
the answer says that the code comes soon; the next one, or the nightly run, makes it (docs/decisions/0075).
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.shop_codes.told_codes import codes_for, told_again
from loyalty.model.shop.wanted_code import WantedCode
from loyalty.nightly.codes_due import note_codes
from loyalty.outcomes.joining_then import JoinedThen
from loyalty.outcomes.outcome import Outcome
from service.chat.deciding import decided
from service.container import Container
from service.shop.code_maker import CodeMaker
from sheets.google.client import Spent
from sheets.workbook import PATIENCE_SECONDS

NOTING_SECONDS = 2.5
"""What is kept of a customer's time for the commit that the code is made."""

Said = Outcome | JoinedThen
T = TypeVar("T")


class _Answer(Protocol):
    @property
    def outcome(self) -> Said: ...


class Decide(Protocol):
    """Runs a rule on the workbook; gives what it came to, None when that is not known."""

    def __call__(self, rule: Callable[[Book], Decision[T]], *, seconds: float = PATIENCE_SECONDS) -> T | None: ...


A = TypeVar("A", bound=_Answer)
Saying = Callable[[Callable[[Book], Decision[Said]]], Callable[[Book], Decision[A]]]
"""Makes a rule's outcome into an answer, with what else an answer needs of the book."""


def decided_with_codes(
    container: Container,
    rule: Callable[[Book], Decision[A]],
    saying: "Saying[A]",
    *,
    contact: str,
    now: datetime,
    spent: Spent,
) -> A | None:
    """The rule's answer, with the codes that the shop could make in time; None when nothing can be read."""

    def decide(rule: Callable[[Book], Decision[T]], *, seconds: float = PATIENCE_SECONDS) -> T | None:
        return decided(container, rule, spent, seconds=seconds)

    maker = container.code_maker
    return with_codes(maker, decide, rule, saying, contact=contact, now=now) if maker else decide(rule)


def with_codes(
    maker: CodeMaker,
    decide: Decide,
    rule: Callable[[Book], Decision[A]],
    saying: "Saying[A]",
    *,
    contact: str,
    now: datetime,
) -> A | None:
    """The same, where ``decide`` gives a rule's outcome, or None when nothing can be read or written in time."""
    until = maker.moment() + PATIENCE_SECONDS
    found = decide(partial(_looking, rule=rule, contact=contact, now=now))
    if found is None:
        return None
    answer, wanted = found
    done = maker.make(wanted, until=until - NOTING_SECONDS) if wanted else ()
    if not done:
        return answer

    def tells(book: Book) -> Decision[A]:
        noted = note_codes(book, done=done, now=now)
        after = book.after(noted.changes)

        def told(_book: Book) -> Decision[Said]:
            return Decision(told_again(after, answer.outcome, contact=contact, made=noted.outcome, now=now))

        return Decision(saying(told)(after).outcome, noted.changes)

    # Whatever becomes of this commit, the shop has the code: the next answer finds it there.
    return decide(tells, seconds=until - maker.moment()) or answer


def _looking(
    book: Book, *, rule: Callable[[Book], Decision[A]], contact: str, now: datetime
) -> Decision[tuple[A, tuple[WantedCode, ...]]]:
    decision = rule(book)
    wanted = codes_for(book.after(decision.changes), decision.outcome.outcome, contact=contact, now=now)
    return Decision((decision.outcome, wanted), decision.changes)
