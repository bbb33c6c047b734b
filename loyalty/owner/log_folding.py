"""Folding the Log: old lines go that a newer one about the same thing has replaced; what counts stays."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import Decision, RemoveFacts
from loyalty.model.fact import Fact, FactKind
from loyalty.outcomes.batch_reports import FoldedLog


def fold_log(book: Book, *, before: datetime, limit: int) -> Decision[FoldedLog]:
    """Takes out up to ``limit`` lines from before that instant."""
    replaced = list(_replaced(book.at_a_glance().all_facts(), before))
    # Looked up one by one, so that the lines are read before they go.
    going = tuple(fact for fact in replaced[:limit] if fact in book.facts_with(fact.key))
    return Decision(FoldedLog(len(replaced)), (RemoveFacts(going),) if going else ())


def _replaced(facts: Iterable[Fact], before: datetime) -> Iterator[Fact]:
    alike = defaultdict[tuple[str, FactKind, str], list[Fact]](list)
    for fact in facts:
        alike[fact.key, fact.kind, fact.by_itself].append(fact)
    for of_one_kind in alike.values():
        *older, _newest = sorted(of_one_kind, key=lambda fact: fact.age)
        yield from (fact for fact in older if fact.time < before)
