"""What comes from elsewhere than the chat: orders as a shop tells of them, members of an earlier program."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.money.told_refunds import Refund
from loyalty.model.orders import OrderStatus


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """An order as the shop tells of it, in the currency that was paid; blank and None where it tells nothing.

    ``placed`` is a day or an instant; an instant without a zone is the shop's own local time. ``refunded`` is what went
    back in all, 0 where the shop says that nothing has; with ``refunds_alone`` it is only what came in single refunds
    without their order, and there may be more. ``refunds`` are the refunds in it, where each is told apart; a time
    without a zone is the shop's own. Where ``refunded`` is None what went back follows from them. ``changed`` is when
    the shop has last changed the order, so that an older version which comes late is known for what it is; without a
    zone it is the shop's own time, too. ``goods`` is what of the amount was for goods, and ``lines`` what was bought.
    ``phone`` is a number as loyalty.model.written.phone_numbers reads it: with its country, else blank.

    ``shop_id`` is the shop's own id of the order, such as ``shopify/450789469``, which stays whatever its number is;
    the number is blank where the shop tells by that id alone: of ``refunds``, or without any that the order is deleted.
    ``named_by_payer`` is for a number that whoever paid could choose. ``number_of_its_own`` is what the order is called
    where another order of that shop has its number already, blank where it is refused then.
    """

    number: str
    email: str = ""
    amount: Decimal | None = None
    currency: str = ""
    placed: datetime | date | None = None
    status: OrderStatus | None = None
    refunded: Decimal | None = None
    products: tuple[str, ...] = ()
    coupons: tuple[str, ...] = ()
    refunds_alone: bool = False
    changed: datetime | None = None
    goods: Decimal | None = None
    lines: tuple[OrderLine, ...] = ()
    refunds: tuple[Refund, ...] = ()
    phone: str = ""
    shop_id: str = ""
    named_by_payer: bool = False
    number_of_its_own: str = ""


@dataclass(frozen=True, slots=True)
class ImportedCoupon:
    """A code that an earlier program gave and nobody has used; ``expires`` is its last day, None for no end."""

    code: str
    reward: str
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class ImportedMember:
    """What somebody had in an earlier program, under their address; points below zero are owed.

    ``tier`` is its name there, blank for none, and ``birthday`` of the year NO_YEAR where only its day is known.
    """

    email: str
    points: int
    name: str = ""
    tier: str = ""
    birthday: date | None = None
    coupons: tuple[ImportedCoupon, ...] = ()


class OrderSource(StrEnum):
    """Who has brought an order."""

    SHOP = "shop"
    FILE = "file"


class IntakeStatus(StrEnum):
    """What became of something that came."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class IntakeResult:
    """What became of it; ``why`` is a sentence for what was refused."""

    fate: IntakeStatus
    why: str = ""
