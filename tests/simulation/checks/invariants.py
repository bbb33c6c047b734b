"""What must be true whatever happened; each check gives a sentence for whatever is not."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, pairwise

from loyalty.outcomes.claiming import AlreadyClaimed, Claimed, InReview, OrderNoted
from loyalty.outcomes.extra_points import ActionBooked, SurveyDone
from loyalty.outcomes.joining import AlreadyMember, Joined
from loyalty.outcomes.redeeming import AskedOwner, CouponRefused, CouponSoon, Redeemed
from tests.simulation.checks.run_log import RunLog, Tap, Unanswered
from tests.simulation.checks.sheet_cells import GUESTS, Cells, LedgerLine, SheetCells, is_copy, text
from tests.simulation.network.instances import BEGINNING
from tests.simulation.network.online_shop import OnlineShop

ACTION_LIMIT = 2
ANY_ZONE = timedelta(hours=14)
SAME_TAP_SECONDS = 1200.0
"""Taps so close may be one, though the clocks of two instances differ."""
OWNER_EDIT_NOTE = "edited in the sheet"
LONGEST_ANSWER_SECONDS = 8.0
BACK_BY_ITSELF = ("coupon not used", "coupon cancelled: order", "the shop made no coupon")
OPENING, RETURNED = "opening:", "returned:"
"""What the causes of lines begin with that stand for closed ones, and of those that were given back."""
WHOLE, IN_CENTS = re.compile(r"\d+"), re.compile(r"\d+(\.\d\d?)?")
TAKEN_BACK_CAUSES = ("refund:", "refund-of:", "refund-step:", "corrected:", "back:", "tier-void:", "taken-again:")


@dataclass(frozen=True)
class Found:
    """The spreadsheet's cells as they are, each tab read once, and the simulator's own log of how they came to be."""

    sheet_cells: SheetCells
    run_log: RunLog
    members: Mapping[str, Cells]
    ledger: Sequence[LedgerLine]
    causes: Mapping[str, Sequence[LedgerLine]]
    points: Mapping[str, int]
    """The sum of each member's lines, each cause once."""
    tapped: Mapping[tuple[str, str], Sequence[Tap]]
    """The taps by contact and action."""
    left: frozenset[str]
    """The codes of guests who left, by which the Ledger keeps their lines."""
    closed: frozenset[str]
    """The causes of the lines that closing the books has moved away; ``ledger`` and ``causes`` have them all the same,
    and not the lines that stand for them."""
    shop: OnlineShop | None = None
    """The one in which codes are made."""
    _tabs: dict[str, Sequence[tuple[int, Cells]]] = field(default_factory=dict)

    def rows(self, title: str) -> Sequence[tuple[int, Cells]]:
        """The rows of a tab below the headings, each with its number."""
        if title not in self._tabs:
            self._tabs[title] = tuple(self.sheet_cells.rows(title))
        return self._tabs[title]

    @cached_property
    def lines_of_log(self) -> Mapping[tuple[str, str], Sequence[Cells]]:
        """The lines of the Log by what they are and whom or what they are about."""
        lines: dict[tuple[str, str], list[Cells]] = {}
        for _, line in self.rows("Log"):
            lines.setdefault((text(line.get("What")), text(line.get("Subject"))), []).append(line)
        return lines

    def may_be_gone(self, cause: str) -> bool:
        """True when the owner has deleted a line of the Ledger that is about the same."""
        return not self.run_log.deleted.isdisjoint(cause.casefold().split(":")[1:])

    @classmethod
    def now(cls, sheet_cells: SheetCells, run_log: RunLog, shop: OnlineShop | None = None) -> "Found":
        """The cells at this moment."""
        members = sheet_cells.members()
        standing, moved = sheet_cells.ledger(members), sheet_cells.closed(members)
        points = points_in(standing)
        ledger, closed = _with_closed(standing, moved)
        causes: dict[str, list[LedgerLine]] = {}
        for line in filter(lambda line: line.cause, ledger):
            causes.setdefault(line.cause.casefold(), []).append(line)
        tapped: dict[tuple[str, str], list[Tap]] = {}
        for tap in run_log.taps:
            tapped.setdefault((tap.contact, tap.action), []).append(tap)
        left = run_log.left.union(line.member for line in ledger if line.cause.startswith("left:"))
        return cls(sheet_cells, run_log, members, ledger, causes, points, tapped, frozenset(left), closed, shop)


def points_in(lines: Iterable[LedgerLine]) -> Counter[str]:
    """The sum of each member's lines, each cause once."""
    points, known = Counter[str](), set[tuple[str, str]]()
    for line in lines:
        named = (line.contact, line.cause.casefold())
        points[line.contact] += 0 if line.cause and named in known else line.points
        known.add(named)
    return points


def _with_closed(
    standing: Sequence[LedgerLine], moved: Sequence[LedgerLine]
) -> tuple[list[LedgerLine], frozenset[str]]:
    """All lines that were ever booked, and the causes of those that have moved; what was given back has not."""
    lines = [line for line in standing if not line.cause.startswith(OPENING)]
    there = {line.cause.casefold() for line in lines}
    back = {line.cause.casefold(): line for line in (*moved, *lines) if line.cause.startswith(RETURNED)}
    returned = Counter((line.contact, line.points, line.note) for line in back.values())
    gone = list[LedgerLine]()
    for line in moved:
        said = (line.contact, line.points, line.note)
        if line.cause.startswith(OPENING) or (line.cause and line.cause.casefold() in there):
            continue
        if not line.cause and returned[said]:
            returned[said] -= 1
            continue
        # What was given back and closed once more stands there twice; the Ledger's points tell whether it counts once.
        there |= {line.cause.casefold()}
        gone.append(line)
    return [*lines, *gone], frozenset(line.cause.casefold() for line in gone if line.cause)


def causes_are_booked_once(found: Found) -> Iterator[str]:
    """No order, join, coupon or edit stands twice in the Ledger."""
    for cause, lines in found.causes.items():
        if len(lines) > 1 and not found.may_be_gone(cause):
            yield f"{cause} stands {len(lines)} times in the Ledger"


def answers_are_in_the_ledger(found: Found) -> Iterator[str]:
    """Every ok that a customer got is in the Ledger, as their own and with the points they were told."""
    for tap in found.run_log.taps:
        told = None if tap.number in found.run_log.forgotten else _told(tap, found)
        if told and found.may_be_gone(told[0]):
            continue
        lines = found.causes.get(told[0], ()) if told else ()
        if told and not any(_is_as_told(found, line, tap, told[1]) for line in lines[:1]):
            yield f"tap {tap.number} was told {tap.outcome}, the Ledger says {lines}"


def bookings_have_a_tap(found: Found) -> Iterator[str]:
    """Nothing is booked that was not asked for by a tap that was told ok, waits for the owner, or was not answered.

    Orders need none where the owner has them credited at night.
    """
    kinds = ("join",) if found.sheet_cells.setting("Credit orders") == "automatically" else ("join", "order")
    for cause, lines in found.causes.items():
        kind, _, subject = cause.partition(":")
        is_guest = kind == "join" and lines[0].member in found.left
        if kind in kinds and not is_guest and not _may_have_booked(found, kind, subject, lines[0].contact):
            yield f"{cause} of {lines[0].contact} is booked, no tap can have done it"


def redemptions_have_a_tap(found: Found) -> Iterator[str]:
    """A member has no more redemptions than codes they were told and taps of theirs that were not answered."""
    told = {
        (tap.contact, f"coupon:{tap.outcome.code}".casefold())
        for tap in found.run_log.taps
        if isinstance(tap.outcome, Redeemed | CouponSoon)
    }
    # Whose code the shop has refused at once was told of no code.
    unanswered = Counter(
        tap.contact
        for tap in found.run_log.taps
        if tap.action == "redeem" and isinstance(tap.outcome, Unanswered | CouponRefused)
    )
    untold = Counter(
        lines[0].contact
        for cause, lines in found.causes.items()
        if cause.startswith("coupon:") and (lines[0].contact, cause) not in told
    )
    for contact, times in untold.items():
        if times > unanswered[contact]:
            yield f"{contact} has {times} redemptions that nobody told them of, and {unanswered[contact]} such taps"


def actions_are_booked_as_often_as_they_were_told(found: Found) -> Iterator[str]:
    """As many lines as they were told of (taps at once count as one), and at most as many more as were not answered."""
    booked = Counter(lines[0].contact for cause, lines in found.causes.items() if cause.startswith("action:"))
    for contact in found.members:
        taps = found.tapped.get((contact, "book"), ())
        told = _told_of_actions(taps)
        if {tap.number for tap in taps} & found.run_log.forgotten or found.may_be_gone(_any_action(found, contact)):
            continue
        apart = len(_apart(told))
        unanswered = sum(1 for tap in taps if isinstance(tap.outcome, Unanswered))
        if not apart <= booked[contact] <= len(told) + unanswered:
            yield f"{contact} was told of actions at {told}, {unanswered} unanswered, {booked[contact]} are booked"


def _told_of_actions(taps: Iterable[Tap]) -> list[float]:
    return [tap.started for tap in taps if isinstance(tap.outcome, ActionBooked) and not tap.outcome.again]


def _apart(told: Sequence[float]) -> list[float]:
    """Those that are not one with the tap before."""
    return [later for earlier, later in pairwise([-SAME_TAP_SECONDS, *told]) if later - earlier >= SAME_TAP_SECONDS]


def limits_are_kept(found: Found) -> Iterator[str]:
    """No action more often than its limit, no friend who is the member themselves, and no points over a day's limit."""
    for contact in found.members:
        taps = found.tapped.get((contact, "book"), ())
        if {tap.number for tap in taps} & found.run_log.forgotten or found.may_be_gone(_any_action(found, contact)):
            continue
        for month, times in Counter(filter(None, map(_month, _apart(_told_of_actions(taps))))).items():
            if times > ACTION_LIMIT:
                yield f"{contact} was told of {times} actions in {month}, more than {ACTION_LIMIT}"
    for cause, lines in found.causes.items():
        parts = cause.split(":")
        # Causes name months of UTC, and each holds parts of two of the owner's.
        if parts[0] == "action" and int(parts[-1]) > 2 * ACTION_LIMIT:
            yield f"{cause} is more than twice {ACTION_LIMIT}"
        if (
            parts[0] == "referral"
            and text(found.members.get(lines[0].contact, {}).get("Member")).casefold() == parts[1]
        ):
            yield f"{lines[0].contact} has brought themselves"


def coupons_are_given_once(found: Found) -> Iterator[str]:
    """No code was told to two members."""
    whose: dict[str, set[str]] = {}
    for tap in found.run_log.taps:
        if isinstance(tap.outcome, Redeemed | CouponSoon) and tap.number not in found.run_log.forgotten:
            whose.setdefault(tap.outcome.code, set()).add(tap.contact)
    for code, contacts in whose.items():
        if len(contacts) > 1 and not found.may_be_gone(f"coupon:{code}"):
            yield f"{code} was told to {sorted(contacts)}"


def balances_are_not_below_zero(found: Found) -> Iterator[str]:
    """No balance is below zero by more than the owner took away, or an order that went back."""
    went_back = Counter[str]()
    for cause, lines in found.causes.items():
        if cause.startswith(TAKEN_BACK_CAUSES):
            went_back[lines[0].contact] += max(0, -lines[0].points)
    for contact in found.members:
        if found.points[contact] + found.run_log.reduced[contact] + went_back[contact] < 0:
            yield f"{contact} has {found.points[contact]} points, the owner took {found.run_log.reduced[contact]}"


def refunds_follow_the_owner(found: Found) -> Iterator[str]:
    """Only an order that was called off is taken back, from whoever claimed it, and never more than it has brought.

    Only a later word gives points again.
    """
    called_off = {order.casefold() for order in found.run_log.called_off}
    for order, parts in refunds(found).items():
        lines, claims = parts.values(), found.causes.get(f"order:{order}", ())
        taken, whose = -sum(line.points for line in lines), {line.contact for line in lines}
        more = sum(line.points for line in corrections(found, order))
        good = [claim for claim in claims if {claim.contact} == whose and 0 <= taken <= claim.points + more]
        if found.may_be_gone(f"order:{order}"):
            continue
        again = any(line.points > 0 for part, line in parts.items() if not part.startswith("step"))
        if order not in called_off or not good or again:
            yield f"of order {order} was taken back {parts}, the claim was {claims}"


def refunds(found: Found) -> Mapping[str, Mapping[str, LedgerLine]]:
    """What is booked as taken back, by order and by what went back of which amount (``12/26``); ``all`` for the whole.

    What came after a refund was taken back is there by its number and amount: ``step 2 15``.
    """
    booked: dict[str, dict[str, LedgerLine]] = {}
    for cause, lines in found.causes.items():
        mark, _, rest = cause.partition(":")
        if mark == "refund":
            booked.setdefault(rest, {})["all"] = lines[0]
        if mark == "refund-of":
            # Version 0.1.0 names the amount that went back, and nothing else.
            *_, told, order = rest.split(":")
            booked.setdefault(order, {})[told] = lines[0]
        if mark == "refund-step":
            number, told, order = rest.split(":", 2)
            booked.setdefault(order, {})[f"step {number} {told.partition('/')[0]}"] = lines[0]
    return booked


def corrections(found: Found, order: str) -> Sequence[LedgerLine]:
    """The lines for another amount of this order."""
    return [
        lines[0]
        for cause, lines in found.causes.items()
        if cause.startswith("corrected:") and cause.endswith(f":{order}")
    ]


def _is_as_told(found: Found, line: LedgerLine, tap: Tap, points: int | None) -> bool:
    """True when this is their own line with so many points; of a claim that is told again, with lines since it."""
    followed: list[LedgerLine] = []
    if isinstance(tap.outcome, AlreadyClaimed):
        followed = sorted(corrections(found, tap.subject.casefold()), key=lambda since: int(since.cause.split(":")[1]))
    came_to = accumulate((since.points for since in followed), initial=line.points)
    return line.contact == tap.contact and (points is None or points in came_to)


def back_by_now(found: Found, order: str) -> str:
    """What of the order is booked as gone back: an amount, ``all``, or ``0``."""
    parts = refunds(found).get(order, {})
    steps = {int(part.split()[1]): part.split()[2] for part in parts if part.startswith("step")}
    if steps:
        return steps[max(steps)]
    return "all" if "all" in parts else str(max((Decimal(part.partition("/")[0]) for part in parts), default=0))


def causes_hold_what_was_said(found: Found) -> Iterator[str]:
    """What went back stands in a cause as somebody told it: whole amounts, and only the shop with codes has cents."""
    in_cents = {order.number.casefold() for order in found.shop.orders()} if found.shop else set[str]()
    for cause in found.causes:
        mark, *_, told, order = cause.split(":") if cause.count(":") > 1 else ("", "", "")
        amount = told.partition("/")[0]
        told_so = amount == "all" or (IN_CENTS if order in in_cents else WHOLE).fullmatch(amount)
        if mark in ("refund-of", "refund-step") and not told_so:
            yield f"nobody has told that {amount} of order {order} went back, as {cause} says"


def cancellations_follow_the_owner(found: Found) -> Iterator[str]:
    """Only a coupon that was cancelled, not used or paid by what went back gives its points back, to whoever took it,
    and all of them.
    """
    cancelled = {f"cancel:{code}".casefold() for code in found.run_log.cancelled}
    for cause, lines in found.causes.items():
        if cause.startswith("cancel:"):
            given = found.causes.get(cause.replace("cancel:", "coupon:", 1), ())
            good = [
                redemption
                for redemption in given
                if (redemption.contact, -redemption.points) == (lines[0].contact, lines[0].points)
            ]
            wanted = cause in cancelled or lines[0].note.startswith(BACK_BY_ITSELF)
            if not (wanted and good) and not found.may_be_gone(cause):
                yield f"{cause} is booked as {lines}, the redemption was {given}"


def expiries_end_what_came(found: Found) -> Iterator[str]:
    """No lot loses more than it had, and nobody by another's, unless the owner deletes the line by which it came: an
    order that is claimed once more may bring less, as a day's limit has it.
    """
    for cause, lines in found.causes.items():
        mark, _, lot = cause.partition(":")
        came = found.causes.get(lot, ())[:1]
        good = [line for line in came if line.contact == lines[0].contact and 0 < -lines[0].points <= line.points]
        if mark == "expiry" and came and not good and not found.may_be_gone(lot):
            yield f"{cause} is booked as {lines}, what came was {came}"


def members_stand_once(found: Found) -> Iterator[str]:
    """No contact and no address is two members."""
    rows = [cells for _, cells in found.rows("Members") if not is_copy(cells)]
    for heading in ("Contact", "Email", "Member"):
        keys = Counter(text(cells.get(heading)) for cells in rows if "Joined" in cells)
        yield from (
            f"{heading} {key!r} stands {times} times in Members" for key, times in keys.items() if key and times > 1
        )


def guests_get_one_bonus(found: Found) -> Iterator[str]:
    """Who leaves and comes back gets no second sign-up bonus, unless the owner deletes the line that says so."""
    paid = [
        line
        for line in found.ledger
        if line.cause.startswith("join:") and line.points and (line.contact in GUESTS or line.member in found.left)
    ]
    if len(paid) > len(GUESTS) + len(found.run_log.left):
        yield f"{len(GUESTS)} guests got {paid}"


def orders_stand_once(found: Found) -> Iterator[str]:
    """No order is two rows, however often the web shop told of it."""
    numbers = Counter(text(cells.get("Order")).casefold() for _, cells in found.rows("Orders") if "Order" in cells)
    yield from (f"order {number} stands {times} times in Orders" for number, times in numbers.items() if times > 1)


def hand_rows_are_there(found: Found) -> Iterator[str]:
    """The owner's own Ledger rows are as they wrote them; what was given back has a cause since."""
    own = (line for line in found.ledger if not line.cause or line.cause.startswith(RETURNED))
    lines = Counter((line.note, line.contact, line.points) for line in own)
    wrote = Counter((row.note, row.contact, row.points) for row in found.run_log.hand_rows)
    if lines != wrote:
        yield f"rows without a cause that the owner did not write: {lines - wrote}; lost: {wrote - lines}"


def letters_go_out_once(found: Found) -> Iterator[str]:
    """No letter was sent twice."""
    yield from (f"{letter} was sent {times} times" for letter, times in found.run_log.sent.items() if times > 1)


def edits_are_somebodys(found: Found) -> Iterator[str]:
    """No adjustment is booked of a number that nobody typed, nor of more than was ever typed."""
    log = found.run_log
    for contact, points in booked_edits(found.ledger).items():
        up = sum(max(0, typing) for typing in log.typings[contact]) + log.may_exceed[contact]
        down = sum(max(0, -typing) for typing in log.typings[contact]) + log.may_lack[contact]
        if not -down <= points <= up:
            yield f"{contact}: the owner typed at most {up:+} and {-down:+}, booked is {points:+}"


def nothing_broke_on_the_way(found: Found) -> Iterator[str]:
    """What gestures looked at when they were taken back was as it had to be, and so was what went to Google."""
    yield from found.run_log.broken


def answers_come_in_time(found: Found) -> Iterator[str]:
    """Nobody waits longer than ManyChat does."""
    for tap in found.run_log.taps:
        if tap.seconds > LONGEST_ANSWER_SECONDS and tap.outcome != Unanswered("died"):
            yield f"tap {tap.number} was answered after {tap.seconds} s"


def codes_in_the_shop_are_somebodys(found: Found) -> Iterator[str]:
    """Every code that was ever made in the shop is one redemption's, and was made once, or again when it was gone."""
    if found.shop is None:
        return
    for code, times in found.shop.made.items():
        if times > 1 + found.shop.deleted[code]:
            yield f"{code} was made {times} times and deleted {found.shop.deleted[code]} times"
        cause = f"coupon:{code}"
        if cause not in found.causes and not found.may_be_gone(cause) and not found.run_log.restored:
            yield f"{code} was made in the shop, and nobody has paid for it"


TRUE_AT_ANY_TIME: tuple[Callable[[Found], Iterator[str]], ...] = (
    causes_are_booked_once,
    answers_are_in_the_ledger,
    bookings_have_a_tap,
    redemptions_have_a_tap,
    actions_are_booked_as_often_as_they_were_told,
    limits_are_kept,
    coupons_are_given_once,
    codes_in_the_shop_are_somebodys,
    balances_are_not_below_zero,
    expiries_end_what_came,
    refunds_follow_the_owner,
    causes_hold_what_was_said,
    cancellations_follow_the_owner,
    members_stand_once,
    guests_get_one_bonus,
    orders_stand_once,
    hand_rows_are_there,
    letters_go_out_once,
    edits_are_somebodys,
    nothing_broke_on_the_way,
    answers_come_in_time,
)


def booked_edits(ledger: Sequence[LedgerLine]) -> Counter[str]:
    """By contact, what the service has booked of the numbers that the owner typed."""
    booked: Counter[str] = Counter()
    for line in ledger:
        if line.note == OWNER_EDIT_NOTE:
            booked[line.contact] += line.points
    return booked


def _told(tap: Tap, found: Found) -> tuple[str, int | None] | None:
    """The cause and points that the tap's answer promises; None for what an order brought that went back in part."""
    match tap.outcome:
        case Claimed() | AlreadyClaimed():
            whole = tap.subject not in found.run_log.called_off
            return f"order:{tap.subject}".casefold(), tap.outcome.earned if whole else None
        case Redeemed() | CouponSoon():
            return f"coupon:{tap.outcome.code}".casefold(), -tap.outcome.reward.points
        case SurveyDone(again=False):
            member = text(found.members.get(tap.contact, {}).get("Member"))
            return f"survey:taste:{member}".casefold(), tap.outcome.points
        case Joined() | AlreadyMember() | AskedOwner() if tap.contact not in GUESTS:
            member = text(found.members.get(tap.contact, {}).get("Member"))
            return f"join:{member}".casefold(), 50
        case _:
            return None


def _month(seconds: float) -> str:
    """The month of this moment, blank where that is another one in some time zone."""
    moment = BEGINNING + timedelta(seconds=seconds)
    months = {f"{there:%Y-%m}" for there in (moment - ANY_ZONE, moment + ANY_ZONE)}
    return months.pop() if len(months) == 1 else ""


def _any_action(found: Found, contact: str) -> str:
    """A cause such as the actions of this member have."""
    return f"action:{text(found.members[contact].get('Member'))}:review"


def _may_have_booked(found: Found, kind: str, subject: str, contact: str) -> list[Tap]:
    goods = {"join": ("join", Joined), "order": ("claim", Claimed | InReview | OrderNoted)}
    action, good = goods.get(kind, ("", Joined))
    return [
        tap
        for tap in found.tapped.get((contact, action), ())
        if isinstance(tap.outcome, good | Unanswered) and (kind == "join" or tap.subject.casefold() == subject)
    ]
