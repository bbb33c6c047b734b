"""The cache of the spreadsheet: what a warm instance knows of the growing tabs, so that it reads only what can change.

Each read asks for the small tabs whole, for the headings and the tail of the big ones (from the last row known), for
the very rows that the waiting rules rest on, and now and then for a chunk of all rows, so that every row is seen again.
What a rule did not find is looked for in the column where it would stand. Rows are only trusted when they are where
they were; a surprise (a row moved, a heading moved, something there twice) has that tab read again in full
(docs/decisions/0007).
"""

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial
from heapq import nsmallest
from itertools import chain
from typing import Any, assert_never

from loyalty.book.book import Book
from loyalty.intake.owner_edits import OwnerEdits
from loyalty.model.addresses import fold_email
from loyalty.model.coupon import Coupon
from loyalty.model.email_log import Letter
from loyalty.model.entry import Entry, Review, WaitingClaim
from loyalty.model.fact import Fact, Subject, fact_key
from loyalty.model.member import Member
from loyalty.model.offers import Answer
from loyalty.model.orders import Order
from loyalty.model.program_settings import Settings
from sheets.cache import orphaned_codes, unknown_groups
from sheets.cache.doubtful_rows import doubtful_rows
from sheets.cache.doubtful_rows import problems as problems_of
from sheets.cache.edited_rows import EditedRows
from sheets.cache.full_load import ROWS_AT_ONCE, Chunk, FullLoad, Parts, TabCaches, growing_tabs_in, knows
from sheets.cache.read_ranges import Fetched, ReadRange, column_of, parts_of, ranges_of, rows_of
from sheets.cache.read_set import ReadSet
from sheets.cache.surprise import Surprise
from sheets.cache.tab_cache import NO_FINGERPRINT, TabCache
from sheets.codec.column import Column
from sheets.codec.table import Row, Table
from sheets.google.grid import Grid
from sheets.schema.answers_tab import ANSWERS
from sheets.schema.coupons_tab import COUPONS
from sheets.schema.emails_tab import EMAILS
from sheets.schema.growing_tab import NONE_SEEN, GrowingTab, RowContext, RowValue, TypedNumber
from sheets.schema.layout import Layout
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.made.log_tab import LOG
from sheets.schema.made.review_tab import REVIEW
from sheets.schema.made.waiting_tab import WAITING
from sheets.schema.members_tab import MEMBERS
from sheets.schema.offers.rewards_tab import REWARDS
from sheets.schema.orders_tab import EARLIER_ORDERS, ORDERS
from sheets.schema.snapshot import SmallTabs, Snapshot, doubled_problem
from sheets.schema.tabs import GROWING

NO_ROWS: Mapping[str, Set[int]] = {}
MOST_PROBLEMS = 1_000
"""Problems of one tab that are told at once."""
LAST_ROWS = 400
"""As many rows as a batch adds, or more."""


class SpreadsheetCache:
    """The big tabs as they were read, row by row, and the book that they make; for one thread at a time."""

    def __init__(
        self,
        layout: Layout,
        rows_at_once: int = ROWS_AT_ONCE,
        withheld: frozenset[str] = frozenset(),
        shown_as: Mapping[TypedNumber, str] = NONE_SEEN,
    ) -> None:
        self.book = Book.of()
        self._withheld, self._shown_as = withheld, shown_as
        self.tab_caches: TabCaches = {}
        self.loading: FullLoad | None = FullLoad(layout, {}, (), self.book.settings, rows_at_once, {}, shown_as)
        self._layout = layout
        self._rows_at_once = rows_at_once
        self.fits_one_read = False
        self._unproven: set[str] = set()
        self._edited_rows = EditedRows()
        self._doubtful_rows = set[int]()
        self._last_rows: dict[str, int] = {}

    @property
    def edited(self) -> OwnerEdits:
        """Rows in which the owner has edited what is not booked yet; not all if they are many."""
        return self._edited_rows.some(self.book)

    @property
    def edits(self) -> int:
        """In how many rows that is."""
        return len(self._edited_rows)

    def goes_by(self, layout: Layout) -> None:
        """The same tabs, which may have other sizes by now, and protect something else."""
        self._layout = layout

    @property
    def proven(self) -> bool:
        """False while the next read has to show that rows of different moments stand where they stood."""
        return not self._unproven

    def plan(self) -> Sequence[Chunk]:
        """What has to be read in full next."""
        return self.loading.plan() if self.loading else ()

    def forget(self, surprise: Surprise | None = None) -> None:
        """What surprised has to be read in full; all tabs when they are small, or when no single tab is to blame."""
        titles = {tab.title for tab in GROWING}
        if surprise and not self.fits_one_read:
            titles = surprise.titles | (self.loading.titles if self.loading else set())
        unsure = surprise.titles if surprise and surprise.meaning else set()
        before = {title: tab_cache for title, tab_cache in self.tab_caches.items() if title not in unsure}
        self.loading = FullLoad(
            self._layout, before, titles, self.book.settings, self._rows_at_once, self._last_rows, self._shown_as
        )

    def load(self, token: str, chunks: Sequence[Chunk], grids: Sequence[Parts], small: SmallTabs) -> Snapshot | None:
        """Takes in a part of what is read in full; the snapshot when this one read has shown everything there is.

        Raises Surprise; what has been read of that tab is void then.
        """
        loading = self.loading
        if loading is None:
            raise ValueError("nothing has to be read in full")
        if loading.begun and _reads_otherwise(small.settings, loading.settings):
            raise Surprise(ORDERS.title, meaning=True)
        whole = len(chunks) == len(growing_tabs_in(self._layout)) and all(chunk.whole for chunk in chunks)
        loading.take(small.settings, chunks, grids, keep=whole)
        self._unproven |= {chunk.title for chunk in chunks if not chunk.whole}
        if not whole:
            gc.freeze()  # a large book lives long: it is not worth looking for garbage in it again and again
        if not loading.done:
            return None
        self.tab_caches, self.loading = loading.tab_caches, None
        self._make_book(token, small)
        self._edited_rows.clear()
        edited = self._edited_rows.note((tab_cache.values() for tab_cache in self.tab_caches.values()), self.book)
        self.fits_one_read = whole
        if not whole:
            gc.freeze()
            return None
        self._unproven.clear()
        tables = {title: tab_cache.table(loading.rows[title]) for title, tab_cache in self.tab_caches.items()}
        return self._snapshot(token, small, tables, edited)

    def parts(self) -> list[list[ReadRange]]:
        """All rows that are known, in parts that can each be asked for in one read."""
        return parts_of(self.tab_caches, self._rows_at_once)

    def ranges(
        self,
        read_set: ReadSet,
        chunk: Iterable[ReadRange] = (),
        rows: Mapping[str, Set[int]] = NO_ROWS,
        in_doubt: Mapping[str, Set[int]] = NO_ROWS,
    ) -> list[ReadRange]:
        """What to read for rules that have looked these keys up, beside the small tabs.

        And of these ``rows`` all cells, and those ``in_doubt`` as far as they are known.
        """
        wanted = self._rows_for(read_set)
        of_rows = (
            ranges_of(
                self.tab_caches[title],
                found | rows.get(title, set()) | in_doubt.get(title, set()),
                whole=title in rows,
            )
            for title, found in wanted.items()
        )
        return [*chain.from_iterable(of_rows), *self._columns(read_set), *self._still_there(chunk, whole=rows.keys())]

    def doubtful_rows(self, title: str) -> list[int]:
        """Rows of a tab that could not be read, and those that came last: what landed wrongly is among them."""
        tab = self.tab_caches[title]
        return [*tab.problems, *range(max(tab.heading_row, tab.end - LAST_ROWS) + 1, tab.end + 1)]

    def rows_proven_by(self, title: str, proofs: Set[str]) -> set[int]:
        """The rows of a tab with one of these in the column that shows where rows stand."""
        tab_cache = self.tab_caches.get(title)
        if tab_cache is None or not proofs:
            return set()
        known = enumerate(tab_cache.all_values(), tab_cache.heading_row + 1)
        return {row for row, value in known if value is not None and tab_cache.tab.proves(value) in proofs}

    def lacks(self, read_set: ReadSet) -> bool:
        """True when something was looked up that is not known here."""
        unknown = any(key not in self.book.orders for key in read_set.orders)
        return bool(read_set.strangers or read_set.addresses or unknown)

    def covers(self, read: ReadSet, wanted: ReadSet) -> bool:
        """True when what was read for the one is enough for the other, which may name what is only being made."""
        keys = (
            (wanted.strangers, read.strangers),
            (wanted.addresses, read.addresses),
            (wanted.orders, read.orders),
            (wanted.all_of, read.all_of),
        )
        if not all(sought <= covered for sought, covered in keys):
            return False
        if wanted.is_within(read):
            return True  # the same keys have the same rows
        rows_read = self._rows_for(read)
        return all(rows <= rows_read[title] for title, rows in self._rows_for(wanted).items())

    def _rows_for(self, read_set: ReadSet) -> Mapping[str, set[int]]:
        members = self.tab_caches[MEMBERS.title]
        caused = (self.book.caused_by(cause) for cause in read_set.causes)
        accounts = self._all_codes(read_set.accounts | {entry.member for entry in caused if entry})
        wanted: dict[str, set[int]] = {title: set() for title in self.tab_caches}
        if ANSWERS.title in self.tab_caches:
            wanted[ANSWERS.title] = self.tab_caches[ANSWERS.title].rows(self._all_codes(read_set.answers))
        if REVIEW.title in self.tab_caches:
            wanted[REVIEW.title] = self.tab_caches[REVIEW.title].rows(read_set.reviews)
        if WAITING.title in self.tab_caches:
            wanted[WAITING.title] = self.tab_caches[WAITING.title].rows(read_set.waits)
        if LOG.title in self.tab_caches:
            # What an order or a member is rests on what the Log says of it.
            orders_and_members = (
                (fact_key(Subject.ORDER, number) for number in read_set.orders),
                (fact_key(Subject.MEMBER, code) for code in self._all_codes(read_set.members)),
            )
            wanted[LOG.title] = self.tab_caches[LOG.title].rows({*read_set.facts, *chain(*orders_and_members)})
        of_orders = {
            orders.tab.title: orders.rows(read_set.orders) | orders.unreadable(read_set.orders)
            for orders in self._orders()
        }
        found = (
            wanted
            | of_orders
            | {
                # A mark of theirs beside another's row proves an older number, should a second sort join the two.
                MEMBERS.title: members.rows(self._all_codes(read_set.members))
                | members.torn(read_set.members)
                | members.unreadable(read_set.strangers | read_set.addresses)
                | self._doubtful_rows,
                COUPONS.title: self.tab_caches[COUPONS.title].rows(read_set.coupons),
                LEDGER.title: self.tab_caches[LEDGER.title].rows(accounts),
                EMAILS.title: self.tab_caches[EMAILS.title].rows(self._all_codes(read_set.letters)),
            }
        )
        for tab_cache in self.tab_caches.values() if read_set.all_of else ():
            if tab_cache.tab.whose:
                found[tab_cache.tab.title] |= tab_cache.unreadable(read_set.all_of)
        return found

    def _all_codes(self, codes: Iterable[str]) -> set[str]:
        """These codes, and those of whoever was joined with their members."""
        return {further for code in codes for further in self.book.codes_of(code)}

    def _columns(self, read_set: ReadSet) -> Iterator[ReadRange]:
        """The columns in which something was not found, and those that show where rows stand."""
        unknown = frozenset(key for key in read_set.orders if key not in self.book.orders)
        sought_in: tuple[tuple[str, Column[str], frozenset[str]], ...] = (
            (MEMBERS.title, MEMBERS.contact, frozenset(read_set.strangers)),
            (MEMBERS.title, MEMBERS.email, frozenset(read_set.addresses)),
            *((orders.tab.title, ORDERS.order, unknown) for orders in self._orders()),
        )
        for title, column, sought in sought_in:
            if sought:
                yield column_of(self.tab_caches[title], column, sought)
        for title in sorted(self._unproven):
            yield column_of(self.tab_caches[title], self.tab_caches[title].tab.proof)

    def _still_there(self, chunk: Iterable[ReadRange], *, whole: Set[str]) -> Iterator[ReadRange]:
        for read_range in chunk:
            tab_cache = self.tab_caches[read_range.title]
            last = min(read_range.last or tab_cache.end, tab_cache.end)
            if read_range.first <= last:
                yield rows_of(tab_cache, read_range.first, last, renewing=True, whole=read_range.title in whole)

    def take(
        self, token: str, ranges: Sequence[ReadRange], grids: Sequence[Grid], small: SmallTabs, *, thorough: bool
    ) -> Snapshot:
        """The snapshot of what was read, and the cache brought up to it.

        With ``thorough`` it shows every row that was read, else those of renewing ranges only when they have changed.
        Raises Surprise; what the cache knows of that tab is void then.
        """
        if _reads_otherwise(small.settings, self.book.settings):
            raise Surprise(ORDERS.title, meaning=True)
        if small.settings != self.book.settings:
            self._make_book(token, small)
        self.book = replace(
            self.book,
            version=token,
            rewards=small.rewards,
            offers=small.offers,
            tries=small.tries,
            refusals=small.refusals,
        )
        known = partial(knows, self.tab_caches[MEMBERS.title])
        context = RowContext(small.settings, known, self._code_with, self._shown_as)
        tables: dict[str, Table] = {}
        rows_read: dict[str, Set[int]] = {}
        read = defaultdict[str, list[tuple[ReadRange, Grid]]](list)
        for read_range, grid in zip(ranges, grids, strict=True):
            read[read_range.title].append((read_range, grid))
        for title in (tab.title for tab in GROWING if tab.title in self.tab_caches):
            tab_cache = self.tab_caches[title]
            fetched = Fetched.of(tab_cache, read[title])
            rows_read[title] = fetched.asked | fetched.renewed | fetched.rows.keys()
            self._last_rows[title] = max(fetched.rows, default=1)
            tables[title] = tab_cache.table(self._take_rows(tab_cache, fetched, context, thorough=thorough))
            for read_range, grid in read[title]:
                if read_range.column and not fetched.agrees(tab_cache, read_range, grid):
                    raise Surprise(title)
        self._unproven.clear()
        unreadable = self._unreadable_orders()
        if unreadable is not self.book.unreadable:
            self.book = replace(self.book, unreadable=unreadable)
        values = ((self.tab_caches[title].value(row.number) for row in table.rows) for title, table in tables.items())
        snapshot = self._snapshot(token, small, tables, self._edited_rows.note(values, self.book))
        return replace(snapshot, rows_read=rows_read)

    def _take_rows(
        self, tab_cache: TabCache[Any], fetched: Fetched, context: RowContext, *, thorough: bool
    ) -> Iterator[Row]:
        """Compares the rows that were known, adds those that are new; gives those that are worth a look."""
        read = tab_cache.tab.reader(context)
        if not tab_cache.has_headings(fetched.rows.get(tab_cache.heading_row, [])):
            raise Surprise(tab_cache.tab.title)
        numbers = sorted((fetched.asked | fetched.renewed | fetched.rows.keys()) - {tab_cache.heading_row})
        seen = tab_cache.compared((number, fetched.rows.get(number, [])) for number in numbers)
        for row, fingerprint, known in seen:
            number = row.number
            if known and number not in fetched.asked and number in fetched.renewed and not thorough:
                continue
            if not known:
                # A row that held something and is empty now was moved or deleted: the others stand elsewhere, too.
                if fingerprint == NO_FINGERPRINT:
                    raise Surprise(tab_cache.tab.title)
                value, problems = context.reader.read(row, read)
                # Only the tab as a whole can tell whether a line was changed or a sort has left its check behind; and
                # where checks were put back, what is known of the others that were to be is not true any more.
                if value is not None and (number in tab_cache.checks or tab_cache.has_another_check(row, value)):
                    raise Surprise(tab_cache.tab.title)
                self._take_value(tab_cache, number, value)
                tab_cache.put(row, fingerprint, value, problems)
            if row.cells:
                yield row

    def _take_value(self, tab_cache: TabCache[RowValue], number: int, value: RowValue | None) -> None:
        """The row holds another value now, or its first."""
        tab, before = tab_cache.tab, tab_cache.value(number)
        if before == value:
            return
        if value is None:
            raise Surprise(tab.title)
        if before is None:
            if not tab.is_new(value, self.book):
                raise Surprise(tab.title)
            self.book = self.book.grown(**_one_more(tab, value))
            return
        key = tab.key(value)
        alike = [other for other in self.tab_caches.values() if other.tab.called == tab.called]
        doubled = tab.changes_alone and key and sum(len(other.rows((key,))) for other in alike) > 1
        # With two rows of one key it is open which of them the book should believe: the whole tab tells.
        if doubled or not tab.may_become(before, value, self.book):
            raise Surprise(tab.title)
        match value:
            case Member():
                counted = self.book.as_counted(value)
                if counted:
                    self.book.corrected(counted)
            case Order() | Letter() | Answer() | Fact() | Review() | WaitingClaim():
                self.book.corrected(value)
            case Entry() | Coupon():
                pass  # whose an entry is has not changed, and the Ledger says what a coupon is
            case _:
                assert_never(value)

    def _make_book(self, token: str, small: SmallTabs) -> None:
        """The book of all rows that are known."""
        values: dict[str, Iterable[Any]] = {}
        for tab_cache in self.tab_caches.values():
            called = tab_cache.tab.called
            values[called] = chain(values.get(called, ()), tab_cache.values())
        self.book = Book.of(
            small.settings,
            version=token,
            rewards=small.rewards,
            offers=small.offers,
            unreadable=self._unreadable_orders(),
            withheld=self._withheld,
            tries=small.tries,
            refusals=small.refusals,
            **values,
        )
        self._doubtful_rows = doubtful_rows(self.book.identities, self.tab_caches[MEMBERS.title])

    def _orders(self) -> Iterator[TabCache[Order]]:
        """The tab Orders, and those that were Orders in former years."""
        return (self.tab_caches[tab.title] for tab in (ORDERS, *EARLIER_ORDERS) if tab.title in self.tab_caches)

    def _unreadable_orders(self) -> frozenset[str]:
        names = [orders.unreadable_names() for orders in self._orders()]
        return names[0] if len(names) == 1 else frozenset[str]().union(*names)

    def has_proven(self, lines: Iterable[int]) -> None:
        """Our own commit has put back the checks in these rows of the Ledger."""
        self.tab_caches[LEDGER.title].has_proven(lines)

    def snapshot(self, token: str, small: SmallTabs) -> Snapshot:
        """What is known, without its rows."""
        tables = {title: tab_cache.table() for title, tab_cache in self.tab_caches.items()}
        return self._snapshot(token, small, tables, OwnerEdits())

    def _snapshot(self, token: str, small: SmallTabs, tables: Mapping[str, Table], edited: OwnerEdits) -> Snapshot:
        members, ledger = self.tab_caches[MEMBERS.title], self.tab_caches[LEDGER.title]
        problems = [*small.problems, *problems_of(self.book, members, ledger)]
        rewards = small.tables[REWARDS.title]
        problems += orphaned_codes.problems(self.book, self.tab_caches[COUPONS.title], rewards)
        problems += unknown_groups.problems(self.book, small.tables)
        doubled = chain.from_iterable(tab_cache.doubled for tab_cache in self.tab_caches.values())
        problems += (doubled_problem(self._layout, heading) for heading in doubled)
        for tab_cache in self.tab_caches.values():
            upper = nsmallest(MOST_PROBLEMS, tab_cache.problems)
            problems += (problem for row in upper for problem in tab_cache.problems[row])
        misplaced = ledger.misplaced_checks()
        return Snapshot(self._layout, token, {**small.tables, **tables}, self.book, tuple(problems), edited, misplaced)

    def _code_with(self, email: str) -> str:
        """As a full load finds it: whoever reads a line again must read the same."""
        address, identities = fold_email(email), self.book.identities
        member = self.book.member_with(email) if email else None
        codes = {key[0] for key in identities.counts_as if key[2] == address}
        if member and fold_email(member.email) == address and member.code not in identities.counts_as.values():
            codes.add(member.code)
        members = self.tab_caches[MEMBERS.title]
        if len(codes) != 1 or address in identities.emails or len(members.rows(codes)) != 1:
            return ""
        return codes.pop()


def _one_more(tab: GrowingTab[RowValue], value: RowValue) -> dict[str, Any]:
    """The Book's own word for rows of this tab, with this one."""
    return {tab.called: (value,)}


def _reads_otherwise(now: Settings, before: Settings) -> bool:
    """True when orders are read by other rates than they were."""
    return _rates(now) != _rates(before)


def _rates(settings: Settings) -> tuple[object, ...]:
    return settings.currency, settings.currencies, settings.earn_by, settings.points_per_unit, settings.unit
