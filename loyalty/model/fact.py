"""A fact: a line of the Log, which holds what the program has learned besides points."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import assert_never

from loyalty.model.identifiers import fold, fold_order, member_code

_CAUSE = re.compile(r"([a-z-]+):(\d{8}T\d{6})Z(?:@(\d{8}T\d{6})Z)?:(\d{1,9}):(.+)", re.IGNORECASE | re.DOTALL)
_INSTANT = "%Y%m%dT%H%M%S"


THE_PROGRAM = "program"
"""What a fact about no order and no member is about."""


class Subject(StrEnum):
    """What a fact can be about."""

    ORDER = "order"
    SHOP = "shop"
    MEMBER = "member"
    COUPON = "coupon"
    PROGRAM = "program"
    SEGMENT = "segment"


class FactKind(StrEnum):
    """What there is to learn; a kind is always about the same sort of subject."""

    ORDER_STATUS = "order status"
    ORDER_AMOUNT = "order amount"
    ORDER_REFUNDED = "order refunded"
    ORDER_EMAIL = "order email"
    ORDER_GOODS = "order goods"
    ORDER_LINES = "order lines"
    ORDER_VERSION = "order version"
    SHOP_ORDER = "shop order"
    SHOP_REFUND = "shop refund"
    ORDER_REFUND = "order refund"
    ORDER_PHONE = "order phone"
    MEMBER_CONTACT = "member contact"
    MEMBER_REMINDERS = "member reminders"
    MEMBER_BOUNCE = "member bounce"
    MEMBER_BIRTHDAY = "member birthday"
    MEMBER_PROOF = "member proof"
    SHOP_CODE = "code in the shop"
    MEMBER_PHONE = "member phone"
    EXPIRE_FROM = "expiry start"
    PROOF_FROM = "proof start"
    LEDGER_COUNT = "ledger count"
    MEMBER_SEGMENTS = "member segments"
    SEGMENTS_SENT = "segments sent"
    SEGMENT_TOTAL = "segment total"

    @property
    def subject(self) -> Subject:
        """What a fact of this kind is about."""
        match self:
            case (
                FactKind.ORDER_STATUS
                | FactKind.ORDER_AMOUNT
                | FactKind.ORDER_REFUNDED
                | FactKind.ORDER_EMAIL
                | FactKind.ORDER_GOODS
                | FactKind.ORDER_LINES
                | FactKind.ORDER_VERSION
                | FactKind.ORDER_REFUND
                | FactKind.ORDER_PHONE
            ):
                return Subject.ORDER
            case FactKind.SHOP_ORDER | FactKind.SHOP_REFUND:
                return Subject.SHOP
            case (
                FactKind.MEMBER_CONTACT
                | FactKind.MEMBER_REMINDERS
                | FactKind.MEMBER_BOUNCE
                | FactKind.MEMBER_BIRTHDAY
                | FactKind.MEMBER_PROOF
                | FactKind.MEMBER_PHONE
                | FactKind.MEMBER_SEGMENTS
                | FactKind.SEGMENTS_SENT
            ):
                return Subject.MEMBER
            case FactKind.SHOP_CODE:
                return Subject.COUPON
            case FactKind.EXPIRE_FROM | FactKind.PROOF_FROM | FactKind.LEDGER_COUNT:
                return Subject.PROGRAM
            case FactKind.SEGMENT_TOTAL:
                return Subject.SEGMENT
            case _:
                assert_never(self)


ADD_UP = frozenset({FactKind.MEMBER_CONTACT, FactKind.MEMBER_PROOF, FactKind.ORDER_REFUND})
"""Kinds of which each value holds by itself, beside those before: somebody may have several contacts."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What was learned about a subject: an order by its number or the shop's own id of it, a member or a coupon by its
    code, a segment by its name.

    ``value`` is as it was said: a word, an amount such as ``34.90`` in the order's own currency, a day as ISO 8601.
    ``stood`` is what the owner's cell for the same thing held at that time. ``number`` counts the facts of one kind
    about one subject from 1, and tells the newer of two in one second. ``changed`` is when the source itself says that
    it was so, None where it tells no time: ``time`` is then when it came.
    """

    time: datetime
    kind: FactKind
    about: str
    value: str
    stood: str = ""
    number: int = 1
    changed: datetime | None = None

    @property
    def key(self) -> str:
        """What it is about, as it is looked up."""
        return fact_key(self.kind.subject, self.about)

    @property
    def member(self) -> str:
        """The code of the member whom it is about; blank for everything else."""
        return member_code(self.about) if self.kind.subject is Subject.MEMBER else ""

    @property
    def cause(self) -> str:
        """What makes it count once, and all of the line but its value and what stood there.

        It names the instant in UTC: the cell that shows the time moves with the spreadsheet's zone.
        """
        at = _written(self.time) + (f"@{_written(self.changed)}" if self.changed else "")
        return f"{self.kind.replace(' ', '-')}:{at}:{self.number}:{self.about}"

    @property
    def by_itself(self) -> str:
        """What keeps it beside others of its kind about the same subject; blank where a newer one replaces it."""
        if self.kind is FactKind.SHOP_REFUND:
            return self.value.partition(" ")[0]  # each refund by its own id
        return self.value if self.kind in ADD_UP else ""

    @property
    def age(self) -> tuple[datetime, int]:
        """Of two facts of one kind about one subject the one of the greater age counts."""
        return self.time, self.number

    def newer_than(self, cell: str) -> bool:
        """True while the owner's cell holds what it held when this was learned: what they write later replaces it."""
        return fold(cell) == fold(self.stood)


class NoFact(Exception):
    """The cause is none of a fact's."""


def fact_of(cause: str, *, value: str, stood: str) -> Fact:
    """The fact with this cause; NoFact for another text."""
    found = _CAUSE.fullmatch(cause.strip())
    try:
        if not found:
            raise NoFact(cause)
        kind = FactKind(found[1].lower().replace("-", " "))
        time, changed = _instant(found[2]), _instant(found[3]) if found[3] else None
    except ValueError:
        raise NoFact(cause) from None
    return Fact(time, kind, found[5], value, stood, int(found[4]), changed)


def _written(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):{_INSTANT}}Z"


def _instant(written: str) -> datetime:
    return datetime.strptime(written.upper(), _INSTANT).replace(tzinfo=UTC)


def newest(facts: Iterable[Fact], kind: FactKind) -> Fact | None:
    """The fact of this kind that counts, of facts about one subject."""
    return max((fact for fact in facts if fact.kind is kind), key=lambda fact: fact.age, default=None)


def next_fact(
    facts: Iterable[Fact],
    kind: FactKind,
    about: str,
    value: str,
    *,
    stood: str,
    now: datetime,
    changed: datetime | None = None,
) -> Fact:
    """A fact that is newer than all of its kind among those about the same subject, whatever the clock says.

    It has the time of ``changed``, where the source tells one, else of ``now``.
    """
    before, at = newest(facts, kind), (changed or now).astimezone(UTC).replace(microsecond=0)
    # Clocks of two instances differ: of two lines the one that was decided on the other's book is the newer one.
    time, number = (max(at, before.time), before.number + 1) if before else (at, 1)
    return Fact(time, kind, about, value, stood, number, changed)


def fact_key(subject: Subject, about: str) -> str:
    """How facts about this are looked up: ``order:1042``, ``shop:shopify/450789469``, ``coupon:ac3d…``."""
    match subject:
        case Subject.ORDER:
            return f"{subject}:{fold_order(about)}"
        case Subject.SHOP:
            return f"{subject}:{fold(about)}"
        case Subject.MEMBER:
            return f"{subject}:{member_code(about)}"
        case Subject.COUPON | Subject.SEGMENT:
            return f"{subject}:{fold(about)}"
        case Subject.PROGRAM:
            return f"{subject}:{about}"
        case _:
            assert_never(subject)
