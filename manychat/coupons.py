"""The words that carry a coupon: its code, its last day, how it is used and where."""

from loyalty.outcomes import CouponsTold, HeldCoupon, Redeemed
from loyalty.values import Reward
from manychat.texts import listed, one_line, shortened
from manychat.words import called, code, day, link, name, points, prospects, total

LIMIT = 1000
"""The longest text of the chat in characters; Instagram takes no longer one."""
WORTH_SAYING = 20


def redeemed(outcome: Redeemed) -> tuple[str, ...]:
    """What she took, with the code and the link on lines of their own; the owner's advice gets what room is left."""
    reward = outcome.reward
    said = "You have just taken it, here it is again" if outcome.again else "It is yours, enjoy"
    top = (f"{said}: {called(reward)}!", f"Your code: {code(outcome.code)}")
    left = f"You have {points(outcome.standing.points)} left."
    bottom = (f"Use it by {day(outcome.expires)}, the last day.", *_page(reward), left)
    advice = how_to_use(reward, room=LIMIT - len("\n".join(top + bottom)) - 1)
    return (*top, *advice, *bottom)


def coupons_told(outcome: CouponsTold) -> tuple[str, ...]:
    """The first few coupons, and how many more there are; what the shop still has to send is said so."""
    standing = outcome.standing
    if not outcome.coupons:
        return "You have no coupons at the moment.", total(standing), *prospects(standing)
    return "Your coupons:", listed(map(_held, outcome.coupons), glue="\n", room=900, most=5)


def how_to_use(reward: Reward, room: int) -> tuple[str, ...]:
    """The owner's own lines on the reward, shortened to the room there is; none rather than a scrap."""
    lines = "\n".join(filter(None, map(one_line, reward.how_to_redeem.splitlines())))
    advice = shortened(lines, room) if room > WORTH_SAYING else ""
    return (advice,) if len(advice) > 1 else ()


def _page(reward: Reward) -> tuple[str, ...]:
    page = link(reward)
    return (f"Use it here: {page}",) if page else ()


def _held(held: HeldCoupon) -> str:
    title = called(held.reward) if held.reward else name(held.coupon.reward) or "A reward"
    if held.asked:
        return f"• {title}: the shop will send it to you."
    until = f", until {day(held.coupon.expires)}" if held.coupon.expires else ""
    return f"• {title}: {code(held.coupon.code)}{until}"
