"""What went back of an order, refund by refund: which of them are one, and what they come to.

A refund's own id is its key, whoever tells it. Without one it is told apart by its day or instant. Of two that are told
apart by neither nobody knows whether they are one (docs/decisions/0064, 0080).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import ROUND_UP, Decimal

CENT = Decimal("0.01")
LONGEST_ID = 100


class UnclearRefund(Exception):
    """A refund may be one that is known told otherwise, or another one; ``known`` is the amount of that one."""

    def __init__(self, known: Decimal) -> None:
        super().__init__(known)
        self.known = known


@dataclass(frozen=True, slots=True)
class FailedRefund:
    """What a refund that has failed was a part of: the sum under the id ``of``, from the instant ``made`` on."""

    of: str
    made: datetime


@dataclass(frozen=True, slots=True)
class Refund:
    """``amount`` in the currency that was paid; ``id`` is its own, blank for none, and ``at`` when it went back.

    ``at`` is a day, or an instant in the zone in which its day is told; None for neither. ``goods`` is what of the
    amount was for goods, None where nobody says. Under a payment's id the amount is all that has gone back by then.

    With ``failed`` it is money that has not gone back after all, as was found at that instant.
    """

    amount: Decimal
    id: str = ""
    at: datetime | date | None = None
    goods: Decimal | None = None
    failed: FailedRefund | None = None

    @property
    def is_told_apart(self) -> bool:
        """True where it can be known again."""
        return bool(self.id) or self.at is not None


def new_refunds(told: Iterable[Refund], known: Sequence[Refund], of_shop: Sequence[Refund] = ()) -> Sequence[Refund]:
    """Those that are not among the known ones; UnclearRefund, also where the shop itself has told them otherwise."""
    by_shop, new = {refund.id: refund.amount for refund in of_shop}, list[Refund]()
    for refund in told:
        alike = [other for other in (*known, *new) if not are_two(refund, other)]
        if any(other.amount == refund.amount for other in alike):
            continue
        if alike:
            raise UnclearRefund(alike[0].amount)
        if by_shop.get(refund.id, refund.amount) != refund.amount:
            raise UnclearRefund(by_shop[refund.id])
        if not refund.id and by_shop and refund.amount not in by_shop.values():
            raise UnclearRefund(sum(by_shop.values(), Decimal(0)))
        new.append(refund)
    return new


def are_two(one: Refund, other: Refund) -> bool:
    """True where an id of their own, or the time, tells them apart."""
    if one.id and other.id and one.id != other.id:
        return True
    if one.at is None or other.at is None:
        return False
    if isinstance(one.at, datetime) and isinstance(other.at, datetime):
        return one.at != other.at
    return _day(one.at) != _day(other.at)


def each_once(of_shop: Iterable[Refund], others: Iterable[Refund]) -> tuple[Refund, ...]:
    """Those that the shop itself has told, and of the ``others``, which all have ids, those that it has not.

    One under another id is no further refund while the shop has told one of that amount which nobody else has: another
    program may name it otherwise. As soon as both have told both, each counts.
    """
    own, named = tuple(of_shop), tuple(others)
    own_ids, other_ids = {refund.id for refund in own}, {refund.id for refund in named}
    unmatched = Counter(refund.amount for refund in own if refund.id not in other_ids)
    more = list[Refund]()
    for refund in named:
        if refund.id in own_ids:
            continue
        if unmatched[refund.amount]:
            unmatched[refund.amount] -= 1
        else:
            more.append(refund)
    return (*own, *more)


def went_back_in_all(
    of_shop: Sequence[Refund], others: Sequence[Refund], amount: Decimal, goods: Decimal | None
) -> Decimal:
    """How much of the amount went back, by what the shop itself has told and by what others have.

    Which of the shop's an other one without an id is nobody knows, so these only say how much it was at least.
    """
    if not of_shop:
        return went_back(others, amount, goods)
    back = went_back(each_once(of_shop, (refund for refund in others if refund.id)), amount, goods)
    return back if all(refund.id for refund in others) else max(back, went_back(others, amount, goods))


def went_back(refunds: Iterable[Refund], amount: Decimal, goods: Decimal | None) -> Decimal:
    """How much of the amount went back in all.

    With ``goods``, what of the amount was for goods where only that counts, a refund is as large a part of the amount
    as its goods are of all goods: who sends back half of the goods loses half of the points, whatever the shipping was.
    """
    every = tuple(_gone(refunds))
    money = sum((refund.amount for refund in every if refund.goods is None or not goods), Decimal(0))
    of_goods = sum((refund.goods for refund in every if refund.goods is not None), Decimal(0)) if goods else Decimal(0)
    if not goods or not of_goods:
        return money
    return money + min(amount, (amount * of_goods / goods).quantize(CENT, ROUND_UP))


def is_newer(told: Refund, known: Refund | None) -> bool:
    """True where it is told later, also if it says the same: what was told between the two may still be on its way.

    Of two of one moment the larger amount counts. One without a time is newer than none.
    """
    if known is None:
        return bool(told.amount or told.goods)
    return told.at is not None and _counts_before(told, known)


def by_ids(refunds: Iterable[Refund]) -> dict[str, Refund]:
    """The refunds that count, by their ids: the newest word of each, or the first that says that it has failed."""
    found = dict[str, Refund]()
    for refund in refunds:
        known = found.get(refund.id)
        if known is None or _counts_before(refund, known):
            found[refund.id] = refund
    return found


def to_the_second(refund: Refund) -> Refund:
    """The refund as the Log can have it. Its instant is by the shop's clock, whatever ours says: no other is compared
    with it.
    """
    failed = replace(refund.failed, made=_second(refund.failed.made)) if refund.failed else None
    return replace(refund, at=_second(refund.at) if isinstance(refund.at, datetime) else refund.at, failed=failed)


def _second(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)


def _gone(refunds: Iterable[Refund]) -> Iterator[Refund]:
    """The refunds without what has not gone back after all.

    A sum that is told after a refund has failed has no longer that one in it, and one that was told before the refund
    was made never had.
    """
    every = tuple(refunds)
    failed = [(refund, refund.failed) for refund in every if refund.failed]
    for refund in every:
        if refund.failed is None:
            at = _age(refund)[0]
            back = (one.amount for one, sum_ in failed if sum_.of == refund.id and sum_.made <= at <= _age(one)[0])
            yield replace(refund, amount=max(refund.amount - sum(back, Decimal(0)), Decimal(0)))


def _counts_before(told: Refund, known: Refund) -> bool:
    """True where this word on a refund counts more than that one. That it has failed is told once and for all."""
    if told.failed or known.failed:
        return bool(told.failed) and (known.failed is None or _age(told)[0] < _age(known)[0])
    return _age(told) > _age(known)


def _age(refund: Refund) -> tuple[datetime, Decimal, Decimal]:
    at = refund.at if isinstance(refund.at, datetime) else datetime.min.replace(tzinfo=UTC)
    return at, refund.amount, refund.goods or Decimal(0)


def _day(at: datetime | date) -> date:
    return at.date() if isinstance(at, datetime) else at
