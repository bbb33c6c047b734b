"""The steps of the tab Start: what there is to do until customers collect points, and where each of them is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sheets.codec.column import Tab
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.members_tab import MEMBERS
from sheets.schema.offers.rewards_tab import REWARDS
from sheets.schema.orders_tab import ORDERS
from sheets.schema.settings_tab import SETTINGS


class StartStep(StrEnum):
    """A step by the name that its row carries in the hidden column; names stay."""

    SHEET = "sheet"
    SHOP = "shop"
    REWARD = "reward"
    ORDERS = "orders"
    CHAT = "chat"
    EMAIL = "email"
    NIGHT = "night"
    MEMBER = "member"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, how, and in which tab; None where it is done elsewhere."""

    task: str
    how: str
    tab: Tab | None = None


STEPS: Mapping[StartStep, Step] = {
    StartStep.SHEET: Step(
        "Share this spreadsheet with the program",
        "Share, at the top right: add the program's account as an Editor. The check reads, and tries to write.",
    ),
    StartStep.SHOP: Step(
        "Say who you are",
        "Fill in Shop name and Shop link; they are in every email. The settings below are the ones to look at first.",
        SETTINGS,
    ),
    StartStep.REWARD: Step(
        "Offer a reward",
        "Make one of the examples yours, or write your own row, and write yes under Active.",
        REWARDS,
    ),
    StartStep.ORDERS: Step(
        "Bring your orders in",
        "Connect your shop (manage.py connect-shopify, connect-woocommerce or connect-stripe), bring in a file "
        "(manage.py import-orders), or type the first order yourself.",
        ORDERS,
    ),
    StartStep.CHAT: Step(
        "Connect ManyChat",
        "manage.py connect-manychat says what to click. The check shows the function its secret.",
    ),
    StartStep.EMAIL: Step(
        "Let emails go out",
        "Give deploy/deploy.sh your mail server and your sender's address. The check logs in there and sends nothing.",
    ),
    StartStep.NIGHT: Step(
        "Let the program work at night",
        "deploy/deploy.sh makes the jobs. The check looks in the tab Log for what a night has noted.",
    ),
    StartStep.MEMBER: Step(
        "Join as the first member",
        "Open your chat on your phone, write to it and join.",
        MEMBERS,
    ),
    StartStep.CLAIM: Step(
        "Claim the first order",
        "Claim one of your own orders in the chat, and see its points come.",
        LEDGER,
    ),
}
