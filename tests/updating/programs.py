"""The program of the shop in each language: its settings and offers, as the owner types them on the first day."""

from collections.abc import Mapping

from tests.updating.shops import CURRENCIES, Shop

SETTINGS: Mapping[str, Mapping[str, object]] = {
    "en": {
        "Points expire": "rolling",
        "Expiry months": 6,
        "Points per unit": 2,
        "Currencies": "EUR 1.10, GBP 1.27",
        "Most points a day": 600,
    },
    "ru": {
        "Confirm e-mail": "yes",
        "Coupons": "generate",
        "Credit orders": "automatically",
        "Points expire": "inactivity",
        "Expiry months": 5,
        "Tier by": "money",
        "Tier window": "12 months",
        "Tier loss": "one step",
        "Tier grace days": 14,
        "Pending days": 14,
        "When points are already spent": "deficit",
        "Currencies": "EUR 95,5, USD 80",
        "Unit": 10,
        "Points per unit": 10,
    },
    "ar": {
        "Coupons": "manual",
        "Earn by": "order",
        "Points per unit": 40,
        "Points expire": "yearly",
        "Expiry months": 6,
        "Tier by": "orders",
        "Tier window": "calendar year",
        "Tier loss": "right level",
        "Currencies": "EUR 4.00",
    },
}
FOR_ALL: Mapping[str, object] = {
    "Program name": "Finch Club",
    "Shop name": "Marigold & Finch",
    "Shop link": "https://shop.example",
    "Chat link": "https://m.me/shop",
    "Letter hours": "0 to 24",
    "Owner e-mail": "owner@shop.example",
    "Letters": "welcome, reminder, coupon, coupon_expiring, points_expiring, membership_ending, tier_warning, "
    "win_back, owner_task",
    "Referral points": 100,
    "Friend points": 50,
    "Birthday points": 30,
    "Unused coupon": "give back",
    "Claim within days": 120,
}
TIER_FROM = {"en": (150, 600), "ru": (100, 400), "ar": (2, 5)}
"""From how many points, how much money, how many orders a member is silver and gold."""


REWARDS = ("soap", "tote", "mug", "ten", "night")


def type_program(shop: Shop) -> None:
    """The owner fills the tabs that set-up has made."""
    word = shop.word
    shop.set({name: word(value) if isinstance(value, str) else value for name, value in FOR_ALL.items()})
    shop.set({name: word(str(value)) for name, value in SETTINGS[shop.language].items()})
    shop.set({"Currency": CURRENCIES[shop.language]})
    silver, gold = TIER_FROM[shop.language]
    shop.type(
        "Rewards",
        {"Reward": "soap", "Name": "Soap", "Points": 60, "Active": word("yes"), "Cost": 3, "Stock": 30},
        {"Reward": "tote", "Name": "Tote bag", "Points": 120, "Product link": "https://shop.example/tote", "Cost": 6.5},
        {"Reward": "mug", "Name": "Mug", "Points": 200, "Special price": 150, "Special for": "vip, Gold"},
        {"Reward": "ten", "Name": "10 %", "Points": 90, "Kind": word("percent"), "Value": 10, "Once": word("yes")},
        {"Reward": "night", "Name": "A night for members", "Points": 80, "Only for": "Circle, vip"},
        {"Reward": "old", "Name": "An old one", "Points": 10, "Active": word("no")},
    )
    codes = ({"Code": f"{reward}-{number:02}".upper(), "Reward": reward} for reward in REWARDS for number in range(8))
    shop.type("Coupons", *codes)
    shop.type(
        "Tiers",
        {"Tier": "Silver", "From": silver, "Multiplier": 1.25, "Perks": "Coffee", "Entry bonus": 20},
        {"Tier": "Gold", "From": gold, "Multiplier": 1.5, "Entry bonus": 40},
    )
    shop.type(
        "Plans", {"Plan": "Circle", "Fee": 20, "Period": word("monthly"), "Product": "Circle month", "Multiplier": 2}
    )
    shop.type(
        "Campaigns",
        {"Campaign": "Spring", "Starts": "2025-03-01", "Ends": "2025-04-30", "Multiplier": 2, "Minimum amount": 40},
        {"Campaign": "Weekend", "Bonus points": 5, "Weekdays": f"{word('sat')}, {word('sun')}"},
        {"Campaign": "Hello", "Bonus points": 15, "Once": word("yes"), "Only for": "vip"},
    )
    shop.type(
        "Survey",
        {"Survey": "taste", "Question": "Tea or coffee?", "Choices": "tea, coffee", "Points": 12},
        {"Survey": "taste", "Question": "What do you miss?"},
    )
    shop.type(
        "Actions",
        {"Action": "review", "Name": "A review", "Points": 7, "Limit": 2, "Per": word("month")},
        {"Action": "visit", "Name": "A visit", "Points": 3, "Per": word("day")},
    )
