"""The nightly run: what time alone has changed is booked, slice after slice, each of them complete in itself."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.birthday import congratulate
from loyalty.member.leave import erase
from loyalty.member.referral import pay_referrals
from loyalty.nightly.coupon_uses import note_coupon_uses
from loyalty.nightly.credit_orders import credit_orders
from loyalty.nightly.late_orders import settle_waits
from loyalty.nightly.old_lines import clear_old_lines
from loyalty.nightly.segment_changes import note_segments
from loyalty.nightly.unused_coupons import give_back_unused_coupons
from loyalty.outcomes.batch_reports import Booked
from loyalty.points.expiry import expire, start_expiry
from loyalty.points.segmenting.segment_census import SegmentCensus, take_segments
from loyalty.points.tiers import rank_members
from manychat.api import Api
from service.runs.books_count import count_books
from service.runs.codes_run import CodesTended, tend_codes
from service.runs.reconcile_run import Reconciled, reconcile_nightly
from service.runs.segments_run import send_segments
from sheets.codec.owner_sentences import Sentence
from sheets.engine.alarm_note import NightNews
from sheets.google.client import Spent
from sheets.workbook import Workbook
from shops.api.code_shop import CodeShop
from shops.api.order_shop import OrderShop

STEPS: Mapping[str, Callable[..., Decision[Booked]]] = {
    "erased": erase,
    "used": note_coupon_uses,
    "coupons": give_back_unused_coupons,
    "late": settle_waits,
    "orders": credit_orders,
    "friends": pay_referrals,
    "birthdays": congratulate,
    "tiers": rank_members,
    "expired": expire,
    "cleared": clear_old_lines,
}
"""In this order: what brings points comes before the tiers they lead to, what takes them after; old lines at last."""
SLICE = 200
"""Members or orders whose points are booked in one commit."""
COMMIT_SECONDS = 60.0


@dataclass(slots=True)
class Tidied:
    """How many things each step has booked, and their points.

    ``segments`` is of how many members the segments have changed, ``written`` of how many ManyChat has heard it.
    ``left`` is for how many there is more to do in the next run, ``wrong`` is what does not add up in the books, which
    were counted after the commit of this number, and ``waits`` is since when each row of Review waits.
    """

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STEPS, 0))
    points: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STEPS, 0))
    segments: int = 0
    written: int = 0
    left: int = 0
    commit: int = 0
    wrong: tuple[Sentence, ...] = ()
    waits: tuple[datetime, ...] = ()
    codes: CodesTended = field(default_factory=CodesTended)
    asked: Reconciled = field(default_factory=Reconciled)

    @property
    def news(self) -> NightNews:
        """What the owner has to be told of it."""
        return NightNews(self.wrong, self.waits, tuple(self.codes.told), self.asked.told, self.codes.refusals)

    def as_answer(self) -> dict[str, object]:
        """The task's answer."""
        return {
            "task": "tidy",
            **self.counts,
            "points": self.points,
            "segments": self.segments,
            "segments_written": self.written,
            "left": self.left,
            "commit": f"{self.commit:x}",
            "missed": self.asked.missed,
            "wrong": self.wrong,
            "waits": len(self.waits),
            "codes": {
                "made": self.codes.made,
                "refused": self.codes.refused,
                "switched_off": self.codes.off,
                "waiting": self.codes.waiting,
            },
        }

    def __str__(self) -> str:
        """The commit that was counted, and what was booked at all, in a few words for the log."""
        codes = {"codes made": self.codes.made, "refused": self.codes.refused, "off": self.codes.off}
        said = {
            "missed": self.asked.missed,
            **self.counts,
            **codes,
            "segments": self.segments,
            "written": self.written,
            "left": self.left,
            "wrong": len(self.wrong),
            "waits": len(self.waits),
        }
        return ", ".join([f"commit {self.commit:x}", *(f"{step} {count}" for step, count in said.items() if count)])


def tidy(
    workbook: Workbook,
    *,
    clock: Callable[[], datetime],
    spent: Spent,
    may_go_on: Callable[[], bool],
    shop: CodeShop | None = None,
    chat: Api | None = None,
    asked: Mapping[str, OrderShop] | None = None,
) -> Tidied:
    """Books what is due while it may go on; the next run does the rest. Raises WorkbookErrors.

    Codes are made and switched off in the ``shop``, where there is one. Those shops are ``asked`` for the orders that
    no webhook has told of. ``chat`` hears of segments at last, as it takes the longest.

    The owner's edits are booked and what they see is brought up to date by the way.
    """
    # First, so that every step finds the owner's edits booked and the first day of expiry written.
    workbook.transact(partial(start_expiry, now=clock()), seconds=COMMIT_SECONDS, spent=spent, tidy=True)
    done = Tidied()
    done.asked = reconcile_nightly(workbook, asked or {}, clock=clock, spent=spent, may_go_on=may_go_on)
    for step, rule in STEPS.items():
        rest: tuple[str, ...] = ()
        for part in _slices(rule, workbook, clock, spent, may_go_on):
            done.counts[step] += part.count
            done.points[step] += part.points
            rest = part.rest
        done.left += len(rest)
    done.segments, left = _look_for_segments(workbook, clock, spent, may_go_on)
    done.left += left
    done.codes = tend_codes(workbook, shop, clock=clock, spent=spent, may_go_on=may_go_on)
    counted = count_books(workbook, clock=clock, spent=spent)
    done.commit, done.wrong, done.waits = counted.commit, counted.wrong, counted.waits
    # At last: at ManyChat's pace it takes what is left of the night.
    done.written = send_segments(workbook, chat, clock=clock, spent=spent, may_go_on=may_go_on)
    return done


def _look_for_segments(
    workbook: Workbook, clock: Callable[[], datetime], spent: Spent, may_go_on: Callable[[], bool]
) -> tuple[int, int]:
    """Of how many members the segments have changed, and for how many that is still to be noted."""

    taken: dict[str, SegmentCensus] = {}

    def look(book: Book) -> Decision[SegmentCensus]:
        # It is a glance, and takes seconds in a large shop: one look for each commit that it can be of is enough.
        if book.version not in taken:
            taken[book.version] = take_segments(book.at_a_glance(), today=book.settings.day(clock()))
        return Decision(taken[book.version])

    census = workbook.transact(look, seconds=COMMIT_SECONDS, spent=spent)
    changed, left = 0, 0
    for part in _slices(partial(note_segments, census=census), workbook, clock, spent, may_go_on):
        changed, left = changed + part.count, len(part.rest)
    return changed, left


def _slices(
    rule: Callable[..., Decision[Booked]],
    workbook: Workbook,
    clock: Callable[[], datetime],
    spent: Spent,
    may_go_on: Callable[[], bool],
) -> Iterator[Booked]:
    """What each slice of a step came to, while there is more of it and it may go on."""
    rest: tuple[str, ...] | None = None
    while rest is None or (rest and may_go_on()):
        part = workbook.transact(
            partial(rule, now=clock(), limit=SLICE, among=rest), seconds=COMMIT_SECONDS, spent=spent
        )
        rest = part.rest
        yield part
