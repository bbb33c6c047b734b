"""What comes from elsewhere than the chat: orders as a shop tells of them, members of an earlier program."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.money.single_refunds import SingleRefund
from loyalty.model.orders import OrderStatus


@dataclass(frozen=True, slots=True)
class ShopRefund:
    """What went back of an order under an id of the shop's own, in the currency that was paid.

    ``amount`` is the money, all that has gone back under this id by the instant ``at``; ``goods`` is what of it was for
    goods, None where the shop does not say.

    With ``failed`` it is money that has not gone back after all, as was found at that instant.
    """

    id: str
    amount: Decimal
    at: datetime
    goods: Decimal | None = None
    failed: "FailedRefund | None" = None


@dataclass(frozen=True, slots=True)
class FailedRefund:
    """What a refund that has failed was a part of: the sum under the id ``of``, from the instant ``made`` on."""

    of: str
    made: datetime


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """An order as the shop tells of it, in the currency that was paid; blank and None where it tells nothing.

    ``placed`` is a day or an instant; an instant without a zone is the shop's own local time. ``refunded`` is what went
    back in all, 0 where the shop says that nothing has; with ``refunds_alone`` it is only what came in single refunds
    without their order, and there may be more. ``single_refunds`` are the refunds in it, where each is told apart; a
    time without a zone is the shop's own. ``changed`` is when the shop has last changed the order, so that an
    older version which comes late is known for what it is; without a zone it is the shop's own time, too. ``goods`` is
    what of the amount was for goods, and ``lines`` what was bought. ``phone`` is a number as
    loyalty.model.written.phone_numbers reads it: with its country, else blank.

    ``shop_id`` is the shop's own id of the order, such as ``shopify/450789469``, which stays whatever its number is;
    the number is blank where the shop tells of ``refunds`` by that id alone. ``refunds`` are those that have ids.
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
    single_refunds: tuple[SingleRefund, ...] = ()
    phone: str = ""
    shop_id: str = ""
    refunds: tuple[ShopRefund, ...] = ()


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
