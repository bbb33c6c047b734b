"""A restored spreadsheet: the owner went back to an older version, and this instance knows what was given since."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from loyalty.book.book import Book
from loyalty.model.coupon import CouponStatus
from sheets.codec.owner_sentences import Sentence
from sheets.codec.table import Problem
from sheets.schema.ledger_tab import LEDGER

SET_BACK = Sentence(
    "The spreadsheet was restored to an older version: it shows commit %(now)s, and had been at "
    "%(before)s. What was booked in between is not in it any more. If that is not what you wanted, go "
    "forward again in its version history."
)
GIVEN = Sentence(
    "These coupons were given before the spreadsheet was restored, and customers have them: %(codes)s. "
    "Write cancelled into their Status, or let them count."
)
MOST_NAMED = 50
"""Codes that the sentence names."""


@dataclass(slots=True)
class Restored:
    """What an instance remembers of books that were set back; for one thread at a time."""

    withheld: frozenset[str] = frozenset()
    """The folded codes of all coupons that are known to have been given: none of them is given again."""
    _known: frozenset[str] = frozenset()
    _from_to: list[tuple[int, int]] = field(default_factory=list)

    def remember(self, book: Book) -> None:
        """This book is put away before another one is read; what it says to be given is given."""
        self._known |= {code for code, coupon in book.coupons.items() if coupon.status is not CouponStatus.AVAILABLE}

    def note(self, before: int, now: int) -> None:
        """A book of the commit ``before`` is not to be seen any more, but one of the commit ``now``."""
        self.withheld |= self._known
        self._from_to.append((before, now))

    def problems(self, book: Book) -> Iterator[Problem]:
        """What the owner is told of it, each once, when the older book has been read."""
        if not self._from_to:
            return
        yield from (_happened(SET_BACK.of(now=f"{now:x}", before=f"{before:x}")) for before, now in self._from_to)
        self._from_to.clear()
        rows = filter(None, map(book.coupons.get, sorted(self.withheld)))
        lost = [coupon.code for coupon in rows if coupon.status is CouponStatus.AVAILABLE]
        if lost:
            codes = ", ".join(lost[:MOST_NAMED]) + (" …" if len(lost) > MOST_NAMED else "")
            yield _happened(GIVEN.of(codes=codes))


def _happened(why: Sentence) -> Problem:
    return Problem(LEDGER.title, 0, "", "", why)
