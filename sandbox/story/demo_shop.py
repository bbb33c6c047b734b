"""The demo shop: what its owner types into the spreadsheet that set-up has made."""

from collections.abc import Sequence
from datetime import date, timedelta

from sandbox.owner import Owner
from service.order_links import signed_number

SPREADSHEET = "marigold-and-finch"
TITLE = "Marigold & Finch · Finch Club"
ZONE = "America/New_York"
LINK = "https://marigoldandfinch.example"
FLOW = "content20260101120000_123456"
ORDER_LINK_KEY = "signs-the-demo-shops-order-mail"
SETTINGS = {
    "Program name": "Finch Club",
    "Shop name": "Marigold & Finch",
    "Shop link": LINK,
    "Letter hours": "0 to 24",
    "Chat flow": FLOW,
}
ADVICE = "Type the code into “Discount” at the checkout."
REWARDS = (
    ("tote", "Tote bag", 200, f"{LINK}/tote-bag", ADVICE, "", "yes", 40, "$12.00", "$6.50"),
    ("mug", "Stoneware mug", 350, f"{LINK}/stoneware-mug", ADVICE, "", "yes", 25, "$18.00", "$9.80"),
    ("blanket", "Wool blanket", 900, f"{LINK}/wool-blanket", ADVICE, "", "yes", 5, "$59.00", "$31.00"),
)
DRAWN = ("tote", "mug")
"""The rewards that there are pictures of."""
CODES = (
    ("TOTE-7K4M", "tote"),
    ("TOTE-9QXD", "tote"),
    ("TOTE-3HRV", "tote"),
    ("MUG-4DWA", "mug"),
    ("MUG-6PKT", "mug"),
    ("WOOL-9CXE", "blanket"),
)


def in_order_mail(number: str) -> str:
    """The word of the link in the mail about this order, signed as the shop does it; a # before it is left out."""
    return f"order-{signed_number(number.removeprefix('#'), ORDER_LINK_KEY)}"


def fill_shop(owner: Owner, *, today: date, pictures: str = "") -> None:
    """The owner names the program and types orders, rewards and coupon codes; ``pictures`` is where those are."""
    for setting, value in SETTINGS.items():
        owner.type_over("Settings", setting, "Value", value)
    owner.type("Rewards", *REWARDS)
    for reward in DRAWN if pictures else ():
        owner.type_over("Rewards", reward, "Image", f"{pictures}/{reward}.svg")
    owner.type("Coupons", *CODES)
    owner.type("Orders", *_orders(today))


def _orders(today: date) -> Sequence[Sequence[object]]:
    def placed(days: int) -> str:
        return (today - timedelta(days=days)).isoformat()

    return (
        ("1042", "ana@example.com", "$60.00", "USD", placed(9), "paid"),
        ("1047", "boris@example.com", "$38.20", "USD", placed(8), "paid"),
        ("1051", "ana@example.com", "$45.90", "USD", placed(6), "paid"),
        ("1055", "layla@example.com", "$164.00", "USD", placed(5), "paid"),
        ("1063", "ana@example.com", "$62.50", "USD", placed(4), "paid"),
        ("1066", "boris@example.com", "$24.00", "USD", placed(3), "unpaid"),
    )
