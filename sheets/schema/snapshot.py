"""What a read has shown: the Book for the rules, the rows for finding them again, the problems for the owner."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from loyalty.book.book import Book, Refusals
from loyalty.book.recent_tries import NO_TRIES, RecentTries
from loyalty.intake.owner_edits import OwnerEdits
from loyalty.model.offers import Offers
from loyalty.model.program_settings import Settings
from loyalty.model.reward import Reward
from loyalty.model.shop.cart import Cart
from sheets.codec.column import Tab
from sheets.codec.doubled_headings import (
    CLOSES_COLUMN,
    CLOSES_PROGRAM,
    CLOSES_TAB,
    DoubledHeading,
    HeadingTwice,
)
from sheets.codec.line_checks import PlacedCheck
from sheets.codec.owner_sentences import Sentence
from sheets.codec.table import Problem, Table, find_headings, read_table
from sheets.google.errors import HeadingMissing, HeadingsBelowRows
from sheets.google.grid import Grid
from sheets.schema.answers_tab import ANSWERS
from sheets.schema.foreign_amounts import without_foreign_amounts
from sheets.schema.identity.tab_problems import rival_problems
from sheets.schema.layout import OURS, Layout
from sheets.schema.noted.known_headings import HeadingGone, KnownHeadings, gone_sentence
from sheets.schema.noted.last_settings import NONE_KNOWN, LastSettings
from sheets.schema.offers.offer_tabs import ACTIONS, OFFERS, SURVEY, read_offers
from sheets.schema.offers.rewards_tab import REWARDS, read_rewards
from sheets.schema.offers.texts_tab import TEXTS
from sheets.schema.problems_tab import PROBLEMS
from sheets.schema.settings_tab import SETTINGS, read_settings
from sheets.schema.tabs import SMALL


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The spreadsheet as a read showed it.

    ``tables`` hold the rows that were read, all or only those that were asked for; ``problems`` are those of all rows
    that are known. ``edited`` are those of the rows read that show an edit of the owner's which is not booked yet.
    """

    layout: Layout
    token: str
    tables: Mapping[str, Table]
    book: Book
    problems: tuple[Problem, ...]
    edited: OwnerEdits
    misplaced: Mapping[int, PlacedCheck] = field(default_factory=dict)
    rows_read: Mapping[str, Set[int]] | None = None

    def has_read(self, title: str, row: int) -> bool:
        """True when what this read has shown is all there is to know of that row; also of one that is not there."""
        if self.rows_read is None or title not in self.rows_read:
            return True
        return row in self.rows_read[title] or row > self.tables[title].end


@dataclass(frozen=True, slots=True)
class SmallTabs:
    """The small tabs as one read showed them; ``stands`` is what is to be known of the settings next time.

    ``tries`` and ``refusals`` come along from the hidden tab: they are read each time, too.
    """

    settings: Settings
    stands: LastSettings
    rewards: tuple[Reward, ...]
    offers: Offers
    problems: tuple[Problem, ...]
    tables: Mapping[str, Table]
    tries: RecentTries = NO_TRIES
    refusals: Refusals = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the settings mean here: whether an address can be proved, and whether there is a shop to make codes in, with
    the cart that their links lead to (None where nobody knows it).
    """

    proves: bool = True
    makes_codes: bool = True
    cart: Cart | None = None


ANY = Surroundings()
"""Of who only reads, and is told nothing that is missing here."""


def read_small_tabs(
    layout: Layout, grids: Mapping[str, Grid], last: LastSettings = NONE_KNOWN, surroundings: Surroundings = ANY
) -> SmallTabs:
    """The small tabs; HeadingMissing, HeadingTwice when one cannot be read without which nothing works.

    ``last`` are the settings as they could be read before. Problems must not be in the way; an optional tab without its
    headings offers nothing.
    """
    tables: dict[str, Table] = {}
    wrong = list[Problem]()
    for tab in (tab for tab in SMALL if tab.title in grids):
        try:
            table = tables[tab.title] = read_table(tab, grids[tab.title], layout.zone)
            wrong += [doubled_problem(layout, doubled) for doubled in table.doubled]
        except HeadingTwice as error:
            if tab not in CLOSED_ALONE:
                raise
            wrong += [doubled_problem(layout, doubled) for doubled in error.headings]
        except HeadingMissing as error:
            if tab is not PROBLEMS and not tab.optional:
                raise
            wrong += [_missing(tab, heading) for heading in error.headings if tab.optional]
        except HeadingsBelowRows as error:
            if tab not in CLOSED_ALONE:
                raise
            wrong.append(below_problem(layout, error))
    read = read_settings(
        tables[SETTINGS.title],
        layout.zone,
        last,
        proves=surroundings.proves,
        makes_codes=surroundings.makes_codes,
    )
    in_own_money = dict(tables)
    for title in tables.keys() & {REWARDS.title, *(tab.title for tab in OFFERS)}:
        in_own_money[title], foreign = without_foreign_amounts(tables[title], read.settings.currency)
        wrong += foreign
    rewards, wrong_rewards = read_rewards(
        in_own_money[REWARDS.title], source=read.settings.coupons, cart=surroundings.cart
    )
    offers, wrong_offers = read_offers(in_own_money)
    if offers.questions and ANSWERS.title not in layout.places:
        offers = replace(offers, questions=())
        wrong.append(Problem(SURVEY.title, 1, SURVEY.question.heading, "", NO_ANSWERS))
    wrong += layout_problems(layout)
    told = (*read.problems, *wrong_rewards, *wrong, *wrong_offers)
    return SmallTabs(read.settings, read.stands, rewards, offers, told, tables)


UNKNOWN_ZONE = Sentence(
    "This is the spreadsheet's time zone, and it is not known here, so days and times count as UTC's. "
    "Choose another one in File > Settings."
)
PROTECTED = Sentence(
    "This is protected, and the program may not write there, so what it has to book there fails. "
    "In Data > Protect sheets and ranges, add the program's account, which Share shows, as an editor."
)
TOLD_OF_THE_LAYOUT = frozenset({UNKNOWN_ZONE, PROTECTED})
CLOSED_ALONE: tuple[Tab, ...] = (PROBLEMS, SURVEY, ACTIONS, TEXTS)
"""What closes alone when a heading stands twice there. All other tabs have a say in what something is worth: without
the campaigns or tiers an order would bring too few points, and a cause counts only once (docs/decisions/0029)."""


def closed_by(doubled: DoubledHeading) -> Sentence:
    """The message that says what this heading closes."""
    if not doubled.decides:
        return CLOSES_COLUMN
    return CLOSES_TAB if doubled.tab in CLOSED_ALONE else CLOSES_PROGRAM


def doubled_problem(layout: Layout, doubled: DoubledHeading) -> Problem:
    """What Problems lists of a heading that stands twice."""
    title = layout.place(doubled.tab.title).title
    why = doubled.sentence(closed_by(doubled), title)
    return Problem(doubled.tab.title, doubled.row, doubled.column.heading, "", why)


def gone_problems(layout: Layout, closed: HeadingGone | HeadingMissing) -> list[Problem]:
    """What Problems lists of headings that have disappeared."""
    match closed:
        case HeadingGone(headings=headings):
            gone = [(heading.tab.title, heading.row, heading.column.heading) for heading in headings]
        case HeadingMissing(title=title, headings=names):
            gone = [(title, 1, name) for name in names]
    return [_gone(layout, title, row, heading) for title, row, heading in gone]


def below_problem(layout: Layout, closed: HeadingsBelowRows) -> Problem:
    """What Problems lists of headings that stand below rows."""
    why = NOT_ON_TOP.of(tab=layout.place(closed.title).title.strip(), row=str(closed.row))
    return Problem(closed.title, closed.row, "", "", why)


def heading_problems(layout: Layout, tops: Mapping[Tab, Grid], known: KnownHeadings) -> Iterator[Problem]:
    """What Problems lists of headings that stand twice or have disappeared, in the first rows of these tabs."""
    for tab, top in tops.items():
        found = find_headings(tab, top)
        yield from (doubled_problem(layout, doubled) for doubled in found.doubled)
        if found.below_rows:
            yield below_problem(layout, HeadingsBelowRows(tab.title, found.row))
        table = Table(tab, found.usable, found.row, (), end=found.row, doubled=found.doubled)
        yield from (_gone(layout, tab.title, gone.row, gone.column.heading) for gone in known.gone_from([table]))


NO_ANSWERS = Sentence("The tab Answers is missing, so nothing is asked. Make it with manage.py setup.")
NOT_ON_TOP = Sentence(
    "Rows of %(tab)s stand above its headings, which are in row %(row)s now. Drag that row back to the top; "
    "until then no points are given or taken, and customers are told to try again later."
)
NO_HEADING = Sentence(
    "This heading is missing, so the tab is not read. Write it above its column, or add it with manage.py setup."
)


def layout_problems(layout: Layout) -> Iterator[Problem]:
    """What is wrong with the spreadsheet itself, whatever is in its cells."""
    yield from rival_problems(layout.rivals)
    for title, ranges in layout.protected.items():
        for held in ranges if title in OURS else ():
            if not held.only_headings:
                yield Problem(title, held.first_row, "", held.a1, PROTECTED)
    if layout.unknown_zone:
        yield Problem(SETTINGS.title, 1, "Time zone", layout.unknown_zone, UNKNOWN_ZONE)


def _gone(layout: Layout, title: str, row: int, heading: str) -> Problem:
    return Problem(title, row, heading, "", gone_sentence(heading, layout.place(title).title))


def _missing(tab: Tab, heading: str) -> Problem:
    return Problem(tab.title, 1, heading, "", NO_HEADING)
