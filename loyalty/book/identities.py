"""Who is who in Members: whose row it is when its code was mistyped, cleared or copied, and what has to be told of it.

The Ledger knows each member's code, and the address that they had. So a row whose code the Ledger does not know counts
for the code that has lost its row, when the Ledger has that row's address there; and of rows with one code the one
counts whose address the Ledger has (docs/decisions/0033).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, auto
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from loyalty.model.addresses import fold_email
from loyalty.model.entry import UNDATED, Entry
from loyalty.model.identifiers import looks_like_member_code
from loyalty.model.member import Member

RowKey = tuple[str, str, str, datetime | None]
"""What a row of Members is told from others by: its code as typed, contact, folded address, and when they joined."""


class DoubtKind(Enum):
    """What is doubtful about a row of Members, or about a code.

    ``ADDRESS_TYPED``: two have one address, and one of them has not proved it, where that is wanted.
    """

    CODE_TWICE = auto()
    ROW_TWICE = auto()
    ADDRESS_TWICE = auto()
    ADDRESS_TYPED = auto()
    CONTACT_TWICE = auto()
    KNOWN_AS = auto()
    TAKEN = auto()
    NEWCOMER_TWICE = auto()
    CODE_MISSING = auto()
    UNREACHABLE = auto()
    LEFT_BEHIND = auto()


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the owner has to be told: of which ``row`` (None: of the Ledger), and the ``code`` that it is about."""

    kind: DoubtKind
    row: Member | None
    code: str = ""
    points: int = 0


@dataclass(frozen=True, slots=True)
class Identities:
    """What a look over all rows of Members has shown.

    ``counts_as`` has the rows that count for another code than they say; blank for those that are nobody's.
    ``newcomers`` are rows without a code that need one, ``lost`` the codes without a row by the addresses that the
    Ledger has of them. ``emails`` are addresses of two members, ``contacts`` those on rows that leave a doubt.
    """

    counts_as: Mapping[RowKey, str] = field(default_factory=dict)
    newcomers: tuple[Member, ...] = ()
    lost: Mapping[str, str] = field(default_factory=dict)
    emails: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    doubts: tuple[Doubt, ...] = ()

    def code_of(self, row: Member) -> str:
        """The code that the row counts for; blank for nobody's."""
        return self.counts_as.get(row_key(row), row.code) if self.counts_as else row.code


@dataclass(slots=True)
class Census:
    """The rows of Members, put in order: those that count, with the codes that they count for.

    ``unnamed`` are rows without a code of which nothing is known, ``moved`` those of members who were joined with
    another one; ``aliases`` are mistyped codes and those that they stand for.
    """

    members: list[Member] = field(default_factory=list)
    unnamed: list[Member] = field(default_factory=list)
    moved: list[Member] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    counts_as: dict[RowKey, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)

    def leave_out(self, row: Member, kind: DoubtKind | None = None, code: str = "") -> None:
        """The row is nobody's; with a ``kind`` the owner is told."""
        self.counts_as[row_key(row)] = ""
        if kind:
            self.doubts.append(Doubt(kind, row, code))


def row_key(row: Member) -> RowKey:
    """What the row is told from others by."""
    return row.code, row.contact, fold_email(row.email), row.joined


def is_somebody(row: Member) -> bool:
    """False for a total or a note below the members, which has none of what a member has."""
    return can_be_reached(row) or row.joined is not None or looks_like_member_code(row.code)


def can_be_reached(row: Member) -> bool:
    """True for a row with an address or a contact."""
    return "@" in row.email or bool(row.contact)


def seniority(row: Member) -> tuple[bool, datetime, bool, str, str, str]:
    """Who has been there longest comes first, the same one however the rows are sorted."""
    return row.joined is None, row.joined or UNDATED, *_rank(row), repr(row)


def by_seniority(rows: Iterable[Member]) -> Iterator[Member]:
    """Sorted by seniority. Only of those who joined at one instant more is looked at: what tells the rows of a large
    shop apart, made for all of them at once, would take more memory than the book.
    """
    dated, undated = list[Member](), list[Member]()
    for row in rows:
        (dated if row.joined else undated).append(row)
    dated.sort(key=attrgetter("joined"))
    for _, at_once in groupby(chain(dated, undated), key=attrgetter("joined")):
        for _, alike in groupby(_sorted(at_once, _rank), key=_rank):
            yield from _sorted(alike, repr)


def _sorted(rows: Iterable[Member], key: Callable[[Member], Any]) -> list[Member]:
    """Sorted by a key that is only made where there are several."""
    some = list(rows)
    return sorted(some, key=key) if len(some) > 1 else some


def _rank(row: Member) -> tuple[bool, str, str]:
    return not row.contact, row.code, fold_email(row.email)


def take_census(rows: Iterable[Member], lines: Mapping[str, Sequence[Entry]], joined: AbstractSet[str]) -> Census:
    """Whose each row is, by the Ledger's ``lines`` of each code; ``joined`` are codes that belong to other members."""
    census, held = Census(), dict[str, list[Member]]()
    for row in rows:
        held.setdefault(row.code, []).append(row)
    strays = held.pop("", [])
    for code, some in held.items():
        if code in joined:
            census.moved += some
            for row in some:
                census.leave_out(row)
        elif code in lines and len(some) == 1 and (_known(lines[code]) or not is_somebody(some[0])):
            census.members += some
        else:
            strays += _settle(census, some, lines.get(code, ()))
    _place(census, strays, lines, held.keys() | joined)
    return census


def left_behind(codes: Iterable[str], lines: Mapping[str, Sequence[Entry]]) -> Iterator[Doubt]:
    """What to tell of points that stand under codes without a member; nothing of those who have left."""
    for code in codes:
        points = sum(entry.points for entry in lines[code])
        if points and not has_left(lines[code]):
            yield Doubt(DoubtKind.LEFT_BEHIND, None, code, points)


def has_left(lines: Iterable[Entry]) -> bool:
    """True for the lines of somebody who has left the program."""
    return any(not entry.points and entry.cause.startswith("left:") for entry in lines)


def _settle(census: Census, some: Sequence[Member], lines: Sequence[Entry]) -> list[Member]:
    """Of rows with one code the one that counts, if the Ledger knows it; gives those that are still to be placed."""
    known = _known(lines)
    people = [row for row in some if known or is_somebody(row)]
    for row in some:
        if not (known or is_somebody(row)):
            census.leave_out(row)
    if not people:
        return []
    address = _address_of(people, lines)
    first, *others = sorted(people, key=lambda row: (fold_email(row.email) != address, *seniority(row)))
    copies = [row for row in others if row_key(row) == row_key(first)]
    if copies:
        others = [row for row in others if row_key(row) != row_key(first)]
        first = _as_one([first, *copies])
        census.doubts.append(Doubt(DoubtKind.ROW_TWICE, first))
    if known:
        census.members.append(first)
        return others
    return [first, *others]


def _as_one(rows: Sequence[Member]) -> Member:
    """Rows that nothing tells apart are one: blocked where one is, without emails where one says no.

    A number that was typed in one of them is the one that counts.
    """
    typed = min(rows, key=lambda row: (not (row.display and row.points_typed), row.points_shown or 0, repr(row)))
    reminders = min((row.reminders for row in rows), key=(False, None, True).index)
    return replace(typed, blocked=any(row.blocked for row in rows), reminders=reminders)


def _known(lines: Iterable[Entry]) -> bool:
    return any(entry.cause for entry in lines)


def _address_of(rows: Sequence[Member], lines: Iterable[Entry]) -> str:
    """The address, of those in the rows, that the Ledger had first."""
    theirs = {fold_email(row.email) for row in rows if row.email}
    named = (fold_email(entry.email) for entry in sorted(lines, key=lambda entry: entry.time) if entry.cause)
    return next((address for address in named if address in theirs), "")


def _place(
    census: Census, strays: Iterable[Member], lines: Mapping[str, Sequence[Entry]], held: AbstractSet[str]
) -> None:
    """Gives codes that have lost their row back to the rows that the Ledger's addresses point to."""
    lost = {code for code in lines.keys() - held if _known(lines[code]) and not has_left(lines[code])}
    census.lost = _addresses(lost, lines)
    counted = {row.code for row in census.members}
    for row in sorted(strays, key=seniority):
        code = census.lost.get(fold_email(row.email), "") if row.email else ""
        if code in lost:
            lost.remove(code)
            census.members.append(replace(row, code=code))
            census.counts_as[row_key(row)] = code
            census.doubts.append(Doubt(DoubtKind.KNOWN_AS, row, code))
            if row.code and row.code not in counted and not _known(lines.get(row.code, ())):
                census.aliases[row.code] = code
        elif row.code and row.code not in counted:
            counted.add(row.code)
            # Who has lines already is somebody, though nothing else of them is known.
            if row.code in lines or can_be_reached(row) or row.joined:
                census.members.append(row)
            else:
                census.leave_out(row, DoubtKind.UNREACHABLE)
        elif row.code:
            census.leave_out(row, DoubtKind.CODE_TWICE, row.code)
        elif not is_somebody(row):
            census.leave_out(row)
        elif lost and (row.joined or row.points_booked is not None):
            # It was somebody's row before: a new code would take their points from them.
            census.leave_out(row, DoubtKind.CODE_MISSING)
        else:
            census.unnamed.append(row)
    census.lost = {address: code for address, code in census.lost.items() if code in lost}


def _addresses(codes: Iterable[str], lines: Mapping[str, Sequence[Entry]]) -> dict[str, str]:
    """The codes by the addresses that the Ledger has of them; of two with one address the one with the newest line."""
    named = ((entry, code) for code in codes for entry in lines[code] if entry.cause and entry.email)
    return {fold_email(entry.email): code for entry, code in sorted(named, key=lambda named: (named[0].time, named[1]))}
