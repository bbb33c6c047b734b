"""What went back of an order, told piece by piece: each piece is a line of the Log, and counts once by its own id."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import ROUND_UP, Decimal

from loyalty.model.imported import ShopRefund

CENT = Decimal("0.01")
NOT_TOLD = "-"
_WRITTEN = re.compile(r"([!-~]{1,100}) (\d{1,20}(?:\.\d{1,20})?) (-|\d{1,20}(?:\.\d{1,20})?)")


def written_refund(refund: ShopRefund) -> str:
    """As a line of the Log holds it: its id, the money, and what of that was for goods: ``870001 25 20``."""
    goods = NOT_TOLD if refund.goods is None else _plain(refund.goods)
    return f"{refund.id} {_plain(refund.amount)} {goods}"


def read_refund(written: str, at: datetime) -> ShopRefund | None:
    """The refund that the Log has so; None for another text."""
    found = _WRITTEN.fullmatch(written.strip())
    if not found:
        return None
    return ShopRefund(found[1], Decimal(found[2]), at, None if found[3] == NOT_TOLD else Decimal(found[3]))


def is_newer(told: ShopRefund, known: ShopRefund | None) -> bool:
    """True where it is told later, also if it says the same: what was told between the two may still be on its way.

    Of two of one moment the larger amount counts.
    """
    return bool(told.amount or told.goods) if known is None else _age(told) > _age(known)


def by_ids(refunds: Iterable[ShopRefund]) -> dict[str, ShopRefund]:
    """The refunds that count, by their ids: the newest of each."""
    found = dict[str, ShopRefund]()
    for refund in refunds:
        known = found.get(refund.id)
        if known is None or _age(refund) > _age(known):
            found[refund.id] = refund
    return found


def went_back(refunds: Iterable[ShopRefund], amount: Decimal, goods: Decimal | None) -> Decimal:
    """How much of the amount went back in all.

    With ``goods``, what of the amount was for goods where only that counts, a refund is as large a part of the amount
    as its goods are of all goods: who sends back half of the goods loses half of the points, whatever the shipping was.
    """
    every = tuple(refunds)
    money = sum((refund.amount for refund in every if refund.goods is None or not goods), Decimal(0))
    of_goods = sum((refund.goods for refund in every if refund.goods is not None), Decimal(0)) if goods else Decimal(0)
    if not goods or not of_goods:
        return money
    return money + min(amount, (amount * of_goods / goods).quantize(CENT, ROUND_UP))


def to_the_second(refund: ShopRefund) -> ShopRefund:
    """The refund as the Log can have it. Its instant is by the shop's clock, whatever ours says: no other is compared
    with it.
    """
    return replace(refund, at=refund.at.astimezone(UTC).replace(microsecond=0))


def _age(refund: ShopRefund) -> tuple[datetime, Decimal, Decimal]:
    return refund.at, refund.amount, refund.goods or Decimal(0)


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
