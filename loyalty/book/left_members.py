"""Who was a member before: accounts that somebody has left, found again by marks that tell nobody who it was.

A mark is a digest of a contact or a mailbox, made with the key that signs links: without that key nobody can try which
address it is of. A line of no points for each of them stays in the Ledger under the bare code of who left
(docs/decisions/0052-farming.md). Whoever comes back has lines that name the accounts before, so that a rule for
something that nobody gets twice looks at all of their lines, and not only at those of today's account.
"""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import takewhile

from loyalty.book.book import Book
from loyalty.model.addresses import mailbox
from loyalty.model.causes import left_causes, left_mark, rejoined_from
from loyalty.model.entry import Entry

BLOCKED = "blocked"
"""What a leaving line is for when the owner had blocked them; as in the tab Members."""
KEYED_SIGNS = 20
OLD_SIGNS = 8
"""Of a digest without a key, as the version before wrote it; so short that many contacts share it."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks made with this key; without one only contacts have any, as in the version before."""

    key: str = ""

    def to_leave(self, contacts: Iterable[str], addresses: Iterable[str]) -> tuple[str, ...]:
        """What is to be noted of somebody who leaves, each once."""
        made = self._keyed(contacts, addresses) if self.key else map(_old_mark, contacts)
        return tuple(dict.fromkeys(made))

    def to_find(self, contact: str, address: str) -> tuple[str, ...]:
        """What they may have left under, in any version."""
        return *(self._keyed([contact], [address]) if self.key else ()), _old_mark(contact)

    def of_mailbox(self, address: str) -> tuple[str, ...]:
        """What somebody may have left under whose address alone is known; nothing without a key."""
        return tuple(self._keyed((), [address])) if self.key else ()

    def _keyed(self, contacts: Iterable[str], addresses: Iterable[str]) -> Iterator[str]:
        boxes = filter(None, map(mailbox, addresses))
        for kind, names in (("contact", contacts), ("mailbox", boxes)):
            for name in names:
                message = "\n".join(("left", kind, name)).encode()
                yield hmac.digest(self.key.encode(), message, "sha256").hex()[:KEYED_SIGNS]


WITHOUT_KEY = Marks()


def lines_of_leaving(book: Book, marks: Iterable[str]) -> tuple[Entry, ...]:
    """The lines that accounts with one of these marks have left behind."""
    return tuple(line for mark in marks for line in takewhile(bool, map(book.caused_by, left_causes(mark))) if line)


def somebody_left(book: Book) -> bool:
    """True when a line of the Ledger has a mark that only the key can tell whose it is."""
    return any(len(left_mark(cause)) == KEYED_SIGNS for cause, _ in book.all_causes())


def was_blocked(lines: Iterable[Entry]) -> bool:
    """True when the owner had blocked the account that was left last."""
    newest = max(lines, key=lambda line: (line.time, line.subject == BLOCKED), default=None)
    return newest is not None and newest.subject == BLOCKED


def accounts_of(book: Book, member: str) -> tuple[str, ...]:
    """The member's account, and those that they had left before it."""
    accounts = [book.code_of(member)]
    for account in accounts:
        before = (book.code_of(code) for line in book.entries_of(account) if (code := rejoined_from(line.cause)))
        accounts += [code for code in dict.fromkeys(before) if code not in accounts]
    return tuple(accounts)


def lines_ever(book: Book, member: str) -> tuple[Entry, ...]:
    """All lines of the member's, also those of accounts that they had left: for what nobody gets twice."""
    return tuple(line for account in accounts_of(book, member) for line in book.entries_of(account))


def codes_ever(book: Book, member: str) -> tuple[str, ...]:
    """All codes of the member's, also those of accounts that they had left."""
    return tuple(code for account in accounts_of(book, member) for code in book.codes_of(account))


def marks_ever(book: Book, member: str) -> tuple[str, ...]:
    """The marks of the accounts that the member had left before this one: they go on to the next."""
    return tuple(dict.fromkeys(mark for line in lines_ever(book, member) if (mark := left_mark(line.cause))))


def _old_mark(contact: str) -> str:
    return sha256(contact.encode()).hexdigest()[:OLD_SIGNS]
