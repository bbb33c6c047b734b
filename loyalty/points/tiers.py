"""Tiers: what a member has risen to, what the next one takes, and what becomes of one that they no longer reach.

Each step is an entry in the Ledger: a rise with its bonus, a warning, a fall. The tier is what these entries say, so
that it lasts through grace periods, and a rise is booked once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import assert_never

from loyalty.book import slices
from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Decision
from loyalty.book.left_members import lines_ever
from loyalty.model.causes import BROUGHT, KEPT, LOST, RISE, WARNED, tier_cause, tier_step, void_cause
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.identifiers import fold
from loyalty.model.member import Member
from loyalty.model.offers import Tier
from loyalty.model.program_settings import TierBy, TierLoss
from loyalty.outcomes.batch_reports import Booked
from loyalty.outcomes.member_standing import TierStanding
from loyalty.points.refund import bonus_back
from loyalty.points.refunded_coupons import with_cancelled
from loyalty.points.tier_progress import NO_PROGRESS, Step, falls_below, keeps, progress, steps

CAME_TO_LESS = "orders went back, or came to less"


@dataclass(frozen=True, slots=True)
class _Rank:
    """Where a member is: the tier's folded name, blank for none, and since when they are warned of its loss."""

    name: str = ""
    warned: date | None = None


def tier_of(book: Book, member: str) -> Tier | None:
    """The member's tier; None where they have none, or the owner has removed it."""
    return _tier_named(book, _rank(book, member).name) if book.offers.tiers else None


def brought_tier(book: Book, member: Member, name: str, *, points: int, now: datetime) -> Entry | None:
    """The line that gives a member the tier of this name which they had in an earlier program, without a bonus.

    It counts as just reached on that day, so that they keep it as long as anybody who reaches it then. The ``points``
    that they bring count already. None for a tier that the program has not.
    """
    tier = _tier_named(book, fold(name))
    if tier is None:
        return None
    counted = max(points, 0) if book.settings.tier_by is TierBy.POINTS else 0
    return Entry(
        now,
        member.code,
        EntryKind.TIER,
        0,
        email=member.email,
        subject=fold(tier.name),
        note=f"{tier.name}: from the earlier program",
        cause=tier_cause(BROUGHT, member.code, 1, tier.name),
        amount=max(tier.threshold - counted, NO_PROGRESS),
    )


def tier_standing(book: Book, member: str, *, today: date) -> TierStanding | None:
    """The member's tier, what the next one takes and what keeps it; None where the program has no tiers."""
    tiers, settings = book.offers.tiers, book.settings
    if not tiers:
        return None
    rank, taken = _rank(book, member), steps(book.entries_of(member), settings)
    tier, now = _tier_named(book, rank.name), progress(taken, settings, day=today)
    above = next((other for other in tiers[_index(book, tier) + 1 :] if other.threshold > now), None)
    until, to_keep = _lasts(book, taken, tier, today)
    below = until is not None and until < today
    lost_on = rank.warned + timedelta(days=settings.tier_grace_days) if rank.warned and below else None
    return TierStanding(
        name=tier.name if tier else "",
        perks=tier.perks if tier else "",
        next_tier=above.name if above else "",
        missing=above.threshold - now if above else NO_PROGRESS,
        by=settings.tier_by,
        currency=settings.currency,
        until=until,
        to_keep=to_keep,
        lost_on=lost_on,
    )


def rises(book: Book, member: Member, *, now: datetime) -> tuple[Entry, ...]:
    """The entries that take them up to the tier that they reach now, one for each tier on the way."""
    if not book.offers.tiers or member.blocked:
        return ()
    mine, day = book.entries_of(member.code), book.settings.day(now)
    rank, reached = _rank(book, member.code), progress(steps(mine, book.settings), book.settings, day=day)
    current, first = _tier_named(book, rank.name), sum(1 for entry in mine if entry.kind is EntryKind.TIER) + 1
    above = [tier for tier in book.offers.tiers[_index(book, current) + 1 :] if tier.threshold <= reached]
    # A tier that the owner has renamed is one that nobody has: its members move without a second bonus (0016).
    moved = bool(rank.name) and current is None
    had = _had_as_another(lines_ever(book, member.code), member) | _held(book, mine, member)
    return tuple(
        Entry(
            now,
            member.code,
            EntryKind.TIER,
            0 if moved or fold(tier.name) in had else tier.bonus,
            email=member.email,
            subject=fold(tier.name),
            note=tier.name,
            cause=tier_cause(RISE, member.code, number, tier.name),
            amount=tier.threshold,
        )
        for number, tier in enumerate(above, first)
    )


def rank_members(book: Book, *, now: datetime, limit: int, among: Sequence[str] | None = None) -> Decision[Booked]:
    """The steps of up to ``limit`` members that time or a refund has brought; ``among`` are those found before."""
    if not book.offers.tiers:
        return slices.NOTHING_DUE
    return slices.book_due(book, partial(_moves, now=now), limit=limit, among=among)


def _moves(book: Book, member: Member, now: datetime) -> Iterator[Entry]:
    """All steps that are due, each on the book as the one before left it."""
    for rule in (_voids, rises, _falls):
        entries = tuple(rule(book, member, now=now))
        yield from entries
        book = book.after(map(AddEntry, entries)) if entries else book


def _rank(book: Book, member: str) -> _Rank:
    """What the member's entries say; a rise that is void never was.

    Of two who are one person now the higher tier counts, and what the one has lost of it takes nothing from the other.
    """
    mine = [entry for entry in book.entries_of(member) if entry.kind is EntryKind.TIER]
    voided = {fold(entry.cause) for entry in mine}
    rank, whose = _Rank(), ""
    for entry in sorted(mine, key=lambda entry: (entry.time, _number(entry.cause))):
        code = _code_in(entry.cause)
        match tier_step(entry.cause):
            case step if step in (RISE, BROUGHT) and fold(void_cause(entry.cause)) not in voided:
                if code == whose or _is_higher(book, entry.subject, rank.name):
                    rank, whose = _Rank(fold(entry.subject)), code
            case step if step == LOST and code in (whose, fold(member)):
                rank, whose = _Rank(fold(entry.subject)), code
            case step if step == WARNED and fold(entry.subject) == rank.name:
                rank = _Rank(rank.name, book.settings.day(entry.time))
            case step if step == KEPT:
                rank = _Rank(rank.name)
            case _:
                pass
    return rank


def _is_higher(book: Book, name: str, other: str) -> bool:
    return not other or _index(book, _tier_named(book, fold(name))) > _index(book, _tier_named(book, other))


def _had_as_another(mine: Iterable[Entry], member: Member) -> set[str]:
    """The folded names of the tiers that they have risen to as another: before they left, or were joined with them.

    Their bonus was given then.
    """
    causes = {fold(entry.cause) for entry in mine}
    theirs = (line for line in mine if tier_step(line.cause) == RISE and _code_in(line.cause) != fold(member.code))
    return {fold(line.subject) for line in theirs if fold(void_cause(line.cause)) not in causes}


def _held(book: Book, mine: Iterable[Entry], member: Member) -> set[str]:
    """The folded names of the tiers that they have risen to and not lost since.

    One whose row was gone for a while, or could not be read, is theirs again without a second bonus.
    """
    steps_of_all = [entry for entry in mine if entry.kind is EntryKind.TIER]
    voided = {fold(entry.cause) for entry in steps_of_all}
    own = (entry for entry in steps_of_all if _code_in(entry.cause) == fold(member.code))
    held = set[str]()
    for entry in sorted(own, key=lambda entry: (entry.time, _number(entry.cause))):
        name = fold(entry.subject)
        step = tier_step(entry.cause)
        if step == LOST:
            # Also one that they have never risen to, as the owner has put it between two others since.
            lowest = _index(book, _tier_named(book, name))
            held = {one for one in held if _index(book, _tier_named(book, one)) <= lowest} | {name}
        elif step in (RISE, BROUGHT) and fold(void_cause(entry.cause)) not in voided:
            held.add(name)
    return held


def _code_in(cause: str) -> str:
    """Whose step it was, folded: who was joined with another one has made theirs under a code of their own."""
    return fold(cause).split(":")[1] if cause.count(":") > 1 else ""


def _number(cause: str) -> int:
    """The number of a step: steps of one instant go in its order."""
    parts = cause.split(":")
    return int(parts[2]) if len(parts) > 2 and parts[2].isdigit() else 0


def _tier_named(book: Book, name: str) -> Tier | None:
    return next((tier for tier in book.offers.tiers if fold(tier.name) == name), None) if name else None


def _index(book: Book, tier: Tier | None) -> int:
    """Its place from the lowest up, -1 for none."""
    return book.offers.tiers.index(tier) if tier else -1


def _voids(book: Book, member: Member, *, now: datetime) -> Iterator[Entry]:
    """Rises that were reached by orders which have gone back since: the bonus is taken back, the tier never was."""
    mine, settings = book.entries_of(member.code), book.settings
    taken = steps(mine, settings)
    for rise in mine:
        if rise.kind is not EntryKind.TIER or tier_step(rise.cause) != RISE or rise.amount is None:
            continue
        # The rise's own day is counted again, with and without the refunds known since. The line holds the threshold of
        # that day, so that one which the owner raises later undoes nothing (docs/decisions/0016).
        day = settings.day(rise.time)
        before = progress(taken, settings, day=day, known=rise.time)
        if progress(taken, settings, day=day) < rise.amount <= before and not book.caused_by(void_cause(rise.cause)):
            lines = with_cancelled(book, given=rise, taken=_void(book, member, rise, now), why=CAME_TO_LESS)
            yield from lines
            book = book.after(map(AddEntry, lines))


def _void(book: Book, member: Member, rise: Entry, now: datetime) -> Entry:
    return Entry(
        now,
        member.code,
        EntryKind.TIER,
        -bonus_back(book, rise, now=now),
        email=member.email,
        subject=rise.subject,
        note=f"{rise.note}: {CAME_TO_LESS}",
        cause=void_cause(rise.cause),
    )


def _falls(book: Book, member: Member, *, now: datetime) -> Iterator[Entry]:
    """A warning when they no longer reach their tier, and the fall when the grace period is over."""
    settings, today = book.settings, book.settings.day(now)
    rank = _rank(book, member.code)
    tier = _tier_named(book, rank.name)
    if tier is None or settings.tier_loss is TierLoss.NEVER:
        return
    mine = book.entries_of(member.code)
    reached = keeps(steps(mine, settings), settings, day=today)
    step = partial(_step, book, member, now)
    if reached >= tier.threshold:
        if rank.warned:
            yield step(KEPT, tier, tier)
    elif rank.warned is None and settings.tier_grace_days:
        yield step(WARNED, tier, tier)
    elif rank.warned is None or (today - rank.warned).days >= settings.tier_grace_days:
        yield step(LOST, tier, _below(book, tier, reached))


def _below(book: Book, tier: Tier, reached: Decimal) -> Tier | None:
    """Where a member falls to: one step, or to the highest tier that they reach."""
    lower = book.offers.tiers[: _index(book, tier)]
    match book.settings.tier_loss:
        case TierLoss.RIGHT_LEVEL:
            lower = tuple(other for other in lower if other.threshold <= reached)
        case TierLoss.ONE_STEP | TierLoss.NEVER:
            pass
        case _:
            assert_never(book.settings.tier_loss)
    return lower[-1] if lower else None


def _step(book: Book, member: Member, now: datetime, what: str, tier: Tier, to: Tier | None) -> Entry:
    """A step without points: what happened to their tier, and which they have then."""
    number = sum(1 for entry in book.entries_of(member.code) if entry.kind is EntryKind.TIER) + 1
    return Entry(
        now,
        member.code,
        EntryKind.TIER,
        0,
        email=member.email,
        subject=fold(to.name) if to else "",
        note=STEP_NOTES[what].format(tier=tier.name, to=to.name if to else "none"),
        cause=tier_cause(what, member.code, number, tier.name),
    )


STEP_NOTES = {
    WARNED: "{tier}: not reached any more, warned",
    KEPT: "{tier}: reached again",
    LOST: "{tier} lost, now {to}",
}
"""What the Ledger's notes say."""


def _lasts(book: Book, taken: Sequence[Step], tier: Tier | None, today: date) -> tuple[date | None, Decimal]:
    """The last day on which they reach their tier if they order nothing more, and what is missing on the next one."""
    settings = book.settings
    if tier is None or settings.tier_loss is TierLoss.NEVER:
        return None, NO_PROGRESS
    below = falls_below(taken, settings, tier.threshold, today=today)
    return (below[0] - timedelta(days=1), tier.threshold - below[1]) if below else (None, NO_PROGRESS)
