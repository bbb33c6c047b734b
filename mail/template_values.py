"""The plain values that a letter's templates get: every text on one line, every link one of the web."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from math import ceil
from typing import TypeVar, assert_never

from loyalty.letters.letter import LetterFacts, Loss, MembershipEnds, TierAtRisk
from loyalty.model.program_settings import TierBy
from loyalty.model.reward import Reward
from loyalty.model.shop.coupon_link import page_of
from loyalty.outcomes.member_standing import Expiring, HeldCoupon, Membership, Standing, TakenReward, TierStanding
from mail.buttons import ButtonValues, buttons
from mail.colours import Palette, palette
from mail.letter_links import into_chat, way_out
from mail.sanitise import greeted_name, one_line
from words.web_links import html_link

Shown = TypeVar("Shown")

MOST_SHOWN = 4
"""A letter names at most this many rewards or coupons and says how many more the chat shows."""


@dataclass(frozen=True)
class RewardValues:
    """A reward; ``link``, ``image`` and ``chat`` are blank when there is none."""

    name: str
    points: int
    link: str
    image: str
    chat: str


@dataclass(frozen=True)
class NextValues:
    """The next reward and how far away it is; ``percent`` is from 0 to 100, ``orders`` 0 when nobody can say.

    ``missing`` is 0 where only a first order is: the sign-up bonus waits for it.
    """

    reward: RewardValues
    missing: int
    percent: int
    orders: int


@dataclass(frozen=True)
class PrizeValues:
    """What the member has won, and how often."""

    name: str
    times: int


@dataclass(frozen=True)
class CouponValues:
    """A coupon not yet used; ``asked``: it has no code yet, the shop will send it. Blanks where nothing is known."""

    name: str
    code: str
    last_day: date | None
    how_to_redeem: str
    link: str
    image: str
    asked: bool
    member: str
    email: str


@dataclass(frozen=True)
class LossValues:
    """What ends with its ``last_day``: ``points``, or the membership or tier ``name`` (blank for points).

    ``sold``: the membership can be bought again. ``missing`` of what ``by`` says, points, money or orders, keep a tier.
    """

    last_day: date
    points: int = 0
    name: str = ""
    perks: str = ""
    sold: bool = False
    missing: Decimal | int = 0
    by: str = ""


@dataclass(frozen=True)
class LateValues:
    """An order that a claim has waited for; ``points`` is None where it has not come in time."""

    order: str
    points: int | None


@dataclass(frozen=True)
class RefusedValues:
    """A reward of which the shop made no code, and its points, which are back."""

    name: str
    points: int


@dataclass(frozen=True)
class TierValues:
    """The member's tier and the next one, blank if there is none; ``missing`` of what ``by`` says lead there."""

    name: str
    next_name: str
    missing: Decimal | int
    by: str


@dataclass(frozen=True)
class MembershipValues:
    """The member's paid membership; ``last_day`` is None when it has no end."""

    plan: str
    last_day: date | None


@dataclass(frozen=True)
class LetterValues:
    """All that a letter says; rewards are dearest first. It is about ``coupon``, ``loss``, ``late`` or ``refused``."""

    name: str
    program: str
    shop: str
    shop_link: str
    logo: str
    postal_address: str
    colours: Palette
    buttons: tuple[ButtonValues, ...]
    points: int
    expiring: LossValues | None
    bonus_waiting: int
    rewards: tuple[RewardValues, ...]
    more_rewards: int
    next_reward: NextValues | None
    tier: TierValues | None
    membership: MembershipValues | None
    won: tuple[PrizeValues, ...]
    more_won: int
    spent: int
    worth: Decimal | None
    currency: str
    coupons: tuple[CouponValues, ...]
    more_coupons: int
    coupon: CouponValues | None
    loss: LossValues | None
    late: LateValues | None
    refused: RefusedValues | None
    card: str
    unsubscribe: str
    confirm: str
    digits: str
    digits_until: str


@dataclass(frozen=True, slots=True)
class AddressProof:
    """What an email brings that shows that an address is theirs: a link, and digits that do it ``until`` then.

    Blank for what it does not bring.
    """

    link: str = ""
    digits: str = ""
    until: str = ""


NO_PROOF = AddressProof()


def letter_values(
    facts: LetterFacts, *, unsubscribe: str, card: str = "", sheet: str = "", proof: AddressProof = NO_PROOF
) -> LetterValues:
    """What the templates of a letter may say; ``card`` is the address of the member's card, ``sheet`` that of the
    owner's spreadsheet, blank for none.
    """
    standing, others = facts.standing, [held for held in facts.coupons if held != facts.subject]
    return LetterValues(
        name=greeted_name(facts.name),
        program=one_line(facts.program),
        shop=one_line(facts.shop),
        shop_link=html_link(facts.shop_link),
        logo=html_link(facts.logo),
        postal_address=one_line(", ".join(filter(None, map(str.strip, facts.postal_address.splitlines())))),
        colours=palette(facts.colour),
        buttons=tuple(buttons(facts, sheet)),
        points=standing.points,
        expiring=_loss(standing.expiring) if standing.expiring and standing.expiring != facts.loss else None,
        bonus_waiting=standing.bonus_waiting,
        rewards=tuple(_reward(reward, facts.chat) for reward in _shown(reversed(standing.takeable))),
        more_rewards=_more(standing.takeable),
        next_reward=None if standing.next_reward is None else _next(facts, standing, standing.next_reward),
        tier=None if standing.tier is None else _tier(standing.tier),
        membership=None if standing.membership is None else _membership(standing.membership),
        won=tuple(_won(prize) for prize in _shown(facts.won)),
        more_won=_more(facts.won),
        spent=facts.redeemed,
        worth=facts.worth if facts.currency.strip() else None,
        currency=facts.currency.strip(),
        coupons=tuple(_coupon(held) for held in _shown(others)),
        more_coupons=_more(others),
        coupon=None if facts.subject is None else _coupon(facts.subject),
        loss=None if facts.loss is None else _loss(facts.loss),
        late=None if facts.late is None else LateValues(one_line(facts.late.order), facts.late.points),
        refused=None if facts.refused is None else RefusedValues(one_line(facts.refused.reward), facts.refused.points),
        card=html_link(card),
        unsubscribe=way_out(unsubscribe),
        confirm=html_link(proof.link),
        digits=proof.digits,
        digits_until=proof.until,
    )


def _shown(all_of_them: Iterable[Shown]) -> Iterable[Shown]:
    return islice(all_of_them, MOST_SHOWN)


def _more(all_of_them: Sequence[object]) -> int:
    return max(len(all_of_them) - MOST_SHOWN, 0)


def _reward(reward: Reward, chat: str) -> RewardValues:
    return RewardValues(
        one_line(reward.name),
        reward.points,
        html_link(page_of(reward)),
        html_link(reward.image),
        into_chat(chat, reward.id),
    )


def _next(facts: LetterFacts, standing: Standing, reward: Reward) -> NextValues:
    share = 100 * standing.points // reward.points if reward.points else 100
    percent = min(max(share, 0), 100)
    return NextValues(_reward(reward, facts.chat), standing.points_to_next, percent, facts.orders_to_next or 0)


def _won(prize: TakenReward) -> PrizeValues:
    return PrizeValues(one_line(prize.name), prize.times)


def _coupon(held: HeldCoupon) -> CouponValues:
    reward = held.reward
    return CouponValues(
        name=one_line(reward.name if reward else held.coupon.reward),
        code=one_line(held.coupon.code),
        last_day=held.coupon.expires,
        how_to_redeem=one_line(reward.how_to_redeem) if reward else "",
        link=html_link(held.link),
        image=html_link(reward.image) if reward else "",
        asked=held.asked,
        member=one_line(held.coupon.member),
        email=one_line(held.coupon.email),
    )


def _loss(loss: Loss) -> LossValues:
    match loss:
        case Expiring():
            return LossValues(loss.day, points=loss.points)
        case MembershipEnds():
            return LossValues(loss.day, name=one_line(loss.plan), perks=one_line(loss.perks), sold=loss.sold)
        case TierAtRisk():
            name, perks = one_line(loss.tier), one_line(loss.perks)
            return LossValues(loss.day, name=name, perks=perks, missing=_whole(loss.missing, loss.by), by=loss.by.value)
        case _:
            assert_never(loss)


def _tier(tier: TierStanding) -> TierValues:
    return TierValues(one_line(tier.name), one_line(tier.next_tier), _whole(tier.missing, tier.by), tier.by.value)


def _membership(membership: Membership) -> MembershipValues:
    return MembershipValues(one_line(membership.plan), membership.until)


def _whole(missing: Decimal, by: TierBy) -> Decimal | int:
    """Money to the cent; points and orders rounded up, as a part of one is not enough."""
    return missing if by is TierBy.MONEY else ceil(missing)
