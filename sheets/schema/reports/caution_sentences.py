"""Cautions and suggestions of a report as the owner reads them: what there is, and what to do about it."""

from typing import assert_never

from loyalty.report.conclusions.cautions import (
    ArchiveUnread,
    BooksDiffer,
    Caution,
    ClosedYearsUnread,
    CostsUnknown,
    HistoryShort,
    LinesOfNobody,
    NothingBefore,
    OrdersOfNobody,
    OrdersUnreadable,
    OrdersWithoutDay,
    OthersChangedToo,
    PeriodNotOver,
    ProgramYounger,
    WhoJoinsBuysMore,
    WhyUnread,
)
from loyalty.report.conclusions.suggestions import (
    BeginHoldOut,
    CouponsUnused,
    FirstRewardLate,
    NobodyTakes,
    PointsGrowFaster,
    Suggestion,
)
from sheets.codec.owner_sentences import Sentence, Words
from sheets.schema.problems_tab import PROBLEMS
from sheets.schema.reports.figures_said import FiguresSaid

BOOKS_DIFFER = Sentence(
    "Members shows %(members)s points, the Ledger has %(ledger)s. A number that you have typed is booked with the next "
    "answer; if they still differ then, run: manage.py verify"
)
CLOSED_UNREAD = Sentence(
    "Lines of closed years that were not found: %(lines)s. Their points count as issued; check whether "
    "the tabs of closed years are all there."
)
ARCHIVE_UNREAD = {
    WhyUnread.NOT_SHARED: Sentence(
        "Closed years in %(where)s could not be read. Share that spreadsheet with the address that this one is shared "
        "with; until then points that came in those years count as issued."
    ),
    WhyUnread.GONE: Sentence(
        "Closed years were moved to %(where)s, and they are not there now. Bring that spreadsheet back from the bin; "
        "until then points that came in those years count as issued."
    ),
    WhyUnread.HEADINGS: Sentence(
        "Closed years in %(where)s could not be read. Write the headings of the Ledger into the first row of each tab "
        "of a closed year; until then points that came in those years count as issued."
    ),
    WhyUnread.TOO_MANY: Sentence(
        "Closed years in %(where)s have more lines than are read at night, so the oldest points count as issued. On a "
        "computer all of them are read, by: manage.py report"
    ),
    WhyUnread.NO_ANSWER: Sentence(
        "Google did not show the closed years in %(where)s this time, so points that came in them count as issued. "
        "Make the report again: manage.py report"
    ),
}
OF_NOBODY = Sentence(
    "Points in the Ledger under codes that have no row in Members: %(points)s. They are left out here; bring the rows "
    "back from the version history."
)
UNREADABLE = Sentence(
    "Orders that cannot be read: %(orders)s. They are in no figure; the tab %(tab)s says what to write."
)
WITHOUT_DAY = Sentence("Orders without a day: %(orders)s. They are in no year; write under Placed when they were.")
WITHOUT_ADDRESS = Sentence(
    "Orders of the year without an address: %(orders)s. They count as orders of no customer; write under Email whose "
    "they are."
)
NOT_OVER = Sentence("The year is not over; days still to come: %(days)s. Make the report again when they have passed.")
NOTHING_BEFORE = Sentence(
    "There are no orders of the year before the program. Bring them in with manage.py import-orders; without them "
    "nothing can be compared with that time."
)
HISTORY_SHORT = Sentence(
    "Days of the year before the program that lie before your oldest order: %(days)s. In a shorter time fewer "
    "customers order twice, so the share of that year is too small: bring older orders in with manage.py "
    "import-orders, or do not compare."
)
YOUNGER = Sentence(
    "Days of the year that lie before the program began: %(days)s. Compare before and after only when a whole year of "
    "the program has passed."
)
OTHERS_CHANGED = Sentence(
    "Before and after are different times: season, prices and advertising were not the same. Do not take "
    "the difference for what the program has done."
)
BUYS_MORE = Sentence(
    "In the year a member bought for %(members)s on average, another customer for %(others)s. People who "
    "join buy more anyway: do not take this for what the program has done."
)
COSTS_UNKNOWN = Sentence(
    "Points of the year that were spent on rewards without a cost: %(points)s. Write under Your cost what one costs "
    "you."
)
NOBODY_TAKES = Sentence(
    "Nobody has taken %(reward)s for %(points)s points in the year; others were taken this many times: "
    "%(taken)s. Lower its price, or put another one in its place."
)
FIRST_LATE = Sentence(
    "The first reward, %(reward)s, comes only with order %(order)s of a new member. To price one for the third or "
    "fourth order, run: manage.py advise"
)
POINTS_GROW = Sentence(
    "Points that are not spent yet have grown by %(points)s in the year, what customers paid by %(net)s. Remind "
    "members of their points, or let points expire."
)
UNUSED = Sentence(
    "Coupons that are past their last day: %(coupons)s; of these used: %(share)s. Give coupons more days, "
    "or switch on the email that says when they end."
)
HOLD_OUT = Sentence(
    "You cannot see yet what your emails and campaigns change. Write %(share)s under Hold out in the tab Settings: "
    "with %(members)s members that shows differences from %(points)s percentage points up."
)


def caution_sentence(caution: Caution, said: FiguresSaid) -> Sentence:  # noqa: C901 - one case each, none with a branch
    """What the owner reads of it."""
    match caution:
        case BooksDiffer(ledger, members):
            return BOOKS_DIFFER.of(ledger=ledger, members=members)
        case ClosedYearsUnread(lines):
            return CLOSED_UNREAD.of(lines=lines)
        case ArchiveUnread(where, why):
            return ARCHIVE_UNREAD[why].of(where=where)
        case LinesOfNobody(points):
            return OF_NOBODY.of(points=points)
        case OrdersUnreadable(orders):
            return UNREADABLE.of(orders=orders, tab=Words((PROBLEMS.title,)))
        case OrdersWithoutDay(orders):
            return WITHOUT_DAY.of(orders=orders)
        case OrdersOfNobody(orders):
            return WITHOUT_ADDRESS.of(orders=orders)
        case PeriodNotOver(days):
            return NOT_OVER.of(days=days)
        case NothingBefore():
            return NOTHING_BEFORE
        case HistoryShort(days):
            return HISTORY_SHORT.of(days=days)
        case ProgramYounger(days):
            return YOUNGER.of(days=days)
        case OthersChangedToo():
            return OTHERS_CHANGED
        case WhoJoinsBuysMore(members, others):
            return BUYS_MORE.of(members=said.money(members), others=said.money(others))
        case CostsUnknown(points):
            return COSTS_UNKNOWN.of(points=points)
        case _:
            assert_never(caution)


def suggestion_sentence(suggestion: Suggestion, said: FiguresSaid) -> Sentence:
    """What the owner reads of it."""
    match suggestion:
        case NobodyTakes(reward, points, taken):
            return NOBODY_TAKES.of(reward=reward, points=points, taken=taken)
        case FirstRewardLate(reward, order):
            return FIRST_LATE.of(reward=reward, order=order)
        case PointsGrowFaster(points, net):
            return POINTS_GROW.of(points=said.percent(points), net=said.percent(net))
        case CouponsUnused(share, coupons):
            return UNUSED.of(share=said.percent(share), coupons=coupons)
        case BeginHoldOut(members, share, detectable):
            return HOLD_OUT.of(members=members, share=said.percent(share), points=said.points(detectable))
        case _:
            assert_never(suggestion)
