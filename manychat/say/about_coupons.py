"""The words that carry a coupon: its code, its last day, how it is used and where."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from loyalty.model.reward import Reward, RewardKind
from loyalty.outcomes.asking import CouponsTold
from loyalty.outcomes.member_standing import HeldCoupon
from loyalty.outcomes.redeeming import Redeemed
from manychat.say.phrases import code, link, name, named, prospects, stacked, total
from manychat.text_fit import one_line, shortened
from words.locales import Locale

LONGEST_CHAT_TEXT = 1000
"""The longest text of the chat in characters; Instagram takes no longer one."""
SHORTEST_ADVICE = 20


def redeemed(outcome: Redeemed, locale: Locale) -> tuple[str, ...]:
    """What the member took, its code and link at the ends of lines; the owner's advice gets what room is left."""
    reward = outcome.reward
    top = (_taken(outcome, locale), *_gives(outcome, locale), code_line(outcome.code, locale))
    bottom = (
        last_day(outcome.expires, locale),
        *page_line(outcome.link, locale),
        locale.count("You have %(number)s point left.", "You have %(number)s points left.", outcome.standing.points),
    )
    advice = how_to_use(reward, room=LONGEST_CHAT_TEXT - len("\n".join(top + bottom)) - 1)
    return (*top, *advice, *bottom)


def coupons_told(outcome: CouponsTold, locale: Locale) -> tuple[str, ...]:
    """The first few coupons, and how many more there are; what the shop still has to send is said so."""
    standing = outcome.standing
    refused = tuple(refused_line(reward, locale) for reward in outcome.refused[:1])
    if not outcome.coupons:
        none = locale.say("You have no coupons at the moment.")
        return none, *refused, total(standing, locale), *prospects(standing, locale)
    held = (held_line(held, locale) for held in outcome.coupons)
    return locale.say("Your coupons:"), stacked(held, locale, room=600 if refused else 900, most=5), *refused


def ready_lines(ready: Sequence[HeldCoupon], locale: Locale) -> tuple[str, ...]:
    """The coupons whose codes have just come, with the page where a single one is used; none where there are none."""
    if not ready:
        return ()
    page = page_line(ready[0].link, locale) if len(ready) == 1 else ()
    return (
        locale.say("Your code is here:"),
        stacked((held_line(one, locale) for one in ready), locale, room=300, most=2),
        *page,
    )


def soon_line(reward: Reward, locale: Locale) -> str:
    """That a reward is theirs, and its code comes soon."""
    return locale.say(
        "It is yours: %(reward)s. The shop is making your code: ask for your coupons in a moment to see it.",
        reward=named(reward, locale),
    )


def refused_line(reward: Reward, locale: Locale) -> str:
    """That the shop could make no code for a reward."""
    return no_code_line(named(reward, locale), locale)


def no_code_line(reward: str, locale: Locale) -> str:
    """The same of a reward by its name."""
    return locale.say(
        "Sorry, the shop could not make a coupon for the %(reward)s. You have your points back, and "
        "we have told the shop.",
        reward=reward,
    )


def how_to_use(reward: Reward, room: int) -> tuple[str, ...]:
    """The owner's own lines on the reward, shortened to the room there is; left out where only a scrap would fit."""
    lines = "\n".join(filter(None, map(one_line, reward.how_to_redeem.splitlines())))
    advice = shortened(lines, room) if room > SHORTEST_ADVICE else ""
    return (advice,) if len(advice) > 1 else ()


def _taken(outcome: Redeemed, locale: Locale) -> str:
    reward = named(outcome.reward, locale)
    if outcome.again:
        return locale.say("You have just taken it. Here it is again: %(reward)s!", reward=reward)
    return locale.say("It is yours, enjoy: %(reward)s!", reward=reward)


def _gives(outcome: Redeemed, locale: Locale) -> tuple[str, ...]:
    """What the coupon is good for, where its reward is no product."""
    reward, worth = outcome.reward, _worth(outcome)
    match reward.kind:
        case RewardKind.PERCENT:
            return (locale.say("It takes %(percent)s%% off your order.", percent=locale.own(worth)),) if worth else ()
        case RewardKind.AMOUNT:
            return (locale.say("It takes %(amount)s off your order.", amount=locale.own(worth)),) if worth else ()
        case RewardKind.GIFT_CARD:
            return (locale.say("It is a gift card worth %(amount)s.", amount=locale.own(worth)),) if worth else ()
        case RewardKind.FREE_SHIPPING:
            return (locale.say("It gives you free shipping on your order."),)
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


def code_line(whole: str, locale: Locale) -> str:
    """The coupon's code at the end of a line."""
    shown = code(whole)
    if not shown:
        return locale.say("Your code: please ask the shop for it")
    return locale.say("Your code: %(code)s", code=shown)


def last_day(day: date, locale: Locale) -> str:
    """Until when the coupon is good."""
    return locale.say("Last day to use it: %(day)s", day=locale.day(day))


def page_line(where: str, locale: Locale) -> tuple[str, ...]:
    """Where the coupon is used, the link at the end of the line; none where there is no page."""
    page = link(where)
    return (locale.say("Use it here: %(link)s", link=page),) if page else ()


def held_title(held: HeldCoupon, locale: Locale) -> str:
    """What a coupon is for, as it stands in a sentence; the coupon's own words where the reward is gone."""
    own_words = held.coupon.reward
    return named(held.reward, locale) if held.reward else locale.own(name(own_words)) or locale.say("A reward")


def held_line(held: HeldCoupon, locale: Locale) -> str:
    """A coupon in a list: what it is for, its code and its last day."""
    title = held_title(held, locale)
    if held.asked:
        return locale.say("• %(reward)s: the shop will send it to you.", reward=title)
    if held.soon:
        return locale.say("• %(reward)s: the shop is making your code. Ask again in a moment.", reward=title)
    shown, expires = code(held.coupon.code) or locale.say("please ask the shop for it"), held.coupon.expires
    if expires is None:
        return locale.say("• %(reward)s: %(code)s", reward=title, code=shown)
    return locale.say("• %(reward)s: %(code)s, until %(day)s", reward=title, code=shown, day=locale.day(expires))
