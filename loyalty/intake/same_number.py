"""Two orders under one number: what tells them apart, so that neither takes the place of the other.

A number is the shop's own word, but two shops may have the same one, and at Stripe whoever pays may write another's
into the link that they pay by (docs/decisions/0087).
"""

from collections.abc import Iterable
from decimal import Decimal

from loyalty.book.told_orders import plain
from loyalty.model.addresses import mailbox
from loyalty.model.fact import Fact, FactKind
from loyalty.model.identifiers import fold
from loyalty.model.imported import ShopOrder
from loyalty.model.orders import Order

ANOTHER = "The tab Orders has another order under this number."


def of_same_shop(order: Order, told: ShopOrder) -> bool:
    """True where the row has an id of the shop that tells of this one."""
    return bool(told.shop_id) and _shop(order.own_cells.shop_id) == _shop(told.shop_id)


def is_another(order: Order, facts: Iterable[Fact], told: ShopOrder, *, same_currency: bool) -> bool:
    """True where what a shop tells of an id that nobody knows yet is not the ``order`` that has its number.

    One shop has an id for each order. What two tell is one order where it came to the same, for the same person; so it
    is where the payer has named the number. What comes without an id is another's only where both speak against it.
    """
    if of_same_shop(order, told):
        return True
    same_amount = told.amount is None or (same_currency and plain(told.amount) in _amounts(order, facts))
    same_person = not (order.email and told.email) or mailbox(order.email) == mailbox(told.email)
    if not told.shop_id:
        return bool(order.own_cells.shop_id) and not (same_amount or same_person)
    if order.own_cells.shop_id or told.named_by_payer:
        return not (same_amount and same_person)
    return False


def _shop(shop_id: str) -> str:
    return fold(shop_id).partition("/")[0]


def _amounts(order: Order, facts: Iterable[Fact]) -> frozenset[str]:
    """All that the order ever came to, as facts write it: a version may come late."""
    cells = order.own_cells
    stood: tuple[Decimal | None, ...] = (cells.amount, cells.brought)
    said = (fact.value for fact in facts if fact.kind is FactKind.ORDER_AMOUNT)
    return frozenset((*said, *(plain(amount) for amount in stood if amount is not None)))
