"""The nightly work on codes in the shop: what waits is made there, and what was cancelled is switched off."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.model.entry import Entry
from loyalty.model.fact import Fact
from loyalty.model.shop.wanted_code import AwayReason, CodeDone, CodeMade, CodeRefused, WantedCode
from loyalty.nightly.codes_due import CodesDue, codes_due, note_codes
from loyalty.points.shop_codes.code_states import refusals
from sheets.codec.owner_sentences import Sentence, Words
from sheets.google.client import Spent
from sheets.google.deadline_transport import within
from sheets.schema.made.shop_code_sentences import (
    AWAY,
    NO_SHOP_FOR_CODES,
    UNCLEAR_REWARDS,
    WAITING_CODES,
    refusal_told,
)
from sheets.schema.offers.rewards_tab import REWARDS
from sheets.workbook import Workbook
from shops.api.code_shop import CodeShop, ShopAway
from shops.api.patience import patiently

SLICE = 20
"""Codes that are noted in one commit."""
CODE_SECONDS = 20.0
"""The longest that the shop is given for one code, with the pauses while it is busy."""
PAUSES = (1.0, 2.0)
"""Seconds; a code costs some ten of the points of which Shopify gives 100 back in each."""
MOST_FAILURES = 3
"""After so many in a row the shop is away, and the next run goes on."""
COMMIT_SECONDS = 60.0
FOR_LONGER = (AwayReason.CLOSED, AwayReason.BUSY)
"""What one call more does not change; a shop that is busy was waited for."""

LATELY = timedelta(days=7)
"""The owner is written to of refusals that are no older; of each once."""

T = TypeVar("T")
Refusals = tuple[tuple[Entry, Fact], ...]


@dataclass(slots=True)
class CodesTended:
    """How many codes were made, refused for good and switched off, how many wait, and what the owner has to know."""

    made: int = 0
    refused: int = 0
    off: int = 0
    waiting: int = 0
    told: list[Sentence] = field(default_factory=list)
    refusals: tuple[tuple[datetime, Sentence], ...] = ()
    """What the shop has refused of late, whoever was told, with the moment of each."""


def tend_codes(
    workbook: Workbook,
    shop: CodeShop | None,
    *,
    clock: Callable[[], datetime],
    spent: Spent,
    may_go_on: Callable[[], bool],
) -> CodesTended:
    """Makes and switches off what is due, slice after slice, each noted before the next. Raises WorkbookErrors."""
    found, refused = workbook.transact(partial(_look, now=clock()), seconds=COMMIT_SECONDS, spent=spent)
    done, work = CodesTended(), _Work(shop, may_go_on)

    def note(results: Sequence[CodeDone] = (), off: Sequence[Fact] = ()) -> None:
        rule = partial(note_codes, done=results, off=off, now=clock())
        workbook.transact(rule, seconds=COMMIT_SECONDS, spent=spent)
        done.made += sum(isinstance(result, CodeMade) for result in results)
        done.refused += sum(isinstance(result, CodeRefused) for result in results)
        done.off += len(off)

    for over in _slices(found.over):
        note(over)
    for wanted in _slices(found.make):
        results = tuple(work.each(wanted, lambda shop, code: shop.make(code)))
        if results:
            note(results)
    for lines in _slices(found.off):
        off = tuple(work.each(lines, _switched_off))
        if off:
            note(off=off)
    if done.refused:
        refused = workbook.transact(partial(_look, now=clock()), seconds=COMMIT_SECONDS, spent=spent)[1]
    done.refusals = tuple((said.time, refusal_told(given, said)) for given, said in refused)
    done.waiting = len(found.make) - done.made - done.refused + len(found.over) + found.unclear
    left = len(found.off) - done.off
    done.told += _told(done.waiting, left, found.unclear, shop, work.why)
    return done


def _told(waiting: int, left: int, unclear: int, shop: CodeShop | None, why: Sentence | None) -> Iterator[Sentence]:
    """Why codes wait: to be made, to be switched off, or for their rewards to be in order."""
    if why and (waiting or left):
        yield WAITING_CODES.of(count=waiting, off=left, why=why)
    elif shop is None and (waiting or left):
        yield NO_SHOP_FOR_CODES.of(count=waiting, off=left)
    if unclear:
        yield UNCLEAR_REWARDS.of(count=unclear, tab=Words((REWARDS.title,)))


def _look(book: Book, *, now: datetime) -> Decision[tuple[CodesDue, Refusals]]:
    """What is due in the shop, and what it has refused of late."""
    glance = book.at_a_glance()
    return Decision((codes_due(glance, now=now), tuple(refusals(glance, since=now - LATELY))))


def _switched_off(shop: CodeShop, said: Fact) -> Fact:
    shop.switch_off(said.about)
    return said


@dataclass(slots=True)
class _Work:
    """The shop, asked for one thing after the other for as long as it answers; ``why`` it does not."""

    shop: CodeShop | None
    may_go_on: Callable[[], bool]
    why: Sentence | None = None
    failures: int = 0

    def each(self, wanted: Sequence[WantedCode] | Sequence[Fact], ask: Callable[..., T]) -> Iterator[T]:
        for one in wanted:
            if self.shop is None or self.failures >= MOST_FAILURES or not self.may_go_on():
                return
            try:
                with within(CODE_SECONDS):
                    result = patiently(partial(ask, self.shop, one), pauses=PAUSES)
            except ShopAway as away:
                self.why = AWAY[away.reason].of(shop=away.shop, detail=away.detail)
                self.failures = MOST_FAILURES if away.reason in FOR_LONGER else self.failures + 1
                continue
            self.failures = 0
            yield result


def _slices(all_of_them: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(all_of_them), SLICE):
        yield all_of_them[start : start + SLICE]
