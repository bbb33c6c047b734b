"""A batch: what the rules of many callers decide on one book, and the requests that commit it."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddFact, AddLetter, Change, Decision, RemoveFacts, RemoveLines, RemoveMember
from loyalty.intake.owner_edits import OwnerEdits, follow_owner
from loyalty.model.causes import order_cause
from loyalty.model.email_log import LetterStatus
from loyalty.model.entry import UNDATED, WaitingClaim
from loyalty.model.identifiers import fold, fold_order
from loyalty.outcomes.claiming import AlreadyClaimed
from sheets.cache.read_set import ReadSet, recording
from sheets.codec.table import Table
from sheets.engine import fence
from sheets.engine.pending import PendingCall
from sheets.engine.settlement import Keeps, Settlement
from sheets.requests import archive_rows, decision_requests, images, member_codes, problem_rows
from sheets.requests.erasing.erase_member import erasures_in_years
from sheets.requests.images import CellRun
from sheets.requests.missing_tabs import with_missing_tabs
from sheets.requests.new_rows import NewRow
from sheets.requests.read_back import NotReadBack, require_readable
from sheets.requests.unproved_points import unproved
from sheets.schema.coupons_tab import codes_to_switch_off, codes_used_again
from sheets.schema.identity.known_tabs import KnownTabs
from sheets.schema.layout import Layout
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.made.shop_code_sentences import refused_codes
from sheets.schema.noted import noted_refusals, noted_tries
from sheets.schema.noted.known_headings import KnownHeadings
from sheets.schema.noted.last_settings import LastSettings
from sheets.schema.noted.ledger_length import LedgerLength
from sheets.schema.snapshot import Snapshot
from sheets.schema.tabs import SYSTEM

MOST_CHANGES = 400
"""With about 3 KB for a claim this stays far below the 2 MB that Google recommends for one request."""

MOST_EDITS = 100
"""The owner's edits that one batch books; the next batch goes on."""


MOST_IN_ONE_DECISION = 5_000
"""Changes that one caller may decide at once: some 8 MB, of which Google has taken 9. Runs over everybody go slice by
slice, and stay far below it."""

NOTHING_ADDED: Mapping[str, Sequence[NewRow]] = {}
NOTHING_REFUSED: Mapping[str, int] = {}

log = logging.getLogger("regulars.sheets")


class DecisionTooLarge(Exception):
    """A rule decided more than one request can carry; it has to go slice by slice."""

    def __init__(self, changes: int) -> None:
        super().__init__(f"{changes} changes in one decision, of which {MOST_IN_ONE_DECISION} can be committed")
        self.changes = changes


@dataclass(frozen=True, slots=True)
class Batch:
    """``requests`` is empty when there is nothing to commit; ``token`` is what a commit would set.

    ``cells`` are those that it writes over, ``keeps`` is how much it notes of what stood there and what it adds.
    With ``makes_tabs`` the layout is another one afterwards. ``years`` are what was read of closed years, ``refused``
    are counts that it takes along.
    """

    base: str
    token: str
    decided: Sequence[tuple[PendingCall, Decision[Any]]]
    requests: Sequence[decision_requests.Request]
    lists_problems: bool
    changes: Sequence[Change] = ()
    cells: Sequence[CellRun] = ()
    keeps: int = 0
    makes_tabs: bool = False
    years: Sequence[Table] = ()
    refused: Mapping[str, int] = field(default_factory=dict)

    def finish(self) -> None:
        """All of it is certain: each caller gets its outcome."""
        for caller, decision in self.decided:
            caller.finish(decision.outcome)

    def hold(self) -> None:
        """All of it is committed, but a part has to be written again before anybody is told."""
        for caller, _ in self.decided:
            caller.held = True

    @property
    def leavers(self) -> tuple[RemoveMember, ...]:
        """Those of whom it erases everything, and what that is."""
        return tuple(change for change in self.changes if isinstance(change, RemoveMember))

    @property
    def proven(self) -> Iterator[int]:
        """The rows of the Ledger into which it puts back a check."""
        return (run.row for run in self.cells if LEDGER.check in run.columns)

    def with_years(self, snapshot: Snapshot, years: Sequence[Table]) -> "Batch":
        """The same, which erases also the lines of closed years that are of who leaves."""
        requests = (*self.requests, *erasures_in_years(snapshot, self.leavers, years))
        return replace(self, requests=requests, years=years)

    def applied_in(self, snapshot: Snapshot) -> bool:
        """True when the snapshot shows this batch: its token, or all of its new lines.

        Lines may say the same and be another's: two instances book one order, or a customer taps twice.
        """
        by = fence.committer(snapshot.token, fence.number(self.token))
        if by is not None and by != fence.names(self.token)[-1]:
            return False
        changes = (change for _, decision in self.decided for change in decision.changes)
        lines = [change for change in changes if isinstance(change, AddEntry | AddLetter | AddFact)]
        shown = bool(lines) and all(_shows(snapshot.book, line) for line in lines)
        return snapshot.token == self.token or shown

    def dead_in(self, snapshot: Snapshot) -> bool:
        """True when somebody else has committed on its book: the fence will refuse it whenever it may come."""
        return fence.number(snapshot.token) > fence.number(self.base)


def bookable(snapshot: Snapshot, covered: Callable[[ReadSet], bool]) -> OwnerEdits:
    """Those of the owner's edits that can be booked on what was read, as many as one batch books.

    The others stay as they are typed, and are read with what they rest on the next time: however many they are, no
    answer waits for them.
    """
    chosen = OwnerEdits()
    for edit in snapshot.edited.each():
        rests = ReadSet()
        if edit.not_booked(recording(snapshot.book, rests)) and covered(rests):
            chosen = chosen.and_those(edit)
        if len(chosen) == MOST_EDITS:
            break
    return chosen


def unread_arrivals(snapshot: Snapshot, chosen: OwnerEdits, covered: Callable[[ReadSet], bool]) -> bool:
    """True where a claim could be booked whose order has come, had more been read; ``chosen`` are booked already."""
    if len(chosen) >= MOST_EDITS:
        return False
    return any(not covered(rests) for claim, rests in _waits_to_book(snapshot) if claim not in chosen.waits)


def _waits_to_book(snapshot: Snapshot) -> Iterator[tuple[WaitingClaim, ReadSet]]:
    """The claims whose orders have come, each with what it rests on."""
    for claim in snapshot.edited.waits:
        rests = ReadSet()
        if OwnerEdits(waits=(claim,)).not_booked(recording(snapshot.book, rests)):
            yield claim, rests


def rests_on(callers: Sequence[PendingCall], book: Book, edited: OwnerEdits) -> ReadSet:
    """What the callers' rules look up when they are run on this book; nothing comes of their decisions.

    The rows in which the owner seems to have ``edited`` something are looked up, too, with what their entries rest on.
    """
    read_set = ReadSet(
        members={member.code for member in edited.members},
        orders={fold_order(order.number) for order in edited.orders},
        coupons={fold(coupon.code) for coupon in edited.coupons},
        reviews={review.about for review in edited.reviews},
        waits={claim.key for claim in edited.waits},
    )
    book = recording(book, read_set)
    book = book.after(follow_owner(book, now=UNDATED, among=edited))
    for place, caller in enumerate(callers, start=1):
        try:
            decision = caller.rule(book)
            if place < len(callers):
                book = book.after(decision.changes)
        except Exception:  # noqa: S112 - the rule will raise again when it counts
            continue
    return read_set


def decide(
    callers: Sequence[PendingCall],
    snapshot: Snapshot,
    *,
    now: datetime,
    chance: str,
    with_problems: bool,
    tidy: bool,
    read_set: ReadSet,
    settlement: Settlement,
    headings: KnownHeadings,
    settings: LastSettings | None,
    tabs: KnownTabs | None,
    refused: Mapping[str, int],
    facts: int | None,
    letters: int | None,
) -> Batch:
    """The callers' decisions in order of arrival, each on the book as the ones before it left it.

    The owner's edits are booked first. A rule that raises fails its own caller only. Callers beyond the size of a batch
    are left for the next one. What the rules looked up is noted in ``read_set``, and so is what the edits rest on when
    they are to be booked. With ``tidy`` there are requests for the owner's edits and the display even when
    the rules decide nothing. ``settings`` and ``tabs`` are to be noted, None where the hidden
    tab has them, and so is what was ``refused``, but not for its own sake. ``facts`` is how many lines
    the Log is known to have at the least, ``letters`` how many emails have a row, None where nobody knows.
    """
    rests = ReadSet()
    recorded = recording(snapshot.book, read_set)
    said = [*settlement.changes(snapshot.book), *settlement.erasures(recorded), *settlement.returned(recorded)]
    known = snapshot.book.after(said)
    edits = tuple(
        edit
        for edit in follow_owner(recording(known, rests), now=now, among=snapshot.edited)
        if _can_be_committed(edit, snapshot)
    )
    book = recording(known, read_set).after(edits)
    decided = _decisions(callers, book, snapshot.layout, room=MOST_CHANGES - len(said) - len(edits))
    changes = [*said, *edits, *(change for _, decision in decided for change in decision.changes)]
    told = [problem for caller, _ in decided for problem in caller.tells]
    token = fence.next_token(snapshot.token, chance)
    writes = any(decision.changes or _says_booked(decision, edits) for _, decision in decided)
    if not (told or tidy or settlement.pending or writes):
        return Batch(snapshot.token, token, decided, (), lists_problems=False)
    named = [] if settlement.pending else member_codes.cells(snapshot, chance)
    if named:
        # Alone: whoever asks next is answered on a book that shows where the codes have landed.
        return _naming(snapshot, token, named)
    # Edits that are not booked need not have been read; those that are must have been, like anything else.
    if edits:
        read_set.add(rests)
    after = snapshot.book.after(changes)
    # Whoever finds a tab missing makes it, or is refused where it is there by now: nobody decides without it.
    there, (snapshot, made) = snapshot.tables, with_missing_tabs(snapshot)
    commit = fence.number(token)
    # A row whose cells are about to be put right would look as if somebody had typed into it.
    cells = [] if settlement.displaced else decision_requests.overwritten(snapshot, changes, after, commit)
    checks = [] if settlement.displaced else decision_requests.checks_put_back(snapshot, commit, beside=len(cells))
    added = decision_requests.new_rows(changes, after, commit)
    told += (*unproved(cells, snapshot.book), *codes_to_switch_off(changes, after), *refused_codes(changes, after))
    told += codes_used_again(changes)
    happened = (*settlement.happened, *told)
    listed = list(problem_rows.requests(snapshot, now, happened)) if with_problems or told else []
    closes = archive_rows.opens(changes) or settlement.closes
    closed = archive_rows.closed_rows(snapshot, changes, after) if closes else {}
    settling = list(settlement.requests(snapshot, commit))
    # Copies of a member's own cells would outlast them: where somebody leaves none are made.
    leaves = any(isinstance(change, RemoveMember) for change in changes)
    more = Keeps() if leaves else settlement.keeps(settling, snapshot)
    requests = [
        *decision_requests.requests(snapshot, changes, (*cells, *checks), added, closed),
        *settling,
        *listed,
        *noted_tries.requests(
            snapshot.layout.sheet_id(SYSTEM), after.tries.without_old(now), before=snapshot.book.tries
        ),
    ]
    requests += _notes(snapshot, headings, settings, tabs) if requests or tidy else ()
    if not (made or requests):
        return Batch(snapshot.token, token, decided, (), lists_problems=False)
    # Room for it has only a hidden tab that has been made larger since the first version.
    refused = refused if images.has_room(snapshot.layout) else NOTHING_REFUSED
    if refused:
        refusals = noted_refusals.added(after.refusals, refused, after.settings.day(now))
        requests += noted_refusals.requests(snapshot.layout.sheet_id(SYSTEM), refusals)
    if tidy and not settlement.pending:
        facts = letters = None  # what is missing has been told
    facts = after.count_facts() if facts is None else facts + _more_facts(snapshot.book, after, changes)
    letters = after.count_letters() if letters is None else letters + _more_letters(snapshot.book, after, changes)
    moved = {year: len(rows) for year, rows in closed.items()}
    length = LedgerLength(commit, after.known_causes, moved, max(facts, 0), max(letters, 0))
    requests.append(length.noted(snapshot.layout.sheet_id(SYSTEM)))
    written = (run.table.tab.title for run in (*cells, *checks))
    titles = dict.fromkeys([*written, *(title for title in added if title in there)])
    titles |= dict.fromkeys(more.titles)
    kept_more = (*images.kept_below(snapshot.layout, checks), *more.rows)
    first, keeps = _beginning(snapshot, token, made, cells, titles, added, kept_more, leaves=leaves)
    return Batch(
        base=snapshot.token,
        token=token,
        decided=decided,
        requests=(*first, *requests),
        lists_problems=bool(listed),
        makes_tabs=bool(made),
        changes=changes,
        cells=(*cells, *checks),
        keeps=keeps,
        refused=refused,
    )


def _more_facts(before: Book, after: Book, changes: Iterable[Change]) -> int:
    """How many lines the Log has more after these changes; less than 0 where lines are taken out."""
    if any(isinstance(change, RemoveFacts | RemoveMember) for change in changes):
        return after.count_facts() - before.count_facts()
    new = {change.fact.cause: change.fact for change in changes if isinstance(change, AddFact)}
    return sum(all(known.cause != cause for known in before.facts_with(fact.key)) for cause, fact in new.items())


def _more_letters(before: Book, after: Book, changes: Iterable[Change]) -> int:
    """The same of emails that have a row."""
    gone = (change for change in changes if isinstance(change, RemoveLines | RemoveMember))
    if any(isinstance(change, RemoveMember) or change.letters for change in gone):
        return after.count_letters() - before.count_letters()
    new = {(change.letter.member, change.letter.id) for change in changes if isinstance(change, AddLetter)}
    return sum(before.letter(id_, member) is None for member, id_ in new)


def _says_booked(decision: Decision[Any], edits: Sequence[Change]) -> bool:
    """True where a customer is told that their order is booked, by a line that would only be committed later."""
    match decision.outcome:
        case AlreadyClaimed(order=order):
            cause = fold(order_cause(fold_order(order)))
            return any(isinstance(change, AddEntry) and fold(change.entry.cause) == cause for change in edits)
        case _:
            return False


def _decisions(
    callers: Sequence[PendingCall], book: Book, layout: Layout, *, room: int
) -> list[tuple[PendingCall, Decision[Any]]]:
    """What each caller's rule decides, until there is no ``room`` for more changes; the first always has room."""
    decided = list[tuple[PendingCall, Decision[Any]]]()
    for caller in callers:
        try:
            decision = caller.rule(book)
            require_committable(decision.changes, layout)
        except Exception as error:  # a rule that breaks is its own caller's trouble, not that of all in the batch
            caller.fail(error)
            continue
        decided.append((caller, decision))
        room -= len(decision.changes)
        if room <= 0:
            break
        if caller is not callers[-1]:
            book = book.after(decision.changes)
    return decided


def _notes(
    snapshot: Snapshot, headings: KnownHeadings, settings: LastSettings | None, tabs: KnownTabs | None
) -> Iterator[decision_requests.Request]:
    """What the hidden tab has to note of headings, settings and tabs, to know them again."""
    system, known = snapshot.layout.sheet_id(SYSTEM), headings.and_those_of(snapshot.tables.values())
    if known != headings:
        yield known.noted(system)
    if settings:
        yield settings.noted(system)
    if tabs:
        yield tabs.noted(system)


def _naming(snapshot: Snapshot, token: str, cells: Sequence[CellRun]) -> Batch:
    """Writes codes for members who have none, and nothing else: nobody's decision is in it."""
    base = snapshot.token
    snapshot, made = with_missing_tabs(snapshot)
    first, keeps = _beginning(snapshot, token, made, cells, dict.fromkeys(run.table.tab.title for run in cells))
    requests = (*first, *decision_requests.write_cells(snapshot.layout, cells))
    return Batch(
        base,
        token,
        decided=(),
        requests=requests,
        lists_problems=False,
        cells=cells,
        keeps=keeps,
        makes_tabs=bool(made),
    )


def _beginning(
    snapshot: Snapshot,
    token: str,
    made: Iterable[decision_requests.Request],
    cells: Sequence[CellRun],
    titles: Iterable[str],
    added: Mapping[str, Sequence[NewRow]] = NOTHING_ADDED,
    more: Sequence[images.Wanted] = (),
    *,
    leaves: bool = False,
) -> tuple[list[decision_requests.Request], int]:
    """What comes before all else: the fence, tabs that are ``made``, and copies of what stands in ``cells``.

    With how much is kept; of the tabs with these ``titles`` the headings are copied, and which rows are ``added``.
    """
    tables = {title: snapshot.tables[title] for title in titles}
    kept = images.kept(snapshot.layout, tables, cells, added, leaves=leaves)
    if kept and len(kept) + len(more) <= images.MOST_KEPT:
        kept += more
    rows = images.FIRST_ROW - 1 + len(kept) if kept else 1
    swap = fence.swap(snapshot.layout, old=snapshot.token, new=token, rows=rows)
    return [*swap, *made, *images.copies(snapshot.layout, kept)], len(kept)


def require_committable(changes: Sequence[Change], layout: Layout) -> None:
    """Raises DecisionTooLarge, NotReadBack: it would take all others in the batch along, or count for nothing."""
    if len(changes) > MOST_IN_ONE_DECISION:
        raise DecisionTooLarge(len(changes))
    require_readable(changes, layout)


def _can_be_committed(edit: Change, snapshot: Snapshot) -> bool:
    try:
        require_readable((edit,), snapshot.layout)
    except NotReadBack as error:
        log.error("An edit of the owner's cannot be booked: %s", error)
        return False
    return True


def _shows(book: Book, line: AddEntry | AddLetter | AddFact) -> bool:
    match line:
        case AddEntry(entry):
            found = book.caused_by(entry.cause)
            return found is not None and (found.member, found.points) == (book.code_of(entry.member), entry.points)
        case AddLetter(letter):
            there = book.letter(letter.id, letter.member)
            if there is None:
                return False
            # Another run may take the same letter: only this very taking is ours. What became of it is ours alone.
            ours = letter.status is LetterStatus.TAKEN
            return there.taken_at == letter.time if ours else there.with_line(letter) == there
        case AddFact(fact):
            return fact in book.facts_with(fact.key)
