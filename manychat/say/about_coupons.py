"""The words that carry a coupon: its code, its last day, how it is used and where."""

from datetime import date
from typing import assert_never

from loyalty.model.reward import Reward, RewardKind
from loyalty.outcomes.asking import CouponsTold
from loyalty.outcomes.member_standing import HeldCoupon
from loyalty.outcomes.redeeming import Redeemed
from manychat.say.phrases import code, link, name, named, prospects, stacked, total
from manychat.text_fit import one_line, shortened
from words.tongue import Tongue

LONGEST_CHAT_TEXT = 1000
"""The longest text of the chat in characters; Instagram takes no longer one."""
SHORTEST_ADVICE = 20


def redeemed(outcome: Redeemed, tongue: Tongue) -> tuple[str, ...]:
    """What the member took, its code and link at the ends of lines; the owner's advice gets what room is left."""
    reward = outcome.reward
    top = (_taken(outcome, tongue), *_gives(outcome, tongue), code_line(outcome.code, tongue))
    bottom = (
        last_day(outcome.expires, tongue),
        *page_line(reward, tongue),
        tongue.count("You have %(number)s point left.", "You have %(number)s points left.", outcome.standing.points),
    )
    advice = how_to_use(reward, room=LONGEST_CHAT_TEXT - len("\n".join(top + bottom)) - 1)
    return (*top, *advice, *bottom)


def coupons_told(outcome: CouponsTold, tongue: Tongue) -> tuple[str, ...]:
    """The first few coupons, and how many more there are; what the shop still has to send is said so."""
    standing = outcome.standing
    if not outcome.coupons:
        none = tongue.say("You have no coupons at the moment.")
        return none, total(standing, tongue), *prospects(standing, tongue)
    held = (held_line(held, tongue) for held in outcome.coupons)
    return tongue.say("Your coupons:"), stacked(held, tongue, room=900, most=5)


def how_to_use(reward: Reward, room: int) -> tuple[str, ...]:
    """The owner's own lines on the reward, shortened to the room there is; left out where only a scrap would fit."""
    lines = "\n".join(filter(None, map(one_line, reward.how_to_redeem.splitlines())))
    advice = shortened(lines, room) if room > SHORTEST_ADVICE else ""
    return (advice,) if len(advice) > 1 else ()


def _taken(outcome: Redeemed, tongue: Tongue) -> str:
    reward = named(outcome.reward, tongue)
    if outcome.again:
        return tongue.say("You have just taken it, here it is again: %(reward)s!", reward=reward)
    return tongue.say("It is yours, enjoy: %(reward)s!", reward=reward)


def _gives(outcome: Redeemed, tongue: Tongue) -> tuple[str, ...]:
    """What the coupon is good for, where its reward is no product."""
    reward, worth = outcome.reward, _worth(outcome)
    match reward.kind:
        case RewardKind.PERCENT:
            return (tongue.say("It takes %(percent)s %% off your order.", percent=tongue.own(worth)),) if worth else ()
        case RewardKind.AMOUNT:
            return (tongue.say("It takes %(amount)s off your order.", amount=tongue.own(worth)),) if worth else ()
        case RewardKind.GIFT_CARD:
            return (tongue.say("It is a gift card of %(amount)s.", amount=tongue.own(worth)),) if worth else ()
        case RewardKind.FREE_SHIPPING:
            return (tongue.say("It makes the shipping of your order free."),)
        case RewardKind.PRODUCT | RewardKind.OTHER:
            return ()
        case _:
            assert_never(reward.kind)


def _worth(outcome: Redeemed) -> str:
    """``15``, ``10.00 USD``; blank where the owner has not said how much."""
    value = outcome.reward.value
    if value is None:
        return ""
    if not outcome.currency:
        return shortened(f"{value.normalize():f}", 20)
    return f"{shortened(f'{value:.2f}', 20)} {shortened(one_line(outcome.currency), 10)}"


def code_line(whole: str, tongue: Tongue) -> str:
    """The coupon's code at the end of a line."""
    shown = code(whole)
    if not shown:
        return tongue.say("Your code: please ask the shop for it")
    return tongue.say("Your code: %(code)s", code=shown)


def last_day(day: date, tongue: Tongue) -> str:
    """Until when the coupon is good."""
    return tongue.say("Use it by %(day)s, the last day.", day=tongue.day(day))


def page_line(reward: Reward, tongue: Tongue) -> tuple[str, ...]:
    """Where the coupon is used, the link at the end of the line; none where there is no page."""
    page = link(reward)
    return (tongue.say("Use it here: %(link)s", link=page),) if page else ()


def held_title(held: HeldCoupon, tongue: Tongue) -> str:
    """What a coupon is for, as it stands in a sentence; the coupon's own words where the reward is gone."""
    own_words = held.coupon.reward
    return named(held.reward, tongue) if held.reward else tongue.own(name(own_words)) or tongue.say("A reward")


def held_line(held: HeldCoupon, tongue: Tongue) -> str:
    """A coupon in a list: what it is for, its code and its last day."""
    title = held_title(held, tongue)
    if held.asked:
        return tongue.say("• %(reward)s: the shop will send it to you.", reward=title)
    shown, expires = code(held.coupon.code) or tongue.say("please ask the shop for it"), held.coupon.expires
    if expires is None:
        return tongue.say("• %(reward)s: %(code)s", reward=title, code=shown)
    return tongue.say("• %(reward)s: %(code)s, until %(day)s", reward=title, code=shown, day=tongue.day(expires))
