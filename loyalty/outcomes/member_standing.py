"""Where a member stands, and what of theirs an answer or a letter shows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from loyalty.model.coupon import Coupon
from loyalty.model.entry import EntryKind
from loyalty.model.program_settings import TierBy
from loyalty.model.reward import Reward
from loyalty.model.shop.coupon_link import coupon_link, page_of


@dataclass(frozen=True, slots=True)
class Expiring:
    """Points that are good until the end of that day."""

    points: int
    day: date


@dataclass(frozen=True, slots=True)
class TierStanding:
    """A member's tier: its name (blank while they have none) and perks, the next one, and what keeps theirs.

    ``missing`` is what they lack for ``next_tier``, counted in ``by``. ``until`` is the last day on which they reach
    their tier if they order nothing more (None: without an end), and ``to_keep`` what keeps it beyond that day. When
    ``lost_on`` is set they no longer reach it, and lose it on that day unless they get ``to_keep`` more.
    """

    name: str
    perks: str = ""
    next_tier: str = ""
    missing: Decimal = Decimal(0)
    by: TierBy = TierBy.POINTS
    currency: str = ""
    until: date | None = None
    to_keep: Decimal = Decimal(0)
    lost_on: date | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """A paid membership that the member has now; ``until`` is its last day, None when it has no end."""

    plan: str
    perks: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a member stands: the points they have, the rewards they can take now (cheapest first), the next one.

    ``points`` below zero are a deficit, which the next points settle; ``bonus_waiting`` of them can be spent once an
    order of theirs stands or, with ``bonus_needs_proof``, once their address is proved. ``pending`` is theirs too but
    cannot be spent yet; from the day ``pending_until`` on, all of it can. ``expiring`` is what expires next, when that
    is soon. ``tier`` is None where the program has no tiers.
    """

    points: int
    takeable: tuple[Reward, ...] = ()
    next_reward: Reward | None = None
    pending: int = 0
    pending_until: date | None = None
    expiring: Expiring | None = None
    tier: TierStanding | None = None
    membership: Membership | None = None
    bonus_waiting: int = 0
    bonus_needs_proof: bool = False

    @property
    def spendable(self) -> int:
        """The points that they can spend now."""
        return self.points - self.bonus_waiting

    @property
    def points_to_next(self) -> int:
        """Points missing to the next reward; 0 when there is none, or when only a first order is missing."""
        return 0 if self.next_reward is None else max(self.next_reward.points - self.points, 0)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Points that came or went on that day (None where nobody knows), and what for.

    ``about`` is the order's number or the reward's name, blank where the kind says it all.
    """

    day: date | None
    kind: EntryKind
    points: int
    about: str


@dataclass(frozen=True, slots=True)
class HeldCoupon:
    """A coupon to use and its reward (None when the owner deleted that); ``asked``: the shop will send it.

    ``soon``: the shop has still to make its code, which nobody is told before; ``in_shop``: the program has made it
    there.
    """

    coupon: Coupon
    reward: Reward | None
    asked: bool
    soon: bool = False
    in_shop: bool = False

    @property
    def has_code(self) -> bool:
        """True when the member may use its code now."""
        return not (self.asked or self.soon)

    @property
    def link(self) -> str:
        """Where it is used, blank for nowhere; without a code that may be told the page of its product."""
        if self.reward is None:
            return ""
        if not self.has_code:
            return page_of(self.reward)
        own = self.coupon
        return coupon_link(self.reward, code=own.code, email=own.email, member=own.member, in_shop=self.in_shop)


@dataclass(frozen=True, slots=True)
class TakenReward:
    """A reward that a member has taken, by its name, and how many times."""

    name: str
    times: int
