"""What the rules themselves cost with all of them switched on: a claim, and a night over everybody."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from time import process_time

from benchmarks.support.options import Options
from benchmarks.support.report_table import middle, say, show
from loyalty.book.book import Book
from loyalty.book.decision import AddEntry
from loyalty.letters.outbox import take_due
from loyalty.member.claim import claim_order
from loyalty.model.causes import RISE, tier_cause
from loyalty.model.email_log import LetterName
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.member import Member
from loyalty.model.offers import Campaign, Offers, OwnerAction, Plan, Question, Tier
from loyalty.model.orders import Order
from loyalty.model.program_settings import (
    CouponSource,
    CreditOrders,
    PointsExpire,
    Settings,
    TierLoss,
    TierWindow,
    UnusedCoupon,
    WhenSpent,
)
from loyalty.model.reward import Reward
from loyalty.model.segment import FIRST_THRESHOLDS, Segment
from loyalty.outcomes.claiming import Claimed
from loyalty.points.segmenting.segment_census import take_segments
from service.runs.nightly_run import SLICE, STEPS

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MEMBERS = 100_000
LINES_EACH, LINES_OF_ONE = 3, 200
CLAIMS = 300
DUE_EVERY = 100
"""One in so many members has something due in the night."""

PROGRAM = Settings(
    most_points_a_day=1_000,
    credit_orders=CreditOrders.AUTOMATICALLY,
    pending_days=14,
    when_spent=WhenSpent.DEFICIT,
    points_expire=PointsExpire.ROLLING,
    expire_from=date(2026, 1, 1),
    referral_points=50,
    friend_points=50,
    birthday_points=25,
    tier_window=TierWindow.YEAR,
    tier_loss=TierLoss.RIGHT_LEVEL,
    coupons=CouponSource.GENERATE,
    unused_coupon=UnusedCoupon.GIVE_BACK,
    letters=tuple(LetterName),
    letter_hours=(0, 24),
)
OFFERED = Offers(
    campaigns=tuple(Campaign(f"Campaign {n}", multiplier=Decimal(2), whom=("gold",), once=True) for n in range(5)),
    tiers=(Tier("Silver", Decimal(100), Decimal("1.25"), bonus=10), Tier("Gold", Decimal(2_000), Decimal(2), bonus=50)),
    plans=(Plan("Club", 12, "club card", multiplier=Decimal("1.5")),),
    questions=(Question("taste", "Tea?", points=10),),
    actions=(OwnerAction("review", "A review", 20),),
    segments=tuple(Segment(rule.value, rule, threshold) for rule, threshold in FIRST_THRESHOLDS.items()),
)
REWARDS = tuple(Reward(f"r{n}", f"Reward {n}", 50 * n, only_for=("gold",) if n % 2 else ()) for n in range(1, 11))


def run(options: Options) -> None:
    """Both tables."""
    _claim()
    _night(options.members or MEMBERS)


def _claim() -> None:
    """A claim by a member with a long past, beside the sum of their lines, which is all that a script would look at."""
    past = [_line("ana", number, NOW - timedelta(days=number % 300 + 1)) for number in range(LINES_OF_ONE)]
    orders = [Order(str(number), "ana@example.com", Decimal(60), placed=NOW.date()) for number in range(CLAIMS)]
    ana = Member("ana", "ana@example.com", contact="ana", joined=NOW - timedelta(days=400), plan="Club")
    book = Book.of(PROGRAM, members=[ana], orders=orders, entries=past, rewards=REWARDS, offers=OFFERED)
    claims = [_milliseconds(partial(_is_claimed, book, str(number))) for number in range(CLAIMS)]
    sums = [_milliseconds(lambda: sum(entry.points for entry in book.entries_of("ana"))) for _ in range(CLAIMS)]
    rows = [("a claim decided", middle(claims), max(claims)), ("their lines added up", middle(sums), max(sums))]
    note = f"{middle(claims) / middle(sums):,.0f} times as much"
    show(
        f"A claim of a member with {LINES_OF_ONE} lines, every rule on",
        ("ms of CPU", "median", "most"),
        rows,
        [note],
    )


def _night(members: int) -> None:
    """Each nightly step, and the search for who is due a letter, beside one pass that adds everything up."""
    say(f"a book of {members:,} members")
    book = _large_book(members)
    rows = list[tuple[str, float, int]]()
    began = process_time()
    total = sum(book.account_of(code).points for code in book.members)
    one_pass = process_time() - began
    for name, step in STEPS.items():
        say(name)
        began, count, rest = process_time(), 0, None
        while rest is None or rest:
            decision = step(book, now=NOW, limit=SLICE, among=rest)
            book = book.grown(entries=[change.entry for change in decision.changes if isinstance(change, AddEntry)])
            count, rest = count + decision.outcome.count, decision.outcome.rest
        rows.append((name, process_time() - began, count))
    say("letters")
    began = process_time()
    letters = take_due(book, now=NOW, limit=SLICE).outcome
    rows.append(("letters: who gets one", process_time() - began, len(letters.reminders) + letters.left))
    say("segments")
    began = process_time()
    census = take_segments(book, today=NOW.date())
    rows.append(("segments: who is in which", process_time() - began, len(census.names)))
    seconds = sum(row[1] for row in rows)
    rows += [("all of it", seconds, sum(row[2] for row in rows)), ("every account added up once", one_pass, total)]
    show(
        f"A night over {members:,} members with {members * (LINES_EACH + 1):,} lines, every rule on",
        ("step", "s of CPU", "booked or due"),
        rows,
        [f"{seconds / one_pass:,.0f} times as much as adding everything up once; slices of {SLICE}."],
    )


def _large_book(members: int) -> Book:
    """Of every hundredth something is due: an old lot, a birthday, an order to credit, a friend to pay for, a rise."""
    people, lines, orders = list[Member](), list[Entry](), list[Order]()
    for number in range(members):
        code, due = f"M{number}", number % DUE_EVERY == 0
        joined = NOW - timedelta(days=420 if due else 200)
        birthday = date(1990, NOW.month, NOW.day) if due else date(1990, 6, 1)
        brought_by = f"M{number - 1}" if number % DUE_EVERY == 1 else ""
        email = f"m{number}@example.com"
        people.append(Member(code, email, joined=joined, birthday=birthday, referred_by=brought_by))
        lines += (_line(code, n, joined + timedelta(days=20 * n)) for n in range(LINES_EACH))
        if not due:
            cause = tier_cause(RISE, code, 1, "Silver")
            lines.append(Entry(joined, code, EntryKind.TIER, 10, subject="silver", cause=cause, amount=Decimal(100)))
        else:
            orders.append(Order(f"open-{number}", email, Decimal(60), placed=NOW.date()))
    return Book.of(PROGRAM, members=people, orders=orders, entries=lines, rewards=REWARDS, offers=OFFERED)


def _line(member: str, number: int, time: datetime) -> Entry:
    cause = f"order:{member}-{number}"
    amount = Decimal(50)
    return Entry(time, member, EntryKind.CLAIM, 50, subject=f"{member}-{number}", cause=cause, amount=amount)


def _is_claimed(book: Book, number: str) -> None:
    outcome = claim_order(book, contact="ana", number=number, now=NOW).outcome
    if not isinstance(outcome, Claimed):
        raise TypeError(outcome)


def _milliseconds(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return (process_time() - began) * 1_000
