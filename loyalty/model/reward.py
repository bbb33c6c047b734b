"""A reward that members can take for points."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class RewardKind(StrEnum):
    """What a reward is."""

    PRODUCT = "product"
    AMOUNT = "amount"
    PERCENT = "percent"
    FREE_SHIPPING = "free shipping"
    GIFT_CARD = "gift card"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Reward:
    """A reward; ``stock`` is how many may be given in all, None for any number.

    ``worth`` is what customers may be told that one is worth, None for nothing; ``cost`` is what one costs the owner,
    which is never told to anybody else. Both are in the program's currency.

    ``value`` is how much an amount, a percentage or a gift card is of. ``only_for`` names the tiers, plans and segments
    that may have it, everybody where there is none; those in ``special_for`` have it for ``special_price`` points.

    ``product`` is the shop's own id of what is given, ``cart_link`` puts it into the shop's cart and has a place for
    the code, and one that is ``out_of_order`` cannot be taken: the shop could make no code for it.
    """

    id: str
    name: str
    points: int
    link: str = ""
    how_to_redeem: str = ""
    image: str = ""
    active: bool = True
    stock: int | None = None
    worth: Decimal | None = None
    cost: Decimal | None = None
    kind: RewardKind = RewardKind.PRODUCT
    value: Decimal | None = None
    only_for: tuple[str, ...] = ()
    once: bool = False
    starts: date | None = None
    ends: date | None = None
    special_price: int | None = None
    special_for: tuple[str, ...] = ()
    product: str = ""
    cart_link: str = ""
    out_of_order: bool = False
