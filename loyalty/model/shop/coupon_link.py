"""Where a coupon is used: the one place that makes its link, for the chat, its buttons and emails alike."""

from loyalty.model.reward import Reward
from loyalty.model.shop.link_template import filled, has_places


def coupon_link(reward: Reward, *, code: str, email: str, member: str, in_shop: bool) -> str:
    """The link for this coupon, blank for none; whoever shows it checks that it is one of the web.

    The owner's own places come first. A coupon that the program has made ``in_shop`` has the link into its cart, any
    other the page of its product.
    """
    own = not in_shop or has_places(reward.link) or not reward.cart_link
    return filled(reward.link if own else reward.cart_link, {"code": code, "email": email, "member": member})


def page_of(reward: Reward) -> str:
    """The page of the reward for who has no coupon of it, blank for none."""
    return filled(reward.link, {})
