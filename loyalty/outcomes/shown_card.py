"""What a member's card shows, and how the shop looks."""

from dataclasses import dataclass

from loyalty.model.reward import Reward
from loyalty.outcomes.member_standing import HeldCoupon, HistoryLine, Standing


@dataclass(frozen=True, slots=True)
class ShopLook:
    """How the owner wants to be seen, blank where they have not said; ``chat`` is the link into the chat."""

    program: str
    shop: str
    shop_link: str
    colour: str
    logo: str
    chat: str
    language: str


@dataclass(frozen=True, slots=True)
class MemberCard:
    """A member's card; it names nobody. ``language`` is their own, blank where the program's holds.

    ``rewards`` are all that they can have, cheapest first, and ``coupons`` those that are good today, the soonest to
    expire first; without ``tells_codes`` none of these has its code. ``history`` is the newest first.
    """

    look: ShopLook
    language: str
    standing: Standing
    rewards: tuple[Reward, ...]
    coupons: tuple[HeldCoupon, ...]
    history: tuple[HistoryLine, ...]
    tells_codes: bool


@dataclass(frozen=True, slots=True)
class NoCard:
    """There is no card to show, or no more."""

    look: ShopLook
