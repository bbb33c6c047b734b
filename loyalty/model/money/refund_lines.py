"""A refund as a line of the Log, which is about the shop's own id of the order, or about the order's number.

A shop tells of a refund by the first, perhaps before anybody knows the second; files and POST /orders know only the
second. So there are two kinds of lines, and one refund in them (docs/decisions/0080).
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from loyalty.model.fact import Fact, FactKind
from loyalty.model.money.told_refunds import FailedRefund, Refund

NOT_TOLD = "-"
_OF_SHOP = re.compile(
    r"([!-~]{1,100}) (\d{1,20}(?:\.\d{1,20})?) (-|\d{1,20}(?:\.\d{1,20})?)(?: failed ([!-~]{1,100}) (\d{1,11}))?"
)
_OF_ORDER = re.compile(r"(\S+)(?: @([0-9T:+-]{10,32}))?(?: (\S.*))?")


def refunds_in(facts: Iterable[Fact]) -> Iterator[Refund]:
    """The refunds of these lines; other lines, and what is none, are passed over."""
    for fact in facts:
        refund = refund_in(fact)
        if refund:
            yield refund


def refund_in(fact: Fact) -> Refund | None:
    """The refund that this line tells; None for none."""
    if fact.kind is FactKind.SHOP_REFUND:
        return _read_of_shop(fact.value, fact.time)
    return _read_of_order(fact.value) if fact.kind is FactKind.ORDER_REFUND else None


def written_of_shop(refund: Refund) -> str:
    """As a line about the shop's own id holds it: its id, the money, and what of that was for goods: ``870001 25 20``.

    When it went back is the line's own time. Of one that has failed also the id whose sum it was a part of, and since
    when: ``re_1 5 - failed ch_1 1764500000``.
    """
    goods, failed = NOT_TOLD if refund.goods is None else _plain(refund.goods), refund.failed
    more = f" failed {failed.of} {int(failed.made.timestamp())}" if failed else ""
    return f"{refund.id} {_plain(refund.amount)} {goods}{more}"


def written_of_order(refund: Refund) -> str:
    """As a line about the order's number holds it: ``15 @2026-11-09 re_1``."""
    at = f" @{refund.at.isoformat()}" if refund.at else ""
    return f"{_plain(refund.amount)}{at}{' ' if refund.id else ''}{refund.id}"


def _read_of_shop(written: str, at: datetime) -> Refund | None:
    found = _OF_SHOP.fullmatch(written.strip())
    if not found:
        return None
    failed = FailedRefund(found[4], datetime.fromtimestamp(int(found[5]), UTC)) if found[4] else None
    return Refund(Decimal(found[2]), found[1], at, None if found[3] == NOT_TOLD else Decimal(found[3]), failed)


def _read_of_order(written: str) -> Refund | None:
    found = _OF_ORDER.fullmatch(written.strip())
    try:
        amount = Decimal(found[1] if found else "")
        at = _moment(found[2]) if found and found[2] else None
    except (InvalidOperation, ValueError):
        return None
    refund = Refund(amount, (found[3] or "") if found else "", at)
    return refund if amount.is_finite() and amount > 0 and refund.is_told_apart else None


def _moment(written: str) -> datetime | date:
    return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
