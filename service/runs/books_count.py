"""Counting the books after the nightly steps, and noting what was counted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from loyalty.nightly.ledger_count import Stock, count, differences, note, take_stock
from sheets.codec.owner_sentences import Sentence
from sheets.codec.table import Problem
from sheets.engine import fence
from sheets.google.client import Spent
from sheets.schema.count_sentences import sentences_of
from sheets.schema.ledger_tab import LEDGER
from sheets.workbook import Workbook

COMMIT_SECONDS = 60.0
NOTED_AT_ONCE = 200
"""Sums that one commit notes; the first count of a shop has a sum for each of its days."""
MOST_TOLD = 100


@dataclass(frozen=True, slots=True)
class Counted:
    """The number of the commit at which the books were counted, what is ``wrong`` with them, and since when each row of
    Review ``waits``.
    """

    commit: int
    wrong: tuple[Sentence, ...]
    waits: tuple[datetime, ...]


def count_books(
    workbook: Workbook,
    *,
    clock: Callable[[], datetime],
    spent: Spent,
    accept: bool = False,
    limit: int = NOTED_AT_ONCE,
) -> Counted:
    """Tells in Problems where the books do not add up to what was counted before, and notes what was not yet.

    With ``accept`` they are right as they are from now on. A commit notes up to ``limit`` sums. Raises WorkbookErrors.
    """
    transact = partial(workbook.transact, seconds=COMMIT_SECONDS, spent=spent)
    stock: Stock = transact(take_stock)
    # Counting takes seconds in a large shop: no answer waits for it.
    counted, commit = count(stock, now=clock()), fence.number(stock.version)
    found = () if accept else tuple(differences(counted, stock.noted))

    sentences = tuple(sentences_of(found[:MOST_TOLD], stock.ungiven[:MOST_TOLD]))
    noting = partial(note, counted=counted, commit=commit, now=clock(), limit=limit, accept=accept)
    left: int = transact(noting, tells=[Problem(LEDGER.title, 0, "", "", sentence) for sentence in sentences])
    while left:
        left = transact(noting)
    return Counted(commit, sentences, stock.undecided)
