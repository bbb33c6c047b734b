"""What went back of an order, told piece by piece: each piece is a line of the Log, and counts once by its own id."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import ROUND_UP, Decimal

from loyalty.model.imported import FailedRefund, ShopRefund

CENT = Decimal("0.01")
NOT_TOLD = "-"
_WRITTEN = re.compile(
    r"([!-~]{1,100}) (\d{1,20}(?:\.\d{1,20})?) (-|\d{1,20}(?:\.\d{1,20})?)(?: failed ([!-~]{1,100}) (\d{1,11}))?"
)


def written_refund(refund: ShopRefund) -> str:
    """As a line of the Log holds it: its id, the money, and what of that was for goods: ``870001 25 20``.

    Of one that has failed also the id whose sum it was a part of, and since when: ``re_1 5 - failed ch_1 1764500000``.
    """
    goods, failed = NOT_TOLD if refund.goods is None else _plain(refund.goods), refund.failed
    more = f" failed {failed.of} {int(failed.made.timestamp())}" if failed else ""
    return f"{refund.id} {_plain(refund.amount)} {goods}{more}"


def read_refund(written: str, at: datetime) -> ShopRefund | None:
    """The refund that the Log has so; None for another text."""
    found = _WRITTEN.fullmatch(written.strip())
    if not found:
        return None
    failed = FailedRefund(found[4], datetime.fromtimestamp(int(found[5]), UTC)) if found[4] else None
    return ShopRefund(found[1], Decimal(found[2]), at, None if found[3] == NOT_TOLD else Decimal(found[3]), failed)


def is_newer(told: ShopRefund, known: ShopRefund | None) -> bool:
    """True where it is told later, also if it says the same: what was told between the two may still be on its way.

    Of two of one moment the larger amount counts.
    """
    return bool(told.amount or told.goods) if known is None else _counts_before(told, known)


def by_ids(refunds: Iterable[ShopRefund]) -> dict[str, ShopRefund]:
    """The refunds that count, by their ids: the newest word of each, or the first that says that it has failed."""
    found = dict[str, ShopRefund]()
    for refund in refunds:
        known = found.get(refund.id)
        if known is None or _counts_before(refund, known):
            found[refund.id] = refund
    return found


def went_back(refunds: Iterable[ShopRefund], amount: Decimal, goods: Decimal | None) -> Decimal:
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


def to_the_second(refund: ShopRefund) -> ShopRefund:
    """The refund as the Log can have it. Its instant is by the shop's clock, whatever ours says: no other is compared
    with it.
    """
    failed = replace(refund.failed, made=_second(refund.failed.made)) if refund.failed else None
    return replace(refund, at=_second(refund.at), failed=failed)


def _second(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)


def _gone(refunds: Iterable[ShopRefund]) -> Iterator[ShopRefund]:
    """The refunds without what has not gone back after all.

    A sum that is told after a refund has failed has no longer that one in it, and one that was told before the refund
    was made never had.
    """
    every = tuple(refunds)
    failed = [(refund, refund.failed) for refund in every if refund.failed]
    for refund in every:
        if refund.failed is None:
            back = (one.amount for one, sum_ in failed if sum_.of == refund.id and sum_.made <= refund.at <= one.at)
            yield replace(refund, amount=max(refund.amount - sum(back, Decimal(0)), Decimal(0)))


def _counts_before(told: ShopRefund, known: ShopRefund) -> bool:
    """True where this word on a refund counts more than that one. That it has failed is told once and for all."""
    if told.failed or known.failed:
        return bool(told.failed) and (known.failed is None or told.at < known.at)
    return _age(told) > _age(known)


def _age(refund: ShopRefund) -> tuple[datetime, Decimal, Decimal]:
    return refund.at, refund.amount, refund.goods or Decimal(0)


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
